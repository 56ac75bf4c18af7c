package store

import (
	"context"
	"fmt"
	"time"

	"viva/internal/users"
)

// recoveryRow is a row of recovery_codes.
type recoveryRow struct {
	UserID int64
	Hash   string
	MadeAt int64
}

// TableName tells GORM where the rows are.
func (recoveryRow) TableName() string { return "recovery_codes" }

// RecoveryCodes implements users.Store.
func (s *Store) RecoveryCodes(ctx context.Context, user users.ID) (hashes []string, err error) {
	err = s.read.WithContext(ctx).Model(&recoveryRow{}).Where("user_id = ?", int64(user)).Order("hash").Pluck("hash", &hashes).Error
	if err != nil {
		return nil, fmt.Errorf("select recovery codes: %w", err)
	}
	return hashes, nil
}

func (a accounts) ReplaceRecoveryCodes(user users.ID, hashes []string, at time.Time) error {
	if err := a.tx.Where("user_id = ?", int64(user)).Delete(&recoveryRow{}).Error; err != nil {
		return fmt.Errorf("delete recovery codes: %w", err)
	}
	for _, hash := range hashes {
		if err := a.tx.Create(&recoveryRow{UserID: int64(user), Hash: hash, MadeAt: at.UnixMilli()}).Error; err != nil {
			return fmt.Errorf("insert a recovery code: %w", err)
		}
	}
	return nil
}

func (a accounts) UseRecoveryCode(user users.ID, hash string) (bool, error) {
	res := a.tx.Where("user_id = ? AND hash = ?", int64(user), hash).Delete(&recoveryRow{})
	if res.Error != nil {
		return false, fmt.Errorf("use a recovery code: %w", res.Error)
	}
	return res.RowsAffected == 1, nil
}

func (a accounts) WithSecondFactor() ([]users.Account, error) {
	var rows []userRow
	if err := a.tx.Where("second_factor_at IS NOT NULL").Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("select who has a second factor: %w", err)
	}
	list := make([]users.Account, len(rows))
	for i, r := range rows {
		list[i] = r.account()
	}
	return list, nil
}
