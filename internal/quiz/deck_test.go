package quiz

import (
	"slices"
	"sync"
	"testing"

	"viva/internal/deck"
	"viva/internal/testkit/breakable"
	"viva/questions"
)

func TestMain(m *testing.M) { breakable.Main(m) }

// today is the day of tests that are not about days.
const today = deck.Date("2026-11-22")

// shipped is loaded once for all tests: a deck is read-only. What is shipped is
// proved by the tests of package questions.
var shipped = sync.OnceValues(func() ([]*deck.Deck, []deck.Fault) { return deck.LoadProved(questions.FS) })

// shippedDecks are all that are shipped.
func shippedDecks(t testing.TB) []*deck.Deck {
	t.Helper()
	decks, faults := shipped()
	for _, f := range faults {
		t.Fatal(f)
	}
	return decks
}

// support is the deck on AWS Support.
func support(t testing.TB) *deck.Deck {
	t.Helper()
	decks := shippedDecks(t)
	return decks[slices.IndexFunc(decks, func(d *deck.Deck) bool { return d.Subject == "aws-support" })]
}

func isCorrect(o deck.Option) bool { return o.Correct }

// namesOf are the facts that an edition asks today, by name, each once.
func namesOf(d *deck.Deck, edition string) (names []string) {
	for _, s := range d.Specs(edition, today) {
		for _, name := range s.Names() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
