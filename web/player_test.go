package web

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/testkit/birds"
	"viva/internal/users"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// openPlayer opens the first question of a visitor's practice.
func openPlayer(t *testing.T, s *testSite, o testkit.Options) *testkit.Page {
	t.Helper()
	p := testkit.Open(t, o)
	p.Goto("http://" + s.listen() + deckPath(s.quiz.Decks()[0].Subject))
	p.Follow(".bar .primary")
	p.WaitFor("form[data-answer]")
	return p
}

const chosen = `[...document.querySelectorAll("[name=given]")].findIndex(e => e.checked)`

// answerByKeys gives an answer by keys and checks it.
func answerByKeys(p *testkit.Page) {
	p.FillByKeys()
	p.CheckByKeys()
	p.WaitFor(".why")
}

// choices asks for one of three or two of five. It is loaded once for all
// tests.
var choices = sync.OnceValues(func() ([]*deck.Deck, []deck.Fault) {
	entities, facts := &strings.Builder{}, &strings.Builder{}
	entities.WriteString("entities:\n")
	facts.WriteString(`relations:
  - {id: sings, entity: [bird], value: tune, single: true, says: {en: "{entity} sings {value}.", fr: "{entity} chante {value}."}}
  - {id: eats, entity: [bird], value: seed, says: {en: "{entity} eats {value}.", fr: "{entity} mange {value}."}}
groups:
`)
	const flock = 60
	for i := range flock {
		fmt.Fprintf(entities, "  - {id: bird-%d, kind: bird, en: bird %d, fr: bird %d}\n", i, i, i)
		fmt.Fprintf(entities, "  - {id: tune-%d, kind: tune, en: jingle %d, fr: jingle %d}\n", i, i, i)
		about := fmt.Sprintf(`entity: bird-%d, topic: song, editions: ["new"], valid_from: "2025-01-01", confidence: H, source: book`, i)
		fmt.Fprintf(facts, "  - {relation: sings, %s, facts: [{id: sings-%d, value: tune-%d}]}\n", about, i, i)
		if i < flock/2 {
			fmt.Fprintf(entities, "  - {id: seed-%d, kind: seed, en: kernel %d, fr: kernel %d}\n  - {id: seed-b-%d, kind: seed, en: grain %d, fr: grain %d}\n", i, i, i, i, i, i)
			fmt.Fprintf(facts, "  - {relation: eats, %s, facts: [{id: eats-%d, value: seed-%d}, {id: eats-b-%d, value: seed-b-%d}]}\n", about, i, i, i, i)
		}
	}
	const models = `
models:
  - {id: song, version: 1, family: SONG, type: single, level: clf, relation: sings, ask: value, options: 3, stem: {en: ["Which tune does {entity} sing?"], fr: ["Quel air chante {entity} ?"]}, wrong: {en: "That is sung by {sibling}.", fr: "C'est {sibling} qui le chante."}}
  - {id: food, version: 1, family: FOOD, type: multiple, level: clf, relation: eats, ask: value, keys: 2, options: 5, stem: {en: ["What does {entity} eat?"], fr: ["Que mange {entity} ?"]}, wrong: {en: "{given} is eaten by {sibling}.", fr: "{given} est mangé par {sibling}."}}
`
	return deck.Load(birds.Of(birds.OneTopic+"kinds: [{id: bird}, {id: tune}, {id: seed}]\n", birds.Sources, entities.String(), facts.String(), models))
})

// newChoiceSite makes a site on these choices.
func newChoiceSite(t *testing.T) *testSite {
	t.Helper()
	decks, faults := choices()
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return newSiteOf(t, decks)
}

func TestPlayerKeys(t *testing.T) {
	p := openPlayer(t, newChoiceSite(t), testkit.Options{AllowStatus: []int{422}})
	testkit.Eval[int](p, "window.stayed = 1")

	p.Press("2")
	p.WaitUntil(chosen + " === 1")
	if testkit.Eval[string](p, `document.querySelector("[name=given]").type`) == "radio" {
		p.Press("a")
		p.WaitUntil(chosen + " === 0")
	} else {
		p.Press("2")
	}
	p.Press("Control+3")
	if got := testkit.Eval[int](p, chosen); got == 2 {
		t.Error("a key with Control chose an option")
	}
	p.CheckByKeys()
	p.WaitUntil(`document.querySelector("#mistake, #verdict") !== null`)
	if p.Exists("#mistake") { // several were due
		answerByKeys(p)
	}
	p.WaitUntil(`document.activeElement.id === "verdict"`)
	if !strings.HasSuffix(p.URL(), "/items/1") {
		t.Errorf("the feedback is at %s", p.URL())
	}

	p.Onward()
	p.WaitUntil(`location.pathname.endsWith("/items/2") && document.activeElement.id === "stem"`)
	if title := testkit.Eval[string](p, "document.title"); !strings.HasPrefix(title, "Question 2 of 10") {
		t.Errorf("title %q", title)
	}
	if testkit.Eval[int](p, "window.stayed || 0") != 1 {
		t.Error("the page was loaded anew")
	}

	// Keys are listed, and can be switched off for good.
	p.Press("?")
	p.WaitFor("dialog[open]")
	p.Click("[data-keys-on]")
	p.Press("Escape")
	p.WaitUntil(`document.querySelector("dialog[open]") === null`)
	p.Press("1")
	p.Goto(p.URL())
	p.Press("1")
	if got := testkit.Eval[int](p, chosen); got != -1 {
		t.Errorf("option %d was chosen with keys switched off", got+1)
	}
	p.Click("[data-help]")
	p.WaitFor("dialog[open]")
	if testkit.Eval[bool](p, `document.querySelector("[data-keys-on]").checked`) {
		t.Error("the choice is not shown in the list of keys")
	}
}

// Where fetching fails, the form is posted as if there were no script.
func TestPlayerFallsBack(t *testing.T) {
	p := openPlayer(t, newChoiceSite(t), testkit.Options{})
	testkit.Eval[int](p, "(window.fetch = () => Promise.reject(new Error('off')), window.stayed = 1)")
	p.Loads(func() { answerByKeys(p) })
	p.WaitFor(".why")
	if testkit.Eval[int](p, "window.stayed || 0") != 0 {
		t.Error("the page was not loaded anew")
	}
}

func TestPlayerWithoutScript(t *testing.T) {
	p := openPlayer(t, newChoiceSite(t), testkit.Options{NoScript: true, Viewport: testkit.Phone, AllowStatus: []int{http.StatusUnprocessableEntity}})
	if p.Exists("[data-keys]:not([hidden])") {
		t.Error("keys are offered without a script")
	}
	p.CheckAnew()
	p.WaitFor("#mistake")
	due := 1
	if p.Exists("input[type=checkbox]") {
		fmt.Sscanf(p.Text("#mistake a"), "Choose %d", &due)
	}
	for i := range due {
		p.Click(fmt.Sprintf(".choice:nth-child(%d) label", i+1))
	}
	p.CheckAnew()
	p.WaitFor(".why")
	p.Follow("[data-next]")
	p.WaitFor("form[data-answer]")
	if !strings.HasSuffix(p.URL(), "/items/2") || p.Overflow() {
		t.Errorf("at %s, too wide: %v", p.URL(), p.Overflow())
	}
}

// An answer that another tab gave first is shown, without reloading.
func TestPlayerConflict(t *testing.T) {
	s := newChoiceSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("practice", 2)
	p := testkit.Open(t, testkit.Options{AllowStatus: []int{http.StatusConflict}})
	base := "http://" + s.listen()
	p.Goto(base + "/sign-in")
	p.Type("[name=login]", "ada")
	p.Type("[name=password]", testPassword)
	p.Follow("main form .primary")
	p.Goto(base + path + "/items/1")

	right := k.choice(path, 1, true)
	var given []string
	for i := 1; i < len(right); i += 2 {
		given = append(given, right[i])
	}
	a := k.attempt(path)
	if _, _, err := s.quiz.Answer(t.Context(), k.who, a.ID, 1, quiz.Given{Options: given}); err != nil {
		t.Fatal(err)
	}
	wrong := k.choice(path, 1, false)
	for i := 1; i < len(wrong); i += 2 {
		p.Click(fmt.Sprintf("[value=%q]", wrong[i]))
	}
	p.CheckByKeys()
	p.WaitUntil(`document.activeElement.id === "kept"`)
	p.WaitFor(".verdict.right")
	if text := p.Text("#kept"); !strings.Contains(text, "What stands: ") {
		t.Errorf("the notice says %q", text)
	}
}
