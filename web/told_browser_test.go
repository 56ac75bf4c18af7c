package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

// rightInSight is a script: the words of the right answer that are not between
// the top of the screen and the bar, or nothing.
const rightInSight = `(bar => [...document.querySelectorAll(".choice.right .text, .choice.right b.figures, .choice.right b.name, .choice.right .key")]
	.filter(e => e.getClientRects().length > 0)
	.filter(e => e.getBoundingClientRect().top < 0 || e.getBoundingClientRect().bottom > bar)
	.map(e => e.innerText).join(" | "))(document.querySelector(".bar").getBoundingClientRect().top)`

// cutByBar is a script: what can be pressed below a question and is partly
// covered by the bar while the page is as it came, or nothing.
const cutByBar = `(bar => [...document.querySelectorAll("form[data-answer] .quiet > *, .keys button")]
	.filter(e => e.getBoundingClientRect().top < bar && e.getBoundingClientRect().bottom > bar)
	.map(e => e.innerText).join(" | "))(document.querySelector(".bar").getBoundingClientRect().top)`

// Of thirty questions drawn by a seed and answered wrong, on a phone of 360 by
// 740, at least 28 have their whole right answer in sight after Check, and
// "Next" in every one. Before, the bar covers no part of the links below any of
// them, nor on a desktop.
func TestRightAnswerIsInSight(t *testing.T) {
	t.Parallel() // it waits more than it works
	testkit.Long(t)
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	p := signIn(t, s, "http://"+s.listen(), testkit.Options{Viewport: testkit.Phone, ReducedMotion: true})
	d := s.quiz.Decks()[0]
	told, seen := 0, 0
	for seed := range uint64(3) {
		a, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: d.Subject, Edition: d.Current, Mode: deck.Practice, Size: 10, Seed: &seed, Lang: deck.Langs[seed%2]})
		if err != nil {
			t.Fatal(err)
		}
		for i, it := range a.Items() {
			p.Goto(fmt.Sprintf("http://%s/attempts/%d/items/%d", strings.Split(p.URL(), "/")[2], a.ID, i+1))
			for _, size := range []testkit.Viewport{testkit.Desktop, testkit.Phone} {
				p.Resize(size)
				if cut := testkit.Eval[string](p, cutByBar); cut != "" {
					t.Errorf("seed %d, question %d, %d px: partly under the bar: %s", seed, i+1, size.Width, cut)
				}
			}
			give(p, it.Sample(false))
			p.Tap("[data-check]")
			p.WaitUntil(`document.activeElement.id === "verdict"`)
			told++
			if hidden := testkit.Eval[string](p, rightInSight); hidden != "" {
				t.Logf("seed %d, question %d, %s: out of sight: %s", seed, i+1, it.Type, hidden)
			} else {
				seen++
			}
			if !testkit.Eval[bool](p, `(r => r.top > 0 && r.bottom <= innerHeight)(document.querySelector("[data-next]").getBoundingClientRect())`) {
				t.Errorf("seed %d, question %d: Next is out of sight", seed, i+1)
			}
		}
	}
	t.Logf("%d of %d right answers are in sight", seen, told)
	if told != 30 || seen < 28 {
		t.Errorf("%d of %d right answers are in sight, want at least 28 of 30", seen, told)
	}
}

// give fills the question on the page with an answer.
func give(p *testkit.Page, given []string) {
	text, _ := json.Marshal(given)
	testkit.Eval[bool](p, fmt.Sprintf(`(given => {
		for (const e of document.querySelectorAll("[name=given]")) {
			if (e.matches("[type=radio], [type=checkbox]")) e.checked = given.includes(e.value);
			else if (e.matches("select")) e.value = [...e.options].find(o => o.value.includes("=") ? given.includes(o.value) : o.value === given[[...document.querySelectorAll("select[name=given]")].indexOf(e)])?.value || "";
			else e.value = given[0];
		}
		return true;
	})(%s)`, text))
}
