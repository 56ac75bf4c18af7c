package audit

import (
	"fmt"
	"slices"

	"viva/internal/deck"
)

// coverage looks for facts that no item keys although a model asks their
// relation in that direction. The data itself may rule a direction out: a fact
// is not asked that way, or its value is not its own.
func (b *batch) coverage(r *Row) error {
	found := newFindings()
	keyed := b.keyed()
	asked, covered, silent := 0, 0, 0
	for _, f := range b.deck.Facts() {
		models := b.askers(f)
		if len(models) == 0 {
			silent++
		}
		for _, e := range b.deck.EditionsOn(b.Day) {
			edition := e.ID
			if !slices.Contains(f.Editions, edition) || !f.Validity().Contains(b.deck.Reference(edition, b.Day)) {
				continue
			}
			for _, ask := range []string{"value", "entity"} {
				m := asksFor(models, f, ask, edition)
				if m == nil {
					continue
				}
				asked++
				if keyed[sideOf{f.ID, edition, ask}] {
					covered++
					continue
				}
				found.add(Offender{Model: m.ID, Rule: "never the key of " + ask, Item: f.ID, Edition: edition, Says: "fact " + f.ID})
			}
		}
	}
	r.demand("fact, edition and direction", float64(covered), "of "+grouped(asked), covered == asked)
	r.figure("facts of relations that no model asks", float64(silent), "")
	r.settle(found, b.Limit)
	return nil
}

// sideOf is one direction of a fact in an edition.
type sideOf struct{ fact, edition, ask string }

// keyed are the directions that items ask in.
func (b *batch) keyed() map[sideOf]bool {
	keyed := map[sideOf]bool{}
	for _, it := range b.items {
		for _, id := range it.Facts {
			keyed[sideOf{id, it.Edition, it.spec.Model.Ask}] = true
		}
	}
	return keyed
}

// askers are the models of the fact's relation.
func (b *batch) askers(f *deck.Fact) []*deck.Model {
	var list []*deck.Model
	for _, m := range b.deck.Models() {
		if m.Relation == f.RelationID() {
			list = append(list, m)
		}
	}
	return list
}

// asksFor returns a model that should key the fact in this direction and
// edition, or nil.
func asksFor(models []*deck.Model, f *deck.Fact, ask, edition string) *deck.Model {
	if len(f.Asked) > 0 && !slices.Contains(f.Asked, ask) {
		return nil
	}
	for _, m := range models {
		switch {
		case m.Ask != ask,
			len(m.Editions) > 0 && !slices.Contains(m.Editions, edition),
			len(m.Entities) > 0 && !slices.Contains(m.Entities, f.Entity),
			ask == "entity" && m.Keys == 1 && (f.Exclusive == nil || !*f.Exclusive),
			m.Keys > 1: // keys facts in sets, of which some may be left over
		default:
			return m
		}
	}
	return nil
}

// grouped writes a number with its thousands apart.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s %03d", grouped(n/1000), n%1000)
}
