package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A server that was killed reads the whole database at its next start, and
// serves meanwhile; one that was stopped does not.
func TestCheckAfterCrash(t *testing.T) {
	s := startServer(t, t.TempDir())
	if strings.Contains(s.log.String(), "not closed") {
		t.Errorf("a new database was taken for one that was not closed:\n%s", s.log)
	}
	s.kill()
	s.restart()
	s.waitLog("the database is whole")
	if got := s.status("/readyz"); got != http.StatusOK {
		t.Errorf("/readyz answers %d", got)
	}
	s.stop()
	s.restart()
	if code, stdout, stderr := runApp("", "database", "check", "--data", s.data); code != 0 || stdout != "The database is whole.\n" {
		t.Errorf("beside a server: exit %d, %q, %q", code, stdout, stderr)
	}
	if strings.Contains(s.log.String(), "not closed") {
		t.Errorf("an orderly stop was not noticed:\n%s", s.log)
	}
}

func TestDatabaseCheck(t *testing.T) {
	data := t.TempDir()
	if code, _, stderr := runApp("", "database", "check", "--data", data); code != 1 || !strings.Contains(stderr, "no such file") {
		t.Errorf("nothing there: exit %d, %q", code, stderr)
	}
	if entries, err := os.ReadDir(data); err != nil || len(entries) > 0 {
		t.Errorf("checking made %v, %v", entries, err)
	}
	if code, _, stderr := runApp("correct horse battery\n", "user", "create", "ada", "--data", data); code != 0 {
		t.Fatalf("exit %d, %q", code, stderr)
	}
	path := filepath.Join(data, "viva.db")
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	clear(file[len(file)-2*page : len(file)-page])
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stdout, stderr := runApp("", "database", "check", "--data", data); code != 1 || stdout == "" || !strings.Contains(stderr, "restore a backup") {
		t.Errorf("a damaged file: exit %d, %q, %q", code, stdout, stderr)
	}
}
