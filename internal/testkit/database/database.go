// Package database gives tests databases of their own: empty ones of today's
// schema, and files with whatever content.
package database

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// blank is the content of an empty database. It is made once for all tests of a
// package, since the migrations take longer than most tests.
var blank struct {
	once    sync.Once
	content []byte
	err     error
}

// opener opens a database, and brings its schema up to date.
type opener[S io.Closer] func(ctx context.Context, path string, log *slog.Logger) (S, error)

// Empty returns the path of an empty database that is the test's own. open is
// store.Open: storage hands it in, so that its own tests can call Empty too.
func Empty[S io.Closer](t testing.TB, open opener[S]) string {
	t.Helper()
	blank.once.Do(func() { blank.content, blank.err = migrated(open) })
	if blank.err != nil {
		t.Fatal(blank.err)
	}
	return File(t, blank.content)
}

func migrated[S io.Closer](open opener[S]) (content []byte, err error) {
	dir, err := os.MkdirTemp(inMemory(), "viva-blank-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "viva.db")
	s, err := open(context.Background(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// File returns the path of a database file of that content that is the test's
// own.
func File(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(Dir(t), "viva.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Dir returns a folder for databases that is the test's own. It is in memory
// where the machine has such a file system with room: each commit is flushed,
// and on a disk that is most of what a test waits for.
func Dir(t testing.TB) string {
	t.Helper()
	within := inMemory()
	if within == "" {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(within, "viva-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// Spoil clears the first page of a table in a database that nobody uses.
func Spoil(t testing.TB, path, table string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	var number, size int
	err = errors.Join(db.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = ?", table).Scan(&number),
		db.QueryRow("PRAGMA page_size").Scan(&size), db.Close())
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clear(content[(number-1)*size : number*size])
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
