package quiz

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"viva/internal/deck"
)

// A draft is kept whole or not at all; what it does not speak of stays.
func TestJot(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	a := r.begin(Start{Exam: short})
	flag, off := true, false
	options := a.items[0].Options
	strike := []string{options[1].ID, options[0].ID, options[1].ID}
	given := Given{Options: keyOf(a, 1), Certainty: Think}
	after, response, err := r.Jot(ctx, r.who, a.ID, 1, Draft{Given: &given, Flagged: &flag, Struck: &strike})
	if err != nil || response.Revision != 1 || response.Certainty != Think {
		t.Fatalf("%+v, %v", response, err)
	}
	want := slices.Sorted(slices.Values(strike[:2]))
	if n := after.Note(1); !n.Flagged || !slices.Equal(n.Struck, want) {
		t.Errorf("kept %+v, want a flag and %v struck out once", n, want)
	}
	if after, _, err = r.Jot(ctx, r.who, a.ID, 1, Draft{Flagged: &off}); err != nil || after.Note(1).Flagged || len(after.Note(1).Struck) != 2 || after.Answered() != 1 {
		t.Errorf("taking the flag off: %+v, %d answered, %v", after.Note(1), after.Answered(), err)
	}
	none := []string{}
	if after, _, err = r.Jot(ctx, r.who, a.ID, 1, Draft{Struck: &none}); err != nil || len(after.Note(1).Struck) != 0 {
		t.Errorf("nothing struck out: %+v, %v", after.Note(1), err)
	}

	alien := []string{"zzzzzz"}
	practice := r.begin(Start{Mode: deck.Practice, Size: 2})
	stale := Given{Options: wrongFor(a, 1), Revision: 1}
	badly := Given{Options: keyOf(a, 1), Certainty: "certain"}
	for _, tt := range []struct {
		name  string
		id    AttemptID
		pos   int
		draft Draft
		want  error
	}{
		{"no option of this item", a.ID, 1, Draft{Given: &Given{Options: wrongFor(a, 1)}, Struck: &alien, Flagged: &flag}, ErrStruck},
		{"a stale answer", a.ID, 1, Draft{Given: &stale, Flagged: &flag}, ErrStale},
		{"an unknown certainty", a.ID, 1, Draft{Given: &badly, Flagged: &flag}, ErrCertainty},
		{"an answer in practice", practice.ID, 1, Draft{Given: &Given{Options: keyOf(practice, 1)}, Flagged: &flag}, ErrDraft},
		{"a flag in practice", practice.ID, 1, Draft{Flagged: &flag}, ErrDraft},
		{"nothing in practice", practice.ID, 1, Draft{}, ErrDraft},
		{"no such item", a.ID, 14, Draft{Flagged: &flag}, ErrNoItem},
	} {
		before := r.load(tt.id)
		if _, _, err := r.Jot(ctx, r.who, tt.id, tt.pos, tt.draft); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
		after := r.load(tt.id)
		if after.Note(tt.pos).Flagged || len(after.responses) != len(before.responses) || after.MovedAt != before.MovedAt {
			t.Errorf("%s: something was kept", tt.name)
		}
	}
}

// An answer that is taken back leaves its question blank, in the result too. It
// has a revision, so that a page that still shows the answer is told.
func TestJotTakesAnswerBack(t *testing.T) {
	ctx := context.Background()
	r := newRoom(t)
	a := r.begin(Start{Exam: short})
	jot := func(pos int, g Given) (*Attempt, error) {
		after, _, err := r.Jot(ctx, r.who, a.ID, pos, Draft{Given: &g})
		return after, err
	}
	for pos := 1; pos <= 2; pos++ {
		if _, err := jot(pos, Given{Options: keyOf(a, pos)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := jot(1, Given{Revision: 2, Key: "back"}); err != nil {
		t.Fatal(err)
	}
	after := r.load(a.ID)
	q, err := after.Question(1)
	if err != nil || q.Given != nil || q.Revision != 2 || after.Answered() != 1 || after.NextOpen() != 1 {
		t.Errorf("taken back: %v of revision %d, %d answered, %v", q.Given, q.Revision, after.Answered(), err)
	}
	if _, err := jot(1, Given{Revision: 2, Key: "back"}); err != nil {
		t.Errorf("sent again: %v", err)
	}
	if _, err := jot(1, Given{Options: keyOf(a, 1), Revision: 2}); !errors.Is(err, ErrStale) {
		t.Errorf("an answer of a page that is behind: %v", err)
	}
	if _, _, err := r.Answer(ctx, r.who, a.ID, 2, Given{}); !errors.Is(err, deck.ErrChoose) {
		t.Errorf("an empty answer that is no draft: %v", err)
	}
	end, _, err := r.Finish(ctx, r.who, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if f, told, err := end.Feedback(1); err != nil || !told || f.Answered || f.Correct {
		t.Errorf("its feedback is %+v, %v", f, err)
	}
	found, err := end.EvidenceNow()
	if err != nil || len(found) != 1 || found[0].Position != 2 {
		t.Errorf("the end tells of %+v, %v", found, err)
	}
}

// An answer that comes again after the end is told as it stands, and changes
// nothing beside it either.
func TestJotReplayedAfterTheEnd(t *testing.T) {
	ctx := context.Background()
	for _, end := range []string{"finish", "expiry"} {
		r := newRoom(t)
		a := r.begin(Start{Exam: short})
		flag := true
		given := Given{Options: keyOf(a, 1), Key: "k"}
		if _, _, err := r.Jot(ctx, r.who, a.ID, 1, Draft{Given: &given}); err != nil {
			t.Fatal(err)
		}
		if end == "finish" {
			if _, _, err := r.Finish(ctx, r.who, a.ID); err != nil {
				t.Fatal(err)
			}
		} else {
			r.clock = noon.Add(time.Hour)
		}
		after, response, err := r.Jot(ctx, r.who, a.ID, 1, Draft{Given: &given, Flagged: &flag})
		if err != nil || response.Revision != 1 {
			t.Errorf("%s: %+v, %v; want the answer as it stands", end, response, err)
		}
		if after.Note(1).Flagged {
			t.Errorf("%s: a flag was set after the end", end)
		}
		other := Given{Options: wrongFor(a, 1), Key: "k"}
		if _, _, err := r.Jot(ctx, r.who, a.ID, 1, Draft{Given: &other}); !errors.Is(err, ErrKeyReused) {
			t.Errorf("%s: another answer with the key: %v", end, err)
		}
		if _, _, err := r.Jot(ctx, r.who, a.ID, 1, Draft{Flagged: &flag}); !errors.Is(err, ErrFinished) && !errors.Is(err, ErrExpired) {
			t.Errorf("%s: a flag: %v", end, err)
		}
	}
}
