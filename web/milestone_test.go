package web

import (
	"fmt"
	"net/http"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

// passes sits an exam with every question right, and returns its id.
func (k taker) passes(t *testing.T) quiz.AttemptID {
	t.Helper()
	a, err := k.site.study.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Edition: "2026", Mode: deck.Exam, Exam: "clf-c02"})
	if err != nil {
		t.Fatal(err)
	}
	for i, it := range a.Items() {
		if _, _, err := k.site.quiz.Answer(t.Context(), k.who, a.ID, i+1, quiz.Given{Options: it.Sample(true)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := k.site.quiz.Finish(t.Context(), k.who, a.ID); err != nil {
		t.Fatal(err)
	}
	return a.ID
}

// A passed exam has a page to print, for its learner alone, that says what Viva
// is not.
func TestMilestonePage(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	id := k.passes(t)
	path := fmt.Sprintf("/subjects/aws-support/milestones/exam-%d", id)
	sound(t, k.get(path).want(http.StatusOK).says("ada", "Practice exam passed: CLF‑C02", "22 November 2026", "no certificate of AWS", "an estimate").Body)
	k.get(fmt.Sprintf("/attempts/%d/result", id)).says(path)
	sound(t, k.get(awsProgress).says("Milestones", path).Body)
	k.header["Accept-Language"] = "fr"
	k.get(path).says("Examen blanc réussi", "pas un certificat d’AWS", "22 novembre 2026")
	k.get("/subjects/aws-support/milestones/facts-1000").want(http.StatusNotFound)
	s.taker("bob", users.Learner).get(path).want(http.StatusNotFound)
	s.guest().get(path).want(http.StatusUnauthorized)
	s.browser().get(path).want(http.StatusUnauthorized)
}

// Progress takes three screens of a phone at most while everything is folded,
// and the forecast is its heading. A milestone that it leads to fits on paper.
func TestProgressInThreeScreens(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.studies("aws-support", 7, mostly(0.75))
	k.passes(t)
	for _, lang := range []string{"en", "fr"} {
		p := testkit.Open(t, testkit.Options{Language: lang, Viewport: testkit.Viewport{Width: 360, Height: 740}, ReducedMotion: true})
		base := "http://" + s.listen()
		p.Goto(base + "/sign-in")
		p.Type("[name=login]", "ada")
		p.Type("[name=password]", testPassword)
		p.Follow("main form .primary")
		p.Goto(base + awsProgress)
		if n := testkit.Eval[int](p, `document.querySelectorAll("main details[open]").length`); n > 0 {
			t.Errorf("%s: %d parts are open", lang, n)
		}
		if h := testkit.Eval[int](p, `document.documentElement.scrollHeight`); h > 3*740 {
			t.Errorf("%s: %d px high, want %d at most", lang, h, 3*740)
		}
		clean(t, p, "progress "+lang)
		p.Follow(`main a[href*="/milestones/"]`)
		for _, paper := range testkit.Papers {
			for _, fault := range p.OnPaper(paper) {
				t.Errorf("the milestone in %s on %s: %s", lang, paper.Name, fault)
			}
		}
	}
}
