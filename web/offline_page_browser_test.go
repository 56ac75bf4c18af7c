package web

import (
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// offlineReader signs ada in, in a browser.
func offlineReader(t *testing.T) (p *testkit.Page, base string) {
	t.Helper()
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	base = "http://" + s.listen()
	return seat(t, k, base, "", testkit.Options{}).Page, base
}

// The focus never falls off the page: not where a question is left for the
// list, not where what had it is taken away.
func TestOfflineFocus(t *testing.T) {
	p, base := offlineReader(t)
	p.Goto(base + "/offline")
	p.Click("[data-take] .button.primary")
	p.WaitUntil(`document.activeElement.matches("[data-sets] .button") && navigator.serviceWorker.controller !== null`)
	p.Press("Enter")
	p.WaitFor("form[data-answer]")
	p.WaitUntil(`document.activeElement.matches("#stem, [data-situation]")`)
	p.Click(".quiet a")
	p.WaitFor("[data-sets] .button")
	p.WaitUntil(`!document.querySelector("[data-offline]").hidden && document.activeElement.tagName === "H1"`)
	p.Click("[data-remove]")
	p.WaitFor("[data-none]")
	p.WaitUntil(`document.activeElement.tagName === "H1"`)
}

// A browser that refuses to keep anything says so, and still signs out.
func TestOfflineRefusedByBrowser(t *testing.T) {
	p, base := offlineReader(t)
	p.Goto(base + "/about")
	testkit.Eval[bool](p, `new Promise((done, failed) => {
		const later = indexedDB.open("viva-offline", 99); // which the page cannot open
		later.onsuccess = () => { later.result.close(); done(true) };
		later.onerror = () => failed(later.error);
	})`)
	p.Goto(base + "/offline")
	p.WaitFor("[data-unable]")
	p.Goto(base + "/offline?leave")
	p.WaitUntil(`location.pathname === "/" && document.querySelector(".account [href^='/sign-in']") !== null`)
}
