package proof

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain undoes what typesetting does: curly apostrophes, no-break spaces.
func plain(s string) string {
	if !typeset(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\u2019", "'")
	return strings.Join(strings.Fields(s), " ") // no-break spaces count as spaces
}

// typeset reports whether plain would change a text, or may: most are as they
// are typed, and a check reads hundreds of thousands.
func typeset(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && (i == 0 || i == len(s)-1 || s[i+1] == ' '):
			return true
		case c < ' ', c == 0xc2, c >= 0xe1 && c <= 0xe3: // the first bytes of no-break spaces, dashes and quotes
			return true
		}
	}
	return false
}

// fold is plain with a small first letter, for a label may start a sentence.
func fold(s string) string {
	if s = plain(s); s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	if small := unicode.ToLower(r); small != r || r == utf8.RuneError {
		return string(small) + s[n:]
	}
	return s
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
