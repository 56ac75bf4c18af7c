package deck

import (
	"fmt"
	"slices"
	"strings"
)

// This file says what a learner who has met a fact may read of it later, and
// what has to wait.

// Label returns the text of an option that shows the entity or the phrase of
// that id; ok is false for an id that the deck does not know, or knows no
// longer.
func (d *Deck) Label(id, lang string) (text string, ok bool) {
	e := d.entities[id]
	if f := d.factByID[id]; e == nil && f != nil && f.value.Kind == "phrase" {
		e = f.value
	}
	if e == nil {
		return "", false
	}
	return d.label(e, lang), true
}

// Says tells the facts of that name (see Fact.Name) that hold in an edition
// when it is asked on a day, with what vouches for them. It tells none where
// the edition does not know the name.
func (d *Deck) Says(name, edition string, day Date, lang string) ([]Ground, error) {
	ref := d.Reference(edition, day)
	var told []Ground
	for _, f := range d.facts {
		if f.Name() != name || !f.in(edition) || !f.Validity().Contains(ref) {
			continue
		}
		g, err := d.ground(f, lang)
		if err != nil {
			return nil, fmt.Errorf("tell fact %s: %w", f.ID, err)
		}
		if list := d.label(f.entity, lang); f.Place > 0 && !strings.Contains(g.Says, list) { // "Place 2: ..." of what?
			g.Says = list + ". " + g.Says
		}
		if !slices.ContainsFunc(told, func(t Ground) bool { return t.Says == g.Says }) {
			told = append(told, g)
		}
	}
	return told, nil
}

// Showing are the names of the facts that an edition can ask on a day with a
// key that shows one of these ids, in the order of the files.
func (d *Deck) Showing(edition string, day Date, ids ...string) []string {
	var names []string
	for _, s := range d.Specs(edition, day) {
		for _, k := range s.keys {
			if name := k.fact.Name(); slices.Contains(ids, k.shows.ID) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Tells reports whether the feedback on an item tells a fact of these names:
// as its key, against another option, or as what has become of the key.
func (d *Deck) Tells(it Item, names map[string]bool) bool {
	if len(names) == 0 {
		return false
	}
	if slices.ContainsFunc(it.FactNames(), func(name string) bool { return names[name] }) ||
		slices.ContainsFunc(it.Reveals(), func(id string) bool { return names[d.NameOf(id)] }) {
		return true
	}
	return slices.ContainsFunc(it.Facts, func(id string) bool {
		f := d.factByID[id]
		return f != nil && slices.ContainsFunc(d.nowOf(f, it.Edition), func(now *Fact) bool { return names[now.Name()] })
	})
}
