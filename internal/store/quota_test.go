package store

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"reflect"
	"sync"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/limits"
	"viva/internal/quiz"
	"viva/internal/testkit/chance"
	"viva/internal/users"
)

// retryAfter is the waiting time that a refusal names, in seconds; -1 without
// one.
func retryAfter(err error) int {
	if f := fault.As(err); f != nil {
		if n, ok := f.Detail["retry_after"].(int); ok {
			return n
		}
	}
	return -1
}

// practise begins practice with one question.
func (b *bench) practise(who quiz.Learner) (*quiz.Attempt, error) {
	return b.Start(context.Background(), who, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Size: 1})
}

// refused checks an error and when it says to come back, in seconds.
func refused(t *testing.T, what string, err, want error, after int) {
	t.Helper()
	if !errors.Is(err, want) || want != nil && retryAfter(err) != after {
		t.Errorf("%s: %v, again in %d s; want %v in %d s", what, err, retryAfter(err), want, after)
	}
}

func TestStartsAnHour(t *testing.T) {
	b := newBench(t)
	b.Limit(limits.Limits{Starts: limits.Rate{Most: 3, In: time.Hour}})
	ada, ben := b.learner(t, "ada", true, users.Learner), b.learner(t, "ben", true, users.Learner)
	for range 3 {
		b.begin(t, ada, deck.Practice, 1, nil)
		b.now = b.now.Add(10 * time.Minute)
	}
	_, err := b.practise(ada)
	refused(t, "the fourth", err, quiz.ErrTooManyAttempts, 30*60)
	_, err = b.Start(t.Context(), ada, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"})
	refused(t, "an exam as the fourth", err, quiz.ErrTooManyAttempts, 30*60)
	_, err = b.practise(ben)
	refused(t, "another learner", err, nil, 0)
	b.now = b.now.Add(30*time.Minute - time.Millisecond)
	_, err = b.practise(ada)
	refused(t, "a millisecond too early", err, quiz.ErrTooManyAttempts, 1)
	b.now = b.now.Add(time.Millisecond)
	_, err = b.practise(ada)
	refused(t, "an hour after the first", err, nil, 0)
	_, err = b.practise(ada)
	refused(t, "and one more", err, quiz.ErrTooManyAttempts, 10*60)
}

// Attempts that are begun at the same moment are counted one after the other.
func TestParallelStarts(t *testing.T) {
	b := newBench(t)
	b.Limit(limits.Limits{Starts: limits.Rate{Most: 10, In: time.Hour}})
	ada := b.learner(t, "ada", true, users.Learner)
	var mu sync.Mutex
	var wg sync.WaitGroup
	begin, begun := make(chan struct{}), 0
	for range 32 {
		wg.Go(func() {
			<-begin
			_, err := b.practise(ada)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				begun++
			} else if !errors.Is(err, quiz.ErrTooManyAttempts) {
				t.Error(err)
			}
		})
	}
	close(begin)
	wg.Wait()
	if begun != 10 {
		t.Errorf("%d of 32 began, want 10", begun)
	}
}

func TestOpenAttempts(t *testing.T) {
	b := newBench(t)
	b.Limit(limits.Limits{Open: 2, IdlePractice: 24 * time.Hour})
	ada := b.learner(t, "ada", true, users.Learner)
	first := b.begin(t, ada, deck.Practice, 2, nil)
	b.begin(t, ada, deck.Exam, 1, nil) // without an end of its own
	b.now = b.now.Add(time.Hour)
	_, err := b.practise(ada)
	refused(t, "the third", err, quiz.ErrTooManyOpen, 23*3600)
	b.answer(t, ada, first, 1, true)
	_, err = b.practise(ada)
	refused(t, "after an answer in the first", err, quiz.ErrTooManyOpen, 24*3600)
	_, err = b.Start(t.Context(), ada, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Kind: quiz.Cram, Size: 10})
	refused(t, "a sitting", err, quiz.ErrTooManyOpen, 24*3600)
	// What nobody closes has to be finished.
	b.Limit(limits.Limits{Open: 2})
	_, err = b.practise(ada)
	refused(t, "where nothing is closed", err, quiz.ErrFinishFirst, -1)
	// Neither an exam nor a set taken along waits for practice that was left.
	b.exam(t, ada)
	if _, err := b.set(ada); errors.Is(err, quiz.ErrTooManyOpen) {
		t.Error("a set was refused")
	}
	if _, _, err := b.Finish(t.Context(), ada, first.ID); err != nil {
		t.Fatal(err)
	}
	_, err = b.practise(ada)
	refused(t, "after the end of one", err, nil, 0)
}

// set takes a set along.
func (b *bench) set(who quiz.Learner) (*quiz.Attempt, error) {
	d, err := b.Deck("aws-support")
	if err != nil {
		return nil, err
	}
	var wants []deck.Want
	for _, s := range d.Specs(d.EditionsOn(b.Today())[0].ID, b.Today()) {
		wants = append(wants, deck.Want{Fact: s.Names()[0]})
	}
	return b.Start(context.Background(), who, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Kind: quiz.Offline, Size: quiz.MinSet, Wants: wants})
}

func TestSetsOfADay(t *testing.T) {
	b := newBench(t)
	b.Limit(limits.Limits{Sets: limits.Rate{Most: 2, In: 24 * time.Hour}})
	ada := b.learner(t, "ada", true, users.Learner)
	for range 2 {
		if _, err := b.set(ada); err != nil {
			t.Fatal(err)
		}
		b.now = b.now.Add(time.Hour)
	}
	_, err := b.set(ada)
	refused(t, "the third", err, quiz.ErrTooManySets, 22*3600)
	_, err = b.practise(ada)
	refused(t, "practice", err, nil, 0)
	b.now = b.now.Add(22 * time.Hour)
	_, err = b.set(ada)
	refused(t, "a day after the first", err, nil, 0)
	_, err = b.set(ada)
	refused(t, "and one more", err, quiz.ErrTooManySets, 3600)
}

func TestPaceOfAnswers(t *testing.T) {
	b := newBench(t)
	b.Limit(limits.Limits{Answers: limits.Rate{Most: 3, In: time.Minute}})
	ada, ben := b.learner(t, "ada", true, users.Learner), b.learner(t, "ben", true, users.Learner)
	answer := func(who quiz.Learner, a *quiz.Attempt, pos int, key string) error {
		_, _, err := b.Answer(t.Context(), who, a.ID, pos, quiz.Given{Options: choose(a, pos, true), Key: key})
		return err
	}
	first, second := b.begin(t, ada, deck.Practice, 3, nil), b.begin(t, ada, deck.Practice, 3, nil)
	others := b.begin(t, ben, deck.Practice, 3, nil)
	for pos := range 3 {
		refused(t, "the first three", answer(ada, first, pos+1, "k"+string(rune('0'+pos))), nil, 0)
		b.now = b.now.Add(10 * time.Second)
	}
	refused(t, "the fourth, elsewhere", answer(ada, second, 1, ""), quiz.ErrTooFast, 30)
	refused(t, "the same again", answer(ada, first, 3, "k2"), nil, 0)
	refused(t, "another learner", answer(ben, others, 1, ""), nil, 0)
	if got, err := b.Attempt(t.Context(), ada, second.ID); err != nil || got.Answered() != 0 {
		t.Errorf("an answer that was refused is stored: %v", err)
	}
	// An exam that runs takes everything.
	exam := b.exam(t, ada)
	for pos := 1; pos <= 5; pos++ {
		refused(t, "an exam", answer(ada, exam, pos, ""), nil, 0)
	}
	b.now = b.now.Add(time.Minute - time.Millisecond)
	refused(t, "a millisecond too early", answer(ada, second, 1, ""), quiz.ErrTooFast, 1)
	b.now = b.now.Add(time.Millisecond)
	refused(t, "a minute later", answer(ada, second, 1, ""), nil, 0)
}

// Answers that are sent at the same moment are counted one after the other.
func TestParallelPace(t *testing.T) {
	b := newBench(t)
	b.Limit(limits.Limits{Answers: limits.Rate{Most: 10, In: time.Minute}})
	ada := b.learner(t, "ada", true, users.Learner)
	a := b.begin(t, ada, deck.Practice, 32, nil)
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for pos := 1; pos <= 32; pos++ {
		wg.Go(func() {
			<-begin
			if _, _, err := b.Answer(context.Background(), ada, a.ID, pos, quiz.Given{Options: choose(a, pos, true)}); err != nil && !errors.Is(err, quiz.ErrTooFast) {
				t.Error(err)
			}
		})
	}
	close(begin)
	wg.Wait()
	if got, err := b.Attempt(t.Context(), ada, a.ID); err != nil || got.Answered() != 10 {
		t.Errorf("%d answers were taken, %v; want 10", got.Answered(), err)
	}
}

// Practice that was left alone is closed at the moment when that was long
// enough. Its answers count, its result does not; and nothing else is closed.
func TestAbandonedPractice(t *testing.T) {
	b := newBench(t)
	b.Limit(limits.Limits{IdlePractice: 30 * 24 * time.Hour})
	ada := b.learner(t, "ada", true, users.Learner)
	tidied := func(want int) {
		t.Helper()
		if n, err := b.Tidy(t.Context()); n != want || err != nil {
			t.Errorf("%d were closed, %v; want %d", n, err, want)
		}
	}
	finished := b.begin(t, ada, deck.Practice, 2, nil)
	b.answer(t, ada, finished, 1, true)
	if _, _, err := b.Finish(t.Context(), ada, finished.ID); err != nil {
		t.Fatal(err)
	}
	left := b.begin(t, ada, deck.Practice, 3, nil)
	untimed := b.begin(t, ada, deck.Exam, 1, nil)
	taken, err := b.set(ada)
	if err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(24 * time.Hour)
	b.answer(t, ada, left, 2, true)
	scores := func() (rows []scoreRow) {
		t.Helper()
		if err := b.store.read.Order("period, topic").Find(&rows).Error; err != nil || len(rows) == 0 {
			t.Fatal(rows, err)
		}
		return rows
	}
	before := scores()
	over := b.now.Add(30 * 24 * time.Hour)
	b.now = over.Add(-time.Millisecond)
	later := b.begin(t, ada, deck.Practice, 1, nil)
	tidied(0)
	b.now = over.Add(time.Hour)
	tidied(1)
	tidied(0)
	a, err := b.Attempt(t.Context(), ada, left.ID)
	if err != nil || !a.Abandoned || !a.FinishedAt.Equal(over) || a.Answered() != 1 {
		t.Errorf("abandoned %t at %v with %d answers, %v; want at %v with 1", a.Abandoned, a.FinishedAt, a.Answered(), err, over)
	}
	for _, id := range []quiz.AttemptID{untimed.ID, taken.ID, later.ID} {
		if a, err := b.Attempt(t.Context(), ada, id); err != nil || a.Finished() {
			t.Errorf("attempt %d was closed, %v", id, err)
		}
	}
	if got := scores(); !reflect.DeepEqual(got, before) {
		t.Errorf("the scores are %+v, were %+v", got, before)
	}
	if err := b.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := scores(); !reflect.DeepEqual(got, before) {
		t.Errorf("afresh the scores are %+v, were %+v", got, before)
	}
	if _, _, err := b.Answer(t.Context(), ada, left.ID, 1, quiz.Given{Options: choose(left, 1, true)}); !errors.Is(err, quiz.ErrFinished) {
		t.Errorf("an answer after that: %v", err)
	}
}

// Of 60 guests without an answer and of those who have answered, each goes when
// there was no sign of life for long enough, and nothing of others goes with it.
func TestGuestsGo(t *testing.T) {
	b := newBench(t)
	accounts, err := users.New(users.Config{Store: b.store, Key: bytes.Repeat([]byte{7}, users.KeySize), Now: func() time.Time { return b.now },
		Rand: chance.Reader(t), Log: slog.New(slog.DiscardHandler), Hash: users.Params{Memory: 8, Time: 1, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	accounts.Limit(limits.Default())
	start := b.now
	guest := func() quiz.Learner { return b.learner(t, "", false, users.Guest) }
	answered := func(who quiz.Learner) quiz.Learner {
		b.now = start.Add(-10 * time.Second) // it is read until the start
		b.answer(t, who, b.begin(t, who, deck.Practice, 2, nil), 1, true)
		b.now = start
		return who
	}
	ada := answered(b.learner(t, "ada", true, users.Learner))
	ben := b.learner(t, "ben", true, users.Learner) // who never did anything
	silent := guest()
	for range 60 {
		b.begin(t, guest(), deck.Practice, 1, nil)
	}
	kept, objecting := answered(guest()), answered(guest())
	theirs, err := b.Attempts(t.Context(), objecting, quiz.AttemptsQuery{})
	if err != nil || len(theirs) != 1 {
		t.Fatal(theirs, err)
	}
	if _, _, err := b.Object(t.Context(), objecting, theirs[0].ID, 1, "No."); err != nil {
		t.Fatal(err)
	}
	b.now = start.Add(24*time.Hour - time.Minute)
	examined := guest()
	if _, err := b.Start(t.Context(), examined, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Size: 1}); err != nil {
		t.Fatal(err)
	}
	exists := func(who quiz.Learner) bool {
		_, err := b.store.Account(t.Context(), users.ID(who.ID))
		return err == nil
	}
	gone := func(want int, stay ...quiz.Learner) {
		t.Helper()
		if n, err := accounts.Tidy(t.Context()); n != want || err != nil {
			t.Errorf("%d guests went at %v, %v; want %d", n, b.now.Sub(start), err, want)
		}
		for _, who := range append(stay, ada, ben, objecting) {
			if !exists(who) {
				t.Errorf("account %d went", who.ID)
			}
		}
	}
	gone(0, silent, kept, examined)
	b.now = start.Add(24*time.Hour - time.Millisecond)
	gone(0, silent, kept, examined)
	b.now = start.Add(24 * time.Hour)
	gone(61, kept, examined)
	b.now = start.Add(90*24*time.Hour - time.Millisecond)
	gone(1, kept)
	b.now = start.Add(90 * 24 * time.Hour)
	gone(1)
	gone(0)
	if exists(silent) || exists(examined) {
		t.Error("a guest stayed")
	}
	// What is left is whole: all of ada and of the guest who objected, and the
	// review of one who is gone, from which the ratings of facts follow.
	if v, err := b.store.Verify(t.Context()); err != nil || len(v.Found) > 0 {
		t.Error(v.Found, err)
	}
	for table, want := range map[string]int{"users": 4, "attempts": 2, "items": 4, "responses": 2, "reviews": 3, "objections": 1} {
		var n int
		if err := b.store.read.Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil || n != want {
			t.Errorf("%d rows of %s, %v; want %d", n, table, err, want)
		}
	}
}

// Who comes back stays: a session that was renewed is a sign of life, and so is
// an exam that runs.
func TestGuestsWhoStay(t *testing.T) {
	b := newBench(t)
	drop := func() int {
		t.Helper()
		n, err := b.store.DropGuests(t.Context(), users.Gone{Unanswered: b.now.Add(-24 * time.Hour), Answered: b.now.Add(-90 * 24 * time.Hour), Now: b.now, Most: 10})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	who := b.learner(t, "", false, users.Guest)
	renewed := b.now.Add(23 * time.Hour)
	err := b.store.UpdateAccounts(t.Context(), func(tx users.Tx) error {
		return tx.InsertSession(users.Session{ID: "s", UserID: users.ID(who.ID), RefreshHash: make([]byte, 32), CreatedAt: b.now, RotatedAt: renewed})
	})
	if err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(46 * time.Hour)
	if n := drop(); n != 0 {
		t.Error("a guest went a day after they came back")
	}
	a := b.begin(t, who, deck.Practice, 1, nil)
	deadline := b.now.Add(72 * time.Hour)
	if err := b.store.write.Exec("UPDATE attempts SET deadline = ? WHERE id = ?", deadline.UnixMilli(), int64(a.ID)).Error; err != nil {
		t.Fatal(err)
	}
	b.now = deadline.Add(-time.Second)
	if n := drop(); n != 0 {
		t.Error("a guest went while their exam ran")
	}
	b.now = deadline
	if n := drop(); n != 1 {
		t.Error("a guest stayed whose exam is over")
	}
}

// While room is low, new attempts are refused first, then answers in practice;
// those of an exam that runs are taken to the last.
func TestRoomForExams(t *testing.T) {
	b := newBench(t)
	room := limits.Enough
	b.Watch(func() limits.Room { return room })
	ada, ben := b.learner(t, "ada", true, users.Learner), b.learner(t, "ben", true, users.Learner)
	exam, practice, next := b.exam(t, ada), b.begin(t, ben, deck.Practice, 4, nil), 0
	for _, tt := range []struct {
		name            string
		room            limits.Room
		starts, answers error
	}{
		{"low", limits.Low, nil, nil},
		{"reserved", limits.Reserved, quiz.ErrNoRoom, nil},
		{"last", limits.Last, quiz.ErrNoRoom, quiz.ErrNoRoom},
		{"enough again", limits.Enough, nil, nil},
	} {
		room = tt.room
		next++
		_, err := b.practise(ben)
		refused(t, tt.name+": a start", err, tt.starts, 300)
		_, err = b.Start(t.Context(), ben, quiz.Start{Subject: "aws-support", Mode: deck.Exam, Size: 1})
		refused(t, tt.name+": the start of an exam", err, tt.starts, 300)
		_, _, err = b.Answer(t.Context(), ben, practice.ID, next, quiz.Given{Options: choose(practice, next, true)})
		refused(t, tt.name+": an answer in practice", err, tt.answers, 300)
		given := quiz.Given{Options: choose(exam, next, true)}
		_, _, err = b.Jot(t.Context(), ada, exam.ID, next, quiz.Draft{Given: &given})
		refused(t, tt.name+": a draft of an exam", err, nil, 0)
		_, _, err = b.Answer(t.Context(), ada, exam.ID, next+4, quiz.Given{Options: choose(exam, next+4, true)})
		refused(t, tt.name+": an answer of an exam", err, nil, 0)
	}
	room = limits.Last
	if _, _, err := b.Finish(t.Context(), ada, exam.ID); err != nil {
		t.Error(err)
	}
	if got, err := b.Attempt(t.Context(), ada, exam.ID); err != nil || got.Answered() != 8 || !got.Finished() {
		t.Errorf("%d answers of the exam, %v; want 8", got.Answered(), err)
	}
}
