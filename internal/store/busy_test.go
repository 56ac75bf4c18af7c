package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"gorm.io/gorm"

	"viva/internal/users"
)

// A lock that another process holds, and a file that may not grow, are told
// as what they are, and store nothing.
func TestCannotWriteNow(t *testing.T) {
	s := testStore(t)
	path := t.TempDir() + "/other.db"
	other := openAt(t, path)
	locked := openAt(t, path)
	var timeout int
	if err := locked.write.Raw("PRAGMA busy_timeout = 50").Scan(&timeout).Error; err != nil {
		t.Fatal(err)
	}
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
