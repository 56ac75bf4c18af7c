package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"viva/internal/store"
)

// ErrInUse says that a database cannot be replaced now.
var ErrInUse = errors.New("a server or another command uses the database: stop it first")

// Restored is what a restore did.
type Restored struct {
	Note  Note   // of the copy, zero where none stands beside it
	Noted bool   // there is one
	Aside string // where the database of before is now, or "" if there was none

	Deleted int // accounts that were deleted after the copy was made, and are again
	store.Summary
}

// Restore puts the copy from in the place of the database file to, which is
// kept aside under a name with its date, and ends all sessions. Whoever was deleted
// from that database does not come back. A database
// without a note, such as a plain copy with its write-ahead log, is read whole
// and taken as it is. With any error the database is as it was.
func Restore(ctx context.Context, from, to string, now time.Time) (Restored, error) {
	done, err := restore(ctx, from, to, now)
	if err != nil {
		return Restored{}, fmt.Errorf("restore %s: %w", from, err)
	}
	return done, nil
}

func restore(ctx context.Context, from, to string, now time.Time) (done Restored, err error) {
	if err := notInUse(to); err != nil {
		return done, err
	}
	switch done.Note, err = Read(from); {
	case err == nil:
		done.Noted = true
	case !errors.Is(err, fs.ErrNotExist):
		return done, err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return done, err
	}
	fresh := to + ".restoring"
	if err := removeAll(fresh); err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, removeAll(fresh)) }()
	if err := done.prepare(ctx, from, fresh, to); err != nil {
		return done, err
	}
	if done.Aside, err = replace(to, fresh, now); err != nil {
		return done, err
	}
	return done, store.SyncDir(filepath.Dir(to))
}

func notInUse(path string) error {
	used, err := store.InUse(path)
	if err == nil && used {
		err = ErrInUse
	}
	return err
}

// replace puts a file in the place of a database, which it names aside. A server
// that was started meanwhile goes on with the one that it opened.
func replace(to, fresh string, now time.Time) (aside string, err error) {
	aside = to + now.UTC().Format(".before-20060102T150405Z")
	moved, err := rename(to, aside)
	if err == nil {
		err = notInUse(aside)
	}
	if err == nil {
		err = os.Rename(fresh, to)
	}
	if err != nil {
		_, back := rename(aside, to)
		return "", errors.Join(err, back)
	}
	if !moved {
		aside = ""
	}
	return aside, nil
}

// prepare copies a database, log and all, and makes of it one to go on with.
func (r *Restored) prepare(ctx context.Context, from, fresh, to string) (err error) {
	if err := store.Copy(ctx, from, fresh); err != nil {
		return err
	}
	if err := whole(ctx, fresh); err != nil {
		return err
	}
	if r.Summary, err = store.Summarize(ctx, fresh); err != nil {
		return err
	}
	if err := r.Known(); err != nil {
		return err
	}
	if r.Deleted, err = store.DeleteListed(ctx, fresh, to); err != nil {
		return err
	}
	if r.Summary, err = store.Summarize(ctx, fresh); err != nil {
		return err
	}
	return store.SignAllOut(ctx, fresh)
}

// beside are the ends of the names of what belongs to a database file.
var beside = []string{"", "-wal", "-shm", "-open", "-unread"}

// rename gives a database another name, with all that belongs to it, and reports
// whether there was any of it. A log that stayed behind would be written into
// the next file of its name.
func rename(from, to string) (moved bool, err error) {
	for _, end := range beside {
		switch err := os.Rename(from+end, to+end); {
		case err == nil:
			moved = true
		case !errors.Is(err, fs.ErrNotExist):
			return moved, err
		}
	}
	return moved, nil
}

func removeAll(path string) error {
	var errs []error
	for _, end := range beside {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
