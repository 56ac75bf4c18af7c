package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
)

// openNote ends the name of a note that stands beside the database while it is
// open. It holds a number that the database has in its header from then on, and
// that copies have not. So what somebody did to the files in between can be
// told: without a write-ahead log beside the note, the log was taken away; with
// another number in the header, the log belongs to another file.
const openNote = "-open"

var errForeignLog = errors.New("the write-ahead log beside the database belongs to another file, as after a copy was put in its place: move the -wal and -shm files away and start again")

// checkFound refuses what would be served as if it were whole: a log without
// its database or beside another one, and a file cut short. It runs before
// SQLite, which would write the log into the file.
func checkFound(path string) error {
	left := leftBehind(path)
	info, err := os.Stat(path)
	switch {
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return err
	case !left && err != nil:
		return nil // a new one
	case !left:
		return checkWhole(path)
	case err != nil || info.Size() == 0:
		return fmt.Errorf("%w (it is missing or empty, but there is its write-ahead log %s-wal)", errDamaged, path)
	}
	noted, there, err := readOpened(path)
	if err != nil {
		return err
	}
	if now, err := generation(path); err != nil || there && now != noted {
		return errors.Join(err, errForeignLog)
	}
	return checkWhole(path)
}

// generation reads the number in the header of a database file that this
// process has not open: closing a file gives up all locks that its process has
// on it, those of SQLite too.
func generation(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	header := make([]byte, headerSize)
	if _, err := f.ReadAt(header, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	return binary.BigEndian.Uint32(header[atGeneration:]), nil
}

// readOpened reads the note. One that was cut short by a crash says nothing.
func readOpened(path string) (number uint32, there bool, err error) {
	text, err := os.ReadFile(path + openNote)
	if errors.Is(err, os.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 31)
	return uint32(n), err == nil, nil
}

// logLost says that the log was taken away, and whether it was.
func logLost(path string, log *slog.Logger) bool {
	if !exists(path+openNote) || exists(path+"-wal") {
		return false
	}
	log.Error("the write-ahead log of the database is gone, though the database was not closed: what was answered last may be lost; put the -wal file back, or restore a backup", "file", path+"-wal")
	return true
}

// noteOpened makes the note, unless another process has the database open, or
// none closed it: then the number is in its header already.
func (s *Store) noteOpened(ctx context.Context) error {
	_, there, err := readOpened(s.path)
	if err != nil || !s.owner || there && exists(s.path+"-wal") {
		return err
	}
	number := rand.Int32N(1<<31-1) + 1
	db := s.write.WithContext(ctx)
	if err := db.Exec(fmt.Sprintf("PRAGMA user_version = %d", number)).Error; err != nil {
		return fmt.Errorf("note that the database is open: %w", err)
	}
	var moved struct{ Busy int }
	if err := db.Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&moved).Error; err != nil {
		return fmt.Errorf("note that the database is open: %w", err)
	}
	if moved.Busy != 0 {
		return nil // somebody else reads it, and the number is not in its header yet: nothing can be told later
	}
	return os.WriteFile(s.path+openNote, []byte(strconv.Itoa(int(number))+"\n"), 0o600)
}

// noteClosed removes the note when the process that owns it closes the database
// in an orderly way. A log may stay, for a program that copies it, and is that
// program's to remove then.
func (s *Store) noteClosed() error {
	if !s.owner {
		return nil
	}
	if err := os.Remove(s.path + openNote); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
