package users_test

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"viva/internal/users"
)

const wrong = "wrong password"

// signIn tries to sign in and returns what came of it.
func (b *bench) signIn(login, password string, from users.From) error {
	_, _, err := b.SignIn(b.t.Context(), login, password, from)
	return err
}

// device signs in from a device that is not known yet, and returns where it is.
func (b *bench) device(login, password string) users.From {
	b.t.Helper()
	_, tokens, err := b.SignIn(b.t.Context(), login, password, addr)
	b.must(err)
	return users.From{Addr: addr.Addr, Device: tokens.Device}
}

// guess makes n wrong guesses, as many as may follow each other in a row, with
// the pause between rows.
func (b *bench) guess(login string, n int, from users.From) {
	b.t.Helper()
	for i := range n {
		if i > 0 && i%10 == 0 {
			b.now = b.now.Add(15 * time.Minute)
		}
		b.want(b.signIn(login, wrong, from), users.ErrSignIn)
	}
}

func (b *bench) exec(statement string, args ...any) {
	b.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+b.path)
	b.must(err)
	defer db.Close()
	_, err = db.Exec(statement, args...)
	b.must(err)
}

func TestParallelGuesses(t *testing.T) {
	b := newBench(t)
	b.owner("marie", "m@example.org")
	for _, who := range []struct{ name, login, other string }{
		{"known", "marie", "m@example.org"},
		{"unknown", "nobody", "NOBODY"},
	} {
		b.race(200, users.ErrGuesses, func(i int) error {
			// By either login, from many addresses: it is one account.
			login := who.login
			if i%2 == 1 {
				login = who.other
			}
			err := b.signIn(login, wrong, at(fmt.Sprintf("198.51.100.%d", i)))
			if errors.Is(err, users.ErrSignIn) {
				return nil // a guess that was verified
			}
			return err
		})
	}
	if n := b.logged("sign_in_failed"); n != 20 {
		t.Errorf("%d guesses were verified for two logins, want 10 each", n)
	}
	if n := b.logged("sign_in_refused"); n != 380 {
		t.Errorf("%d refusals are logged, want 380", n)
	}
}

// Ten guesses, and the next a quarter of an hour after the last of them.
func TestGuessesInARow(t *testing.T) {
	for _, login := range []string{"marie", "nobody"} {
		b := newBench(t)
		b.signUp("marie")
		for range 10 {
			b.want(b.signIn(login, wrong, addr), users.ErrSignIn)
			b.now = b.now.Add(time.Minute)
		}
		// A right password has to wait as well, or it would tell itself.
		if got := retryAfter(t, b.signIn(login, password, addr), users.ErrGuesses); got != 14*60 {
			t.Errorf("%s: wait %d s, want 840", login, got)
		}
		b.now = b.now.Add(14*time.Minute - time.Millisecond)
		b.want(b.signIn(login, wrong, addr), users.ErrGuesses) // which does not count
		b.now = b.now.Add(time.Millisecond)
		b.guess(login, 10, addr)
		b.want(b.signIn(login, wrong, addr), users.ErrGuesses)
		b.now = b.now.Add(15 * time.Minute)
		if login == "marie" {
			b.must(b.signIn(login, password, addr))
			b.guess(login, 10, addr) // the count begins anew
		}
	}
}

// After a hundred guesses in all no stranger gets in, until a new password is
// given.
func TestGuessesInAll(t *testing.T) {
	for _, login := range []string{"marie", "nobody"} {
		b := newBench(t)
		b.signUp("marie")
		b.guess(login, 100, addr)
		b.want(b.signIn(login, wrong, addr), users.ErrClosed)
		b.now = b.now.Add(100*24*time.Hour - time.Millisecond)
		b.want(b.signIn(login, password, addr), users.ErrClosed)
		b.now = b.now.Add(time.Millisecond)
		b.guess(login, 1, addr)
	}
	b := newBench(t)
	b.signUp("marie")
	b.guess("marie", 99, addr)
	b.now = b.now.Add(15 * time.Minute)
	b.must(b.signIn("marie", password, addr))
	b.guess("marie", 100, addr)
	b.want(b.signIn("marie", password, addr), users.ErrClosed)
	b.must(b.ResetPassword(t.Context(), "marie", "battery staple"))
	b.must(b.signIn("marie", "battery staple", addr))
}

// A single guess is remembered for a day.
func TestGuessesAreForgotten(t *testing.T) {
	for _, tt := range []struct {
		after time.Duration
		left  int
	}{{24*time.Hour - time.Millisecond, 98}, {24 * time.Hour, 99}} {
		b := newBench(t)
		b.guess("nobody", 1, addr)
		b.now = b.now.Add(tt.after)
		b.guess("nobody", tt.left+1, addr)
		b.now = b.now.Add(15 * time.Minute)
		want := users.ErrClosed
		if got := b.signIn("nobody", wrong, addr); !errors.Is(got, want) {
			t.Errorf("after %v and %d more: %v", tt.after, tt.left+1, got)
		}
	}
}

// The owner gets in on a device that has signed in before, whatever a stranger
// does, also at the same address.
func TestOwnerOnKnownDevice(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	home := b.device("marie", password)
	b.guess("marie", 100, addr)
	// As if there had been ten thousand, and three hundred within the minute.
	b.exec("UPDATE guesses SET in_all = 10000, in_row = 10000")
	b.repeatTry(300)
	b.want(b.signIn("marie", password, addr), users.ErrClosed)
	b.want(b.signIn("stranger", wrong, addr), users.ErrTooManyTries)
	b.must(b.signIn("marie", password, home))

	// Guesses from the device count there, and do not close it elsewhere.
	b.guess("marie", 10, home)
	b.want(b.signIn("marie", password, home), users.ErrGuesses)
	b.must(b.signIn("marie", password, at("198.51.100.1")))
	b.now = b.now.Add(15 * time.Minute)
	b.guess("marie", 90, home)
	b.want(b.signIn("marie", password, home), users.ErrClosed)
	b.must(b.signIn("marie", password, at("198.51.100.1")))
}

// A device is known to the account that signed in there, and to no other.
func TestDeviceIsOfAnAccount(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	b.signUp("paul")
	home := b.device("marie", password)
	b.guess("paul", 100, addr)
	b.want(b.signIn("paul", password, home), users.ErrClosed)
	b.must(b.ResetPassword(t.Context(), "paul", password))
	_, tokens, err := b.SignIn(t.Context(), "paul", password, home)
	b.must(err)
	if tokens.Device != home.Device {
		t.Error("a device of two accounts has two tokens")
	}
	for _, login := range []string{"marie", "paul"} {
		b.guess(login, 100, addr)
		b.must(b.signIn(login, password, home))
	}
	// A token that we did not make is not taken over.
	planted := users.From{Device: "planted"}
	_, tokens, err = b.SignIn(t.Context(), "marie", password, planted)
	b.must(err)
	if tokens.Device == planted.Device || len(tokens.Device) != 43 {
		t.Errorf("the device has the token %q", tokens.Device)
	}
	guest, tokens, err := b.StartGuest(t.Context(), addr)
	b.must(err)
	if tokens.Device != "" {
		t.Errorf("guest %d has a device", guest.ID)
	}
}

// Signing out leaves a device known; a new password does not, but where it was
// changed.
func TestWhatForgetsDevices(t *testing.T) {
	b := newBench(t)
	_, tokens := b.signUp("marie") // signing up makes a device known, too
	home, other := users.From{Device: tokens.Device}, b.device("marie", password)
	b.must(b.SignOut(t.Context(), b.principal(tokens).SessionID))
	b.guess("marie", 100, addr)
	b.must(b.signIn("marie", password, home))

	_, tokens, err := b.SignIn(t.Context(), "marie", password, home)
	b.must(err)
	device, err := b.ChangePassword(t.Context(), b.principal(tokens), password, "battery staple", home)
	b.must(err)
	if device == home.Device {
		t.Error("the device kept its token")
	}
	b.guess("marie", 100, addr)
	b.want(b.signIn("marie", "battery staple", other), users.ErrClosed)
	b.want(b.signIn("marie", "battery staple", home), users.ErrClosed)
	b.must(b.signIn("marie", "battery staple", users.From{Device: device}))

	b.must(b.ResetPassword(t.Context(), "marie", password))
	b.guess("marie", 100, addr)
	b.want(b.signIn("marie", password, users.From{Device: device}), users.ErrClosed)
}

// A device that was not used for 400 days is a stranger, and of many the one
// that was used longest ago.
func TestDevicesAreBounded(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	first := b.device("marie", password)
	forgotten := b.now.Add(users.DeviceLife)
	b.now = forgotten.Add(-24 * time.Hour)
	b.guess("marie", 100, addr)
	b.now = forgotten.Add(-time.Millisecond)
	b.must(b.signIn("marie", password, first)) // and used again
	forgotten = b.now.Add(users.DeviceLife)
	b.now = forgotten.Add(-24 * time.Hour)
	b.guess("marie", 100, addr)
	b.now = forgotten
	b.want(b.signIn("marie", password, first), users.ErrClosed)

	b.must(b.ResetPassword(t.Context(), "marie", password))
	first = b.device("marie", password)
	b.now = b.now.Add(time.Second)
	second := b.device("marie", password)
	for range users.MaxDevices - 1 {
		b.now = b.now.Add(time.Second)
		b.device("marie", password)
	}
	b.guess("marie", 100, addr)
	b.want(b.signIn("marie", password, first), users.ErrClosed)
	b.must(b.signIn("marie", password, second))
}

func TestSuccessDoesNotCount(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	for range 25 {
		b.must(b.signIn("marie", password, addr))
	}
	b.guess("marie", 9, addr)
	b.must(b.signIn("marie", password, addr))
	b.guess("marie", 10, addr)
}

// Whoever is signed in guesses at the password by a count of their own, which
// nobody elsewhere uses up.
func TestChangePasswordIsThrottled(t *testing.T) {
	b := newBench(t)
	_, tokens := b.signUp("marie")
	p := b.principal(tokens)
	b.guess("marie", 100, addr)
	for range 9 {
		b.want(b.changePassword(p, wrong, "battery staple", addr), users.ErrPasswordWrong)
	}
	b.must(b.changePassword(p, password, "battery staple", addr))
	for range 10 {
		b.want(b.changePassword(p, wrong, password, addr), users.ErrPasswordWrong)
	}
	b.want(b.changePassword(p, "battery staple", password, addr), users.ErrGuesses)
}

func TestAddressThrottle(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	for i := range 300 {
		b.want(b.signIn(fmt.Sprintf("name%d", i), wrong, at(fmt.Sprintf("2001:db8::%x", i))), users.ErrSignIn)
	}
	if got := retryAfter(t, b.signIn("marie", password, at("2001:db8::ffff")), users.ErrTooManyTries); got != 60 {
		t.Errorf("wait %d s, want 60", got)
	}
	b.must(b.signIn("marie", password, at("2001:db8:0:1::1")))
	b.now = b.now.Add(time.Minute)
	b.must(b.signIn("marie", password, at("2001:db8::ffff")))
}

func TestGuessesOutliveRestart(t *testing.T) {
	b := newBench(t)
	b.guess("nobody", 10, addr)
	b.restart(users.Params{Memory: 8, Time: 1, Threads: 1})
	b.want(b.signIn("nobody", wrong, addr), users.ErrGuesses)
}

// A clock that ran ten years ahead for a while must lock nobody out.
func TestGuessesAfterClockWasWrong(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	b.now = noon.AddDate(10, 0, 0)
	b.guess("marie", 100, addr)
	b.now = noon
	b.must(b.signIn("marie", password, addr))
}
