package study_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

func idsOf(all []study.Milestone) (ids []string) {
	for _, m := range all {
		ids = append(ids, m.ID())
	}
	return ids
}

func (d *desk) milestones() []string {
	d.t.Helper()
	all, err := d.study.Milestones(context.Background(), d.who, aws)
	if err != nil {
		d.t.Fatal(err)
	}
	return idsOf(all)
}

// A hundred facts held are told at the end of the attempt that brought them and
// of no other, and stand as long as they are held.
func TestMilestoneOfFacts(t *testing.T) {
	d := newDesk(t)
	d.plan(func(p *study.Plan) { p.Daily = 200 })
	held := func() (n int) {
		for _, k := range d.mind().Facts {
			if k.Trace.Held > 0 {
				n++
			}
		}
		return n
	}
	var reached []int
	var last *quiz.Attempt
	for i := range 6 {
		before := held()
		last = d.mustSit(quiz.Due, 30, true)
		d.now = d.now.AddDate(0, 0, 1)
		crossed := before < 100 && held() >= 100
		if told := slices.Contains(idsOf(d.ending(last).Reached), "facts-100"); told != crossed {
			t.Errorf("after sitting %d, with %d facts held before and %d now, it is told: %v", i, before, held(), told)
		}
		if stands := slices.Contains(d.milestones(), "facts-100"); stands != (held() >= 100) {
			t.Errorf("with %d facts held it stands: %v", held(), stands)
		}
		if crossed {
			reached = append(reached, i)
			crossing := last
			d.mustSit(quiz.Due, 1, true)
			if got := idsOf(d.ending(crossing).Reached); len(got) > 0 {
				t.Errorf("told again after another attempt: %v", got)
			}
			break
		}
	}
	if len(reached) != 1 {
		t.Fatalf("%d facts held after %d sittings: a hundred were never reached", held(), 6)
	}
	if _, err := d.study.Milestone(context.Background(), d.who, aws, "facts-200"); err != study.ErrNoMilestone {
		t.Errorf("two hundred: %v", err)
	}
}

// A passed exam is a milestone of its day, and of its learner alone.
func TestMilestoneOfAnExam(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	sit := func(right bool) string {
		a, err := d.study.Start(ctx, d.who, quiz.Start{Subject: aws, Edition: "2026", Mode: deck.Exam, Exam: "clf-c02"})
		if err != nil {
			t.Fatal(err)
		}
		for i, it := range a.Items() {
			if _, _, err := d.quiz.Answer(ctx, d.who, a.ID, i+1, quiz.Given{Options: it.Sample(right)}); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := d.quiz.Finish(ctx, d.who, a.ID); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("exam-%d", a.ID)
	}
	failed, passed := sit(false), sit(true)
	if got := d.milestones(); slices.Contains(got, failed) || !slices.Contains(got, passed) {
		t.Errorf("%v: %s passed and %s did not", got, passed, failed)
	}
	m, err := d.study.Milestone(ctx, d.who, aws, passed)
	if err != nil || m.On != "2026-11-23" {
		t.Errorf("on %q, %v", m.On, err)
	}
	d.who = d.learner("bob")
	if got := d.milestones(); len(got) > 0 {
		t.Errorf("bob has %v", got)
	}
}
