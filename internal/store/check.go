package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// maxFindings is how many faults of a file are told of at most.
const maxFindings = 100

// Check reads a whole database and tells what is wrong with it, without
// changing anything: pages and indexes that contradict each other, rows that
// break a rule of their table or refer to nothing.
func Check(ctx context.Context, path string) ([]string, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("check database: %w", err)
	}
	if err := checkWhole(path); err != nil {
		return nil, fmt.Errorf("check database %s: %w", path, err)
	}
	db, err := handle(ctx, path, "mode=rw&_query_only=1&_busy_timeout=5000", 1, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, fmt.Errorf("check database %s: %w", path, explain(err))
	}
	found, err := check(ctx, db)
	if closing := closePool(db); err == nil {
		err = closing
	}
	if err != nil {
		return nil, fmt.Errorf("check database %s: %w", path, explain(err))
	}
	return found, nil
}

// Check is the function of that name for an open database. What it finds is
// kept: a damaged database is not ready.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	found, err := check(ctx, s.read)
	if err != nil {
		return nil, fmt.Errorf("check the database: %w", explain(err))
	}
	s.damaged.Store(len(found) > 0)
	s.suspect.Store(len(found) > 0)
	if len(found) > 0 {
		return found, nil
	}
	if err := os.Remove(s.path + unread); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("check the database: %w", err)
	}
	return nil, nil
}

func check(ctx context.Context, db *gorm.DB) (found []string, err error) {
	db = db.Session(&gorm.Session{Context: ctx, Logger: logger.Discard}) // it is slow by nature
	err = db.Raw(fmt.Sprintf("PRAGMA integrity_check(%d)", maxFindings)).Scan(&found).Error
	if errors.Is(explain(err), errDamaged) { // it gave up
		return append(found, err.Error()), nil
	}
	if err != nil {
		return nil, err
	}
	if len(found) != 1 || found[0] != "ok" {
		return found, nil // rows of such a file cannot be trusted to be read
	}
	found = nil
	var orphans []struct {
		Table, Parent string
		Rowid         *int64
	}
	if err := db.Raw(`SELECT "table", parent, rowid FROM pragma_foreign_key_check LIMIT ?`, maxFindings).Scan(&orphans).Error; err != nil {
		return nil, err
	}
	for _, o := range orphans {
		where := "a row"
		if o.Rowid != nil {
			where = fmt.Sprintf("row %d", *o.Rowid)
		}
		found = append(found, fmt.Sprintf("%s of %s refers to a row of %s that is missing", where, o.Table, o.Parent))
	}
	return found, nil
}

// Unclean reports whether whoever used the database before did not close it,
// and nobody has found the whole of it in order since: its write-ahead log was
// left behind, or a note that it is still to be read. Another process that uses
// it at this moment looks the same.
func (s *Store) Unclean() bool { return s.suspect.Load() }

// unread ends the name of an empty file beside the database. Closing removes
// the log that tells of an unclean stop, and this stays in its place until
// Check finds nothing wrong.
const unread = "-unread"

// noteUnread makes that file, unless the log is still there: another process
// uses the database, or it could not be closed.
func (s *Store) noteUnread() error {
	if !s.suspect.Load() || exists(s.path+"-wal") {
		return nil
	}
	return touch(s.path + unread)
}

// leftBehind reports whether there is a write-ahead log with content.
func leftBehind(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
