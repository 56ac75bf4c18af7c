package users

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

var inOrder = []string{"Ada", "Aïcha", "Amina", "Bruno", "cote", "coté", "côte", "côté", "Dmitri", "du Pont", "Elodie", "Élodie",
	"Émile", "Eve", "Ève", "Hugo", "Inès", "Léo", "Œdipe", "Olga", "Zoé"}

// Names stand as in a dictionary, whoever reads it: French and English share
// one order, so that one stored key serves both.
func TestSortKey(t *testing.T) {
	names := slices.Clone(inOrder)
	slices.Reverse(names)
	slices.SortFunc(names, func(a, b string) int { return bytes.Compare(SortKey(a), SortKey(b)) })
	if !slices.Equal(names, inOrder) {
		t.Errorf("in order %q", names)
	}
	for _, lang := range []language.Tag{language.English, language.French} {
		c := collate.New(lang)
		for _, a := range inOrder {
			for _, b := range inOrder {
				if c.CompareString(a, b) != bytes.Compare(SortKey(a), SortKey(b)) {
					t.Errorf("%v puts %q and %q otherwise", lang, a, b)
				}
			}
		}
	}
}

func TestSearchKey(t *testing.T) {
	for _, tt := range []struct {
		name, look string
		found      bool
	}{
		{"Élodie", "elo", true}, {"Élodie", "ÉLO", true}, {"E\u0301lodie", "élo", true}, {"Elodie", "é", true},
		{"Œdipe", "oed", true}, {"Weiß", "WEISS", true}, {"Søren", "soren", true}, {"Łukasz", "luk", true}, {"D’Arc", "d'a", true},
		{"İpek", "ipek", true}, {"Élodie", "eo", false}, {"Ada", "", true}, {"Ada", "\u0301", false}, {"Ελένη", "ελενη", true}, {"100% sure", "%", true},
	} {
		if got := strings.Contains(SearchKey(tt.name), SearchKey(tt.look)); got != tt.found {
			t.Errorf("%q contains %q: %t (%q, %q)", tt.name, tt.look, got, SearchKey(tt.name), SearchKey(tt.look))
		}
	}
}
