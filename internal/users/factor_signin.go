package users

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"viva/internal/fault"
)

// ErrCodeRequired says that the password was right, and that a code is needed as
// well.
var ErrCodeRequired = fault.New(fault.Unauthenticated, "second_factor_required",
	"The password is right; give a code of your second factor as well.",
	"Le mot de passe est correct. Donnez aussi un code de votre second facteur.")

const (
	// PendingLife is how long after the password the code may be given.
	PendingLife = 5 * time.Minute

	pendingSignIn = "pending sign-in"
)

// Advice is what to tell somebody who has just signed in.
type Advice int

// The advices.
const (
	NoAdvice  Advice = iota
	SetFactor        // to set up a second factor
	DrawCodes        // to draw new recovery codes, as few are left
)

// entry is how somebody comes in whose password, and code if one is needed, were
// right.
type entry struct {
	account   Account // as it was when it was checked
	recovered bool    // by a recovery code
}

// by says for the security log what was given beside the password.
func (e entry) by() string {
	switch {
	case e.recovered:
		return "recovery_code"
	case !e.account.SecondFactor.IsZero():
		return "second_factor"
	}
	return ""
}

// enter starts the session of an entry, unless the account has changed since.
func (s *Service) enter(ctx context.Context, e entry, from From) (User, Tokens, error) {
	advice := NoAdvice
	u, t, err := s.open(ctx, from, func(tx Tx, at time.Time) (User, error) {
		now, err := tx.Account(e.account.ID)
		if err != nil {
			return User{}, err
		}
		if now.Disabled || now.PasswordHash != e.account.PasswordHash || !now.SecondFactor.Equal(e.account.SecondFactor) {
			return User{}, ErrSignIn // changed meanwhile
		}
		if advice, err = s.advise(tx, now, at); err != nil {
			return User{}, err
		}
		return now.User, s.record(ctx, tx, Event{Kind: EventSignIn, Actor: now.ID, Target: now.ID, Detail: e.by()})
	})
	if err != nil {
		return User{}, Tokens{}, fmt.Errorf("sign in: %w", err)
	}
	if e.recovered {
		left, err := s.RecoveryCodesLeft(ctx, u.ID)
		if err != nil {
			return User{}, Tokens{}, err
		}
		if left <= FewRecoveryCodes {
			advice = DrawCodes
		}
	}
	t.Advice = advice
	return u, t, nil
}

// withCode ends a sign-in whose password was right. Without a code, an account
// that needs one gets what goes on with it.
func (s *Service) withCode(ctx context.Context, a Account, code string, from From) (User, Tokens, error) {
	if a.SecondFactor.IsZero() {
		return s.enter(ctx, entry{account: a}, from)
	}
	if strings.TrimSpace(code) == "" {
		pending, err := s.Seal(pendingSignIn, []byte(pendingText(a)))
		if err != nil {
			return User{}, Tokens{}, err
		}
		return User{}, Tokens{Pending: pending}, ErrCodeRequired
	}
	recovered, err := s.useCode(ctx, a, code, func() (counted, error) { return s.countCode(ctx, a, from) })
	if err != nil {
		return User{}, Tokens{}, err
	}
	return s.enter(ctx, entry{a, recovered}, from)
}

// pendingText names an account with the password that was right, so that another
// one ends what is pending.
func pendingText(a Account) string {
	return strconv.FormatInt(int64(a.ID), 10) + " " + hex.EncodeToString(hashToken(a.PasswordHash))
}

// Pending reports whether a sign-in still waits for its code.
func (s *Service) Pending(pending string) bool {
	_, at, ok := s.Unseal(pendingSignIn, pending)
	now := s.now()
	return ok && now.Before(at.Add(PendingLife)) && !at.After(now.Add(leeway))
}

// FinishSignIn ends a sign-in that waits for its code. What is pending proves the
// password and nothing else: it is no token of a session.
func (s *Service) FinishSignIn(ctx context.Context, pending, code string, from From) (User, Tokens, error) {
	if !s.Pending(pending) {
		return User{}, Tokens{}, ErrSession
	}
	text, _, _ := s.Unseal(pendingSignIn, pending)
	id, err := strconv.ParseInt(strings.Split(string(text), " ")[0], 10, 64)
	if err != nil {
		return User{}, Tokens{}, ErrSession
	}
	a, err := s.store.Account(ctx, ID(id))
	switch {
	case errors.Is(err, ErrNoUser), err == nil && (a.Disabled || pendingText(a) != string(text) || a.SecondFactor.IsZero()):
		return User{}, Tokens{}, ErrSession
	case err != nil:
		return User{}, Tokens{}, fmt.Errorf("sign in: %w", err)
	case strings.TrimSpace(code) == "":
		return User{}, Tokens{}, ErrCode
	}
	return s.withCode(ctx, a, code, from)
}

// pastGuesses is the way in that guesses of strangers do not close: a right code
// of an app, and only then the password. Whatever is wrong, it answers as if there
// were no such way, since nobody may learn of the account.
//
// Wrong codes count for nothing but their address. Who guesses at them meets a
// right one every 300,000 times, and has then made one guess at the password,
// which counts.
func (s *Service) pastGuesses(ctx context.Context, a Account, password, code string, from From, refused error) (rehash string, err error) {
	bare := bareCode(code)
	if !ofApp(bare) {
		return "", refused
	}
	tries, err := s.take(ctx, try{failsPerAddress, network(from.Addr)})
	if err != nil {
		return "", err
	}
	right, err := s.takeCode(ctx, a.ID, bare)
	if errors.Is(err, ErrNoUser) || errors.Is(err, ErrSecretLost) || err == nil && !right {
		return "", refused
	}
	if err != nil {
		return "", err
	}
	c, err := s.countBy(ctx, s.key("past", strconv.FormatInt(int64(a.ID), 10)))
	if errors.Is(err, ErrClosed) || errors.Is(err, ErrGuesses) {
		return "", refused
	}
	if err != nil {
		return "", err
	}
	c.tries, c.codes = tries, true
	if rehash, err = s.verify(ctx, a, password, c); errors.Is(err, errWrong) {
		return "", refused
	}
	return rehash, err
}
