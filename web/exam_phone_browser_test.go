package web

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"viva/internal/testkit"
)

// places are where on the screen the strip ends, the bar begins, and what
// stands in the bar: left, top, width and height of each.
const places = `(() => {
	const box = (e) => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height].map(Math.round); };
	const bar = document.querySelector(".exam-bar");
	return {
		strip: document.querySelector(".exam-top").getBoundingClientRect().bottom,
		bar: bar.getBoundingClientRect().top,
		screen: innerHeight,
		boxes: [...bar.querySelectorAll(":scope > .button")].map(box),
		around: document.querySelectorAll(".masthead, .foot, nav").length,
	};
})()`

type examPlaces struct {
	Strip, Bar, Screen float64
	Boxes              [][]int
	Around             int
}

// On a phone three quarters of the screen are the question's, no menu stands
// around it, and what is pressed is where it was on the question before.
func TestExamLeavesTheScreen(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	for _, lang := range testkit.ByDay(1, "fr", "en") { // whose words are the longer ones
		for _, v := range testkit.ByDay(2, testkit.Phone, testkit.Desktop, testkit.Viewport{Width: 320, Height: 568, Touch: true}) {
			c := seat(t, k, base, path, testkit.Options{Viewport: v, Language: lang})
			var first examPlaces
			for _, pos := range []int{1, 2, 13} {
				c.atItem(pos)
				at := testkit.Eval[examPlaces](c.Page, places)
				if share := (at.Bar - at.Strip) / at.Screen; v == testkit.Phone && share < 0.75 {
					t.Errorf("%s, question %d: %.0f %% of the screen are the question's", lang, pos, 100*share)
				} else {
					t.Logf("%s, %d wide, question %d: %.1f %% of the screen are the question's", lang, v.Width, pos, 100*share)
				}
				if at.Around > 0 {
					t.Errorf("%s, question %d: a menu or a foot stands around it", lang, pos)
				}
				if first.Boxes == nil {
					first = at
				}
				if len(at.Boxes) != 4 || !slices.EqualFunc(at.Boxes, first.Boxes, slices.Equal[[]int]) {
					t.Errorf("%s, %d wide, question %d: the buttons are at %v, and were at %v", lang, v.Width, pos, at.Boxes, first.Boxes)
				}
				if c.Overflow() {
					t.Errorf("%s, %d wide, question %d: wider than the screen", lang, v.Width, pos)
				}
			}
		}
	}
}

// Whoever taps twice goes one question on: the next one is not skipped unread,
// with a script or without. Keys are not held up.
func TestExamSecondTap(t *testing.T) {
	t.Parallel() // it waits more than it works
	rounds := 1
	if testkit.Nightly() {
		rounds = 10
	}
	inEngines(t, []testkit.Engine{testkit.Chromium}, func(t *testing.T, o testkit.Options) {
		_, k, base, path := examSite(t, "100")
		c := seat(t, k, base, path, o)
		for round := range rounds {
			for i, apart := range []time.Duration{80, 150, 250, 400} {
				c.twoTaps(t, (4*round+i)%11+1, apart*time.Millisecond)
			}
		}
	})
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{NoScript: true, Viewport: testkit.Phone})
	c.twoTaps(t, 1, 250*time.Millisecond)

	// The list of all questions opens and closes under the same finger.
	c = seat(t, k, base, path, testkit.Options{Viewport: testkit.Phone})
	c.atItem(1)
	for _, apart := range testkit.ByDay(1, 250, 80, 150, 400) {
		c.twice(t, "[data-navigator]", time.Duration(apart)*time.Millisecond, func() (string, string) {
			return fmt.Sprint(c.Exists("dialog[open]"), " ", c.URL()), "true " + base + path + "/items/1"
		}, func() { c.Press("Escape") })
		c.twice(t, "[data-close]", time.Duration(apart)*time.Millisecond, func() (string, string) {
			return fmt.Sprint(c.Exists("dialog[open]"), testkit.Eval[int](c.Page, chosen), " ", c.URL()), "false -1 " + base + path + "/items/1"
		}, func() { c.at("/items/1"); c.Click("[data-navigator]") })
	}

	c = seat(t, k, base, path, testkit.Options{})
	c.atItem(1)
	c.Press("Enter")
	c.WaitUntil(`location.pathname.endsWith("/items/2") && document.querySelector("[data-ready]")`)
	c.Press("Enter") // before a tap would be taken
	c.WaitUntil(`location.pathname.endsWith("/items/3")`)
}

// twoTaps taps twice on Next at a question, and looks where that leads.
func (c candidate) twoTaps(t *testing.T, pos int, apart time.Duration) {
	t.Helper()
	begin := func() { c.at(fmt.Sprintf("/items/%d", pos)) }
	begin()
	c.twice(t, "[data-next]", apart, func() (string, string) {
		return c.URL(), fmt.Sprintf("%s%s/items/%d", c.base, c.path, pos+1)
	}, begin)
}

// shield is how long a page takes no pointer, less what a tap takes.
const shield = 480 * time.Millisecond

// twice taps twice on what the selector says, and compares what is there then
// with what should be. Taps that came further apart than asked for, on a machine
// that is busy, prove nothing and come again, from the beginning.
func (c candidate) twice(t *testing.T, selector string, apart time.Duration, outcome func() (got, want string), begin func()) {
	t.Helper()
	for range 5 {
		c.WaitUntil(fmt.Sprintf(`getComputedStyle(document.querySelector(%q)).pointerEvents !== "none"`, selector))
		from := time.Now()
		c.Tap(selector, apart)
		took := time.Since(from)
		time.Sleep(700 * time.Millisecond) // for what a second tap would have led to
		got, want := outcome()
		if got == want {
			return
		}
		if took < shield {
			t.Errorf("two taps on %s, %v apart, lead to %s, want %s", selector, apart, got, want)
			return
		}
		begin()
	}
	t.Logf("two taps on %s came never %v apart: the machine is too busy", selector, apart)
}

// An answer is taken back by its button, and by whoever empties all boxes.
func TestExamTakenBack(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	single, multiple := c.ofType("single"), c.ofType("multiple")
	c.atItem(single)
	if c.Exists("[data-clear]:not([hidden])") {
		t.Error("there is nothing to take back yet")
	}
	c.Click(".choice:nth-child(2) label")
	c.saved()
	if heard := testkit.Eval[string](c.Page, `document.querySelector("#status").textContent`); heard != "Saved" {
		t.Errorf("saved, heard is %q", heard)
	}
	c.Click("[data-clear]")
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "cleared" && !document.querySelector(":checked[name=given]")`)
	if text := c.Text("[data-saved]"); text != "Answer taken back: saved" {
		t.Errorf("the page says %q", text)
	}
	if heard := testkit.Eval[string](c.Page, `document.querySelector("#status").textContent`); heard != "Answer taken back: saved" {
		t.Errorf("heard is %q", heard)
	}
	if q := c.question(single); q.Given != nil || q.Revision != 2 {
		t.Errorf("%v of revision %d is saved", q.Given, q.Revision)
	}
	c.numberSays(t, "")
	c.atItem(single)
	if text := c.Text("[data-saved]"); text != "Unanswered" || testkit.Eval[int](c.Page, chosen) >= 0 {
		t.Errorf("loaded anew, the page says %q and has a choice", text)
	}

	c.atItem(multiple)
	c.FillByTapping()
	c.saved()
	given := c.Given()
	for i := range given {
		c.Click(fmt.Sprintf(".choice:nth-child(%d) label", i+1))
		if i < given-1 {
			c.WaitFor("[data-trouble]:not([hidden])")
			if text := c.Text("[data-trouble]"); text != "Until it is complete, your earlier answer counts." {
				t.Errorf("half taken back, the page says %q", text)
			}
		}
	}
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "cleared"`)
	if q := c.question(multiple); q.Given != nil {
		t.Errorf("with all boxes empty %v is saved", q.Given)
	}
}

// A page that another device has overtaken says what is true now, as soon as it
// is looked at: a question, and the overview.
func TestExamOvertaken(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	o := testkit.Options{Viewport: testkit.Phone}
	phone, desk := seat(t, k, base, path, o), seat(t, k, base, path, testkit.Options{})
	single := phone.ofType("single")
	look := func() { testkit.Eval[bool](phone.Page, `document.dispatchEvent(new Event("visibilitychange"))`) }
	phone.atItem(single)
	desk.atItem(single)
	desk.Click(".choice:nth-child(2) label")
	desk.saved()
	phone.Loads(look)
	phone.WaitFor("[data-ready]")
	if shown := testkit.Eval[int](phone.Page, chosen); shown != 1 || phone.Text("[data-saved]") != "Saved" {
		t.Errorf("the question shows option %d", shown)
	}
	phone.at("/overview?show=unanswered")
	phone.WaitFor("[data-ready]")
	desk.Click("[data-clear]")
	desk.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "cleared"`)
	phone.Loads(look)
	if text := phone.Text(".lead"); text != "13\u00a0questions unanswered." {
		t.Errorf("the overview says %q", text)
	}
}

// A page that comes back from a browser's memory is asked for anew.
func TestExamComesBackFromMemory(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	c.Goto(base + shortExam)
	for _, page := range []string{base + shortExam, base + path + "/items/1", base + path + "/overview"} {
		c.Goto(page)
		c.Loads(func() {
			testkit.Eval[bool](c.Page, `window.dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))`)
		})
		if got := c.URL(); got != page {
			t.Errorf("%s came back as %s", page, got)
		}
	}
}

// After a sleep, in which the steady clock may stand, the time left is right at
// once, even without a line. A date that was only set moves nothing.
func TestExamClockAfterSleep(t *testing.T) {
	s, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	c.atItem(1)
	c.replace(`() => Promise.reject(new TypeError("asleep"))`)
	testkit.Eval[int](c.Page, `(window.date = Date.now, Date.now = () => window.date() + 60_000, 1)`)
	s.clock.advance(time.Minute)
	c.WaitUntil(`/^1[67]:/.test(document.querySelector("[data-time]").textContent) && document.querySelector("[data-time]").textContent < "17:01"`)
	c.replace(`window.line`)
	testkit.Eval[int](c.Page, `(Date.now = () => window.date() + 3_660_000, 1)`)
	c.WaitUntil(`window.date && document.querySelector("[data-time]").textContent.startsWith("0:0")`)
	c.WaitUntil(`/^1[67]:/.test(document.querySelector("[data-time]").textContent)`)
	if s.quizFinished(k, path) {
		t.Error("a date that was set ended the exam")
	}
}

// Striking out is a mode that is off at first. Its sign is the letter, and
// whoever only listens hears which options are struck out.
func TestExamStrikesAreAMode(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{Viewport: testkit.Phone})
	shown := func() int {
		return testkit.Eval[int](c.Page, `[...document.querySelectorAll("[data-strike]")].filter(e => e.checkVisibility()).length`)
	}
	single := c.ofType("single")
	c.atItem(single)
	if n := shown(); n != 0 {
		t.Errorf("%d buttons to strike out are there before they are asked for", n)
	}
	c.Click("[data-strikes]")
	if n := shown(); n < 3 || !c.Exists("[data-strikes][aria-pressed=true]") {
		t.Errorf("asked for, %d are there", n)
	}
	if c.Exists("[data-strike] svg") {
		t.Error("the sign is a drawing, as right and wrong have")
	}
	c.Click(".choice:nth-child(2) [data-strike]")
	c.WaitFor(".choice:nth-child(2).struck")
	name := testkit.Eval[string](c.Page, `document.querySelector(".choice:nth-child(2) label").textContent`)
	c.WaitUntil(keptDrafts + ` === 0`)
	c.Click("[data-strikes]")
	if n := shown(); n != 0 || !c.Exists(".choice:nth-child(2).struck [data-struck]:not([hidden])") {
		t.Errorf("the mode is off, and %d buttons are there; the option is %q", n, name)
	}
}
