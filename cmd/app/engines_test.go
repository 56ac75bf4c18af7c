package main

import (
	"testing"

	"viva/internal/testkit"
)

// A set taken along is answered in every engine while the server is really
// stopped, also after a reload, and what was answered is sent once.
func TestBrowserOfflineInEngines(t *testing.T) {
	testkit.Long(t)
	if !testkit.Nightly() {
		t.Skip("make nightly opens every engine")
	}
	for _, engine := range testkit.Engines {
		t.Run(engine.String(), func(t *testing.T) {
			s := startServer(t, t.TempDir())
			p := testkit.Open(t, testkit.Options{Engine: engine, Viewport: testkit.Phone, ReducedMotion: true})
			signUpPage(p, s.url, "ada")
			takeAlong(p, s.url)
			s.kill()

			p.Goto(s.url + "/scores") // any page
			p.WaitFor("[data-instead]")
			p.Goto(s.url + "/offline")
			p.WaitFor("[data-sets] .button")
			answerOffline(t, p, 2)
			p.Reload()
			p.WaitFor("[data-waiting]")
			answerOffline(t, p, 1)
			p.WaitUntil(`document.querySelector("[data-waiting-count]").textContent.startsWith("3")`)
			for _, v := range p.Axe() {
				t.Errorf("waiting: %v", v)
			}
			if p.Overflow() {
				t.Error("waiting: wider than the screen")
			}
			unreachable(t, p)

			s.restart()
			p.Click("[data-send]")
			p.WaitUntil(`document.querySelector("[data-waiting]").hidden`)
			if n := s.count("SELECT COUNT(*) FROM responses"); n != 3 {
				t.Errorf("%d answers came, want 3", n)
			}
			unreachable(t, p)
		})
	}
}
