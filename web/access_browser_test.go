package web

import (
	"net/http"
	"strings"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// The pages of sessions, of disabling and of deleting fit a narrow phone and a wide
// screen, in both languages and by day and night, and the checker finds nothing.
func TestAccessPagesInBrowser(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	s.taker("ada", users.Admin)
	s.taker("marie", users.Learner)
	s.account("paul", users.Learner)
	if _, err := s.users.SetDisabledLogin(t.Context(), "paul", true); err != nil {
		t.Fatal(err)
	}
	base := "http://" + s.listen()
	for _, o := range []testkit.Options{
		{Viewport: testkit.Viewport{Width: 320, Height: 640, Touch: true}, Language: "fr"},
		{Viewport: testkit.Viewport{Width: 360, Height: 740, Touch: true}, Language: "en", Dark: true},
		{Viewport: testkit.Viewport{Width: 1280, Height: 900}, Language: "fr"},
	} {
		p := signIn(t, s, base, o)
		look := func(path string) {
			t.Helper()
			p.Goto(base + path)
			if p.Overflow() {
				t.Errorf("%d, %s: %s is wider than the screen", o.Viewport.Width, o.Language, path)
			}
			for _, v := range p.Axe() {
				t.Errorf("%d, %s: %s: %v", o.Viewport.Width, o.Language, path, v)
			}
		}
		for _, path := range []string{"/account/sessions", "/account/delete", "/account/deleted", "/admin/users", "/admin/users/2", "/admin/users/3", "/admin/users/2/delete"} {
			look(path)
		}
		s.clock.advance(users.ConfirmedFor)
		look("/account/sessions")
	}
}

// By the keyboard alone, somebody ends the other sessions and then deletes the
// account.
func TestDeletingByKeyboard(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	s.account("ada", users.Learner)
	base := "http://" + s.listen()
	signIn(t, s, base, testkit.Options{})
	s.clock.advance(users.ConfirmedFor)
	p := signIn(t, s, base, testkit.Options{NoScript: true, AllowStatus: []int{http.StatusUnprocessableEntity}})
	press := func(selector string) {
		t.Helper()
		for range 80 {
			if p.Press("Tab"); testkit.Eval[bool](p, `document.activeElement.matches(`+"`"+selector+"`"+`)`) {
				return
			}
		}
		t.Fatalf("no Tab leads to %s", selector)
	}
	p.Goto(base + "/account/sessions")
	press(`[action="/account/sessions/end-others"] button`)
	p.Press("Enter")
	p.WaitUntil(`location.search === "?done=others"`)
	p.Goto(base + "/account")
	press(`[href="/account/delete"]`)
	p.Press("Enter")
	p.WaitUntil(`location.pathname === "/account/delete"`)
	press(`#current`)
	p.Type("#current", testPassword)
	p.Press("Enter")
	p.WaitUntil(`location.pathname === "/account/deleted"`)
	if text := testkit.Eval[string](p, `document.querySelector("main").textContent`); !strings.Contains(text, "signed out everywhere") {
		t.Errorf("at the end: %s", text)
	}
}
