package web

import (
	"fmt"
	"testing"

	"viva/internal/testkit"
	"viva/web/words"
)

// seen tells of the home page how far down the screen each part ends, in
// pixels: what this is, for whom and at what price; and where the question
// begins, its stem ends and its first option ends.
const seen = `(() => {
	const at = (selector) => document.querySelector(selector).getBoundingClientRect();
	return [at(".front h1").bottom, at(".front .lead").bottom, at(".paper").top, at("#stem").bottom, at(".choice").bottom, innerHeight].map(Math.round);
})()`

// Within the first screen, in both languages, a stranger reads what this is, for
// whom and what it costs; on a phone the question begins there, and on a desktop
// its first options stand beside it. A click on an option and one on Check
// answer it, and the verdict and the right option are seen without scrolling.
func TestBrowserHomeAboveTheFold(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	base := "http://" + s.listen()
	for _, l := range words.Langs {
		for name, viewport := range map[string]testkit.Viewport{"phone": testkit.Phone, "desktop": testkit.Desktop} {
			p := testkit.Open(t, testkit.Options{Viewport: viewport, Language: l.ID, ReducedMotion: true}) // what fades in has less contrast
			for range 2 {                                                                                  // another question each time
				p.Goto(base + "/")
				y := testkit.Eval[[]int](p, seen)
				h1, lead, paper, stem, option, screen := y[0], y[1], y[2], y[3], y[4], y[5]
				if h1 > screen/3 || lead > screen*2/3 {
					t.Errorf("%s, %s: the heading ends at %d, for whom and at what price at %d of %d", l.ID, name, h1, lead, screen)
				}
				if paper > screen-200 || stem > screen || name == "desktop" && option > screen/2 {
					t.Errorf("%s, %s: the question begins at %d, its stem ends at %d, its first option at %d of %d", l.ID, name, paper, stem, option, screen)
				}
				if p.Overflow() {
					t.Errorf("%s, %s: the page is wider than the screen", l.ID, name)
				}
			}
			p.Click("#choice-A")
			p.Follow(".paper .primary")
			p.WaitFor("#verdict")
			if p.Exists("details[data-fold][open]") {
				t.Errorf("%s, %s: the other options are not folded", l.ID, name)
			}
			if got := testkit.Eval[int](p, `Math.round(document.querySelector(".choice.right .text").getBoundingClientRect().bottom - innerHeight)`); got > 0 {
				t.Errorf("%s, %s: the right option ends %d px below the screen", l.ID, name, got)
			}
			if got := testkit.Eval[int](p, `Math.round(document.querySelector(".paper .places").getBoundingClientRect().bottom - innerHeight)`); got > 0 {
				t.Errorf("%s, %s: the way on ends %d px below the screen", l.ID, name, got)
			}
			if found := p.Axe(); len(found) > 0 {
				t.Errorf("%s, %s: %v", l.ID, name, found)
			}
			p.WaitUntil(fmt.Sprintf("getComputedStyle(document.querySelector(%q)).pointerEvents === 'auto'", ".paper"))
			p.Follow(".paper .primary")
			p.WaitFor("form[data-answer]")
		}
	}
}

// Where the system chooses all colours, the one button that calls is still told
// from the others.
func TestForcedColoursTellTheButton(t *testing.T) {
	testkit.Long(t)
	p := testkit.Open(t, testkit.Options{ForcedColors: true})
	p.Goto("http://" + newSite(t).listen() + "/")
	if same := testkit.Eval[bool](p, `(calls => {
		const other = calls.cloneNode(true);
		other.classList.remove("primary");
		calls.after(other);
		return getComputedStyle(other).backgroundColor === getComputedStyle(calls).backgroundColor;
	})(document.querySelector(".paper .button.primary"))`); same {
		t.Error("the button that calls looks as any other")
	}
	for _, v := range p.Axe() {
		t.Error(v)
	}
}
