package proof

import (
	"errors"
	"regexp"
	"strings"
)

// denial are the words by which a language turns what is right into what is
// wrong. Both readings of a question find the same words around them.
var denial = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)(^|[^\pL])(not|no|never|none|nobody|nothing|without|cannot|neither|nor|except)([^\pL]|$)|n['’]+t([^\pL]|$)`),
	"fr": regexp.MustCompile(`(?i)(^|[^\pL])(pas|jamais|rien|aucune?|sans|sauf|ni|nulle?|non)([^\pL]|$)`),
}

// denies reports whether an expression denies something in words of its own,
// not in those that a group captures from a label.
func denies(lang, expression string) bool {
	return denial[lang].MatchString(outsideGroups(expression))
}

// outsideGroups is an expression without its named groups.
func outsideGroups(expression string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(expression, "(?P<")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('_')
		expression = afterGroup(rest)
	}
}

// afterGroup is what follows the bracket that closes a group. Brackets in a
// class of letters, such as [^(], open and close nothing.
func afterGroup(s string) string {
	open, class := 1, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '[', c == ']':
			class = c == '['
		case class:
		case c == '(':
			open++
		case c == ')':
			if open--; open == 0 {
				return s[i+1:]
			}
		}
	}
	return ""
}

// checkDenial demands that a pattern denies something exactly if it says so.
func (e patternEntry) checkDenial() error {
	switch has := denies("en", e.EN) || denies("fr", e.FR); {
	case has && !e.Negated:
		return errors.New("the stem denies something; ask without a negation, or say negated: true here and in the model")
	case !has && e.Negated:
		return errors.New("the stem denies nothing; take negated: true out")
	}
	return nil
}
