package audit

import (
	"strings"
	"testing"
)

// Each rule sees its flaw, and nothing else in that item.
func TestFlaws(t *testing.T) {
	good := []string{"Red wine", "Cold beer", "Warm milk", "Fresh water"}
	with := func(first string, rest ...string) []string { return append([]string{first}, rest...) }
	tests := []struct {
		name, lang, stem string
		options          []string
		want             string
	}{
		{"good", "en", "Which drink goes with fish?", good, ""},
		{"good in French", "fr", "Quelle boisson accompagne le poisson\u00a0?", good, ""},
		{"good order", "en", "Put these drinks in their order.", good, ""},
		{"all", "en", "Which drink?", with("All of the above", good[1:]...), "all or none of the above"},
		{"none in French", "fr", "Quelle boisson ?", with("Ci-dessus", good[1:]...), "all or none of the above"},
		{"true", "en", "Is milk warm?", []string{"True", "False"}, "true or false"},
		{"K-type", "en", "Which drinks?", []string{"A and B", "Milk", "Beer", "Wine"}, "options combined (K-type)"},
		{"gap", "en", "Milk is ___. Which is it?", good, "gap in the stem"},
		{"negative", "en", "Which drink is not warm?", good, "negative stem"},
		{"negative in French", "fr", "Quelle boisson n’est pas chaude ?", good, "negative stem"},
		{"emphasised", "en", "Which drink is NOT warm?", good, ""},
		{"negative situation", "en", "A guest does not like milk. Which drink do you bring?", good, ""},
		{"negative clause", "en", "Which drink suits a guest who does not like milk?", good, ""},
		{"unfocused", "en", "Drinks.", good, "unfocused stem"},
		{"long", "en", strings.Repeat("A guest comes in. ", 20) + "Which drink?", good, "gratuitous length"},
		{"sweeping", "en", "Which drink?", []string{"Red wine", "Always beer", "Warm milk", "Fresh water"}, "absolute words in distractors only"},
		{"sweeping key", "en", "Which drink?", []string{"Always wine", "Always beer", "Warm milk", "Fresh water"}, ""},
		{"vague", "en", "Which drink?", []string{"Often wine", "Beer", "Milk", "Water"}, "vague frequency"},
		{"how often", "en", "How often is milk drunk?", []string{"Daily", "Weekly", "Monthly", "Yearly"}, ""},
		{"long key", "en", "Which drink?", with("Red wine from the slopes of a southern hill", good[1:]...), "longest option is the key"},
		{"article", "en", "Fish goes with a?", good, "grammatical cue"},
		{"article in French", "fr", "Le poisson se mange avec du ?", good, "grammatical cue"},
		{"word repeated", "en", "Which drink comes from a vineyard?", with("Vineyard wine", good[1:]...), "word of the stem in the key only"},
		{"convergence", "en", "Which drink?", []string{"Cold white wine", "Cold beer here", "White milk there", "Sweet wine"}, "convergence"},
		{"opposites", "en", "Which drink?", []string{"Sold cold", "Not sold cold", "Milk", "Water"}, "opposites among the options"},
		{"twice", "en", "Which drink?", []string{"Wine", "Beer", "beer.", "Water"}, "options of different form; the same option twice"},
		{"mixed", "en", "How long?", []string{"Four hours", "3 hours", "2 hours", "1 hour"}, "options of different form"},
	}
	// The filler makes the words that are in every stem common ones.
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items := []*dealt{handMade("m", "x", tt.lang, tt.stem, tt.options)}
			for range 30 {
				items = append(items, handMade("filler", "y", tt.lang, "Which drink?", good))
			}
			if r := row(t, (*bank).flaws, items...); rules(r) != tt.want || r.Met != (tt.want == "") {
				t.Errorf("found %q, want %q: %+v", rules(r), tt.want, r.Offenders)
			}
		})
	}
}

// Numbers out of order are told, but decide nothing.
func TestNumbersOutOfOrder(t *testing.T) {
	r := row(t, (*bank).flaws, handMade("m", "x", "en", "How long?", []string{"1 hour", "15 minutes", "2 hours", "30 minutes"}))
	if f := figure(t, r, "numbers out of order"); f.Value != 1 || !r.Met {
		t.Errorf("%+v", f)
	}
	r = row(t, (*bank).flaws, handMade("m", "x", "en", "How long?", []string{"15 minutes", "30 minutes", "1 hour", "1 day"}))
	if f := figure(t, r, "numbers out of order"); f.Value != 0 {
		t.Errorf("%+v", f)
	}
}
