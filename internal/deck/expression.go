package deck

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
)

// plainText is a printed text with its typesetting undone, so that an author
// of expressions writes plain characters; and the same in small letters.
type plainText struct{ as, low string }

var plainly = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'", "“", `"`, "”", `"`)

func plain(s string) plainText {
	s = plainly.Replace(s)
	return plainText{s, strings.ToLower(s)}
}

// expression is a regular expression over plain texts. It ignores case unless
// it is written with a capital.
type expression struct {
	re    *regexp.Regexp
	fold  bool
	needs []string // one of these stands in every text that matches; empty if unknown
}

func newExpression(s string) (expression, error) {
	re, err := regexp.Compile(s)
	if err != nil {
		return expression{}, fmt.Errorf("no regular expression: %w", err)
	}
	if re.MatchString("") {
		return expression{}, fmt.Errorf("%q matches everything", s)
	}
	tree, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return expression{}, fmt.Errorf("no regular expression: %w", err)
	}
	return expression{re, !hasCapital(s), literalsOf(tree)}, nil
}

// find returns what the expression matches in t.
func (e expression) find(t plainText) (string, bool) {
	s := t.as
	if e.fold {
		s = t.low
	}
	if !e.mayMatch(s) {
		return "", false
	}
	at := e.re.FindStringIndex(s)
	if at == nil {
		return "", false
	}
	if len(t.low) == len(t.as) { // true of the letters of our languages
		s = t.as
	}
	return s[at[0]:at[1]], true
}

// mayMatch reports whether the expression may match. It is fast, which counts
// since every text of a deck is read with every rule and hardly any matches.
func (e expression) mayMatch(s string) bool {
	for _, n := range e.needs {
		if strings.Contains(s, n) {
			return true
		}
	}
	return len(e.needs) == 0
}

// notSought finds escapes, names of groups and flags, whose letters are not
// those that an expression looks for.
var notSought = regexp.MustCompile(`\\[pP](?:\{[^}]*\}|.)|\\.|\(\?P?<[^>]*>|\(\?[a-zA-Z-]+`)

// hasCapital reports whether an expression is written with a capital; one in
// an escape such as \D does not count.
func hasCapital(s string) bool {
	s = notSought.ReplaceAllString(s, "")
	return s != strings.ToLower(s)
}

// literalsOf lists texts of which every match contains one. Of the parts that
// must all be there, the one with the longest literals tells most.
func literalsOf(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return literalsOf(re.Sub[0])
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if l := literalsOf(sub); shortest(l) > shortest(best) {
				best = l
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			l := literalsOf(sub)
			if len(l) == 0 {
				return nil
			}
			all = append(all, l...)
		}
		return all
	}
	return nil
}

func shortest(literals []string) int {
	n := 0
	for i, l := range literals {
		if i == 0 || len(l) < n {
			n = len(l)
		}
	}
	return n
}

// expressions compiles the words of a rule.
func (b *builder) expressions(at position, w *words) {
	for _, lang := range Langs {
		list, out := w.EN, &w.en
		if lang == "fr" {
			list, out = w.FR, &w.fr
		}
		for i, s := range list {
			e, err := newExpression(s)
			if err != nil {
				b.fault(at.below(lang).below(strconv.Itoa(i)), "%v", err)
				continue
			}
			*out = append(*out, e)
		}
	}
}
