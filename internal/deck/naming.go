package deck

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Run is a stretch of a text: a name, a word that no line parts, or what stands
// between them.
type Run struct {
	Text        string
	Name, Whole bool
}

// unparted is what a browser would end a line in: a French verb with its subject
// behind it, "a-t-il", and a day with its month, "2 December".
var unparted = regexp.MustCompile(`\p{L}+-t-\p{L}+|\b(?:\d\d?|1er) (?:` + strings.Join(frenchMonths[:], "|") +
	`|January|February|March|April|May|June|July|August|September|October|November|December)\b`)

// naming has the names of things that no translation changes, such as plans and
// operations, by their first words: those that are written alike in all
// languages, with a capital. Of names that begin alike the longest comes first.
type naming map[string][]string

func namesOf(entities map[string]*Entity) naming {
	n := naming{}
	for _, e := range entities {
		if name := e.EN.Text; name == e.FR.Text && strings.ContainsFunc(name, unicode.IsUpper) {
			word := firstWord(name)
			n[word] = append(n[word], name)
		}
	}
	for _, names := range n {
		slices.SortFunc(names, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	}
	return n
}

// IsName reports whether a text is the name of a thing that no translation
// changes.
func (d *Deck) IsName(text string) bool { return slices.Contains(d.naming[firstWord(text)], text) }

// Runs parts a text into the names in it and the rest.
func (d *Deck) Runs(text string) []Run {
	var runs []Run
	from := 0 // of what is not in runs yet
	for at := 0; at < len(text); {
		word := firstWord(text[at:])
		name := d.nameAt(text[at:], word)
		if name == "" {
			at += max(len(word), 1)
			continue
		}
		runs = append(plainRuns(runs, text[from:at]), Run{Text: name, Name: true})
		at += len(name)
		from = at
	}
	return plainRuns(runs, text[from:])
}

// plainRuns adds a text without names to runs.
func plainRuns(runs []Run, text string) []Run {
	for {
		at := unparted.FindStringIndex(text)
		if at == nil {
			break
		}
		if at[0] > 0 {
			runs = append(runs, Run{Text: text[:at[0]]})
		}
		runs = append(runs, Run{Text: text[at[0]:at[1]], Whole: true})
		text = text[at[1]:]
	}
	if text != "" {
		runs = append(runs, Run{Text: text})
	}
	return runs
}

// nameAt is the longest name that a text begins with, as whole words, or "".
func (d *Deck) nameAt(text, word string) string {
	if word == "" {
		return ""
	}
	for _, name := range d.naming[word] {
		if rest, ok := strings.CutPrefix(text, name); ok && firstWord(rest) == "" {
			return name
		}
	}
	return ""
}

// firstWord is the letters and figures that a text begins with, "" if it begins
// with something else.
func firstWord(text string) string {
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return text[:i]
		}
	}
	return text
}
