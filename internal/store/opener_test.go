package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// An answer to an opener is found by its key, whoever gave it, in the index that
// is made for it alone.
func TestOpenerAnswered(t *testing.T) {
	b := newBench(t)
	who := b.learner(t, "guest", false, users.Guest)
	o, err := b.Opener("aws-support", "2026", "en")
	if err != nil {
		t.Fatal(err)
	}
	a, err := b.Start(t.Context(), who, quiz.Start{Subject: o.Subject, Edition: o.Edition, Mode: deck.Practice, Size: 2, Opener: o})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.CheckOpener(t.Context(), o); err != nil {
		t.Errorf("before the answer: %v", err)
	}
	if _, _, err := b.Answer(t.Context(), who, a.ID, 1, quiz.Given{Options: choose(a, 1, true), Key: o.Key()}); err != nil {
		t.Fatal(err)
	}
	if err := b.CheckOpener(t.Context(), o); !errors.Is(err, quiz.ErrOpenerGone) {
		t.Errorf("after the answer: %v", err)
	}
	var steps []struct{ Detail string }
	if err := b.store.read.Raw("EXPLAIN QUERY PLAN "+openerAnswered, "opener-1").Scan(&steps).Error; err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(fmt.Sprint(steps), "responses_openers") {
		t.Errorf("its index is not used: %v", steps)
	}
}
