package quiz

import "context"

// CheckGuest refuses more items than a new guest may be dealt.
func CheckGuest(items int) error { return guestLimit(0, items) }

// GuestLeft is how many items a guest may still be dealt.
func (s *Service) GuestLeft(ctx context.Context, who Learner) (int, error) {
	all, err := s.store.Attempts(ctx, who.ID, AttemptsQuery{Limit: GuestSize}) // each has one item at least
	if err != nil {
		return 0, err
	}
	left := GuestSize
	for _, a := range all {
		left -= a.Size
	}
	return max(0, left), nil
}

// guestLimit refuses more items than a guest may be dealt who was dealt so many
// before.
func guestLimit(dealt, items int) error {
	if dealt+items > GuestSize {
		return ErrGuestLimit.With("left", max(0, GuestSize-dealt))
	}
	return nil
}
