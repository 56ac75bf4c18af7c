// Package backup keeps copies of an installation's database that were shown to
// be whole, and puts one of them in its place again.
//
// A copy is an ordinary database file. Beside it, under its name and ".json",
// stands a note of what was copied and of the hash of the file: SQLite has no
// checksums, so nothing else tells a page that a disk changed.
package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"viva/internal/store"
)

// Note is what stands beside a copy.
type Note struct {
	MadeAt  time.Time `json:"made_at"`
	Version string    `json:"version"` // of the program
	Bytes   int64     `json:"bytes"`
	SHA256  string    `json:"sha256"`
	store.Summary
}

// noteSuffix ends the name of a note.
const noteSuffix = ".json"

// Make copies the database file from into the new file to while others use it,
// reads the copy whole, and writes the note beside it. Nothing stands under the
// name of the copy before it has been shown to be whole.
func Make(ctx context.Context, from, to, version string, now time.Time) (Note, error) {
	note, err := copyWhole(ctx, from, to, version, now)
	if err != nil {
		return Note{}, fmt.Errorf("back up to %s: %w", to, err)
	}
	return note, nil
}

func copyWhole(ctx context.Context, from, to, version string, now time.Time) (note Note, err error) {
	if _, err := os.Stat(to); err == nil {
		return note, fs.ErrExist
	}
	part := to + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return note, err
	}
	if err := store.Copy(ctx, from, part); err != nil {
		return note, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	if err := whole(ctx, part); err != nil {
		return note, err
	}
	if note, err = describe(ctx, part, version, now); err != nil {
		return note, err
	}
	if err := note.write(to + noteSuffix); err != nil {
		return note, err
	}
	if err := os.Rename(part, to); err != nil {
		return note, err
	}
	return note, store.SyncDir(filepath.Dir(to))
}

// ErrDamaged says that a copy is not what was written.
var ErrDamaged = errors.New("this copy is damaged")

func whole(ctx context.Context, path string) error {
	found, err := store.Check(ctx, path)
	if err == nil && len(found) > 0 {
		err = fmt.Errorf("%w: %s", ErrDamaged, strings.Join(found, "; "))
	}
	return err
}

func describe(ctx context.Context, path, version string, now time.Time) (Note, error) {
	note := Note{MadeAt: now.UTC().Truncate(time.Second), Version: version}
	var err error
	if note.Summary, err = store.Summarize(ctx, path); err != nil {
		return note, err
	}
	note.SHA256, note.Bytes, err = hash(path)
	return note, err
}

func hash(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// write puts the note on the disk.
func (n Note) write(path string) error {
	text, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(path, append(text, '\n'))
}

// writeFile puts a file on the disk that nobody else may read.
func writeFile(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// Read returns the note beside a copy and compares the copy with it. A file
// without a note is an error that is fs.ErrNotExist.
func Read(path string) (Note, error) {
	var note Note
	text, err := os.ReadFile(path + noteSuffix)
	if err != nil {
		return note, err
	}
	if err := json.Unmarshal(text, &note); err != nil {
		return note, fmt.Errorf("read the note %s: %w", path+noteSuffix, err)
	}
	sum, size, err := hash(path)
	if err != nil {
		return note, err
	}
	if sum != note.SHA256 {
		return note, fmt.Errorf("%w: it has %d bytes with SHA-256 %s, its note says %d with %s", ErrDamaged, size, sum, note.Bytes, note.SHA256)
	}
	return note, nil
}
