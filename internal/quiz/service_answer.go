package quiz

import (
	"context"
	"errors"
	"fmt"

	"viva/internal/deck"
	"viva/internal/limits"
)

// Answer records an answer at a position, from 1, and returns the attempt
// with it. The response is the one that the idempotency key stands for. In
// practice, what a learner was sure of and got wrong comes back at the end; and
// what their running exam asks is not told, so it waits until that ends.
func (s *Service) Answer(ctx context.Context, who Learner, id AttemptID, pos int, g Given) (*Attempt, Response, error) {
	var response Response
	a, err := s.update(ctx, who, id, func(a *Attempt) (err error) {
		if response, err = a.Record(pos, g, who.Local(s.now())); err != nil {
			return err
		}
		if len(a.Fresh()) == 0 || a.Mode == deck.Exam {
			return nil
		}
		if err := s.checkRoom(limits.Last); err != nil {
			return err
		}
		if err := s.withinPace(ctx, who); err != nil {
			return err
		}
		withheld, err := s.Withheld(ctx, who)
		if err != nil {
			return err
		}
		if taken := a.Kind == Offline && a.items[pos-1].Role != deck.Return; !taken && s.tells(a, pos, withheld) {
			return ErrExamOpen // what was taken offline has its feedback with it
		}
		if !a.surprised(response) {
			return nil
		}
		if err := s.bringBack(a, pos, a.missed(pos), withheld); !errors.Is(err, ErrNoOther) {
			return err
		}
		return nil
	})
	if err != nil {
		return nil, Response{}, fmt.Errorf("answer attempt %d: %w", id, err)
	}
	return a, response, nil
}

// Jot keeps what a learner does at an item of an exam: answer, flag and
// strike-outs, in one go.
func (s *Service) Jot(ctx context.Context, who Learner, id AttemptID, pos int, d Draft) (*Attempt, Response, error) {
	var response Response
	a, err := s.update(ctx, who, id, func(a *Attempt) (err error) {
		response, err = a.Jot(pos, d, who.Local(s.now()))
		return err
	})
	if err != nil {
		return nil, Response{}, fmt.Errorf("save at attempt %d: %w", id, err)
	}
	return a, response, nil
}

// Mistap marks a wrong answer as one the learner did not mean. Its fresh
// variant is at the position returned: one that came back already and is still
// open, or else a new one at the end.
func (s *Service) Mistap(ctx context.Context, who Learner, id AttemptID, pos int) (*Attempt, int, error) {
	var fresh int
	a, err := s.update(ctx, who, id, func(a *Attempt) error {
		if _, err := a.item(pos); err != nil {
			return err
		}
		missed := a.missed(pos)
		if err := a.Mistap(pos); err != nil {
			return err
		}
		if fresh = a.openReturn(pos); fresh > 0 {
			return nil
		}
		withheld, err := s.Withheld(ctx, who)
		if err != nil {
			return err
		}
		fresh = a.Size() + 1
		return s.bringBack(a, pos, missed, withheld)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("mistap in attempt %d: %w", id, err)
	}
	return a, fresh, nil
}

// Finish closes an attempt, once, and returns its result. An exam without a
// deadline, whose end tells what their running exam asks, waits until that
// ends.
func (s *Service) Finish(ctx context.Context, who Learner, id AttemptID) (*Attempt, Result, error) {
	a, err := s.update(ctx, who, id, func(a *Attempt) error {
		if err := s.mayTell(ctx, who, a); err != nil {
			return err
		}
		a.Finish(s.now())
		return nil
	})
	if err != nil {
		return nil, Result{}, fmt.Errorf("finish attempt %d: %w", id, err)
	}
	res, err := a.Result()
	return a, res, err
}

// mayTell refuses the end of an exam without a deadline that would tell what
// another one, which runs, asks.
func (s *Service) mayTell(ctx context.Context, who Learner, a *Attempt) error {
	if a.Mode != deck.Exam || a.Timed() || a.Finished() {
		return nil
	}
	withheld, err := s.Withheld(ctx, who)
	if err != nil {
		return err
	}
	for pos := range a.items {
		if s.tells(a, pos+1, withheld) {
			return ErrExamOpen
		}
	}
	return nil
}

// update changes an attempt. One whose time is over ends first, and that is
// kept even where the change is then refused.
func (s *Service) update(ctx context.Context, who Learner, id AttemptID, change func(*Attempt) error) (*Attempt, error) {
	var after *Attempt
	var refused error
	err := s.store.UpdateAttempt(ctx, who.ID, id, func(a *Attempt) error {
		after, refused = a, nil
		s.fillScale(a)
		over := a.Settle(s.now())
		err := change(a)
		if over && err != nil {
			refused, err = err, nil
		}
		return err
	})
	return after, errors.Join(err, refused)
}

// Sweep finishes every attempt whose time is over, even if its learner does not
// come back, and returns how many there were. One that cannot be ended does not
// keep the others open.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	overdue, err := s.store.Overdue(ctx, s.now().Add(-Grace))
	if err != nil {
		return 0, fmt.Errorf("look for attempts whose time is over: %w", err)
	}
	var ended int
	var failed []error
	for _, o := range overdue {
		if _, err := s.update(ctx, Learner{ID: o.Learner}, o.Attempt, func(*Attempt) error { return nil }); err != nil {
			failed = append(failed, fmt.Errorf("end attempt %d: %w", o.Attempt, err))
			continue
		}
		ended++
	}
	return ended, errors.Join(failed...)
}
