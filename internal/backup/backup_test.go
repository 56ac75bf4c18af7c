package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"viva/internal/store"
	"viva/internal/testkit/database"
	"viva/internal/users"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// open opens a database and closes it when the test ends.
func open(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func addUser(ctx context.Context, s *store.Store, name string) error {
	a := users.Account{User: users.User{Name: name, Role: users.Learner, ShownAs: name, Listed: true, CreatedAt: noon},
		NameKey: name, ShownKey: name, PasswordHash: "hash of " + name}
	return s.UpdateAccounts(ctx, func(tx users.Tx) error { return tx.InsertAccount(&a) })
}

// made is a database with an account, closed, and a backup of it.
func made(t *testing.T) (db, copied string, note Note) {
	t.Helper()
	db = database.Empty(t, store.Open)
	s := open(t, db)
	if err := addUser(t.Context(), s, "marie"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	copied = filepath.Join(t.TempDir(), "copy.db")
	note, err := Make(t.Context(), db, copied, "1.2.3", noon)
	if err != nil {
		t.Fatal(err)
	}
	return db, copied, note
}

// A backup that is made while people are answering has at least all that was
// acknowledged when it began.
func TestMakeBesideWriters(t *testing.T) {
	db := database.Empty(t, store.Open)
	s := open(t, db)
	ctx, stop := context.WithCancel(t.Context())
	var acknowledged atomic.Int64
	done := make(chan error, 1)
	go func() {
		for i := 0; ctx.Err() == nil; i++ {
			if err := addUser(t.Context(), s, fmt.Sprintf("user number %d", i)); err != nil {
				done <- err
				return
			}
			acknowledged.Add(1)
		}
		done <- nil
	}()
	for i := range 10 {
		for acknowledged.Load() < int64(3*i) {
			time.Sleep(time.Millisecond)
		}
		least := acknowledged.Load()
		note, err := Make(t.Context(), db, filepath.Join(t.TempDir(), "copy.db"), "1.2.3", noon)
		if err != nil {
			t.Fatal(err)
		}
		if got := note.Rows["users"]; got < least || got > acknowledged.Load()+1 {
			t.Errorf("the backup has %d accounts; %d were acknowledged before it and %d after", got, least, acknowledged.Load())
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// What stands beside a backup tells whether it is what was written.
func TestNote(t *testing.T) {
	_, copied, note := made(t)
	if note.Version != "1.2.3" || !note.MadeAt.Equal(noon) || note.Rows["users"] != 1 || note.Schema == "" {
		t.Errorf("%+v", note)
	}
	for _, file := range []string{copied, copied + noteSuffix} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
	}
	read, err := Read(copied)
	if err != nil || read.SHA256 != note.SHA256 || read.Bytes != note.Bytes {
		t.Errorf("%+v, %v", read, err)
	}
	flip(t, copied)
	if _, err := Read(copied); !errors.Is(err, ErrDamaged) {
		t.Errorf("a flipped bit: %v", err)
	}
	if _, err := Make(t.Context(), copied, copied, "", noon); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another file: %v", err)
	}
}

// flip changes a bit in the unused end of a page, which no check of SQLite sees.
func flip(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A backup that cannot be made leaves nothing under any name.
func TestFailedBackupLeavesNothing(t *testing.T) {
	db, _, _ := made(t)
	database.Spoil(t, db, "users")
	dir := t.TempDir()
	if _, err := Make(t.Context(), db, filepath.Join(dir, "copy.db"), "", noon); err == nil {
		t.Error("a damaged database is backed up")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("left are %v, %v", entries, err)
	}
}

// Of a series the newest copies stay, and nothing else is touched.
func TestSeries(t *testing.T) {
	db, _, _ := made(t)
	s := Series{From: db, Dir: filepath.Join(t.TempDir(), "backups"), Keep: 2}
	if last, err := s.Last(); err != nil || !last.IsZero() {
		t.Errorf("before the first: %v, %v", last, err)
	}
	for day := range 4 {
		if _, _, err := s.Add(t.Context(), noon.AddDate(0, 0, day)); err != nil {
			t.Fatal(err)
		}
		if day == 0 {
			for _, other := range []string{"notes.txt", "viva-keep.db"} {
				if err := os.WriteFile(filepath.Join(s.Dir, other), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var names []string
	entries, err := os.ReadDir(s.Dir)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := []string{"notes.txt", "viva-20261124T120000Z.db", "viva-20261124T120000Z.db.json", "viva-20261125T120000Z.db", "viva-20261125T120000Z.db.json", "viva-keep.db"}
	if err != nil || !slices.Equal(names, want) {
		t.Errorf("%v, %v, want %v", names, err, want)
	}
	if last, err := s.Last(); err != nil || !last.Equal(noon.AddDate(0, 0, 3)) {
		t.Errorf("the last is of %v, %v", last, err)
	}
}

// What was there is kept aside, its log with it, and what comes into its place
// is the copy and nothing else.
func TestRestore(t *testing.T) {
	db, copied, note := made(t)
	s := open(t, db)
	if err := addUser(t.Context(), s, "later"); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-wal", "-open"} { // as a crash would leave it
		if err := os.Link(db+end, db+"-crashed"+end); err != nil {
			t.Fatal(err)
		}
	}
	db += "-crashed"
	done, err := Restore(t.Context(), copied, db, noon)
	if err != nil || !done.Noted || done.Note.SHA256 != note.SHA256 || done.Rows["users"] != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	if sum, err := store.Summarize(t.Context(), db); err != nil || sum.Rows["users"] != 1 {
		t.Errorf("in its place: %+v, %v", sum, err)
	}
	if done.Aside != db+".before-20261122T120000Z" {
		t.Errorf("kept aside as %q", done.Aside)
	}
	for _, end := range []string{"", "-wal", "-open"} {
		if _, err := os.Stat(done.Aside + end); err != nil {
			t.Error(err)
		}
	}
	fresh := filepath.Join(t.TempDir(), "new", "viva.db")
	if done, err := Restore(t.Context(), copied, fresh, noon); err != nil || done.Aside != "" {
		t.Errorf("into an empty directory: %+v, %v", done, err)
	}
	open(t, fresh)
}

// A plain copy with its log is taken as well, as it is when the server is off.
func TestRestorePlainCopy(t *testing.T) {
	db, _, _ := made(t)
	s := open(t, db)
	if err := addUser(t.Context(), s, "in the log"); err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(t.TempDir(), "plain.db")
	for _, end := range []string{"", "-wal"} {
		content, err := os.ReadFile(db + end)
		if err != nil || os.WriteFile(plain+end, content, 0o600) != nil {
			t.Fatal(err)
		}
	}
	done, err := Restore(t.Context(), plain, filepath.Join(t.TempDir(), "viva.db"), noon)
	if err != nil || done.Noted || done.Rows["users"] != 2 {
		t.Errorf("%+v, %v", done, err)
	}
}

// What cannot be restored leaves the database as it was.
func TestRestoreRefuses(t *testing.T) {
	db, copied, _ := made(t)
	was, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	file := func(content string) string {
		path := filepath.Join(t.TempDir(), "file.db")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	flipped, _, _ := made(t)
	if _, err := Make(t.Context(), flipped, flipped+"-copy", "", noon); err != nil {
		t.Fatal(err)
	}
	flip(t, flipped+"-copy")
	spoiled := filepath.Join(t.TempDir(), "spoiled.db")
	if err := store.Copy(t.Context(), copied, spoiled); err != nil {
		t.Fatal(err)
	}
	database.Spoil(t, spoiled, "users")
	for name, from := range map[string]string{"nothing": filepath.Join(t.TempDir(), "none"), "a text": file("not a database, though it is long enough to be looked at"), "empty": file(""),
		"a flipped bit": flipped + "-copy", "a damaged page": spoiled} {
		if _, err := Restore(t.Context(), from, db, noon); err == nil {
			t.Errorf("%s is restored", name)
		}
		if is, err := os.ReadFile(db); err != nil || string(is) != string(was) {
			t.Errorf("%s: the database has changed (%v)", name, err)
		}
		if left, _ := filepath.Glob(db + ".*"); len(left) > 0 {
			t.Errorf("%s: left are %v", name, left)
		}
	}
}
