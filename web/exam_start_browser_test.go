package web

import (
	"strings"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// mostWords is how many words may stand before an exam can begin.
const mostWords = 120

// An exam begins after a short page, with its first question two clicks from
// home.
func TestExamStartIsShort(t *testing.T) {
	s := newSite(t)
	s.account("ada", users.Learner)
	base := "http://" + s.listen()
	for _, lang := range []string{"en", "fr"} {
		for _, v := range []testkit.Viewport{testkit.Phone, testkit.Desktop} {
			p := signIn(t, s, base, testkit.Options{Viewport: v, Language: lang, Dark: v == testkit.Desktop})
			for _, exam := range []string{"clf-c02", "clf-c02-short"} {
				p.Goto(base + "/subjects/aws-support/exams/" + exam)
				if n := len(strings.Fields(p.Text("main"))); n > mostWords {
					t.Errorf("%s in %s: %d words before it can begin", exam, lang, n)
				} else {
					t.Logf("%s in %s: %d words", exam, lang, n)
				}
				if bottom := testkit.Eval[float64](p, `document.querySelector("main form .primary").getBoundingClientRect().bottom`); bottom > float64(v.Height) {
					t.Errorf("%s in %s, %d wide: the button ends at %.0f", exam, lang, v.Width, bottom)
				}
				for _, v := range p.Axe() {
					t.Errorf("%s in %s: %v", exam, lang, v)
				}
				if p.Overflow() {
					t.Errorf("%s in %s, %d wide: wider than the screen", exam, lang, v.Width)
				}
			}
		}
	}
	p := signIn(t, s, base, testkit.Options{})
	p.Follow(`nav a[href="/exam"]`)
	p.Follow("main form .primary")
	p.WaitUntil(`location.pathname.endsWith("/items/1")`)
}
