package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"viva/internal/users"
)

// resetRow is a row of reset_links.
type resetRow struct {
	Hash      []byte
	UserID    int64
	ExpiresAt int64
}

// TableName tells GORM where the rows are.
func (resetRow) TableName() string { return "reset_links" }

const resetUsable = "hash = ? AND expires_at > ?"

// ResetLink implements users.Store.
func (s *Store) ResetLink(ctx context.Context, hash []byte, now time.Time) (users.ID, error) {
	var r resetRow
	switch err := s.read.WithContext(ctx).Where(resetUsable, hash, now.UnixMilli()).Take(&r).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return 0, users.ErrResetLink
	case err != nil:
		return 0, fmt.Errorf("select a link to a new password: %w", err)
	}
	return users.ID(r.UserID), nil
}

// AddResetLink implements users.Tx.
func (a accounts) AddResetLink(hash []byte, user users.ID, at, expires time.Time) error {
	if err := a.tx.Where("expires_at <= ?", at.UnixMilli()).Delete(&resetRow{}).Error; err != nil {
		return fmt.Errorf("delete old links to a new password: %w", err)
	}
	row := resetRow{Hash: hash, UserID: int64(user), ExpiresAt: expires.UnixMilli()}
	if err := a.tx.Create(&row).Error; err != nil {
		return fmt.Errorf("insert a link to a new password: %w", err)
	}
	return nil
}

// UseResetLink implements users.Tx.
func (a accounts) UseResetLink(hash []byte, now time.Time) (bool, error) {
	res := a.tx.Where(resetUsable, hash, now.UnixMilli()).Delete(&resetRow{})
	if res.Error != nil {
		return false, fmt.Errorf("use a link to a new password: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}

// DropResetLinks implements users.Tx.
func (a accounts) DropResetLinks(user users.ID) error {
	if err := a.tx.Where("user_id = ?", int64(user)).Delete(&resetRow{}).Error; err != nil {
		return fmt.Errorf("delete links to a new password: %w", err)
	}
	return nil
}
