package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"viva/internal/quiz"
	"viva/internal/testkit/database"
	"viva/internal/users"
)

// A lock that another process holds, and a file that may not grow, are told
// as what they are, and store nothing.
func TestCannotWriteNow(t *testing.T) {
	s := testStore(t)
	path := database.Dir(t) + "/other.db"
	other := openAt(t, path)
	locked := openAt(t, path)
	pragma(t, locked, "busy_timeout = 50")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	insert := func(s *Store) error {
		a := users.Account{User: users.User{Name: "amina", Role: users.Learner, ShownAs: "amina", Listed: true, CreatedAt: noon},
			NameKey: "amina", ShownKey: "amina", PasswordHash: "hash"}
		return s.UpdateAccounts(ctx, func(tx users.Tx) error { return tx.InsertAccount(&a) })
	}
	err := other.tx(ctx, func(*gorm.DB) error {
		if err := insert(locked); !errors.Is(err, ErrBusy) {
			t.Errorf("beside a writer: %v, want ErrBusy", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := insert(locked); err != nil {
		t.Errorf("after the writer: %v", err)
	}

	var pages int
	if err := s.write.Raw("PRAGMA max_page_count = 1").Scan(&pages).Error; err != nil { // the least is what there is
		t.Fatal(err)
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("INSERT INTO throttle (key, at, expires_at) VALUES (hex(zeroblob(100000)), 0, 0)").Error
	})
	if !errors.Is(err, ErrFull) {
		t.Errorf("without room for more than %d pages: %v, want ErrFull", pages, err)
	}
}

// Reads that meet a lock are told as writes are.
func TestCannotReadNow(t *testing.T) {
	s := testStore(t)
	amina := addUser(t, s, "amina")
	var path string
	if err := s.read.Raw("SELECT file FROM pragma_database_list").Scan(&path).Error; err != nil {
		t.Fatal(err)
	}
	impatient, err := handle(t.Context(), path, strings.Replace(readOptions, "5000", "50", 1), 1, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closePool(impatient) })
	s.read, impatient = impatient, s.read
	for _, db := range []*gorm.DB{s.read, s.write, impatient} { // a connection that has read keeps others from an exclusive lock
		pool, err := db.DB()
		if err != nil {
			t.Fatal(err)
		}
		pool.SetMaxIdleConns(0)
	}
	other, err := handle(t.Context(), path, "_busy_timeout=5000&_locking_mode=EXCLUSIVE", 1, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Exec("UPDATE users SET name = 'Amina'").Error; err != nil { // from here on it holds the file
		t.Fatal(err)
	}
	who := quiz.LearnerID(amina.ID)
	for what, read := range map[string]func() error{
		"account":       func() error { _, err := s.Account(t.Context(), amina.ID); return err },
		"accounts":      func() error { _, err := s.Users(t.Context(), users.Filter{}, 0, 10); return err },
		"session":       func() error { _, _, err := s.Session(t.Context(), "x"); return err },
		"attempt":       func() error { _, err := s.Attempt(t.Context(), who, 1); return err },
		"attempts":      func() error { _, err := s.Attempts(t.Context(), who, quiz.AttemptsQuery{Limit: 1}); return err },
		"overdue":       func() error { _, err := s.Overdue(t.Context(), noon); return err },
		"mind":          func() error { _, err := s.Mind(t.Context(), who, "aws-support"); return err },
		"plan":          func() error { _, _, err := s.Plan(t.Context(), who, "aws-support"); return err },
		"habits":        func() error { _, _, err := s.Habits(t.Context(), who); return err },
		"scoreboard":    func() error { _, err := s.Scoreboard(t.Context(), who, quiz.ScoreboardQuery{}, "all"); return err },
		"a set-up link": func() error { _, err := s.HasSetupToken(t.Context(), nil, noon); return err },
		"readiness":     func() error { return s.Readiness(time.Now).Check(t.Context()) },
	} {
		if err := read(); !errors.Is(err, ErrBusy) {
			t.Errorf("%s beside a lock: %v, want ErrBusy", what, err)
		}
	}
	if err := closePool(other); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Account(t.Context(), amina.ID); err != nil {
		t.Errorf("after the lock: %v", err)
	}
}

// Readiness tells of a locked and of a full database, and tries a write again
// only after a while.
func TestReadiness(t *testing.T) {
	path := database.Dir(t) + "/viva.db"
	s, other := openAt(t, path), openAt(t, path)
	pragma(t, s, "busy_timeout = 50")
	now := noon
	r := s.Readiness(func() time.Time { return now })
	if err := r.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := other.tx(t.Context(), func(*gorm.DB) error {
		if err := r.Check(t.Context()); err != nil {
			t.Errorf("a write was tried again at once: %v", err)
		}
		now = now.Add(probeEvery)
		if err := r.Check(t.Context()); !errors.Is(err, ErrBusy) {
			t.Errorf("beside a writer: %v, want ErrBusy", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(t.Context()); !errors.Is(err, ErrBusy) {
		t.Errorf("a failure was forgotten at once: %v", err)
	}
	now = now.Add(probeEvery)
	if err := r.Check(t.Context()); err != nil {
		t.Errorf("after the writer: %v", err)
	}
	if n := len(rows(t, s, "throttle")); n > 0 {
		t.Errorf("trying left %d rows", n)
	}
	if err := s.write.Exec("VACUUM").Error; err != nil { // no free page is left
		t.Fatal(err)
	}
	pragma(t, s, "max_page_count = 1") // the least is what there is
	now = now.Add(probeEvery)
	if err := r.Check(t.Context()); !errors.Is(err, ErrFull) {
		t.Errorf("without room: %v, want ErrFull", err)
	}
	pragma(t, s, "max_page_count = 1000000")
	now = now.Add(probeEvery)
	if err := r.Check(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// pragma sets one on the connection that writes.
func pragma(t *testing.T, s *Store, set string) {
	t.Helper()
	var told int
	if err := s.write.Raw("PRAGMA " + set).Scan(&told).Error; err != nil {
		t.Fatal(err)
	}
}

// A panic of the write that readiness tries, beside the requests, is an
// outcome with its trace, and no end of the program.
func TestReadinessSurvivesAPanic(t *testing.T) {
	r := (*Store)(nil).Readiness(time.Now)
	<-r.tryWrite()
	if r.outcome == nil || !strings.Contains(r.outcome.Error(), "ready.go") {
		t.Errorf("the outcome is %v", r.outcome)
	}
}

// Readiness needs reading as well, does not wait for a slow write to end, and
// tries one write at a time.
func TestReadinessWaitsForNobody(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	path := database.Dir(t) + "/viva.db"
	s, other := openAt(t, path), openAt(t, path)
	r := s.Readiness(time.Now)
	err := other.tx(t.Context(), func(*gorm.DB) error {
		if err := r.Check(t.Context()); !errors.Is(err, ErrBusy) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("beside a long write: %v, want ErrBusy before the end of it", err)
		}
		if r.tryWrite() != r.tryWrite() {
			t.Error("a write was tried beside one under way")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	<-r.tryWrite()

	broken := testStore(t)
	r = broken.Readiness(time.Now)
	pool, err := broken.read.DB()
	if err != nil {
		t.Fatal(err)
	}
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.Check(t.Context()); err == nil {
		t.Error("ready though nothing can be read")
	}
}

// Errors of a disk are told from those of our own: a statement that writes
// through a connection for reading is a defect.
func TestErrorsOfTheDisk(t *testing.T) {
	for _, tt := range []struct {
		err  sqlite3.Error
		want error
	}{
		{sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EIO}, ErrDisk},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EROFS}, ErrDisk},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.ENOSPC}, ErrFull},
		{sqlite3.Error{Code: sqlite3.ErrFull}, ErrFull},
		{sqlite3.Error{Code: sqlite3.ErrReadonly}, nil},
		{sqlite3.Error{Code: sqlite3.ErrConstraint}, nil},
	} {
		got := said(fmt.Errorf("save: %w", tt.err))
		for _, known := range []error{ErrBusy, ErrFull, ErrDisk} {
			if errors.Is(got, known) != (known == tt.want) {
				t.Errorf("code %d, errno %d: %v, want %v", tt.err.Code, tt.err.SystemErrno, got, tt.want)
			}
		}
	}
}
