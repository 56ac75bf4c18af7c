package store

import (
	"fmt"
	"log/slog"

	"gorm.io/gorm"
)

const (
	packedAtOnce = 200    // bodies of some 5 kB that the step holds in memory
	packedTold   = 10_000 // bodies, seconds of work, between two lines of the log
)

// packOldBodies moves bodies out of items. v0.1.0 kept them as the JSON that is
// packed today, so they are packed unread. Each is emptied where it stood at
// once, so that later bodies take its room and the file does not grow.
//
// 100,000 of them take half a minute or more, so the log says how far it is.
func packOldBodies(tx *gorm.DB, log *slog.Logger) error {
	type old struct {
		AttemptID int64
		Position  int
		Body      string
	}
	var total int
	if err := tx.Raw("SELECT COUNT(*) FROM items").Scan(&total).Error; err != nil {
		return fmt.Errorf("count items: %w", err)
	}
	packed := 0
	for last := (old{}); ; {
		var rows []old
		err := tx.Raw("SELECT attempt_id, position, body FROM items WHERE (attempt_id, position) > (?, ?) ORDER BY attempt_id, position LIMIT ?",
			last.AttemptID, last.Position, packedAtOnce).Scan(&rows).Error
		if err != nil {
			return fmt.Errorf("read items after %d of attempt %d: %w", last.Position, last.AttemptID, err)
		}
		if len(rows) == 0 {
			return nil
		}
		if packed%packedTold == 0 {
			log.InfoContext(tx.Statement.Context, "packing the items of an older version", "packed", packed, "of", total)
		}
		for _, r := range rows {
			if err := packOldBody(tx, r.AttemptID, r.Position, r.Body); err != nil {
				return fmt.Errorf("pack item %d of attempt %d: %w", r.Position, r.AttemptID, err)
			}
		}
		last = rows[len(rows)-1]
		packed += len(rows)
	}
}

func packOldBody(tx *gorm.DB, attempt int64, position int, text string) error {
	err := tx.Exec("INSERT INTO bodies (attempt_id, position, form, body) VALUES (?, ?, ?, ?)", attempt, position, compressed, compress([]byte(text))).Error
	if err != nil {
		return err
	}
	return tx.Exec("UPDATE items SET body = '' WHERE attempt_id = ? AND position = ?", attempt, position).Error
}
