package store

import (
	"context"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
)

// sat is an exam as its learner sees it.
func (b *bench) sat(t testing.TB, who quiz.Learner, id quiz.AttemptID) *quiz.Attempt {
	t.Helper()
	a, err := b.Attempt(context.Background(), who, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// After a restart an exam that ran has as much time left as at the last
// heartbeat, however far the clock has gone on or was set back meanwhile; a
// short stop is not counted.
func TestWakeGivesTimeBack(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		name  string
		gap   time.Duration
		given bool
	}{
		{"a quick restart", 90 * time.Second, false},
		{"two minutes", 2 * time.Minute, false},
		{"more than two minutes", 2*time.Minute + time.Millisecond, true},
		{"a night", 9 * time.Hour, true},
		{"a year", 365 * 24 * time.Hour, true},
		{"set back a little", -2 * time.Minute, false},
		{"set back by an hour", -time.Hour, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBench(t)
			who := b.learner(t, "ada", true, users.Learner)
			if gap, n, err := b.Wake(ctx); gap != 0 || n != 0 || err != nil {
				t.Fatalf("at the first start: %v for %d exams, %v", gap, n, err)
			}
			a, err := b.Start(ctx, who, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"})
			if err != nil {
				t.Fatal(err)
			}
			b.now = b.now.Add(3 * time.Minute)
			b.answer(t, who, a, 1, true)
			if err := b.Beat(ctx); err != nil {
				t.Fatal(err)
			}
			before := b.sat(t, who, a.ID)
			left := before.Left(b.now)
			b.now = b.now.Add(tt.gap)
			gap, n, err := b.Wake(ctx)
			if err != nil {
				t.Fatal(err)
			}
			after := b.sat(t, who, a.ID)
			want := left - tt.gap
			if tt.given {
				want = left
			}
			if got := after.Left(b.now); got != want || (gap == tt.gap) != tt.given || (n == 1) != tt.given {
				t.Errorf("%v left, want %v; %v given to %d exams", got, want, gap, n)
			}
			if allowed := after.Deadline.Sub(after.StartedAt); allowed != before.Deadline.Sub(before.StartedAt) {
				t.Errorf("the exam takes %v now", allowed)
			}
			if gap, n, err := b.Wake(ctx); gap != 0 || n != 0 || err != nil {
				t.Errorf("given twice: %v for %d exams, %v", gap, n, err)
			}
			back := b.now
			b.answer(t, who, a, 2, true) // the time that the server was down is spent on no question
			if got := b.sat(t, who, a.ID).Note(2).Spent; tt.given && got != b.now.Sub(back) {
				t.Errorf("%v spent on the question after it", got)
			}
		})
	}
}

// Only exams that ran get time back: not those that had ended, nor those whose
// time was over before the server went down.
func TestWakeLeavesTheRest(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	begin := func(name string, start quiz.Start) (quiz.Learner, *quiz.Attempt) {
		who := b.learner(t, name, true, users.Learner)
		start.Subject = "aws-support"
		a, err := b.Start(ctx, who, start)
		if err != nil {
			t.Fatal(err)
		}
		return who, a
	}
	late, over := begin("late", quiz.Start{Exam: "clf-c02-short"})
	b.now = b.now.Add(15 * time.Minute)
	done, ended := begin("done", quiz.Start{Exam: "clf-c02-short"})
	if _, _, err := b.Finish(ctx, done, ended.ID); err != nil {
		t.Fatal(err)
	}
	free, untimed := begin("free", quiz.Start{Mode: "exam", Size: 5})
	b.now = over.Deadline.Add(quiz.Grace)
	if err := b.Beat(ctx); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Hour)
	if _, n, err := b.Wake(ctx); n != 0 || err != nil {
		t.Errorf("%d exams got time back, %v", n, err)
	}
	if a := b.sat(t, late, over.ID); !a.RanOut(b.now) || !a.Deadline.Equal(over.Deadline.Truncate(time.Millisecond)) {
		t.Errorf("an exam that was over runs again until %v", a.Deadline)
	}
	for who, a := range map[quiz.Learner]*quiz.Attempt{done: ended, free: untimed} {
		if got := b.sat(t, who, a.ID); !got.StartedAt.Equal(a.StartedAt.Truncate(time.Millisecond)) {
			t.Errorf("attempt %d moved to %v", a.ID, got.StartedAt)
		}
	}
}
