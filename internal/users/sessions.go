package users

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"viva/internal/fault"
)

// ConfirmedFor is how long after the password was given one's sessions can be
// ended: whoever finds a browser that is signed in cannot sign its owner out.
const ConfirmedFor = 10 * time.Minute

// MaxSessions is how many sessions are listed: those that were used last.
const MaxSessions = 100

// What can be wrong with ending sessions of one's own.
var (
	ErrUnconfirmed = fault.New(fault.Forbidden, "unconfirmed",
		"Give your password again first.",
		"Donnez d’abord votre mot de passe de nouveau.")
	ErrNoSession = fault.New(fault.NotFound, "no_session",
		"There is no such session of yours, or it has ended.",
		"Aucune session de ce nom n’est à vous, ou elle est terminée.")
)

// SessionRef names a session to its owner. Nothing of a token follows from it.
type SessionRef string

// Ref names the session to its owner.
func (id SessionID) Ref() SessionRef {
	sum := sha256.Sum256([]byte("session " + string(id)))
	return SessionRef(hex.EncodeToString(sum[:8]))
}

// OpenSession is a session as its owner sees it.
type OpenSession struct {
	Ref     SessionRef
	Client  string    // see From
	Began   time.Time // with the password
	Seen    time.Time // to ten minutes
	Current bool      // it is the one that asks
}

// Sessions lists the open sessions of whoever is signed in, the one that asks
// first, then those that were used last. confirmed is whether it can end them.
func (s *Service) Sessions(ctx context.Context, who Principal) (open []OpenSession, confirmed bool, err error) {
	all, err := s.store.Sessions(ctx, who.User.ID)
	if err != nil {
		return nil, false, fmt.Errorf("list sessions: %w", err)
	}
	now := s.clock()
	for _, session := range all {
		if !session.Alive(who.User.Role, now) {
			continue
		}
		o := OpenSession{Ref: session.ID.Ref(), Client: session.Client, Began: session.CreatedAt, Seen: session.RotatedAt, Current: session.ID == who.SessionID}
		if o.Current {
			confirmed = session.confirmed(now)
		}
		open = append(open, o)
	}
	slices.SortStableFunc(open, func(a, b OpenSession) int {
		if a.Current != b.Current {
			return map[bool]int{true: -1, false: 1}[a.Current]
		}
		return b.Seen.Compare(a.Seen)
	})
	return open[:min(len(open), MaxSessions)], confirmed, nil
}

// confirmed reports whether the password was given a moment ago: each session
// begins with it.
func (s *Session) confirmed(now time.Time) bool { return now.Before(s.CreatedAt.Add(ConfirmedFor)) }

// Confirm takes the password of whoever is signed in again. The session that asks
// ends, and another one begins in its place. Guesses count for the session.
func (s *Service) Confirm(ctx context.Context, who Principal, current string, from From) (Tokens, error) {
	known, err := s.ownAccount(ctx, who)
	if err != nil {
		return Tokens{}, err
	}
	if err := s.checkCurrent(ctx, known, who.SessionID, current); err != nil {
		return Tokens{}, err
	}
	_, t, err := s.open(ctx, from, func(tx Tx, now time.Time) (User, error) {
		a, err := tx.Account(known.ID)
		if err != nil {
			return User{}, err
		}
		if a.PasswordHash != known.PasswordHash {
			return User{}, ErrPasswordWrong // changed meanwhile
		}
		before, _, err := tx.Session(who.SessionID)
		if err != nil {
			return User{}, err
		}
		before.RevokedAt = now
		if err := tx.UpdateSession(before, before.Counter); err != nil { // it may have ended meanwhile
			return User{}, err
		}
		return a.User, s.record(ctx, tx, Event{Kind: EventConfirmed, Actor: a.ID, Target: a.ID})
	})
	if err != nil {
		return Tokens{}, fmt.Errorf("confirm a password: %w", err)
	}
	return t, nil
}

// EndSession ends one session of whoever is signed in and has given the password
// a moment ago.
func (s *Service) EndSession(ctx context.Context, who Principal, ref SessionRef) error {
	all, err := s.store.Sessions(ctx, who.User.ID)
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	i := slices.IndexFunc(all, func(session Session) bool { return session.ID.Ref() == ref })
	return s.endOwn(ctx, who, func(tx Tx, now time.Time) error {
		if i < 0 {
			return ErrNoSession
		}
		session, u, err := tx.Session(all[i].ID)
		if err != nil || !session.Alive(u.Role, now) {
			return ErrNoSession
		}
		session.RevokedAt = now
		return tx.UpdateSession(session, session.Counter)
	})
}

// EndOthers ends all other sessions of whoever is signed in and has given the
// password a moment ago.
func (s *Service) EndOthers(ctx context.Context, who Principal) error {
	return s.endOwn(ctx, who, func(tx Tx, now time.Time) error { return tx.EndSessions(who.User.ID, who.SessionID, now) })
}

func (s *Service) endOwn(ctx context.Context, who Principal, end func(Tx, time.Time) error) error {
	err := s.update(ctx, func(tx Tx) error {
		own, u, err := tx.Session(who.SessionID)
		if err != nil {
			return err
		}
		now := s.clock()
		if !own.Alive(u.Role, now) {
			return ErrSession
		}
		if !own.confirmed(now) {
			return ErrUnconfirmed
		}
		if err := end(tx, now); err != nil {
			return err
		}
		return s.record(ctx, tx, Event{Kind: EventSessionsEnded, Actor: u.ID, Target: u.ID})
	})
	if err != nil {
		return fmt.Errorf("end sessions of one's own: %w", err)
	}
	return nil
}
