// Package gist compares texts by the words that carry their meaning, in English
// and French alike. It knows letters and a few lists, and no grammar.
package gist

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tokens are the words of a text, small letters, without punctuation.
func Tokens(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// function are longer words that carry no meaning of their own.
var function = set(`your from with that this these which what when where whose does have been will their there than then into only
	votre notre leur leurs vous nous dans pour avec sans cette cela quel quelle quels quelles lequel laquelle elle elles ceux celle celles
	sont est-ce être avoir fait plus entre comme mais donc dont tout tous toute toutes`)

func set(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// unaccented writes French letters plainly: "sécurité" gives "Security" away as
// much as "security" does.
var unaccented = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"î", "i", "ï", "i", "ô", "o", "ö", "o", "ù", "u", "û", "u", "ü", "u", "œ", "oe", "æ", "ae")

// Words are the content words of a text: those that carry meaning, by their
// beginnings and without the s of a plural, so that "answers" and "answer" are
// one word.
func Words(text string) map[string]bool {
	const short, beginning = 4, 6
	words := map[string]bool{}
	for _, w := range Tokens(text) {
		if function[w] || utf8.RuneCountInString(w) < short && !strings.ContainsFunc(w, unicode.IsDigit) {
			continue
		}
		w = unaccented.Replace(w)
		if len(w) > short {
			w = strings.TrimSuffix(w, "s")
		}
		if r := []rune(w); len(r) > beginning {
			w = string(r[:beginning])
		}
		words[w] = true
	}
	return words
}

// Overlap is the share of a's words that b has too, from 0 to 1; of no words
// it is 0.
func Overlap(a, b map[string]bool) float64 {
	if len(a) == 0 {
		return 0
	}
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}
