package store

import (
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"viva/internal/users"
)

// deviceRow is a row of devices: a device that has signed in to an account.
type deviceRow struct {
	Hash   []byte
	UserID int64
	SeenAt int64
}

// TableName tells GORM where the rows are.
func (deviceRow) TableName() string { return "devices" }

func (a accounts) KnowsDevice(user users.ID, hash []byte, after time.Time) (bool, error) {
	return a.anyDevice("hash = ? AND user_id = ? AND seen_at > ?", hash, int64(user), after.UnixMilli())
}

func (a accounts) HasDevice(hash []byte, after time.Time) (bool, error) {
	return a.anyDevice("hash = ? AND seen_at > ?", hash, after.UnixMilli())
}

func (a accounts) anyDevice(where string, args ...any) (bool, error) {
	var n int64
	if err := a.tx.Model(&deviceRow{}).Where(where, args...).Count(&n).Error; err != nil {
		return false, fmt.Errorf("look for a device: %w", err)
	}
	return n > 0, nil
}

func (a accounts) AdmitDevice(user users.ID, hash []byte, at time.Time) error {
	row := deviceRow{Hash: hash, UserID: int64(user), SeenAt: at.UnixMilli()}
	if err := a.tx.Clauses(clause.OnConflict{UpdateAll: true, Columns: []clause.Column{{Name: "hash"}, {Name: "user_id"}}}).Create(&row).Error; err != nil {
		return fmt.Errorf("insert a device: %w", err)
	}
	// Each device that comes removes those that are too old, or too many.
	err := a.tx.Exec(`DELETE FROM devices WHERE user_id = @user AND (seen_at <= @old OR hash NOT IN (
  SELECT hash FROM devices WHERE user_id = @user ORDER BY seen_at DESC, hash = @hash DESC LIMIT @most))`,
		map[string]any{"user": int64(user), "old": at.Add(-users.DeviceLife).UnixMilli(), "hash": hash, "most": users.MaxDevices}).Error
	if err != nil {
		return fmt.Errorf("delete old devices: %w", err)
	}
	return nil
}

func (a accounts) ForgetDevices(user users.ID) error {
	if err := a.tx.Where("user_id = ?", int64(user)).Delete(&deviceRow{}).Error; err != nil {
		return fmt.Errorf("delete devices: %w", err)
	}
	return nil
}

// guessesRow is a row of guesses.
type guessesRow struct {
	Key       string `gorm:"primaryKey"`
	InRow     int
	InAll     int
	LastAt    int64
	ExpiresAt int64
}

// TableName tells GORM where the rows are.
func (guessesRow) TableName() string { return "guesses" }

func (a accounts) Guesses(key string) (users.Guesses, error) {
	var r guessesRow
	err := a.tx.Where("key = ?", key).Take(&r).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return users.Guesses{}, nil
	case err != nil:
		return users.Guesses{}, fmt.Errorf("select guesses: %w", err)
	}
	return users.Guesses{Row: r.InRow, All: r.InAll, Last: moment(r.LastAt)}, nil
}

func (a accounts) SaveGuesses(key string, g users.Guesses, now time.Time) error {
	// Each count that is saved removes those that are to be forgotten.
	if err := a.tx.Where("expires_at <= ? OR key = ?", now.UnixMilli(), key).Delete(&guessesRow{}).Error; err != nil {
		return fmt.Errorf("delete old guesses: %w", err)
	}
	if g.All == 0 {
		return nil
	}
	row := guessesRow{Key: key, InRow: g.Row, InAll: g.All, LastAt: g.Last.UnixMilli(), ExpiresAt: g.Expires().UnixMilli()}
	if err := a.tx.Create(&row).Error; err != nil {
		return fmt.Errorf("insert guesses: %w", err)
	}
	return nil
}
