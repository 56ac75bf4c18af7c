package users

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"viva/internal/fault"
)

// ErrNoMail says that a site without mail takes no addresses.
var ErrNoMail = fault.New(fault.Conflict, "no_mail",
	"This site sends no mail and takes no addresses: leave the field empty.",
	"Ce site n’envoie pas de messages et ne prend pas d’adresses. Laissez le champ vide.")

// ProofLife is how long the link that proves an address is good for.
const ProofLife = 24 * time.Hour

// ErrLink says that a link of a letter is used, too old or was never made.
var ErrLink = fault.New(fault.Forbidden, "link",
	"This link has expired or was used already. Ask for another one on the page of your account.",
	"Ce lien a expiré ou a déjà servi. Demandez-en un autre sur la page de votre compte.")

// Verification is what a link proves: that whoever follows it reads the mail of
// an address.
type Verification struct {
	Hash    []byte
	UserID  ID
	Email   string
	At      time.Time // when it was made
	Expires time.Time
}

// address is what is known of somebody's address, proved or not.
func (u User) address() string {
	if u.Email != "" {
		return u.Email
	}
	return u.Pending
}

// givesAddress is what somebody uses up who gives an address: each brings a
// letter about, to whomever.
func (s *Service) givesAddress(email string, from From) []try {
	if !s.mails || email == "" {
		return nil
	}
	return []try{{addressPerNetwork, network(from.Addr)}}
}

// askProof sends a letter to the address that an account gives and has not
// proved. Whether somebody has it already is not looked at before the letter is
// sent, so that whoever gives it cannot tell.
func (s *Service) askProof(tx Tx, u User, now time.Time) error {
	return s.tell(tx, LetterProof, u, u.Pending, now)
}

// SetAddress gives an account another address, or none. One that was proved
// before stays in use until the new one is. The password is asked for, since
// whoever has the address gets a new one.
func (s *Service) SetAddress(ctx context.Context, who Principal, current, email, lang string, from From) error {
	email, err := cleanEmail(email)
	if err != nil {
		return fault.Fields{fault.As(err).At("email")}
	}
	a, err := s.store.Account(ctx, who.User.ID)
	if err != nil {
		return fmt.Errorf("set an address: %w", err)
	}
	if a.Role == Guest {
		return ErrGuest
	}
	if _, err := s.take(ctx, s.givesAddress(email, from)...); err != nil {
		return fmt.Errorf("set an address: %w", err)
	}
	if err := s.checkCurrent(ctx, a, who.SessionID, current); err != nil {
		return err
	}
	_, err = s.change(ctx, "set an address", a.ID, func(tx Tx, a *Account) error {
		a.Lang = lang
		switch {
		case email == "":
			return s.removeAddress(ctx, tx, a)
		case foldKey(email) == a.EmailKey:
			a.Email, a.Pending = email, ""
			return nil
		}
		a.Pending = email
		return errors.Join(s.askProof(tx, a.User, s.clock()), s.record(ctx, tx, Event{Kind: EventAddressGiven, Actor: a.ID, Target: a.ID}))
	})
	return err
}

func (s *Service) removeAddress(ctx context.Context, tx Tx, a *Account) error {
	before := a.Email
	a.Email, a.EmailKey, a.Pending = "", "", ""
	return errors.Join(tx.DropVerifications(a.ID), s.tell(tx, LetterAddress, a.User, before, s.clock()),
		s.record(ctx, tx, Event{Kind: EventAddressRemoved, Actor: a.ID, Target: a.ID}))
}

// SetLang notes in which language somebody wants letters.
func (s *Service) SetLang(ctx context.Context, id ID, lang string) error {
	_, err := s.change(ctx, "set a language", id, func(_ Tx, a *Account) error {
		a.Lang = lang
		return nil
	})
	return err
}

// addressProof finds out whether an address that was given is still to be proved,
// and makes the link that does. Where it is somebody's already, the letter tells
// that owner.
func (s *Service) addressProof(tx Tx, o *Outgoing, now time.Time) (Account, string, error) {
	a, err := tx.Account(o.UserID)
	if err != nil {
		return Account{}, "", err
	}
	if a.Pending != o.To {
		return Account{}, "", errNobody // another one was given since
	}
	owner, err := tx.AccountByLogin(LoginKey{Email: foldKey(o.To)})
	switch {
	case err == nil:
		if o.Tries == 0 {
			err = s.atMost(tx, now, try{claimsPerAccount, strconv.FormatInt(int64(owner.ID), 10)})
		}
		o.Kind, o.UserID, o.To = LetterClaimed, owner.ID, owner.Email
		return owner, "", err
	case !errors.Is(err, ErrNoUser):
		return Account{}, "", err
	}
	if o.Tries == 0 {
		if err := s.atMost(tx, now, try{proofsPerMailbox, foldKey(o.To)}); err != nil {
			return Account{}, "", err
		}
	}
	token, err := drawToken(s.rand)
	if err != nil {
		return Account{}, "", err
	}
	return a, token, tx.AddVerification(Verification{Hash: hashToken(token), UserID: a.ID, Email: o.To, At: now, Expires: now.Add(ProofLife)})
}

// CheckProof returns the address that a link proves, or ErrLink.
func (s *Service) CheckProof(ctx context.Context, token string) (email string, err error) {
	v, err := s.store.Verification(ctx, hashToken(token), s.clock())
	if err != nil {
		return "", fmt.Errorf("check a link: %w", err)
	}
	return v.Email, nil
}

// Prove makes the address of a link that of its account, once. From then on it
// signs in, and gets the letters.
func (s *Service) Prove(ctx context.Context, token string) (User, error) {
	var a Account
	err := s.store.UpdateAccounts(ctx, func(tx Tx) error {
		now := s.clock()
		v, err := tx.Verification(hashToken(token), now)
		if err != nil {
			return err
		}
		if a, err = tx.Account(v.UserID); err != nil {
			return err
		}
		if a.Pending != v.Email {
			return ErrLink // another one was given since
		}
		before := a.Email
		a.Email, a.EmailKey, a.Pending = v.Email, foldKey(v.Email), ""
		return errors.Join(tx.UpdateAccount(a), tx.DropVerifications(a.ID), s.tell(tx, LetterAddress, a.User, before, now),
			s.record(ctx, tx, Event{Kind: EventAddressProved, Target: a.ID}))
	})
	if err != nil {
		return User{}, fmt.Errorf("prove an address: %w", err)
	}
	return a.User, nil
}
