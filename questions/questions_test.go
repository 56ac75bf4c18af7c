package questions_test

import (
	"testing"

	"viva/internal/deck"
	"viva/questions"
)

// What is built in must be proved: the program refuses to start otherwise.
func TestEverySubjectIsProved(t *testing.T) {
	decks, faults := deck.Load(questions.FS)
	for _, f := range faults {
		t.Error(f)
	}
	for _, d := range decks {
		for _, e := range d.Editions {
			for _, topic := range d.Topics {
				t.Logf("%s %-8s %-16s %3d items", d.ID(), e.ID, topic.ID, d.Items(e.ID, topic.ID, "2026-11-22"))
			}
		}
	}
}
