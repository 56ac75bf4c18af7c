package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/testkit"
	"viva/internal/testkit/birds"
	"viva/internal/users"
)

// newReviewSite makes a site with sixteen facts, each asked through two models
// in two wordings.
func newReviewSite(t *testing.T) *testSite {
	t.Helper()
	entities, facts := &strings.Builder{}, &strings.Builder{}
	entities.WriteString("entities:\n")
	facts.WriteString(`relations:
  - {id: sings, entity: [bird], value: tune, single: true, says: {en: "{entity:cap} sings {value}.", fr: "{entity:cap} chante {value}."}}
groups:
`)
	for i := range 16 {
		fmt.Fprintf(entities, "  - {id: bird-%d, kind: bird, en: bird %d, fr: oiseau %d}\n", i, i, i)
		fmt.Fprintf(entities, "  - {id: tune-%d, kind: tune, en: jingle %d, fr: air %d}\n", i, i, i)
		fmt.Fprintf(facts, "  - {relation: sings, entity: bird-%d, topic: song, editions: [\"new\"], valid_from: \"2025-01-01\", confidence: H, source: book, exclusive: true, facts: [{id: sings-%d, value: tune-%d}]}\n", i, i, i)
	}
	const file = `
subject: birds
title: {en: Birds, fr: Oiseaux}
about: {en: What birds do., fr: Ce que font les oiseaux.}
current: "new"
editions:
  - {id: "new", title: {en: Now, fr: Maintenant}, short: {en: Now, fr: Maintenant}, about: {en: Now., fr: Maintenant.}, from: "2025-01-01", to: ""}
topics: [{id: song, title: {en: Song, fr: Chant}}]
kinds: [{id: bird}, {id: tune}]
`
	const models = `
models:
  - {id: song, version: 1, family: SONG, type: single, level: clf, relation: sings, ask: value, options: 4, stem: {en: ["Which tune does {entity} sing?", "What is the tune of {entity}?"], fr: ["Quel air chante {entity} ?", "Quel est l'air {entity:of} ?"]}, wrong: {en: "That is sung by {sibling}.", fr: "C'est {sibling} qui le chante."}}
  - {id: bird, version: 1, family: BIRD, type: single, level: clf, relation: sings, ask: entity, options: 4, stem: {en: ["Which bird sings {value}?", "Whose tune is {value}?"], fr: ["Quel oiseau chante {value} ?", "De qui {value} est-il l'air ?"]}, wrong: {en: "It sings {given}.", fr: "Il chante {given}."}}
`
	decks, faults := deck.Load(birds.Of(file, birds.Sources, entities.String(), facts.String(), models))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return newSiteOf(t, decks)
}

// signIn opens a page and signs in on it.
func signIn(t *testing.T, s *testSite, base string, o testkit.Options) *testkit.Page {
	t.Helper()
	p := testkit.Open(t, o)
	p.Goto(base + "/sign-in")
	p.Type("[name=login]", "ada")
	p.Type("[name=password]", testPassword)
	p.Follow("main form .primary")
	return p
}

// asked is a fact as it was asked on a day.
type asked struct {
	day   int
	stem  string
	model string
	right bool
}

// since is how many days lie between, those of the break left out.
func (a asked) since(b asked) int {
	gap := a.day - b.day
	if b.day < breakFrom && a.day >= breakUntil {
		gap -= breakUntil - breakFrom
	}
	return gap
}

// The days of the break, from the first on.
const breakFrom, breakUntil = 10, 13

// Three weeks of opening the page each day and doing what it says: what was
// not known comes back soon and in other words, what was known waits ever
// longer, no day asks more than planned, and a break asks nothing.
func TestThreeWeeksOfReviews(t *testing.T) {
	const daily = 8
	s := newReviewSite(t)
	k := s.taker("ada", users.Learner)
	base := "http://" + s.listen()
	p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone, ReducedMotion: true})
	p.Goto(base + "/subjects/birds/plan")
	p.Type("#daily", fmt.Sprint(daily))
	p.Follow("form.plan .primary")

	weak := func(name string) bool { return strings.HasSuffix(name, "3") } // facts 3 and 13
	history := map[string][]asked{}
	idle := 0
	for today := range 21 {
		p.Goto(base + "/")
		const button = `.next form[action^="/study"] .primary`
		if today == 0 { // nothing is known yet, and home offers practice
			if p.Exists(button) || !p.Exists(`.next form[action="/attempts"] .primary`) {
				t.Error("before the first answer something is due")
			}
			a, err := s.study.Sit(t.Context(), k.who, sittingOf("birds"))
			if err != nil {
				t.Fatal(err)
			}
			p.Goto(fmt.Sprintf("%s/attempts/%d/items/1", base, a.ID))
			sitThrough(p, k, today, weak, history)
		} else {
			n := 0
			for p.Exists(button) {
				p.Follow(button)
				n += sitThrough(p, k, today, weak, history)
				p.Goto(base + "/")
			}
			if n > daily {
				t.Errorf("day %d asks %d questions, planned are %d", today, n, daily)
			}
			if paused := today >= breakFrom && today < breakUntil; paused && (n > 0 || !strings.Contains(p.Text(".next"), "break until")) {
				t.Errorf("day %d of the break asks %d questions: %s", today, n, p.Text(".next"))
			} else if n == 0 {
				idle++
			}
		}
		if today == breakFrom-1 {
			from, until := deck.DateOf(s.clock.now().Add(day)), deck.DateOf(s.clock.now().Add((1+breakUntil-breakFrom)*day))
			k.post("/sign-in", "login", "ada", "password", testPassword)
			k.post("/subjects/birds/plan", "daily", fmt.Sprint(daily), "goal", "4", "paused_from", string(from), "paused_until", string(until)).leadsTo("/subjects/birds/plan?done=plan")
		}
		s.clock.advance(day)
	}

	if len(history) != 16 {
		t.Errorf("%d of 16 facts came up", len(history))
	}
	reviews := 0
	for name, times := range history {
		for i := 1; i < len(times); i++ {
			reviews++
			before, now := times[i-1], times[i]
			if before.stem == now.stem || before.model == now.model {
				t.Errorf("%s is asked the same way twice: %q through %s", name, now.stem, now.model)
			}
			gap := now.since(before)
			switch {
			case gap < 1:
				t.Errorf("%s comes twice on day %d", name, now.day)
			case !before.right && gap > 2:
				t.Errorf("%s was not known on day %d and comes back %d days later", name, before.day, gap)
			case before.right && !weak(name) && gap < 2:
				t.Errorf("%s was known on day %d and comes back %d day later", name, before.day, gap)
			case i > 1 && before.right && times[i-2].right && gap < before.since(times[i-2]):
				t.Errorf("%s waits %d days after %d", name, gap, before.since(times[i-2]))
			}
		}
		if weak(name) && len(times) < 4 {
			t.Errorf("%s is hard and came up %d times only", name, len(times))
		}
	}
	if reviews < 20 {
		t.Errorf("only %d reviews in three weeks", reviews)
	}
	t.Logf("%d reviews of %d facts, %d days with nothing to do", reviews, len(history), idle)
}

// sitThrough answers a sitting from its first question and ends on its result.
func sitThrough(p *testkit.Page, k taker, today int, weak func(string) bool, history map[string][]asked) (answers int) {
	path, _, _ := strings.Cut(p.URL()[len("http://"):], "/items/")
	path = path[strings.Index(path, "/"):]
	a := k.attempt(path)
	for pos := 1; pos <= a.Size(); pos++ {
		it := a.Items()[pos-1]
		name := it.Names[0]
		right := !weak(name) || len(history[name]) > 3
		p.WaitFor(fmt.Sprintf(`form[data-answer][action$="/items/%d"]`, pos))
		p.Click(fmt.Sprintf(`label[for="%s"]`, idOf(p, it.Sample(right)[0])))
		p.Click("#sure-think")
		p.Check()
		p.WaitFor("#verdict")
		history[name] = append(history[name], asked{today, p.Text("#stem"), it.Model, right})
		if pos < a.Size() {
			p.Click("[data-next]")
		} else {
			p.Follow("[data-next]")
		}
	}
	return a.Size()
}

// idOf is the id of the box or dot of an option.
func idOf(p *testkit.Page, option string) string {
	return testkit.Eval[string](p, fmt.Sprintf(`document.querySelector('[name=given][value="%s"]').id`, option))
}

// A day is set by the keys alone: the edition in force then is proposed, a
// choice that is not in force is warned of, the days are counted, and what is
// asked changes with it. It works without JavaScript too.
func TestPlanningForAnExam(t *testing.T) {
	for _, tt := range []struct {
		lang, warned, mended string
		o                    testkit.Options
	}{
		{"en", "This edition is not in force then", "Automatic: Today’s line-up, 2026", testkit.Options{Dark: true}},
		{"fr", "Cette édition n’est pas en vigueur ce jour-là", "Automatique\u00a0: La gamme actuelle, 2026", testkit.Options{Viewport: testkit.Phone, NoScript: true}},
	} {
		t.Run(tt.lang, func(t *testing.T) {
			s := newSite(t)
			k := s.taker("ada", users.Learner)
			k.studies("aws-support", 4, mostly(0.5))
			before := k.today()
			tt.o.Language = tt.lang
			base := "http://" + s.listen()
			p := signIn(t, s, base, tt.o)
			look := func(p *testkit.Page, state string) {
				if !tt.o.NoScript { // the checker is a script
					clean(t, p, state)
				} else if p.Overflow() {
					t.Errorf("%s: wider than the screen", state)
				}
			}
			p.Goto(base + awsPlan)
			look(p, "the plan")
			chosen := `document.querySelector("#edition").selectedOptions[0].text`
			if got := testkit.Eval[string](p, chosen); got != tt.mended {
				t.Errorf("proposed is %q", got)
			}
			testkit.Eval[bool](p, `(document.querySelector("#exam_on").value = "2026-12-06", document.querySelector("#edition").value = "2024", document.querySelector("#edition").focus(), true)`)
			for testkit.Eval[string](p, "document.activeElement.textContent") != p.Text("form.plan .primary") {
				p.Press("Tab")
			}
			p.Loads(func() { p.Press("Enter") })
			look(p, "the warning")
			if got := p.Text(".notice h2"); got != tt.warned {
				t.Errorf("warned: %q", got)
			}
			p.Follow(".notice:has(form) .button")
			if got := testkit.Eval[string](p, chosen); got != tt.mended || p.Exists(".notice form") {
				t.Errorf("after that the edition is %q", got)
			}
			after := k.today()
			if after.Left != 10 || after.Due+after.Behind <= before.Due+before.Behind {
				t.Errorf("the exam in %d days changes nothing: due %d and %d later, before %d and %d", after.Left, after.Due, after.Behind, before.Due, before.Behind)
			}
			p.Goto(base + "/")
			look(p, "home")
			if text := p.Text("main"); !regexp.MustCompile(`10[\s\x{a0}]+(days|jours)`).MatchString(text) {
				t.Errorf("the countdown: %q", text)
			}
			p.Follow("main .primary")
			if !p.Exists("form[data-answer]") {
				t.Errorf("a sitting begins at %s", p.URL())
			}
			p.Goto(base + awsProgress)
			look(p, "progress")
			p.Goto(base + "/subjects/aws-support/facts")
			look(p, "facts")
			p.Follow("main a[href*='/fact?']")
			look(p, "a fact")
		})
	}
}
