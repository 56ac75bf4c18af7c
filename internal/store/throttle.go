package store

import (
	"fmt"
	"time"

	"viva/internal/users"
)

// tryRow is a row of throttle.
type tryRow struct {
	ID        int64
	Key       string
	At        int64
	ExpiresAt int64
}

// TableName tells GORM where the rows are.
func (tryRow) TableName() string { return "throttle" }

func (a accounts) CountTries(key string, after, until time.Time) (int, time.Time, error) {
	var r struct{ N, Oldest int64 }
	err := a.tx.Model(&tryRow{}).Select("count(*) AS n, coalesce(min(at), 0) AS oldest").
		Where("key = ? AND at > ? AND at <= ?", key, after.UnixMilli(), until.UnixMilli()).Take(&r).Error
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("count tries: %w", err)
	}
	return int(r.N), moment(r.Oldest), nil
}

func (a accounts) AddTry(t users.Try) (users.TryID, error) {
	// Each new try removes those that have expired.
	if err := a.tx.Where("expires_at <= ?", t.At.UnixMilli()).Delete(&tryRow{}).Error; err != nil {
		return 0, fmt.Errorf("delete old tries: %w", err)
	}
	row := tryRow{Key: t.Key, At: t.At.UnixMilli(), ExpiresAt: t.Expires.UnixMilli()}
	if err := a.tx.Create(&row).Error; err != nil {
		return 0, fmt.Errorf("insert a try: %w", err)
	}
	return users.TryID(row.ID), nil
}

func (a accounts) DropTries(ids []users.TryID) error {
	if len(ids) == 0 {
		return nil
	}
	if err := a.tx.Where("id IN ?", ids).Delete(&tryRow{}).Error; err != nil {
		return fmt.Errorf("delete tries: %w", err)
	}
	return nil
}
