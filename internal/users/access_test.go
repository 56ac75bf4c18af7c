package users_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"testing"
	"time"

	"viva/internal/users"
)

// An account that is disabled is signed out at once and is answered like one that
// nobody has, whatever password is sent; enabled, it is as it was.
func TestDisable(t *testing.T) {
	b := newBench(t)
	_, tokens, err := b.SignIn(t.Context(), b.boss("boss"), password, addr)
	b.must(err)
	boss := b.principal(tokens)
	u, own := b.signUp("marie")
	_, elsewhere, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	_, other := b.signUp("paul")
	_, err = b.SetDisabled(t.Context(), b.principal(own), boss.User.ID, true)
	b.want(err, users.ErrForbidden)

	before := b.principal(own).User
	u, err = b.SetDisabled(t.Context(), boss, u.ID, true)
	if err != nil || !u.Disabled {
		t.Fatalf("%+v, %v", u, err)
	}
	b.ended(own)
	b.ended(elsewhere)
	b.principal(other)
	for range 12 { // a right password counts as a guess, as a wrong one does
		err = b.signIn("marie", password, addr)
	}
	b.want(err, users.ErrGuesses)
	b.want(b.signIn("marie", password, users.From{Device: own.Device}), users.ErrSignIn)

	u, err = b.SetDisabledLogin(t.Context(), "marie", false)
	if err != nil || u != before {
		t.Errorf("%+v, want %+v, %v", u, before, err)
	}
	b.must(b.signIn("marie", password, addr)) // the guesses are forgotten
	b.ended(own)
	if b.logged("disabled") != 1 || b.logged("enabled") != 1 {
		t.Error("the log does not have both once")
	}
}

func TestDisableRefuses(t *testing.T) {
	b := newBench(t)
	_, tokens, err := b.SignIn(t.Context(), b.boss("boss"), password, addr)
	b.must(err)
	boss := b.principal(tokens)
	_, err = b.SetDisabled(t.Context(), boss, boss.User.ID, true)
	b.want(err, users.ErrOneself)
	_, err = b.SetDisabled(t.Context(), boss, 999, true)
	b.want(err, users.ErrNoUser)
	_, err = b.SetDisabledLogin(t.Context(), "boss", true)
	b.want(err, users.ErrLastAdmin)
	_, err = b.SetDisabledLogin(t.Context(), "nobody", true)
	b.want(err, users.ErrNoUser)
	guest, _, err := b.StartGuest(t.Context(), addr)
	b.must(err)
	_, err = b.SetDisabled(t.Context(), boss, guest.ID, true)
	b.want(err, users.ErrGuest)

	// One who cannot sign in does not count as another.
	_, err = b.SetDisabledLogin(t.Context(), b.boss("second"), true)
	b.must(err)
	_, err = b.SetDisabledLogin(t.Context(), "boss", true)
	b.want(err, users.ErrLastAdmin)
	_, err = b.SetRole(t.Context(), boss, boss.User.ID, users.Learner)
	b.want(err, users.ErrLastAdmin)
	second, err := b.List(t.Context(), users.Filter{Text: "second"}, 0, 1)
	b.must(err)
	_, err = b.SetRole(t.Context(), boss, second[0].ID, users.Learner)
	b.must(err)
	b.principal(tokens)
}

// Two administrators who disable each other at once leave one.
func TestAdminsDisableEachOther(t *testing.T) {
	b := newBench(t)
	b.boss("first")
	b.boss("second")
	logins := []string{"first", "second"}
	if n := b.race(2, users.ErrLastAdmin, func(i int) error {
		_, err := b.SetDisabledLogin(context.WithoutCancel(t.Context()), logins[i], true)
		return err
	}); n != 1 {
		t.Errorf("%d of 2 are disabled", n)
	}
}

// Whoever was disabled while their password was hashed gets no session.
func TestDisabledDuringSignIn(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	slow, err := users.New(users.Config{Store: slowReader{b.store, func() {
		_, err := b.SetDisabledLogin(t.Context(), "marie", true)
		b.must(err)
	}}, Key: b.key, Now: func() time.Time { return b.now }, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler), Hash: users.Params{Memory: 8, Time: 1, Threads: 1}})
	b.must(err)
	_, _, err = slow.SignIn(t.Context(), "marie", password, addr)
	b.want(err, users.ErrSignIn)
}

func TestEndSessions(t *testing.T) {
	b := newBench(t)
	_, tokens, err := b.SignIn(t.Context(), b.boss("boss"), password, addr)
	b.must(err)
	_, away, err := b.SignIn(t.Context(), "boss", password, addr)
	b.must(err)
	boss := b.principal(tokens)
	u, own := b.signUp("marie")
	_, err = b.EndSessions(t.Context(), b.principal(own), boss.User.ID)
	b.want(err, users.ErrForbidden)
	_, err = b.EndSessions(t.Context(), boss, u.ID)
	b.must(err)
	b.ended(own)
	b.principal(tokens)
	_, err = b.EndSessions(t.Context(), boss, boss.User.ID) // all but the one that asks
	b.must(err)
	b.ended(away)
	b.principal(tokens)
	_, err = b.EndSessionsLogin(t.Context(), "boss")
	b.must(err)
	b.ended(tokens)
	_, err = b.EndSessionsLogin(t.Context(), "nobody")
	b.want(err, users.ErrNoUser)
	if b.logged("sessions_ended") != 3 {
		t.Error("the log lacks an end")
	}
}

// A right password to an account that is disabled, a wrong one, and one for a
// login that nobody has take the same time: whoever would tell them apart by the
// best limit is right in about half of the cases.
func TestDisabledTakesTheSameTime(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	b := newBench(t)
	b.restart(users.Params{Memory: 4 << 10, Time: 1, Threads: 1})
	b.signUp("marie")
	b.signUp("paul")
	_, err := b.SetDisabledLogin(t.Context(), "paul", true)
	b.must(err)
	took := map[string][]time.Duration{}
	for range 200 {
		for login, secret := range map[string]string{"paul": password, "marie": "battery staple", "nobody": password} { // in random order
			began := time.Now()
			b.want(b.signIn(login, secret, addr), users.ErrSignIn)
			took[login] = append(took[login], time.Since(began))
			b.now = b.now.Add(48 * time.Hour) // the guess is forgotten
		}
	}
	for _, login := range []string{"marie", "nobody"} {
		if a := auc(took["paul"], took[login]); a > 0.6 {
			t.Errorf("disabled against %s: %.2f", login, a)
		} else {
			t.Logf("disabled against %s: %.2f", login, a)
		}
	}
}

// auc is how often the slower of two is of the same kind, by the kind that is
// slower more often: 0.5 tells nothing.
func auc(a, b []time.Duration) float64 {
	slower := 0
	slices.Sort(b)
	for _, x := range a {
		n, _ := slices.BinarySearch(b, x)
		slower += n
	}
	share := float64(slower) / float64(len(a)*len(b))
	return max(share, 1-share)
}

// A sign-in that waits for its code when the account is disabled is over, and a
// right code is no way past guesses either.
func TestDisabledWithSecondFactor(t *testing.T) {
	b := newBench(t)
	b.boss("boss")
	o := b.withFactor("marie", users.Instructor)
	pending := o.pending()
	_, err := b.SetDisabledLogin(t.Context(), "marie", true)
	b.must(err)
	b.want(o.finish(pending, o.code()), users.ErrSession)
	b.want(o.signIn("", addr), users.ErrSignIn)
	b.want(o.signIn(o.code(), addr), users.ErrSignIn)
	b.guess("marie", 8, addr)
	b.want(o.signIn(o.codeIn(time.Minute), addr), users.ErrGuesses)
}
