package author

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"viva/internal/deck"
)

// sentence is a sentence about a thing or its value, with slots in their
// places.
type sentence struct {
	parts         []string // what stands around the slots
	slots         []slot
	entity, value bool // which of the two it names
}

// slot stands in the place of a name.
type slot struct {
	value bool   // of the value, not of the thing
	form  string // as in a template: "", "the", "of", "Cap", ...
}

// template writes the sentence for a knowledge file, with the slots named.
func (s sentence) template(entity, value string) string {
	var b strings.Builder
	for i, part := range s.parts {
		b.WriteString(part)
		if i == len(s.slots) {
			break
		}
		name := entity
		if s.slots[i].value {
			name = value
		}
		b.WriteString("{" + name)
		if form := s.slots[i].form; form != "" {
			b.WriteString(":" + form)
		}
		b.WriteString("}")
	}
	return b.String()
}

// readSentence finds the names of a thing and of its value in a text.
func readSentence(lang, text string, entity, value noun) sentence {
	s := sentence{parts: []string{""}}
	for rest := text; rest != ""; {
		start := s.end() == ""
		n, found, isValue := name(lang, rest, s.end(), start, entity, value)
		if n == 0 {
			_, size := utf8.DecodeRuneInString(rest)
			s.parts[len(s.parts)-1] += rest[:size]
			rest = rest[size:]
			continue
		}
		s.slots, s.parts = append(s.slots, found), append(s.parts, "")
		s.entity, s.value = s.entity || !isValue, s.value || isValue
		rest = rest[n:]
	}
	return s
}

// end is what stands before the place that is read next: a space stands for a
// slot.
func (s sentence) end() string {
	last := s.parts[len(s.parts)-1]
	if last == "" && len(s.slots) > 0 {
		return "x"
	}
	return last
}

// name looks for a name at the beginning of rest, with what belongs to it
// before it. Of two that fit, the longer is meant.
func name(lang, rest, before string, start bool, entity, value noun) (n int, found slot, isValue bool) {
	if r, _ := utf8.DecodeLastRuneInString(before); before != "" && (inWord(r) || r == '-') {
		return 0, slot{}, false
	}
	for _, of := range []struct {
		noun
		value bool
	}{{entity, false}, {value, true}} {
		for _, f := range forms(lang, of.noun) {
			size := len(f.text)
			if size <= n || len(rest) < size || rest[:size] != f.text && (!start || rest[:size] != deck.UpperFirst(f.text)) {
				continue
			}
			if r, _ := utf8.DecodeRuneInString(rest[size:]); size < len(rest) && (inWord(r) || r == '-') {
				continue
			}
			n, isValue, found = size, of.value, slot{of.value, f.form}
			if start && rest[:size] != f.text || start && deck.UpperFirst(f.text) == f.text {
				found.form = capital(f.form)
			}
		}
	}
	return n, found, isValue
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// capital is the form that begins a sentence.
func capital(form string) string {
	if form == "" {
		return "Cap"
	}
	return deck.UpperFirst(form)
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// form is a name as it stands in a sentence, and what a template calls that.
type form struct{ text, form string }

// forms are the ways in which a sentence can name a noun. A name without an
// article is read as one that might have had it: another of its relation may.
func forms(lang string, n noun) []form {
	if lang == "en" {
		switch n.article {
		case "":
			return []form{{n.text, "the"}}
		case "the":
			return []form{{n.text, ""}, {"the " + n.text, "the"}}
		}
		return []form{{n.text, ""}, {n.article + " " + n.text, "a"}, {"the " + n.text, "the"}}
	}
	switch n.article {
	case "le":
		return []form{{n.text, ""}, {"le " + n.text, "the"}, {"du " + n.text, "of"}, {"au " + n.text, "to"}}
	case "la":
		return []form{{n.text, ""}, {"la " + n.text, "the"}, {"de la " + n.text, "of"}, {"à la " + n.text, "to"}}
	case "les":
		return []form{{n.text, ""}, {"les " + n.text, "the"}, {"des " + n.text, "of"}, {"aux " + n.text, "to"}}
	case "l'":
		return []form{{n.text, ""}, {"l'" + n.text, "the"}, {"de l'" + n.text, "of"}, {"à l'" + n.text, "to"}}
	case "un", "une":
		one, known := n.article+" "+n.text, map[string]string{"un": "le ", "une": "la "}[n.article]+n.text
		return []form{{n.text, ""}, {one, "a"}, {"d'" + one, "of"}, {"à " + one, "to"}, {known, "the"}, {"l'" + n.text, "the"}}
	}
	return []form{{n.text, "the"}, {"de " + n.text, "of"}, {"d'" + n.text, "of"}, {"à " + n.text, "to"}}
}

// split parts a cell into its sentences: at |, at ends of lines, behind a
// question mark, and behind the full stop of a statement that is whole.
func split(text string, whole func(string) bool) (sentences []string) {
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return r == '|' || r == '\n' }) {
		from := 0
		for i, r := range piece {
			end := i + utf8.RuneLen(r)
			if r == '?' || r == '.' && whole(piece[from:end]) && strings.HasPrefix(piece[end:], " ") {
				sentences, from = append(sentences, strings.TrimSpace(piece[from:end])), end
			}
		}
		if rest := strings.TrimSpace(piece[from:]); rest != "" {
			sentences = append(sentences, rest)
		}
	}
	return sentences
}
