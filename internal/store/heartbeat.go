package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"viva/internal/quiz"
)

// Heartbeat implements quiz.Store.
func (s *Store) Heartbeat(ctx context.Context) (time.Time, error) {
	var kept []int64
	if err := s.read.WithContext(ctx).Raw("SELECT at FROM heartbeats").Scan(&kept).Error; err != nil {
		return time.Time{}, fmt.Errorf("read the heartbeat: %w", err)
	}
	if len(kept) == 0 {
		return time.Time{}, nil
	}
	return moment(kept[0]), nil
}

// Beat implements quiz.Store.
func (s *Store) Beat(ctx context.Context, at time.Time, shift time.Duration) (exams int, err error) {
	err = s.tx(ctx, func(tx *gorm.DB) error {
		if by := shift.Milliseconds(); by != 0 {
			before := at.Add(-shift) // as the clock was
			moved := tx.Exec(`UPDATE attempts SET started_at = started_at + ?, deadline = deadline + ?, moved_at = moved_at + ?
WHERE finished_at IS NULL AND deadline > ?`, by, by, by, before.Add(-quiz.Grace).UnixMilli())
			if moved.Error != nil {
				return fmt.Errorf("move exams that run: %w", moved.Error)
			}
			exams = int(moved.RowsAffected)
		}
		err := tx.Exec("INSERT INTO heartbeats (id, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at", at.UnixMilli()).Error
		if err != nil {
			return fmt.Errorf("store the heartbeat: %w", err)
		}
		return nil
	})
	return exams, err
}
