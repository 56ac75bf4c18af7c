package web

import (
	"strings"
	"testing"

	"viva/internal/testkit"
)

// What is kept of a question is kept without leaving the page: the focus stays
// where it was, and so does what is in sight. Nothing of it lies where a finger
// just checked, and without a script the same forms do the same.
func TestMemoInBrowser(t *testing.T) {
	testkit.Long(t)
	for _, r := range []struct {
		reader
		on testkit.Viewport
	}{{reader{"en", true}, testkit.Phone}, {reader{"fr", false}, testkit.Viewport{Width: 640, Height: 360, Touch: true}}} {
		p, k, _ := openPractice(t, r.lang, testkit.Options{Viewport: r.on, Dark: r.dark})
		p.FillByTapping()
		const middle = `(e => (e.scrollIntoView({block: "nearest"}), e.getBoundingClientRect()))(document.querySelector("[data-check]"))`
		testkit.Eval[bool](p, `(r => (self.at = [r.x + r.width / 2, r.y + r.height / 2], self.stayed = true))(`+middle+`)`)
		p.Check()
		p.WaitFor("#memo")
		if testkit.Eval[bool](p, `document.elementFromPoint(...at).closest("#memo") !== null`) {
			t.Error("what can be kept of a question lies where a finger just checked it")
		}
		if small := testkit.Eval[int](p, `[...document.querySelectorAll("#memo button, #memo summary")].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).length`); small > 0 {
			t.Errorf("%d controls are lower than a thumb needs", small)
		}

		p.Click("#memo-bookmark")
		p.WaitFor(`#memo-bookmark[aria-pressed="true"]:focus`)
		p.Click("#memo-hard")
		p.WaitFor(`#memo-hard[aria-pressed="true"]:focus`)
		p.Click("#memo-write")
		p.Type("#note", strings.Repeat("W", 400))
		p.Click("#memo details .button")
		p.WaitFor("#memo-kept:focus")
		look := func(state string) {
			t.Helper()
			for _, v := range p.Axe() {
				t.Errorf("%s in %s: %v", state, r.lang, v)
			}
			for _, size := range []testkit.Viewport{testkit.Desktop, {Width: 320, Height: 568}, r.on} {
				p.Resize(size)
				if p.Overflow() {
					t.Errorf("%s in %s: wider than a screen of %d", state, r.lang, size.Width)
				}
			}
		}
		look("kept")
		p.Click("#memo-write")
		testkit.Eval[bool](p, `(document.querySelector("#note").value = "a\u202eb", true)`)
		p.Click("#memo details .button")
		p.WaitFor(`#note[aria-invalid="true"]:focus`)
		look("refused")
		if !testkit.Eval[bool](p, "self.stayed === true") {
			t.Error("the page was loaded anew")
		}

		address, _, _ := strings.Cut(p.URL(), "/attempts/")
		p.Goto(address + bookmarksPath(k.site.quiz.Decks()[0].Subject))
		p.WaitFor(".kept-list .words")
		look("listed")

		p, _, _ = openPractice(t, r.lang, testkit.Options{Viewport: testkit.Phone, NoScript: true})
		p.FillByTapping()
		p.CheckAnew()
		p.Follow("#memo-bookmark")
		p.WaitFor(`#memo-bookmark[aria-pressed="true"]`)
	}
}
