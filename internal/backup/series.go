package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Series is a folder of copies that are made by the clock.
type Series struct {
	From    string // the database file
	Dir     string
	Keep    int // how many of its copies stay
	Version string
}

// The names of the copies of a series sort by time.
const (
	nameLayout  = "viva-20060102T150405Z.db"
	namePattern = "viva-????????T??????Z.db"
)

// Add makes the next copy and removes the oldest ones beyond those to keep. A
// copy that failed removes none.
func (s Series) Add(ctx context.Context, now time.Time) (path string, note Note, err error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return "", note, fmt.Errorf("make the folder of backups: %w", err)
	}
	path = filepath.Join(s.Dir, now.UTC().Format(nameLayout))
	if note, err = Make(ctx, s.From, path, s.Version, now); err != nil {
		return "", note, err
	}
	return path, note, s.prune()
}

// prune removes all but the newest copies.
func (s Series) prune() error {
	names, err := s.list()
	if err != nil {
		return err
	}
	for _, name := range names[:max(0, len(names)-s.Keep)] {
		for _, file := range []string{name, name + noteSuffix, KeyFile(name)} {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("remove an old backup: %w", err)
			}
		}
	}
	return nil
}

// list returns the copies of the series, oldest first.
func (s Series) list() ([]string, error) {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the backups: %w", err)
	}
	var names []string
	for _, e := range entries {
		if ours, _ := filepath.Match(namePattern, e.Name()); ours && e.Type().IsRegular() {
			names = append(names, filepath.Join(s.Dir, e.Name()))
		}
	}
	slices.Sort(names)
	return names, nil
}

// Last is when the newest copy was made, or zero.
func (s Series) Last() (time.Time, error) {
	names, err := s.list()
	if err != nil || len(names) == 0 {
		return time.Time{}, err
	}
	return time.Parse(nameLayout, filepath.Base(names[len(names)-1]))
}
