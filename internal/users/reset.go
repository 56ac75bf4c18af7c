package users

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"viva/internal/fault"
)

// ResetLife is how long the link to a new password is good for.
const ResetLife = time.Hour

// ErrResetLink says that a link to a new password is used, too old or was never
// made.
var ErrResetLink = fault.New(fault.Forbidden, "reset_link",
	"This link has expired or was used already: ask for another one.",
	"Ce lien a expiré ou a déjà servi. Demandez-en un autre.")

// AskReset sends a link to a new password to the proved address of whoever has a
// login. It does not look whether anybody has: that is done when the letter is
// sent, so neither the answer nor its time tells.
func (s *Service) AskReset(ctx context.Context, login, lang string, from From) error {
	login = strings.TrimSpace(login)
	if len(login) > maxEmail {
		login = "" // nobody's
	}
	err := s.store.UpdateAccounts(ctx, func(tx Tx) error {
		now := s.clock()
		if _, err := s.takeIn(tx, now, try{resetsPerNetwork, network(from.Addr)}); err != nil {
			return err
		}
		n, err := tx.CountAsked()
		if err != nil {
			return err
		}
		if n >= maxAsked {
			return ErrBusy
		}
		return tx.AddLetter(Outgoing{Kind: LetterReset, Login: login, Lang: lang, At: now, Next: now})
	})
	if err != nil {
		return fmt.Errorf("ask for a new password: %w", err)
	}
	s.events.Refuse(ctx, Event{Kind: EventResetAsked})
	return nil
}

// addressReset finds out who has the login that was typed, and makes the link.
func (s *Service) addressReset(tx Tx, o *Outgoing, now time.Time) (a Account, token string, err error) {
	if o.UserID == 0 {
		a, err = s.whoForgot(tx, o.Login, now)
		o.UserID, o.Login, o.To = a.ID, "", a.Email
	} else {
		a, err = tx.Account(o.UserID)
	}
	if err != nil {
		return Account{}, "", err
	}
	if a.Email != o.To {
		return Account{}, "", errNobody // it was changed since
	}
	if token, err = drawToken(s.rand); err != nil {
		return Account{}, "", err
	}
	return a, token, tx.AddResetLink(hashToken(token), a.ID, now, now.Add(ResetLife))
}

// whoForgot returns the account with a login, or errNobody unless a letter may go
// to it.
func (s *Service) whoForgot(tx Tx, login string, now time.Time) (Account, error) {
	a, err := tx.AccountByLogin(loginKey(login))
	if errors.Is(err, ErrNoUser) || err == nil && (a.Email == "" || a.Disabled) {
		return Account{}, errNobody
	}
	if err != nil {
		return Account{}, err
	}
	waits, err := tx.HasLetter(a.ID, LetterReset)
	if err == nil && waits {
		err = errNobody // that one will do
	}
	if err == nil {
		err = s.atMost(tx, now, try{resetsPerAccount, strconv.FormatInt(int64(a.ID), 10)})
	}
	return a, err
}

// CheckReset returns ErrResetLink unless a link to a new password can be used.
func (s *Service) CheckReset(ctx context.Context, token string) error {
	_, err := s.store.ResetLink(ctx, hashToken(token), s.clock())
	if err != nil {
		return fmt.Errorf("check a link to a new password: %w", err)
	}
	return nil
}

// Reset sets a new password by a link, once. All sessions of the account end, and
// whom guesses kept out may sign in again, with the new password.
func (s *Service) Reset(ctx context.Context, token, password string, from From) error {
	// Looked at first, so that strangers cannot make us judge and hash; decided
	// only when the link is used up below.
	id, err := s.store.ResetLink(ctx, hashToken(token), s.clock())
	if err != nil {
		return fmt.Errorf("set a new password: %w", err)
	}
	if _, err := s.take(ctx, try{judgedPerMinute, network(from.Addr)}); err != nil {
		return err
	}
	a, err := s.store.Account(ctx, id)
	if err != nil {
		return fmt.Errorf("set a new password: %w", err)
	}
	if password, err = cleanPassword(password, a.Name, a.address(), a.ShownAs); err != nil {
		return atPassword(err)
	}
	err = s.setPassword(ctx, a, password, "", func(tx Tx, now time.Time) error {
		good, err := tx.UseResetLink(hashToken(token), now)
		if err == nil && !good {
			err = ErrResetLink
		}
		return errors.Join(err, s.record(ctx, tx, Event{Kind: EventResetByLink, Target: a.ID}))
	})
	if errors.Is(err, ErrPasswordWrong) {
		err = ErrResetLink // another change was faster, and ended the link
	}
	if err != nil {
		return fmt.Errorf("set a new password: %w", err)
	}
	return nil
}
