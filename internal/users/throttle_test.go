package users_test

import (
	"errors"
	"testing"
	"time"

	"viva/internal/fault"
	"viva/internal/limits"
	"viva/internal/users"
)

// retryAfter returns the waiting time that a refusal names.
func retryAfter(t *testing.T, err, want error) int {
	t.Helper()
	f := fault.As(err)
	if !errors.Is(err, want) || f.Kind != fault.Busy {
		t.Fatalf("got %v, want %v", err, want)
	}
	seconds, ok := f.Detail["retry_after"].(int)
	if !ok {
		t.Fatalf("no waiting time in %v", f.Detail)
	}
	return seconds
}

// at is a place without a known device.
func at(addr string) users.From { return users.From{Addr: addr} }

// repeatTry counts the one try that is stored n more times.
func (b *bench) repeatTry(n int) {
	b.t.Helper()
	b.exec(`WITH RECURSIVE times (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < ?)
INSERT INTO throttle (key, at, expires_at) SELECT key, at, expires_at FROM throttle, times`, n)
}

// Judging a password takes time, so that who has one judged is counted.
func TestJudgingIsBounded(t *testing.T) {
	b := newBench(t)
	choose := func(addr string) error {
		_, _, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: "password1"}, 0, at(addr))
		return err
	}
	b.want(choose("192.0.2.7"), users.ErrPasswordCommon)
	b.repeatTry(298)
	b.want(choose("192.0.2.7"), users.ErrPasswordCommon)
	if got := retryAfter(t, choose("192.0.2.7"), users.ErrTooManyTries); got != 60 {
		t.Errorf("wait %d s, want 60", got)
	}
	b.want(choose("192.0.2.8"), users.ErrPasswordCommon)
	_, tokens, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: password}, 0, at("192.0.2.9"))
	b.must(err)
	b.want(b.changePassword(b.principal(tokens), password, "battery staple", at("192.0.2.7")), users.ErrTooManyTries)
}

// A school behind one address is let in within minutes, and one address fills
// no disk.
func TestCreationIsBounded(t *testing.T) {
	b := newBench(t)
	most := limits.Default().Guests
	if most.Most < 1000 {
		t.Errorf("%d guests: a school of 500 comes twice in an hour", most.Most)
	}
	b.Limit(limits.Default())
	_, _, err := b.StartGuest(t.Context(), at("192.0.2.7"))
	b.must(err)
	b.repeatTry(most.Most - 2)
	_, _, err = b.StartGuest(t.Context(), at("192.0.2.7"))
	b.must(err)
	_, _, err = b.StartGuest(t.Context(), at("::ffff:192.0.2.7"))
	b.want(err, users.ErrTooManyGuests)
	if got := fault.As(err).Detail["retry_after"]; got != 3600 {
		t.Errorf("wait %v s, want 3600", got)
	}
	_, _, err = b.StartGuest(t.Context(), at("192.0.2.8"))
	b.must(err)
	b.now = noon.Add(time.Hour)
	_, _, err = b.StartGuest(t.Context(), at("192.0.2.7"))
	b.must(err)
}

// Guests that come at once are counted one after the other.
func TestParallelGuests(t *testing.T) {
	b := newBench(t)
	l := limits.Default()
	l.Guests.Most = 10
	b.Limit(l)
	b.race(32, users.ErrTooManyGuests, func(int) error {
		_, _, err := b.StartGuest(t.Context(), at("192.0.2.7"))
		return err
	})
	guests, err := b.List(t.Context(), users.Filter{Role: users.Guest}, 0, 100)
	if err != nil || len(guests) != 10 {
		t.Errorf("%d guests, %v; want 10", len(guests), err)
	}
}
