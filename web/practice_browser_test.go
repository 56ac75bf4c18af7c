package web

import (
	"fmt"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

// openPractice opens a practice of three choices, signed in.
func openPractice(t *testing.T, lang string, o testkit.Options) (*testkit.Page, taker, string) {
	t.Helper()
	return openPracticeOf(t, lang, o, func(*quiz.Attempt) bool { return true })
}

// openPracticeOf is like openPractice, but begins attempts until one will do.
func openPracticeOf(t *testing.T, lang string, o testkit.Options, willDo func(*quiz.Attempt) bool) (*testkit.Page, taker, string) {
	t.Helper()
	s := newChoiceSite(t)
	k := s.taker("ada", users.Learner)
	var a *quiz.Attempt
	for a == nil || !willDo(a) {
		var err error
		a, err = s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: s.quiz.Decks()[0].Subject, Mode: deck.Practice, Size: 3, Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
	}
	path := fmt.Sprintf("/attempts/%d", a.ID)
	o.Language, o.ReducedMotion = lang, true
	o.AllowStatus = append(o.AllowStatus, 422)
	p := testkit.Open(t, o)
	base := "http://" + s.listen()
	p.Goto(base + "/sign-in")
	p.Type("[name=login]", "ada")
	p.Type("[name=password]", testPassword)
	p.Follow("main form .primary")
	p.Goto(base + path + "/items/1")
	return p, k, path
}

// reader is somebody with whom practice is tried.
type reader struct {
	lang string
	dark bool
}

// optionsOf are the positions, from 1, of the options of an answer.
func (k taker) optionsOf(path string, pos int, right bool) (positions []int) {
	it := k.attempt(path).Items()[pos-1]
	for i, o := range it.Options {
		for _, given := range it.Sample(right) {
			if o.ID == given {
				positions = append(positions, i+1)
			}
		}
	}
	return positions
}

// clean fails the test when the accessibility checker has something to say, or
// the page is wider than the screen.
func clean(t *testing.T, p *testkit.Page, state string) {
	t.Helper()
	for _, v := range p.Axe() {
		t.Errorf("%s: %v", state, v)
	}
	if p.Overflow() {
		t.Errorf("%s: wider than the screen", state)
	}
}

// A full sitting by the keys alone: what is sure and wrong comes back, a mistap
// is told, and the result is there.
func TestPracticeByKeyboard(t *testing.T) {
	testkit.Long(t)
	for _, tt := range testkit.ByDay(1, reader{"en", true}, reader{"fr", false}) {
		t.Run(tt.lang, func(t *testing.T) {
			p, k, path := openPractice(t, tt.lang, testkit.Options{Dark: tt.dark})
			choose := func(pos int, right bool) {
				for _, n := range k.optionsOf(path, pos, right) {
					p.Press(fmt.Sprint(n))
				}
			}
			asked := func(pos int) {
				p.WaitUntil(fmt.Sprintf(`location.pathname.endsWith("/items/%d") && document.activeElement.id === "stem"`, pos))
			}
			testkit.Eval[int](p, "window.stayed = 1")
			clean(t, p, "asked")

			// A choice can be undone until it is sent, and so can how sure one is.
			sure, think, guess := "s", "t", "g"
			if tt.lang == "fr" {
				think, guess = "r", "h"
			}
			check := func(certainty string) {
				p.Press(certainty)
				p.Press("Enter")
				p.WaitUntil(`document.activeElement.id === "verdict"`)
			}
			choose(1, true)
			p.Press(guess)
			p.Press("z")
			if n := p.Given() + testkit.Eval[int](p, `document.querySelectorAll("[data-certainty] :checked").length`); n != 0 {
				t.Errorf("%d are chosen after clearing", n)
			}
			choose(1, false)
			check(sure)
			clean(t, p, "told")
			p.WaitFor(".comeback")
			if cells := testkit.Eval[string](p, `[...document.querySelectorAll(".cell")].map(e => e.className + e.childElementCount).join(" ")`); cells != "cell now1 cell0 cell0 cell back0" {
				t.Errorf("the cells are %q", cells)
			}

			p.Onward()
			asked(2)
			choose(2, false)
			check(guess)
			testkit.Eval[bool](p, `(document.querySelector(".mistap button").focus(), true)`)
			p.Press("Enter")
			p.WaitUntil(`document.activeElement.id === "noted"`)
			clean(t, p, "mistapped")
			testkit.Eval[bool](p, `(document.activeElement.blur(), true)`)

			p.Onward()
			asked(3)
			choose(3, true)
			check(think)
			for pos := 4; pos <= 5; pos++ {
				p.Onward()
				asked(pos)
				p.WaitFor(".again")
				clean(t, p, "again")
				choose(pos, true)
				check(sure)
			}
			if testkit.Eval[int](p, "window.stayed || 0") != 1 {
				t.Error("the page was loaded anew")
			}
			p.Loads(p.Onward)
			if mark := p.Text(".mark .figure"); !strings.HasPrefix(mark, "1") {
				t.Errorf("the result is %q, want 1 of 3", mark)
			}
			p.WaitFor("form:has([name=from]) button")
			clean(t, p, "result")
		})
	}
}

// The same by touch, at the size of a phone; the buttons are where the thumb
// is, and nothing moves when the feedback comes.
func TestPracticeByTouch(t *testing.T) {
	testkit.Long(t)
	for _, tt := range testkit.ByDay(1, reader{"fr", true}, reader{"en", false}) {
		t.Run(tt.lang, func(t *testing.T) {
			p, k, path := openPractice(t, tt.lang, testkit.Options{Viewport: testkit.Phone, Dark: tt.dark, Watch: "#stem"})
			tap := func(pos int, right bool, certainty string) {
				for _, n := range k.optionsOf(path, pos, right) {
					p.Tap(fmt.Sprintf(".choice:nth-child(%d) label", n))
				}
				p.Tap("#sure-" + certainty)
				p.Tap("[data-check]")
				p.WaitFor("#verdict")
			}
			clean(t, p, "asked")
			atThumb(t, p, "asked")
			if lines := testkit.Eval[int](p, `new Set([...document.querySelectorAll("[data-certainty] label")].map(e => e.getBoundingClientRect().top)).size`); lines != 1 {
				t.Errorf("the three words stand in %d lines", lines)
			}
			tap(1, false, "sure")
			atThumb(t, p, "told")
			still(t, p, "told")
			clean(t, p, "told")
			p.Tap(".mistap button")
			p.WaitFor("#noted")
			for pos := 2; pos <= 3; pos++ {
				p.Tap("[data-next]")
				p.WaitUntil(fmt.Sprintf(`location.pathname.endsWith("/items/%d")`, pos))
				tap(pos, true, "think")
			}
			p.Tap("[data-next]")
			p.WaitFor(".again")
			tap(4, true, "guess")
			p.Loads(func() { p.Tap("[data-next]") })
			if mark := p.Text(".mark .figure"); !strings.HasPrefix(mark, "2") {
				t.Errorf("the result is %q, want 2 of 3", mark)
			}
		})
	}
}

// The same without a script. Enter in a field says nothing of how sure one is.
func TestPracticeWithoutScript(t *testing.T) {
	testkit.Long(t)
	for _, lang := range testkit.ByDay(1, deck.Langs...) {
		t.Run(lang, func(t *testing.T) {
			p, k, path := openPractice(t, lang, testkit.Options{Viewport: testkit.Phone, NoScript: true})
			answer := func(pos int, right bool, certainty string) {
				for _, n := range k.optionsOf(path, pos, right) {
					p.Click(fmt.Sprintf(".choice:nth-child(%d) label", n))
				}
				p.Click("#sure-" + certainty)
				p.CheckAnew()
			}
			for _, n := range k.optionsOf(path, 1, true) {
				p.Click(fmt.Sprintf(".choice:nth-child(%d) label", n))
			}
			p.Click("[data-clear]")
			if n := p.Given(); n != 0 {
				t.Errorf("%d options are chosen after clearing", n)
			}
			answer(1, false, "sure")
			p.WaitFor(".comeback")
			p.Follow(".mistap button")
			p.WaitFor("#noted")
			p.Follow("[data-next]")
			p.Follow("[form=habit]") // do not ask me
			p.WaitFor("[data-check]")
			if p.Exists("[data-certainty]") {
				t.Error("it is asked though it was switched off")
			}
			p.Follow("[form=habit]")
			for pos := 2; pos <= 4; pos++ {
				answer(pos, pos != 2, "think")
				p.WaitFor(".verdict")
				p.Follow("[data-next]")
			}
			if mark := p.Text(".mark .figure"); !strings.HasPrefix(mark, "1") {
				t.Errorf("the result is %q, want 1 of 3", mark)
			}
			p.Follow("form:has([name=from]) button")
			p.WaitFor("form[data-answer]")
		})
	}
}

// Enter in a field checks, and says nothing of how sure one is.
func TestEnterInANumberSaysNothing(t *testing.T) {
	s := newTypesSite(t)
	k := s.taker("ada", users.Learner)
	for _, noScript := range []bool{true, false} {
		p := openItem(t, s, k, "numeric", "en", testkit.Options{NoScript: noScript})
		p.Click("#typed")
		p.Press("7")
		if noScript {
			p.Loads(func() { p.Press("Enter") })
		} else {
			p.Press("Enter")
		}
		p.WaitFor("#verdict")
		if p.Exists(".said") {
			t.Errorf("Enter said how sure the learner is: %s", p.Text(".said"))
		}
	}
}

// Asked or not, a choice that is not sent yet stays.
func TestHabitKeepsTheChoice(t *testing.T) {
	p, _, _ := openPractice(t, "en", testkit.Options{})
	p.FillByKeys()
	given := p.Given()
	p.Press("s")
	p.Click("[form=habit]")
	p.WaitUntil(`document.querySelector("[data-certainty]") === null`)
	if n := p.Given(); n != given {
		t.Errorf("%d options are chosen, want %d", n, given)
	}
	p.Press("Enter") // which checks, now that nothing is asked
	p.WaitFor("#verdict")
}
