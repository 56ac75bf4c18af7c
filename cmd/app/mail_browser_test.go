package main

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"viva/internal/testkit"
	"viva/internal/testkit/mailbox"
)

// linkOf waits for letter n, counted from 1, and returns the link in it.
func linkOf(t *testing.T, box *mailbox.Server, n int, base string) string {
	t.Helper()
	return regexp.MustCompile(regexp.QuoteMeta(base) + `/\S+`).FindString(box.Letter(t, n))
}

// tabTo goes on by the Tab key until an element has the focus.
func tabTo(p *testkit.Page, selector string) {
	for range 60 {
		if testkit.Eval[bool](p, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
		p.Press("Tab")
	}
	p.WaitFor(selector + ":focus")
}

// fill goes to a field by keys and types.
func fill(p *testkit.Page, selector, text string) {
	tabTo(p, selector)
	p.Type(selector, text)
}

// tourMail calls visit on every page about addresses and forgotten passwords. It
// has no hand on the mouse.
func tourMail(t *testing.T, o testkit.Options, visit func(p *testkit.Page, name string)) {
	t.Helper()
	box := mailbox.New(t)
	s := startServer(t, t.TempDir(), "--smtp-host=127.0.0.1", fmt.Sprint("--smtp-port=", box.Port), "--smtp-tls=none", "--smtp-from=viva@example.org")
	o.AllowStatus, o.ReducedMotion = []int{401, 403, 422}, true
	p := openIn(t, s, o)
	enter := func() { p.Loads(func() { p.Press("Enter") }) }
	open := func(name, path string) {
		p.Goto(s.url + path)
		visit(p, name)
	}

	p.Goto(s.setup())
	visit(p, "setup")
	fill(p, "#name", "root")
	fill(p, "#password", secret)
	fill(p, "#email", "root@example.net")
	enter()
	p.Goto(linkOf(t, box, 1, s.url))
	visit(p, "proof")
	tabTo(p, "main form .button")
	enter()
	visit(p, "account-confirmed")

	fill(p, "#email", "another@example.net")
	fill(p, "#address_password", "not the password")
	enter()
	visit(p, "account-error")
	fill(p, "#address_password", secret)
	enter()
	visit(p, "account-pending")
	open("proof-gone", "/verify?token=gone")
	linkOf(t, box, 2, s.url)
	p.ForgetCookies()

	open("sign-in", "/sign-in")
	tabTo(p, "a[href='/forgot']")
	enter()
	visit(p, "forgot")
	fill(p, "#login", "root@example.net")
	enter()
	visit(p, "forgot-sent")
	p.Goto(linkOf(t, box, 3, s.url))
	visit(p, "reset")
	fill(p, "#password", "short")
	enter()
	visit(p, "reset-error")
	fill(p, "#password", "marble-engine-violet")
	enter()
	visit(p, "sign-in-reset")

	box.Answer("RCPT", "451 4.7.1 try again later")
	p.Goto(s.url + "/forgot")
	fill(p, "#login", "root")
	enter()
	p.Goto(s.url + "/sign-in")
	fill(p, "#login", "root@example.net")
	fill(p, "#password", "marble-engine-violet")
	enter()
	p.Goto(s.url + "/admin/users")
	for range 300 {
		if p.Exists(".error-summary") {
			break
		}
		time.Sleep(100 * time.Millisecond)
		p.Reload()
	}
	visit(p, "admin-users-unsent")
	p.ForgetCookies()
	open("sign-up", "/sign-up")
	open("privacy", "/privacy")
}

// Addresses and forgotten passwords by keyboard alone, in both themes and
// languages: nothing for the accessibility checker to say, nothing wider than the
// screen.
func TestBrowserMail(t *testing.T) {
	t.Parallel() // it waits for other processes
	for _, o := range testkit.ByDay(2,
		testkit.Options{Viewport: testkit.Phone, Language: "fr"},
		testkit.Options{Viewport: testkit.Desktop, Dark: true},
		testkit.Options{Viewport: testkit.Phone, Dark: true},
		testkit.Options{Viewport: testkit.Desktop, Language: "fr"},
	) {
		t.Run(fmt.Sprintf("%d dark=%t %s", o.Viewport.Width, o.Dark, o.Language), func(t *testing.T) {
			tourMail(t, o, func(p *testkit.Page, name string) {
				for _, v := range p.Axe() {
					t.Errorf("%s: %v", name, v)
				}
				if p.Overflow() {
					t.Errorf("%s: wider than a screen of %d", name, o.Viewport.Width)
				}
			})
		})
	}
}
