package main

import (
	"log/slog"
	"net/http"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// A server keeps to the limits that it is given, and clears away at its start
// what nobody came back to.
func TestLimitsAreKept(t *testing.T) {
	data := t.TempDir()
	decks, err := subjectFlags{}.load()
	if err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-3 * 24 * time.Hour)
	p, err := open(t.Context(), data, decks, func() time.Time { return long }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	guest, _, err := p.users.StartGuest(t.Context(), users.From{Addr: "192.0.2.7"})
	if err != nil {
		t.Fatal(err)
	}
	u, _, err := p.users.SignUp(t.Context(), users.NewUser{Name: "ada", Password: "orbit-walnut-quarry"}, 0, users.From{Addr: "192.0.2.7"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []users.ID{guest.ID, u.ID} {
		if _, err := p.quiz.Start(t.Context(), quiz.Learner{ID: quiz.LearnerID(id)}, quiz.Start{Subject: decks[0].Subject, Mode: deck.Practice, Size: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.store.Close(); err != nil {
		t.Fatal(err)
	}

	s := startServer(t, data, "--attempts-per-hour=2", "--practice-days=2")
	s.waitLog("closed practice that was left alone")
	s.waitLog("deleted visitors without an account who have gone")
	c := signUp(t, s.url, "ben")
	for _, want := range []int{http.StatusCreated, http.StatusCreated, http.StatusTooManyRequests} {
		code, err := c.call("POST", "/attempts", "", map[string]any{"subject": decks[0].Subject, "mode": "practice", "size": 1}, nil)
		if code != want {
			t.Errorf("status %d, %v; want %d", code, err, want)
		}
	}
}
