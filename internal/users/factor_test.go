package users_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"viva/internal/users"
)

// owner is somebody with a second factor.
type owner struct {
	b      *bench
	user   users.User
	secret string
	codes  []string // for recovery
	who    users.Principal
}

// withFactor makes an account with a second factor.
func (b *bench) withFactor(name string, role users.Role) *owner {
	b.t.Helper()
	u, err := b.Create(b.t.Context(), users.NewUser{Name: name, Password: password}, role)
	b.must(err)
	_, tokens, err := b.SignIn(b.t.Context(), name, password, addr)
	b.must(err)
	o := &owner{b: b, user: u, who: b.principal(tokens)}
	o.setUp()
	b.now = b.now.Add(time.Minute) // the code of the set-up is used
	return o
}

func (o *owner) setUp() {
	o.b.t.Helper()
	e, err := o.b.BeginFactor(o.b.t.Context(), o.who, "Viva", password)
	o.b.must(err)
	o.secret = e.Secret
	o.codes, err = o.b.ConfirmFactor(o.b.t.Context(), o.who, e.Sealed, o.code())
	o.b.must(err)
}

// code is what the owner's app shows now.
func (o *owner) code() string { return o.codeIn(0) }

func (o *owner) codeIn(d time.Duration) string {
	o.b.t.Helper()
	code, err := totp.GenerateCode(o.secret, o.b.now.Add(d))
	o.b.must(err)
	return code
}

// wrongCode is none that is right about now.
func (o *owner) wrongCode() string {
	for n := 0; ; n++ {
		code := fmt.Sprintf("%06d", n)
		if code != o.codeIn(-30*time.Second) && code != o.code() && code != o.codeIn(30*time.Second) {
			return code
		}
	}
}

// signIn tries to sign in with a code and returns what came of it.
func (o *owner) signIn(code string, from users.From) error {
	_, _, err := o.b.SignInWithCode(o.b.t.Context(), o.user.Name, password, code, from)
	return err
}

// pending begins to sign in.
func (o *owner) pending() string {
	o.b.t.Helper()
	_, tokens, err := o.b.SignIn(o.b.t.Context(), o.user.Name, password, addr)
	o.b.want(err, users.ErrCodeRequired)
	if tokens.Pending == "" || tokens.Access != "" || tokens.Refresh != "" || tokens.Device != "" {
		o.b.t.Errorf("a sign-in without its code gets %#v", tokens)
	}
	return tokens.Pending
}

func (o *owner) finish(pending, code string) error {
	_, _, err := o.b.FinishSignIn(o.b.t.Context(), pending, code, addr)
	return err
}

func TestSecondFactor(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Instructor)
	// The password alone tells of the factor, and only the right one.
	b.want(b.signIn("marie", wrong, addr), users.ErrSignIn)
	_, _, err := b.SignInWithCode(t.Context(), "marie", wrong, o.code(), addr)
	b.want(err, users.ErrSignIn)
	pending := o.pending()
	b.want(o.finish(pending, o.wrongCode()), users.ErrCode)
	b.want(o.finish(pending, ""), users.ErrCode)
	u, tokens, err := b.FinishSignIn(t.Context(), pending, o.code(), addr)
	b.must(err)
	if u.ID != o.user.ID || b.principal(tokens).User.SecondFactor.IsZero() || tokens.Device == "" {
		t.Errorf("signed in as %+v", u)
	}
	b.want(o.finish(pending, o.code()), users.ErrCode) // used
	b.must(o.signIn(o.codeIn(30*time.Second), addr))
	b.want(o.signIn(o.code(), addr), users.ErrCode) // older than the last one
	b.now = b.now.Add(2 * time.Minute)
	b.want(o.signIn(o.codeIn(-time.Minute), addr), users.ErrCode)
	b.want(o.signIn(o.codeIn(time.Minute), addr), users.ErrCode)
	b.must(o.signIn(o.codeIn(-30*time.Second), addr))
}

// What is pending is good for its code alone, for five minutes, and as long as the
// password is the one that was right.
func TestPendingSignIn(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Admin)
	pending := o.pending()
	_, err := b.Authenticate(t.Context(), pending)
	b.want(err, users.ErrSession)
	_, _, err = b.Refresh(t.Context(), pending)
	b.want(err, users.ErrSession)
	_, learner := b.signUp("paul")
	home := b.device("paul", password)
	sealed, err := b.Seal("another purpose", []byte("1 x"))
	b.must(err)
	for _, other := range []string{learner.Access, learner.Refresh, home.Device, sealed, "", "x", pending[:len(pending)-1]} {
		b.want(o.finish(other, o.code()), users.ErrSession)
	}
	begun := b.now
	b.now = begun.Add(users.PendingLife - time.Second)
	if !b.Pending(pending) {
		t.Error("it is over too soon")
	}
	b.now = begun.Add(users.PendingLife)
	b.want(o.finish(pending, o.code()), users.ErrSession)
	b.now = begun.Add(-time.Minute) // a clock that was set back
	b.want(o.finish(pending, o.code()), users.ErrSession)
	b.now = begun
	b.must(b.ResetPassword(t.Context(), "marie", "battery staple"))
	b.want(o.finish(pending, o.code()), users.ErrSession)

	_, tokens, err := b.SignIn(t.Context(), "marie", "battery staple", addr)
	b.want(err, users.ErrCodeRequired) // a new password turns nothing off
	_, err = b.TakeFactorOf(t.Context(), "marie")
	b.must(err)
	b.want(o.finish(tokens.Pending, o.code()), users.ErrSession)
}

// Guesses at codes are counted before they are looked at, by all who know the
// password together, and a right password does not begin the count anew.
func TestParallelCodes(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Instructor)
	pending, bad := o.pending(), o.wrongCode()
	b.race(200, users.ErrCodes, func(i int) error {
		_, _, err := b.FinishSignIn(t.Context(), pending, bad, at(fmt.Sprintf("198.51.100.%d", i)))
		if errors.Is(err, users.ErrCode) {
			return nil // a guess that was looked at
		}
		return err
	})
	if n := b.logged("code_failed"); n != 10 {
		t.Errorf("%d codes were looked at, want 10", n)
	}
	if n := b.logged("code_refused"); n != 190 {
		t.Errorf("%d codes were refused, want 190", n)
	}
	b.want(o.signIn(bad, addr), users.ErrCodes)
	if got := retryAfter(t, o.finish(o.pending(), o.code()), users.ErrCodes); got != 15*60 {
		t.Errorf("wait %d s, want 900", got)
	}
	b.now = b.now.Add(15 * time.Minute)
	b.must(o.signIn(o.code(), addr))
}

// After a hundred wrong codes in all, none is heard from strangers; a device that
// has signed in before has a count of its own.
func TestCodesInAll(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Instructor)
	_, tokens, err := b.SignInWithCode(t.Context(), "marie", password, o.code(), addr)
	b.must(err)
	home := users.From{Device: tokens.Device}
	for i := range 100 {
		if i%10 == 0 {
			b.now = b.now.Add(15 * time.Minute)
		}
		b.want(o.signIn(o.wrongCode(), addr), users.ErrCode)
	}
	b.now = b.now.Add(time.Hour)
	b.want(o.signIn(o.code(), addr), users.ErrCodesClosed)
	b.want(o.signIn(o.codes[0], addr), users.ErrCodesClosed)
	b.must(o.signIn(o.code(), home))
	b.now = b.now.Add(time.Minute)
	b.must(o.signIn(o.code(), addr)) // the right one began the count anew
}

// However often strangers guess at the password, a code of the app gets its owner
// in. It tells nobody else anything.
func TestCodePastGuesses(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Instructor)
	b.signUp("paul")
	for _, tt := range []struct {
		guesses int
		want    error
	}{{10, users.ErrGuesses}, {100, users.ErrClosed}} {
		for _, login := range []string{"marie", "paul", "nobody"} {
			b.must(b.forget())
			b.guess(login, tt.guesses, addr)
			for _, code := range []string{"", o.wrongCode(), "x", o.codes[0]} {
				_, _, err := b.SignInWithCode(t.Context(), login, password, code, addr)
				b.want(err, tt.want)
			}
		}
		// A right code with a wrong password answers the same, and is used up.
		b.must(b.forget())
		b.guess("marie", tt.guesses, addr)
		_, _, err := b.SignInWithCode(t.Context(), "marie", wrong, o.code(), addr)
		b.want(err, tt.want)
		b.want(o.signIn(o.code(), addr), tt.want)
		b.must(o.signIn(o.codeIn(30*time.Second), addr))
		b.guess("marie", 1, addr) // the count begins anew
		b.now = b.now.Add(time.Hour)
	}
	if left, err := b.RecoveryCodesLeft(t.Context(), o.user.ID); err != nil || left != 10 {
		t.Errorf("%d recovery codes are left, %v", left, err)
	}
	// Passwords behind right codes are bounded as well.
	b.must(b.forget())
	b.guess("marie", 100, addr)
	for i := range 10 {
		b.now = b.now.Add(30 * time.Second)
		_, _, err := b.SignInWithCode(t.Context(), "marie", wrong, o.code(), at(fmt.Sprint(i)))
		b.want(err, users.ErrClosed)
	}
	b.now = b.now.Add(30 * time.Second)
	b.want(o.signIn(o.code(), addr), users.ErrClosed)
}

// forget begins all counts anew.
func (b *bench) forget() error {
	b.exec("DELETE FROM guesses")
	b.exec("DELETE FROM throttle")
	return nil
}

// Of equal codes that come at once, one is taken, of whichever kind.
func TestCodesCountOnce(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Instructor)
	for kind, code := range map[string]string{"app": o.code(), "recovery": o.codes[4]} {
		b.must(b.forget())
		var looked atomic.Int64
		ok := b.race(20, users.ErrCode, func(i int) error {
			err := o.signIn(code, at(fmt.Sprintf("198.51.100.%d", i)))
			if errors.Is(err, users.ErrCodes) {
				return users.ErrCode // refused before it was looked at
			}
			looked.Add(1)
			return err
		})
		if ok != 1 || looked.Load() < 2 {
			t.Errorf("a code of the %s got %d in, of %d", kind, ok, looked.Load())
		}
	}
}

func TestRecoveryCodes(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Admin)
	other := b.withFactor("paul", users.Admin)
	if len(o.codes) != 10 {
		t.Fatalf("%d recovery codes", len(o.codes))
	}
	b.want(o.signIn(other.codes[0], addr), users.ErrCode)
	for i, code := range o.codes[:8] {
		_, tokens, err := b.SignInWithCode(t.Context(), "marie", password, strings.ToUpper(code), addr)
		b.must(err)
		if few := tokens.Advice == users.DrawCodes; few != (10-i-1 <= users.FewRecoveryCodes) {
			t.Errorf("with %d left: advice %v", 10-i-1, tokens.Advice)
		}
		b.want(o.signIn(code, addr), users.ErrCode)
	}
	_, tokens, err := b.SignInWithCode(t.Context(), "marie", password, o.code(), addr)
	b.must(err)
	who := b.principal(tokens)
	b.now = b.now.Add(time.Minute)
	for _, tt := range []struct {
		current, code string
		want          error
	}{{wrong, o.code(), users.ErrPasswordWrong}, {password, o.wrongCode(), users.ErrCode}, {password, "", users.ErrCode}} {
		_, err = b.DrawRecoveryCodes(t.Context(), who, tt.current, tt.code)
		b.want(err, tt.want)
	}
	fresh, err := b.DrawRecoveryCodes(t.Context(), who, password, o.code())
	b.must(err)
	b.want(o.signIn(o.codes[9], addr), users.ErrCode)
	b.must(o.signIn(fresh[9], addr))
	if left, err := b.RecoveryCodesLeft(t.Context(), o.user.ID); err != nil || left != 9 {
		t.Errorf("%d are left, %v", left, err)
	}
}

// What is stored tells neither the secret nor a recovery code.
func TestNothingOfAFactorInTheFile(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Admin)
	b.must(b.store.Close())
	file, err := os.ReadFile(b.path)
	b.must(err)
	b.start(weak)
	if !bytes.Contains(file, []byte("marie")) || !bytes.Contains(file, []byte("$argon2id$")) {
		t.Fatal("this is not the file with the account")
	}
	for _, secret := range append([]string{o.secret}, o.codes...) {
		for _, text := range []string{secret, strings.ReplaceAll(secret, "-", ""), strings.ToLower(secret)} {
			if bytes.Contains(file, []byte(text)) {
				t.Errorf("the file has %q", text)
			}
		}
	}
}

// The secret moves to a new key before the old one goes.
func TestFactorAfterRotation(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Admin)
	b.key, b.old = bytes.Repeat([]byte{8}, 32), b.key
	b.restart(weak)
	b.must(o.signIn(o.code(), addr))
	for range 2 {
		if n, err := b.ResealSecrets(t.Context()); n != 0 || err != nil {
			t.Errorf("%d unreadable, %v", n, err)
		}
	}
	b.old = nil
	b.restart(weak)
	b.now = b.now.Add(time.Minute)
	b.must(o.signIn(o.code(), addr))
}

// Without the key that sealed it, the secret is lost: no code of an app counts, a
// recovery code does, and an operator opens the rest.
func TestFactorWithoutItsKey(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Admin)
	p := b.withFactor("paul", users.Instructor)
	b.key = bytes.Repeat([]byte{8}, 32)
	b.restart(weak)
	if n, err := b.ResealSecrets(t.Context()); n != 2 || err != nil {
		t.Errorf("%d unreadable, %v", n, err)
	}
	b.want(b.signIn("marie", password, addr), users.ErrCodeRequired) // it does not fall open
	b.want(o.signIn(o.code(), addr), users.ErrSecretLost)
	b.guess("marie", 10, addr)
	b.want(o.signIn(o.code(), addr), users.ErrGuesses)
	b.must(b.forget())
	_, tokens, err := b.SignInWithCode(t.Context(), "marie", password, o.codes[0], addr)
	b.must(err)
	o.who = b.principal(tokens)
	b.must(b.DropFactor(t.Context(), o.who, password, o.codes[1]))
	o.setUp()
	b.now = b.now.Add(time.Minute)
	b.must(o.signIn(o.code(), addr))

	_, err = b.TakeFactorOf(t.Context(), "PAUL")
	b.must(err)
	b.must(b.signIn("paul", password, addr))
	_, err = b.TakeFactorOf(t.Context(), "paul")
	b.want(err, users.ErrNoFactor)
	_, err = b.TakeFactorOf(t.Context(), "nobody")
	b.want(err, users.ErrNoUser)
	b.want(p.signIn("", addr), nil)
}

// A sealed secret is good for the account that it was sealed for.
func TestSecretsCannotBeSwapped(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Admin)
	p := b.withFactor("paul", users.Instructor)
	b.exec("UPDATE users SET totp_sealed = (SELECT totp_sealed FROM users WHERE id = ?) WHERE id = ?", p.user.ID, o.user.ID)
	b.want(o.signIn(p.code(), addr), users.ErrSecretLost)
}

// It is offered from the second sign-in on, to those who instruct or administer,
// and a while after it was put off.
func TestFactorIsOffered(t *testing.T) {
	for policy, offers := range map[users.FactorPolicy]bool{users.FactorOff: false, users.FactorOffer: true, users.FactorStaff: false} {
		for _, role := range []users.Role{users.Learner, users.Instructor, users.Admin} {
			b := newBench(t)
			b.DemandFactor(policy)
			_, err := b.Create(t.Context(), users.NewUser{Name: "marie", Password: password}, role)
			b.must(err)
			advice := func(want bool) users.Principal {
				t.Helper()
				_, tokens, err := b.SignIn(t.Context(), "marie", password, addr)
				b.must(err)
				want = want && offers && role != users.Learner
				if got := tokens.Advice == users.SetFactor; got != want {
					t.Errorf("%s, %s: offered %t", policy, role, got)
				}
				p := b.principal(tokens)
				if owes := policy == users.FactorStaff && role != users.Learner; b.OwesFactor(p.User) != owes {
					t.Errorf("%s, %s: owes it %t", policy, role, !owes)
				}
				return p
			}
			advice(false)
			advice(true)
			who := advice(true) // until an answer is given
			b.must(b.PutFactorOff(t.Context(), who))
			b.now = b.now.Add(users.FactorOfferPause - time.Second)
			advice(false)
			b.now = b.now.Add(time.Second)
			who = advice(true)
			if b.OwesFactor(who.User) {
				o := owner{b: b, user: who.User, who: who}
				o.setUp()
				a, err := b.User(t.Context(), who.User.ID)
				b.must(err)
				if b.OwesFactor(a) {
					t.Error("it is owed still")
				}
			}
		}
	}
	b := newBench(t)
	b.DemandFactor(users.FactorOffer)
	token, _, err := b.SetupToken(t.Context())
	b.must(err)
	_, _, err = b.Setup(t.Context(), token, users.NewUser{Name: "boss", Password: password}, addr)
	b.must(err)
	if _, tokens, err := b.SignIn(t.Context(), "boss", password, addr); err != nil || tokens.Advice != users.SetFactor {
		t.Errorf("after the set-up, at the second sign-in: %v, %v", tokens.Advice, err)
	}
}

// A set-up is of one session, for a while, and takes the password and a code.
func TestEnrolment(t *testing.T) {
	b := newBench(t)
	_, tokens := b.signUp("marie")
	_, elsewhere, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	o := owner{b: b, who: b.principal(tokens)}
	_, err = b.BeginFactor(t.Context(), o.who, "Viva", wrong)
	b.want(err, users.ErrPasswordWrong)
	e, err := b.BeginFactor(t.Context(), o.who, "Viva quiz.example.org", password)
	b.must(err)
	if want := "otpauth://totp/Viva%20quiz.example.org:marie?algorithm=SHA1&digits=6&issuer=Viva%20quiz.example.org&period=30&secret=" + e.Secret; e.URL != want || len(e.Secret) != 32 {
		t.Errorf("the app gets %s, want %s", e.URL, want)
	}
	o.secret = e.Secret
	_, err = b.ConfirmFactor(t.Context(), b.principal(elsewhere), e.Sealed, o.code())
	b.want(err, users.ErrEnrolment)
	_, err = b.ConfirmFactor(t.Context(), o.who, e.Sealed, o.wrongCode())
	b.want(err, users.ErrCode)
	begun := b.now
	b.now = begun.Add(users.EnrolmentLife)
	_, err = b.ConfirmFactor(t.Context(), o.who, e.Sealed, o.code())
	b.want(err, users.ErrEnrolment)
	b.now = begun
	_, err = b.ConfirmFactor(t.Context(), o.who, e.Sealed, o.code())
	b.must(err)
	b.ended(elsewhere)
	b.principal(tokens)
	_, err = b.ConfirmFactor(t.Context(), o.who, e.Sealed, o.codeIn(30*time.Second))
	b.want(err, users.ErrHasFactor)
	_, err = b.BeginFactor(t.Context(), o.who, "Viva", password)
	b.want(err, users.ErrHasFactor)

	_, guest, err := b.StartGuest(t.Context(), addr)
	b.must(err)
	_, err = b.BeginFactor(t.Context(), b.principal(guest), "Viva", "")
	b.want(err, users.ErrGuest)
}

// Its owner turns it off with password and code, an administrator without, and
// then the owner is told.
func TestTurnFactorOff(t *testing.T) {
	b := newBench(t)
	o, boss, learner := b.withFactor("marie", users.Instructor), b.withFactor("boss", users.Admin), b.withFactor("paul", users.Learner)
	b.want(b.DropFactor(t.Context(), o.who, wrong, o.code()), users.ErrPasswordWrong)
	b.want(b.DropFactor(t.Context(), o.who, password, o.wrongCode()), users.ErrCode)
	b.must(b.DropFactor(t.Context(), o.who, password, o.code()))
	b.want(b.DropFactor(t.Context(), o.who, password, o.code()), users.ErrNoFactor)
	b.must(b.signIn("marie", password, addr))
	if left, err := b.RecoveryCodesLeft(t.Context(), o.user.ID); left != 0 || err != nil {
		t.Errorf("%d recovery codes are left, %v", left, err)
	}
	o.setUp()
	b.want(b.TakeFactor(t.Context(), o.who, learner.user.ID), users.ErrForbidden)
	b.want(b.TakeFactor(t.Context(), boss.who, boss.user.ID), users.ErrOwnFactor)
	b.want(b.TakeFactor(t.Context(), boss.who, 999), users.ErrNoUser)
	b.must(b.TakeFactor(t.Context(), boss.who, o.user.ID))
	u, err := b.User(t.Context(), o.user.ID)
	b.must(err)
	if !u.SecondFactor.IsZero() || !u.FactorOff.Equal(b.now) {
		t.Errorf("taken at %v: %+v", b.now, u)
	}
	o.setUp()
	if u, err = b.User(t.Context(), o.user.ID); err != nil || !u.FactorOff.IsZero() || !u.SecondFactor.Equal(b.now) {
		t.Errorf("set up again: %+v, %v", u, err)
	}
}

// Whoever is signed in guesses at codes by a count of the session.
func TestCodesInSession(t *testing.T) {
	b := newBench(t)
	o := b.withFactor("marie", users.Instructor)
	for range 10 {
		b.want(b.DropFactor(t.Context(), o.who, password, o.wrongCode()), users.ErrCode)
	}
	b.want(b.DropFactor(t.Context(), o.who, password, o.code()), users.ErrCodes)
	b.must(o.signIn(o.code(), addr)) // elsewhere it does not count
}
