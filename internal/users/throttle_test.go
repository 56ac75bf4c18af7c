package users_test

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"viva/internal/fault"
	"viva/internal/limits"
	"viva/internal/users"
)

// retryAfter returns the waiting time that a refusal names.
func retryAfter(t *testing.T, err error) int {
	t.Helper()
	f := fault.As(err)
	if !errors.Is(err, users.ErrTooManyTries) || f.Kind != fault.Busy {
		t.Fatalf("got %v, want ErrTooManyTries", err)
	}
	seconds, ok := f.Detail["retry_after"].(int)
	if !ok {
		t.Fatalf("no waiting time in %v", f.Detail)
	}
	return seconds
}

func TestParallelGuesses(t *testing.T) {
	b := newBench(t)
	_, _, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: password, Email: "m@example.org"}, 0, addr)
	b.must(err)
	for _, who := range []struct{ name, login, other string }{
		{"known", "marie", "m@example.org"},
		{"unknown", "nobody", "NOBODY"},
	} {
		b.race(200, users.ErrTooManyTries, func(i int) error {
			// By either login, from many addresses: it is one account.
			login := who.login
			if i%2 == 1 {
				login = who.other
			}
			_, _, err := b.SignIn(t.Context(), login, "wrong password", fmt.Sprintf("198.51.100.%d", i))
			if errors.Is(err, users.ErrSignIn) {
				return nil // a guess that was verified
			}
			return err
		})
	}
	if n := b.logged("sign_in_failed"); n != 20 {
		t.Errorf("%d guesses were verified for two logins, want 10 each", n)
	}
}

func TestAccountThrottle(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	guess := func() error {
		_, _, err := b.SignIn(t.Context(), "marie", "wrong password", addr)
		return err
	}
	for range 10 {
		b.want(guess(), users.ErrSignIn)
		b.now = b.now.Add(time.Second)
	}
	if got := retryAfter(t, guess()); got != 50 {
		t.Errorf("wait %d s, want 50", got)
	}
	// The right password has to wait as well, or it would tell itself.
	_, _, err := b.SignIn(t.Context(), "marie", password, addr)
	b.want(err, users.ErrTooManyTries)
	// So does a change of password, by whoever holds a session.
	b.now = b.now.Add(50 * time.Second)
	b.want(guess(), users.ErrSignIn)
	b.want(guess(), users.ErrTooManyTries)
	b.now = b.now.Add(time.Minute)
	_, _, err = b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
}

func TestSuccessDoesNotCount(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	for range 25 {
		_, _, err := b.SignIn(t.Context(), "marie", password, addr)
		b.must(err)
	}
}

func TestChangePasswordIsThrottled(t *testing.T) {
	b := newBench(t)
	_, tokens := b.signUp("marie")
	p := b.principal(tokens)
	for range 10 {
		b.want(b.ChangePassword(t.Context(), p, "wrong password", "battery staple", addr), users.ErrPasswordWrong)
	}
	b.want(b.ChangePassword(t.Context(), p, password, "battery staple", addr), users.ErrTooManyTries)
}

func TestAddressThrottle(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	for i := range 300 {
		_, _, err := b.SignIn(t.Context(), fmt.Sprintf("name%d", i), "wrong password", fmt.Sprintf("2001:db8::%x", i))
		b.want(err, users.ErrSignIn)
	}
	_, _, err := b.SignIn(t.Context(), "marie", password, "2001:db8::ffff")
	if got := retryAfter(t, err); got != 60 {
		t.Errorf("wait %d s, want 60", got)
	}
	_, _, err = b.SignIn(t.Context(), "marie", password, "2001:db8:0:1::1")
	b.must(err)
}

func TestThrottleOutlivesRestart(t *testing.T) {
	b := newBench(t)
	for range 10 {
		_, _, err := b.SignIn(t.Context(), "nobody", "wrong password", addr)
		b.want(err, users.ErrSignIn)
	}
	b.restart(users.Params{Memory: 8, Time: 1, Threads: 1})
	_, _, err := b.SignIn(t.Context(), "nobody", "wrong password", addr)
	b.want(err, users.ErrTooManyTries)
}

// A clock that ran ten years ahead for a while must lock nobody out.
func TestThrottleAfterClockWasWrong(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	b.now = noon.AddDate(10, 0, 0)
	for range 10 {
		_, _, err := b.SignIn(t.Context(), "marie", "wrong password", addr)
		b.want(err, users.ErrSignIn)
	}
	b.now = noon
	_, _, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
}

// repeatTry counts the one try that is stored n more times.
func (b *bench) repeatTry(n int) {
	b.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+b.path)
	b.must(err)
	defer db.Close()
	_, err = db.Exec(`WITH RECURSIVE times (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < ?)
INSERT INTO throttle (key, at, expires_at) SELECT key, at, expires_at FROM throttle, times`, n)
	b.must(err)
}

// Judging a password takes time, so that who has one judged is counted.
func TestJudgingIsBounded(t *testing.T) {
	b := newBench(t)
	choose := func(addr string) error {
		_, _, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: "password1"}, 0, addr)
		return err
	}
	b.want(choose("192.0.2.7"), users.ErrPasswordCommon)
	b.repeatTry(298)
	b.want(choose("192.0.2.7"), users.ErrPasswordCommon)
	if got := retryAfter(t, choose("192.0.2.7")); got != 60 {
		t.Errorf("wait %d s, want 60", got)
	}
	b.want(choose("192.0.2.8"), users.ErrPasswordCommon)
	_, tokens, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: password}, 0, "192.0.2.9")
	b.must(err)
	b.want(b.ChangePassword(t.Context(), b.principal(tokens), password, "battery staple", "192.0.2.7"), users.ErrTooManyTries)
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
	_, _, err := b.StartGuest(t.Context(), "192.0.2.7")
	b.must(err)
	b.repeatTry(most.Most - 2)
	_, _, err = b.StartGuest(t.Context(), "192.0.2.7")
	b.must(err)
	_, _, err = b.StartGuest(t.Context(), "::ffff:192.0.2.7")
	b.want(err, users.ErrTooManyGuests)
	if got := fault.As(err).Detail["retry_after"]; got != 3600 {
		t.Errorf("wait %v s, want 3600", got)
	}
	_, _, err = b.StartGuest(t.Context(), "192.0.2.8")
	b.must(err)
	b.now = noon.Add(time.Hour)
	_, _, err = b.StartGuest(t.Context(), "192.0.2.7")
	b.must(err)
}

// Guests that come at once are counted one after the other.
func TestParallelGuests(t *testing.T) {
	b := newBench(t)
	l := limits.Default()
	l.Guests.Most = 10
	b.Limit(l)
	b.race(32, users.ErrTooManyGuests, func(int) error {
		_, _, err := b.StartGuest(t.Context(), "192.0.2.7")
		return err
	})
	guests, err := b.List(t.Context(), users.Filter{Role: users.Guest}, 0, 100)
	if err != nil || len(guests) != 10 {
		t.Errorf("%d guests, %v; want 10", len(guests), err)
	}
}
