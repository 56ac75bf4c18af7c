package web

import (
	"fmt"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// barAt is where on the screen the bar is, and what it may not hide.
const barAt = `(() => {
	const bar = document.querySelector(".bar").getBoundingClientRect();
	const controls = [...document.querySelectorAll(".bar :is(a, button)")].map(e => e.getBoundingClientRect());
	return {
		top: bar.top, bottom: bar.bottom, screen: innerHeight,
		low: Math.min(...controls.map(r => r.height)), narrow: Math.min(...controls.map(r => r.width)),
		beside: controls.some(r => r.left < 0 || r.right > innerWidth),
	};
})()`

type barBox struct {
	Top    float64 `json:"top"`
	Bottom float64 `json:"bottom"`
	Screen float64 `json:"screen"`
	Low    float64 `json:"low"`
	Narrow float64 `json:"narrow"`
	Beside bool    `json:"beside"`
}

// underBar is what has the focus when the bar hides any of it, else "". What
// one sees of a hidden box or dot is its label.
const underBar = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body || e.closest(".bar, .foot, .masthead, .skip")) return "";
	const seen = e.matches("[type=radio], [type=checkbox]") && e.labels[0] || e;
	return seen.getBoundingClientRect().bottom > document.querySelector(".bar").getBoundingClientRect().top + 1 ? e.outerHTML : "";
})()`

// The bar is at the bottom of a phone's screen, before and after the answer
// and however long the question is. It hides neither what has the focus nor
// the end of the page.
func TestBarUnderTheThumb(t *testing.T) {
	testkit.Long(t)
	for _, typ := range []string{"single", "matching"} { // short and long
		for _, v := range testkit.ByDay(1, testkit.Viewport{Width: 320, Height: 568, Touch: true}, testkit.Viewport{Width: 412, Height: 915, Touch: true}) {
			t.Run(fmt.Sprintf("%s %d", typ, v.Width), func(t *testing.T) {
				s := newTypesSite(t)
				p := openItem(t, s, s.taker("ada", users.Learner), typ, "fr", testkit.Options{Viewport: v})
				atThumb(t, p, "asked")
				for range 12 {
					p.Press("Tab")
					if hidden := testkit.Eval[string](p, underBar); hidden != "" {
						t.Errorf("the bar hides the focus: %s", hidden)
					}
				}
				testkit.Eval[bool](p, `(document.activeElement.blur(), scrollTo(0, 0), true)`)
				p.FillByTapping()
				p.Check()
				p.WaitFor("#verdict")
				atThumb(t, p, "told")
				testkit.Eval[bool](p, `(scrollTo(0, 1e6), true)`)
				if !testkit.Eval[bool](p, `document.querySelector(".bar").previousElementSibling.getBoundingClientRect().bottom <= document.querySelector(".bar").getBoundingClientRect().top`) {
					t.Error("the bar hides the end of the feedback")
				}
				if p.Overflow() {
					t.Error("wider than the screen")
				}
			})
		}
	}
}

func atThumb(t *testing.T, p *testkit.Page, state string) {
	t.Helper()
	at := testkit.Eval[barBox](p, barAt)
	if at.Bottom != at.Screen || at.Top < at.Screen*2/3 {
		t.Errorf("%s: the bar is from %v to %v of %v", state, at.Top, at.Bottom, at.Screen)
	}
	if at.Low < 48 || at.Narrow < 48 || at.Beside {
		t.Errorf("%s: a thumb needs 48 px: %+v", state, at)
	}
}

// Enlarged so far that little is in sight, the bar leaves the screen.
func TestBarOnEnlargedPage(t *testing.T) {
	s := newTypesSite(t)
	p := openItem(t, s, s.taker("ada", users.Learner), "matching", "en", testkit.Options{Viewport: testkit.Viewport{Width: 320, Height: 256}})
	testkit.Eval[bool](p, `(document.querySelector("form[data-answer]").scrollIntoView(), true)`)
	if at := testkit.Eval[barBox](p, barAt); at.Top < at.Screen {
		t.Errorf("the bar takes %v to %v of %v", at.Top, at.Bottom, at.Screen)
	}
}
