package acceptance

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"viva/internal/testkit"
	"viva/internal/testkit/mailbox"
)

// token is what the link to that page of the site brings, in a letter that leads
// nowhere else.
func (s *site) token(t testing.TB, page, text string) string {
	t.Helper()
	links := regexp.MustCompile(`https?://[^\s)]+`).FindAllString(text, -1)
	token := ""
	for _, link := range links {
		rest, ours := strings.CutPrefix(link, s.url)
		if !ours {
			t.Fatalf("a letter leads to %s", link)
		}
		if found, is := strings.CutPrefix(rest, page+"?token="); is {
			token = found
		}
	}
	if len(token) < 43 { // 256 bits
		t.Fatalf("no link to %s in\n%s", page, text)
	}
	return token
}

// keepsNot checks that a secret is in none of the files of the site.
func (s *site) keepsNot(t testing.TB, secret string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.data, "viva.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), secret) {
			t.Errorf("%s holds the token of a link", filepath.Base(file))
		}
	}
}

// Links to a new password lead to this site whatever a request called it, are kept
// as hashes, count once, for an hour and until the password is changed. Asking for
// one tells nobody which logins there are: not by what is said, nor, as is measured
// at night, by the time that it takes.
func TestP09MailedLinks(t *testing.T) {
	t.Parallel()
	box := mailbox.New(t)
	s := serve(t, "--smtp-host", "127.0.0.1", "--smtp-port", fmt.Sprint(box.Port), "--smtp-tls", "none", "--smtp-from", "viva@example.org")
	v := s.visitor(t)
	v.name = newName()
	v.post("/sign-up", "name", v.name, "password", password, "email", "pupil@example.net").want(http.StatusSeeOther)
	v.post("/verify", "token", s.token(t, "/verify", box.Letter(t, 1))).want(http.StatusSeeOther)

	letters := 1
	ask := func() string {
		t.Helper()
		s.change(t, "UPDATE throttle SET expires_at = 0, at = 0") // three are sent in an hour
		letters++
		r := s.visitor(t).do("POST", "/forgot", "login="+v.name, "Content-Type", formType, "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example", "X-Original-Host", "evil.example")
		r.want(http.StatusSeeOther)
		token := s.token(t, "/reset", box.Letter(t, letters))
		s.keepsNot(t, token)
		return token
	}
	// changed waits for the letter that tells of a new password.
	changed := func() {
		t.Helper()
		letters++
		box.Letter(t, letters)
	}

	token := ask()
	var all sync.WaitGroup
	var set atomic.Int64
	for i := range 50 {
		w := s.visitor(t)
		all.Go(func() {
			r, err := w.try("POST", "/reset", fmt.Sprintf("token=%s&password=walnut+orbit+quarry+%d", token, 100+i), "Content-Type", formType)
			if err == nil && r.status == http.StatusSeeOther {
				set.Add(1)
			}
		})
	}
	all.Wait()
	if set.Load() != 1 {
		t.Errorf("one link set %d passwords", set.Load())
	}
	v.get("/account").want(http.StatusUnauthorized)
	s.visitor(t).get("/reset?token=" + token).want(http.StatusForbidden)
	changed()

	token = ask()
	s.change(t, "UPDATE reset_links SET expires_at = expires_at - 3600000")
	s.visitor(t).post("/reset", "token", token, "password", password).want(http.StatusForbidden)

	token = ask()
	if said, code := runs(t, password+"\n", "user", "reset-password", v.name, "--data", s.data); code != 0 {
		t.Fatal(said)
	}
	s.visitor(t).post("/reset", "token", token, "password", password).want(http.StatusForbidden)

	s.asksAlike(t, v.name)
}

// asksAlike holds what is said to somebody who asks for a new password of a login
// that is there against what is said of others.
func (s *site) asksAlike(t *testing.T, known string) {
	t.Helper()
	ask := func(login string) (string, time.Duration) {
		began := time.Now()
		r := s.visitor(t).post("/forgot", "login", login)
		took := time.Since(began)
		r.header.Del("Date")
		return strings.ReplaceAll(fmt.Sprintln(r.status, r.header, r.body), r.header.Get("X-Request-Id"), "REQUEST"), took
	}
	var there, nowhere []time.Duration
	for range some(10, 140) { // of the 300 that a network may ask for in an hour
		a, took := ask(known)
		there = append(there, took)
		b, took := ask(newName())
		nowhere = append(nowhere, took)
		if a != b {
			t.Fatalf("a login that is there is told from one that is not:\n%s\n%s", a, b)
		}
	}
	if !testkit.Nightly() {
		return
	}
	if got := auc(there, nowhere); got >= .6 { // of 140 each, a third of a percent of even ones exceed it
		t.Errorf("the time tells whether a login is there: AUC %.3f", got)
	} else {
		t.Logf("AUC %.3f", got)
	}
}
