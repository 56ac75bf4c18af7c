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

// maxFindings is the most faults of a file that are reported.
const maxFindings = 100

// Check reads a whole database and reports what is wrong with it: pages and
// indexes that contradict each other, rows that break a rule of their table or
// refer to a row that is missing. It changes nothing.
func Check(ctx context.Context, path string) ([]string, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("check database: %w", err)
	}
	if err := checkWhole(path); err != nil {
		return nil, fmt.Errorf("check database %s: %w", path, err)
	}
	db, err := handle(ctx, path, "mode=ro&_query_only=1&_busy_timeout=5000", 1, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, fmt.Errorf("check database %s: %w", path, Explain(err))
	}
	found, err := check(ctx, db)
	if closing := closePool(db); err == nil {
		err = closing
	}
	if err != nil {
		return nil, fmt.Errorf("check database %s: %w", path, Explain(err))
	}
	return found, nil
}

// Check does for an open database what the function of that name does for a
// file. It also remembers whether there was damage: a damaged database is not
// ready.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	found, err := check(ctx, s.read)
	if err != nil {
		return nil, fmt.Errorf("check the database: %w", Explain(err))
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
	db = db.Session(&gorm.Session{Context: ctx, Logger: logger.Discard}) // it is slow, and need not be logged as that
	err = db.Raw(fmt.Sprintf("PRAGMA integrity_check(%d)", maxFindings)).Scan(&found).Error
	if errors.Is(Explain(err), errDamaged) { // SQLite gave up
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

// Unclean reports whether the database was not closed after its last use, and
// no Check has found it in order since. The signs are a write-ahead log that
// was left behind, or the note of an earlier unclean stop. It is also true
// while another process uses the database.
func (s *Store) Unclean() bool { return s.suspect.Load() }

// unread ends the name of the note: an empty file beside the database. Closing
// removes the log, which was the sign of an unclean stop; the note stays until
// Check finds nothing wrong.
const unread = "-unread"

// noteUnread makes the note, unless the log is still there, because another
// process uses the database or it could not be closed.
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
