package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit"
)

// doubleTaps are tried in one engine, and counted.
type doubleTaps struct {
	t                    *testing.T
	p                    *testkit.Page
	tried, lost, skipped int // of a lost one, the second tap came while a page was left
}

// tap touches twice what the selector matches, that far apart, waits for what one
// touch leads to, and tells whether that still holds once nothing comes any more.
func (d *doubleTaps) tap(place, selector string, apart time.Duration, want string) (holds bool) {
	d.t.Helper()
	testkit.Eval[bool](d.p, `Promise.all(document.getAnimations().map(a => a.finished)).then(() => true)`)
	if d.p.Tap(selector, apart) < 2 {
		d.lost++
	}
	d.p.WaitUntil(want) // of one tap
	// What a second tap has set off is slower than the taps: only time tells
	// that it set off nothing.
	time.Sleep(600 * time.Millisecond)
	d.p.WaitUntil(`document.readyState === "complete"`)
	d.tried++
	holds = testkit.Eval[bool](d.p, want)
	if !holds {
		d.skipped++
		d.t.Errorf("%s, taps %v apart, at %s: not so: %s", place, apart, d.p.URL(), want)
	}
	return holds
}

// asked is the condition that question n is on the page and not answered.
func asked(n int) string {
	return fmt.Sprintf(`document.querySelector("form[data-answer]") !== null && document.querySelector("#verdict") === null && parseInt(document.querySelector(".count").textContent) === %d`, n)
}

// sit answers the questions on the page, from first to last, with two taps
// wherever one is meant: no feedback goes by unread, no question unanswered.
func (d *doubleTaps) sit(place string, last int, apart time.Duration, end string) {
	d.t.Helper()
	d.p.WaitUntil(asked(1))
	for n := 1; n <= last; n++ {
		d.p.FillByTapping()
		stem := testkit.Eval[string](d.p, `document.querySelector("#stem").textContent`)
		told := fmt.Sprintf(`document.querySelector("#verdict") !== null && document.querySelector("#stem").textContent === %s`, quoted(stem))
		if !d.tap(place+", check", "[data-check]", apart, told) {
			return // what comes now is not known
		}
		want := asked(n + 1)
		if n == last {
			want = end
		}
		if !d.tap(place+", next", "[data-next]", apart, want) {
			return
		}
	}
}

// quoted writes a text as JavaScript does.
func quoted(text string) string {
	b, _ := json.Marshal(text) // a string cannot fail
	return string(b)
}

// leftLoading takes out of the page's problems that a page was left while its
// service worker loaded something for it, which Firefox tells.
func (d *doubleTaps) leftLoading() {
	d.t.Helper()
	for _, problem := range d.p.Problems() {
		if !strings.Contains(problem, "A ServiceWorker intercepted the request and encountered an unexpected error") {
			d.t.Errorf("page: %s", problem)
		}
	}
}

// Whoever taps twice where one tap is meant misses nothing, in practice, in an
// exam and without network, in every engine.
func TestBrowserDoubleTaps(t *testing.T) {
	testkit.Long(t)
	if !testkit.Nightly() {
		t.Skip("make nightly taps 200 times twice in every engine")
	}
	for _, engine := range testkit.Engines {
		t.Run(engine.String(), func(t *testing.T) {
			s := startServer(t, t.TempDir())
			p := testkit.Open(t, testkit.Options{Engine: engine, Viewport: testkit.Phone, ReducedMotion: true})
			signUpPage(p, s.url, "ada")
			d := &doubleTaps{t: t, p: p}
			for _, ms := range []time.Duration{80, 150, 250, 400} {
				apart := ms * time.Millisecond
				p.Goto(s.url + "/subjects/aws-support/practice")
				p.Follow("main form .button.primary")
				size := testkit.Eval[int](p, `parseInt(document.querySelector(".count").textContent.split(" ").at(-1))`)
				attempt := p.URL()[:strings.LastIndex(p.URL(), "/items/")]
				d.sit("practice", min(size, 10), apart, fmt.Sprintf(`location.href === %q || !location.href.includes("/result")`, attempt+"/result"))
				takeAlong(p, s.url)
				p.Click("[data-sets] .button") // the newest
				d.sit("offline", 10, apart, `document.querySelector("form[data-answer]") === null`)

				p.Goto(s.url + "/subjects/aws-support/exams/clf-c02-short")
				p.Follow("main form .button.primary")
				for n := 1; n <= 12; n++ {
					p.WaitUntil(fmt.Sprintf(`location.pathname.endsWith("/items/%d")`, n))
					p.WaitFor("[data-ready]")
					d.tap("exam", "[data-next]", apart, fmt.Sprintf(`location.pathname.endsWith("/items/%d")`, n+1))
				}
				p.Goto(strings.TrimSuffix(p.URL(), "/items/13") + "/finish")
				p.Follow("form[action$='/finish'] button")
			}
			d.leftLoading()
			t.Logf("%d of %d double taps skipped something; of %d the second came while a page was left", d.skipped, d.tried, d.lost)
			if d.tried < 200 {
				t.Errorf("only %d double taps were tried", d.tried)
			}
		})
	}
}

// So it is with the question of the home page, which strangers answer: its
// feedback stands, each makes one attempt with one answer, and nothing happens
// to the question after it.
func TestBrowserDoubleTapsOnHome(t *testing.T) {
	for _, engine := range testkit.ByDay(1, testkit.Engines...) {
		t.Run(engine.String(), func(t *testing.T) {
			s := startServer(t, t.TempDir())
			p := testkit.Open(t, testkit.Options{Engine: engine, Viewport: testkit.Phone, ReducedMotion: true})
			d := &doubleTaps{t: t, p: p}
			for range testkit.ByDay(1, make([]int, 7)...) {
				for _, ms := range []time.Duration{80, 150, 250, 400} {
					d.home(s.url, ms*time.Millisecond)
				}
			}
			for _, table := range []string{"attempts", "responses"} {
				if n := s.count("SELECT COUNT(*) FROM " + table); n != d.tried/2 {
					t.Errorf("%d strangers made %d %s", d.tried/2, n, table)
				}
			}
			t.Logf("%d of %d double taps skipped something; of %d the second came while a page was left", d.skipped, d.tried, d.lost)
		})
	}
}

// home answers the question of the home page as a stranger, and goes on.
func (d *doubleTaps) home(base string, apart time.Duration) {
	d.t.Helper()
	d.p.Goto(base + "/")
	d.p.Click("label[for=choice-A]")
	stem := testkit.Eval[string](d.p, `document.querySelector("#stem").textContent`)
	d.tap("home, check", ".paper .primary", apart,
		fmt.Sprintf(`location.pathname === "/" && document.querySelector("#verdict") !== null && document.querySelector("#stem").textContent === %s`, quoted(stem)))
	d.tap("home, next", ".paper [data-next]", apart, asked(2)+` && document.querySelector("#mistake") === null`)
	d.p.ForgetCookies()
}
