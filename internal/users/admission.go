package users

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"viva/internal/fault"
)

// What keeps somebody from signing up.
var (
	ErrSignUpClosed = fault.New(fault.Forbidden, "sign_up_closed",
		"Accounts are made by whoever runs this site: ask your school for one.",
		"Les comptes sont créés par la personne qui gère ce site. Demandez-en un à votre école.")
	ErrSignUpCode = fault.New(fault.Invalid, "sign_up_code",
		"This is not the code of this site: ask your school for it.",
		"Ce n’est pas le code de ce site. Demandez-le à votre école.").At("code")
)

// Admission is who may sign up.
type Admission string

// The admissions.
const (
	AdmitAll  Admission = "open"
	AdmitCode Admission = "code" // whoever has the code of the site
	AdmitNone Admission = "closed"
)

// MinSignUpCode is how many characters the code of a site has at least: with
// codesPerAddress, nobody guesses it in a year.
const MinSignUpCode = 8

// codesPerAddress limits wrong codes, and counts no right one: a whole school may
// sign up from one address.
var codesPerAddress = limit{"sign-up code", 300, time.Minute}

// Admit sets who may sign up, and with which code. It is called before the
// service is used; without it, everybody may.
func (s *Service) Admit(a Admission, code string) {
	s.admission, s.code = a, hashToken(code)
}

// Admission is who may sign up.
func (s *Service) Admission() Admission {
	if s.admission == "" {
		return AdmitAll
	}
	return s.admission
}

// checkAdmission returns an error unless whoever gives the code may sign up. It
// comes before anything that is told of names.
func (s *Service) checkAdmission(ctx context.Context, code string, from From) error {
	switch s.Admission() {
	case AdmitNone:
		return ErrSignUpClosed
	case AdmitAll:
		return nil
	}
	tries, err := s.take(ctx, try{codesPerAddress, network(from.Addr)})
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(hashToken(code), s.code) != 1 {
		s.events.Refuse(ctx, Event{Kind: EventSignUpRefused})
		return ErrSignUpCode
	}
	if err := s.update(ctx, func(tx Tx) error { return tx.DropTries(tries) }); err != nil {
		return fmt.Errorf("take a try back: %w", err)
	}
	return nil
}
