package deck

import (
	"maps"
	"slices"
	"strings"
)

// This file has what an audit and the pages to read ask of a deck. It alters
// nothing.

// Facts are all facts of the deck, in file order.
func (d *Deck) Facts() []*Fact { return d.facts }

// Models are all models of the deck, in file order.
func (d *Deck) Models() []*Model { return d.models }

// Entities are the things that facts are about, by id.
func (d *Deck) Entities() map[string]*Entity { return d.entities }

// Misconceptions are the documented beliefs, in file order.
func (d *Deck) Misconceptions() []*Misconception { return d.beliefs }

// Sources are where facts were read, by their ids.
func (d *Deck) Sources() []*Source {
	list := slices.Collect(maps.Values(d.sources))
	slices.SortFunc(list, func(a, b *Source) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// Fault is a fault at a key of the source.
func (s *Source) Fault(key, format string, args ...any) Fault {
	return s.at.below(key).fault(format, args...)
}

// Fault is a fault at a key of the fact.
func (f *Fact) Fault(key, format string, args ...any) Fault {
	return f.at.below(key).fault(format, args...)
}

// RelationID names the relation in which the fact holds.
func (f *Fact) RelationID() string { return f.relation.ID }

// Single reports whether the relation of the fact gives an entity one value.
func (f *Fact) Single() bool { return f.relation.Single }

// Sides returns the entity and the value of the fact. A phrase that is written
// in place is an entity of kind "phrase".
func (f *Fact) Sides() (entity, value *Entity) { return f.entity, f.value }

// Offers lists what the spec may show as options, keys first.
func (s *Spec) Offers() []*Entity {
	var list []*Entity
	for _, o := range s.keys {
		list = append(list, o.shows)
	}
	for _, o := range s.pool {
		list = append(list, o.shows)
	}
	return list
}

// ReasonTexts are the texts, as they were written, that the reason of the fact's
// option is made of where that option is right: its own rule, or the sentences of
// the relations whose facts decide.
func (f *Fact) ReasonTexts() []Text {
	if f.Reason != nil {
		return []Text{*f.Reason}
	}
	if len(f.rests) == 0 {
		return []Text{f.relation.Says}
	}
	var list []Text
	for _, g := range f.rests {
		list = append(list, g.relation.Says)
	}
	return list
}

// OwnTexts are the sentences that an author wrote of the fact alone, with which
// the reason of a wrong option may end: its rule, its correction and its hook.
func (f *Fact) OwnTexts() (list []Text) {
	for _, t := range []*Text{f.Reason, f.Correction} {
		if t != nil {
			list = append(list, *t)
		}
	}
	if f.Because != nil {
		list = append(list, f.Because.Text)
	}
	return list
}

// Rank is the number of the entity among all of its deck, in the order of the
// files.
func (e *Entity) Rank() int { return e.rank }

// Verbatim reports whether names of a kind are printed as they are, without a
// capital of their own.
func (d *Deck) Verbatim(kind string) bool { return d.verbatim[kind] }

// Cite is the source of that id as a learner reads it.
func (d *Deck) Cite(id, lang string) Citation { return d.sources[id].cite(lang) }
