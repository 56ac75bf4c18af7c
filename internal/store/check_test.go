package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit/database"
)

const testPage = 4096

// closedFile is the content of a database that was closed, some pages long.
func closedFile(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(database.Dir(t), "viva.db")
	s, err := Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		addUser(t, s, fmt.Sprintf("user number %d", i))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return contents(t, path)
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// placed writes a database, and its log where there is one, to a new folder.
func placed(t *testing.T, file, log []byte) string {
	t.Helper()
	path := database.File(t, file)
	if log == nil {
		return path
	}
	if err := os.WriteFile(path+"-wal", log, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What is no database, or not the whole of one, is refused and left alone.
func TestDamagedFiles(t *testing.T) {
	good := closedFile(t)
	for _, tt := range []struct {
		name   string
		damage func([]byte) []byte
	}{
		{"not a database", func([]byte) []byte { return bytes.Repeat([]byte("no database "), 1000) }},
		{"bad header", func(b []byte) []byte { copy(b, "SQLite format 9"); return b }},
		{"cut in a page", func(b []byte) []byte { return b[:len(b)-testPage-testPage/2] }},
		{"cut by a page", func(b []byte) []byte { return b[:len(b)-testPage] }},
		{"cut by half", func(b []byte) []byte { return b[:len(b)/testPage/2*testPage] }},
	} {
		bad := tt.damage(bytes.Clone(good))
		path := placed(t, bad, nil)
		s, err := Open(t.Context(), path, slog.New(slog.DiscardHandler))
		if err == nil {
			s.Close()
		}
		if !errors.Is(err, errDamaged) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if _, err := Check(t.Context(), path); !errors.Is(err, errDamaged) {
			t.Errorf("%s, checked: %v", tt.name, err)
		}
		if !bytes.Equal(contents(t, path), bad) {
			t.Errorf("%s: the file was changed", tt.name)
		}
	}
}

// After a power cut the log may hold what the file lacks. That is whole; where
// neither has a page it is not, and both are kept as they are.
func TestLogHoldsMissingPages(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	s := openAt(t, path)
	for i := range 100 {
		addUser(t, s, fmt.Sprintf("user number %d", i))
	}
	file, log := contents(t, path), contents(t, path+"-wal")
	if l, err := readLog(path+"-wal", testPage); err != nil || int(l.pages) <= len(file)/testPage {
		t.Fatalf("the file has %d pages of %d (%v): the test proves little", len(file)/testPage, l.pages, err)
	}
	after := openAt(t, placed(t, file, log))
	if n := len(rows(t, after, "users")); n != 100 || !after.Unclean() {
		t.Errorf("%d users came back, unclean %t", n, after.Unclean())
	}
	early := file
	var moved struct{ Busy, Log, Checkpointed int }
	if err := s.write.Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&moved).Error; err != nil || moved.Busy > 0 {
		t.Fatal(moved, err)
	}
	for i := range 200 { // their rows take the last pages
		addUser(t, s, fmt.Sprintf("late user number %d", i))
	}
	if err := s.write.Raw("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&moved).Error; err != nil || moved.Busy > 0 {
		t.Fatal(moved, err)
	}
	addUser(t, s, "the last one")
	file, log = contents(t, path), contents(t, path+"-wal")
	again := openAt(t, placed(t, file, log))
	if n := len(rows(t, again, "users")); n != 301 {
		t.Errorf("%d users came back", n)
	}
	if s, err := Open(t.Context(), placed(t, early, log), slog.New(slog.DiscardHandler)); !errors.Is(err, errDamaged) {
		if err == nil {
			s.Close()
		}
		t.Errorf("a file from before its log began: %v", err)
	}
	stale := make([]byte, frameHeader+testPage) // of a log that was longer once
	binary.BigEndian.PutUint32(stale, 5000)
	binary.BigEndian.PutUint32(stale[frameAtPages:], 5000)
	openAt(t, placed(t, file, append(bytes.Clone(log), stale...)))
	bad := placed(t, file[:len(file)-6*testPage], log)
	if s, err := Open(t.Context(), bad, slog.New(slog.DiscardHandler)); !errors.Is(err, errDamaged) {
		if err == nil {
			s.Close()
		}
		t.Errorf("a file cut short: %v", err)
	}
	if !bytes.Equal(contents(t, bad+"-wal"), log) {
		t.Error("the log was changed")
	}
}

// Opening does not read the pages of rows, so that a start takes no longer for
// a large file. Check reads them, and finds the faults.
func TestCheckReadsAll(t *testing.T) {
	good := closedFile(t)
	if found, err := Check(t.Context(), placed(t, good, nil)); err != nil || len(found) > 0 {
		t.Fatalf("a good file: %q, %v", found, err)
	}
	bad := bytes.Clone(good)
	clear(bad[len(bad)-2*testPage : len(bad)-testPage])
	path := placed(t, bad, nil)
	s, err := Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("opening read a page of rows: %v", err)
	}
	if found, err := s.Check(t.Context()); err != nil || len(found) == 0 {
		t.Errorf("a zeroed page, open: %q, %v", found, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	before := contents(t, path)
	if found, err := Check(t.Context(), path); err != nil || len(found) == 0 {
		t.Errorf("a zeroed page: %q, %v", found, err)
	}
	if !bytes.Equal(contents(t, path), before) {
		t.Error("checking changed the file")
	}
	if _, err := Check(t.Context(), filepath.Join(database.Dir(t), "viva.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// Rows that refer to nothing are found as well.
func TestCheckFindsOrphans(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	s := openAt(t, path)
	marie := addUser(t, s, "marie")
	for _, statement := range []string{"PRAGMA foreign_keys = OFF", "INSERT INTO habits (learner_id, certainty, extra) VALUES (99, 1, 0)",
		fmt.Sprintf("INSERT INTO habits (learner_id, certainty, extra) VALUES (%d, 1, 0)", marie.ID), "PRAGMA foreign_keys = ON"} {
		if err := s.write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	found, err := s.Check(t.Context())
	if want := "row 99 of habits refers to a row of users that is missing"; err != nil || len(found) != 1 || found[0] != want {
		t.Errorf("%q, %v, want %q", found, err, want)
	}
}

func TestCleanStop(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	s, err := Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if s.Unclean() {
		t.Error("a new file was not closed")
	}
	addUser(t, s, "marie")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if openAt(t, path).Unclean() {
		t.Error("a database that was closed is taken for one that was not")
	}
}

// crashed opens a copy of a database as a power cut leaves it: with its log.
func crashed(t *testing.T, from string) (path string, s *Store) {
	t.Helper()
	addUser(t, openAt(t, from), "marie")
	path = placed(t, contents(t, from), contents(t, from+"-wal"))
	return path, opened(t, path)
}

// opened is openAt for a test that closes what it opens.
func opened(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func shut(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// Whoever opens and closes a database after an unclean stop takes its log away.
// It is still to be read then, until somebody finds nothing wrong with it.
func TestUncleanUntilChecked(t *testing.T) {
	path, s := crashed(t, filepath.Join(database.Dir(t), "viva.db"))
	for _, who := range []string{"after the stop", "after a command", "after another"} {
		if !s.Unclean() {
			t.Errorf("%s it is taken for closed", who)
		}
		shut(t, s)
		s = opened(t, path)
	}
	if found, err := s.Check(t.Context()); err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	if s.Unclean() {
		t.Error("what was found whole is still to be read")
	}
	shut(t, s)
	if openAt(t, path).Unclean() {
		t.Error("what was found whole and closed is still to be read")
	}
	if exists(path + unread) {
		t.Error("the note is still there")
	}
}

// A command beside a server sees its log, which says nothing about the file.
func TestCleanBesideAServer(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	server := opened(t, path)
	addUser(t, server, "marie")
	shut(t, opened(t, path))
	shut(t, server)
	if openAt(t, path).Unclean() {
		t.Error("an orderly stop is not seen after a command beside the server")
	}
}

// A database in which damage was found is not ready, and is read again at the
// next start.
func TestDamageIsNotReady(t *testing.T) {
	path := placed(t, closedFile(t), nil)
	database.Spoil(t, path, "objections")
	path, s := crashed(t, path)
	ready := s.Readiness(func() time.Time { return noon })
	if err := ready.Check(t.Context()); err != nil {
		t.Errorf("not ready while nobody knows: %v", err)
	}
	if found, err := s.Check(t.Context()); err != nil || len(found) == 0 {
		t.Fatal(found, err)
	}
	if err := ready.Check(t.Context()); !errors.Is(err, errDamaged) {
		t.Errorf("ready: %v", err)
	}
	shut(t, s)
	if !openAt(t, path).Unclean() {
		t.Error("a damaged database is taken for whole after an orderly stop")
	}
}

// An index that lacks a row of its table is found, though each page is sound.
func TestCheckFindsIndexes(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	s := openAt(t, path)
	var index struct {
		Name, SQL string
		Rootpage  int
	}
	if err := s.write.Raw("SELECT name, sql, rootpage FROM sqlite_schema WHERE name = 'users_by_role'").Scan(&index).Error; err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"PRAGMA writable_schema = ON", "DELETE FROM sqlite_schema WHERE name = 'users_by_role'", "PRAGMA writable_schema = RESET"} {
		if err := s.write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	addUser(t, s, "marie")
	if err := s.write.Exec("PRAGMA writable_schema = ON").Error; err != nil {
		t.Fatal(err)
	}
	if err := s.write.Exec("INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('index', ?, 'users', ?, ?)", index.Name, index.Rootpage, index.SQL).Error; err != nil {
		t.Fatal(err)
	}
	if err := s.write.Exec("PRAGMA writable_schema = RESET").Error; err != nil {
		t.Fatal(err)
	}
	if found, err := Check(t.Context(), path); err != nil || !strings.Contains(fmt.Sprint(found), "missing from index users_by_role") {
		t.Errorf("%q, %v", found, err)
	}
}

// Checking a database that was not closed leaves its log where it is: whoever
// keeps both aside keeps all there is.
func TestCheckLeavesTheLog(t *testing.T) {
	from := filepath.Join(database.Dir(t), "viva.db")
	addUser(t, openAt(t, from), "marie")
	file, log := contents(t, from), contents(t, from+"-wal")
	path := placed(t, file, log)
	if found, err := Check(t.Context(), path); err != nil || len(found) > 0 {
		t.Fatal(found, err)
	}
	if !bytes.Equal(contents(t, path), file) || !bytes.Equal(contents(t, path+"-wal"), log) {
		t.Error("checking changed the file or its log")
	}
}
