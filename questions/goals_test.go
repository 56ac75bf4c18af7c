package questions_test

import (
	"slices"
	"testing"

	"viva/internal/deck"
	"viva/internal/testkit/breakable"
	"viva/questions"
)

func TestMain(m *testing.M) { breakable.Main(m) }

// reviewed is a day on which all editions are offered.
const reviewed = deck.Date("2026-11-29")

// aws is the subject AWS Support as it is carried.
func aws(t *testing.T) *deck.Deck {
	t.Helper()
	decks, faults := deck.LoadProved(questions.FS)
	for _, f := range faults {
		t.Fatal(f)
	}
	i := slices.IndexFunc(decks, func(d *deck.Deck) bool { return d.ID() == "aws-support" })
	return decks[i]
}

// What the exam asks most has questions enough: plans for given needs, and on
// each topic at least 15 in 100 questions of all types that have several
// answers, not rounded.
func TestExamIsCovered(t *testing.T) {
	d := aws(t)
	fits := map[string]bool{}
	for _, e := range []string{"2024", "2026"} {
		all, several := map[string]int{}, map[string]int{}
		for _, s := range d.Specs(e, reviewed) {
			if s.Model.Family == "PLAN-FIT" {
				fits[s.ID] = true
			}
			all[s.Topic]++
			if s.Model.Type == "multiple" {
				several[s.Topic]++
			}
		}
		for topic, n := range all {
			if 100*several[topic] < 15*n {
				t.Errorf("edition %s, topic %s: %d of %d questions ask for several answers, fewer than 15 in 100", e, topic, several[topic], n)
			}
		}
	}
	if len(fits) < 120 {
		t.Errorf("%d items of PLAN-FIT, want at least 120", len(fits))
	}
}

// Every statement of the course notes is asked about in three ways at least, and
// the notes have situations of their own.
func TestNotesAreCovered(t *testing.T) {
	d := aws(t)
	statement := map[string]string{}
	for _, f := range d.Facts() {
		statement[f.ID] = f.Statement
	}
	items := map[string]map[string]bool{}
	situations := map[string]bool{}
	for _, s := range d.Specs("course", reviewed) {
		if s.Case() != "" {
			situations[s.Case()] = true
		}
		for _, id := range s.KeyFacts() {
			if st := statement[id]; st != "" {
				if items[st] == nil {
					items[st] = map[string]bool{}
				}
				items[st][s.ID] = true
			}
		}
	}
	for _, st := range []string{"A1", "B1", "B2", "B3", "B4", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9"} {
		if len(items[st]) < 3 {
			t.Errorf("statement %s has %d items, want at least 3", st, len(items[st]))
		}
	}
	if len(situations) < 4 {
		t.Errorf("%d situations in the edition of the notes", len(situations))
	}
}
