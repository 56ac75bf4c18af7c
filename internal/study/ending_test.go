package study_test

import (
	"context"
	"slices"
	"testing"

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
