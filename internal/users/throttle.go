package users

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/netip"
	"time"

	"viva/internal/fault"
)

// ErrTooManyTries says that a limit is reached; its detail "retry_after" is
// in seconds.
var ErrTooManyTries = fault.New(fault.Busy, "too_many_tries",
	"Too many tries: wait a moment and try again.", "")

// limit allows max tries within any window.
type limit struct {
	name   string
	max    int
	window time.Duration
}

// The limits of signing up and of failed tries by address; those of guesses are
// in guess.go, the others in package limits. They are wide, since a whole school of
// three thousand may sit behind one, and of sign-ins only those that fail count.
var (
	failsPerAddress = limit{"address", 300, time.Minute}
	signUpsPerHour  = limit{"signup", 3000, time.Hour}
	judgedPerMinute = limit{"judged", 300, time.Minute} // passwords that are chosen
)

// try is one use of a limit, by whatever the limit counts.
type try struct {
	limit
	by string
}

// Try is a try as it is stored. Until it expires it counts.
type Try struct {
	Key     string // says what is counted without naming anybody
	At      time.Time
	Expires time.Time
}

// TryID names a stored try.
type TryID int64

// take counts all tries, or none and returns ErrTooManyTries. It comes
// before the work that the tries ask for, or parallel ones would slip past.
func (s *Service) take(ctx context.Context, tries ...try) (ids []TryID, err error) {
	err = s.update(ctx, func(tx Tx) error {
		ids, err = s.takeIn(tx, s.clock(), tries...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count a try: %w", err)
	}
	return ids, nil
}

// takeIn is take inside a transaction.
func (s *Service) takeIn(tx Tx, now time.Time, tries ...try) (ids []TryID, err error) {
	for _, t := range tries {
		key := s.key(t.name, t.by)
		// Tries of parallel requests may lie a little ahead of now. What
		// lies further ahead was left by a clock that has been set back.
		count, oldest, err := tx.CountTries(key, now.Add(-t.window), now.Add(t.window))
		if err != nil {
			return nil, err
		}
		if count >= t.max {
			return nil, ErrTooManyTries.With("retry_after", seconds(oldest.Add(t.window).Sub(now)))
		}
		id, err := tx.AddTry(Try{Key: key, At: now, Expires: now.Add(t.window)})
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// key keeps names, e-mail addresses and client addresses out of the table of
// what is counted.
func (s *Service) key(what, by string) string {
	mac := hmac.New(sha256.New, s.keys.current().throttle)
	mac.Write([]byte(by))
	return what + ":" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// seconds rounds a waiting time up, so that whoever waits is not early.
func seconds(d time.Duration) int {
	return max(1, int(math.Ceil(d.Seconds())))
}

// network returns what addr is counted as: a single IPv4 address, or the
// IPv6 network of a household, which can use any address in it.
func network(addr string) string {
	a, err := netip.ParseAddr(addr)
	if err != nil {
		return addr
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	return netip.PrefixFrom(a, 64).Masked().String()
}
