package reading

import (
	"cmp"
	"maps"
	"slices"

	"viva/internal/deck"
)

// facts are those of a deck by their relation.
type facts map[string][]*deck.Fact

func factsOf(d *deck.Deck) facts {
	all := facts{}
	for _, f := range d.Facts() {
		all[f.RelationID()] = append(all[f.RelationID()], f)
	}
	return all
}

// when says which facts are looked for: those of an edition on a day. A check
// asks for all days.
type when struct {
	edition string // "" is any
	day     deck.Date
	always  bool
}

func (w when) finds(f *deck.Fact) bool {
	return (w.edition == "" || slices.Contains(f.Editions, w.edition)) && (w.always || f.Validity().Contains(w.day))
}

// about are the facts of a relation about an entity.
func (all facts) about(relation, entity string, w when) (found []*deck.Fact) {
	for _, f := range all[relation] {
		if f.Entity == entity && w.finds(f) {
			found = append(found, f)
		}
	}
	return found
}

// target is an entity of which a clause tells in a row: that of the row, or
// another one, by its label.
type target struct {
	label  string       // id of the entity that says what the value is of; "" where the row does
	entity string       // id
	by     []*deck.Fact // the facts that lead from the row to it
}

// targets are the entities of which a clause tells in the row of an entity.
func (all facts) targets(d *deck.Deck, c *deck.ReadingClause, row string, w when) (found []target) {
	if c.Of != nil {
		for label, entity := range c.Of[row] {
			found = append(found, target{label: label, entity: entity})
		}
		rank := d.Entities()
		slices.SortFunc(found, func(a, b target) int { return cmp.Compare(rank[a.label].Rank(), rank[b.label].Rank()) })
		return found
	}
	if c.Through == "" {
		return []target{{entity: row}}
	}
	for _, f := range all.about(c.Through, row, w) {
		_, value := f.Sides()
		found = append(found, target{entity: value.ID, by: []*deck.Fact{f}})
	}
	return found
}

// tells are the facts that a clause tells about an entity.
func (all facts) tells(c *deck.ReadingClause, entity string, w when) []*deck.Fact {
	return slices.DeleteFunc(all.about(c.Relation, entity, w), func(f *deck.Fact) bool {
		return len(c.Facts) > 0 && !slices.Contains(c.Facts, f.ID)
	})
}

// rowed is an entity with a row, and the facts that put it there.
type rowed struct {
	entity *deck.Entity
	by     []*deck.Fact
}

// rows are the entities of a part, in the order of the files; the values of an
// entity of which nothing else is told stand in the order of those values.
func (all facts) rows(d *deck.Deck, r deck.ReadingRows, w when) (found []rowed) {
	known := d.Entities()
	for _, id := range r.Entities {
		found = append(found, rowed{entity: known[id]})
	}
	for _, e := range slices.SortedFunc(maps.Values(known), func(a, b *deck.Entity) int { return cmp.Compare(a.Rank(), b.Rank()) }) {
		if slices.Contains(r.Kinds, e.Kind) {
			found = append(found, rowed{entity: e})
		}
	}
	by := map[*deck.Entity][]*deck.Fact{}
	for _, f := range all[r.Relation] {
		entity, value := f.Sides()
		if !w.finds(f) || r.Of != "" && entity.ID != r.Of {
			continue
		}
		if r.Of != "" {
			entity = value
		}
		by[entity] = append(by[entity], f)
	}
	return append(found, inOrder(by, r.Of != "")...)
}

// inOrder are the entities that facts brought, by their rank: that of the entity
// where values are rows, else that of its value, so that events stand in the
// order of their days.
func inOrder(by map[*deck.Entity][]*deck.Fact, values bool) (found []rowed) {
	for e, list := range by {
		found = append(found, rowed{e, list})
	}
	slices.SortFunc(found, func(a, b rowed) int {
		_, x := a.by[0].Sides()
		_, y := b.by[0].Sides()
		if values || x.Rank() == y.Rank() {
			return cmp.Compare(a.entity.Rank(), b.entity.Rank())
		}
		return cmp.Compare(x.Rank(), y.Rank())
	})
	return found
}
