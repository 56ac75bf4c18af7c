package users

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"viva/internal/fault"
)

// ErrSession is the one answer to every token that does not count (any
// more), whatever the reason.
var ErrSession = fault.New(fault.Unauthenticated, "session",
	"You are not signed in, or your session has ended: sign in again.",
	"Aucune session n’est ouverte, ou la vôtre est terminée. Connectez-vous de nouveau.")

const (
	sessionIDSize = 16

	// rotationGrace is how long the predecessor of a refresh token still
	// gets the same successor: parallel tabs, lost answers.
	rotationGrace = time.Minute
)

// SessionID names a session. It is no secret: the token's MAC guards it.
type SessionID string

// Session is one sign-in: the family of all refresh tokens that descend
// from it.
type Session struct {
	ID          SessionID
	UserID      ID
	Counter     uint32 // of the refresh token that counts
	RefreshHash []byte // SHA-256 of that token
	CreatedAt   time.Time
	RotatedAt   time.Time // when that token was made
	RevokedAt   time.Time // zero while the session lives
	Client      string    // see From
}

// lives returns how long a session may lie idle and how long it lasts at
// most. It goes by the role of the moment, so a new admin is held to it too.
func lives(r Role) (idle, absolute time.Duration) {
	const hour, day = time.Hour, 24 * time.Hour
	if r.CanAdminister() {
		return 12 * hour, 24 * hour
	}
	return 7 * day, 30 * day
}

// MaxSessionLife is the longest time after its last rotation at which a
// session can still matter.
const MaxSessionLife = 30 * 24 * time.Hour

// Expires returns when the session ends unless it is used before.
func (s *Session) Expires(r Role) time.Time {
	idle, absolute := lives(r)
	end, last := s.RotatedAt.Add(idle), s.CreatedAt.Add(absolute)
	if last.Before(end) {
		return last
	}
	return end
}

// Alive reports whether the session counts at now for a user in role r.
func (s *Session) Alive(r Role, now time.Time) bool {
	return s.RevokedAt.IsZero() && now.Before(s.Expires(r))
}

// newSession starts a family of tokens for user. Each sign-in gets its own,
// so nothing that was planted before it survives.
func newSession(user ID, client string, keys tokenKeys, rand io.Reader, now time.Time) (Session, error) {
	raw := make([]byte, sessionIDSize)
	if _, err := io.ReadFull(rand, raw); err != nil {
		return Session{}, fmt.Errorf("read randomness: %w", err)
	}
	s := Session{
		ID:        SessionID(base64.RawURLEncoding.EncodeToString(raw)),
		UserID:    user,
		Client:    client,
		CreatedAt: now,
	}
	_, err := s.rotate(keys, now)
	return s, err
}

// rotate moves the session on to its next refresh token and returns it.
func (s *Session) rotate(keys tokenKeys, now time.Time) (string, error) {
	token, err := keys.signRefresh(s.ID, s.Counter+1)
	if err != nil {
		return "", err
	}
	s.Counter++
	s.RefreshHash, s.RotatedAt = hashToken(token), now
	return token, nil
}

// verdict is what presenting a refresh token leads to.
type verdict int

const (
	dead     verdict = iota // the session is over, or the token never was
	rotated                 // the token counts: the session moved on
	repeated                // its successor was made a moment ago: the same again
	reused                  // it was replaced long ago: the session was ended
)

// present judges a refresh token with an authentic counter and changes the
// session accordingly. It returns the token to hold from now on, if any.
func (s *Session) present(token string, counter uint32, role Role, keys keyring, now time.Time) (string, verdict, error) {
	if !s.Alive(role, now) {
		return "", dead, nil
	}
	switch {
	case counter == s.Counter:
		if subtle.ConstantTimeCompare(hashToken(token), s.RefreshHash) != 1 {
			return "", dead, nil
		}
		next, err := s.rotate(keys.current(), now)
		return next, rotated, err
	case counter+1 == s.Counter && now.Sub(s.RotatedAt) <= rotationGrace:
		next, err := keys.signAgain(s.ID, s.Counter, s.RefreshHash)
		return next, repeated, err
	}
	s.RevokedAt = now
	return "", reused, nil
}
