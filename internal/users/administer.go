package users

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"viva/internal/fault"
)

// ErrOwnPassword says that the password of one's own account is changed
// elsewhere, where the current one is asked for.
var ErrOwnPassword = fault.New(fault.Conflict, "own_password",
	"Change your own password on the page of your account.",
	"Changez votre propre mot de passe sur la page de votre compte.")

// Naming is what an administrator decides about how somebody is called.
type Naming struct {
	Name    string
	ShownAs string // the name when empty
	Hidden  bool   // on no scoreboard, whatever the user wishes
}

// NamingOf returns how a user is called.
func NamingOf(u User) Naming { return Naming{Name: u.Name, ShownAs: u.ShownAs, Hidden: u.Hidden} }

// apply checks the names and writes them to a. What stays is not checked, and a
// name on scoreboards that was the name goes with it.
func (n Naming) apply(a *Account) error {
	if a.Role == Guest {
		return ErrGuest
	}
	var faults faults
	name, shown := a.Name, a.ShownAs
	if n.Name != name {
		name = faults.take("name")(looking(a.Role)(cleanName(n.Name)))
	}
	switch n.ShownAs {
	case "", a.Name:
		shown = name
	case shown:
	default:
		shown = faults.take("shown_as")(looking(a.Role)(cleanShownAs(n.ShownAs)))
	}
	if err := faults.err(); err != nil {
		return err
	}
	a.Name, a.NameKey, a.ShownAs, a.ShownKey, a.Hidden = name, foldKey(name), shown, foldKey(shown), n.Hidden
	return nil
}

// User returns the account of a user for administrators. Guests are none.
func (s *Service) User(ctx context.Context, id ID) (User, error) {
	a, err := s.store.Account(ctx, id)
	if err == nil && a.Role == Guest {
		err = ErrNoUser
	}
	if err != nil {
		return User{}, fmt.Errorf("find a user: %w", err)
	}
	return a.User, nil
}

// Rename decides how a user is called, and whether scoreboards show them. Only
// administrators may.
func (s *Service) Rename(ctx context.Context, actor Principal, target ID, n Naming) (User, error) {
	return s.change(ctx, "rename a user", target, func(tx Tx, a *Account) error {
		if err := mayAdminister(tx, actor); err != nil {
			return err
		}
		return s.rename(ctx, tx, actor.User.ID, n, a)
	})
}

// rename applies names for an administrator, or for an operator, who is 0.
func (s *Service) rename(ctx context.Context, tx Tx, by ID, n Naming, a *Account) error {
	before := NamingOf(a.User)
	if err := n.apply(a); err != nil {
		return err
	}
	var errs []error
	after := NamingOf(a.User)
	if after.Name != before.Name || after.ShownAs != before.ShownAs {
		errs = append(errs, s.record(ctx, tx, Event{Kind: EventRenamed, Actor: by, Target: a.ID}))
	}
	if after.Hidden != before.Hidden {
		kind := EventShown
		if after.Hidden {
			kind = EventHidden
		}
		errs = append(errs, s.record(ctx, tx, Event{Kind: kind, Actor: by, Target: a.ID}))
	}
	return errors.Join(errs...)
}

// RenameLogin is Rename for an operator at the command line. edit alters how the
// user is called now.
func (s *Service) RenameLogin(ctx context.Context, login string, edit func(*Naming)) (User, error) {
	found, err := s.find(ctx, login)
	if err != nil {
		return User{}, fmt.Errorf("rename a user: %w", err)
	}
	return s.change(ctx, "rename a user", found.ID, func(tx Tx, a *Account) error {
		n := NamingOf(a.User)
		edit(&n)
		return s.rename(ctx, tx, 0, n, a)
	})
}

// GivePassword replaces a user's forgotten password with a random one, which it
// returns. All sessions of the account end, and its devices are forgotten.
func (s *Service) GivePassword(ctx context.Context, actor Principal, target ID) (string, error) {
	if target == actor.User.ID {
		return "", ErrOwnPassword
	}
	u, err := s.User(ctx, target)
	if err != nil {
		return "", err
	}
	password, err := DrawPassword(s.rand)
	if err != nil {
		return "", err
	}
	a, err := s.store.Account(ctx, u.ID)
	if err == nil {
		err = s.setPassword(ctx, a, password, "", func(tx Tx, _ time.Time) error {
			if err := mayAdminister(tx, actor); err != nil {
				return err
			}
			return s.record(ctx, tx, Event{Kind: EventPasswordGiven, Actor: actor.User.ID, Target: u.ID})
		})
	}
	if err != nil {
		return "", fmt.Errorf("give a password: %w", err)
	}
	return password, nil
}

// mayAdminister returns ErrForbidden unless actor is an administrator still, who
// was not disabled meanwhile.
func mayAdminister(tx Tx, actor Principal) error {
	by, err := tx.Account(actor.User.ID)
	if err == nil && (by.Disabled || !by.Role.CanAdminister()) {
		return ErrForbidden
	}
	return err
}

// DrawPassword draws a password that can be read out and typed.
func DrawPassword(rand io.Reader) (string, error) {
	letters := []byte("abcdefghjkmnpqrstuvwxyz23456789")
	b := make([]byte, 14)
	if _, err := io.ReadFull(rand, b); err != nil {
		return "", fmt.Errorf("draw a password: %w", err)
	}
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b[:4]) + "-" + string(b[4:9]) + "-" + string(b[9:]), nil
}
