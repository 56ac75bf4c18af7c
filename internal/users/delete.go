package users

import (
	"context"
	"fmt"

	"viva/internal/fault"
)

// ErrExamRuns says that somebody who sits an exam cannot leave in the middle of it:
// what it asks could be met again at once, by another account.
var ErrExamRuns = fault.New(fault.Conflict, "exam_runs",
	"An exam of yours is running: end it first, or wait until its time is over.",
	"Un de vos examens est en cours. Terminez-le d’abord, ou attendez la fin du temps.")

// DeleteOwn deletes the account of whoever is signed in and knows the password,
// with all that is theirs, for good. Guesses at the password count for the session.
func (s *Service) DeleteOwn(ctx context.Context, who Principal, current string) error {
	known, err := s.ownAccount(ctx, who)
	if err != nil {
		return err
	}
	if err := s.checkCurrent(ctx, known, who.SessionID, current); err != nil {
		return err
	}
	return s.delete(ctx, who.User.ID, who.User.ID, func(tx Tx, a Account) error {
		if a.PasswordHash != known.PasswordHash {
			return ErrPasswordWrong // changed meanwhile
		}
		runs, err := tx.ExamRuns(a.ID, s.clock())
		if err == nil && runs {
			err = ErrExamRuns
		}
		return err
	})
}

// Delete deletes a user's account with all that is theirs, for good, also what of
// it is under way. Only administrators may, and one who can sign in must remain.
func (s *Service) Delete(ctx context.Context, actor Principal, target ID) error {
	if target == actor.User.ID {
		return ErrOneself
	}
	return s.delete(ctx, target, actor.User.ID, func(tx Tx, a Account) error { return mayTouch(tx, &actor, a) })
}

// DeleteLogin is Delete for an operator at the command line.
func (s *Service) DeleteLogin(ctx context.Context, login string) error {
	a, err := s.find(ctx, login)
	if err != nil {
		return fmt.Errorf("delete a user: %w", err)
	}
	return s.delete(ctx, a.ID, 0, func(tx Tx, a Account) error { return mayTouch(tx, nil, a) })
}

// delete deletes an account if it may be, which may says in the transaction.
func (s *Service) delete(ctx context.Context, target, by ID, may func(Tx, Account) error) error {
	err := s.update(ctx, func(tx Tx) error {
		a, err := tx.Account(target)
		if err != nil {
			return err
		}
		if err := may(tx, a); err != nil {
			return err
		}
		if err := notLastAdmin(tx, a); err != nil {
			return err
		}
		if err := s.forgive(tx, a.ID); err != nil {
			return err
		}
		if err := tx.DeleteAccount(a); err != nil {
			return err
		}
		return s.record(ctx, tx, Event{Kind: EventDeleted, Actor: by, Target: a.ID})
	})
	if err != nil {
		return fmt.Errorf("delete a user: %w", err)
	}
	return nil
}
