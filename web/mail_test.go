package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/users"
	"viva/web/words"
)

// mailing makes a site send letters.
func mailing(c *Config) { c.Users.Mail() }

// letter is one as its reader sees it.
type letter struct{ To, Subject, Text, Lang string }

// post takes all letters that are due.
func (s *testSite) post() (all []letter) {
	s.t.Helper()
	_, err := s.users.Deliver(s.t.Context(), func(_ context.Context, l users.Letter) error {
		subject, text, lang, err := s.Letter(l)
		all = append(all, letter{l.To, subject, text, lang})
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return all
}

var linkOf = regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(testOrigin) + `(/\S+)$`)

// link takes the only letter that is due, which is to that address, and returns
// the path of its link.
func (s *testSite) link(to string) string {
	s.t.Helper()
	all := s.post()
	if len(all) != 1 || all[0].To != to {
		s.t.Fatalf("letters %+v, want one to %s", all, to)
	}
	found := linkOf.FindAllStringSubmatch(all[0].Text, -1)
	if len(found) != 1 {
		s.t.Fatalf("the letter has %d links:\n%s", len(found), all[0].Text)
	}
	return found[0][1]
}

// token is what a link brings.
func token(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("token")
}

// owner signs up with an address and confirms it.
func (s *testSite) owner(name, email string) *browser {
	s.t.Helper()
	c := s.browser()
	c.post("/sign-up", "name", name, "password", testPassword, "email", email, "next", "").leadsTo("/")
	link := s.link(email)
	t, _ := url.Parse(link)
	c.post("/verify", "token", t.Query().Get("token")).leadsTo("/account?done=proof")
	return c
}

// Without mail nobody is asked for an address, and no page speaks of one, but to
// those who gave one before.
func TestWithoutMail(t *testing.T) {
	s := newSite(t)
	marie := s.as("marie", users.Learner)
	marie.get("/account").hides(`type="email"`, "E-mail")
	s.browser().get("/sign-up").hides(`type="email"`, "E-mail")
	s.browser().get("/sign-in").hides("/forgot", "e-mail").says("Whoever runs this site can give you")
	s.browser().get("/forgot").want(http.StatusNotFound)
	s.browser().post("/forgot", "login", "marie").want(http.StatusNotFound)
	s.browser().get("/privacy").hides("mail server")
	marie.post("/account/address", "email", "m@example.org", "address_password", testPassword).want(http.StatusConflict)

	s.browser().post("/sign-up", "name", "paul", "password", testPassword, "email", "p@example.org").want(http.StatusBadRequest)
	if _, err := s.users.Create(t.Context(), users.NewUser{Name: "paul", Password: testPassword, Email: "p@example.org"}, users.Learner); err != nil {
		t.Fatal(err)
	}
	paul := s.browser()
	paul.post("/sign-in", "login", "paul", "password", testPassword).leadsTo("/")
	paul.get("/account").says("p@example.org", "Save the field empty")
	paul.post("/account/address", "email", "", "address_password", testPassword).leadsTo("/account?done=address")
	paul.get("/account").hides("p@example.org")
	if all := s.post(); len(all) > 0 {
		t.Errorf("letters %+v", all)
	}
}

// A link is looked at by programs that look for harm; only the button confirms.
func TestConfirmAddress(t *testing.T) {
	s := newSite(t, mailing)
	marie := s.browser()
	marie.get("/sign-up").says(`type="email"`)
	marie.post("/sign-up", "name", "marie", "password", testPassword, "email", "m@example.org").leadsTo("/")
	marie.get("/account").says("Not confirmed yet:", "m@example.org")
	link := s.link("m@example.org")
	if !strings.HasPrefix(link, "/verify?token=") {
		t.Fatal(link)
	}
	for range 2 {
		s.browser().get(link).want(http.StatusOK).says("m@example.org", `action="/verify"`)
	}
	s.browser().post("/sign-in", "login", "m@example.org", "password", testPassword).want(http.StatusUnauthorized)
	s.browser().post("/verify", "token", token(t, link)).leadsTo("/sign-in?done=proof")
	s.browser().get("/sign-in?done=proof").says("The address is confirmed")
	s.browser().post("/verify", "token", token(t, link)).want(http.StatusForbidden).says("expired or was used already")
	s.browser().post("/sign-in", "login", "m@example.org", "password", testPassword).leadsTo("/")
	marie.get("/account").says("Confirmed:", "m@example.org").hides("Not confirmed")
}

func TestChangeAddress(t *testing.T) {
	s := newSite(t, mailing)
	marie := s.owner("marie", "m@example.org")
	marie.post("/account/address", "email", "n@example.org", "address_password", "not the password").want(http.StatusUnprocessableEntity).
		says(`id="address_password-error"`, `value="n@example.org"`)
	marie.post("/account/address", "email", "no", "address_password", testPassword).want(http.StatusUnprocessableEntity).says(`id="email-error"`)
	marie.post("/account/address", "email", "n@example.org", "address_password", testPassword).leadsTo("/account?done=address")
	marie.get("/account?done=address").says("Confirmed:", "m@example.org", "Not confirmed yet:", "n@example.org", "Until then the other one stays in use")
	boss := s.as("boss", users.Admin)
	boss.get("/admin/users?text=N@EXAMPLE").says("marie", "m@example.org", "n@example.org", "not confirmed")
	marie.post("/verify", "token", token(t, s.link("n@example.org"))).leadsTo("/account?done=proof")
	if all := s.post(); len(all) != 1 || all[0].To != "m@example.org" || !strings.Contains(all[0].Text, "has another address now") {
		t.Errorf("letters %+v", all)
	}
}

// Whoever asks for a new password is told the same, byte by byte, whoever they
// say they are. The rest of what they can see is when the answer comes: nothing
// is looked up for it, as AskReset promises.
func TestForgotTellsNothing(t *testing.T) {
	s := newSite(t, mailing)
	s.owner("marie", "m@example.org")
	s.as("paul", users.Learner) // without an address
	var told []string
	for _, login := range []string{"marie", "m@example.org", "paul", "nobody", "n@example.org", "", "\u202e", strings.Repeat("x", 5000)} {
		r := s.browser().post("/forgot", "login", login).leadsTo("/forgot?sent=yes")
		told = append(told, r.Body+r.Header.Get("Set-Cookie"))
	}
	if told = slices.Compact(told); len(told) != 1 {
		t.Errorf("%d answers: %q", len(told), told)
	}
	s.browser().get("/forgot?sent=yes").says("If there is such an account")
	if all := s.post(); len(all) != 2 || all[0].To != "m@example.org" || all[1].To != "m@example.org" {
		t.Errorf("letters %+v", all)
	}
}

// Signing up, or giving an address, tells nothing about whose the address is.
func TestGivenAddressTellsNothing(t *testing.T) {
	s := newSite(t, mailing)
	s.owner("marie", "m@example.org")
	var pages []string
	for _, email := range []string{"m@example.org", "n@example.org"} {
		c := s.browser()
		name := "mallory " + email[:1] + email[:1]
		c.post("/sign-up", "name", name, "password", testPassword, "email", email).leadsTo("/")
		page := c.get("/account").Body
		c.post("/account/address", "email", email, "address_password", testPassword).leadsTo("/account?done=address")
		page += c.get("/account?done=address").Body
		pages = append(pages, strings.NewReplacer(email, "ADDRESS", name, "NAME").Replace(page))
		s.clock.advance(time.Second)
	}
	if pages[0] != pages[1] {
		t.Errorf("whoever gives an address that is somebody's sees\n%s\nand else\n%s", pages[0], pages[1])
	}
	all := s.post()
	claimed := slices.IndexFunc(all, func(l letter) bool { return l.To == "m@example.org" })
	if len(all) != 2 || claimed < 0 || !strings.Contains(all[claimed].Text, "Hello marie,") || strings.Contains(all[claimed].Text, "mallory") {
		t.Errorf("letters %+v", all)
	}
}

func TestReset(t *testing.T) {
	s := newSite(t, mailing)
	marie := s.owner("marie", "m@example.org")
	c := s.browser()
	c.get("/sign-in").says(`href="/forgot"`)
	// The header says another host, as whoever poisons links would have it.
	c.do("POST", "/forgot", "login=marie", "Content-Type", "application/x-www-form-urlencoded", "X-Forwarded-Host", "evil.example")
	link := s.link("m@example.org")
	c.get(link).want(http.StatusOK).says(`action="/reset"`, token(t, link))
	for _, l := range words.Langs {
		c.do("POST", "/reset", url.Values{"token": {token(t, link)}, "password": {"short"}}.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Accept-Language", l.ID).
			want(http.StatusUnprocessableEntity).says(`id="password-error"`, token(t, link))
	}
	c.post("/reset", "token", token(t, link), "password", "another long one").leadsTo("/sign-in?done=reset")
	c.get("/sign-in?done=reset").says("The new password is set")
	marie.get("/account").want(http.StatusUnauthorized)
	s.browser().get(link).want(http.StatusForbidden).says("ask for another one")
	s.browser().post("/reset", "token", token(t, link), "password", "another long one").want(http.StatusForbidden)
	c.post("/sign-in", "login", "marie", "password", "another long one").leadsTo("/")
	s.browser().post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusUnauthorized)
}

// Each letter is plain text in the language of the account, says where it comes
// from and why, and leads to this site alone.
func TestLetters(t *testing.T) {
	s := newSite(t, mailing)
	for kind := range letters {
		for _, l := range words.Langs {
			subject, text, lang, err := s.Letter(users.Letter{Kind: kind, Name: "Ada O'Neil", Lang: l.ID, Token: "T0-_"})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, %s: %s\n%s", kind, lang, subject, text)
			if lang != l.ID || !strings.Contains(text, "Viva ("+testOrigin+")") || !strings.Contains(text, "Ada O'Neil") || strings.ContainsAny(text, "<>&{}\r") {
				t.Errorf("%s in %s:\n%s", kind, l.ID, text)
			}
			if links := linkOf.FindAllString(text, -1); len(links) != 1 {
				t.Errorf("%s in %s has the links %q", kind, l.ID, links)
			}
			if fr := strings.Contains(text, "Bonjour"); fr != (l.ID == "fr") {
				t.Errorf("%s in %s is in another language:\n%s", kind, l.ID, text)
			}
		}
	}
	if _, _, lang, err := s.Letter(users.Letter{Kind: users.LetterReset}); err != nil || lang != "en" {
		t.Errorf("where no language is known, it is %q, %v", lang, err)
	}
}

// A letter is in the language that its account last chose.
func TestLetterInTheLanguageOfTheAccount(t *testing.T) {
	s := newSite(t, mailing)
	marie := s.owner("marie", "m@example.org")
	marie.post("/preferences", "lang", "fr", "next", "/account").leadsTo("/account")
	s.browser().post("/forgot", "login", "marie").leadsTo("/forgot?sent=yes")
	if all := s.post(); len(all) != 1 || all[0].Lang != "fr" || all[0].Subject != "Un nouveau mot de passe pour Viva" {
		t.Errorf("letters %+v", all)
	}
}

// Administrators see that mail does not go out, and what the server said.
func TestUnsentIsTold(t *testing.T) {
	s := newSite(t, mailing)
	s.owner("marie", "m@example.org")
	boss := s.as("boss", users.Admin)
	boss.get("/admin/users").hides("Mail does not go out")
	s.browser().post("/forgot", "login", "marie").leadsTo("/forgot?sent=yes")
	down := &users.Undelivered{Answer: "dial <refused>"}
	if _, err := s.users.Deliver(t.Context(), func(context.Context, users.Letter) error { return down }); !errors.Is(err, down) {
		t.Fatal(err)
	}
	boss.get("/admin/users").says("Mail does not go out", "dial &lt;refused&gt;")
	s.clock.advance(time.Minute)
	if all := s.post(); len(all) != 1 {
		t.Fatalf("letters %+v", all)
	}
	boss.get("/admin/users").hides("Mail does not go out")
}
