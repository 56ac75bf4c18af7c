package quiz

import (
	"context"
	"fmt"
	"time"

	"viva/internal/fault"
)

// A set that a learner takes along, to answer it without network, is the one
// exception to the rule that a key is told only after its answer. So it counts
// for nothing but the learner's own memory.

// The least and the greatest size of an offline set.
const (
	MinSet = 10
	MaxSet = 50
)

// What can be wrong with a set taken along.
var (
	ErrSetSize = fault.New(fault.Invalid, "set_size",
		"A set to take along has 10 to 50 questions.",
		"Une série à emporter a de 10 à 50 questions.")
	ErrNotOffline = fault.New(fault.Conflict, "not_offline",
		"Only a set that was taken along is answered like this.",
		"On ne répond ainsi qu’à une série emportée.")
)

// TakeAlong returns the part of the feedback on the item at pos that does not
// depend on the answer, so that it can be shown without network. It returns
// ErrNotOffline unless the attempt was dealt to be taken along.
func (a *Attempt) TakeAlong(pos int) (Feedback, error) {
	if a.Kind != Offline {
		return Feedback{}, ErrNotOffline
	}
	it, err := a.item(pos)
	if err != nil {
		return Feedback{}, err
	}
	return a.tell(pos, it, Response{}, false)
}

// givenAt is when an answer was given, in the zone of now. The learner's own
// clock is believed only for a set taken along, and not beyond the time since
// the set was dealt.
func (a *Attempt) givenAt(g Given, now time.Time) (time.Time, error) {
	switch {
	case g.At.IsZero():
		return now, nil
	case a.Kind != Offline:
		return time.Time{}, ErrNotOffline
	case g.At.Before(a.StartedAt):
		return a.StartedAt.In(now.Location()), nil
	case g.At.After(now):
		return now, nil
	}
	return g.At.In(now.Location()), nil
}

// Deliver records an answer that was given without network, and reports
// whether it is new: the same key again changes nothing. The set ends with its
// last answer.
func (s *Service) Deliver(ctx context.Context, who Learner, id AttemptID, pos int, g Given) (fresh bool, err error) {
	a, err := s.update(ctx, who, id, func(a *Attempt) error {
		switch {
		case a.Kind != Offline:
			return ErrNotOffline
		case g.Key == "":
			return ErrKey
		}
		if _, err := a.Record(pos, g, who.Local(s.now())); err != nil {
			return err
		}
		if len(a.Fresh()) > 0 && a.NextOpen() == 0 {
			a.Finish(s.now())
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("deliver an answer to attempt %d: %w", id, err)
	}
	return len(a.Fresh()) > 0, nil
}
