package audit

import (
	"strings"
	"unicode/utf8"
	"viva/internal/gist"
)

// dice is how alike two sets are, from 0 to 1.
func dice(a, b map[string]bool) float64 {
	if len(a)+len(b) == 0 {
		return 1
	}
	return 2 * gist.Overlap(a, b) * float64(len(a)) / float64(len(a)+len(b))
}

// trigrams are the runs of three letters of a text.
func trigrams(text string) map[string]bool {
	r := []rune("  " + strings.Join(gist.Tokens(text), " ") + " ")
	set := map[string]bool{}
	for i := 0; i+3 <= len(r); i++ {
		set[string(r[i:i+3])] = true
	}
	return set
}

// levenshtein is how alike two texts are, from 0 to 1, by the letters that
// must change to make one the other.
func levenshtein(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	if len(x)+len(y) == 0 {
		return 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, c := range x {
		before := row[0]
		row[0] = i + 1
		for j, d := range y {
			cost := before
			if c != d {
				cost = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	return 1 - float64(row[len(y)])/float64(max(len(x), len(y)))
}

// wordList is a set of words of each language.
type wordList map[string]map[string]bool

func newWordList(en, fr string) wordList {
	l := wordList{}
	for lang, text := range map[string]string{"en": en, "fr": fr} {
		l[lang] = map[string]bool{}
		for w := range strings.FieldsSeq(text) {
			l[lang][w] = true
		}
	}
	return l
}

// count is how many words of the text are in the list.
func (l wordList) count(lang, text string) int {
	n := 0
	for _, w := range gist.Tokens(text) {
		if l[lang][w] {
			n++
		}
	}
	return n
}

// absolutes leave no exception, and are known to stand in wrong options.
var absolutes = newWordList(
	"always never all only none every entirely completely exclusively",
	"toujours jamais tous toutes tout toute seul seule seulement uniquement aucun aucune chaque exclusivement entièrement")

// hedges leave room, and are known to stand in right ones.
var hedges = newWordList(
	"usually often sometimes frequently rarely generally may might typically mostly occasionally",
	"souvent parfois généralement rarement habituellement peut peuvent occasionnellement plupart fréquemment")

func runes(s string) int { return utf8.RuneCountInString(s) }
