package web

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// readPages are the addresses of some readings: by day the one with most columns
// and a few others, by night all.
func readPages(s *testSite) []string {
	var paths []string
	for _, d := range s.quiz.Decks() {
		for _, r := range d.Readings {
			paths = append(paths, readPath(d.Subject, r.ID))
		}
	}
	return append(testkit.ByDay(3, paths...), awsPlans)
}

// Each reading fits a phone, where its values carry the names of their columns,
// and the accessibility checker has nothing to say of it, by day and by night.
func TestReadInBrowser(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	base := "http://" + s.listen()
	for i, lang := range []string{"en", "fr"} {
		p := testkit.Open(t, testkit.Options{Viewport: testkit.Viewport{Width: 320, Height: 640, Touch: true}, Language: lang, Dark: i == 0})
		for _, path := range append(readPages(s), "/read") {
			p.Goto(base + path)
			if p.Overflow() {
				t.Errorf("%s, %s: wider than 320 px", path, lang)
			}
			for _, v := range p.Axe() {
				t.Errorf("%s, %s: %v", path, lang, v)
			}
		}
		p.Goto(base + awsPlans)
		if names := testkit.Eval[[]string](p, `[...document.querySelectorAll(".reading tbody tr:first-child td")].map(e => getComputedStyle(e, "::before").content)`); len(names) < 5 || names[0] == "none" || names[0] == "normal" {
			t.Errorf("%s: the values of a plan are called %q on a phone", lang, names)
		}
	}
}

// Each reading prints on two sheets at the most, with nothing lost.
func TestReadOnPaper(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	s.taker("ada", users.Learner).studies("aws-support", 4, mostly(0.5))
	base := "http://" + s.listen()
	sheet := regexp.MustCompile(`/Type\s*/Page\b[^s]`)
	for _, lang := range []string{"en", "fr"} {
		p := signIn(t, s, base, testkit.Options{Language: lang, Dark: true})
		for _, path := range append(readPages(s), "/read/aws-support/weak") {
			p.Goto(base + path)
			for _, paper := range testkit.Papers {
				for _, fault := range p.OnPaper(paper) {
					t.Errorf("%s, %s on %s: %s", path, lang, paper.Name, fault)
				}
				file := filepath.Join(t.TempDir(), "reading.pdf")
				p.Print(file, paper)
				pdf, err := os.ReadFile(file)
				if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
					t.Fatal(err)
				}
				if n := len(sheet.FindAll(pdf, -1)); n < 1 || n > 2 {
					t.Errorf("%s, %s on %s: %d sheets", path, lang, paper.Name, n)
				}
			}
		}
	}
}
