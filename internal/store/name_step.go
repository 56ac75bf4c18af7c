package store

import (
	"fmt"

	"gorm.io/gorm"

	"viva/internal/users"
)

// keepNames fills in how the names of accounts made before are sorted and
// looked for.
func keepNames(tx *gorm.DB) error {
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

// searched is what is looked through for a name: the one of the account and
// the one that others see.
func searched(name, shown string) string {
	return users.SearchKey(name) + "\n" + users.SearchKey(shown)
}
