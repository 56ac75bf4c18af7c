package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// remains are tables of which the rows of an account stay when it is deleted: its
// reviews and what is computed from them, since the ratings of facts, which are
// everybody's, follow from the reviews of all; and the security log, which names
// accounts by number. No table of them has a word that somebody typed.
var remains = append([]string{"events", "abilities"}, memoryTables...)

// erase deletes accounts, with all rows that belong to them but for remains. Those
// stay under a number that belongs to nobody: a guest without a name, without a
// time of birth, who answered nothing. Tables are found by the column that names
// whom a row belongs to, so that a new table is not forgotten; other rows go with
// the attempts that they belong to. The schema may be of an older version.
func erase(tx *gorm.DB, gone []int64) error {
	tables, err := ownTables(tx)
	if err != nil {
		return err
	}
	who := map[string]any{"gone": gone}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		if owner := ownerOf(tables[table]); owner != "" && !slices.Contains(remains, table) {
			if err := tx.Exec(fmt.Sprintf("DELETE FROM %q WHERE %q IN @gone", table, owner), who).Error; err != nil {
				return fmt.Errorf("delete from %s: %w", table, err)
			}
		}
	}
	blank, err := blankUser(tx)
	if err != nil {
		return err
	}
	steps := []string{"UPDATE users SET " + blank + " WHERE id IN @gone"}
	if _, kept := tables["reviews"]; kept {
		steps = append(steps, "DELETE FROM users WHERE id IN @gone AND NOT EXISTS (SELECT 1 FROM reviews WHERE learner_id = users.id)")
	} else {
		steps = []string{"DELETE FROM users WHERE id IN @gone"}
	}
	for _, step := range steps {
		if err := tx.Exec(step, who).Error; err != nil {
			return fmt.Errorf("delete accounts: %w", err)
		}
	}
	return nil
}

// blankUser sets every column of an account but its number to nothing, also those
// that were added since this was written.
func blankUser(tx *gorm.DB) (string, error) {
	var columns []struct {
		Name, Type string
		Needed     bool `gorm:"column:notnull"`
	}
	if err := tx.Raw(`SELECT name, type, "notnull" FROM pragma_table_info('users') WHERE pk = 0`).Scan(&columns).Error; err != nil {
		return "", fmt.Errorf("list the columns of accounts: %w", err)
	}
	nothing := map[string]string{"TEXT": "''", "INTEGER": "0", "BLOB": "x''"}
	var sets []string
	for _, c := range columns {
		value := "NULL"
		switch {
		case c.Name == "role":
			value = "'guest'"
		case c.Needed:
			value = nothing[c.Type]
		}
		sets = append(sets, fmt.Sprintf("%q = %s", c.Name, value))
	}
	return strings.Join(sets, ", "), nil
}
