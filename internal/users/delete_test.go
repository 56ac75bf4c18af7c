package users_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"viva/internal/users"
)

func TestDelete(t *testing.T) {
	b := newBench(t)
	_, tokens, err := b.SignIn(t.Context(), b.boss("boss"), password, addr)
	b.must(err)
	boss := b.principal(tokens)
	u, own := b.signUp("marie")
	_, other := b.signUp("paul")
	b.want(b.Delete(t.Context(), b.principal(own), boss.User.ID), users.ErrForbidden)
	b.want(b.Delete(t.Context(), boss, boss.User.ID), users.ErrOneself)
	b.want(b.Delete(t.Context(), boss, 999), users.ErrNoUser)
	b.want(b.DeleteLogin(t.Context(), "nobody"), users.ErrNoUser)
	b.want(b.DeleteLogin(t.Context(), "boss"), users.ErrLastAdmin)
	b.want(b.DeleteOwn(t.Context(), boss, password), users.ErrLastAdmin)
	guest, visiting, err := b.StartGuest(t.Context(), addr)
	b.must(err)
	b.want(b.Delete(t.Context(), boss, guest.ID), users.ErrGuest)
	b.want(b.DeleteOwn(t.Context(), b.principal(visiting), password), users.ErrGuest)

	b.must(b.Delete(t.Context(), boss, u.ID))
	b.ended(own)
	b.want(b.signIn("marie", password, addr), users.ErrSignIn)
	_, err = b.User(t.Context(), u.ID)
	b.want(err, users.ErrNoUser)
	again, _ := b.signUp("marie") // the name is free
	if again.ID == u.ID {
		t.Error("a number is given twice")
	}

	b.want(b.DeleteOwn(t.Context(), b.principal(other), "battery staple"), users.ErrPasswordWrong)
	b.must(b.DeleteOwn(t.Context(), b.principal(other), password))
	b.ended(other)
	if b.logged("deleted") != 2 {
		t.Error("the log lacks a deletion")
	}
	list, err := b.List(t.Context(), users.Filter{}, 0, 9)
	if err != nil || len(list) != 2 || list[0].Name != "boss" || list[1].ID != again.ID {
		t.Errorf("left are %+v, %v", list, err)
	}
}

// Two administrators who delete each other at once leave one.
func TestAdminsDeleteEachOther(t *testing.T) {
	b := newBench(t)
	logins := []string{b.boss("first"), b.boss("second")}
	if n := b.race(2, users.ErrLastAdmin, func(i int) error { return b.DeleteLogin(t.Context(), logins[i]) }); n != 1 {
		t.Errorf("%d of 2 are deleted", n)
	}
}

// A deletion that is refused leaves no trace in the list of deleted accounts, and
// the list has numbers only.
func TestListOfDeleted(t *testing.T) {
	b := newBench(t)
	b.boss("boss")
	b.signUp("marie")
	b.want(b.DeleteLogin(t.Context(), "boss"), users.ErrLastAdmin)
	list := b.path + "-deleted"
	if _, err := os.Stat(list); !os.IsNotExist(err) {
		t.Errorf("there is a list before anybody was deleted: %v", err)
	}
	b.must(b.DeleteLogin(t.Context(), "marie"))
	text, err := os.ReadFile(list)
	if err != nil || strings.Trim(string(text), "0123456789 \n") != "" || len(text) == 0 {
		t.Errorf("%q, %v", text, err)
	}
	if info, err := os.Stat(list); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

// Nothing of the names of deleted accounts is left in the files of the database
// once it is compacted, nor ever in the log. There are so many since SQLite leaves
// one of some thousands in a page that it has laid out anew.
func TestNothingOfTheDeletedIsLeft(t *testing.T) {
	b := newBench(t)
	b.boss("boss")
	var gone []string
	for i := range 400 {
		name := string([]rune{'q' + rune(i%7), 'a' + rune(i/7%26), 'a' + rune(i/182%26)}) + "zyxw" + strings.Repeat("v", i%9)
		if !slices.Contains(gone, name) {
			gone = append(gone, name)
			b.exec("INSERT INTO users (name, name_key, email, email_key, role, shown_as, shown_key, listed, password_hash, created_at) VALUES (?, ?, ?, ?, 'learner', ?, ?, 1, 'x', 1)",
				name, name, name+"@example.org", name+"@example.org", "shown"+name, "shown"+name)
		}
	}
	for _, name := range gone {
		b.must(b.DeleteLogin(t.Context(), name))
	}
	done, err := b.store.Compact(t.Context())
	if err != nil || !done {
		t.Fatal(done, err)
	}
	if done, err := b.store.Compact(t.Context()); err != nil || done {
		t.Errorf("compacted again: %v, %v", done, err)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(b.path), "*"))
	b.must(err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		b.must(err)
		if n := strings.Count(string(content), "zyxw"); n > 0 {
			t.Errorf("%s has %d names", filepath.Base(file), n)
		}
	}
	if strings.Contains(b.log.String(), "zyxw") {
		t.Error("the log has a name")
	}
}
