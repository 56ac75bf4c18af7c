package web

import (
	"fmt"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

// On a phone the head of a page is one row, and its menu opens without a
// script, above the page and in sight.
func TestHeadOnPhone(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	s.taker("ada", users.Admin).take("practice", 1, 1)
	base := "http://" + s.listen()
	for _, width := range []int64{320, 360} {
		for _, lang := range []string{"en", "fr"} {
			p := signIn(t, s, base, testkit.Options{Viewport: testkit.Viewport{Width: width, Height: 740, Touch: true}, Language: lang, NoScript: true})
			if height := testkit.Eval[float64](p, `document.querySelector(".masthead").getBoundingClientRect().height`); height > 49 { // its rule is below
				t.Errorf("%d, %s: the head is %v px high", width, lang, height)
			}
			p.Click(".menu summary")
			for _, selector := range []string{`.menu a[href="/account"]`, `.menu [action="/sign-out"] button`, `.menu [name=lang]`, `.menu [value=dark]`} {
				if reached := testkit.Eval[bool](p, fmt.Sprintf(`(e => {
					const r = e.getBoundingClientRect();
					return r.height >= 44 && r.left >= 0 && r.right <= innerWidth && r.bottom <= innerHeight && e.contains(document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2));
				})(document.querySelector(%q))`, selector)); !reached {
					t.Errorf("%d, %s: %s cannot be tapped", width, lang, selector)
				}
			}
		}
	}
	p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone}) // the checker needs scripts
	p.Click(".menu summary")
	for _, v := range p.Axe() {
		t.Errorf("menu open: %v", v)
	}
}

// The clock of a running exam runs above other pages, whose own main button
// gives way to the one that leads back.
func TestRunningExamInBrowser(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	ada := s.taker("ada", users.Learner)
	base := "http://" + s.listen()
	p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone})
	filled := `getComputedStyle(document.querySelector("main .primary")).backgroundColor`
	p.Goto(base + "/account")
	before := testkit.Eval[string](p, filled)
	if _, err := s.quiz.Start(t.Context(), ada.who, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"}); err != nil {
		t.Fatal(err)
	}
	p.Goto(base + "/account")
	p.WaitUntil(`/^17:5\d$/.test(document.querySelector("[data-running] [data-time]").textContent)`)
	if testkit.Eval[string](p, filled) == before {
		t.Error("the main button of the page calls as loudly as before")
	}
	for _, v := range p.Axe() {
		t.Errorf("the strip: %v", v)
	}
	p.Follow("[data-running] .button")
	p.WaitFor("[data-exam]")
}

// The strip of a running exam is right at once after a sleep, in which the
// steady clock may stand, and when it comes into sight again: then the exam may
// have been ended elsewhere. What a page does that comes back from the browser's
// memory is held by TestReturnedInEngines.
func TestRunningExamAfterSleep(t *testing.T) {
	inEngines(t, []testkit.Engine{testkit.Chromium}, func(t *testing.T, o testkit.Options) {
		s := newSite(t)
		k := s.taker("ada", users.Learner)
		path := k.sit("100")
		p := signIn(t, s, "http://"+s.listen(), o)
		const says = `document.querySelector("[data-running] [data-time]").textContent`
		p.WaitUntil(`/^17:5\d$/.test(` + says + `)`)
		testkit.Eval[int](p, `(window.line = window.fetch.bind(window), window.fetch = () => Promise.reject(new TypeError("asleep")),
			window.date = Date.now, Date.now = () => window.date() + 600_000, 1)`)
		s.clock.advance(10 * time.Minute)
		p.WaitUntil(`/^7:[345]\d$/.test(` + says + `)`)
		s.clock.advance(-2 * time.Minute) // the date had been set, and no sleep is that long
		testkit.Eval[int](p, `(window.fetch = window.line, document.dispatchEvent(new Event("visibilitychange")), 1)`)
		p.WaitUntil(`/^9:[345]\d$/.test(` + says + `)`)
		k.post(path + "/finish").leadsTo(path + "/result")
		if !p.Exists("[data-running]") {
			t.Fatal("the strip left by itself")
		}
		testkit.Eval[bool](p, `document.dispatchEvent(new Event("visibilitychange"))`)
		p.WaitUntil(`document.querySelector("[data-running]") === null`)
	})
}
