package store

import (
	"fmt"
	"log/slog"

	"gorm.io/gorm"

	"viva/internal/users"
)

// keepNames fills in the keys by which the names of older accounts are sorted
// and searched.
func keepNames(tx *gorm.DB, _ *slog.Logger) error {
	return eachName(tx, func(id int64, name, shown string) error {
		return tx.Exec("UPDATE users SET name_sort = ?, name_search = ? WHERE id = ?", users.SortKey(name), searched(name, shown), id).Error
	})
}

// keepLooks fills in what the names of older accounts look like.
func keepLooks(tx *gorm.DB, _ *slog.Logger) error {
	return eachName(tx, func(id int64, name, shown string) error { return addLooks(tx, id, name, shown) })
}

// eachName calls do with the names of each account.
func eachName(tx *gorm.DB, do func(id int64, name, shown string) error) error {
	for last := int64(0); ; {
		var found []struct {
			ID            int64
			Name, ShownAs string
		}
		if err := tx.Raw("SELECT id, name, shown_as FROM users WHERE id > ? ORDER BY id LIMIT 500", last).Scan(&found).Error; err != nil {
			return fmt.Errorf("read names: %w", err)
		}
		if len(found) == 0 {
			return nil
		}
		for _, u := range found {
			if err := do(u.ID, u.Name, u.ShownAs); err != nil {
				return fmt.Errorf("keep a name: %w", err)
			}
			last = u.ID
		}
	}
}
