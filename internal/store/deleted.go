package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"viva/internal/users"
)

// deletedNote ends the name of the list of deleted accounts, which stands beside
// the database and stays when that is replaced: whoever was deleted after a backup
// was made does not come back with it. It has numbers only.
const deletedNote = "-deleted"

// deletion names an account that is deleted. After a restore numbers are given
// again, to others: the moment at which an account began tells them apart.
type deletion struct{ id, createdAt int64 }

// deletedList is the list beside a database. Each line is a deletion; one with "-"
// before it takes back a deletion that came to nothing, and "whole N" says that the
// database was compacted when the list had N bytes.
//
// A line is on the disk before its deletion is committed, and whoever is listed
// and still there is deleted when the database is opened. So a crash in between
// does what was asked for.
type deletedList string

func deletedBeside(path string) deletedList { return deletedList(path + deletedNote) }

// add puts lines on the disk.
func (l deletedList) add(lines ...string) error {
	f, err := os.OpenFile(string(l), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("note deleted accounts: %w", err)
	}
	_, err = f.WriteString(strings.Join(lines, "\n") + "\n")
	if err := errors.Join(err, f.Sync(), f.Close(), SyncDir(filepath.Dir(string(l)))); err != nil {
		return fmt.Errorf("note deleted accounts: %w", err)
	}
	return nil
}

func (d deletion) String() string { return fmt.Sprintf("%d %d", d.id, d.createdAt) }

// read returns the deletions, and whether some came after the database was
// compacted. A line that a crash cut short names nobody.
func (l deletedList) read() (all []deletion, since bool, err error) {
	f, err := os.Open(string(l))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read the list of deleted accounts: %w", err)
	}
	defer f.Close()
	var at, last, whole int64
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := lines.Text()
		at += int64(len(line)) + 1
		var d deletion
		var n int64
		switch {
		case scan(line, "whole %d", &n):
			whole = max(whole, n)
		case scan(line, "-%d %d", &d.id, &d.createdAt):
			all = slices.DeleteFunc(all, func(o deletion) bool { return o == d })
		case scan(line, "%d %d", &d.id, &d.createdAt):
			all, last = append(all, d), at
		}
	}
	if err := lines.Err(); err != nil {
		return nil, false, fmt.Errorf("read the list of deleted accounts: %w", err)
	}
	return all, last > whole, nil
}

// scan reads a line that has this form and nothing else.
func scan(line, form string, into ...any) bool {
	n, err := fmt.Sscanf(line+"\n", form+"\n", into...)
	return err == nil && n == len(into)
}

// size is how long the list is.
func (l deletedList) size() (int64, error) {
	info, err := os.Stat(string(l))
	if err != nil {
		return 0, fmt.Errorf("read the list of deleted accounts: %w", err)
	}
	return info.Size(), nil
}

// DeleteAccount implements users.Tx.
func (a accounts) DeleteAccount(acc users.Account) error {
	*a.deleted = append(*a.deleted, deletion{int64(acc.ID), acc.CreatedAt.UnixMilli()})
	return erase(a.tx, []int64{int64(acc.ID)})
}

// ExamRuns implements users.Tx.
func (a accounts) ExamRuns(id users.ID, now time.Time) (runs bool, err error) {
	err = a.tx.Raw("SELECT EXISTS (SELECT 1 FROM attempts WHERE learner_id = ? AND deadline > ? AND finished_at IS NULL)", int64(id), now.UnixMilli()).Scan(&runs).Error
	if err != nil {
		return false, fmt.Errorf("look for an exam that runs: %w", err)
	}
	return runs, nil
}

// updateAccounts runs change in a transaction. Whom it deletes is listed before
// that is committed.
func (s *Store) updateAccounts(ctx context.Context, change func(users.Tx) error) error {
	list := deletedBeside(s.path)
	var deleted []deletion
	listed := false
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := change(accounts{tx, &deleted}); err != nil || len(deleted) == 0 {
			return err
		}
		listed = true
		return list.add(lines(deleted, "")...)
	})
	switch {
	case err != nil && listed:
		return errors.Join(err, list.add(lines(deleted, "-")...))
	case err == nil && listed:
		s.logHolds.Store(true)
		_, _ = s.EmptyLog(context.WithoutCancel(ctx)) // the account is gone; what fails is tried again
	}
	return err
}

func lines(all []deletion, before string) []string {
	out := make([]string, len(all))
	for i, d := range all {
		out[i] = before + d.String()
	}
	return out
}

// deleteListed deletes whoever is on the list and still there, and returns them: a
// crash came between the list and the database, or an older database was put in
// its place.
func deleteListed(db *gorm.DB, list deletedList) (again []deletion, err error) {
	all, _, err := list.read()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var there []struct{ ID, CreatedAt int64 }
	if err := db.Raw("SELECT id, created_at FROM users").Scan(&there).Error; err != nil {
		return nil, fmt.Errorf("look for deleted accounts: %w", err)
	}
	listed := map[deletion]bool{}
	for _, d := range all {
		listed[d] = true
	}
	var gone []int64
	for _, u := range there {
		if d := (deletion{u.ID, u.CreatedAt}); listed[d] {
			again, gone = append(again, d), append(gone, u.ID)
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	return again, db.Transaction(func(tx *gorm.DB) error { return erase(tx, gone) })
}

// deleteAgain is deleteListed for a database that was opened.
func (s *Store) deleteAgain(ctx context.Context, log *slog.Logger) error {
	list := deletedBeside(s.path)
	again, err := deleteListed(s.write.WithContext(ctx), list)
	if err == nil && len(again) > 0 {
		log.Warn("deleted accounts again that are on the list of deleted ones", "count", len(again), "list", string(list))
		err = list.add(lines(again, "")...) // for Compact, which may have been there before
	}
	if err != nil {
		return err
	}
	_, since, err := list.read()
	s.logHolds.Store(since) // a crash may have come before the log was emptied
	return err
}

// DeleteListed deletes in the database file path whoever is on the list beside the
// database file to, whose place it is to take, and returns how many.
func DeleteListed(ctx context.Context, path, to string) (n int, err error) {
	db, err := handle(ctx, path, writeOptions, 1, slog.New(slog.DiscardHandler))
	if err == nil {
		var again []deletion
		again, err = deleteListed(db.WithContext(ctx), deletedBeside(to))
		if n = len(again); err == nil && n > 0 {
			err = errors.Join(db.Exec("VACUUM").Error, db.Exec("PRAGMA wal_checkpoint(TRUNCATE)").Error)
		}
		err = errors.Join(err, closePool(db))
	}
	if err != nil {
		return 0, fmt.Errorf("delete accounts again in %s: %w", path, Explain(err))
	}
	return n, nil
}
