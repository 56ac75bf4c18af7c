package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// What is deleted is overwritten with zeros (secure_delete), and the write-ahead
// log, which holds pages as they were, is emptied. That leaves a little: a page
// that SQLite has laid out anew may keep a copy of a row at an end that is not used
// any more. Only writing the whole file anew is sure to leave nothing.

// EmptyLog empties the write-ahead log if it may hold what was deleted, and reports
// whether it did. It waits for nobody: while somebody reads an older state it does
// nothing, and is to be called again.
func (s *Store) EmptyLog(ctx context.Context) (done bool, err error) {
	if !s.logHolds.Swap(false) {
		return false, nil
	}
	var moved struct{ Busy int }
	err = s.write.WithContext(ctx).Connection(func(db *gorm.DB) (err error) {
		if err := db.Exec("PRAGMA busy_timeout = 0").Error; err != nil {
			return err
		}
		defer func() { err = errors.Join(err, db.Exec(fmt.Sprintf("PRAGMA busy_timeout = %d", busyTimeout)).Error) }()
		return db.Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&moved).Error
	})
	if err != nil || moved.Busy != 0 {
		s.logHolds.Store(true)
	}
	if err != nil {
		return false, fmt.Errorf("empty the write-ahead log: %w", Explain(err))
	}
	return moved.Busy == 0, nil
}

// Compact writes the whole database anew, if accounts were deleted since it did so,
// and reports whether it did. Nobody can write meanwhile, for some seconds where there
// are 100 MB.
func (s *Store) Compact(ctx context.Context) (done bool, err error) {
	list := deletedBeside(s.path)
	_, since, err := list.read()
	if err != nil || !since {
		return false, err
	}
	size, err := list.size()
	if err != nil {
		return false, err
	}
	if err := s.write.WithContext(ctx).Exec("VACUUM").Error; err != nil {
		return false, fmt.Errorf("compact the database: %w", Explain(err))
	}
	s.logHolds.Store(true)
	if _, err := s.EmptyLog(ctx); err != nil {
		return false, err
	}
	return true, list.add(fmt.Sprintf("whole %d", size))
}
