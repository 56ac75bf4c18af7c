package proof

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// names proves a reason that an author wrote in words of their own. What it
// says cannot be read; it may name nothing that another option of the question
// shows, unless the option or the stem names that too.
func (r *Reading) names(t Told) error {
	about := fold(t.About)
	text := plain(t.Text)
	for _, label := range r.shown() {
		for _, name := range spoken(label) {
			if !holdsWord(text, name) || strings.Contains(about, name) || holdsWord(plain(r.item.Stem), name) {
				continue
			}
			return fmt.Errorf("%w: it names %q", ErrOffOption, name)
		}
	}
	return nil
}

// shown are the labels that options of the relation can show, the longest
// first.
func (r *Reading) shown() (labels []string) {
	for _, f := range r.facts {
		if r.ask == forOrder && f.entity != r.asked {
			continue
		}
		label := f.value[r.lang]
		if r.ask == forEntity {
			label = r.book.entities[f.entity][r.lang]
		}
		if !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	slices.SortFunc(labels, func(a, b string) int { return len(b) - len(a) })
	return labels
}

// spoken are the ways to say a label: as it is, and what stands in brackets
// behind it alone.
func spoken(label string) []string {
	before, in, found := strings.Cut(label, " (")
	if !found {
		return []string{label}
	}
	return []string{before, strings.TrimSuffix(in, ")")}
}

// holdsWord reports whether a text has a name in it, with nothing that would
// make another name of it around.
func holdsWord(text, name string) bool {
	for i := 0; i+len(name) <= len(text); i++ {
		n := strings.Index(text[i:], name)
		if n < 0 {
			return false
		}
		i += n
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(name):])
		if !inName(before) && !inName(after) {
			return true
		}
	}
	return false
}

func inName(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
