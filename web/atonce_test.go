package web

import (
	"net/http"
	"testing"
	"time"

	"viva/internal/testkit"
	"viva/internal/users"
)

// atOnce sends a form as the script of the player does.
func (c *browser) atOnce(path string, pairs ...string) *pageReply {
	c.header["Prefer"] = "return=representation"
	defer delete(c.header, "Prefer")
	return c.post(path, pairs...)
}

// A form that leads to a question is answered with its page, as it is at its
// own address, if a script asks for that; a browser is sent there.
func TestFormsLeadAtOnce(t *testing.T) {
	s := newSite(t)
	start := []string{"subject", "aws-support", "mode", "practice", "size", "5"}
	led := func(c *browser, r *pageReply, path string) {
		t.Helper()
		r.want(http.StatusOK)
		if at, applied := r.Header.Get("Content-Location"), r.Header.Get("Preference-Applied"); at != path || applied != "return=representation" {
			t.Errorf("%s: at %q, applied %q: want %q", r.what, at, applied, path)
		}
		if there := c.get(path).want(http.StatusOK); there.Body != r.Body {
			t.Errorf("%s: not the page that is at %s", r.what, path)
		}
	}

	stranger := s.browser()
	led(stranger, stranger.atOnce("/attempts", start...), "/attempts/1/items/1")

	k := s.taker("ada", users.Learner)
	led(k.browser, k.atOnce("/attempts", start...), "/attempts/2/items/1")
	item := "/attempts/2/items/1"
	led(k.browser, k.atOnce(item, k.choice(item, 1, true)...), item)
	if r := k.atOnce(item, k.choice(item, 1, false)...); r.Status != http.StatusConflict || r.Header.Get("Content-Location") != "" {
		t.Errorf("another answer got %d at %q", r.Status, r.Header.Get("Content-Location"))
	}
	k.post("/attempts", start...).want(http.StatusSeeOther)

	start[3] = "exam" // which has a page of another kind
	k.atOnce("/attempts", start...).want(http.StatusSeeOther)
}

// The second tap of two on Go or Start chooses nothing of the question that a
// script has put under it. Taps that follow do.
func TestStartTappedTwiceChoosesNothing(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.studies("aws-support", 2, mostly(0.5))
	base := "http://" + s.listen()
	p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone, ReducedMotion: true})
	for _, from := range []string{"/", deckPath("aws-support")} {
		for _, ms := range []time.Duration{80, 250} {
			for gap := 1e9; gap > 400; { // a busy machine is slow to tap twice
				p.Goto(base + from)
				p.Loaded()
				testkit.Eval[bool](p, `(self.taps = [], addEventListener("pointerdown", e => taps.push(e.timeStamp), true), true)`)
				p.Tap("main .button.primary", ms*time.Millisecond)
				p.WaitFor("form[data-answer]")
				p.WaitUntil("taps.length === 2")
				gap = testkit.Eval[float64](p, "taps[1] - taps[0]")
			}
			if time.Sleep(450 * time.Millisecond); p.Given() != 0 || p.Exists("#mistake") {
				t.Errorf("from %s, %d ms apart: %d are chosen at %s", from, ms, p.Given(), p.URL())
			}
			p.FillByTapping()
			if p.Given() == 0 {
				t.Errorf("from %s: a tap after that is not taken", from)
			}
		}
	}
}
