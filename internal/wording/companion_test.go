package wording

import (
	"fmt"
	"testing"

	"viva/internal/deck"
)

// fables are texts of a subject of their own, in which every word has one
// translation.
func fables() (all []deck.Written) {
	animals := [][2]string{{"falcon", "faucon"}, {"badger", "blaireau"}, {"donkey", "mulet"}, {"lizard", "orvet"},
		{"parrot", "cacatoes"}, {"rabbit", "lapereau"}, {"turtle", "luth"}, {"weasel", "belette"}, {"salmon", "truite"}, {"spider", "mygale"}}
	places := [][2]string{{"meadow", "prairie"}, {"forest", "futaie"}, {"desert", "steppe"}, {"garden", "verger"}}
	for i := range 15 {
		for n, a := range animals {
			b := places[(i+n)%len(places)]
			fr := fmt.Sprintf("%s %s%d dort", a[1], b[1], i)
			en := fmt.Sprintf("%s %s%d sleeps", a[0], b[0], i)
			if (i+n)%8 == 0 {
				en, fr = en+" quietly", fr+" paisiblement"
			}
			all = append(all, deck.Written{ID: fmt.Sprintf("f%d-%d.value", i, n), Kind: "value", Text: deck.Text{EN: en, FR: fr}})
		}
	}
	return all
}

// What a subject translates with what is learned from its texts; a text that is
// excepted teaches nothing.
func TestCompanions(t *testing.T) {
	all := fables()
	l := newLexicon(all, &judgements{})
	for _, w := range all {
		if r := l.read(w.Text); r.expected != r.met || r.missing[0] != nil || r.lacking[0] != nil || r.lacking[1] != nil {
			t.Errorf("%q, %q: %+v", w.EN, w.FR, r)
		}
	}
	says := func(w *word) string {
		if w == nil {
			return ""
		}
		return w.sample
	}
	for _, tt := range []struct{ en, fr, missingEN, missingFR, lackingEN, lackingFR string }{
		{"falcon sleeps", "blaireau dort", "falcon", "blaireau", "falcon", "blaireau"},
		{"falcon sleeps quietly", "faucon dort", "", "", "quietly", ""},
		{"falcon sleeps", "faucon dort paisiblement", "", "", "", "paisiblement"},
	} {
		r := l.read(deck.Text{EN: tt.en, FR: tt.fr})
		if says(r.lacking[0]) != tt.lackingEN || says(r.lacking[1]) != tt.lackingFR {
			t.Errorf("%q, %q: lacking %q and %q", tt.en, tt.fr, says(r.lacking[0]), says(r.lacking[1]))
		}
		if tt.missingEN != "" && (says(r.missing[0]) != tt.missingEN || says(r.missing[1]) != tt.missingFR) {
			t.Errorf("%q, %q: missing %q and %q", tt.en, tt.fr, says(r.missing[0]), says(r.missing[1]))
		}
	}
	odd := deck.Written{ID: "odd.value", Kind: "value", Text: deck.Text{EN: "lizard sleeps quietly", FR: "orvet dort"}}
	other := deck.Text{EN: "badger sleeps quietly", FR: "blaireau dort"}
	if r := newLexicon(append(fables(), odd), &judgements{}).read(other); r.lacking[0] != nil {
		t.Errorf("what one text says otherwise still binds: %+v", r)
	}
	excepted := &judgements{Exceptions: []*exception{{Check: checkWords, Text: odd.ID}}}
	if r := newLexicon(append(fables(), odd), excepted).read(other); says(r.lacking[0]) != "quietly" {
		t.Errorf("an excepted text teaches: %+v", r)
	}
}
