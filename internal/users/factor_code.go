package users

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"viva/internal/fault"
)

// What can be wrong with a code of a second factor. Only whoever knows the
// password is told so.
var (
	ErrCode = fault.New(fault.Invalid, "code_wrong",
		"This code is not right, or was used already: wait for the next one.",
		"Ce code est incorrect, ou il a déjà servi. Attendez le suivant.").At("code")
	ErrCodes = fault.New(fault.Busy, "too_many_codes",
		"Too many wrong codes: try again 15 minutes after the last one. Where you have signed in before, you need not wait.",
		"Trop de codes incorrects. Réessayez 15\u00a0minutes après le dernier. Là où vous vous êtes déjà connecté, vous n’avez pas à attendre.").At("code")
	ErrCodesClosed = fault.New(fault.Forbidden, "codes_closed",
		"Too many wrong codes: sign in where you have before, or ask whoever runs this site to turn your second factor off.",
		"Trop de codes incorrects. Connectez-vous là où vous l’avez déjà fait, ou demandez à la personne qui gère ce site de désactiver votre second facteur.").At("code")
	ErrSecretLost = fault.New(fault.Conflict, "second_factor_unreadable",
		"The key of this site is another one, so that codes of your app cannot be checked any more: use a recovery code, or ask whoever runs this site to turn your second factor off.",
		"La clé de ce site a changé, et les codes de votre application ne peuvent plus être vérifiés. Utilisez un code de secours, ou demandez à la personne qui gère ce site de désactiver votre second facteur.").At("code")
)

// useCode takes a code of the account's app, or a recovery code, and uses it up.
// The guess is counted before it is looked at, by count.
func (s *Service) useCode(ctx context.Context, a Account, typed string, count func() (counted, error)) (recovered bool, err error) {
	code := bareCode(typed)
	if !ofApp(code) && !ofRecovery(code) {
		return false, ErrCode // it cannot be right, so it is no guess
	}
	c, err := count()
	if err != nil {
		err = codesInstead(err)
		if errors.Is(err, ErrCodes) || errors.Is(err, ErrCodesClosed) {
			s.events.Refuse(ctx, Event{Kind: EventCodeRefused, Target: a.ID, Detail: fault.As(err).Code})
		}
		return false, err
	}
	right, err := s.takeCode(ctx, a.ID, code)
	if err == nil && !right {
		s.events.Refuse(ctx, Event{Kind: EventCodeFailed, Target: a.ID})
		return false, ErrCode
	}
	return ofRecovery(code), errors.Join(err, s.settle(ctx, c, a.ID, right))
}

// codesInstead says of codes what counting says of passwords.
func codesInstead(err error) error {
	switch f := fault.As(err); {
	case errors.Is(err, ErrClosed):
		return ErrCodesClosed
	case errors.Is(err, ErrGuesses):
		return ErrCodes.With("retry_after", f.Detail["retry_after"])
	}
	return err
}

// takeCode uses a bare code up and reports whether it was good.
func (s *Service) takeCode(ctx context.Context, id ID, code string) (good bool, err error) {
	if ofRecovery(code) {
		good, err = s.takeRecovery(ctx, id, code)
	} else {
		good, err = s.takeOfApp(ctx, id, code)
	}
	if err != nil {
		return false, fmt.Errorf("check a code: %w", err)
	}
	return good, nil
}

// takeOfApp notes the step of a code of an app in the transaction that finds it
// later than the last one, so that of equal codes that come at once one counts.
func (s *Service) takeOfApp(ctx context.Context, id ID, code string) (good bool, err error) {
	err = s.update(ctx, func(tx Tx) error {
		a, err := tx.Account(id)
		if err != nil {
			return err
		}
		secret, _, ok := s.Unseal(secretOf(id), a.SealedSecret)
		if !ok && !a.SecondFactor.IsZero() {
			return ErrSecretLost
		}
		step, ok, err := stepOf(string(secret), code, a.LastStep, s.clock())
		if good = ok && !a.SecondFactor.IsZero(); err != nil || !good {
			return err
		}
		a.LastStep = step
		return tx.UpdateAccount(a)
	})
	return good, err
}

func (s *Service) takeRecovery(ctx context.Context, id ID, code string) (good bool, err error) {
	hashes, err := s.store.RecoveryCodes(ctx, id)
	if err != nil || len(hashes) == 0 {
		return false, err
	}
	hash, err := s.hasher.like(ctx, code, hashes[0])
	if err != nil {
		return false, err
	}
	err = s.update(ctx, func(tx Tx) error {
		good, err = tx.UseRecoveryCode(id, hash)
		return err
	})
	return good, err
}

// countCode counts a guess at the codes of an account at its sign-in: from a known
// device apart, as guesses at passwords are.
func (s *Service) countCode(ctx context.Context, a Account, from From) (counted, error) {
	c, err := s.countFrom(ctx, a.ID, s.codeKey(a.ID), "device code", from)
	c.codes = true
	return c, err
}

// countCodeIn counts a guess at codes by somebody who is signed in.
func (s *Service) countCodeIn(ctx context.Context, id SessionID) (counted, error) {
	c, err := s.countBy(ctx, s.key("session code", string(id)))
	c.codes = true
	return c, err
}

// codeKey is what guesses at the codes of an account count by.
func (s *Service) codeKey(id ID) string { return s.key("code", strconv.FormatInt(int64(id), 10)) }
