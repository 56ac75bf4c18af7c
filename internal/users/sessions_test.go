package users_test

import (
	"strings"
	"testing"
	"time"

	"viva/internal/users"
)

// Whoever gave the password a moment ago sees where they are signed in and signs
// out what they do not know; whoever finds a browser that is signed in cannot.
func TestOwnSessions(t *testing.T) {
	b := newBench(t)
	_, first, err := b.SignUp(t.Context(), users.NewUser{Name: "marie", Password: password}, 0, users.From{Addr: "192.0.2.1", Client: "Firefox, Windows"})
	b.must(err)
	b.now = b.now.Add(time.Hour)
	_, second, err := b.SignIn(t.Context(), "marie", password, users.From{Addr: "192.0.2.2", Client: "Safari, iPhone"})
	b.must(err)
	b.now = b.now.Add(time.Minute)
	_, third, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	b.now = b.now.Add(users.ConfirmedFor - time.Minute)

	_, rotated, err := b.Refresh(t.Context(), first.Refresh)
	b.must(err)
	who := b.principal(rotated)
	open, confirmed, err := b.Sessions(t.Context(), who)
	if err != nil || confirmed || len(open) != 3 {
		t.Fatalf("%+v, %v, %v", open, confirmed, err)
	}
	if o := open[0]; !o.Current || o.Client != "Firefox, Windows" || !o.Began.Equal(noon) || !o.Seen.Equal(b.now) {
		t.Errorf("the one that asks is %+v", o)
	}
	if o := open[2]; o.Current || o.Client != "Safari, iPhone" || !o.Seen.Equal(noon.Add(time.Hour)) {
		t.Errorf("the one that was used longest ago is %+v", o)
	}
	for _, o := range open {
		if strings.Contains(second.Refresh, string(o.Ref)) || string(who.SessionID) == string(o.Ref) {
			t.Error("a name of a session is part of a token")
		}
	}
	b.want(b.EndSession(t.Context(), who, open[2].Ref), users.ErrUnconfirmed)
	b.want(b.EndOthers(t.Context(), who), users.ErrUnconfirmed)

	_, err = b.Confirm(t.Context(), who, "battery staple", addr)
	b.want(err, users.ErrPasswordWrong)
	tokens, err := b.Confirm(t.Context(), who, password, users.From{Addr: "192.0.2.1", Client: "Firefox, Windows"})
	b.must(err)
	b.ended(rotated) // another session took its place
	who = b.principal(tokens)
	if _, confirmed, err := b.Sessions(t.Context(), who); err != nil || !confirmed {
		t.Errorf("the password does not count: %v", err)
	}
	b.want(b.EndSession(t.Context(), who, "0123456789abcdef"), users.ErrNoSession)
	b.must(b.EndSession(t.Context(), who, open[2].Ref))
	b.ended(second)
	b.want(b.EndSession(t.Context(), who, open[2].Ref), users.ErrNoSession)
	_, third, err = b.Refresh(t.Context(), third.Refresh)
	b.must(err)
	b.principal(third)
	b.must(b.EndOthers(t.Context(), who))
	b.ended(third)
	b.principal(tokens)

	b.now = b.now.Add(users.ConfirmedFor - time.Millisecond)
	_, again, err := b.SignIn(t.Context(), "marie", password, addr)
	b.must(err)
	b.must(b.EndOthers(t.Context(), b.principal(again)))
	b.want(b.EndOthers(t.Context(), who), users.ErrSession) // it was one of the others
}

// Nobody ends the session of somebody else by its name.
func TestSessionsOfOthers(t *testing.T) {
	b := newBench(t)
	_, hers := b.signUp("marie")
	_, his := b.signUp("paul")
	open, _, err := b.Sessions(t.Context(), b.principal(hers))
	b.must(err)
	b.want(b.EndSession(t.Context(), b.principal(his), open[0].Ref), users.ErrNoSession)
	b.must(b.EndOthers(t.Context(), b.principal(his)))
	b.principal(hers)
}
