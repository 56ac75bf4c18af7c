package quiz

import (
	"context"
	"fmt"
	"time"
)

// ExamPause is the time between the end of an exam that ranks and the beginning
// of the next one by the same profile that does. One that begins sooner can be
// sat: it is only not to be a matter of trying until a lucky deal comes.
const ExamPause = time.Hour

// restsUntil is the moment from which an exam ranks again whose last ranked
// sitting ended at that moment, zero where there was none. An end after now
// tells nothing: the clock was set back.
func restsUntil(ended, now time.Time) time.Time {
	if ended.IsZero() || ended.After(now) {
		return time.Time{}
	}
	return ended.Add(ExamPause)
}

// Rest takes the rank from an exam that begins within the pause after its last
// ranked sitting, which ended at that moment.
func (a *Attempt) Rest(ended time.Time) {
	if a.StartedAt.Before(restsUntil(ended, a.StartedAt)) {
		a.Ranked = false
	}
}

// Rests is how long who has to wait until an exam of theirs ranks again that
// begins then; 0 is not at all.
func (s *Service) Rests(ctx context.Context, who Learner, subject, edition, exam string) (time.Duration, error) {
	ended, err := s.store.LastRanked(ctx, who.ID, subject, edition, exam)
	if err != nil {
		return 0, fmt.Errorf("look for the last sitting of an exam: %w", err)
	}
	now := s.now()
	return max(0, restsUntil(ended, now).Sub(now)), nil
}
