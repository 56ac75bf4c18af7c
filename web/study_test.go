package web

import (
	"errors"
	"math/rand/v2"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

const day = 24 * time.Hour

// studies lets somebody follow their plan for so many days, a sitting a day,
// and leaves the clock at the day after the last. They know what knows says of
// each fact, and are surest of what they know.
func (k taker) studies(subject string, days int, knows func(name string) bool) {
	t := k.site.t
	t.Helper()
	for range days {
		a, err := k.site.study.Sit(t.Context(), k.who, study.Sitting{Subject: subject, Kind: quiz.Due, Size: sittingSize})
		if err == nil {
			k.answerAll(a, knows)
		} else if !errors.Is(err, quiz.ErrNothing) {
			t.Fatal(err)
		}
		k.site.clock.advance(day)
	}
}

func (k taker) answerAll(a *quiz.Attempt, knows func(name string) bool) {
	t := k.site.t
	t.Helper()
	for i, it := range a.Items() {
		right, certainty := knows(it.Names[0]), quiz.Guess
		if right {
			certainty = []quiz.Certainty{quiz.Sure, quiz.Think}[i%2]
		}
		if _, _, err := k.site.quiz.Answer(t.Context(), k.who, a.ID, i+1, quiz.Given{Options: it.Sample(right), Certainty: certainty}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := k.site.quiz.Finish(t.Context(), k.who, a.ID); err != nil {
		t.Fatal(err)
	}
}

// mostly knows a fact with that chance, the same way in every run.
func mostly(chance float64) func(string) bool {
	r := rand.New(rand.NewPCG(1, 2))
	return func(string) bool { return r.Float64() < chance }
}

// sittingOf is what the day asks for of a subject, in English.
func sittingOf(subject string) study.Sitting {
	return study.Sitting{Subject: subject, Kind: quiz.Due, Size: sittingSize, Lang: deck.Langs[0]}
}
