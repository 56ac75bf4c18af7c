package quiz

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"viva/internal/deck"
)

const short = "clf-c02-short" // 13 items in 18 minutes

func TestExtraTime(t *testing.T) {
	for extra, want := range map[int]time.Duration{
		0: 18 * time.Minute, 100: 18 * time.Minute, 125: 22*time.Minute + 30*time.Second, 150: 27 * time.Minute, 200: 36 * time.Minute,
	} {
		a := newRoom(t).begin(Start{Exam: short, Extra: extra})
		if got := a.Deadline.Sub(a.StartedAt); got != want || a.Left(noon) != want {
			t.Errorf("%d %%: %v, want %v", extra, got, want)
		}
	}
	r := newRoom(t)
	for _, extra := range []int{-100, 1, 110, 300, math.MaxInt} {
		if _, err := r.Start(context.Background(), r.who, Start{Subject: "aws-support", Exam: short, Extra: extra}); !errors.Is(err, ErrExtra) {
			t.Errorf("%d %%: %v, want ErrExtra", extra, err)
		}
	}
	if a := newRoom(t).begin(Start{Mode: deck.Exam, Size: 3}); a.Timed() || a.RanOut(noon.AddDate(9, 0, 0)) {
		t.Error("an exam of no profile has a deadline")
	}
}

// Answers are taken until the grace is over, to the millisecond; then the
// attempt has ended at that very moment, whoever notices it and when.
func TestDeadline(t *testing.T) {
	ctx := context.Background()
	deadline := noon.Add(18 * time.Minute)
	end := deadline.Add(Grace)
	notice := map[string]func(r *room, id AttemptID) error{
		"answer": func(r *room, id AttemptID) error { _, err := r.give(id, 2, true, Unasked, ""); return err },
		"jot": func(r *room, id AttemptID) error {
			flag := true
			_, _, err := r.Jot(ctx, r.who, id, 2, Draft{Flagged: &flag})
			return err
		},
		"finish": func(r *room, id AttemptID) error { _, _, err := r.Service.Finish(ctx, r.who, id); return err },
		"look":   func(r *room, id AttemptID) error { _, err := r.Service.Attempt(ctx, r.who, id); return err },
		"sweep":  func(r *room, _ AttemptID) error { _, err := r.Sweep(ctx); return err },
	}
	for name, act := range notice {
		for _, at := range []time.Time{deadline.Add(-time.Millisecond), deadline, end.Add(-time.Millisecond), end, end.Add(time.Millisecond), end.AddDate(1, 0, 0)} {
			r := newRoom(t)
			a := r.begin(Start{Exam: short})
			if _, err := r.give(a.ID, 1, true, Unasked, "k"); err != nil {
				t.Fatal(err)
			}
			r.clock = at
			over := !at.Before(end)
			err := act(r, a.ID)
			if refused := over && (name == "answer" || name == "jot"); refused != errors.Is(err, ErrExpired) || !refused && err != nil {
				t.Errorf("%s %v after the deadline: %v", name, at.Sub(deadline), err)
			}
			after := r.load(a.ID)
			if !after.Deadline.Equal(deadline) {
				t.Errorf("%s moved the deadline to %v", name, after.Deadline)
			}
			switch want := time.Time(end); {
			case over && !after.FinishedAt.Equal(want):
				t.Errorf("%s %v after the deadline: ended at %v, want %v", name, at.Sub(deadline), after.FinishedAt, want)
			case !over && name == "finish" && !after.FinishedAt.Equal(at):
				t.Errorf("finished at %v, want %v", after.FinishedAt, at)
			case !over && name != "finish" && after.Finished():
				t.Errorf("%s %v after the deadline ended it", name, at.Sub(deadline))
			}
			if over && !after.RanOut(noon) {
				t.Errorf("%s: that the time ran out is forgotten when the clock is set back", name)
			}
			if r.clock = noon; over { // a clock that is set back opens nothing again
				if _, err := r.give(a.ID, 2, true, Unasked, ""); !errors.Is(err, ErrExpired) {
					t.Errorf("%s: after the clock was set back: %v", name, err)
				}
			}
			if over { // what was taken before is told again, by its key
				if _, err := r.give(a.ID, 1, true, Unasked, "k"); err != nil {
					t.Errorf("%s: a replay: %v", name, err)
				}
			}
		}
	}
}

// An exam whose learner never answered ends like any other, with all wrong.
func TestExpiryWithoutAnswers(t *testing.T) {
	r := newRoom(t)
	a := r.begin(Start{Exam: short})
	r.clock = a.Deadline
	if n, err := r.Sweep(context.Background()); err != nil || n != 0 {
		t.Errorf("at the deadline %d ended, %v; answers on their way have the grace", n, err)
	}
	r.clock = a.Deadline.Add(Grace)
	n, err := r.Sweep(context.Background())
	if err != nil || n != 1 {
		t.Fatalf("%d ended, %v", n, err)
	}
	res, err := r.load(a.ID).Result()
	if err != nil || res.Points != 0 || res.Max != 10 || res.Answered != 0 {
		t.Errorf("result %+v, %v", res, err)
	}
	if n, err := r.Sweep(context.Background()); err != nil || n != 0 {
		t.Errorf("a second sweep ended %d, %v", n, err)
	}
	if evidence, err := r.load(a.ID).EvidenceNow(); err != nil || len(evidence) > 0 {
		t.Errorf("blank items tell %v, %v", evidence, err)
	}
}

// A sweep ends the attempts of everybody, and goes on where one cannot be
// ended.
func TestSweepGoesOn(t *testing.T) {
	r := newRoom(t)
	for id := range LearnerID(3) {
		r.who.ID = id + 1
		r.begin(Start{Exam: short})
	}
	r.shelf.broken = 1
	r.clock = noon.Add(time.Hour)
	n, err := r.Sweep(context.Background())
	if n != 2 || !errors.Is(err, errBroken) {
		t.Errorf("%d ended, %v; want two, and what is wrong with the first", n, err)
	}
	for _, a := range r.shelf.attempts[1:] {
		if !a.Finished() {
			t.Errorf("attempt %d is still open", a.ID)
		}
	}
}

// The time between two things a learner does belongs to the item of the later;
// all of it adds up. A clock set back takes nothing away.
func TestSpentTime(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	a := r.begin(Start{Exam: short})
	flag := true
	for _, step := range []struct {
		after time.Duration
		pos   int
	}{{10 * time.Second, 1}, {5 * time.Second, 3}, {time.Millisecond, 1}, {-30 * time.Second, 2}, {2 * time.Second, 2}, {0, 3}} {
		r.clock = r.clock.Add(step.after)
		if _, _, err := r.Jot(ctx, r.who, a.ID, step.pos, Draft{Flagged: &flag}); err != nil {
			t.Fatal(err)
		}
	}
	after := r.load(a.ID)
	for pos, want := range map[int]time.Duration{1: 10*time.Second + time.Millisecond, 2: 2 * time.Second, 3: 5 * time.Second, 4: 0} {
		if got := after.Note(pos).Spent; got != want {
			t.Errorf("%v at item %d, want %v", got, pos, want)
		}
	}
	if !after.MovedAt.Equal(r.clock) || after.MovedTo != 3 {
		t.Errorf("moved to %d at %v", after.MovedTo, after.MovedAt)
	}
}
