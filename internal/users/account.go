package users

import (
	"context"
	"errors"
	"fmt"
	"time"

	"viva/internal/fault"
)

// MaxList is the most users that one page of List holds.
const MaxList = 200

// ChangePassword replaces the password of whoever is signed in and ends all
// their other sessions. The current password is asked for, and guesses at it
// count for the session. All devices are forgotten but the one that asks, whose
// token is returned.
func (s *Service) ChangePassword(ctx context.Context, who Principal, current, password string, from From) (device string, err error) {
	a, err := s.store.Account(ctx, who.User.ID)
	if err != nil {
		return "", fmt.Errorf("change a password: %w", err)
	}
	if a.Role == Guest {
		return "", ErrGuest
	}
	if _, err := s.take(ctx, try{judgedPerMinute, network(from.Addr)}); err != nil {
		return "", fmt.Errorf("change a password: %w", err)
	}
	if password, err = cleanPassword(password, a.Name, a.address(), a.ShownAs); err != nil {
		return "", atPassword(err)
	}
	if err := s.checkCurrent(ctx, a, who.SessionID, current); err != nil {
		return "", err
	}
	err = s.setPassword(ctx, a, password, who.SessionID, func(tx Tx, now time.Time) error {
		if device, err = s.admit(tx, a.ID, from.Device, now); err != nil {
			return err
		}
		return s.record(ctx, tx, Event{Kind: EventPasswordChanged, Actor: a.ID, Target: a.ID})
	})
	if err != nil {
		return "", fmt.Errorf("change a password: %w", err)
	}
	return device, nil
}

// checkCurrent returns ErrPasswordWrong unless whoever is signed in knows the
// password.
func (s *Service) checkCurrent(ctx context.Context, a Account, id SessionID, current string) error {
	if len(current) > maxPasswordBytes {
		return ErrPasswordWrong
	}
	c, err := s.guessInSession(ctx, id)
	if err == nil {
		_, err = s.verify(ctx, a, current, c)
	}
	failed := Event{Kind: EventPasswordWrong, Actor: a.ID, Target: a.ID}
	if errors.Is(err, errWrong) {
		s.events.Refuse(ctx, failed)
		return ErrPasswordWrong
	}
	if errors.Is(err, ErrGuesses) || errors.Is(err, ErrClosed) {
		failed.Detail = fault.As(err).Code
		s.events.Refuse(ctx, failed)
	}
	if err != nil {
		return fmt.Errorf("change a password: %w", err)
	}
	return nil
}

// setPassword stores a clean password for the account as it was when it was
// checked, and ends its sessions except one. Guesses, devices and links to a
// new password are forgotten; then decides what else. A letter tells the owner.
func (s *Service) setPassword(ctx context.Context, a Account, password string, except SessionID, then func(Tx, time.Time) error) error {
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.update(ctx, func(tx Tx) error {
		now, err := tx.Account(a.ID)
		if err != nil {
			return err
		}
		if now.PasswordHash != a.PasswordHash {
			return ErrPasswordWrong // another change was faster
		}
		now.PasswordHash = hash
		at := s.clock()
		if err := errors.Join(tx.UpdateAccount(now), tx.EndSessions(a.ID, except, at), tx.ForgetDevices(a.ID), s.forgive(tx, a.ID), s.forgiveCodes(tx, a.ID),
			s.tell(tx, LetterPassword, now.User, now.Email, at)); err != nil {
			return err
		}
		return errors.Join(then(tx, at), tx.DropResetLinks(a.ID))
	})
}

// UpdateProfile changes what a user may change about themselves.
func (s *Service) UpdateProfile(ctx context.Context, id ID, p Profile) (User, error) {
	return s.change(ctx, "update a profile", id, func(_ Tx, a *Account) error {
		if a.Role == Guest {
			return ErrGuest
		}
		return p.apply(a)
	})
}

// SetRole gives a user another role. Only administrators may, and one of
// them must remain. The user's sessions go on with the new role.
func (s *Service) SetRole(ctx context.Context, actor Principal, target ID, role Role) (User, error) {
	u, err := s.change(ctx, "set a role", target, func(tx Tx, a *Account) error {
		// Asked again here: two administrators may demote each other.
		if err := mayAdminister(tx, actor); err != nil {
			return err
		}
		switch {
		case !role.CanSignIn():
			return ErrRole.At("role")
		case a.Role == Guest:
			return ErrGuest
		case !role.CanAdminister():
			if err := notLastAdmin(tx, *a); err != nil {
				return err
			}
		}
		detail := string(a.Role) + " " + string(role)
		a.Role = role
		return s.record(ctx, tx, Event{Kind: EventRoleChanged, Actor: actor.User.ID, Target: a.ID, Detail: detail})
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}

// List returns users by id, at most limit of them, from the first one after
// the given id on. What of them is shown to whom is for the caller to decide.
func (s *Service) List(ctx context.Context, f Filter, after ID, limit int) ([]User, error) {
	f.Text = foldKey(f.Text)
	list, err := s.store.Users(ctx, f, after, min(max(limit, 1), MaxList))
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return list, nil
}

// Create makes an account for an operator at the command line.
func (s *Service) Create(ctx context.Context, n NewUser, role Role) (User, error) {
	if !role.CanSignIn() {
		return User{}, ErrRole.At("role")
	}
	a, password, err := n.account(role, s.clock())
	if err != nil {
		return User{}, err
	}
	if a.PasswordHash, err = s.hasher.hash(ctx, password); err != nil {
		return User{}, fmt.Errorf("create a user: %w", err)
	}
	err = s.update(ctx, func(tx Tx) error {
		if err := tx.InsertAccount(&a); err != nil {
			return err
		}
		return s.record(ctx, tx, Event{Kind: EventUserCreated, Target: a.ID, Detail: string(role)})
	})
	if err != nil {
		return User{}, fmt.Errorf("create a user: %w", err)
	}
	return a.User, nil
}

// ResetPassword replaces a forgotten password for an operator at the command
// line, and ends all sessions of the account.
func (s *Service) ResetPassword(ctx context.Context, login, password string) error {
	a, err := s.find(ctx, login)
	if err != nil {
		return fmt.Errorf("reset a password: %w", err)
	}
	if password, err = cleanPassword(password, a.Name, a.address(), a.ShownAs); err != nil {
		return atPassword(err)
	}
	err = s.setPassword(ctx, a, password, "", func(tx Tx, _ time.Time) error {
		return s.record(ctx, tx, Event{Kind: EventPasswordReset, Target: a.ID})
	})
	if err != nil {
		return fmt.Errorf("reset a password: %w", err)
	}
	return nil
}

// change lets decide alter the account with an id, inside a transaction.
func (s *Service) change(ctx context.Context, what string, id ID, decide func(Tx, *Account) error) (u User, err error) {
	err = s.update(ctx, func(tx Tx) error {
		a, err := tx.Account(id)
		if err != nil {
			return err
		}
		if err := decide(tx, &a); err != nil {
			return err
		}
		u = a.User
		return tx.UpdateAccount(a)
	})
	if err != nil {
		return User{}, fmt.Errorf("%s: %w", what, err)
	}
	return u, nil
}
