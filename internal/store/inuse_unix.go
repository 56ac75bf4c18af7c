//go:build unix

package store

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// Where SQLite locks a database file that it reads (https://sqlite.org/fileformat2.html,
// "the lock-byte page"): each connection to a database with a write-ahead log
// holds a lock there as long as it is open.
const (
	sharedFirst = 1<<30 + 2
	sharedSize  = 510
)

// InUse reports whether another process has the database file open. It asks for
// the lock and takes none: opening the file would write its log into it.
func InUse(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: sharedFirst, Len: sharedSize}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &lock); err != nil {
		return false, err
	}
	return lock.Type != syscall.F_UNLCK, nil
}
