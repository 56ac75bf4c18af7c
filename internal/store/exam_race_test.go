package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// Many requests finish each of many attempts at once: one of them is the
// transition, and all are told the same.
func TestFinishOnceOfMany(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	const attempts, finishes = 50, 32
	for range attempts {
		a := b.begin(t, who, deck.Exam, 1, nil)
		var wg sync.WaitGroup
		told := make([]time.Time, finishes)
		for i := range told {
			wg.Go(func() {
				ended, _, err := b.Finish(context.Background(), who, a.ID)
				if err != nil {
					t.Error(err)
					return
				}
				told[i] = ended.FinishedAt
			})
		}
		wg.Wait()
		for _, at := range told {
			if !at.Equal(told[0]) {
				t.Fatalf("one finish was at %v, another at %v", told[0], at)
			}
		}
	}
	rows, err := b.Gradebook(context.Background(), quiz.GradebookQuery{})
	if err != nil || len(rows) != 1 || rows[0].Attempts != attempts {
		t.Errorf("%+v, %v: want %d finished attempts", rows, err, attempts)
	}
}

// An answer races the end of an exam. What was acknowledged was stored before
// the end, what was refused is not there, and the result is made of what is
// stored.
func TestAnswerRacesFinish(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	taken, refused := 0, 0
	for round := range 120 {
		a := b.begin(t, who, deck.Exam, 1, nil)
		var answered error
		var wg sync.WaitGroup
		race := []func(){func() {
			_, _, answered = b.Jot(context.Background(), who, a.ID, 1, quiz.Draft{Given: &quiz.Given{Options: choose(a, 1, true)}})
		}, func() {
			if _, _, err := b.Finish(context.Background(), who, a.ID); err != nil {
				t.Error(err)
			}
		}}
		wg.Go(race[round%2]) // whoever is started last tends to win
		wg.Go(race[1-round%2])
		wg.Wait()
		stored, err := b.Attempt(context.Background(), who, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case answered == nil:
			taken++
		case errors.Is(answered, quiz.ErrFinished):
			refused++
		default:
			t.Fatal(answered)
		}
		if !stored.Finished() || (stored.Points() == 1) != (answered == nil) || stored.Answered() != stored.Points() {
			t.Fatalf("the answer was told %v, but %d points of %d answers are stored", answered, stored.Points(), stored.Answered())
		}
	}
	if taken == 0 || refused == 0 {
		t.Errorf("no race: %d answers came before the end, %d after it", taken, refused)
	}
}

// The time of exams that nobody comes back to runs out too, with the grace and
// not before.
func TestSweepEndsWhatIsOver(t *testing.T) {
	b := newBench(t)
	ada, bob := b.learner(t, "ada", true, users.Learner), b.learner(t, "bob", true, users.Learner)
	a, c := b.exam(t, ada), b.exam(t, bob)
	b.now = a.Deadline.Add(quiz.Grace - time.Millisecond)
	if n, err := b.Sweep(context.Background()); n != 0 || err != nil {
		t.Errorf("%d ended before their time, %v", n, err)
	}
	if _, _, err := b.Finish(context.Background(), bob, c.ID); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Millisecond)
	for _, want := range []int{1, 0} {
		if n, err := b.Sweep(context.Background()); n != want || err != nil {
			t.Errorf("%d ended, want %d, %v", n, want, err)
		}
	}
	ended, err := b.store.Attempt(context.Background(), ada.ID, a.ID)
	if err != nil || !ended.FinishedAt.Equal(a.Deadline.Add(quiz.Grace)) {
		t.Errorf("ada's ended at %v, %v", ended.FinishedAt, err)
	}
}

// Sets to take along race the start of an exam: whatever comes first, no set
// that is stored after the exam began tells what it asks.
func TestSetRacesExam(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	req := quiz.Start{Subject: "aws-support", Mode: deck.Practice, Kind: quiz.Offline, Size: 50}
	for _, a := range []*quiz.Attempt{b.begin(t, who, deck.Practice, 60, nil), b.begin(t, who, deck.Practice, 60, nil)} {
		for _, it := range a.Items() {
			req.Wants = append(req.Wants, deck.Want{Fact: it.Facts[0]})
		}
	}
	// The head start of the sets is halved towards the moment at which they and
	// the exam are stored together, which differs from machine to machine.
	before, refused := 0, 0
	head, step := time.Duration(0), 400*time.Millisecond
	for round := 0; round < 8 || before == 0 || refused == 0; round++ {
		if round == 40 {
			t.Fatalf("no race: %d sets came before their exam, %d were refused", before, refused)
		}
		first, wasRefused := before, refused
		var exam *quiz.Attempt
		sets := make([]*quiz.Attempt, 4)
		var wg sync.WaitGroup
		begin := func(req quiz.Start) *quiz.Attempt {
			a, err := b.Start(context.Background(), who, req)
			switch {
			case errors.Is(err, quiz.ErrExamOpen) && req.Kind == quiz.Offline:
				return nil
			case err != nil:
				t.Error(err)
				return nil
			}
			return a
		}
		for i := range sets {
			wg.Go(func() {
				time.Sleep(-head)
				sets[i] = begin(req)
			})
		}
		wg.Go(func() {
			time.Sleep(head)
			exam = begin(quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"})
		})
		wg.Wait()
		if t.Failed() {
			return
		}
		asked := map[string]bool{}
		for _, it := range exam.Items() {
			for _, name := range it.Names {
				asked[name] = true
			}
		}
		d, err := b.Deck("aws-support")
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range sets {
			switch {
			case set == nil:
				refused++
			case set.ID < exam.ID:
				before++
			case slices.ContainsFunc(set.Items(), func(it deck.Item) bool { return d.Tells(it, asked) }):
				t.Errorf("round %d: set %d was stored after exam %d and tells what it asks", round, set.ID, exam.ID)
			}
		}
		if before-first > refused-wasRefused {
			head -= step
		} else {
			head += step
		}
		step = max(step/2, 25*time.Millisecond)
		if _, _, err := b.Finish(context.Background(), who, exam.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// While a timed exam is open, what it asks is asked and told nowhere else: not
// in other attempts, and not in one that was open before.
func TestOpenExamIsAskedNowhereElse(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	var practice []*quiz.Attempt // enough that one of them shares a fact with the exam
	for range 20 {
		practice = append(practice, b.begin(t, who, deck.Practice, 20, nil))
	}
	a := b.exam(t, who)
	spent := map[string]bool{}
	for _, it := range a.Items() {
		for _, name := range it.Names {
			spent[name] = true
		}
	}
	shares := func(it deck.Item) bool {
		return slices.ContainsFunc(it.Names, func(name string) bool { return spent[name] })
	}
	sharing := slices.IndexFunc(practice, func(p *quiz.Attempt) bool { return slices.ContainsFunc(p.Items(), shares) })
	if sharing < 0 {
		t.Fatal("no practice shares a fact with the exam: nothing is shown by that")
	}
	before := practice[sharing]
	for range 12 {
		others := slices.Concat(b.begin(t, who, deck.Practice, 20, nil).Items(), b.begin(t, who, deck.Exam, 10, nil).Items())
		if i := slices.IndexFunc(others, shares); i >= 0 {
			t.Errorf("%q is asked, as in the open exam", others[i].Names)
		}
	}
	taken := 0
	for pos := 1; pos <= before.Size(); pos++ {
		given := quiz.Given{Options: choose(before, pos, false), Certainty: quiz.Sure}
		after, _, err := b.Answer(context.Background(), who, before.ID, pos, given)
		if errors.Is(err, quiz.ErrExamOpen) {
			continue // also where a reason against an option would tell it
		}
		if err != nil {
			t.Fatal(err)
		}
		if taken++; shares(before.Items()[pos-1]) {
			t.Errorf("question %d is told, as asked in the open exam", pos)
		}
		if back := after.Items()[before.Size():]; slices.ContainsFunc(back, shares) {
			t.Error("what comes back is asked in the open exam")
		}
	}
	if taken == 0 {
		t.Error("no question was taken beside the exam: nothing is shown by that")
	}
}
