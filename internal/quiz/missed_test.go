package quiz

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"viva/internal/testkit/chance"

	"viva/internal/deck"
)

// service is a service on the AWS deck with a clock that stands.
func service(t *testing.T, m *memory) *Service {
	t.Helper()
	return NewService([]*deck.Deck{support(t)}, m, func() time.Time { return noon }, chance.Reader(t))
}

func record(t *testing.T, a *Attempt, pos int, options []string, sure Certainty) {
	t.Helper()
	if _, err := a.Record(pos, Given{Options: options, Certainty: sure}, noon); err != nil {
		t.Fatal(err)
	}
}

func factsOf(wants []deck.Want) []string {
	var facts []string
	for _, w := range wants {
		facts = append(facts, w.Fact)
	}
	return facts
}

// What was missed: the wrong answers, in an exam those left blank too, and
// nothing that may not be told yet.
func TestMissed(t *testing.T) {
	a := start(t, deck.Practice, 5)
	record(t, a, 1, keyOf(a, 1), Sure)
	record(t, a, 2, wrongFor(a, 2), Guess)
	record(t, a, 3, wrongFor(a, 3), Think)
	if err := a.Mistap(3); err != nil {
		t.Fatal(err)
	}
	if n := a.MissedItems(); n != 1 {
		t.Errorf("%d items were missed in practice, want 1: not the right one, the mistap or those left out", n)
	}
	for _, w := range a.Missed() {
		if it := a.items[1]; !slices.Contains(it.FactNames(), w.Fact) || w.Model != it.Model || w.Wording != it.Wording {
			t.Errorf("missed %+v, want facts of %s in its model and wording", w, it.ID)
		}
	}

	e := start(t, deck.Exam, 4)
	record(t, e, 1, keyOf(e, 1), Unasked)
	record(t, e, 2, wrongFor(e, 2), Unasked)
	if e.Missed() != nil || e.MissedItems() != 0 {
		t.Errorf("an open exam tells what was missed: %v", e.Missed())
	}
	e.Finish(noon)
	if n := e.MissedItems(); n != 3 {
		t.Errorf("%d items were missed in the exam, want the wrong one and two left blank", n)
	}
	facts := factsOf(e.Missed())
	for i := range 3 { // something of each before more of any
		if !slices.Contains(e.items[i+1].FactNames(), facts[i]) {
			t.Errorf("missed %v: fact %d is not of item %d", facts, i+1, i+2)
		}
	}
	if slices.ContainsFunc(facts, func(f string) bool { return slices.Contains(e.items[0].FactNames(), f) }) {
		t.Errorf("missed %v: the first item was right", facts)
	}
	old := e.items[1]
	old.Names = nil
	if got := old.FactNames(); !slices.Equal(got, old.Facts) {
		t.Errorf("an item without names is known as %v, want its facts", got)
	}
}

// Attempt gives back the attempt that m holds.
func (m *memory) Attempt(_ context.Context, who LearnerID, id AttemptID) (*Attempt, error) {
	if m.attempt == nil || m.attempt.ID != id || m.attempt.Learner != who {
		return nil, ErrNoAttempt
	}
	return m.attempt, nil
}

func TestStartWrong(t *testing.T) {
	m, ctx, who := &memory{}, t.Context(), Learner{ID: 1}
	s := service(t, m)
	begin := func(mode deck.Mode, size int) *Attempt {
		a, err := s.Start(ctx, who, Start{Subject: "aws-support", Mode: mode, Size: size, Lang: "fr"})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := begin(deck.Practice, 6)
	for pos := 1; pos <= 6; pos++ {
		given := keyOf(a, pos)
		if pos > 3 {
			given = wrongFor(a, pos)
		}
		record(t, a, pos, given, Unasked)
	}
	again, err := s.StartWrong(ctx, who, a.ID, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if again.Kind != Wrong || again.Ranked || again.Lang != "fr" || again.Size() == 0 || again.Size() > 3 {
		t.Errorf("kind %q, ranked %v, %s, %d items", again.Kind, again.Ranked, again.Lang, again.Size())
	}
	missed := factsOf(a.Missed())
	for _, it := range again.items {
		if !slices.ContainsFunc(it.FactNames(), func(n string) bool { return slices.Contains(missed, n) }) {
			t.Errorf("%s asks %v, of which nothing was missed: %v", it.ID, it.FactNames(), missed)
		}
		for _, was := range a.items[3:] {
			if it.Hash == was.Hash {
				t.Errorf("%s is dealt again as it was", it.ID)
			}
		}
	}

	m.attempt = a
	for name, tt := range map[string]struct {
		who  Learner
		from AttemptID
		lang string
		size int
		want error
	}{
		"somebody else's":   {Learner{ID: 2}, a.ID, "", 0, ErrNoAttempt},
		"no such attempt":   {who, 99, "", 0, ErrNoAttempt},
		"no such size":      {who, a.ID, "", deck.MaxSize + 1, ErrSize},
		"a size below 1":    {who, a.ID, "", -1, ErrSize},
		"no such lang":      {who, a.ID, "la", 0, ErrLang},
		"a guest dealt all": {Learner{ID: 1, Guest: true}, a.ID, "", 0, ErrGuestLimit},
	} {
		if name == "a guest dealt all" {
			m.dealt = GuestSize
		}
		if _, err := s.StartWrong(ctx, tt.who, tt.from, tt.lang, tt.size); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}

	right := begin(deck.Practice, 1)
	record(t, right, 1, keyOf(right, 1), Unasked)
	if _, err := s.StartWrong(ctx, who, right.ID, "", 0); !errors.Is(err, ErrNoneMissed) {
		t.Errorf("nothing was wrong: %v", err)
	}
	exam := begin(deck.Exam, 2)
	if _, err := s.StartWrong(ctx, who, exam.ID, "", 0); !errors.Is(err, ErrUnfinished) {
		t.Errorf("an open exam: %v", err)
	}
}
