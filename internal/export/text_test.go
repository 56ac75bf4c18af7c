package export

import (
	"strings"
	"testing"

	"viva/internal/deck"
)

// An author reads all that a learner does: the story above a question, the rows
// with what belongs to them, and what is to be typed.
func TestItemTextTellsTheWholeItem(t *testing.T) {
	list := []deck.Item{
		{ID: "case", Situation: "A bakery has a fault.", Stem: "Which severity is it?", Options: []deck.Option{{Text: "High", Correct: true, Reason: "It is impaired."}, {Text: "Low", Reason: "Nothing is asked."}}},
		{ID: "match", Stem: "Match.", Options: []deck.Option{{Text: "first", Correct: true}, {Text: "left over", Reason: "It has no row."}}, Prompts: []deck.Prompt{{Text: "a row", Key: 0, Reason: "They belong together."}}},
		{ID: "text", Stem: "Name it.", Entry: &deck.Entry{Key: "Concierge"}},
		{ID: "numeric", Stem: "How much?", Number: &deck.Number{Key: 2900, Unit: "USD", Working: []string{"1 x 29"}}},
	}
	var b strings.Builder
	if err := itemsText(&b, items(list, nil)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"A bakery has a fault.\n  Which severity is it?", "[x] High\n        It is impaired.", "a row -> first\n        They belong together.", "[ ] left over", "= Concierge", "= 29 USD\n        1 x 29"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "[x] first") {
		t.Error("what has its row stands among the options, too")
	}
}
