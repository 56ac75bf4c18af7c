package proof

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// sought is an expression with a text that stands in everything it matches, ""
// if none is known. A book tries each of its expressions on every stem and
// sentence, and hardly any matches; the text alone passes over most of them.
type sought struct {
	*regexp.Regexp
	holds string
}

func newSought(re *regexp.Regexp) *sought {
	s := &sought{Regexp: re}
	if tree, err := syntax.Parse(re.String(), syntax.Perl); err == nil {
		s.holds = longestIn(tree)
	}
	return s
}

// FindStringSubmatch is that of the expression.
func (s *sought) FindStringSubmatch(text string) []string {
	if !strings.Contains(text, s.holds) {
		return nil
	}
	return s.Regexp.FindStringSubmatch(text)
}

// longestIn is the longest text that stands, letter by letter, in everything
// that an expression matches.
func longestIn(re *syntax.Regexp) (longest string) {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return string(re.Rune)
		}
	case syntax.OpCapture, syntax.OpPlus:
		return longestIn(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if text := longestIn(sub); len(text) > len(longest) {
				longest = text
			}
		}
	}
	return longest
}
