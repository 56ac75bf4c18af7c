package quiz

import (
	"context"
	"fmt"
	"time"
)

// Tolerance is how far the clock may jump unnoticed.
const Tolerance = 2 * time.Minute

// Beat notes that the server runs at this moment.
func (s *Service) Beat(ctx context.Context) error {
	if _, err := s.store.Beat(ctx, s.now(), 0); err != nil {
		return fmt.Errorf("keep a heartbeat: %w", err)
	}
	return nil
}

// Wake is called when the server starts. If the last heartbeat is further away
// than Tolerance, the server was down or the clock was set: then exams that ran
// get that time back. Wake returns how much time, or zero, and how many exams.
func (s *Service) Wake(ctx context.Context) (gap time.Duration, exams int, err error) {
	last, err := s.store.Heartbeat(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read the last heartbeat: %w", err)
	}
	now := s.now()
	if gap = now.Sub(last); last.IsZero() || gap.Abs() <= Tolerance {
		gap = 0
	}
	if exams, err = s.store.Beat(ctx, now, gap); err != nil {
		return 0, 0, fmt.Errorf("keep a heartbeat: %w", err)
	}
	return gap, exams, nil
}

// Follow moves exams that run together with the clock, which turn sets. At no
// moment has an exam less time left than before: it moves before a clock that
// is turned forward, and after one that is turned back. Where it cannot be
// moved the clock stays.
func (s *Service) Follow(ctx context.Context, by time.Duration, turn func(time.Duration)) (exams int, err error) {
	at := s.now().Add(by)
	if by < 0 {
		turn(by)
	}
	exams, err = s.store.Beat(ctx, at, by)
	switch {
	case err != nil && by < 0:
		turn(-by)
	case err == nil && by > 0:
		turn(by)
	}
	if err != nil {
		return 0, fmt.Errorf("move exams with the clock: %w", err)
	}
	return exams, nil
}
