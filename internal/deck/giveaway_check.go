package deck

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkGiveaways looks for wrong options that nobody would choose. A phrase that
// names the thing which the stem asks about speaks of it from outside: "an
// automatic move to Enterprise" is nothing that happens to Enterprise.
func (b *builder) checkGiveaways() {
	told := map[*Fact]bool{}
	for _, e := range b.Editions {
		for _, s := range b.distinct(e.ID) {
			if s.Model.Ask != askValue || s.Model.relation.Value != "phrase" || s.Model.typ.Form().Rows() {
				continue
			}
			asked := s.keys[0].fact.entity
			for _, o := range s.pool {
				if !told[o.fact] && names(o.shows, asked) {
					told[o.fact] = true
					b.fault(o.fact.at.below("value"), "fact %q is a distractor of model %q and names %q, which the stem asks about: list %q under \"also\", or word it without the name", o.fact.ID, s.Model.ID, asked.EN.Text, asked.ID)
				}
			}
		}
	}
}

// names reports whether a phrase holds the name of a thing as words of its own.
func names(phrase, thing *Entity) bool {
	for _, lang := range Langs {
		if holdsWords(phrase.in(lang).Text, thing.in(lang).Text) {
			return true
		}
	}
	return false
}

// holdsWords reports whether the words stand anywhere in text with no letter
// that touches them.
func holdsWords(text, words string) bool {
	for at := 0; words != ""; at += len(words) {
		next := strings.Index(text[at:], words)
		if next < 0 {
			break
		}
		at += next
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(words):])
		if !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			return true
		}
	}
	return false
}
