package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"viva/internal/users"
)

// letterRow is a row of outbox.
type letterRow struct {
	ID     int64
	UserID *int64
	Kind   string
	Login  string
	Email  string
	Lang   string
	At     int64
	NextAt *int64
	Tries  int
	Answer string
}

// TableName tells GORM where the rows are.
func (letterRow) TableName() string { return "outbox" }

func newLetterRow(l users.Outgoing) letterRow {
	r := letterRow{
		ID: l.ID, Kind: string(l.Kind), Login: l.Login, Email: l.To, Lang: l.Lang,
		At: l.At.UnixMilli(), NextAt: optionalMoment(l.Next), Tries: l.Tries, Answer: l.Answer,
	}
	if l.UserID != 0 {
		id := int64(l.UserID)
		r.UserID = &id
	}
	return r
}

func (r letterRow) letter() users.Outgoing {
	l := users.Outgoing{
		ID: r.ID, Kind: users.LetterKind(r.Kind), Login: r.Login, To: r.Email, Lang: r.Lang,
		At: moment(r.At), Next: momentOf(r.NextAt), Tries: r.Tries, Answer: r.Answer,
	}
	if r.UserID != nil {
		l.UserID = users.ID(*r.UserID)
	}
	return l
}

// AddLetter implements users.Tx.
func (a accounts) AddLetter(l users.Outgoing) error {
	old := a.tx.Where("next_at IS NULL AND at < ?", l.At.Add(-users.GivenUpLife).UnixMilli())
	if l.UserID != 0 {
		old = old.Or("user_id = ? AND kind = ? AND email = ?", int64(l.UserID), string(l.Kind), l.To)
	}
	if err := old.Delete(&letterRow{}).Error; err != nil {
		return fmt.Errorf("delete old letters: %w", err)
	}
	row := newLetterRow(l)
	if err := a.tx.Create(&row).Error; err != nil {
		return fmt.Errorf("insert a letter: %w", err)
	}
	return nil
}

// CountAsked implements users.Tx.
func (a accounts) CountAsked() (int, error) {
	var n int64
	if err := a.tx.Model(&letterRow{}).Where("user_id IS NULL").Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count letters that were asked for: %w", err)
	}
	return int(n), nil
}

// HasLetter implements users.Tx.
func (a accounts) HasLetter(user users.ID, kind users.LetterKind) (bool, error) {
	var n int64
	err := a.tx.Model(&letterRow{}).Where("user_id = ? AND kind = ? AND next_at IS NOT NULL", int64(user), string(kind)).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("look for a letter: %w", err)
	}
	return n > 0, nil
}

// DueLetter implements users.Tx.
func (a accounts) DueLetter(now time.Time) (users.Outgoing, bool, error) {
	var r letterRow
	switch err := a.tx.Where("next_at <= ?", now.UnixMilli()).Order("next_at, id").Take(&r).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return users.Outgoing{}, false, nil
	case err != nil:
		return users.Outgoing{}, false, fmt.Errorf("select a letter: %w", err)
	}
	return r.letter(), true, nil
}

// UpdateLetter implements users.Tx.
func (a accounts) UpdateLetter(l users.Outgoing) error {
	row := newLetterRow(l)
	err := a.tx.Model(&letterRow{}).Where("id = ?", l.ID).
		Select("user_id", "kind", "login", "email", "next_at", "tries", "answer").Updates(row).Error
	if err != nil {
		return fmt.Errorf("update a letter: %w", err)
	}
	return nil
}

// DropLetter implements users.Tx.
func (a accounts) DropLetter(id int64) error {
	if err := a.tx.Where("id = ?", id).Delete(&letterRow{}).Error; err != nil {
		return fmt.Errorf("delete a letter: %w", err)
	}
	return nil
}

// LetterDue implements users.Store.
func (s *Store) LetterDue(ctx context.Context, now time.Time) (bool, error) {
	var n int64
	if err := s.read.WithContext(ctx).Model(&letterRow{}).Where("next_at <= ?", now.UnixMilli()).Limit(1).Count(&n).Error; err != nil {
		return false, fmt.Errorf("look for letters: %w", err)
	}
	return n > 0, nil
}

// Unsent implements users.Store.
func (s *Store) Unsent(ctx context.Context) (u users.Unsent, err error) {
	var r struct {
		Waiting, GivenUp int
		Since            int64
		Answer           string
	}
	err = s.read.WithContext(ctx).Raw(`SELECT count(next_at) AS waiting, count(*) - count(next_at) AS given_up, coalesce(min(at), 0) AS since,
  coalesce((SELECT answer FROM outbox WHERE answer <> '' ORDER BY next_at IS NULL, id DESC LIMIT 1), '') AS answer
FROM outbox WHERE answer <> ''`).Take(&r).Error
	if err != nil {
		return u, fmt.Errorf("look for letters that were not sent: %w", err)
	}
	return users.Unsent{Waiting: r.Waiting, GivenUp: r.GivenUp, Since: moment(r.Since), Answer: r.Answer}, nil
}

// verificationRow is a row of verifications.
type verificationRow struct {
	Hash      []byte
	UserID    int64
	Email     string
	ExpiresAt int64
}

// TableName tells GORM where the rows are.
func (verificationRow) TableName() string { return "verifications" }

// AddVerification implements users.Tx.
func (a accounts) AddVerification(v users.Verification) error {
	if err := a.tx.Where("expires_at <= ?", v.At.UnixMilli()).Delete(&verificationRow{}).Error; err != nil {
		return fmt.Errorf("delete old verifications: %w", err)
	}
	row := verificationRow{Hash: v.Hash, UserID: int64(v.UserID), Email: v.Email, ExpiresAt: v.Expires.UnixMilli()}
	if err := a.tx.Create(&row).Error; err != nil {
		return fmt.Errorf("insert a verification: %w", err)
	}
	return nil
}

// Verification implements users.Store.
func (s *Store) Verification(ctx context.Context, hash []byte, now time.Time) (users.Verification, error) {
	return verification(s.read.WithContext(ctx), hash, now)
}

func verification(db *gorm.DB, hash []byte, now time.Time) (users.Verification, error) {
	var r verificationRow
	switch err := db.Where("hash = ? AND expires_at > ?", hash, now.UnixMilli()).Take(&r).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return users.Verification{}, users.ErrLink
	case err != nil:
		return users.Verification{}, fmt.Errorf("select a verification: %w", err)
	}
	return users.Verification{Hash: r.Hash, UserID: users.ID(r.UserID), Email: r.Email, Expires: moment(r.ExpiresAt)}, nil
}

// Verification implements users.Tx.
func (a accounts) Verification(hash []byte, now time.Time) (users.Verification, error) {
	return verification(a.tx, hash, now)
}

// DropVerifications implements users.Tx.
func (a accounts) DropVerifications(user users.ID) error {
	if err := a.tx.Where("user_id = ?", int64(user)).Delete(&verificationRow{}).Error; err != nil {
		return fmt.Errorf("delete verifications: %w", err)
	}
	return nil
}

// AccountByLogin implements users.Tx.
func (a accounts) AccountByLogin(key users.LoginKey) (users.Account, error) {
	return accountByLogin(a.tx, key)
}
