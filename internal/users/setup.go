package users

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"

	"viva/internal/fault"
)

// SetupLife is how long the link for the first administrator is good for.
const SetupLife = time.Hour

const setupTokenSize = 32

// ErrSetup says that a set-up token is used, too old or was never made.
var ErrSetup = fault.New(fault.Forbidden, "setup",
	"This set-up link has expired or was used: restart the server to print a new one.",
	"Ce lien de mise en service a expiré ou a déjà servi. Redémarrez le serveur pour en obtenir un nouveau.")

// SetupToken makes the one-time token with which the first administrator is
// created; earlier ones no longer count. With an administrator there is
// none to make, and needed is false.
func (s *Service) SetupToken(ctx context.Context) (token string, needed bool, err error) {
	raw := make([]byte, setupTokenSize)
	if _, err := io.ReadFull(s.rand, raw); err != nil {
		return "", false, fmt.Errorf("make a set-up token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	err = s.update(ctx, func(tx Tx) error {
		admins, err := tx.CountAdmins()
		if needed = admins == 0; err != nil || !needed {
			return err
		}
		now := s.clock()
		return tx.ReplaceSetupToken(hashToken(token), now, now.Add(SetupLife))
	})
	if err != nil {
		return "", false, fmt.Errorf("make a set-up token: %w", err)
	}
	if !needed {
		return "", false, nil
	}
	return token, true, nil
}

// CheckSetup returns ErrSetup unless a set-up token can still be used.
func (s *Service) CheckSetup(ctx context.Context, token string) error {
	good, err := s.store.HasSetupToken(ctx, hashToken(token), s.clock())
	if err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	if !good {
		return ErrSetup
	}
	return nil
}

// Setup creates the first administrator and signs in, once.
func (s *Service) Setup(ctx context.Context, token string, n NewUser, from From) (User, Tokens, error) {
	// Looked at first, so that strangers cannot make us hash; decided
	// only when the token is used up below.
	if err := s.CheckSetup(ctx, token); err != nil {
		return User{}, Tokens{}, err
	}
	a, password, err := n.account(Admin, s.clock())
	if err != nil {
		return User{}, Tokens{}, err
	}
	if a.PasswordHash, err = s.hasher.hash(ctx, password); err != nil {
		return User{}, Tokens{}, fmt.Errorf("set up: %w", err)
	}
	a.AskFactor = a.CreatedAt // this is the first sign-in
	u, t, err := s.open(ctx, from, func(tx Tx, now time.Time) (User, error) {
		good, err := tx.UseSetupToken(hashToken(token), now)
		if err != nil {
			return User{}, err
		}
		admins, err := tx.CountAdmins()
		if err != nil {
			return User{}, err
		}
		if !good || admins > 0 {
			return User{}, ErrSetup
		}
		if err := tx.InsertAccount(&a); err != nil {
			return User{}, err
		}
		return a.User, errors.Join(s.askProof(tx, a.User, now), s.record(ctx, tx, Event{Kind: EventSetUp, Actor: a.ID, Target: a.ID}))
	})
	if err != nil {
		return User{}, Tokens{}, fmt.Errorf("set up: %w", err)
	}
	return u, t, nil
}

// hashToken returns what is stored of a token. Tokens have 256 random bits,
// so a plain hash cannot be guessed back, and looking it up leaks no time.
func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
