package study_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/study"
)

func (d *desk) ending(a *quiz.Attempt) study.Ending {
	d.t.Helper()
	e, err := d.study.Ending(context.Background(), d.who, a)
	if err != nil {
		d.t.Fatal(err)
	}
	return e
}

// What an attempt gained is what is recalled after it and was not before it:
// facts never met and facts missed before, but none that was known already. It
// stays so, whatever comes later.
func TestEndingTellsWhatWasGained(t *testing.T) {
	d := newDesk(t)
	d.plan(func(p *study.Plan) { p.Daily = 6 })
	sit := func(right bool) (a *quiz.Attempt, gained, known int) {
		before := d.mind().Facts
		a = d.mustSit(quiz.Due, 6, right)
		var names []string
		for _, it := range a.Items() {
			names = append(names, it.FactNames()...)
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			switch {
			case before[name].Trace.Held > 0:
				known++
			case right:
				gained++
			}
		}
		return a, gained, known
	}
	first, gained, _ := sit(true)
	if got := d.ending(first); gained < 6 || got.Gained != gained || got.Next <= "2026-11-23" || got.Today.Due+got.Today.New != 0 {
		t.Errorf("all right: %+v, want %d gained", got, gained)
	}
	d.now = d.now.AddDate(0, 0, 1)
	missed, _, _ := sit(false)
	if got := d.ending(missed); got.Gained != 0 || got.Next != "2026-11-25" {
		t.Errorf("all wrong: %+v, want the first back on the next day", got)
	}
	d.now = d.now.AddDate(0, 0, 1)
	if got := d.ending(missed); got.Next != "2026-11-25" {
		t.Errorf("on that day the first comes back on %q", got.Next)
	}
	again, regained, _ := sit(true)
	if got := d.ending(again); regained == 0 || got.Gained != regained {
		t.Errorf("right again: %+v, want %d gained", got, regained)
	}
	d.now = d.now.AddDate(0, 0, 40)
	mixed, fresh, known := sit(true)
	if got := d.ending(mixed); known == 0 || got.Gained != fresh {
		t.Errorf("with %d known already: %+v, want %d gained", known, got, fresh)
	}
	if got := d.ending(first); got.Gained != gained {
		t.Errorf("of the first attempt, weeks later: %+v, want %d gained", got, gained)
	}
}

// An attempt is its learner's: of another's reviews nothing is told.
func TestEndingOfAnother(t *testing.T) {
	d := newDesk(t)
	a := d.mustSit(quiz.Due, 3, true)
	d.who = d.learner("bob")
	if got := d.ending(a); got.Gained != 0 || got.Next != "" {
		t.Errorf("bob is told %+v", got)
	}
}

// A sitting of the plan tells the forecast at its beginning and after it, as it
// was told then and is told now: with a day of an exam ahead, where enough is
// known, and until something else is answered or planned.
func TestEndingTellsTheForecast(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	d := newDesk(t)
	tell := func(a *quiz.Attempt, want bool, when string) study.Change {
		t.Helper()
		c := d.ending(a).Change
		if (c != nil) != want {
			t.Fatalf("%s: the end tells %+v", when, c)
		}
		if c == nil {
			return study.Change{}
		}
		return *c
	}
	d.plan(func(p *study.Plan) { p.Daily, p.Exam, p.ExamOn = study.MaxDaily, "clf-c02", "2026-12-28" })
	var usual study.Change
	for known := false; !known; d.now = d.now.AddDate(0, 0, 1) {
		a, err := d.sit(quiz.Due, 20)
		if err != nil {
			t.Fatal(err)
		}
		known = d.forecast().Outlook.Needs == 0
		for i, it := range a.Items() {
			if _, _, err := d.quiz.Answer(t.Context(), d.who, a.ID, i+1, quiz.Given{Options: it.Sample(i%4 > 0)}); err != nil {
				t.Fatal(err)
			}
		}
		usual = tell(a, known, "while little is known, and then")
	}
	if usual.Now == usual.Then || !usual.Luck {
		t.Errorf("three of four right, as ever: %+v", usual)
	}
	before := d.forecast()
	good := d.mustSit(quiz.Due, 60, true)
	want := study.Change{On: "2026-12-28", Then: before.Told(), Now: d.forecast().Told()}
	if got := tell(good, true, "after a good sitting"); got != want || got.Now <= got.Then {
		t.Errorf("after sixty right answers: %+v, want %+v", got, want)
	}
	d.now = d.now.Add(time.Hour)
	set := d.mustSit(quiz.Offline, 10, true)
	if got := tell(set, true, "after a set"); got.Then != want.Now || got.Now < got.Then {
		t.Errorf("after a set: %+v", got)
	}
	tell(good, false, "once others followed")
	d.plan(func(p *study.Plan) { p.ExamOn = "2026-12-29" })
	tell(set, false, "for another day")
	d.plan(func(p *study.Plan) { p.Exam, p.ExamOn = "clf-c02-short", "2026-12-28" })
	tell(set, false, "for another exam")
	tell(d.mustSit(quiz.Cram, 1, true), false, "after a cram, which changes nothing")
	d.plan(func(p *study.Plan) { p.ExamOn = "" })
	tell(d.mustSit(quiz.Due, 1, true), false, "without an exam")
}
