package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"viva/internal/testkit"
	"viva/internal/testkit/chance"
	"viva/internal/users"
)

// listen compares what a screen reader says with the golden file of that name,
// and allows nothing to be said twice, whatever the file holds.
func listen(t *testing.T, p *testkit.Page, selector, name string) {
	t.Helper()
	sounds := p.Heard(selector)
	for _, twice := range testkit.SaidTwice(sounds) {
		t.Errorf("%s: said twice: %s", name, twice)
	}
	var b strings.Builder
	for _, s := range sounds {
		fmt.Fprintln(&b, s)
	}
	golden(t, "ears/"+name+".txt", b.String())
}

func TestEars(t *testing.T) {
	t.Setenv(chance.Variable, "") // a golden file holds one question
	for _, lang := range []string{"en", "fr"} {
		t.Run(lang, func(t *testing.T) {
			s := newTypesSite(t)
			k := s.taker("ada", users.Learner)
			p := openItem(t, s, k, "single", lang, testkit.Options{Viewport: testkit.Phone})
			listen(t, p, "main", "question-"+lang)
			s.clock.advance(toRead)
			p.FillByTapping()
			p.Check()
			p.WaitUntil(`document.activeElement.id === "verdict"`)
			listen(t, p, "main", "feedback-"+lang)
		})
	}
}

// announced notes every text that a live region comes to hold.
const announced = `(() => {
	self.announced = [];
	const live = document.querySelectorAll("[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]");
	for (const e of live) new MutationObserver(() => self.announced.push(e.textContent)).observe(e, {childList: true, subtree: true, characterData: true});
	return live.length;
})()`

func TestEarsInExam(t *testing.T) {
	t.Setenv(chance.Variable, "")
	for _, lang := range []string{"en", "fr"} {
		t.Run(lang, func(t *testing.T) {
			s := newTypesSite(t)
			k := s.taker("ada", users.Learner)
			path, pos := k.find("single", "exam", lang)
			base := "http://" + s.listen()
			p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone, Language: lang})
			p.Goto(fmt.Sprintf("%s%s/items/%d", base, path, pos))
			p.WaitFor("[data-navigator]")
			listen(t, p, "main", "exam-"+lang)

			// What is saved is said by a live region, without being looked for.
			testkit.Eval[int](p, announced)
			p.FillByTapping()
			p.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "saved"`)
			want := map[string]string{"en": "Saved", "fr": "Enregistré"}[lang]
			p.WaitUntil(fmt.Sprintf(`self.announced.some(text => text.includes(%q))`, want))
		})
	}
}

// One chart of each kind, drawn and in figures.
func TestEarsOfCharts(t *testing.T) {
	s := withCharts(t, newSite(t))
	s.app.Get("/charts", func(c *fiber.Ctx) error {
		all := chartsOf(t, s.base(c, "home_title"))
		return s.render(c, "charts", progressPage{base: all.base, Curve: all.Curve[:1], Calibration: all.Calibration[:1],
			Forecast: all.Forecast[:1], Mastery: all.Mastery[:1], Week: all.Week[:1]})
	})
	base := "http://" + s.listen()
	for _, lang := range []string{"en", "fr"} {
		p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone, Language: lang})
		p.Goto(base + "/charts")
		testkit.Eval[int](p, `[...document.querySelectorAll("details")].map(d => d.open = true).length`)
		listen(t, p, "main", "charts-"+lang)
	}
}
