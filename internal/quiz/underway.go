package quiz

import (
	"context"
	"time"
)

// Underway is what every page tells of its reader.
type Underway struct {
	Begun    bool      // an answer of theirs is remembered
	Exam     AttemptID // the timed exam that runs, or 0
	Deadline time.Time // of that exam
}

// Left is the time left of the exam, never below zero.
func (u Underway) Left(now time.Time) time.Duration { return max(0, u.Deadline.Sub(now)) }

// Underway tells what who has under way. It asks storage once and loads no
// attempt, as every page asks it.
func (s *Service) Underway(ctx context.Context, who Learner) (Underway, error) {
	return s.store.Underway(ctx, who.ID, s.now().Add(-Grace))
}
