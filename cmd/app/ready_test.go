package main

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"testing"
	"time"
)

// While another process holds the database, the server says that it is not
// ready, and reads on; afterwards it is ready again by itself.
func TestNotReadyBesideALock(t *testing.T) {
	data := t.TempDir()
	s := startServer(t, data)
	other, err := sql.Open("sqlite3", filepath.Join(data, "viva.db")+"?_txlock=immediate&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	s.waitStatus("/readyz", http.StatusServiceUnavailable)
	if got := s.status("/livez"); got != http.StatusOK {
		t.Errorf("/livez answers %d", got)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	s.waitStatus("/readyz", http.StatusOK)
}

// status is what a page answers with, or 0 without an answer.
func (s *server) status(path string) int {
	s.t.Helper()
	resp, err := http.Get(s.url + path)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

// waitStatus waits until a page answers with a status.
func (s *server) waitStatus(path string, want int) {
	s.t.Helper()
	for range 6000 {
		if s.status(path) == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("%s never answered %d:\n%s", path, want, s.log)
}
