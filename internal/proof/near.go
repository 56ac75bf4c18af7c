package proof

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// orNear is the end of a message about an unknown name: a question that names
// the known one that is a slip of the keyboard away, or "".
func orNear(name string, known []string) string {
	for _, k := range slices.Sorted(slices.Values(known)) {
		if oneSlip(name, k) {
			return fmt.Sprintf("; did you mean %q?", k)
		}
	}
	return ""
}

// hasRelation returns an error unless some fact has the relation.
func (b *Book) hasRelation(name string) error {
	if slices.ContainsFunc(b.facts, func(f fact) bool { return f.relation == name }) {
		return nil
	}
	known := make([]string, len(b.facts))
	for i, f := range b.facts {
		known[i] = f.relation
	}
	return fmt.Errorf("no fact has the relation %q%s", name, orNear(name, known))
}

// oneSlip reports whether a letter put in, taken out or exchanged, or two
// neighbours exchanged, make b of a. Names of one or two letters are all near
// each other and never said to be.
func oneSlip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if utf8.RuneCountInString(a) < 3 {
		return false
	}
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	swapped := len(x) == 2 && len(y) == 2 && x[0] == y[1] && x[1] == y[0]
	return len(x) <= 1 && len(y) <= 1 || swapped
}
