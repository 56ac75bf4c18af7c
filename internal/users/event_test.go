package users_test

import (
	"database/sql"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/users"
)

// read returns the security log, the newest first.
func (b *bench) read(f users.EventFilter) []users.Entry {
	b.t.Helper()
	entries, err := b.Events().Read(b.t.Context(), f, users.EventCursor{}, 1000)
	b.must(err)
	return entries
}

// kinds are those of the events, the oldest first, with how often each happened.
func kinds(entries []users.Entry) (list []string) {
	for _, e := range slices.Backward(entries) {
		list = append(list, fmt.Sprintf("%s %d", e.Kind, e.Times))
	}
	return list
}

func (b *bench) wantKinds(want ...string) {
	b.t.Helper()
	if got := kinds(b.read(users.EventFilter{})); !slices.Equal(got, want) {
		b.t.Errorf("the log tells %q, want %q", got, want)
	}
}

func (b *bench) admin() users.Principal {
	b.t.Helper()
	_, err := b.Create(b.t.Context(), users.NewUser{Name: "boss", Password: password}, users.Admin)
	b.must(err)
	_, tokens, err := b.SignIn(b.t.Context(), "boss", password, addr)
	b.must(err)
	return b.principal(tokens)
}

func TestEventsOfAnAccount(t *testing.T) {
	b := newBench(t)
	boss := b.admin()
	u, tokens := b.signUp("marie")
	ctx := users.WithOrigin(t.Context(), users.Origin{Addr: "2001:db8:1:2:3::4", Request: "r1"})
	_, err := b.SetRole(ctx, boss, u.ID, users.Instructor)
	b.must(err)
	_, err = b.SetRole(ctx, b.principal(tokens), boss.User.ID, users.Learner) // refused: nothing happened
	b.want(err, users.ErrForbidden)
	for _, n := range []users.Naming{{Name: "Marion"}, {Name: "Marion", Hidden: true}, {Name: "Marion"}, {Name: "Marion"}} {
		_, err := b.Rename(ctx, boss, u.ID, n)
		b.must(err)
	}
	b.must(b.changePassword(b.principal(tokens), password, password+" too", addr))
	_, err = b.GivePassword(ctx, boss, u.ID)
	b.must(err)
	b.must(b.ResetPassword(ctx, "marion", password))
	b.wantKinds("user_created 1", "sign_in 1", "sign_up 1", "role_changed 1", "renamed 1", "hidden 1", "shown 1",
		"password_changed 1", "password_given 1", "password_reset 1")
	got := b.read(users.EventFilter{Kind: users.EventRoleChanged})[0]
	want := users.Entry{Event: users.Event{
		ID: got.ID, At: noon, Kind: users.EventRoleChanged, Actor: boss.User.ID, Target: u.ID,
		Addr: "2001:db8:1:2::/64", Request: "r1", Detail: "learner instructor", Times: 1,
	}, ActorName: "boss", TargetName: "Marion"}
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if n := strings.Count(b.log.String(), `"msg":"security"`); n != 10 {
		t.Errorf("the log of the program tells %d events, want 10", n)
	}
}

// What somebody types where a login belongs may be a password.
func TestFailedSignInsTellNoText(t *testing.T) {
	b := newBench(t)
	u, _ := b.signUp("marie")
	for range 12 {
		b.now = b.now.Add(time.Second)
		_ = b.signIn("marie", wrong, addr)
		b.now = b.now.Add(time.Second)
		_ = b.signIn("my secret pass phrase", wrong, addr)
	}
	_ = b.signIn(strings.Repeat("my secret", 1000), wrong, addr)
	b.wantKinds("sign_up 1", "sign_in_failed 10", "sign_in_failed 11", "sign_in_refused 2", "sign_in_refused 2")
	if n := len(b.read(users.EventFilter{User: u.ID})); n != 3 {
		t.Errorf("%d entries about the account, want 3", n)
	}
	db, err := sql.Open("sqlite3", "file:"+b.path)
	b.must(err)
	defer db.Close()
	var all string
	b.must(db.QueryRow("SELECT group_concat(kind || actor || target || addr || request || detail) FROM events").Scan(&all))
	if all == "" || strings.Contains(all+b.log.String(), "secret") {
		t.Errorf("the log tells what was typed: %s", all)
	}
}

func TestFloodOfRefusals(t *testing.T) {
	b := newBench(t)
	flood := func(n int) {
		for i := range n {
			from := users.Origin{Addr: netip.AddrFrom4([4]byte{10, 0, byte(i / 256), byte(i)}).String()}
			b.Events().Refuse(users.WithOrigin(t.Context(), from), users.Event{Kind: users.EventDenied, Detail: "forbidden"})
		}
	}
	flood(5000)
	flood(5000)
	b.must(b.Events().Flush(t.Context()))
	flood(100) // the same minute still
	times := 0
	entries := b.read(users.EventFilter{})
	for _, e := range entries {
		times += e.Times
	}
	if len(entries) != 201 || times != 10100 {
		t.Errorf("%d entries tell %d refusals, want 201 and 10100", len(entries), times)
	}
	if entries[0].Addr != users.ManyAddrs && !slices.ContainsFunc(entries, func(e users.Entry) bool { return e.Addr == users.ManyAddrs }) {
		t.Error("no entry tells the rest together")
	}
}

// What cannot be written now is written later.
func TestRefusalsOutlastAFullDisk(t *testing.T) {
	b := newBench(t)
	for range 3 {
		_ = b.signIn("nobody", wrong, addr)
	}
	b.exec("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END")
	if err := b.Events().Flush(t.Context()); err == nil {
		t.Fatal("it was written")
	}
	_ = b.signIn("nobody", wrong, addr)
	b.exec("DROP TRIGGER full")
	b.wantKinds("sign_in_failed 4")
}

func TestEventFilters(t *testing.T) {
	b := newBench(t)
	for i, from := range []string{"192.0.2.7", "192.0.2.8", "::ffff:192.0.2.7", "2001:db8::1", "fe80::1%\x1b[31m\u202e", "\x1b[31m"} {
		b.now = noon.Add(time.Duration(i) * time.Hour)
		b.must(b.Events().Record(users.WithOrigin(t.Context(), users.Origin{Addr: from}), users.Event{Kind: users.EventStart}))
	}
	at := func(f users.EventFilter) (addrs []string) {
		for _, e := range b.read(f) {
			addrs = append(addrs, e.Addr)
		}
		return addrs
	}
	all := []string{"", "fe80::/64", "2001:db8::/64", "192.0.2.7", "192.0.2.8", "192.0.2.7"}
	for _, tt := range []struct {
		f    users.EventFilter
		want []string
	}{
		{users.EventFilter{}, all},
		{users.EventFilter{Kind: users.EventBackup}, nil},
		{users.EventFilter{Addr: netip.MustParseAddr("192.0.2.7")}, []string{"192.0.2.7", "192.0.2.7"}},
		{users.EventFilter{Addr: netip.MustParseAddr("2001:db8::ffff")}, all[2:3]},
		{users.EventFilter{From: noon.Add(4 * time.Hour)}, all[:2]},
		{users.EventFilter{Until: noon.Add(2 * time.Hour)}, all[4:]},
	} {
		if got := at(tt.f); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %q, want %q", tt.f, got, tt.want)
		}
	}
	var paged []users.Entry
	for after := (users.EventCursor{}); ; {
		page, err := b.Events().Read(t.Context(), users.EventFilter{}, after, 4)
		b.must(err)
		if paged = append(paged, page...); len(page) < 4 {
			break
		}
		after = page[3].Cursor()
	}
	if !slices.Equal(paged, b.read(users.EventFilter{})) {
		t.Errorf("page by page there are %d entries: %q", len(paged), kinds(paged))
	}
}

func TestTidyEvents(t *testing.T) {
	b := newBench(t)
	record := func(ago time.Duration, from string) {
		b.now = noon.Add(-ago)
		b.Events().Refuse(users.WithOrigin(t.Context(), users.Origin{Addr: from}), users.Event{Kind: users.EventDenied})
		b.now = noon
	}
	record(users.EventLife+time.Millisecond, "198.51.100.1")
	record(users.AddrLife+time.Minute, "192.0.2.7")
	record(users.AddrLife+time.Minute, "192.0.2.8") // which then reads the same
	record(users.AddrLife+time.Minute, "2001:db8:1:2::1")
	record(users.AddrLife+time.Minute, "")
	record(users.AddrLife-time.Minute, "203.0.113.9")
	b.must(b.Events().Flush(t.Context()))
	if n, err := b.Events().Tidy(t.Context()); err != nil || n != 1 {
		t.Fatalf("dropped %d, %v; want 1", n, err)
	}
	var addrs []string
	for _, e := range b.read(users.EventFilter{}) {
		addrs = append(addrs, e.Addr)
	}
	slices.Sort(addrs)
	if want := []string{"", "192.0.2.0/24", "192.0.2.0/24", "2001:db8:1::/48", "203.0.113.9"}; !slices.Equal(addrs, want) {
		t.Errorf("addresses %q, want %q", addrs, want)
	}
	if n := len(b.read(users.EventFilter{Addr: netip.MustParseAddr("192.0.2.7")})); n != 2 {
		t.Errorf("a short address is found %d times, want 2", n)
	}
}
