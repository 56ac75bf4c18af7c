package store

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
)

func TestAccountRoundTrip(t *testing.T) {
	s := testStore(t)
	full := users.Account{
		User: users.User{
			Name: "Élodie", Email: "É@example.org", Pending: "z@example.org", Lang: "fr", Role: users.Instructor, ShownAs: "Zoé 🦊",
			Listed: true, CreatedAt: noon.Add(123 * time.Millisecond),
			SecondFactor: noon.Add(time.Hour), FactorOff: noon.Add(2 * time.Hour),
		},
		NameKey: "élodie", EmailKey: "é@example.org", ShownKey: "zoé 🦊", PasswordHash: "$argon2id$",
		SealedSecret: "sealed", LastStep: 58_000_000, AskFactor: noon.Add(3 * time.Hour),
	}
	guest := users.Account{User: users.User{Role: users.Guest, CreatedAt: noon}}
	for _, want := range []users.Account{full, guest, guest} {
		err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error { return tx.InsertAccount(&want) })
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Account(t.Context(), want.ID); got != want || err != nil {
			t.Errorf("stored %+v, %v; want %+v", got, err, want)
		}
	}
	for _, key := range []users.LoginKey{{Name: "élodie"}, {Email: "é@example.org"}} {
		if got, err := s.AccountByLogin(t.Context(), key); got.Name != full.Name || err != nil {
			t.Errorf("by %+v: %+v, %v", key, got, err)
		}
	}
	for _, key := range []users.LoginKey{{}, {Name: "x"}, {Email: "x"}, {Name: "é@example.org"}} {
		if got, err := s.AccountByLogin(t.Context(), key); !errors.Is(err, users.ErrNoUser) {
			t.Errorf("by %+v: %+v, %v", key, got, err)
		}
	}
}

// Values that become zero are written too.
func TestUpdateAccountWritesZeros(t *testing.T) {
	s := testStore(t)
	a := addUser(t, s, "marie")
	a.Email, a.EmailKey, a.Pending, a.Lang = "m@example.org", "m@example.org", "n@example.org", "en"
	a.SecondFactor, a.FactorOff, a.AskFactor, a.SealedSecret, a.LastStep = noon, noon, noon, "sealed", 1
	for _, want := range []users.Account{a, func() users.Account {
		b := a
		b.Email, b.EmailKey, b.Pending, b.Lang, b.ShownAs, b.ShownKey, b.Listed = "", "", "", "", "", "", false
		b.SecondFactor, b.FactorOff, b.AskFactor, b.SealedSecret, b.LastStep = time.Time{}, time.Time{}, time.Time{}, "", 0
		return b
	}()} {
		err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error { return tx.UpdateAccount(want) })
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Account(t.Context(), a.ID); got != want || err != nil {
			t.Errorf("stored %+v, %v; want %+v", got, err, want)
		}
	}
}

func TestUpdateAccountRefuses(t *testing.T) {
	s := testStore(t)
	marie, paul := addUser(t, s, "marie"), addUser(t, s, "paul")
	gone := paul
	gone.ID, gone.NameKey = 999, "gone"
	thief := paul
	thief.NameKey = marie.NameKey
	for _, tt := range []struct {
		account users.Account
		want    error
	}{{gone, users.ErrNoUser}, {thief, users.ErrNameTaken}} {
		err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error { return tx.UpdateAccount(tt.account) })
		if !errors.Is(err, tt.want) {
			t.Errorf("got %v, want %v", err, tt.want)
		}
	}
}

func TestUpdateSessionIsConditional(t *testing.T) {
	s := testStore(t)
	marie := addUser(t, s, "marie")
	x := users.Session{ID: "x", UserID: marie.ID, Counter: 3, RefreshHash: make([]byte, 32), CreatedAt: noon, RotatedAt: noon}
	revoked := x
	revoked.RevokedAt = noon.Add(time.Second)
	for _, step := range []struct {
		name string
		do   func(tx users.Tx) error
		want error
	}{
		{"insert", func(tx users.Tx) error { return tx.InsertSession(x) }, nil},
		{"at another counter", func(tx users.Tx) error { return tx.UpdateSession(x, 2) }, users.ErrSession},
		{"revoke", func(tx users.Tx) error { return tx.UpdateSession(revoked, 3) }, nil},
		{"revive", func(tx users.Tx) error { return tx.UpdateSession(x, 3) }, users.ErrSession},
	} {
		if err := s.UpdateAccounts(t.Context(), step.do); !errors.Is(err, step.want) {
			t.Errorf("%s: %v, want %v", step.name, err, step.want)
		}
	}
	got, _, err := s.Session(t.Context(), "x")
	if err != nil || !got.RevokedAt.Equal(revoked.RevokedAt) {
		t.Errorf("session %+v, %v", got, err)
	}
	if _, _, err := s.Session(t.Context(), "y"); !errors.Is(err, users.ErrSession) {
		t.Errorf("unknown session: %v", err)
	}
}

func TestDeletedUserHasNoSession(t *testing.T) {
	s := testStore(t)
	marie := addUser(t, s, "marie")
	x := users.Session{ID: "x", UserID: marie.ID, RefreshHash: make([]byte, 32), CreatedAt: noon, RotatedAt: noon}
	if err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error { return tx.InsertSession(x) }); err != nil {
		t.Fatal(err)
	}
	if err := s.write.Where("id = ?", int64(marie.ID)).Delete(&userRow{}).Error; err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Session(t.Context(), "x"); !errors.Is(err, users.ErrSession) {
		t.Errorf("got %v", err)
	}
	if next := addUser(t, s, "paul"); next.ID == marie.ID {
		t.Error("an id was given twice")
	}
}

// What can no longer matter leaves the tables by itself.
func TestOldRowsLeave(t *testing.T) {
	s := testStore(t)
	marie := addUser(t, s, "marie")
	later := noon.Add(users.MaxSessionLife + time.Second)
	err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error {
		for id, at := range map[users.SessionID]time.Time{"old": noon, "new": later} {
			x := users.Session{ID: id, UserID: marie.ID, RefreshHash: make([]byte, 32), CreatedAt: at, RotatedAt: at}
			if err := tx.InsertSession(x); err != nil {
				return err
			}
		}
		for _, at := range []time.Time{noon, later} {
			if _, err := tx.AddTry(users.Try{Key: "k", At: at, Expires: at.Add(time.Minute)}); err != nil {
				return err
			}
		}
		return tx.InsertSession(users.Session{ID: "last", UserID: marie.ID, RefreshHash: make([]byte, 32), CreatedAt: later, RotatedAt: later})
	})
	if err != nil {
		t.Fatal(err)
	}
	var sessions []string
	var tries int64
	err = errors.Join(
		s.read.Model(&sessionRow{}).Order("id").Pluck("id", &sessions).Error,
		s.read.Model(&tryRow{}).Count(&tries).Error,
	)
	if err != nil || len(sessions) != 2 || sessions[0] != "last" || sessions[1] != "new" || tries != 1 {
		t.Errorf("left are sessions %v and %d tries, %v", sessions, tries, err)
	}
}

func TestCountTries(t *testing.T) {
	s := testStore(t)
	err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error {
		var ids []users.TryID
		for _, seconds := range []int{0, 10, 20, 600} {
			at := noon.Add(time.Duration(seconds) * time.Second)
			id, err := tx.AddTry(users.Try{Key: "k", At: at, Expires: noon.Add(time.Hour)})
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		for _, tt := range []struct {
			key    string
			n      int
			oldest time.Time
		}{{"k", 2, noon.Add(10 * time.Second)}, {"other", 0, time.UnixMilli(0)}} {
			n, oldest, err := tx.CountTries(tt.key, noon, noon.Add(time.Minute))
			if err != nil || n != tt.n || !oldest.Equal(tt.oldest) {
				t.Errorf("%s: %d from %v on, %v", tt.key, n, oldest, err)
			}
		}
		if err := errors.Join(tx.DropTries(nil), tx.DropTries(ids[1:3])); err != nil {
			return err
		}
		n, _, err := tx.CountTries("k", noon, noon.Add(time.Minute))
		if n != 0 {
			t.Errorf("%d tries are left", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// Of the addresses that were given before they had to be proved none signs in,
// and several accounts may give one again.
func TestOldAddressesArePending(t *testing.T) {
	path := oldDatabase(t)
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("UPDATE users SET email = 'A@example.org', email_key = 'a@example.org' WHERE id = 1"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s := opened(t, path)
	a, err := s.Account(t.Context(), 1)
	if err != nil || a.Email != "" || a.EmailKey != "" || a.Pending != "A@example.org" {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := s.AccountByLogin(t.Context(), users.LoginKey{Email: "a@example.org"}); !errors.Is(err, users.ErrNoUser) {
		t.Errorf("an address that was never proved signs in: %v", err)
	}
}

// What waits to be sent to an account goes with it.
func TestLettersGoWithTheirAccount(t *testing.T) {
	s := testStore(t)
	a := addUser(t, s, "marie")
	err := s.UpdateAccounts(t.Context(), func(tx users.Tx) error {
		return errors.Join(
			tx.AddLetter(users.Outgoing{UserID: a.ID, Kind: users.LetterProof, To: "m@example.org", At: noon, Next: noon}),
			tx.AddVerification(users.Verification{Hash: make([]byte, 32), UserID: a.ID, Email: "m@example.org", At: noon, Expires: noon.Add(time.Hour)}),
			tx.AddResetLink(make([]byte, 32), a.ID, noon, noon.Add(time.Hour)))
	})
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.Own(t.Context(), quiz.LearnerID(a.ID))
	if err != nil || len(own["outbox"]) != 1 || len(own["verifications"]) != 1 || len(own["reset_links"]) != 1 || own["verifications"][0]["hash"] != nil {
		t.Errorf("%v, %v", own, err)
	}
	if err := s.write.Exec("DELETE FROM users WHERE id = ?", int64(a.ID)).Error; err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"outbox", "verifications", "reset_links"} {
		var n int
		if err := s.read.Raw("SELECT count(*) FROM " + table).Scan(&n).Error; err != nil || n != 0 {
			t.Errorf("%d rows stay in %s, %v", n, table, err)
		}
	}
}
