package users_test

import (
	"errors"
	"testing"

	"viva/internal/fault"
	"viva/internal/users"
)

// fields returns what is wrong with which field.
func fields(err error) map[string]string {
	all := map[string]string{}
	var several fault.Fields
	if errors.As(err, &several) {
		for _, f := range several {
			all[f.Field] = f.Code
		}
	} else if f := fault.As(err); f != nil {
		all[f.Field] = f.Code
	}
	return all
}

func TestNamesThatLookAlike(t *testing.T) {
	b := newBench(t)
	_, _, err := b.SignUp(t.Context(), users.NewUser{Name: "Alice", Password: password, ShownAs: "Zoé 🦊"}, 0, addr)
	b.must(err)
	for _, tt := range []struct{ name, shown, field, code string }{
		{"ALICE", "", "name", "name_taken"},
		{"AIice", "", "name", "name_alike"},
		{"асе", "Аliсе", "shown_as", "name_scripts"},
		{"bob", "alice", "shown_as", "name_alike"}, // the name of another
		{"bob", "Zoé🦊", "", ""},                    // a blank tells them apart
		{"carol", "zoé 🦊", "shown_as", "name_alike"},
		{"Zoe\u0301 1", "", "", ""},
		{"dave", "support", "shown_as", "name_reserved"},
		{"Root", "", "name", "name_reserved"},
	} {
		_, _, err := b.SignUp(t.Context(), users.NewUser{Name: tt.name, Password: password, ShownAs: tt.shown}, 0, addr)
		if tt.code == "" {
			b.must(err)
		} else if got := fields(err); len(got) != 1 || got[tt.field] != tt.code {
			t.Errorf("%s, %s: %v, want %s", tt.name, tt.shown, got, tt.code)
		}
	}
	u, _ := b.signUp("erin")
	_, err = b.UpdateProfile(t.Context(), u.ID, users.Profile{ShownAs: "Alice"})
	if got := fields(err); got["shown_as"] != "name_alike" {
		t.Errorf("a profile: %v", err)
	}
	_, err = b.UpdateProfile(t.Context(), u.ID, users.Profile{ShownAs: "Erin"}) // one's own
	b.must(err)
	_, err = b.UpdateProfile(t.Context(), u.ID, users.Profile{ShownAs: "Manya"})
	b.must(err)
	_, _, err = b.SignUp(t.Context(), users.NewUser{Name: "frank", Password: password, ShownAs: "Erin"}, 0, addr)
	if got := fields(err); got["shown_as"] != "name_alike" {
		t.Errorf("the name of an account that shows another: %v", err)
	}
}

// Two accounts that are called the same since before keep their names, with
// every other change.
func TestNamesFromBeforeStay(t *testing.T) {
	b := newBench(t)
	b.signUp("alice")
	u, _ := b.signUp("paul")
	b.exec("UPDATE users SET shown_as = 'alice' WHERE id = ?", u.ID)
	u, err := b.UpdateProfile(t.Context(), u.ID, users.Profile{ShownAs: "alice", Listed: true})
	if err != nil || u.ShownAs != "alice" || !u.Listed {
		t.Errorf("%+v, %v", u, err)
	}
}

func TestParallelNamesThatLookAlike(t *testing.T) {
	b := newBench(t)
	names := []string{"alice 1", "aIice 1", "alice l", "ALICE 1"}
	ok := b.race(20, users.ErrAlike, func(i int) error {
		_, _, err := b.SignUp(t.Context(), users.NewUser{Name: names[i%len(names)], Password: password}, 0, addr)
		if errors.Is(err, users.ErrNameTaken) {
			return users.ErrAlike
		}
		return err
	})
	if ok != 1 {
		t.Errorf("%d got the name", ok)
	}
}

func TestRename(t *testing.T) {
	b := newBench(t)
	_, tokens, err := b.SignIn(t.Context(), b.boss("boss"), password, addr)
	b.must(err)
	boss := b.principal(tokens)
	u, own := b.signUp("rude name")
	b.signUp("paul")

	_, err = b.Rename(t.Context(), b.principal(own), u.ID, users.Naming{Name: "king"})
	b.want(err, users.ErrForbidden)
	_, err = b.Rename(t.Context(), boss, u.ID, users.Naming{Name: "pauI"})
	if got := fields(err); got["name"] != "name_alike" {
		t.Errorf("like another: %v", err)
	}
	u, err = b.Rename(t.Context(), boss, u.ID, users.Naming{Name: "marie", ShownAs: u.ShownAs, Hidden: true})
	if err != nil || u.Name != "marie" || u.ShownAs != "marie" || !u.Hidden {
		t.Errorf("%+v, %v", u, err)
	}
	if got := b.principal(own).User; got != u {
		t.Errorf("the session goes on as %+v", got)
	}
	u, err = b.UpdateProfile(t.Context(), u.ID, users.Profile{Listed: true})
	if err != nil || !u.Hidden {
		t.Errorf("%+v, %v", u, err)
	}
	b.must(b.signIn("marie", password, addr))
	b.signUp("rude name") // is free again

	u, err = b.RenameLogin(t.Context(), "marie", func(n *users.Naming) { n.ShownAs, n.Hidden = "Manya", false })
	if err != nil || u.Name != "marie" || u.ShownAs != "Manya" || u.Hidden {
		t.Errorf("%+v, %v", u, err)
	}
	_, err = b.RenameLogin(t.Context(), "nobody", func(*users.Naming) {})
	b.want(err, users.ErrNoUser)
	guest, _, err := b.StartGuest(t.Context(), addr)
	b.must(err)
	_, err = b.Rename(t.Context(), boss, guest.ID, users.Naming{Name: "guest"})
	b.want(err, users.ErrGuest)
	if b.logged("renamed") != 2 {
		t.Error("the log lacks a change of names")
	}
}

// boss makes an administrator and returns the login.
func (b *bench) boss(name string) string {
	b.t.Helper()
	_, err := b.Create(b.t.Context(), users.NewUser{Name: name, Password: password}, users.Admin)
	b.must(err)
	return name
}

func TestGivePassword(t *testing.T) {
	b := newBench(t)
	_, tokens, err := b.SignIn(t.Context(), b.boss("boss"), password, addr)
	b.must(err)
	boss := b.principal(tokens)
	u, own := b.signUp("marie")
	_, err = b.GivePassword(t.Context(), b.principal(own), boss.User.ID)
	b.want(err, users.ErrForbidden)
	_, err = b.GivePassword(t.Context(), boss, boss.User.ID)
	b.want(err, users.ErrOwnPassword)
	_, err = b.GivePassword(t.Context(), boss, 999)
	b.want(err, users.ErrNoUser)

	b.guess("marie", 100, addr)
	given, err := b.GivePassword(t.Context(), boss, u.ID)
	b.must(err)
	b.ended(own)
	b.want(b.signIn("marie", password, users.From{Device: own.Device}), users.ErrSignIn)
	b.must(b.signIn("marie", given, addr))
	b.must(b.signIn("boss", password, addr)) // nothing of that was changed
	_, err = b.Create(t.Context(), users.NewUser{Name: "other", Password: given}, users.Learner)
	b.must(err)
}
