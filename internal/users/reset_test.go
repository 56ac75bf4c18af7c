package users_test

import (
	"fmt"
	"testing"
	"time"

	"viva/internal/users"
)

// resetLink asks for a new password and takes the link from its letter.
func (b *bench) resetLink(login, to string) string {
	b.t.Helper()
	b.must(b.AskReset(b.t.Context(), login, "en", addr))
	return b.letter(users.LetterReset, to).Token
}

// A reset is the way in where guesses have shut strangers out.
func TestResetLetsIn(t *testing.T) {
	b := newBench(t)
	_, session := b.owner("marie", "m@example.org")
	b.guess("marie", 100, addr)
	b.want(b.signIn("marie", password, addr), users.ErrClosed)

	link := b.resetLink("marie", "m@example.org")
	b.must(b.CheckReset(t.Context(), link))
	b.want(b.Reset(t.Context(), link, "short", addr), users.ErrPasswordShort)
	b.want(b.Reset(t.Context(), link, "m@example.org!", addr), users.ErrPasswordPersonal)
	b.must(b.Reset(t.Context(), link, "battery staple", addr))
	b.ended(session)
	b.letter(users.LetterPassword, "m@example.org")
	b.must(b.signIn("marie", "battery staple", addr))
	b.want(b.signIn("marie", password, addr), users.ErrSignIn)
}

func TestResetLinkEnds(t *testing.T) {
	b := newBench(t)
	_, tokens := b.owner("marie", "m@example.org")
	const other = "battery staple"
	for _, tt := range []struct {
		name string
		do   func(link string)
	}{
		{"after an hour", func(string) { b.now = b.now.Add(users.ResetLife) }},
		{"once used", func(link string) { b.must(b.Reset(t.Context(), link, password, addr)) }},
		{"by a change of the password", func(string) { b.must(b.changePassword(b.principal(tokens), password, password, addr)) }},
		{"by an operator", func(string) { b.must(b.ResetPassword(t.Context(), "marie", password)) }},
		{"by another link", func(string) {
			b.must(b.Reset(t.Context(), b.resetLink("marie", "m@example.org"), password, addr))
		}},
	} {
		b.now = b.now.Add(2 * time.Hour)
		_, tokens, _ = b.SignIn(t.Context(), "marie", password, addr)
		link := b.resetLink("m@EXAMPLE.org", "m@example.org")
		tt.do(link)
		b.post()
		for _, err := range []error{b.CheckReset(t.Context(), link), b.Reset(t.Context(), link, other, addr)} {
			if err == nil {
				t.Errorf("a link lives that was ended %s", tt.name)
			}
			b.want(err, users.ErrResetLink)
		}
	}
	b.now = b.now.Add(2 * time.Hour)
	link := b.resetLink("marie", "m@example.org")
	b.now = b.now.Add(users.ResetLife - time.Millisecond)
	b.must(b.Reset(t.Context(), link, other, addr))
}

func TestParallelResets(t *testing.T) {
	b := newBench(t)
	b.owner("marie", "m@example.org")
	link := b.resetLink("marie", "m@example.org")
	if ok := b.race(50, users.ErrResetLink, func(i int) error {
		return b.Reset(t.Context(), link, fmt.Sprintf("battery staple %d", i), addr)
	}); ok != 1 {
		t.Errorf("%d of 50 set a password by one link", ok)
	}
}

// Only a proved address of an account gets a link, three an hour.
func TestWhoGetsALink(t *testing.T) {
	b := newBench(t)
	b.owner("marie", "m@example.org")
	_, _, err := b.SignUp(t.Context(), users.NewUser{Name: "paul", Password: password, Email: "p@example.org"}, 0, addr)
	b.must(err)
	b.post()
	_, _, err = b.StartGuest(t.Context(), addr)
	b.must(err)
	for _, login := range []string{"paul", "p@example.org", "nobody", "nobody@example.org", "", " ", "@", "\xff", "m@example.org\r\nBcc: x@example.org"} {
		b.must(b.AskReset(t.Context(), login, "en", addr))
	}
	b.quiet()
	for range 2 {
		b.must(b.AskReset(t.Context(), "marie", "en", addr))
		b.must(b.AskReset(t.Context(), "m@example.org", "en", addr))
	}
	if n := len(b.post()); n != 3 {
		t.Errorf("%d letters went out", n)
	}
	b.now = b.now.Add(time.Hour)
	b.resetLink("marie", "m@example.org")
}

// Asking does not look whether anybody has the login: what the database holds
// afterwards differs in nothing but what was typed.
func TestAskResetLooksAtNothing(t *testing.T) {
	b := newBench(t)
	b.owner("marie", "m@example.org")
	b.must(b.AskReset(t.Context(), "marie", "en", addr))
	b.must(b.AskReset(t.Context(), "maria", "en", addr))
	b.exec(`CREATE TABLE rest AS SELECT DISTINCT user_id, kind, email, lang, at, next_at, tries, answer FROM outbox`)
	b.exec(`CREATE TABLE one (n CHECK (n = 1)); INSERT INTO one SELECT count(*) FROM rest`)
}

func TestResetsPerNetwork(t *testing.T) {
	b := newBench(t)
	b.Mail()
	for range 300 {
		b.must(b.AskReset(t.Context(), "nobody", "en", addr))
	}
	b.want(b.AskReset(t.Context(), "nobody", "en", addr), users.ErrTooManyTries)
	b.must(b.AskReset(t.Context(), "nobody", "en", at("198.51.100.1")))
}

// What nobody has looked at yet is bounded, however many networks ask.
func TestAskedIsBounded(t *testing.T) {
	b := newBench(t)
	b.Mail()
	var err error
	n := 0
	for ; n < 3000 && err == nil; n++ {
		err = b.AskReset(t.Context(), "nobody", "en", at(fmt.Sprintf("198.51.%d.%d", n/250, n%250)))
	}
	b.want(err, users.ErrBusy)
	b.quiet()
	b.must(b.AskReset(t.Context(), "nobody", "en", addr))
}
