package web

import (
	"fmt"
	"slices"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

// Tabs show on which one the reader is, be they links or buttons.
func TestBrowserTabsShowWhereOneIs(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	d := s.quiz.Decks()[0]
	a, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: d.ID(), Edition: d.Current, Mode: deck.Exam, Size: 5, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + s.listen()
	p := signIn(t, s, base, testkit.Options{})
	for _, path := range []string{fmt.Sprintf("/attempts/%d/overview", a.ID), "/subjects/" + d.ID() + "/progress", "/subjects/" + d.ID() + "/practice"} {
		p.Goto(base + path)
		marked := testkit.Eval[[]bool](p, `Array.from(document.querySelectorAll(".tabs a, .tabs button"), tab => getComputedStyle(tab).boxShadow !== "none")`)
		current := testkit.Eval[[]bool](p, `Array.from(document.querySelectorAll(".tabs a, .tabs button"), tab => tab.hasAttribute("aria-current"))`)
		if len(current) < 2 || !slices.Contains(current, true) || !slices.Equal(marked, current) {
			t.Errorf("%s: marked are %v, current %v", path, marked, current)
		}
	}
}
