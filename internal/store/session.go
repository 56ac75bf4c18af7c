package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"viva/internal/users"
)

// sessionRow is a row of sessions.
type sessionRow struct {
	ID          string
	UserID      int64
	Counter     uint32
	RefreshHash []byte
	CreatedAt   int64
	RotatedAt   int64
	RevokedAt   *int64
	Client      string
}

// TableName tells GORM where the rows are.
func (sessionRow) TableName() string { return "sessions" }

func newSessionRow(s users.Session) sessionRow {
	return sessionRow{
		ID: string(s.ID), UserID: int64(s.UserID), Counter: s.Counter, RefreshHash: s.RefreshHash,
		CreatedAt: s.CreatedAt.UnixMilli(), RotatedAt: s.RotatedAt.UnixMilli(), RevokedAt: optionalMoment(s.RevokedAt), Client: s.Client,
	}
}

func (r sessionRow) session() users.Session {
	return users.Session{
		ID: users.SessionID(r.ID), UserID: users.ID(r.UserID), Counter: r.Counter, RefreshHash: r.RefreshHash,
		CreatedAt: moment(r.CreatedAt), RotatedAt: moment(r.RotatedAt), RevokedAt: momentOf(r.RevokedAt), Client: r.Client,
	}
}

// Session implements users.Store.
func (s *Store) Session(ctx context.Context, id users.SessionID) (users.Session, users.User, error) {
	return session(s.read.WithContext(ctx), id)
}

func session(db *gorm.DB, id users.SessionID) (users.Session, users.User, error) {
	var r struct {
		Session sessionRow `gorm:"embedded;embeddedPrefix:s_"`
		User    userRow    `gorm:"embedded;embeddedPrefix:u_"`
	}
	err := db.Raw(`SELECT
  s.id AS s_id, s.user_id AS s_user_id, s.counter AS s_counter, s.refresh_hash AS s_refresh_hash,
  s.created_at AS s_created_at, s.rotated_at AS s_rotated_at, s.revoked_at AS s_revoked_at, s.client AS s_client,
  u.id AS u_id, u.name AS u_name, u.email AS u_email, u.role AS u_role,
  u.shown_as AS u_shown_as, u.listed AS u_listed, u.created_at AS u_created_at, u.zone AS u_zone, u.hidden AS u_hidden, u.disabled AS u_disabled,
  u.email_pending AS u_email_pending, u.lang AS u_lang,
  u.second_factor_at AS u_second_factor_at, u.second_factor_off_at AS u_second_factor_off_at
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.id = ?`, string(id)).Take(&r).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return users.Session{}, users.User{}, users.ErrSession
	case err != nil:
		return users.Session{}, users.User{}, fmt.Errorf("select a session: %w", err)
	}
	return r.Session.session(), r.User.user(), nil
}

func (a accounts) Session(id users.SessionID) (users.Session, users.User, error) {
	return session(a.tx, id)
}

// Sessions implements users.Store.
func (s *Store) Sessions(ctx context.Context, user users.ID) ([]users.Session, error) {
	var rows []sessionRow
	if err := s.read.WithContext(ctx).Where("user_id = ? AND revoked_at IS NULL", int64(user)).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("select sessions: %w", err)
	}
	all := make([]users.Session, len(rows))
	for i, r := range rows {
		all[i] = r.session()
	}
	return all, nil
}

func (a accounts) InsertSession(s users.Session) error {
	// Each new session removes those that are too old to be used.
	over := s.CreatedAt.Add(-users.MaxSessionLife).UnixMilli()
	if err := a.tx.Where("rotated_at < ?", over).Delete(&sessionRow{}).Error; err != nil {
		return fmt.Errorf("delete old sessions: %w", err)
	}
	row := newSessionRow(s)
	if err := a.tx.Create(&row).Error; err != nil {
		return fmt.Errorf("insert a session: %w", err)
	}
	return nil
}

func (a accounts) UpdateSession(s users.Session, counter uint32) error {
	row := newSessionRow(s)
	res := a.tx.Model(&sessionRow{}).
		Where("id = ? AND counter = ? AND revoked_at IS NULL", row.ID, counter).
		Select("counter", "refresh_hash", "rotated_at", "revoked_at").
		Updates(row)
	if res.Error != nil {
		return fmt.Errorf("update a session: %w", res.Error)
	}
	if res.RowsAffected != 1 {
		return users.ErrSession
	}
	return nil
}

func (a accounts) EndSessions(user users.ID, except users.SessionID, at time.Time) error {
	err := a.tx.Model(&sessionRow{}).
		Where("user_id = ? AND id <> ? AND revoked_at IS NULL", int64(user), string(except)).
		Update("revoked_at", at.UnixMilli()).Error
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// setupRow is a row of setup_tokens.
type setupRow struct {
	Hash      []byte
	CreatedAt int64
	ExpiresAt int64
	UsedAt    *int64
}

// TableName tells GORM where the rows are.
func (setupRow) TableName() string { return "setup_tokens" }

const setupUsable = "hash = ? AND used_at IS NULL AND expires_at > ?"

// HasSetupToken implements users.Store.
func (s *Store) HasSetupToken(ctx context.Context, hash []byte, now time.Time) (bool, error) {
	var n int64
	err := s.read.WithContext(ctx).Model(&setupRow{}).Where(setupUsable, hash, now.UnixMilli()).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("look for a set-up token: %w", err)
	}
	return n == 1, nil
}

func (a accounts) ReplaceSetupToken(hash []byte, created, expires time.Time) error {
	if err := a.tx.Where("1 = 1").Delete(&setupRow{}).Error; err != nil {
		return fmt.Errorf("delete set-up tokens: %w", err)
	}
	row := setupRow{Hash: hash, CreatedAt: created.UnixMilli(), ExpiresAt: expires.UnixMilli()}
	if err := a.tx.Create(&row).Error; err != nil {
		return fmt.Errorf("insert a set-up token: %w", err)
	}
	return nil
}

func (a accounts) UseSetupToken(hash []byte, now time.Time) (bool, error) {
	res := a.tx.Model(&setupRow{}).Where(setupUsable, hash, now.UnixMilli()).Update("used_at", now.UnixMilli())
	if res.Error != nil {
		return false, fmt.Errorf("use a set-up token: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}
