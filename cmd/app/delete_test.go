package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viva/internal/backup"
)

// Whoever is deleted beside a running server is signed out at once, and in no file
// of the site any more once the database is compacted. A backup of before brings
// back all others, whether a command puts it in place or a hand does.
func TestDeletedStaysDeleted(t *testing.T) {
	s := startServer(t, t.TempDir())
	gone, stays := signUp(t, s.url, "marie zyxw"), signUp(t, s.url, "paul")
	answerSome(t, gone, 5)
	answerSome(t, stays, 3)
	for path, words := range map[string]map[string]any{
		"POST /attempts/1/items/1/objections": {"words": "zyxw is wrong"},
		"PUT /attempts/1/items/1/memo":        {"bookmarked": true, "note": "zyxw to remember"},
	} {
		method, path, _ := strings.Cut(path, " ")
		if code, err := gone.call(method, path, "", words, nil); code >= 300 {
			t.Fatal(path, code, err)
		}
	}
	file := filepath.Join(t.TempDir(), "school.db")
	if code, _, errs := runApp("", "backup", "--data", s.data, file); code != 0 {
		t.Fatal(errs)
	}
	for _, db := range []string{file, filepath.Join(s.data, databaseFile) + "-wal"} {
		if left(t, db) == 0 {
			t.Fatalf("%s never had what is looked for", db)
		}
	}

	if code, _, errs := runApp("", "user", "delete", "marie zyxw", "--data", s.data); code != 1 || !strings.Contains(errs, "say --yes") {
		t.Errorf("without --yes: exit %d, %s", code, errs)
	}
	if code, out, errs := runApp("", "user", "delete", "marie zyxw", "--yes", "--data", s.data); code != 0 || errs != "" || !strings.Contains(out, "deleted") {
		t.Fatalf("exit %d, %s%s", code, out, errs)
	}
	if code, _ := gone.call("GET", "/me", "", nil, nil); code != 401 {
		t.Errorf("the deleted account's token answers %d", code)
	}
	if code, err := stays.call("GET", "/me", "", nil, nil); code != 200 {
		t.Errorf("another account's token answers %d, %v", code, err)
	}
	if code, out, errs := runApp("", "database", "compact", "--data", s.data); code != 0 || !strings.Contains(out, "is compacted") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	files, err := filepath.Glob(filepath.Join(s.data, "*"))
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if n := left(t, f); n > 0 {
			t.Errorf("%s has %d words of the deleted account", f, n)
		}
	}
	if log := s.log.String(); strings.Contains(log, "zyxw") {
		t.Errorf("the log has words of the deleted account:\n%s", log)
	}
	whole := func(data string) {
		t.Helper()
		if code, out, errs := runApp("", "verify", "--data", data); code != 0 || !strings.Contains(out, "1 attempts, 3 answers") {
			t.Errorf("exit %d, %s%s", code, out, errs)
		}
		if code, out, _ := runApp("", "user", "list", "--data", data); code != 0 || !strings.Contains(out, "paul") || strings.Contains(out, "zyxw") {
			t.Errorf("exit %d, the accounts are\n%s", code, out)
		}
	}
	whole(s.data)
	s.kill()

	code, out, errs := runApp("", "restore", "--data", s.data, file)
	if code != 0 || errs != "" || !strings.Contains(out, "deleted after the backup was made, and are again: 1.") || !strings.Contains(out, "1 attempts, 3 answers") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	if n := left(t, filepath.Join(s.data, databaseFile)); n > 0 {
		t.Errorf("the restored file has %d words of the deleted account", n)
	}
	whole(s.data)

	// By hand, without the command.
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.data, databaseFile), content, 0o600); err != nil {
		t.Fatal(err)
	}
	s.restart()
	s.waitLog("deleted accounts again")
	s.waitLog("compacted the database")
	whole(s.data)

	// Elsewhere the list is not known.
	other := filepath.Join(t.TempDir(), databaseFile)
	if done, err := backup.Restore(t.Context(), file, other, time.Now()); err != nil || done.Deleted != 0 {
		t.Errorf("%+v, %v", done, err)
	}
}

// left counts how often a file has the word that the test looks for.
func left(t *testing.T, file string) int {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil || info.IsDir() {
		return 0
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(content), "zyxw")
}
