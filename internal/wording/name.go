package wording

import (
	"slices"
	"strings"

	"viva/internal/deck"
)

// names are the words that a translation keeps: codes, and words with a capital
// that both languages of a subject use within a sentence.
type names struct {
	kept   map[string]bool
	common [2]map[string]bool // words that a language also writes small, in the order of Langs
	usual  map[string]bool    // that tell nothing apart: they stand in more than a tenth of the texts
}

// namesIn finds them in all texts of a subject.
func namesIn(all []deck.Written) names {
	var seen [2]map[string]bool
	n := names{kept: map[string]bool{}, usual: map[string]bool{}}
	times := map[string]int{}
	for i, lang := range deck.Langs {
		seen[i], n.common[i] = map[string]bool{}, map[string]bool{}
		for _, w := range all {
			for _, t := range tokens(lang, w.In(lang)) {
				if t.capital() && !t.first || t.code() {
					seen[i][t.text] = true
					times[t.text]++
				} else if !t.capital() {
					n.common[i][t.text] = true
				}
			}
		}
	}
	for word := range seen[0] {
		if seen[1][word] && !foreign(word) {
			n.kept[word] = true
			n.usual[word] = times[word] > 50+len(all)/5 // of two languages
		}
	}
	for _, w := range all {
		if w.Kind == "label" {
			n.translate(w)
		}
	}
	return n
}

// translate drops the words of a name that has another in French.
func (n names) translate(label deck.Written) {
	fr := tokens("fr", label.FR)
	for _, t := range tokens("en", label.EN) {
		if !t.code() && !slices.ContainsFunc(fr, func(f token) bool { return f.text == t.text }) {
			delete(n.kept, t.text)
		}
	}
}

// foreign reports whether the word is a date or a number of a language.
func foreign(word string) bool {
	return slices.Contains(months["en"], word) || slices.Contains(weekdays["en"], word)
}

// of lists the names in a text, in their order. A word of one capital that
// begins a sentence may be no name.
func (n names) of(lang, text string) []figure {
	var found []figure
	common := n.common[slices.Index(deck.Langs, lang)]
	text, _ = withoutAlways(lang, plainSpaces.Replace(text))
	for _, t := range tokens(lang, text) {
		is := strings.TrimSuffix(plainCode(t.text), "s")
		if !t.code() || n.kept[t.text] {
			is = plainCode(t.text)
		}
		switch {
		case t.slot() || len(t.text) < 2:
		case n.usual[t.text]:
			found = append(found, figure{is: is, weight: maybe})
		case t.code() && !ordinalFigure(t.lower) || n.kept[t.text] && !t.first:
			found = append(found, figure{is: is})
		case n.kept[t.text] && common[t.lower]:
			found = append(found, figure{is: is, weight: maybe})
		case n.kept[t.text]:
			found = append(found, figure{is: is, weight: soft})
		}
	}
	return found
}

// inEnglish are codes that have another in French.
var inEnglish = map[string]string{"IA": "AI"}

// plainCode is a code without the small word that a hyphen joins to it, and in
// English: AI of "AI-enhanced" and of "IA".
func plainCode(word string) string {
	head, tail, joined := strings.Cut(word, "-")
	if joined && tail == strings.ToLower(tail) && strings.ToUpper(head) == head {
		word = head
	}
	if en := inEnglish[word]; en != "" {
		return en
	}
	return word
}

// ordinalFigure reports whether a word is a number such as 1er, 2nd or 30-minute.
func ordinalFigure(lower string) bool {
	for _, lang := range deck.Langs {
		r := figureReader{lang: lang, list: []token{{text: lower, lower: lower}}}
		if _, n := r.read(); n > 0 {
			return true
		}
	}
	return slices.ContainsFunc([]string{"st", "nd", "rd", "th", "e", "er", "h"}, func(s string) bool {
		digits, found := strings.CutSuffix(lower, s)
		return found && strings.Trim(digits, "0123456789/") == ""
	})
}
