package store

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/limits"
	"viva/internal/quiz"
	"viva/internal/users"
)

// told begins an attempt and answers its first question, one with options to
// tick.
func (b *bench) told(t testing.TB, who quiz.Learner, subject string) *quiz.Attempt {
	t.Helper()
	a, err := b.Start(t.Context(), who, quiz.Start{Subject: subject, Mode: deck.Practice, Size: 2})
	if err != nil {
		t.Fatal(err)
	}
	if a, _, err = b.Answer(t.Context(), who, a.ID, 1, quiz.Given{Options: choose(a, 1, false)}); err != nil {
		t.Fatal(err)
	}
	return a
}

// What is kept is what was objected to, and comes back whole.
func TestObjectionIsKeptWhole(t *testing.T) {
	b := newBench(t)
	ada := b.learner(t, "ada", false, users.Learner)
	a := b.told(t, ada, "http-semantics")
	_, made, err := b.Object(t.Context(), ada, a.ID, 1, " Two are right. ")
	if err != nil || made.ID == 0 {
		t.Fatal(made, err)
	}
	mine, err := b.ObjectionsHere(t.Context(), ada, a.ID, 1)
	if err != nil || len(mine) != 1 {
		t.Fatal(mine, err)
	}
	got := mine[0]
	if got.Words != "Two are right." || got.Attempt != a.ID || got.Position != 1 || got.Learner != ada.ID || !got.At.Equal(b.now) ||
		got.Knowledge != a.Knowledge || got.Lang != "en" || !reflect.DeepEqual(got.Item, a.Items()[0]) {
		t.Errorf("kept %+v", got)
	}
	_, feedback, err := got.Told()
	want, _, _ := a.Feedback(1)
	if err != nil || !reflect.DeepEqual(feedback, want) {
		t.Errorf("told %+v, %v; the learner had %+v", feedback, err, want)
	}
	if others, err := b.ObjectionsHere(t.Context(), b.learner(t, "bob", true, users.Learner), a.ID, 1); err != nil || len(others) != 0 {
		t.Errorf("bob sees %+v, %v", others, err)
	}
	all, err := b.Objections(t.Context(), quiz.ObjectionsQuery{})
	if err != nil || len(all) != 1 || all[0].ShownAs != "ada" || all[0].ID != made.ID {
		t.Errorf("instructors see %+v, %v", all, err)
	}

	// It is there without its attempt, but not without its learner.
	if err := b.store.write.Exec("DELETE FROM attempts").Error; err != nil {
		t.Fatal(err)
	}
	if all, err = b.Objections(t.Context(), quiz.ObjectionsQuery{}); err != nil || len(all) != 1 {
		t.Errorf("without the attempt: %v, %v", all, err)
	}
	if err := b.store.write.Exec("DELETE FROM users WHERE id = ?", int64(ada.ID)).Error; err != nil {
		t.Fatal(err)
	}
	if all, err = b.Objections(t.Context(), quiz.ObjectionsQuery{}); err != nil || len(all) != 0 {
		t.Errorf("without the learner: %v, %v", all, err)
	}
}

func TestObjectionRefusals(t *testing.T) {
	b := newBench(t)
	ada, bob := b.learner(t, "ada", true, users.Learner), b.learner(t, "bob", true, users.Learner)
	a := b.told(t, ada, "aws-support")
	for _, tt := range []struct {
		name string
		who  quiz.Learner
		id   quiz.AttemptID
		pos  int
		want error
	}{
		{"somebody else's", bob, a.ID, 1, quiz.ErrNoAttempt},
		{"no such attempt", ada, 999, 1, quiz.ErrNoAttempt},
		{"no such item", ada, a.ID, 3, quiz.ErrNoItem},
		{"position 0", ada, a.ID, 0, quiz.ErrNoItem},
		{"not told", ada, a.ID, 2, quiz.ErrNotTold},
	} {
		if _, _, err := b.Object(t.Context(), tt.who, tt.id, tt.pos, "No."); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if all, err := b.Objections(t.Context(), quiz.ObjectionsQuery{}); err != nil || len(all) != 0 {
		t.Errorf("kept %v, %v", all, err)
	}
}

// The same words sent many times at once are one objection; other words stop
// at three.
func TestObjectionsAtOnce(t *testing.T) {
	b := newBench(t)
	ada := b.learner(t, "ada", true, users.Learner)
	a := b.told(t, ada, "aws-support")
	var mu sync.Mutex
	ids, refused := map[quiz.ObjectionID]bool{}, 0
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			_, o, err := b.Object(t.Context(), ada, a.ID, 1, []string{"a", "b", "c", "d", "e"}[i%5])
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				ids[o.ID] = true
			case errors.Is(err, quiz.ErrEnough):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(ids) != 3 || refused != 8 {
		t.Errorf("%d objections and %d refusals, want 3 and 8", len(ids), refused)
	}
}

func TestObjectionsOfADay(t *testing.T) {
	b := newBench(t)
	b.Limit(limits.Default())
	ada := b.learner(t, "ada", true, users.Learner)
	a := b.told(t, ada, "aws-support")
	// Fifty to other questions, made yesterday at this hour and a second.
	made := b.now.Add(-24*time.Hour + time.Second)
	for i := range 50 {
		row := objectionRow{LearnerID: int64(ada.ID), AttemptID: 900, Position: i + 1, Body: "{}", Words: "x", MadeAt: made.UnixMilli()}
		if err := b.store.write.Create(&row).Error; err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := b.Object(t.Context(), ada, a.ID, 1, "No.")
	if !errors.Is(err, quiz.ErrEnoughADay) || retryAfter(err) != 1 {
		t.Errorf("51st of a day: %v, again in %d s", err, retryAfter(err))
	}
	b.now = b.now.Add(time.Second)
	if _, _, err := b.Object(t.Context(), ada, a.ID, 1, "No."); err != nil {
		t.Errorf("a day later: %v", err)
	}
}

func TestObjectionsByPage(t *testing.T) {
	b := newBench(t)
	var want []quiz.ObjectionID // newest first
	for i, subject := range []string{"aws-support", "http-semantics", "aws-support"} {
		who := b.learner(t, string(rune('a'+i)), true, users.Learner)
		_, o, err := b.Object(t.Context(), who, b.told(t, who, subject).ID, 1, "No.")
		if err != nil {
			t.Fatal(err)
		}
		want = append([]quiz.ObjectionID{o.ID}, want...)
	}
	for _, tt := range []struct {
		name string
		q    quiz.ObjectionsQuery
		want []quiz.ObjectionID
	}{
		{"all", quiz.ObjectionsQuery{}, want},
		{"one subject", quiz.ObjectionsQuery{Subject: "aws-support"}, []quiz.ObjectionID{want[0], want[2]}},
		{"first page", quiz.ObjectionsQuery{Limit: 2}, want[:2]},
		{"second page", quiz.ObjectionsQuery{Limit: 2, Before: want[1]}, want[2:]},
	} {
		list, err := b.Objections(t.Context(), tt.q)
		var got []quiz.ObjectionID
		for _, o := range list {
			got = append(got, o.ID)
		}
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, %v; want %v", tt.name, got, err, tt.want)
		}
	}
	if _, err := b.Objections(t.Context(), quiz.ObjectionsQuery{Subject: "nothing"}); !errors.Is(err, quiz.ErrSubject) {
		t.Error(err)
	}
	if _, err := b.Objections(t.Context(), quiz.ObjectionsQuery{Limit: 101}); !errors.Is(err, quiz.ErrLimit) {
		t.Error(err)
	}
}
