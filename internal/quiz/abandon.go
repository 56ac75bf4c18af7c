package quiz

import (
	"context"
	"errors"
	"fmt"
	"time"

	"viva/internal/deck"
)

// abandonsMost is how many attempts are closed in one go.
const abandonsMost = 1000

// abandonable reports whether the attempt is of those that are closed once they
// were left alone. Answers to a set taken along may come at any time, and what
// an exam is worth is for its learner or its clock to say.
func (a *Attempt) abandonable() bool {
	return a.Mode == deck.Practice && a.Kind != Offline && !a.Timed() && !a.Finished()
}

// leftAt is when the learner last did something at the attempt.
func (a *Attempt) leftAt() time.Time {
	if a.MovedAt.IsZero() {
		return a.StartedAt
	}
	return a.MovedAt
}

// Abandon closes an attempt that was left alone for as long as idle, at the
// moment when that was so, and reports whether it did.
func (a *Attempt) Abandon(idle time.Duration, now time.Time) bool {
	over := a.leftAt().Add(idle)
	if !a.abandonable() || over.After(now) {
		return false
	}
	a.Finish(over)
	a.Abandoned = true
	return true
}

// Tidy closes practice that was left alone for too long, and returns how much.
// One that cannot be closed does not keep the others open.
func (s *Service) Tidy(ctx context.Context) (int, error) {
	if s.limits.IdlePractice == 0 {
		return 0, nil
	}
	left, err := s.store.LeftAlone(ctx, s.now().Add(-s.limits.IdlePractice), abandonsMost)
	if err != nil {
		return 0, fmt.Errorf("look for practice that was left alone: %w", err)
	}
	closed := 0
	var failed []error
	for _, o := range left {
		did := false
		if _, err := s.update(ctx, Learner{ID: o.Learner}, o.Attempt, func(a *Attempt) error {
			did = a.Abandon(s.limits.IdlePractice, s.now()) // or its learner has come back
			return nil
		}); err != nil {
			failed = append(failed, fmt.Errorf("close attempt %d: %w", o.Attempt, err))
		} else if did {
			closed++
		}
	}
	return closed, errors.Join(failed...)
}
