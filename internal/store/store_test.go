package store

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"viva/internal/testkit/database"
	"viva/internal/users"
)

var update = flag.Bool("update", false, "write the golden files anew")

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func testStore(t *testing.T) *Store {
	t.Helper()
	return openAt(t, database.Empty(t, Open))
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// addUser stores a learner with a name.
func addUser(t *testing.T, s *Store, name string) users.Account {
	t.Helper()
	a := users.Account{
		User:    users.User{Name: name, Role: users.Learner, ShownAs: name, Listed: true, CreatedAt: noon},
		NameKey: name, ShownKey: name, PasswordHash: "hash of " + name,
	}
	err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error { return tx.InsertAccount(&a) })
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestOddPaths(t *testing.T) {
	for _, name := range []string{
		"viva.db", "a b.db", "what?.db", "50%.db", "%20.db", "#1.db", "a&b=c;d.db", "é.db", "x?mode=memory", "file:x.db", "-.db",
	} {
		path := filepath.Join(database.Dir(t), name)
		a := addUser(t, openAt(t, path), "marie")
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%q: the file is not where it belongs: %v", name, err)
		}
		if got, err := openAt(t, path).Account(t.Context(), a.ID); err != nil || got != a {
			t.Errorf("%q: read back %+v, %v", name, got, err)
		}
	}
}

func TestRelativePath(t *testing.T) {
	t.Chdir(t.TempDir())
	openAt(t, "viva.db")
	if _, err := os.Stat("viva.db"); err != nil {
		t.Error(err)
	}
}

func TestFileIsPrivate(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	addUser(t, openAt(t, path), "marie")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("viva.db%s has mode %04o", suffix, mode)
		}
	}
}

func TestCloseEmptiesLog(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	s, err := Open(t.Context(), path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	addUser(t, s, "marie")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		t.Errorf("%d bytes are left in the log", info.Size())
	}
	if err := s.Ping(t.Context()); err == nil {
		t.Error("a closed database answers")
	}
}

func TestPragmas(t *testing.T) {
	s := testStore(t)
	if err := checkPragmas(t.Context(), s.write); err != nil {
		t.Error(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	for _, options := range []string{
		strings.Replace(writeOptions, "WAL", "DELETE", 1),
		strings.Replace(writeOptions, "FULL", "NORMAL", 1),
		strings.Replace(writeOptions, "_foreign_keys=on", "_foreign_keys=off", 1),
	} {
		path := filepath.Join(database.Dir(t), "viva.db")
		db, err := handle(t.Context(), path, options, 1, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		if err := checkPragmas(t.Context(), db); err == nil {
			t.Errorf("%s: accepted", options)
		}
		if err := closePool(db); err != nil {
			t.Error(err)
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s := testStore(t)
	if err := s.read.Exec("DELETE FROM users").Error; err == nil {
		t.Error("the pool of readers wrote")
	}
}

func TestForeignKeysHold(t *testing.T) {
	s := testStore(t)
	err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error {
		return tx.InsertSession(users.Session{ID: "x", UserID: 999, RefreshHash: make([]byte, 32), CreatedAt: noon, RotatedAt: noon})
	})
	if !errors.Is(err, gorm.ErrForeignKeyViolated) {
		t.Errorf("a session of nobody: %v", err)
	}
}

func TestUnusablePaths(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{
		"missing directory": filepath.Join(dir, "nowhere", "viva.db"),
		"a directory":       dir,
	} {
		if s, err := Open(t.Context(), path, slog.New(slog.DiscardHandler)); err == nil {
			s.Close()
			t.Errorf("%s: opened", name)
		}
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	s := openAt(t, path)
	if err := s.write.Exec("INSERT INTO migrations (id) VALUES ('9999_future')").Error; err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, slog.New(slog.DiscardHandler)); !errors.Is(err, errNewerSchema) {
		t.Errorf("got %v", err)
	}
}

func TestFirstStartsAgree(t *testing.T) {
	path := filepath.Join(database.Dir(t), "viva.db")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := Open(context.Background(), path, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestFailedChangeLeavesNothing(t *testing.T) {
	s := testStore(t)
	failure := errors.New("changed my mind")
	a := users.Account{User: users.User{Name: "marie", Role: users.Learner}, NameKey: "marie", PasswordHash: "x"}
	err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error {
		return errors.Join(tx.InsertAccount(&a), failure)
	})
	if !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
	if _, err := s.AccountByLogin(t.Context(), users.LoginKey{Name: "marie"}); !errors.Is(err, users.ErrNoUser) {
		t.Errorf("the account was kept: %v", err)
	}
}

// Writers wait for each other instead of failing, and none of their work is
// lost, though each reads before it writes.
func TestWritersQueue(t *testing.T) {
	s := testStore(t)
	marie := addUser(t, s, "marie")
	session := users.Session{ID: "x", UserID: marie.ID, RefreshHash: make([]byte, 32), CreatedAt: noon, RotatedAt: noon}
	err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error { return tx.InsertSession(session) })
	if err != nil {
		t.Fatal(err)
	}
	const writers, rounds = 16, 5
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range rounds {
				err := s.UpdateAccounts(context.Background(), func(tx users.Tx) error {
					now, _, err := tx.Session("x")
					if err != nil {
						return err
					}
					now.Counter++
					return tx.UpdateSession(now, now.Counter-1)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got, user, err := s.Session(t.Context(), "x")
	if err != nil || got.Counter != writers*rounds || user != marie.User {
		t.Errorf("session %+v of %+v, %v", got, user, err)
	}
}

// Nothing that a statement was given may reach the log, whether it worked,
// failed or was slow.
func TestLogHoldsNoParameters(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, err := Open(t.Context(), filepath.Join(database.Dir(t), "viva.db"), log)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for range 2 {
		row := userRow{ID: 1, Name: "canary", NameKey: optional("canary"), Role: "learner", PasswordHash: optional("canary"), NameSort: []byte("canary")}
		err = s.write.Create(&row).Error
	}
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		t.Errorf("the same row twice: %v", err)
	}
	slow := queryLog{log}
	stmt := s.read.Session(&gorm.Session{DryRun: true}).Where("name = ?", "canary").Take(&userRow{}).Statement
	slow.Trace(t.Context(), time.Now().Add(-time.Hour), func() (string, int64) {
		sql, vars := slow.ParamsFilter(t.Context(), stmt.SQL.String(), stmt.Vars...)
		return s.read.Dialector.Explain(sql, vars...), 0
	}, nil)
	text := out.String()
	if !strings.Contains(text, "query failed") || !strings.Contains(text, "slow query") {
		t.Errorf("the log lacks a statement:\n%s", text)
	}
	if strings.Contains(text, "canary") {
		t.Errorf("the log holds a parameter:\n%s", text)
	}
}

// Readers in transactions need no one outside of them to go on: where all
// connections are taken, a statement that is new to each of them and that a
// reader who waits for a connection asks for as well holds up nobody.
func TestTakenConnectionsGoOn(t *testing.T) {
	s := testStore(t)
	pool, err := s.read.DB()
	if err != nil {
		t.Fatal(err)
	}
	ask := func(db *gorm.DB) error {
		var n int
		return db.Raw("SELECT COUNT(*) + 7 FROM users").Scan(&n).Error
	}
	var taken []*gorm.DB
	for range pool.Stats().MaxOpenConnections {
		tx := s.read.Begin()
		if tx.Error != nil {
			t.Fatal(tx.Error)
		}
		taken = append(taken, tx)
	}
	ended := make(chan error, len(taken)+1)
	go func() { ended <- ask(s.read) }()
	for pool.Stats().WaitCount == 0 {
		time.Sleep(time.Millisecond)
	}
	for _, tx := range taken {
		go func() { ended <- errors.Join(ask(tx), tx.Commit().Error) }()
	}
	patience := time.After(20 * time.Second)
	for range cap(ended) {
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-patience:
			t.Fatal("readers wait for each other")
		}
	}
}
