package study_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

// A sitting is as long as the plan has room, though the feedback of some items
// gives away what was to be asked next.
func TestSitFillsTheRoom(t *testing.T) {
	d := newDesk(t)
	for _, size := range []int{0, -1, deck.MaxSize + 1} {
		if _, err := d.sit(quiz.Due, size); !errors.Is(err, quiz.ErrSize) {
			t.Errorf("%d asked for: %v", size, err)
		}
	}
	for _, c := range []struct{ daily, size, want int }{{40, 100, 40}, {40, 15, 15}, {100, 100, 100}} {
		d.plan(func(p *study.Plan) { p.Daily = c.daily })
		if a, err := d.sit(quiz.Due, c.size); err != nil || a.Size() != c.want {
			t.Errorf("%d a day, %d asked for: %d items, want %d; %v", c.daily, c.size, a.Size(), c.want, err)
		}
	}
}

// With an exam ahead, facts never met come first that the learner is least
// likely to know: those that others failed at.
func TestUnknownFirstBeforeAnExam(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	d := newDesk(t)
	ctx, ada := context.Background(), d.who
	items := func(exam deck.Date) []deck.Item {
		d.plan(func(p *study.Plan) { p.ExamOn = exam })
		a, err := d.sit(quiz.Due, 10)
		if err != nil {
			t.Fatal(err)
		}
		return a.Items()
	}
	facility := func(exam deck.Date) (mean float64) {
		for _, it := range items(exam) {
			mean += it.Facility / 10
		}
		return mean
	}
	if with, without := facility("2026-12-20"), facility(""); with > without-0.1 {
		t.Errorf("facility %.2f with an exam ahead, %.2f without", with, without)
	}
	failed := map[string]bool{}
	seed := uint64(7)
	for _, name := range []string{"bo", "cy", "di", "ed", "flo", "gus", "hal", "ivy", "jo", "kim", "lou", "max", "nia", "ora", "pat", "quin"} {
		d.who = d.learner(name)
		a, err := d.quiz.Start(ctx, d.who, quiz.Start{Subject: aws, Edition: "2026", Mode: deck.Practice, Size: 30, Seed: &seed})
		if err != nil {
			t.Fatal(err)
		}
		for i, it := range a.Items() {
			failed[it.Model] = true
			if _, _, err := d.quiz.Answer(ctx, d.who, a.ID, i+1, quiz.Given{Options: it.Sample(false)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.who = ada
	const sittings = 4 // chance chooses the items of a fact
	hard := func(exam deck.Date) (n int) {
		for range sittings {
			n += len(slices.DeleteFunc(items(exam), func(it deck.Item) bool { return !failed[it.Model] }))
		}
		return n
	}
	with, without := hard("2026-12-20"), hard("")
	if with < 7*sittings || without > with-4*sittings {
		t.Errorf("of %d items %d are hard with an exam ahead, %d without", 10*sittings, with, without)
	}
}
