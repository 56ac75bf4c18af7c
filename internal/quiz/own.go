package quiz

import (
	"context"
	"fmt"
	"time"
)

// Own is what storage keeps of a learner, for that learner to take away: rows by
// the name of their table. Secrets are not in it, nor what belongs to attempts
// that are not finished, which would tell what they ask.
type Own map[string][]map[string]any

// OwnAnswer is an answer in a finished attempt, in words.
type OwnAnswer struct {
	At               time.Time
	Subject, Edition string
	Question         string
	Given            []string
	Right            bool
}

// Own returns all that is kept of who. While an exam of theirs runs it is
// refused: memory and history tell facts that the exam may ask.
func (s *Service) Own(ctx context.Context, who Learner) (Own, error) {
	if err := s.noExamRuns(ctx, who); err != nil {
		return nil, err
	}
	own, err := s.store.Own(ctx, who.ID)
	if err != nil {
		return nil, fmt.Errorf("gather what is kept of a learner: %w", err)
	}
	return own, nil
}

// OwnAnswers returns who's answers in finished attempts, oldest first. While an
// exam of theirs runs it is refused.
func (s *Service) OwnAnswers(ctx context.Context, who Learner) ([]OwnAnswer, error) {
	if err := s.noExamRuns(ctx, who); err != nil {
		return nil, err
	}
	answers, err := s.store.OwnAnswers(ctx, who.ID)
	if err != nil {
		return nil, fmt.Errorf("gather a learner's answers: %w", err)
	}
	return answers, nil
}

func (s *Service) noExamRuns(ctx context.Context, who Learner) error {
	open, err := s.OpenExam(ctx, who)
	if err != nil {
		return err
	}
	if open != nil {
		return ErrExamOpen.With("attempt", int64(open.ID))
	}
	return nil
}
