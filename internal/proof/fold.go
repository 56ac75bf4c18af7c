package proof

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain undoes what typesetting does: curly apostrophes, no-break spaces.
func plain(s string) string {
	s = strings.ReplaceAll(s, "\u2019", "'")
	return strings.Join(strings.Fields(s), " ") // no-break spaces count as spaces
}

// fold is plain with a small first letter, for a label may start a sentence.
func fold(s string) string {
	s = plain(s)
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

var articles = map[string][]string{
	"en": {"the ", "an ", "a "},
	"fr": {"le ", "la ", "l'", "les ", "un ", "une ", "des "},
}

// readings are the labels that words can stand for: the words as they are,
// and without their article.
func readings(lang, words string) []string {
	words = fold(words)
	list := []string{words}
	for _, a := range articles[lang] {
		if rest, ok := strings.CutPrefix(words, a); ok {
			list = append(list, fold(rest))
		}
	}
	return list
}
