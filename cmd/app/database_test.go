package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/testkit/database"
)

// A server that was killed reads the whole database at its next start, and
// serves meanwhile. One that was stopped does not read it.
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

// A server that finds its database damaged after an unclean stop goes on for
// those who are there, but is not ready, and stays so after an orderly stop.
func TestDamageFoundAfterCrash(t *testing.T) {
	s := startServer(t, t.TempDir())
	s.stop()
	database.Spoil(t, filepath.Join(s.data, "viva.db"), "objections")
	s.restart()
	signUp(t, s.url, "marie")
	s.kill()
	for _, start := range []string{"after a crash", "after an orderly stop"} {
		s.launch(s.cmd.Args[1:]...)
		s.waitStatus("/readyz", http.StatusServiceUnavailable)
		for _, path := range []string{"/livez", "/"} {
			if got := s.status(path); got != http.StatusOK {
				t.Errorf("%s: %s answers %d", start, path, got)
			}
		}
		s.waitLog("the database is damaged")
		s.waitLog(`"not ready","error":"the file is damaged`)
		if code, _, stderr := runApp("", "healthcheck", "--addr", strings.TrimPrefix(s.url, "http://")); code != 1 || !strings.Contains(stderr, "not ready") {
			t.Errorf("%s: app healthcheck exits %d, %q", start, code, stderr)
		}
		if code := s.stop(); code != 0 {
			t.Errorf("%s: stopping exits %d", start, code)
		}
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
