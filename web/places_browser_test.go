package web

import (
	"fmt"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// spot is a rectangle of the screen.
type spot struct {
	X, Y, W, H float64
}

func spotOf(p *testkit.Page, selector string) spot {
	return testkit.Eval[spot](p, fmt.Sprintf(`(r => ({X: r.x, Y: r.y, W: r.width, H: r.height}))(document.querySelector(%q).getBoundingClientRect())`, selector))
}

// acting is what can be pressed anywhere in a spot, or "".
func acting(p *testkit.Page, at spot) string {
	return testkit.Eval[string](p, fmt.Sprintf(`(at => {
		for (const x of [0.02, 0.25, 0.5, 0.75, 0.98]) for (const y of [0.05, 0.5, 0.95]) {
			const e = document.elementFromPoint(at.X + x * at.W, at.Y + y * at.H)?.closest("a, button, summary, input, select, label, textarea");
			if (e) return e.outerHTML.slice(0, 120);
		}
		return "";
	})({X: %v, Y: %v, W: %v, H: %v})`, at.X, at.Y, at.W, at.H))
}

// Start stands on a phone where the question then has its count, and not where
// it has Check: who taps it twice is not told that an answer is missing.
func TestStartLeadsToNothingUnderIt(t *testing.T) {
	t.Parallel() // it waits more than it works
	testkit.Long(t)
	s := newSite(t)
	address := "http://" + s.listen() + "/subjects/aws-support/practice"
	for _, width := range []int64{320, 360, 720} {
		for _, lang := range []string{"en", "fr"} {
			p := testkit.Open(t, testkit.Options{Viewport: testkit.Viewport{Width: width, Height: 740, Touch: true}, Language: lang})
			p.Goto(address)
			start := spotOf(p, ".start .primary")
			p.Click(".start .primary")
			p.WaitFor("form[data-answer]")
			if got := acting(p, start); got != "" {
				t.Errorf("%d wide, %s: where Start was is now %s", width, lang, got)
			}
		}
	}
}

// Nothing that can be pressed comes where something else was pressed: where
// Check was are words, and where Next was is the count. The bar is as high
// before as after, at the foot of the screen, wherever the page was scrolled.
func TestPlacesNeverTradeMeanings(t *testing.T) {
	t.Parallel() // it waits more than it works
	testkit.Long(t)
	screens := testkit.ByDay(1, testkit.Viewport{Width: 360, Height: 740, Touch: true}, testkit.Viewport{Width: 1280, Height: 800},
		testkit.Viewport{Width: 320, Height: 568, Touch: true}, testkit.Viewport{Width: 740, Height: 360, Touch: true})
	for _, v := range screens {
		for _, noScript := range []bool{false, true} {
			for _, asks := range testkit.ByDay(1, true, false) {
				t.Run(fmt.Sprintf("%d, script %t, asks %t", v.Width, !noScript, asks), func(t *testing.T) {
					p := openPlayer(t, newChoiceSite(t), testkit.Options{Viewport: v, NoScript: noScript, ReducedMotion: true})
					if !asks {
						p.Click("[form=habit]")
						p.WaitUntil(`document.querySelector("[data-certainty]") === null`)
					}
					for pos := 1; pos <= 2; pos++ {
						p.FillByTapping()
						testkit.Eval[bool](p, fmt.Sprintf(`(scrollTo(0, %d), true)`, pos%2*1e6)) // from the end of the page too
						bar, check := spotOf(p, ".bar"), spotOf(p, "[data-check]")
						if testkit.Eval[float64](p, "innerHeight") != bar.Y+bar.H {
							t.Errorf("question %d: the bar is from %v, %v high", pos, bar.Y, bar.H)
						}
						onward(p, noScript, "[data-check]", "#verdict")
						if got := acting(p, check); got != "" {
							t.Errorf("question %d: where Check was is now %s", pos, got)
						}
						if p.Exists("details[data-fold]") && p.Exists("details[data-fold][open]") != noScript {
							t.Errorf("question %d: what is folded is open: %t", pos, !noScript)
						}
						if now := spotOf(p, ".bar"); now != bar {
							t.Errorf("question %d: the bar was at %v and is at %v", pos, bar, now)
						}
						next := spotOf(p, "[data-next]")
						onward(p, noScript, "[data-next]", "form[data-answer]")
						if got := acting(p, next); got != "" {
							t.Errorf("question %d: where Next was is now %s", pos, got)
						}
					}
				})
			}
		}
	}
}

// onward presses what leads on and waits for what it leads to.
func onward(p *testkit.Page, noScript bool, press, to string) {
	if noScript {
		p.Follow(press)
	} else {
		p.Click(press)
	}
	p.WaitFor(to)
}

// Where the home page leads on from its question, the next one has its count.
func TestPlacesAfterHome(t *testing.T) {
	s := newSite(t)
	base := "http://" + s.listen()
	for _, lang := range testkit.ByDay(1, "fr", "en") { // whose words are the longer ones
		p := testkit.Open(t, testkit.Options{Language: lang, ReducedMotion: true})
		p.Goto(base + "/")
		p.Click("label[for=choice-A]")
		p.Follow(".paper .primary")
		p.WaitFor("#verdict")
		next := map[testkit.Viewport]spot{}
		for _, v := range []testkit.Viewport{{Width: 320, Height: 568}, testkit.Phone, {Width: 412, Height: 915}, {Width: 600, Height: 740}, {Width: 721, Height: 800}, {Width: 768, Height: 800}, {Width: 1024, Height: 768}, testkit.Desktop} {
			p.Resize(v)
			next[v] = spotOf(p, ".paper [data-next]")
		}
		p.Follow(".paper [data-next]")
		for v, at := range next {
			p.Resize(v)
			if got := acting(p, at); got != "" {
				t.Errorf("%s, %d wide: where Next was is now %s", lang, v.Width, got)
			}
		}
	}
}

// The same holds of a set that was taken along.
func TestPlacesOffline(t *testing.T) {
	testkit.Long(t)
	p, base := offlineReader(t)
	p.Resize(testkit.Viewport{Width: 360, Height: 740, Touch: true})
	p.Goto(base + "/offline")
	p.Click("[data-take] .button.primary")
	p.WaitUntil(`document.activeElement.matches("[data-sets] .button") && navigator.serviceWorker.controller !== null`)
	p.Press("Enter")
	p.WaitFor("form[data-answer]")
	if head := testkit.Eval[string](p, `document.querySelector("[data-player] .paper-head b").textContent`); head != "2026" {
		t.Errorf("above the question stands %q, which leaves the cells no room", head)
	}
	for pos := 1; pos <= 2; pos++ {
		p.FillByTapping()
		bar, check := spotOf(p, ".bar"), spotOf(p, "[data-check]")
		onward(p, false, "[data-check]", "#verdict")
		if p.Exists(".why > h2 + .ground > .source:first-child") {
			t.Errorf("question %d: a heading stands above no reason", pos)
		}
		if got := acting(p, check); got != "" {
			t.Errorf("question %d: where Check was is now %s", pos, got)
		}
		if now := spotOf(p, ".bar"); now != bar {
			t.Errorf("question %d: the bar was at %v and is at %v", pos, bar, now)
		}
		next := spotOf(p, "[data-next]")
		onward(p, false, "[data-next]", "form[data-answer]")
		if got := acting(p, next); got != "" {
			t.Errorf("question %d: where Next was is now %s", pos, got)
		}
	}
}

// A second tap at once, and a second Enter, do nothing: the feedback stays, and
// one answer is kept.
func TestTwiceIsOnce(t *testing.T) {
	testkit.Long(t)
	s := newTypesSite(t)
	k := s.taker("ada", users.Learner)
	for _, twice := range []string{"double click", "Enter"} {
		path, pos := k.find("single", "practice", "en")
		p := signIn(t, s, "http://"+s.listen(), testkit.Options{})
		p.Goto(fmt.Sprintf("%s%s/items/%d", p.URL()[:len(p.URL())-1], path, pos))
		p.FillByKeys()
		if twice == "Enter" {
			p.Press("Enter")
			p.WaitFor("#verdict")
			p.Press("Enter")
		} else {
			testkit.Eval[bool](p, `(b => (b.click(), b.click(), true))(document.querySelector("[data-check]"))`)
		}
		p.WaitUntil(`document.activeElement.id === "verdict"`)
		testkit.Eval[bool](p, `new Promise(r => setTimeout(() => r(true), 300))`)
		if !p.Exists("#verdict") {
			t.Errorf("%s: the feedback was skipped", twice)
		}
		if n := k.attempt(path).Answered(); n != 1 {
			t.Errorf("%s: %d answers are kept", twice, n)
		}
	}
}

// pressOn presses a key that says one thing and stands where another keyboard
// has something else.
func pressOn(p *testkit.Page, key, code string, shift bool) {
	testkit.Eval[bool](p, fmt.Sprintf(`document.body.dispatchEvent(new KeyboardEvent("keydown", {key: %q, code: %q, shiftKey: %t, bubbles: true}))`, key, code, shift))
}

// The unshifted figures of a French keyboard choose options too; those of an
// exam are pressed in TestExamByKeys.
func TestFiguresOfAFrenchKeyboard(t *testing.T) {
	p := openPlayer(t, newChoiceSite(t), testkit.Options{})
	key := func(key, code string, shift bool) { pressOn(p, key, code, shift) }
	key("é", "Digit2", false)
	if got := testkit.Eval[int](p, chosen); got != 1 {
		t.Errorf("the second figure chose option %d", got+1)
	}
	key("z", "KeyZ", false)
	key("@", "Digit2", true) // where figures come without Shift, this is none
	if got := testkit.Eval[int](p, chosen); got != -1 {
		t.Errorf("a sign chose option %d", got+1)
	}
	key("3", "Digit3", true)
	if got := testkit.Eval[int](p, chosen); got != 2 {
		t.Errorf("a figure typed with Shift chose option %d", got+1)
	}
}
