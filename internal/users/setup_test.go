package users_test

import (
	"fmt"
	"testing"
	"time"

	"viva/internal/users"
)

func (b *bench) setupToken() string {
	b.t.Helper()
	token, needed, err := b.SetupToken(b.t.Context())
	b.must(err)
	if !needed || len(token) < 43 {
		b.t.Fatalf("token %q, needed %v", token, needed)
	}
	return token
}

func TestSetup(t *testing.T) {
	b := newBench(t)
	token := b.setupToken()
	setup := func(token, name string) error {
		_, _, err := b.Setup(t.Context(), token, users.NewUser{Name: name, Password: password}, addr)
		return err
	}
	b.want(setup("", "root"), users.ErrSetup)
	b.want(setup(token+"x", "root"), users.ErrSetup)
	b.want(setup(token, "x"), users.ErrName) // a slip does not use it up

	u, tokens, err := b.Setup(t.Context(), token, users.NewUser{Name: "root", Password: password}, addr)
	b.must(err)
	if u.Role != users.Admin || b.principal(tokens).User != u {
		t.Errorf("set up %+v", u)
	}
	b.want(setup(token, "second"), users.ErrSetup)
	if token, needed, err := b.SetupToken(t.Context()); token != "" || needed || err != nil {
		t.Errorf("with an administrator: %q, %v, %v", token, needed, err)
	}
}

func TestSetupTokenExpires(t *testing.T) {
	b := newBench(t)
	old := b.setupToken()
	token := b.setupToken()
	_, _, err := b.Setup(t.Context(), old, users.NewUser{Name: "root", Password: password}, addr)
	b.want(err, users.ErrSetup)
	b.now = noon.Add(time.Hour)
	_, _, err = b.Setup(t.Context(), token, users.NewUser{Name: "root", Password: password}, addr)
	b.want(err, users.ErrSetup)
	b.now = noon.Add(time.Hour - time.Second)
	_, _, err = b.Setup(t.Context(), token, users.NewUser{Name: "root", Password: password}, addr)
	b.must(err)
}

func TestSetupAfterOperatorMadeAdmin(t *testing.T) {
	b := newBench(t)
	token := b.setupToken()
	_, err := b.Create(t.Context(), users.NewUser{Name: "operator", Password: password}, users.Admin)
	b.must(err)
	_, _, err = b.Setup(t.Context(), token, users.NewUser{Name: "root", Password: password}, addr)
	b.want(err, users.ErrSetup)
}

func TestParallelSetup(t *testing.T) {
	b := newBench(t)
	token := b.setupToken()
	ok := b.race(50, users.ErrSetup, func(i int) error {
		_, _, err := b.Setup(t.Context(), token, users.NewUser{Name: fmt.Sprintf("admin%d", i), Password: password}, addr)
		return err
	})
	list, err := b.List(t.Context(), users.Filter{}, 0, 100)
	if ok != 1 || len(list) != 1 || list[0].Role != users.Admin || err != nil {
		t.Errorf("%d set up, users %v, %v", ok, list, err)
	}
}
