package users_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/fault"
	"viva/internal/store"
	"viva/internal/testkit/database"
	"viva/internal/users"
)

const password = "correct horse"

// addr is where requests come from, by default: no known device.
var addr = users.From{Addr: "192.0.2.1"}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// bench is a service on a real database with a clock that the test moves.
type bench struct {
	*users.Service
	t     *testing.T
	path  string
	store *store.Store
	log   *lockedBuffer
	now   time.Time

	key, old []byte // of the installation
}

// lockedBuffer collects the log of parallel requests.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, path: database.Empty(t, store.Open), now: noon, log: &lockedBuffer{}, key: bytes.Repeat([]byte{7}, 32)}
	b.start(users.Params{Memory: 8, Time: 1, Threads: 1})
	t.Cleanup(func() { b.must(b.store.Close()) })
	return b
}

func (b *bench) start(hash users.Params) {
	b.t.Helper()
	var err error
	log := slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b.store, err = store.Open(b.t.Context(), b.path, log)
	b.must(err)
	b.Service, err = users.New(users.Config{
		Store: b.store, Key: b.key, Old: b.old, Now: func() time.Time { return b.now },
		Rand: rand.Reader, Log: log, Hash: hash,
	})
	b.must(err)
}

// restart closes the database and starts afresh on the same file.
func (b *bench) restart(hash users.Params) {
	b.t.Helper()
	b.must(b.store.Close())
	b.start(hash)
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) want(err, want error) {
	b.t.Helper()
	if !errors.Is(err, want) {
		b.t.Errorf("got %v, want %v", err, want)
	}
}

func (b *bench) signUp(name string) (users.User, users.Tokens) {
	b.t.Helper()
	u, tokens, err := b.SignUp(b.t.Context(), users.NewUser{Name: name, Password: password}, 0, addr)
	b.must(err)
	return u, tokens
}

func (b *bench) principal(tokens users.Tokens) users.Principal {
	b.t.Helper()
	p, err := b.Authenticate(b.t.Context(), tokens.Access)
	b.must(err)
	return p
}

func (b *bench) changePassword(p users.Principal, current, password string, from users.From) error {
	_, err := b.ChangePassword(b.t.Context(), p, current, password, from)
	return err
}

// ended checks that neither token of a session is good for anything.
func (b *bench) ended(tokens users.Tokens) {
	b.t.Helper()
	_, err := b.Authenticate(b.t.Context(), tokens.Access)
	b.want(err, users.ErrSession)
	_, _, err = b.Refresh(b.t.Context(), tokens.Refresh)
	b.want(err, users.ErrSession)
}

// logged counts the lines of the security log about an event.
func (b *bench) logged(event string) int {
	b.log.mu.Lock()
	defer b.log.mu.Unlock()
	return strings.Count(b.log.String(), fmt.Sprintf(`"event":%q`, event))
}

func TestSignUp(t *testing.T) {
	b := newBench(t)
	u, tokens, err := b.SignUp(t.Context(), users.NewUser{
		Name: "Marie", Password: password, Email: "marie@example.org", Hidden: true,
	}, 0, addr)
	b.must(err)
	want := users.User{
		ID: u.ID, Name: "Marie", Pending: "marie@example.org", Role: users.Learner,
		ShownAs: "Marie", Listed: false, CreatedAt: noon,
	}
	if u != want || u.ID == 0 {
		t.Errorf("got %+v, want %+v", u, want)
	}
	if got := b.principal(tokens).User; got != want {
		t.Errorf("stored %+v, want %+v", got, want)
	}
	if u, _ := b.signUp("Paul"); !u.Listed {
		t.Error("a user who did not opt out is not listed")
	}
}

func TestSignUpRefuses(t *testing.T) {
	b := newBench(t)
	_, _, err := b.SignUp(t.Context(), users.NewUser{Name: "Élodie", Password: password, Email: "e@example.org"}, 0, addr)
	b.must(err)
	for _, tt := range []struct {
		name string
		new  users.NewUser
		want map[string]error // by field
	}{
		{"same name", users.NewUser{Name: "Élodie", Password: password}, map[string]error{"name": users.ErrNameTaken}},
		{"other case and form", users.NewUser{Name: "E\u0301LODIE", Password: password}, map[string]error{"name": users.ErrNameTaken}},
		{"everything", users.NewUser{Name: "x@", Password: "1", Email: "x", ShownAs: "\n"}, map[string]error{
			"name": users.ErrName, "password": users.ErrPasswordShort, "email": users.ErrEmail, "shown_as": users.ErrShownAs,
		}},
	} {
		_, _, err := b.SignUp(t.Context(), tt.new, 0, addr)
		got := map[string]bool{}
		var fields fault.Fields
		if !errors.As(err, &fields) {
			fields = fault.Fields{fault.As(err)}
		}
		for _, f := range fields {
			got[f.Field] = true
			if !errors.Is(f, tt.want[f.Field]) {
				t.Errorf("%s: field %q: %v", tt.name, f.Field, f)
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: faults of %v", tt.name, got)
		}
	}
	list, err := b.List(t.Context(), users.Filter{}, 0, 100)
	if err != nil || len(list) != 1 {
		t.Errorf("stored %d users, %v", len(list), err)
	}
}

func TestParallelSignUpsOfOneName(t *testing.T) {
	b := newBench(t)
	ok := b.race(20, users.ErrNameTaken, func(int) error {
		_, _, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: password}, 0, addr)
		return err
	})
	if ok != 1 {
		t.Errorf("%d got the name", ok)
	}
}

// race runs do n times at once and returns how often it succeeded. Whatever
// did not must have failed with the fault that is expected.
func (b *bench) race(n int, expected error, do func(i int) error) (ok int) {
	b.t.Helper()
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		begin = make(chan struct{})
	)
	for i := range n {
		wg.Go(func() {
			<-begin
			err := do(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				ok++
			} else if !errors.Is(err, expected) {
				b.t.Errorf("got %v, want %v", err, expected)
			}
		})
	}
	close(begin)
	wg.Wait()
	return ok
}

func TestGuestBecomesLearner(t *testing.T) {
	b := newBench(t)
	guest, before, err := b.StartGuest(t.Context(), addr)
	b.must(err)
	if guest.Role != users.Guest || guest.Listed || guest.Name != "" {
		t.Errorf("guest is %+v", guest)
	}
	b.now = noon.Add(time.Minute)
	u, after, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: password}, guest.ID, addr)
	b.must(err)
	if u.ID != guest.ID || u.Role != users.Learner || !u.CreatedAt.Equal(noon) {
		t.Errorf("guest %d became %+v", guest.ID, u)
	}
	b.ended(before)
	if p := b.principal(after); p.User != u {
		t.Errorf("signed in as %+v", p.User)
	}
	_, _, err = b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)

	_, _, err = b.SignUp(t.Context(), users.NewUser{Name: "second", Password: password}, guest.ID, addr)
	b.want(err, users.ErrNameTaken)
	_, _, err = b.SignUp(t.Context(), users.NewUser{Name: "third", Password: password}, 999, addr)
	b.want(err, users.ErrNoUser)
}

func TestGuestsHaveNoPassword(t *testing.T) {
	b := newBench(t)
	guest, tokens, err := b.StartGuest(t.Context(), addr)
	b.must(err)
	_, _, err = b.SignIn(t.Context(), "", "", addr)
	b.want(err, users.ErrSignIn)
	_, err = b.UpdateProfile(t.Context(), guest.ID, users.Profile{ShownAs: "Zoé"})
	b.want(err, users.ErrGuest)
	b.want(b.changePassword(b.principal(tokens), "", password, addr), users.ErrGuest)
}

func TestSignIn(t *testing.T) {
	b := newBench(t)
	b.Mail()
	u, _, err := b.SignUp(t.Context(), users.NewUser{Name: "O'Neil", Password: "p\u00e2te \u00e0 sel", Email: "o@example.org"}, 0, addr)
	b.must(err)
	b.prove()
	for _, tt := range []struct {
		login, password string
		ok              bool
	}{
		{"O'Neil", "pâte à sel", true},
		{"o\u2019NEIL", "pâte à sel", true},
		{" o'neil ", "pa\u0302te a\u0300 sel", true},
		{"O@example.ORG", "pâte à sel", true},
		{"O'Neil", "Pâte à sel", false},
		{"O'Neil", "pâte à sel ", false},
		{"O'Neil", "", false},
		{"nobody", "pâte à sel", false},
		{"no@example.org", "pâte à sel", false},
		{"", "pâte à sel", false},
		{"@", "", false},
		{"O'Neil' OR 1=1 --", "x", false},
		{strings.Repeat("x", 1<<20), "x", false},
		{"O'Neil", strings.Repeat("x", 1<<20), false},
		{"\xff", "\xff", false},
	} {
		b.now = b.now.Add(time.Minute) // out of the throttle's sight
		got, tokens, err := b.SignIn(t.Context(), tt.login, tt.password, addr)
		if tt.ok {
			if err != nil || got.ID != u.ID || b.principal(tokens).User.ID != u.ID {
				t.Errorf("%.20q, %.20q: %+v, %v", tt.login, tt.password, got, err)
			}
			continue
		}
		// The same answer to the last detail, whatever was wrong.
		if f := fault.As(err); !errors.Is(err, users.ErrSignIn) || f.Detail != nil || f.Field != "" {
			t.Errorf("%.20q, %.20q: %v", tt.login, tt.password, err)
		}
	}
}

func TestStrongerHashAtSignIn(t *testing.T) {
	b := newBench(t)
	u, _ := b.signUp("marie")
	hash := func() string {
		a, err := b.store.Account(t.Context(), u.ID)
		b.must(err)
		return a.PasswordHash
	}
	old := hash()
	b.restart(users.Params{Memory: 16, Time: 1, Threads: 1})
	_, _, err := b.SignIn(t.Context(), "marie", "wrong password", addr)
	b.want(err, users.ErrSignIn)
	if hash() != old {
		t.Error("a wrong password changed the hash")
	}
	_, _, err = b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	strong := hash()
	if !strings.Contains(strong, "$m=16,") {
		t.Errorf("the hash is still %q", strong)
	}
	_, _, err = b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	if hash() != strong {
		t.Error("a strong hash was made anew")
	}
}

func TestNewRefusesShortKey(t *testing.T) {
	if _, err := users.New(users.Config{Key: make([]byte, 31), Rand: rand.Reader}); err == nil {
		t.Error("a short key was taken")
	}
}

func TestRefresh(t *testing.T) {
	b := newBench(t)
	_, first := b.signUp("marie")
	b.now = noon.Add(AccessGone)
	if _, err := b.Authenticate(t.Context(), first.Access); !errors.Is(err, users.ErrSession) {
		t.Errorf("an expired access token: %v", err)
	}
	_, second, err := b.Refresh(t.Context(), first.Refresh)
	b.must(err)
	if second.Refresh == first.Refresh || !second.AccessExpires.Equal(b.now.Add(users.AccessLife)) ||
		!second.RefreshExpires.Equal(b.now.AddDate(0, 0, 7)) {
		t.Errorf("second pair: %+v", second)
	}
	b.principal(second)

	// A lost answer is given again, also by a server that was restarted.
	b.restart(users.Params{Memory: 8, Time: 1, Threads: 1})
	b.now = b.now.Add(time.Minute)
	_, again, err := b.Refresh(t.Context(), first.Refresh)
	b.must(err)
	if again.Refresh != second.Refresh {
		t.Error("the predecessor got another successor")
	}

	// A second later it is a thief's, or the owner's after a thief.
	b.now = b.now.Add(time.Second)
	_, _, err = b.Refresh(t.Context(), first.Refresh)
	b.want(err, users.ErrSession)
	b.ended(second)
	if n := b.logged("refresh_reused"); n != 1 {
		t.Errorf("reuse was logged %d times", n)
	}
}

// AccessGone is past the life of an access token and the leeway.
const AccessGone = users.AccessLife + 6*time.Second

func TestGrandparentEndsSession(t *testing.T) {
	b := newBench(t)
	_, first := b.signUp("marie")
	_, other, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	_, second, err := b.Refresh(t.Context(), first.Refresh)
	b.must(err)
	_, third, err := b.Refresh(t.Context(), second.Refresh)
	b.must(err)
	_, _, err = b.Refresh(t.Context(), first.Refresh)
	b.want(err, users.ErrSession)
	b.ended(third)
	b.principal(other) // another sign-in of the same user goes on
}

func TestForgedRefreshEndsNothing(t *testing.T) {
	b := newBench(t)
	_, tokens := b.signUp("marie")
	forged := []byte(tokens.Refresh)
	forged[len(forged)-5] ^= 1
	for _, token := range []string{string(forged), "", "x", tokens.Access} {
		_, _, err := b.Refresh(t.Context(), token)
		b.want(err, users.ErrSession)
	}
	_, _, err := b.Refresh(t.Context(), tokens.Refresh)
	b.must(err)
}

func TestParallelRefresh(t *testing.T) {
	b := newBench(t)
	_, first := b.signUp("marie")
	next := make([]string, 20)
	ok := b.race(len(next), nil, func(i int) error {
		_, tokens, err := b.Refresh(t.Context(), first.Refresh)
		next[i] = tokens.Refresh
		return err
	})
	if ok != len(next) {
		t.Fatalf("%d of %d tabs were renewed", ok, len(next))
	}
	for _, token := range next {
		if token != next[0] {
			t.Fatal("two tabs hold different successors")
		}
	}
	_, tokens, err := b.Refresh(t.Context(), next[0])
	b.must(err)
	b.principal(tokens)
}

func TestSessionEndsWithTime(t *testing.T) {
	const day = 24 * time.Hour
	b := newBench(t)
	_, learner := b.signUp("marie")
	_, idle := b.signUp("paul")
	_, err := b.Create(t.Context(), users.NewUser{Name: "root", Password: password}, users.Admin)
	b.must(err)
	_, admin, err := b.SignIn(t.Context(), "root", password, addr)
	b.must(err)

	b.now = noon.Add(12*time.Hour - time.Second)
	_, admin, err = b.Refresh(t.Context(), admin.Refresh)
	b.must(err)
	if end := noon.Add(day); admin.RefreshExpires.After(end) {
		t.Errorf("an admin's session lasts until %v", admin.RefreshExpires)
	}
	b.now = noon.Add(day)
	b.ended(admin)

	for d := 6 * day; d < 30*day; d += 6 * day {
		b.now = noon.Add(d)
		_, learner, err = b.Refresh(t.Context(), learner.Refresh)
		b.must(err)
	}
	b.ended(idle)
	b.now = noon.Add(30*day - time.Second)
	b.principal(func() users.Tokens {
		_, learner, err = b.Refresh(t.Context(), learner.Refresh)
		b.must(err)
		return learner
	}())
	b.now = noon.Add(30 * day)
	b.ended(learner)
}

func TestSignOut(t *testing.T) {
	b := newBench(t)
	_, tokens := b.signUp("marie")
	_, other, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	p := b.principal(tokens)
	b.must(b.SignOut(t.Context(), p.SessionID))
	b.ended(tokens)
	b.principal(other)
	b.must(b.SignOut(t.Context(), p.SessionID))
	b.must(b.SignOut(t.Context(), "nothing"))
	if n := b.logged("sign_out"); n != 1 {
		t.Errorf("logged %d times", n)
	}
}

func TestChangePassword(t *testing.T) {
	b := newBench(t)
	_, tokens := b.signUp("marie")
	_, other, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	p := b.principal(tokens)
	const next = "battery staple"
	b.want(b.changePassword(p, "wrong password", next, addr), users.ErrPasswordWrong)
	b.want(b.changePassword(p, password, "marie2026", addr), users.ErrPasswordPersonal)
	b.principal(other)
	b.must(b.changePassword(p, password, next, addr))
	b.principal(tokens)
	b.ended(other)
	_, _, err = b.SignIn(t.Context(), "marie", password, addr)
	b.want(err, users.ErrSignIn)
	_, _, err = b.SignIn(t.Context(), "marie", next, addr)
	b.must(err)
}

// slowReader is a store on which something happens between the look-up of an
// account and what follows from it.
type slowReader struct {
	*store.Store
	meanwhile func()
}

func (s slowReader) AccountByLogin(ctx context.Context, key users.LoginKey) (users.Account, error) {
	a, err := s.Store.AccountByLogin(ctx, key)
	s.meanwhile()
	return a, err
}

func TestPasswordChangedDuringSignIn(t *testing.T) {
	b := newBench(t)
	b.signUp("marie")
	slow, err := users.New(users.Config{
		Store: slowReader{b.store, func() { b.must(b.ResetPassword(t.Context(), "marie", "battery staple")) }},
		Key:   bytes.Repeat([]byte{7}, 32), Now: func() time.Time { return b.now }, Rand: rand.Reader,
		Log: slog.New(slog.DiscardHandler), Hash: users.Params{Memory: 8, Time: 1, Threads: 1},
	})
	b.must(err)
	_, _, err = slow.SignIn(t.Context(), "marie", password, addr)
	b.want(err, users.ErrSignIn)
}

func TestUpdateProfile(t *testing.T) {
	b := newBench(t)
	u, tokens := b.signUp("marie")
	got, err := b.UpdateProfile(t.Context(), u.ID, users.Profile{ShownAs: "Mimi", Listed: false})
	b.must(err)
	if got.ShownAs != "Mimi" || got.Listed {
		t.Errorf("updated to %+v", got)
	}
	if p := b.principal(tokens); p.User != got {
		t.Errorf("stored %+v", p.User)
	}
	_, err = b.UpdateProfile(t.Context(), u.ID, users.Profile{ShownAs: "a\nb"})
	b.want(err, users.ErrShownAs)
	if p := b.principal(tokens); p.User != got {
		t.Errorf("a refused change left %+v", p.User)
	}
	got, err = b.UpdateProfile(t.Context(), u.ID, users.Profile{Listed: true})
	b.must(err)
	if got.ShownAs != "marie" || !got.Listed {
		t.Errorf("emptied to %+v", got)
	}
}

func TestSetRole(t *testing.T) {
	b := newBench(t)
	_, err := b.Create(t.Context(), users.NewUser{Name: "root", Password: password}, users.Admin)
	b.must(err)
	_, rootTokens, err := b.SignIn(t.Context(), "root", password, addr)
	b.must(err)
	root := b.principal(rootTokens)
	marie, tokens := b.signUp("marie")
	guest, _, err := b.StartGuest(t.Context(), addr)
	b.must(err)

	for _, tt := range []struct {
		name   string
		actor  users.Principal
		target users.ID
		role   users.Role
		want   error
	}{
		{"by a learner", b.principal(tokens), marie.ID, users.Admin, users.ErrForbidden},
		{"forged actor", users.Principal{User: users.User{ID: marie.ID, Role: users.Admin}}, marie.ID, users.Admin, users.ErrForbidden},
		{"unknown user", root, 999, users.Admin, users.ErrNoUser},
		{"unknown role", root, marie.ID, "owner", users.ErrRole},
		{"back to guest", root, marie.ID, users.Guest, users.ErrRole},
		{"of a guest", root, guest.ID, users.Instructor, users.ErrGuest},
		{"last admin", root, root.User.ID, users.Learner, users.ErrLastAdmin},
	} {
		_, err := b.SetRole(t.Context(), tt.actor, tt.target, tt.role)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}

	for _, role := range []users.Role{users.Instructor, users.Admin} {
		_, err = b.SetRole(t.Context(), root, marie.ID, role)
		b.must(err)
		// The old access token is judged by the new role.
		if got := b.principal(tokens).User.Role; got != role {
			t.Errorf("role is %s, want %s", got, role)
		}
	}
	if n := b.logged("role_changed"); n != 2 {
		t.Errorf("logged %d role changes", n)
	}
}

// Two administrators who demote each other at the same moment leave one.
func TestAdminsDemoteEachOther(t *testing.T) {
	b := newBench(t)
	var admins []users.Principal
	for _, name := range []string{"first", "second"} {
		u, err := b.Create(t.Context(), users.NewUser{Name: name, Password: password}, users.Admin)
		b.must(err)
		admins = append(admins, users.Principal{User: u})
	}
	b.race(2, users.ErrForbidden, func(i int) error {
		_, err := b.SetRole(t.Context(), admins[i], admins[1-i].User.ID, users.Learner)
		return err
	})
	left, err := b.List(t.Context(), users.Filter{Role: users.Admin}, 0, users.MaxList)
	if len(left) != 1 || err != nil {
		t.Errorf("%d administrators are left, %v", len(left), err)
	}
}

func TestList(t *testing.T) {
	b := newBench(t)
	for _, n := range []users.NewUser{
		{Name: "Élodie", Email: "e@example.org"}, {Name: "marie", ShownAs: "Étoile"}, {Name: "paul_100"},
	} {
		n.Password = password
		_, _, err := b.SignUp(t.Context(), n, 0, addr)
		b.must(err)
	}
	_, _, err := b.StartGuest(t.Context(), addr)
	b.must(err)
	_, err = b.Create(t.Context(), users.NewUser{Name: "root", Password: password}, users.Admin)
	b.must(err)
	for _, tt := range []struct {
		filter users.Filter
		after  users.ID
		limit  int
		want   string
	}{
		{users.Filter{}, 0, 100, "Élodie marie paul_100 root"},
		{users.Filter{}, 0, 0, "Élodie"},
		{users.Filter{}, 1, 2, "marie paul_100"},
		{users.Filter{Role: users.Admin}, 0, 100, "root"},
		{users.Filter{Role: users.Guest}, 0, 100, ""},
		{users.Filter{Text: "ÉLO"}, 0, 100, "Élodie"},
		{users.Filter{Text: "EXAMPLE"}, 0, 100, "Élodie"},
		{users.Filter{Text: "éto"}, 0, 100, "marie"},
		{users.Filter{Text: "%"}, 0, 100, ""},
		{users.Filter{Text: "_"}, 0, 100, "paul_100"},
		{users.Filter{Text: "' OR 1=1 --"}, 0, 100, ""},
	} {
		list, err := b.List(t.Context(), tt.filter, tt.after, tt.limit)
		b.must(err)
		var names []string
		for _, u := range list {
			names = append(names, u.Name)
		}
		if got := strings.Join(names, " "); strings.TrimSpace(got) != tt.want {
			t.Errorf("%+v after %d: %q, want %q", tt.filter, tt.after, got, tt.want)
		}
	}
}

func TestOperator(t *testing.T) {
	b := newBench(t)
	_, err := b.Create(t.Context(), users.NewUser{Name: "marie", Password: password}, users.Guest)
	b.want(err, users.ErrRole)
	_, err = b.Create(t.Context(), users.NewUser{Name: "marie", Password: "short"}, users.Learner)
	b.want(err, users.ErrPasswordShort)
	u, err := b.Create(t.Context(), users.NewUser{Name: "marie", Password: password}, users.Instructor)
	b.must(err)
	if u.Role != users.Instructor {
		t.Errorf("created %+v", u)
	}
	_, tokens, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)

	b.want(b.ResetPassword(t.Context(), "nobody", password), users.ErrNoUser)
	b.want(b.ResetPassword(t.Context(), "marie", "abcdefghijkl"), users.ErrPasswordPattern)
	b.must(b.ResetPassword(t.Context(), "MARIE", "battery staple"))
	b.ended(tokens)
	_, _, err = b.SignIn(t.Context(), "marie", "battery staple", addr)
	b.must(err)
}

func TestLogHoldsNoSecrets(t *testing.T) {
	b := newBench(t)
	const mail = "canary@example.org"
	n := users.NewUser{Name: "CanaryName", Password: "feathered lodger", Email: mail}
	u, tokens, err := b.SignUp(t.Context(), n, 0, addr)
	b.must(err)
	_, _, err = b.SignUp(t.Context(), n, 0, addr)
	b.want(err, users.ErrNameTaken)
	_, _, _ = b.SignIn(t.Context(), mail, "feathered wrong", addr)
	_, tokens, err = b.Refresh(t.Context(), tokens.Refresh)
	b.must(err)
	slog.New(slog.NewJSONHandler(b.log, nil)).Info("careless", "user", u, "tokens", tokens)
	text := b.log.String()
	for _, secret := range []string{mail, "CanaryName", "canaryname", "feathered lodger", "feathered wrong", "argon2id", "eyJ", tokens.Refresh} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if b.logged("sign_up") != 1 || b.logged("sign_in_failed") != 1 {
		t.Errorf("the log lacks an event:\n%s", text)
	}
	for line := range strings.Lines(text) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not one record: %q", line)
		}
	}
}

func TestCancelledRequest(t *testing.T) {
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := b.SignUp(ctx, users.NewUser{Name: "marie", Password: password}, 0, addr)
	b.want(err, context.Canceled)
}
