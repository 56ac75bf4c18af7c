package quiz

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"viva/internal/testkit/chance"

	"viva/internal/deck"
	"viva/internal/limits"
)

// shelf keeps attempts as storage does: what a change that was refused did to
// one is lost.
type shelf struct {
	Store
	attempts []*Attempt
	broken   AttemptID // cannot be changed
}

var errBroken = errors.New("broken")

func copyOf(a *Attempt) *Attempt {
	notes := map[int]Note{}
	maps.Copy(notes, a.notes)
	return Restore(*a, slices.Clone(a.items), slices.Clone(a.responses), notes)
}

func (s *shelf) CreateAttempt(_ context.Context, a *Attempt, w Windows, allow func(Before) error) error {
	before, _ := s.Before(context.Background(), a.Learner, w)
	if err := allow(before); err != nil {
		return err
	}
	a.ID = AttemptID(len(s.attempts) + 1)
	s.attempts = append(s.attempts, copyOf(a))
	return nil
}

func (s *shelf) Before(_ context.Context, who LearnerID, _ Windows) (Before, error) {
	return Before{Timed: s.timed(who)}, nil
}

func (s *shelf) Answered(context.Context, LearnerID, limits.Span) (limits.Uses, error) {
	return limits.Uses{}, nil
}

func (s *shelf) Attempt(_ context.Context, who LearnerID, id AttemptID) (*Attempt, error) {
	if id < 1 || int(id) > len(s.attempts) || s.attempts[id-1].Learner != who {
		return nil, ErrNoAttempt
	}
	return copyOf(s.attempts[id-1]), nil
}

func (s *shelf) UpdateAttempt(ctx context.Context, who LearnerID, id AttemptID, change func(*Attempt) error) error {
	a, err := s.Attempt(ctx, who, id)
	if err != nil {
		return err
	}
	if id == s.broken {
		return errBroken
	}
	if err := change(a); err != nil {
		return err
	}
	kept := copyOf(a)
	kept.finishing, kept.noted, kept.mistaken = false, nil, nil
	s.attempts[id-1] = kept
	return nil
}

func (s *shelf) timed(who LearnerID) []*Attempt {
	var open []*Attempt
	for _, a := range s.attempts {
		if a.Learner == who && a.Timed() && !a.Finished() {
			open = append(open, copyOf(a))
		}
	}
	return open
}

func (s *shelf) TimedOpen(_ context.Context, who LearnerID) ([]*Attempt, error) {
	return s.timed(who), nil
}

func (s *shelf) Overdue(_ context.Context, at time.Time) ([]Owned, error) {
	var owned []Owned
	for _, a := range s.attempts {
		if a.Timed() && !a.Finished() && !a.Deadline.After(at) {
			owned = append(owned, Owned{a.Learner, a.ID})
		}
	}
	return owned, nil
}

// room is a service over a shelf, with a clock that tests turn.
type room struct {
	*Service
	t     testing.TB
	shelf *shelf
	clock time.Time
	who   Learner
}

func newRoom(t testing.TB, decks ...*deck.Deck) *room {
	t.Helper()
	if len(decks) == 0 {
		decks = []*deck.Deck{support(t)}
	}
	r := &room{t: t, shelf: &shelf{}, clock: noon, who: Learner{ID: 1}}
	r.Service = NewService(decks, r.shelf, func() time.Time { return r.clock }, chance.Reader(t))
	return r
}

func (r *room) begin(req Start) *Attempt {
	r.t.Helper()
	if req.Subject == "" {
		req.Subject = r.decks[0].Subject
	}
	a, err := r.Start(context.Background(), r.who, req)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// give answers, and returns the attempt as it is then.
func (r *room) give(id AttemptID, pos int, right bool, sure Certainty, key string) (*Attempt, error) {
	r.t.Helper()
	a, _, err := r.Answer(context.Background(), r.who, id, pos,
		Given{Options: r.load(id).items[pos-1].Sample(right), Certainty: sure, Key: key})
	return a, err
}

func (r *room) load(id AttemptID) *Attempt {
	r.t.Helper()
	a, err := r.shelf.Attempt(context.Background(), r.who.ID, id)
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}
