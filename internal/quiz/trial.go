package quiz

import "context"

// CheckTrial refuses more items than a visitor who begins a trial may be dealt.
func CheckTrial(items int) error { return trialOver(0, items) }

// TrialLeft is how many items a visitor may still be dealt.
func (s *Service) TrialLeft(ctx context.Context, who Learner) (int, error) {
	all, err := s.store.Attempts(ctx, who.ID, AttemptsQuery{Limit: TrialSize}) // each has one item at least
	if err != nil {
		return 0, err
	}
	left := TrialSize
	for _, a := range all {
		left -= a.Size
	}
	return max(0, left), nil
}

// trialOver refuses items that are too many for a visitor who was dealt so many
// before.
func trialOver(dealt, items int) error {
	if dealt+items > TrialSize {
		return ErrTrialOver.With("left", max(0, TrialSize-dealt))
	}
	return nil
}
