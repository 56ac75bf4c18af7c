package users

import (
	"context"
	"fmt"
	"time"

	"viva/internal/fault"
)

// What can be wrong with setting a second factor up or turning it off.
var (
	ErrFactorMissing = fault.New(fault.Forbidden, "second_factor_missing",
		"Whoever instructs or administers here needs a second factor: set it up on the page of your account first.",
		"Ici, il faut un second facteur pour former ou administrer. Configurez-le d’abord sur la page de votre compte.")
	ErrHasFactor = fault.New(fault.Conflict, "has_second_factor",
		"This account has a second factor: turn it off before you set another one up.",
		"Ce compte a un second facteur. Désactivez-le avant d’en configurer un autre.")
	ErrNoFactor = fault.New(fault.Conflict, "no_second_factor",
		"This account has no second factor.",
		"Ce compte n’a pas de second facteur.")
	ErrEnrolment = fault.New(fault.Conflict, "second_factor_expired",
		"This page is too old, or was not made for you: begin the set-up again.",
		"Cette page est trop ancienne, ou n’a pas été faite pour vous. Recommencez la configuration.")
	ErrOwnFactor = fault.New(fault.Conflict, "own_second_factor",
		"Turn your own second factor off on the page of your account.",
		"Désactivez votre propre second facteur sur la page de votre compte.")
)

// FactorPolicy is what a site demands of those who instruct or administer.
type FactorPolicy string

// The policies. Whoever has a second factor is asked for it by all of them.
const (
	FactorOff   FactorPolicy = "off"   // nobody is asked to set one up
	FactorOffer FactorPolicy = "offer" // it is offered when they sign in
	FactorStaff FactorPolicy = "staff" // without one, they can do nothing
)

const (
	// EnrolmentLife is how long the page is good that shows a new secret.
	EnrolmentLife = 15 * time.Minute

	// FactorOfferPause is how long nobody is asked who has put it off.
	FactorOfferPause = 30 * 24 * time.Hour
)

// DemandFactor sets the policy. It is called before the service is used.
func (s *Service) DemandFactor(p FactorPolicy) { s.factor = p }

// OwesFactor reports whether a user can do nothing before setting up a second
// factor.
func (s *Service) OwesFactor(u User) bool {
	return s.factor == FactorStaff && u.Role.CanInstruct() && u.SecondFactor.IsZero()
}

// advise decides whether a second factor is offered: from the second sign-in on,
// and when it was put off, after a while.
func (s *Service) advise(tx Tx, a Account, now time.Time) (Advice, error) {
	switch {
	case s.factor != FactorOffer || !a.Role.CanInstruct() || !a.SecondFactor.IsZero() || a.AskFactor.After(now):
		return NoAdvice, nil
	case a.AskFactor.IsZero():
		a.AskFactor = now
		return NoAdvice, tx.UpdateAccount(a)
	}
	return SetFactor, nil
}

// PutFactorOff offers no second factor for a while.
func (s *Service) PutFactorOff(ctx context.Context, who Principal) error {
	_, err := s.change(ctx, "put a second factor off", who.User.ID, func(_ Tx, a *Account) error {
		a.AskFactor = s.clock().Add(FactorOfferPause)
		return nil
	})
	return err
}

// Enrolment is a second factor that is being set up. Nothing is stored of it until
// a code shows that an app has the secret.
type Enrolment struct {
	Secret string // as people type it
	URL    string // as an app scans it
	Sealed string // to hand in with the code
}

// enrolmentOf is the purpose for which the secret of an enrolment is sealed.
func enrolmentOf(who Principal) string {
	return fmt.Sprintf("enrolment of %d in %s", who.User.ID, who.SessionID)
}

// BeginFactor draws the secret of a second factor for whoever is signed in and
// knows the password. Apps show issuer beside the codes.
func (s *Service) BeginFactor(ctx context.Context, who Principal, issuer, current string) (Enrolment, error) {
	a, err := s.ownAccount(ctx, who)
	if err != nil {
		return Enrolment{}, err
	}
	if !a.SecondFactor.IsZero() {
		return Enrolment{}, ErrHasFactor
	}
	if err := s.checkCurrent(ctx, a, who.SessionID, current); err != nil {
		return Enrolment{}, err
	}
	secret, err := drawSecret(s.rand)
	if err != nil {
		return Enrolment{}, err
	}
	sealed, err := s.Seal(enrolmentOf(who), []byte(secret))
	if err != nil {
		return Enrolment{}, err
	}
	return s.ResumeFactor(who, issuer, sealed)
}

// ResumeFactor returns an enrolment by what was sealed of it, to show it again.
func (s *Service) ResumeFactor(who Principal, issuer, sealed string) (Enrolment, error) {
	secret, at, ok := s.Unseal(enrolmentOf(who), sealed)
	if !ok || !s.now().Before(at.Add(EnrolmentLife)) {
		return Enrolment{}, ErrEnrolment
	}
	url, err := secretURL(string(secret), issuer, who.User.Name)
	return Enrolment{Secret: string(secret), URL: url, Sealed: sealed}, err
}

// ConfirmFactor sets a second factor up with its first code, and ends all other
// sessions of the user. It returns the recovery codes, which nobody can read
// again.
func (s *Service) ConfirmFactor(ctx context.Context, who Principal, sealed, code string) ([]string, error) {
	e, err := s.ResumeFactor(who, "Viva", sealed)
	if err != nil {
		return nil, err
	}
	step, ok, err := stepOf(e.Secret, bareCode(code), 0, s.clock())
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrCode
	}
	codes, hashes, err := s.newRecoveryCodes(ctx)
	if err != nil {
		return nil, fmt.Errorf("set up a second factor: %w", err)
	}
	_, err = s.change(ctx, "set up a second factor", who.User.ID, func(tx Tx, a *Account) error {
		if !a.SecondFactor.IsZero() {
			return ErrHasFactor
		}
		now := s.clock()
		if a.SealedSecret, err = s.Seal(secretOf(a.ID), []byte(e.Secret)); err != nil {
			return err
		}
		a.SecondFactor, a.FactorOff, a.LastStep = now, time.Time{}, step
		if err := tx.ReplaceRecoveryCodes(a.ID, hashes, now); err != nil {
			return err
		}
		if err := tx.EndSessions(a.ID, who.SessionID, now); err != nil {
			return err
		}
		return s.record(ctx, tx, Event{Kind: EventFactorOn, Actor: a.ID, Target: a.ID})
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// DrawRecoveryCodes replaces the recovery codes of whoever is signed in, who knows
// the password and gives a code.
func (s *Service) DrawRecoveryCodes(ctx context.Context, who Principal, current, code string) ([]string, error) {
	if err := s.checkBoth(ctx, who, current, code); err != nil {
		return nil, err
	}
	codes, hashes, err := s.newRecoveryCodes(ctx)
	if err != nil {
		return nil, fmt.Errorf("draw recovery codes: %w", err)
	}
	_, err = s.change(ctx, "draw recovery codes", who.User.ID, func(tx Tx, a *Account) error {
		if a.SecondFactor.IsZero() {
			return ErrNoFactor
		}
		if err := tx.ReplaceRecoveryCodes(a.ID, hashes, s.clock()); err != nil {
			return err
		}
		return s.record(ctx, tx, Event{Kind: EventCodesDrawn, Actor: a.ID, Target: a.ID})
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// DropFactor turns the second factor off of whoever is signed in, who knows the
// password and gives a code.
func (s *Service) DropFactor(ctx context.Context, who Principal, current, code string) error {
	if err := s.checkBoth(ctx, who, current, code); err != nil {
		return err
	}
	_, err := s.change(ctx, "turn a second factor off", who.User.ID, func(tx Tx, a *Account) error {
		return s.turnOff(ctx, tx, a, who.User.ID, time.Time{})
	})
	return err
}

// TakeFactor turns somebody else's second factor off, who is told so. Only
// administrators may.
func (s *Service) TakeFactor(ctx context.Context, actor Principal, target ID) error {
	if target == actor.User.ID {
		return ErrOwnFactor
	}
	_, err := s.change(ctx, "turn a second factor off", target, func(tx Tx, a *Account) error {
		if err := mayAdminister(tx, actor); err != nil {
			return err
		}
		return s.turnOff(ctx, tx, a, actor.User.ID, s.clock())
	})
	return err
}

// TakeFactorOf is TakeFactor for an operator at the command line.
func (s *Service) TakeFactorOf(ctx context.Context, login string) (User, error) {
	found, err := s.find(ctx, login)
	if err != nil {
		return User{}, fmt.Errorf("turn a second factor off: %w", err)
	}
	return s.change(ctx, "turn a second factor off", found.ID, func(tx Tx, a *Account) error {
		return s.turnOff(ctx, tx, a, 0, s.clock())
	})
}

// turnOff removes all of a second factor. at is when somebody else does, the zero
// time where it is the owner.
func (s *Service) turnOff(ctx context.Context, tx Tx, a *Account, by ID, at time.Time) error {
	if a.SecondFactor.IsZero() {
		return ErrNoFactor
	}
	a.SecondFactor, a.FactorOff, a.SealedSecret, a.LastStep = time.Time{}, at, "", 0
	if err := tx.ReplaceRecoveryCodes(a.ID, nil, s.clock()); err != nil {
		return err
	}
	if err := s.forgiveCodes(tx, a.ID); err != nil {
		return err
	}
	return s.record(ctx, tx, Event{Kind: EventFactorOff, Actor: by, Target: a.ID})
}

// ownAccount is the account of whoever is signed in. Guests have none.
func (s *Service) ownAccount(ctx context.Context, who Principal) (Account, error) {
	a, err := s.store.Account(ctx, who.User.ID)
	if err == nil && a.Role == Guest {
		err = ErrGuest
	}
	if err != nil {
		return Account{}, fmt.Errorf("find one's account: %w", err)
	}
	return a, nil
}

// checkBoth checks the password and then a code of whoever is signed in.
func (s *Service) checkBoth(ctx context.Context, who Principal, current, code string) error {
	a, err := s.ownAccount(ctx, who)
	if err != nil {
		return err
	}
	if a.SecondFactor.IsZero() {
		return ErrNoFactor
	}
	if err := s.checkCurrent(ctx, a, who.SessionID, current); err != nil {
		return err
	}
	_, err = s.useCode(ctx, a, code, func() (counted, error) { return s.countCodeIn(ctx, who.SessionID) })
	return err
}
