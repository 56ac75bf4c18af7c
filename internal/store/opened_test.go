package store

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/testkit/database"
)

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	if err := os.WriteFile(to, contents(t, from), 0o600); err != nil {
		t.Fatal(err)
	}
}

// unclean is a database as a crash leaves it: with its log and the note.
func unclean(t *testing.T) (path string) {
	t.Helper()
	from := filepath.Join(database.Dir(t), "viva.db")
	s := openAt(t, from)
	addUser(t, s, "marie")
	path = filepath.Join(database.Dir(t), "viva.db")
	for _, end := range []string{"", "-wal", openNote} {
		copyFile(t, from+end, path+end)
	}
	return path
}

// What somebody did to the files while nothing was running is refused or said,
// and nothing is changed by finding it.
func TestFilesThatDoNotBelongTogether(t *testing.T) {
	for _, tt := range []struct {
		name  string
		do    func(t *testing.T, path string)
		fails error
		says  string
	}{
		{"as it was left", func(*testing.T, string) {}, nil, ""},
		{"the log was taken away", func(t *testing.T, path string) { os.Remove(path + "-wal") }, nil, "the write-ahead log of the database is gone"},
		{"the database was taken away", func(t *testing.T, path string) { os.Remove(path) }, errDamaged, ""},
		{"the database was emptied", func(t *testing.T, path string) { os.Truncate(path, 0) }, errDamaged, ""},
		{"a copy was put in its place", func(t *testing.T, path string) {
			aside := path + "-copy"
			if err := Copy(t.Context(), path, aside); err != nil {
				t.Fatal(err)
			}
			copyFile(t, aside, path)
		}, errForeignLog, ""},
		{"another database was put in its place", func(t *testing.T, path string) {
			other := filepath.Join(database.Dir(t), "viva.db")
			shut(t, opened(t, other))
			copyFile(t, other, path)
		}, errForeignLog, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := unclean(t)
			tt.do(t, path)
			var log strings.Builder
			s, err := Open(t.Context(), path, slog.New(slog.NewTextHandler(&log, nil)))
			if !errors.Is(err, tt.fails) || (err == nil) != (tt.fails == nil) {
				t.Errorf("%v, want %v", err, tt.fails)
			}
			if said := strings.TrimSpace(log.String()); (tt.says == "") != (said == "") || !strings.Contains(said, tt.says) {
				t.Errorf("said is %q, want %q", said, tt.says)
			}
			if err != nil {
				return
			}
			if !s.Unclean() {
				t.Error("it is taken for closed")
			}
			shut(t, s)
			if exists(path + openNote) {
				t.Error("the note stays after an orderly stop")
			}
		})
	}
}
