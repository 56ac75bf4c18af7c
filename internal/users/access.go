package users

import (
	"context"
	"fmt"

	"viva/internal/fault"
)

// ErrOneself says that administrators keep themselves out by no page: a slip
// would take another administrator to mend.
var ErrOneself = fault.New(fault.Conflict, "oneself",
	"This is your own account: ask another administrator.",
	"C’est votre propre compte. Demandez à un autre administrateur.")

// SetDisabled keeps a user from signing in and ends all their sessions, or lets
// them in again. Their work, their scores and their names stay as they are. Only
// administrators may, and one who can sign in must remain.
func (s *Service) SetDisabled(ctx context.Context, actor Principal, target ID, disabled bool) (User, error) {
	if target == actor.User.ID {
		return User{}, ErrOneself
	}
	return s.setDisabled(ctx, &actor, target, disabled)
}

// SetDisabledLogin is SetDisabled for an operator at the command line.
func (s *Service) SetDisabledLogin(ctx context.Context, login string, disabled bool) (User, error) {
	a, err := s.find(ctx, login)
	if err != nil {
		return User{}, fmt.Errorf("disable or enable a user: %w", err)
	}
	return s.setDisabled(ctx, nil, a.ID, disabled)
}

func (s *Service) setDisabled(ctx context.Context, by *Principal, target ID, disabled bool) (User, error) {
	return s.change(ctx, "disable or enable a user", target, func(tx Tx, a *Account) error {
		if err := mayTouch(tx, by, *a); err != nil {
			return err
		}
		e := Event{Kind: EventEnabled, Actor: actorOf(by), Target: a.ID}
		if disabled {
			e.Kind = EventDisabled
			if err := notLastAdmin(tx, *a); err != nil {
				return err
			}
			if err := tx.EndSessions(a.ID, "", s.clock()); err != nil {
				return err
			}
		} else if err := s.forgive(tx, a.ID); err != nil { // every password was a wrong one
			return err
		}
		a.Disabled = disabled
		return s.record(ctx, tx, e)
	})
}

// EndSessions ends all sessions of a user. Only administrators may; of their own
// the one that asks stays.
func (s *Service) EndSessions(ctx context.Context, actor Principal, target ID) (User, error) {
	return s.endSessions(ctx, &actor, target)
}

// EndSessionsLogin is EndSessions for an operator at the command line.
func (s *Service) EndSessionsLogin(ctx context.Context, login string) (User, error) {
	a, err := s.find(ctx, login)
	if err != nil {
		return User{}, fmt.Errorf("end sessions: %w", err)
	}
	return s.endSessions(ctx, nil, a.ID)
}

func (s *Service) endSessions(ctx context.Context, by *Principal, target ID) (User, error) {
	return s.change(ctx, "end sessions", target, func(tx Tx, a *Account) error {
		if err := mayTouch(tx, by, *a); err != nil {
			return err
		}
		var own SessionID
		if by != nil && by.User.ID == target {
			own = by.SessionID
		}
		if err := tx.EndSessions(a.ID, own, s.clock()); err != nil {
			return err
		}
		return s.record(ctx, tx, Event{Kind: EventSessionsEnded, Actor: actorOf(by), Target: a.ID})
	})
}

// mayTouch returns an error unless a is an account, and whoever acts, nobody at
// the command line, may administer it.
func mayTouch(tx Tx, by *Principal, a Account) error {
	if by != nil {
		if err := mayAdminister(tx, *by); err != nil {
			return err
		}
	}
	if a.Role == Guest {
		return ErrGuest
	}
	return nil
}

// notLastAdmin returns ErrLastAdmin if nobody could administer without a.
func notLastAdmin(tx Tx, a Account) error {
	if a.Disabled || !a.Role.CanAdminister() {
		return nil
	}
	admins, err := tx.CountAdmins()
	if err == nil && admins == 1 {
		return ErrLastAdmin
	}
	return err
}

// actorOf names in the security log who acts, nobody at the command line.
func actorOf(by *Principal) ID {
	if by == nil {
		return 0
	}
	return by.User.ID
}
