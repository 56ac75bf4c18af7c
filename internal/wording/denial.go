package wording

import (
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"viva/internal/deck"
)

// denied is the id of a text that denies something, as its author means it.
type denied struct {
	text string
	at   position
	file string
	used bool
}

// UnmarshalYAML keeps the place, so that a fault can name it.
func (d *denied) UnmarshalYAML(node ast.Node) error {
	d.at = positionOf(node)
	return yaml.NodeToValue(node, &d.text)
}

// assertions are the kinds of texts of which questions are made, and that say one
// thing. In a hook or a reason, a negation is nothing out of the ordinary.
var assertions = []string{"label", "gloss", "value", "says"}

// denial compares whether a text denies something with what its author says of it
// apart. One negation too many turns a phrase round, and where both languages
// have it, no translation tells. A subject that lists no text is not asked.
func (c *checker) denial(w deck.Written) {
	if len(c.judged.Denies) == 0 || !slices.Contains(assertions, w.Kind) {
		return
	}
	en, fr := c.denials(w.Text)
	listed := c.judged.denies(w.ID)
	switch denies := en.least > 0 || w.EN != w.FR && fr.least > 0; {
	case denies && !listed:
		c.fault(checkDenial, w, "en", "the text denies something; take the negation out, or, if it is meant, list the text below \"denies\" in %s", File)
	case listed && !denies:
		c.fault(checkDenial, w, "en", "the text denies nothing, though %s lists it below \"denies\"; put the negation back, or take the text off that list", File)
	}
}

// denies reports whether the text is listed among those that deny something.
func (j *judgements) denies(text string) bool {
	for _, d := range j.Denies {
		if d.text == text {
			d.used = true
			return true
		}
	}
	return false
}
