package users

import (
	"context"
	"fmt"
	"time"

	"viva/internal/fault"
	"viva/internal/limits"
)

// ErrTooManyGuests says that enough visitors without an account have come from
// one address; its detail "retry_after" is in seconds.
var ErrTooManyGuests = fault.New(fault.Busy, "too_many_guests",
	"Very many visitors without an account have begun from this address: sign in or sign up, or wait.", "")

// Limit sets the quotas. It is called before the service is used.
func (s *Service) Limit(l limits.Limits) { s.limits = l }

// countGuest counts a new guest behind an address, or refuses another one. It is
// part of the transaction that makes the guest.
func (s *Service) countGuest(tx Tx, addr string, now time.Time) error {
	most := s.limits.Guests
	if most.Most == 0 {
		return nil
	}
	key, window := s.key("guest", network(addr)), most.Window(now)
	n, oldest, err := tx.CountTries(key, window.From, window.Until)
	if err != nil {
		return err
	}
	if err := most.Check(limits.Uses{N: n, Oldest: oldest}, now, ErrTooManyGuests); err != nil {
		return err
	}
	_, err = tx.AddTry(Try{Key: key, At: now, Expires: now.Add(most.In)})
	return err
}

// guestsMost is how many guests are deleted in one transaction, so that nobody
// waits for it.
const guestsMost = 50

// Tidy deletes guests who have gone, and returns how many.
func (s *Service) Tidy(ctx context.Context) (int, error) {
	now := s.clock()
	before := func(idle time.Duration) time.Time {
		if idle == 0 {
			return time.Time{} // nobody is as old
		}
		return now.Add(-idle)
	}
	g := Gone{Unanswered: before(s.limits.IdleGuest), Answered: before(s.limits.IdleAnswered), Now: now, Most: guestsMost}
	for all := 0; ; {
		n, err := s.store.DropGuests(ctx, g)
		if all += n; err != nil {
			return all, fmt.Errorf("delete guests who have gone: %w", err)
		}
		if n < guestsMost {
			return all, nil
		}
	}
}
