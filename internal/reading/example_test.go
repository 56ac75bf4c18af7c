package reading_test

import (
	"fmt"
	"strings"

	"viva/internal/deck"
	"viva/internal/reading"
	"viva/questions"
)

func Example() {
	decks, _ := deck.LoadProved(questions.FS)
	d := decks[0]
	p, err := reading.Build(d, d.Reading("severity-targets"), d.Current, "2026-11-30", "en")
	if err != nil {
		panic(err)
	}
	part := p.Parts[1]
	for _, row := range part.Rows {
		for _, v := range row.Cells[0] {
			fmt.Println(strings.ReplaceAll(strings.Join([]string{row.Name, v.Label, v.Text}, "|"), "\u00a0", " "))
		}
	}
	// Output:
	// Low||24 hours
	// Normal||12 hours
	// High||4 hours
	// Urgent||1 hour
	// Critical|AWS Business Support+|30 minutes
	// Critical|Enterprise|15 minutes
	// Critical|AWS Unified Operations|5 minutes
}
