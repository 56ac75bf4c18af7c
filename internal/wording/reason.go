package wording

import (
	"slices"
	"strings"

	"viva/internal/deck"
)

// reason demands of the rule that decides a fact that it names the key, where it
// names anything of its kind: "that is Urgent" is no reason for High.
func (c *checker) reason(w deck.Written) {
	if w.Kind != "reason" {
		return
	}
	for _, f := range c.owners(w) {
		entity, value := f.Sides()
		for _, side := range []*deck.Entity{entity, value} {
			if !c.verbatim(side.Kind) {
				continue
			}
			named := found(c.terms, "en", w.EN)[side.Kind]
			if len(named) == 0 || slices.Contains(named, side.ID) || slices.ContainsFunc(named, func(id string) bool { return c.names(side, id) }) {
				continue
			}
			c.fault(checkReason, w, "en", "the fact %q is about %q, its reason about %s; mend the one that is wrong", f.ID, side.EN.Text, strings.Join(c.labels(named), ", "))
		}
	}
}

// verbatim reports whether names of the kind are printed as they are.
func (c *checker) verbatim(kind string) bool {
	for _, k := range c.deck.Kinds {
		if k.ID == kind {
			return k.Verbatim
		}
	}
	return false
}

// names reports whether the label of an entity names another.
func (c *checker) names(e *deck.Entity, id string) bool {
	return slices.Contains(c.named(e.EN.Text), id)
}

// labels are the English labels of entities.
func (c *checker) labels(ids []string) (list []string) {
	for _, id := range ids {
		list = append(list, `"`+c.deck.Entities()[id].EN.Text+`"`)
	}
	return list
}
