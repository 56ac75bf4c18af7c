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
		{"negative behind a colon", "fr", "Quelle boisson correspond à ceci\u00a0: elle n’a aucun goût que les enfants aiment\u00a0?", good, ""},
		{"negative question behind a colon", "fr", "Un client qui hésite demande ceci\u00a0: quelle boisson n’est pas chaude\u00a0?", good, "negative stem"},
		{"negative clause", "en", "Which drink suits a guest who does not like milk?", good, ""},
		{"unfocused", "en", "Drinks.", good, "unfocused stem"},
		{"order behind an introduction", "fr", "Dans la carte de 2024, associez à chaque invité la boisson qui lui plaît.", good, ""},
		{"told behind an introduction", "en", "In the menu of 2024, name and price stand together.", good, "unfocused stem"},
		{"long", "en", strings.Repeat("A guest comes in. ", 20) + "Which drink?", good, "gratuitous length"},
		{"sweeping", "en", "Which drink?", []string{"Red wine", "Always beer", "Warm milk", "Fresh water"}, "absolute words in distractors only"},
		{"sweeping key", "en", "Which drink?", []string{"Always wine", "Always beer", "Warm milk", "Fresh water"}, ""},
		{"vague", "en", "Which drink?", []string{"Often wine", "Beer", "Milk", "Water"}, "vague frequency"},
		{"how often", "en", "How often is milk drunk?", []string{"Daily", "Weekly", "Monthly", "Yearly"}, ""},
		{"long key", "en", "Which drink?", with("Red wine from the slopes of a southern hill", good[1:]...), "longest option is the key"},
		{"article", "en", "Fish goes with a?", good, "grammatical cue"},
		{"article in French", "fr", "Le poisson se mange avec du ?", good, "grammatical cue"},
		{"word repeated", "en", "Which drink comes from a vineyard?", with("Vineyard wine", good[1:]...), "word of the stem in the key only"},
		{"word repeated in the singular", "en", "Which drink is made of olives?", with("Olive water", good[1:]...), "word of the stem in the key only"},
		{"word repeated without its accents", "fr", "Quelle boisson donne la sécurité\u00a0?", with("Security wine", good[1:]...), "word of the stem in the key only"},
		{"figures repeated", "fr", "Un bar sert 24\u00a0h/24. Quand la bière est-elle froide\u00a0?", []string{"Après 24 heures", "Après 12 heures", "Après 4 heures", "Après 1 heure"}, "word of the stem in the key only"},
		{"hour of the day", "en", "A guest comes on a Friday at 18:00. When is the milk warm, 24 hours later?", []string{"Saturday at 18:00", "Sunday at 19:00", "Monday at 20:00", "Tuesday at 21:00"}, ""},
		{"hour of the day in French", "fr", "Un client arrive à 18\u00a0h\u00a000. Quand le lait est-il chaud\u00a0?", []string{"Samedi à 18 h 00", "Dimanche à 19 h 00", "Lundi à 20 h 00", "Mardi à 21 h 00"}, ""},
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
			if r := row(t, (*batch).flaws, items...); rules(r) != tt.want || r.Met != (tt.want == "") {
				t.Errorf("found %q, want %q: %+v", rules(r), tt.want, r.Offenders)
			}
		})
	}
}

// In a closed set a label is as long, and shares as many words, where it is
// wrong as where it is right: only elsewhere is that a flaw.
func TestFlawsOfClosedSets(t *testing.T) {
	for want, options := range map[string][]string{
		"longest option is the key": {"Red wine from the slopes of a southern hill", "Cold beer", "Warm milk", "Fresh water"},
		"convergence":               {"Cold white wine", "Cold beer here", "White milk there", "Sweet wine"},
	} {
		open := handMade("m", "x", "en", "Which drink?", options)
		if got := rules(row(t, (*batch).flaws, open)); got != want {
			t.Errorf("open set: found %q, want %q", got, want)
		}
		closed := handMade("m", "x", "en", "Which drink?", options)
		closed.closed = true
		if got := rules(row(t, (*batch).flaws, closed)); got != "" {
			t.Errorf("closed set: found %q", got)
		}
	}
}

// Numbers out of order are told, but decide nothing.
func TestNumbersOutOfOrder(t *testing.T) {
	r := row(t, (*batch).flaws, handMade("m", "x", "en", "How long?", []string{"1 hour", "15 minutes", "2 hours", "30 minutes"}))
	if f := figure(t, r, "numbers out of order"); f.Value != 1 || !r.Met {
		t.Errorf("%+v", f)
	}
	r = row(t, (*batch).flaws, handMade("m", "x", "en", "How long?", []string{"15 minutes", "30 minutes", "1 hour", "1 day"}))
	if f := figure(t, r, "numbers out of order"); f.Value != 0 {
		t.Errorf("%+v", f)
	}
}
