package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

// edges are where boxes begin, each once: across the page, or down it.
func edges(p *testkit.Page, side, selector string) []float64 {
	all := testkit.Eval[[]float64](p, fmt.Sprintf(`Array.from(document.querySelectorAll(%q), e => Math.round(e.getBoundingClientRect().%s))`, selector, side))
	slices.Sort(all)
	return slices.Compact(all)
}

// What stands in a row or a column on a phone does, in both languages.
func TestRowsOnPhone(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	for i := range 3 {
		s.taker(fmt.Sprintf("ada-%d", i), users.Learner).take("practice", 10, 10) // "10/10" is wider
	}
	k.take("practice", 2, 1)
	again, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Exam: "clf-c02", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	exam := fmt.Sprintf("/attempts/%d", again.ID)
	base := "http://" + s.listen()
	for _, lang := range []string{"en", "fr"} {
		p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone, Language: lang})
		one := func(page, side, selector string, want int) {
			t.Helper()
			p.Goto(base + page)
			if at := edges(p, side, selector); len(at) != want {
				t.Errorf("%s, %s: %s begins at %v (%s), want %d", lang, page, selector, at, side, want)
			}
		}
		one(exam+"/overview", "top", ".tabs li", 1)
		one(exam+"/overview", "right", ".bar .button", 1)
		one(exam+"/finish", "right", ".actions .button", 1)
		one("/scoreboard?edition=course", "left", ".board td[data-of]", 2)
		one("/subjects/aws-support/progress", "left", "#knowledge + .lines .muted", 1)
		one("/scoreboard?edition=course", "top", ".filters > :nth-last-child(-n + 2) > :last-child, .filters > .button", 1)
	}
}

// The reasons of many wrong answers are folded, and open without the script;
// those of few are in sight.
func TestManyReasonsAreFolded(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	many, few := k.take("practice", 10, 0), k.take("practice", 3, 0)
	k.get(few + "/result").want(http.StatusOK).says("Because").hides("Why, and the source")
	base := "http://" + s.listen()
	p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone, NoScript: true})
	p.Goto(base + many + "/result")
	if n := testkit.Eval[int](p, `document.querySelectorAll(".recall .reasons:not([open])").length`); n != 10 {
		t.Errorf("%d of 10 reasons are folded", n)
	}
	p.Click(".reasons > summary")
	if told := testkit.Eval[string](p, `document.querySelector(".reasons").innerText`); !strings.Contains(told, "Because") || !strings.Contains(told, "Source") {
		t.Errorf("open, it says %q", told)
	}
	if low := testkit.Eval[float64](p, `document.querySelector(".reasons > summary").getBoundingClientRect().height`); low < 44 {
		t.Errorf("what unfolds it is %v px high", low)
	}
}

// The times that an exam was sat fit on a phone, with their states.
func TestSittingsFitOnPhone(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := ""
	for range 2 {
		path = k.sit("100")
		k.post(path + "/finish").leadsTo(path + "/result")
	}
	base := "http://" + s.listen()
	for _, lang := range []string{"en", "fr"} {
		p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone, Language: lang})
		p.Goto(base + path + "/result")
		if over := testkit.Eval[float64](p, `(e => e.scrollWidth - e.clientWidth)(document.querySelector(".table:has(> .sat)"))`); over > 0 {
			t.Errorf("%s: %v px too wide", lang, over)
		}
	}
}
