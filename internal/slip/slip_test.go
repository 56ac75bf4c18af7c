package slip

import (
	"math/rand/v2"
	"testing"

	"viva/internal/deck"
)

// drawn is what comes of a text in a hundred draws.
func drawn(make func(deck.Text, *rand.Rand) deck.Text, t deck.Text) map[deck.Text]bool {
	chance := rand.New(rand.NewPCG(1, 2))
	all := map[deck.Text]bool{}
	for range 100 {
		all[make(t, chance)] = true
	}
	return all
}

// Each slip makes what it says, and nothing where it cannot be made. The want
// are all that may come of the text.
func TestSlips(t *testing.T) {
	none := deck.Text{}
	tests := []struct {
		kind string
		text deck.Text
		want []deck.Text
	}{
		{"a figure changed", deck.Text{EN: "within 30 minutes", FR: "en 30 minutes"},
			[]deck.Text{{EN: "within 31 minutes", FR: "en 31 minutes"}, {EN: "within 60 minutes", FR: "en 60 minutes"}, {EN: "within 15 minutes", FR: "en 15 minutes"}}},
		{"a figure changed", deck.Text{EN: "Two teams answer.", FR: "Deux équipes répondent."},
			[]deck.Text{{EN: "Three teams answer.", FR: "Trois équipes répondent."}, {EN: "Four teams answer.", FR: "Quatre équipes répondent."}}},
		{"a figure changed", deck.Text{EN: "from 15,000 USD", FR: "dès 15 000 USD"},
			[]deck.Text{{EN: "from 15,001 USD", FR: "dès 15 001 USD"}, {EN: "from 30,000 USD", FR: "dès 30 000 USD"}, {EN: "from 7,500 USD", FR: "dès 7 500 USD"}}},
		{"a figure changed", deck.Text{EN: "0% of 1 GB", FR: "0 % de 1 Go"}, []deck.Text{{EN: "1% of 1 GB", FR: "1 % de 1 Go"}, {EN: "0% of 2 GB", FR: "0 % de 2 Go"}}},
		{"a figure changed", deck.Text{EN: "since 2025", FR: "depuis 2025"}, []deck.Text{{EN: "since 2026", FR: "depuis 2026"}}},
		{"a figure changed", deck.Text{EN: "EC2 with {n 2} of CLF-C02, S3 and 2.5", FR: "un seul"}, []deck.Text{none}},
		{"a negation put in", deck.Text{EN: "Which is the plan that describes {entity}?", FR: "Qu'est-ce qui décrit {entity} ?"},
			[]deck.Text{{EN: "Which is not the plan that describes {entity}?", FR: "Qu'est-ce qui ne décrit pas {entity} ?"}}},
		{"a negation put in", deck.Text{EN: "shows the events", FR: "montre les événements"},
			[]deck.Text{{EN: "does not show the events", FR: "ne montre pas les événements"}}},
		{"a negation put in", deck.Text{EN: "It has a pool.", FR: "Il est seul."}, []deck.Text{{EN: "It does not have a pool.", FR: "Il n'est pas seul."}}},
		{"a negation put in", deck.Text{EN: "It is not so.", FR: "the name"}, []deck.Text{none}},
		{"a negation taken out", deck.Text{EN: "It does not help.", FR: "Cela n'aide pas."}, []deck.Text{{EN: "It help.", FR: "Cela aide."}}},
		{"a negation taken out", deck.Text{EN: "no technical cases", FR: "aucun cas technique"}, []deck.Text{{EN: "technical cases", FR: "un cas technique"}}},
		{"a negation taken out", deck.Text{EN: "nothing, not even nobody", FR: "les cas"}, []deck.Text{{EN: "nothing, even nobody"}}},
		{"the opposite said", deck.Text{EN: "Only at night.", FR: "Uniquement la nuit."}, []deck.Text{{EN: "Also at night.", FR: "Aussi la nuit."}}},
		{"the opposite said", deck.Text{EN: "at least two", FR: "au moins deux"}, []deck.Text{{EN: "at most two", FR: "au plus deux"}}},
		{"the opposite said", deck.Text{EN: "before noon", FR: "après midi"}, []deck.Text{{EN: "after noon"}, {FR: "avant midi"}}},
		{"the opposite said", deck.Text{EN: "{first} foremost", FR: "{first}"}, []deck.Text{none}},
		{"two slots exchanged", deck.Text{EN: "{entity} is for {sibling:def}.", FR: "{entity:def} sert à {sibling}."},
			[]deck.Text{{EN: "{sibling} is for {entity:def}.", FR: "{sibling:def} sert à {entity}."}}},
		{"two slots exchanged", deck.Text{EN: "{entity} alone", FR: "{entity}"}, []deck.Text{none}},
		{"a cue dropped", deck.Text{EN: "advice at no additional cost", FR: "des conseils sans frais supplémentaires"}, []deck.Text{{EN: "advice", FR: "des conseils"}, {EN: "advice at no cost", FR: "des conseils sans frais"}}},
		{"a cue dropped", deck.Text{EN: "advice", FR: "des conseils"}, []deck.Text{none}},
	}
	for _, tt := range tests {
		for _, s := range All {
			if s.Kind != tt.kind {
				continue
			}
			got := drawn(s.Make, tt.text)
			if len(got) != len(tt.want) {
				t.Errorf("%s: %q gives %v, want %q", tt.kind, tt.text, got, tt.want)
			}
			for _, want := range tt.want {
				if !got[want] {
					t.Errorf("%s: %q gives %v, never %q", tt.kind, tt.text, got, want)
				}
			}
		}
	}
}

func TestRenamed(t *testing.T) {
	for _, tt := range []struct{ text, name, other, want string }{
		{"Business is cheaper than Enterprise.", "Business", "Developer", "Developer is cheaper than Enterprise."},
		{"AWS Business Support+ it is", "Business Support", "Basic", ""},
		{"a business", "Business", "Basic", ""},
		{"Root user", "root user", "account", "Account"},
	} {
		if got := Renamed(tt.text, tt.name, tt.other); got != tt.want {
			t.Errorf("Renamed(%q, %q) = %q, want %q", tt.text, tt.name, got, tt.want)
		}
	}
}

func TestReworded(t *testing.T) {
	got := Reworded(deck.Text{EN: "the help of a team", FR: "xyz"})
	if want := (deck.Text{EN: "the assistance of a team"}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
