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
			if err := tx.Exec("UPDATE users SET name_sort = ?, name_search = ? WHERE id = ?", users.SortKey(u.Name), searched(u.Name, u.ShownAs), u.ID).Error; err != nil {
				return fmt.Errorf("keep a name: %w", err)
			}
			last = u.ID
		}
	}
}
