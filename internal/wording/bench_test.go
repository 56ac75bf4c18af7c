package wording

import (
	"testing"

	"viva/internal/deck"
	"viva/questions"
)

// What the checks of words cost, beside the seconds that a proof takes.
func BenchmarkCheck(b *testing.B) {
	decks, faults := deck.LoadProved(questions.FS)
	if len(faults) > 0 {
		b.Fatal(faults)
	}
	for b.Loop() {
		for _, d := range decks {
			if _, err := Check(questions.FS, d, checkDay); err != nil {
				b.Fatal(err)
			}
			if _, _, err := CheckTexts(questions.FS, d); err != nil {
				b.Fatal(err)
			}
		}
	}
}
