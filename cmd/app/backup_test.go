package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit/database"
)

// answerSome has a learner answer n questions, and returns when the last is
// acknowledged.
func answerSome(t *testing.T, c *client, n int) {
	t.Helper()
	var a attempt
	if code, err := c.call("POST", "/attempts", "", map[string]any{"subject": "aws-support", "mode": "practice", "size": n}, &a); code != 201 {
		t.Fatal(code, err)
	}
	for i := range a.Items {
		path := fmt.Sprintf("/attempts/%d/answers/%d", a.ID, a.Items[i].Position)
		if code, err := c.call("PUT", path, fmt.Sprintf("%d-%d", a.ID, i), map[string]any{"given": a.first(i), "revision": 1}, nil); code != 200 {
			t.Fatal(code, err)
		}
	}
}

// A backup of a server that is running has all that was acknowledged before it,
// and one command puts it into another data directory.
func TestBackupAndRestore(t *testing.T) {
	s := startServer(t, t.TempDir())
	c := signUp(t, s.url, "marie")
	answerSome(t, c, 10)
	file := filepath.Join(t.TempDir(), "school.db")
	if code, out, errs := runApp("", "backup", "--data", s.data, file); code != 0 || !strings.Contains(out, "1 attempts, 10 answers") {
		t.Fatalf("exit %d, %q, %q", code, out, errs)
	}
	if code, _, errs := runApp("", "backup", "--data", s.data, file); code != 1 || !strings.Contains(errs, "replaces nothing") {
		t.Errorf("over another backup: exit %d, %q", code, errs)
	}
	if code, _, errs := runApp("", "restore", "--data", s.data, file); code != 1 || !strings.Contains(errs, "stop it first") {
		t.Errorf("beside a server: exit %d, %q", code, errs)
	}
	if code, out, errs := runApp("", "verify", "--data", s.data); code != 0 || !strings.Contains(out, "10 of 10 marks") {
		t.Errorf("the database of a server: exit %d, %q, %q", code, out, errs)
	}
	answerSome(t, c, 5)
	s.kill()

	other := filepath.Join(t.TempDir(), "other")
	for _, data := range []string{other, s.data} {
		if code, out, errs := runApp("", "restore", "--data", data, file); code != 0 || errs != "" || !strings.Contains(out, "10 answers. Everybody signs in again.") {
			t.Fatalf("exit %d, %q, %q", code, out, errs)
		}
		if code, out, errs := runApp("", "verify", "--data", data); code != 0 || !strings.Contains(out, "1 accounts, 1 attempts, 10 answers") {
			t.Errorf("exit %d, %q, %q", code, out, errs)
		}
	}
	aside, err := filepath.Glob(filepath.Join(s.data, "viva.db.before-*Z"))
	if err != nil || len(aside) != 1 {
		t.Fatal(aside, err)
	}
	if code, out, errs := runApp("", "verify", "--data", s.data, aside[0]); code != 0 || !strings.Contains(out, "15 answers") {
		t.Errorf("what was there, with its log: exit %d, %q, %q", code, out, errs)
	}
	s.restart()
	if code, _ := c.call("GET", "/me", "", nil, nil); code != 401 {
		t.Errorf("a session of before the restore answers %d", code)
	}
}

// Of what is damaged in a backup, verify says what it is.
func TestVerifyTellsDamage(t *testing.T) {
	data := t.TempDir()
	if code, _, errs := runApp("correct horse battery\n", "user", "create", "ada", "--data", data); code != 0 {
		t.Fatal(errs)
	}
	file := filepath.Join(data, "copy.db")
	if code, _, errs := runApp("", "backup", "--data", data, file); code != 0 {
		t.Fatal(errs)
	}
	if code, out, _ := runApp("", "verify", "--data", data, file); code != 0 || !strings.Contains(out, "It is what its note says") {
		t.Errorf("exit %d, %q", code, out)
	}
	database.Spoil(t, file, "users")
	if code, _, errs := runApp("", "verify", "--data", data, file); code != 1 || !strings.Contains(errs, "damaged") {
		t.Errorf("beside its note: exit %d, %q", code, errs)
	}
	if err := os.Remove(file + ".json"); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := runApp("", "verify", "--data", data, file); code != 1 || out == "" || !strings.Contains(errs, "restore a backup") {
		t.Errorf("without its note: exit %d, %q, %q", code, out, errs)
	}
}

// The key leaves the data directory encrypted or not at all, and comes back by
// what decrypts it.
func TestBackupWithKeys(t *testing.T) {
	data := t.TempDir()
	if code, _, errs := runApp("correct horse battery\n", "user", "create", "ada", "--data", data); code != 0 {
		t.Fatal(errs)
	}
	key, err := os.ReadFile(filepath.Join(data, "key"))
	if err != nil {
		t.Fatal(err)
	}
	phrase := filepath.Join(t.TempDir(), "phrase")
	if err := os.WriteFile(phrase, []byte("correct horse battery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	for _, args := range [][]string{{"--with-keys"}, {"--passphrase-file", phrase}} {
		if code, _, errs := runApp("", append([]string{"backup", "--data", data, file}, args...)...); code != 1 || !strings.Contains(errs, "--with-keys") {
			t.Errorf("%v: exit %d, %q", args, code, errs)
		}
	}
	if code, out, errs := runApp("", "backup", "--data", data, file, "--with-keys", "--passphrase-file", phrase); code != 0 || !strings.Contains(out, "copy.db.key.age") {
		t.Fatalf("exit %d, %q, %q", code, out, errs)
	}
	other := t.TempDir()
	if code, out, errs := runApp("", "restore", "--data", other, file, "--passphrase-file", phrase); code != 0 || !strings.Contains(out, "the backup again") {
		t.Fatalf("exit %d, %q, %q", code, out, errs)
	}
	if got, err := os.ReadFile(filepath.Join(other, "key")); err != nil || string(got) != string(key) {
		t.Errorf("another key came back (%v)", err)
	}
}

// A key without its database is the rest of a site, and no new one begins
// beside it unasked.
func TestKeyBesideNoDatabase(t *testing.T) {
	data := t.TempDir()
	if code, _, errs := runApp("correct horse battery\n", "user", "create", "ada", "--data", data); code != 0 {
		t.Fatal(errs)
	}
	for _, gone := range []func(path string) error{func(path string) error { return os.Truncate(path, 0) }, os.Remove} {
		if err := gone(filepath.Join(data, databaseFile)); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := runApp("", "user", "list", "--data", data); code != exitConfig || !strings.Contains(errs, "missing or empty") {
			t.Errorf("exit %d, %q", code, errs)
		}
	}
}

// A server makes a backup when the newest is old enough, those of an earlier run
// included, and says what failed.
func TestKeepBackups(t *testing.T) {
	data := t.TempDir()
	if code, _, errs := runApp("correct horse battery\n", "user", "create", "ada", "--data", data); code != 0 {
		t.Fatal(errs)
	}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	b := Backups{Every: time.Hour, Keep: 2}
	told := 0
	made := func(log *strings.Builder) int {
		return len(regexp.MustCompile(`made a backup`).FindAllString(log.String(), -1))
	}
	run := func(passed ...time.Duration) *strings.Builder {
		var log strings.Builder
		ticks := make(chan time.Time)
		stop := b.keepBackups(context.Background(), data, ticks, func() time.Time { return now },
			func(context.Context) { told++ }, slog.New(slog.NewTextHandler(&log, nil)))
		for _, d := range passed {
			ticks <- now // the one before is over
			now = now.Add(d)
		}
		ticks <- now
		stop()
		return &log
	}
	if n := made(run(30*time.Second, 30*time.Second, time.Minute, 58*time.Minute)); n != 1 {
		t.Errorf("%d backups in the first hour, want 1", n)
	}
	if n := made(run(5*time.Minute, 30*time.Minute)); n != 1 {
		t.Errorf("%d backups after a start in the second hour, want 1", n)
	}
	if err := os.WriteFile(filepath.Join(data, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.Dir = filepath.Join(data, "file", "backups")
	if log := run(2 * time.Minute); made(log) != 0 || !strings.Contains(log.String(), "the backup failed") {
		t.Errorf("a backup that fails: %s", log)
	}
	b.Every = 0
	b.keepBackups(context.Background(), data, nil, nil, nil, nil)()
	if told != 2 {
		t.Errorf("%d backups are told, want 2", told)
	}
}
