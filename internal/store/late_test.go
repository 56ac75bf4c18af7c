package store

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit/database"
	"viva/internal/users"
)

// delivery is an answer that was given without network.
type delivery struct {
	set   int // which of the sets, from 0
	pos   int
	right bool
	at    time.Time
}

// takeSets deals sets to take along that all ask the same facts, which the
// learner has met before.
func takeSets(t *testing.T, b *bench, who quiz.Learner, sets int) []*quiz.Attempt {
	t.Helper()
	met := b.begin(t, who, deck.Practice, 20, nil) // enough for ten that do not give one another away
	var wants []deck.Want
	for pos, it := range met.Items() {
		b.answer(t, who, met, pos+1, true)
		wants = append(wants, deck.Want{Fact: it.Names[0]})
	}
	taken := make([]*quiz.Attempt, sets)
	for i := range taken {
		a, err := b.Start(context.Background(), who, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Kind: quiz.Offline, Size: 10, Wants: wants})
		if err != nil {
			t.Fatal(err)
		}
		taken[i] = a
	}
	return taken
}

// copied is a bench on a copy of another's database, at the same time.
func copied(t *testing.T, b *bench) *bench {
	t.Helper()
	path := filepath.Join(database.Dir(t), "copy.db")
	if err := b.store.write.Exec("VACUUM INTO ?", path).Error; err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), path, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	c := benchOn(t, s)
	c.now = b.now
	return c
}

// Two sets hold the same facts and are answered on different days. Whichever
// device sends first, the learner remembers what they would have remembered had
// each answer come when it was given; and so does a memory computed afresh.
func TestLateAnswersTakeTheirPlace(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	taken := takeSets(t, b, who, 2)
	given := make([]delivery, 0, 20)
	for pos := 1; pos <= 10; pos++ { // wrong on Wednesday, right on Friday
		for set, days := range []int{3, 5} {
			given = append(given, delivery{set, pos, set == 1, b.now.AddDate(0, 0, days).Add(time.Duration(pos) * time.Minute)})
		}
	}
	slices.SortFunc(given, func(a, b delivery) int { return a.at.Compare(b.at) })
	after := map[string][]string{}
	for name, order := range map[string]func(i int) int{
		"as given":           func(i int) int { return i },
		"Friday's first":     func(i int) int { return (i + 10) % 20 },
		"the last one first": func(i int) int { return 19 - i },
		"mixed":              func(i int) int { return i * 7 % 20 },
	} {
		c := copied(t, b)
		for i := range given {
			d := given[order(i)]
			c.now = b.now.AddDate(0, 0, 7)
			if name == "as given" {
				c.now = d.at
			}
			a := taken[d.set]
			g := quiz.Given{Options: choose(a, d.pos, d.right), Certainty: quiz.Sure, Key: fmt.Sprint(d.set, "-", d.pos), At: d.at}
			if _, err := c.Deliver(ctx, who, a.ID, d.pos, g); err != nil {
				t.Fatal(err)
			}
		}
		kept := rows(t, c.store, remembered...)
		if _, err := studyOn(c).Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if d := differ(kept, rows(t, c.store, remembered...)); d != "" {
			t.Errorf("%s: memory computed afresh differs: %s", name, d)
		}
		after[name] = kept
	}
	for name, kept := range after {
		if d := differ(after["as given"], kept); d != "" {
			t.Errorf("%s: what is remembered depends on the order of arrival: %s", name, d)
		}
	}
}

// An answer that arrives late is logged with what was known when it was given.
func TestLateAnswerExpectsWhatWasKnown(t *testing.T) {
	ctx := context.Background()
	b := newBench(t)
	who := b.learner(t, "ada", true, users.Learner)
	taken := takeSets(t, b, who, 2)
	recall := map[string]string{}
	wednesday, friday := b.now.AddDate(0, 0, 3), b.now.AddDate(0, 0, 5)
	for name, first := range map[string]bool{"in order": true, "late": false} {
		c := copied(t, b)
		c.now = b.now.AddDate(0, 0, 7)
		for _, early := range []bool{first, !first} {
			a, at, key := taken[1], friday, "friday"
			if early {
				a, at, key = taken[0], wednesday, "wednesday"
			}
			if _, err := c.Deliver(ctx, who, a.ID, 1, quiz.Given{Options: choose(a, 1, true), Key: key, At: at}); err != nil {
				t.Fatal(err)
			}
		}
		var facts string
		if err := c.store.read.Raw("SELECT facts FROM reviews WHERE attempt_id = ?", int64(taken[0].ID)).Scan(&facts).Error; err != nil {
			t.Fatal(err)
		}
		recall[name] = facts
	}
	if recall["late"] != recall["in order"] {
		t.Errorf("expected of an answer that came late: %s, in order: %s", recall["late"], recall["in order"])
	}
}
