package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/reading"
	"viva/internal/testkit/small"
	"viva/internal/users"
)

const awsPlans = "/read/aws-support/plans-compared"

// Strangers find what there is to read, in both languages, with an address for
// search engines that stays the same however they came.
func TestReadByStrangers(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	c.get("/").says(`href="/read"`)
	list := c.get("/read").want(http.StatusOK).says("AWS Support plans, side by side", "HTTP methods, side by side", `href="`+awsPlans+`"`).hides("Your weak facts")
	sound(t, list.Body)

	page := c.get(awsPlans+"?edition=2024&from=somewhere").want(http.StatusOK).says("5,000\u00a0USD", "until 1\u00a0December 2025", "Developer is being phased out",
		`<link rel="canonical" href="`+testOrigin+awsPlans+`">`, `hreflang="fr" href="`+testOrigin+awsPlans+`?lang=fr"`,
		`<meta name="description" content="Minimum charge, first response`, "<title>AWS Support plans, side by side · Viva</title>")
	sound(t, page.Body)
	page.hides("noindex")
	if robots := page.Header.Get("X-Robots-Tag"); robots != "" {
		t.Errorf("robots are told %q", robots)
	}
	french := c.get(awsPlans+"?lang=fr").says(`<html lang="fr"`, "Les offres d’AWS Support côte à côte", `<link rel="canonical" href="`+testOrigin+awsPlans+`?lang=fr">`)
	sound(t, french.Body)
	french.says(`name="next" value="` + awsPlans + `"`) // the buttons of the foot change the language

	c.get("/read/aws-support/nothing").want(http.StatusNotFound)
	c.get("/read/nothing/plans-compared").want(http.StatusNotFound)
	c.get("/read/aws-support/who-to-ask?edition=nothing").want(http.StatusNotFound)
	c.get("/read/aws-support/weak").want(http.StatusUnauthorized)
}

// A value that has changed says so to those who do not see the stroke.
func TestReadAloud(t *testing.T) {
	s := newSite(t)
	text := regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(s.browser().get(awsPlans).Body, ""), " ")
	for _, want := range []string{"now: 29\u00a0USD", "before: Business: 100\u00a0USD until 1\u00a0December 2025", "no fact says anything here", "(confirmed by no official page)"} {
		if !strings.Contains(text, want) {
			t.Errorf("nobody hears %q in %s", want, text)
		}
	}
}

// What is told depends on the edition that the reader studies only where no
// other is named.
func TestReadInEdition(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	c.get("/read/aws-support/who-to-ask").says("AWS customer service", "Incident Management Engineer").hides("Support Concierge")
	c.get("/read/aws-support/who-to-ask?edition=course").says("Support Concierge").hides("AWS customer service")
	c.post("/subjects/aws-support/edition", "edition", "course")
	c.get("/read/aws-support/who-to-ask").says("Support Concierge")
	c.get(awsPlans).says("Today’s line-up").hides(`href="?edition=2024"`)
}

// A day later than any of today's makes the old plans ended, by itself.
func TestReadOnAnotherDay(t *testing.T) {
	s := newSite(t)
	s.clock.advance(41 * day) // 2\u00a0January 2027
	s.browser().get(awsPlans).says("Developer has ended").hides("being phased out")
}

// A subject without readings says so.
func TestNothingToRead(t *testing.T) {
	decks, faults := deck.LoadProved(small.Planets())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	s := newSiteOf(t, decks)
	s.browser().get("/").hides(`href="/read"`)
	s.browser().get("/read").want(http.StatusOK).says("There is nothing to read on this subject yet.")
	s.browser().get("/read/planets/anything").want(http.StatusNotFound)
}

// The button of a page asks about facts of the page and nothing else, of
// strangers as of learners, and counts for no score.
func TestAskAboutReading(t *testing.T) {
	s := newSite(t)
	d := s.quiz.Decks()[0]
	k := s.taker("ada", users.Learner)
	button := regexp.MustCompile(`name="edition" value="([^"]+)">\s*<input type="hidden" name="size" value="(\d+)">(?:\s*<input type="hidden" name="advanced" value="on">)?\s*<button class="button primary">Ask me about this: (\d+)`)
	for i := range d.Readings {
		r := &d.Readings[i]
		path := readPath(d.Subject, r.ID)
		found := button.FindStringSubmatch(k.get(path).want(http.StatusOK).Body)
		if found == nil {
			if r.ID != "words-of-support" && r.ID != "plan-charges" {
				t.Errorf("%s cannot be asked about", r.ID)
			}
			continue
		}
		page, err := reading.Build(d, r, found[1], s.quiz.Today(), "en")
		if err != nil {
			t.Fatal(err)
		}
		told := namesOf(&page)
		fields := []string{"edition", found[1], "size", found[2]}
		if strings.Contains(found[0], "advanced") {
			fields = append(fields, "advanced", "on")
		}
		started := k.post(path, fields...).want(http.StatusSeeOther)
		a := k.attempt(started.Header.Get("Location"))
		if a.Kind != quiz.Read || a.Ranked {
			t.Errorf("%s: an attempt of kind %q, ranked: %v", r.ID, a.Kind, a.Ranked)
		}
		for _, it := range a.Items() {
			for _, name := range it.Names {
				if !told[name] {
					t.Errorf("%s asks %s, which the page does not tell", r.ID, name)
				}
			}
		}
		if n := len(a.Items()); fmt.Sprint(n) != found[3] {
			t.Errorf("%s asks %d questions of %v, and promised %s", r.ID, n, fields, found[3])
		}
	}

	c := s.browser()
	c.post(awsPlans, "edition", "2026", "size", "10").want(http.StatusSeeOther)
	c.get(awsPlans).says("Your ten questions without an account were all dealt").hides("Ask me about this")
	s.unchanged(func() {
		k.post(awsPlans, "edition", "2026", "size", "11").want(http.StatusUnprocessableEntity)
		k.post(awsPlans, "edition", "nothing", "size", "1").want(http.StatusNotFound)
	})
}

// While an exam runs, nothing of what it asks is read by the one who sits it,
// and everything by others; afterwards it is read again.
func TestReadBesideExam(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	a, err := s.study.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Edition: "2026", Mode: deck.Exam, Exam: "clf-c02"})
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, it := range a.Items() {
		for _, name := range it.Names {
			asked[name] = true
		}
	}
	d, hidden := s.quiz.Decks()[0], 0
	for i := range d.Readings {
		r := &d.Readings[i]
		p, err := reading.Build(d, r, "2026", s.quiz.Today(), "en")
		if err != nil {
			t.Fatal(err)
		}
		p.Withhold(asked)
		body := k.get(readPath(d.Subject, r.ID) + "?edition=2026").want(http.StatusOK).Body
		sound(t, body)
		if told := strings.Count(body, "after your exam"); (p.Hidden > 0) != strings.Contains(body, "Your exam asks about this") || told > p.Hidden {
			t.Errorf("%s: %d are withheld, %d of them told to be", r.ID, p.Hidden, told)
		}
		hidden += p.Hidden
		s.browser().get(readPath(d.Subject, r.ID)).hides("after your exam", "Your exam")
	}
	if hidden < 5 {
		t.Errorf("only %d values were withheld", hidden)
	}
	if _, _, err := s.quiz.Finish(t.Context(), k.who, a.ID); err != nil {
		t.Fatal(err)
	}
	k.get(awsPlans).hides("after your exam", "Your exam asks")
}

// Weak facts are those of the reader, told as their own pages tell them, and
// none that a running exam asks.
func TestWeakFacts(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.get("/read").says("Your weak facts")
	k.get("/read/aws-support/weak").want(http.StatusOK).says("There is no weak fact of yours")
	k.studies("aws-support", 4, mostly(0.5))
	facts, withheld, err := s.study.Weak(t.Context(), k.who, "aws-support", "en")
	if err != nil || withheld != 0 || len(facts) != 20 {
		t.Fatalf("%d weak facts, %d withheld: %v", len(facts), withheld, err)
	}
	page := k.get("/read/aws-support/weak").want(http.StatusOK).says("Ask me about this: 10 questions", "checked on")
	sound(t, page.Body)
	for i, f := range facts {
		if i > 0 && f.Recall < facts[i-1].Recall {
			t.Errorf("%s is recalled worse than the one before it", f.Name)
		}
		page.says(escaped(f.Says))
		k.get(factPath("aws-support", f.Name)).want(http.StatusOK).says(escaped(f.Says))
	}
	a, err := s.study.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Edition: "2026", Mode: deck.Exam, Exam: "clf-c02"})
	if err != nil {
		t.Fatal(err)
	}
	facts, withheld, err = s.study.Weak(t.Context(), k.who, "aws-support", "en")
	if err != nil || withheld == 0 {
		t.Fatalf("%d withheld: %v", withheld, err)
	}
	for _, f := range facts {
		for _, it := range a.Items() {
			for _, name := range it.Names {
				if name == f.Name {
					t.Errorf("%s is asked in the exam and told beside it", name)
				}
			}
		}
	}
}
