package quiz

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"viva/internal/testkit/chance"

	"viva/internal/deck"
	"viva/internal/limits"
)

// overnight keeps one attempt as storage does: items as JSON.
type overnight struct{ memory }

func (o *overnight) Answered(context.Context, LearnerID, limits.Span) (limits.Uses, error) {
	return limits.Uses{}, nil
}

func (o *overnight) UpdateAttempt(_ context.Context, _ LearnerID, _ AttemptID, change func(*Attempt) error) error {
	body, err := json.Marshal(o.attempt.Items())
	if err != nil {
		return err
	}
	var items []deck.Item
	if err := json.Unmarshal(body, &items); err != nil {
		return err
	}
	o.attempt = Restore(*o.attempt, items, o.attempt.responses, nil)
	return change(o.attempt)
}

// An attempt begun before the day on which plans change goes on as it was
// dealt: its questions stay, its keys count, and its feedback tells the truth
// of the day it was dealt for. What is begun after is dealt anew.
func TestAttemptsGoOnOverMidnight(t *testing.T) {
	const size = 50 // there are as many whatever the seed
	for _, tt := range []struct{ edition, day string }{
		{"course", "2025-12-02"}, {"2024", "2025-12-02"}, {"2026", "2027-01-01"}, {"course", "2027-01-01"},
	} {
		midnight, err := time.Parse(time.DateOnly, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		clock := midnight.Add(-time.Millisecond)
		store := &overnight{}
		s := NewService([]*deck.Deck{support(t)}, store, func() time.Time { return clock }, chance.Reader(t))
		ctx, who := context.Background(), Learner{ID: 1}
		begin := func() *Attempt {
			a, err := s.Start(ctx, who, Start{Subject: "aws-support", Edition: tt.edition, Mode: deck.Practice, Size: size})
			if err != nil {
				t.Fatalf("%s on %s: %v", tt.edition, s.Today(), err)
			}
			return a
		}
		a := begin()
		dealt := make([]Question, a.Size())
		for i := range dealt {
			dealt[i], _ = a.Question(i + 1)
		}
		clock = midnight
		for i, q := range dealt {
			after, r, err := s.Answer(ctx, who, a.ID, i+1, Given{Options: a.items[i].Sample(true)})
			if err != nil || !r.Mark.Full() {
				t.Fatalf("%s over %s: item %s: marked %d, %v", tt.edition, tt.day, a.items[i].ID, r.Mark, err)
			}
			now, _ := after.Question(i + 1)
			now.Note = Note{} // the time it took
			if now.Given, now.Revision = nil, 0; !reflect.DeepEqual(now, q) {
				t.Errorf("%s over %s: the question became %+v", tt.edition, tt.day, now)
			}
			if f, ok, err := after.Feedback(i + 1); err != nil || !ok || !f.Correct {
				t.Errorf("%s over %s: item %s: feedback %v, %v", tt.edition, tt.day, a.items[i].ID, ok, err)
			}
		}
		if _, res, err := s.Finish(ctx, who, a.ID); err != nil || res.Points != size {
			t.Errorf("%s over %s: %+v, %v", tt.edition, tt.day, res, err)
		}
		reference := s.decks[0].Reference(tt.edition, s.Today())
		for _, it := range begin().Items() {
			if it.From > reference || it.To != "" && it.To < reference {
				t.Errorf("%s from %s: %s holds from %s to %s", tt.edition, tt.day, it.ID, it.From, it.To)
			}
		}
	}
}
