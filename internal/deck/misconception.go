package deck

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Misconception is a documented false belief: that an entity has a value that
// belongs to another, or that one entity is what another is. It adds no option
// of its own. Where an item's pool holds the option that believers would
// choose, that option is drawn first, and its reason speaks to the belief.
type Misconception struct {
	ID       string   `json:"id"`
	Entry    int      `json:"entry"` // its number in the list of known beliefs
	Relation string   `json:"relation"`
	Entity   string   `json:"entity"` // the entity of the key
	Facts    []string `json:"facts"`  // only where one of these is keyed; empty is any
	Shows    string   `json:"shows"`  // the entity, or the phrase of a fact, that believers choose
	Reason   Text     `json:"reason"`
	Editions []string `json:"editions"`

	used map[string]bool // editions in which an item offers it
	at   position
}

// unusedBelief is a known belief that no item may use, with the reason.
type unusedBelief struct {
	Entry   int    `json:"entry"`
	Belief  string `json:"belief"`
	Because string `json:"because"`

	at position
}

// readMisconceptions reads what people wrongly believe.
func (b *builder) readMisconceptions(f *yamlFile, value any) {
	var in struct {
		Misconceptions []*Misconception
		Unused         []*unusedBelief
	}
	f.validate(value, &in)
	for i, m := range in.Misconceptions {
		m.used = map[string]bool{}
		m.at = f.at(fmt.Sprintf("/misconceptions/%d", i))
		if slices.ContainsFunc(b.beliefs, func(o *Misconception) bool { return o.ID == m.ID }) {
			b.fault(m.at.below("id"), "id %q is taken; ids are used once", m.ID)
		}
		b.beliefs = append(b.beliefs, m)
	}
	for i, u := range in.Unused {
		u.at = f.at(fmt.Sprintf("/unused/%d", i))
		b.unused = append(b.unused, u)
	}
}

// linkMisconceptions checks what the beliefs name, and that they are false.
func (b *builder) linkMisconceptions() {
	used := map[int]bool{}
	for _, m := range b.beliefs {
		used[m.Entry] = true
		if b.linkMisconception(m) {
			b.checkFalse(m)
		}
	}
	for _, u := range b.unused {
		if used[u.Entry] {
			b.fault(u.at.below("entry"), "entry %d is called unused, but stands in the file already; keep one of the two", u.Entry)
		}
		used[u.Entry] = true
	}
}

// linkMisconception reports whether everything the belief names exists.
func (b *builder) linkMisconception(m *Misconception) bool {
	before := len(b.faults)
	if b.relations[m.Relation] == nil {
		b.unknownRelation(m.at.below("relation"), m.Relation)
	}
	if b.entities[m.Entity] == nil {
		b.unknownEntity(m.at.below("entity"), m.Entity)
	}
	if b.shown(m) == nil {
		b.fault(m.at.below("shows"), "%q is neither an entity nor a fact of relation %q with a phrase; name what believers choose%s", m.Shows, m.Relation, orNear(m.Shows, slices.AppendSeq(idsOf(b.related[m.Relation]), maps.Keys(b.entities))))
	}
	for i, id := range m.Facts {
		at := m.at.below("facts").below(strconv.Itoa(i))
		switch f := b.factByID[id]; {
		case f == nil:
			b.fault(at, "unknown fact %q%s", id, orNearKey(id, b.factByID))
		case f.relation.ID != m.Relation || f.Entity != m.Entity:
			b.fault(at, "fact %q is about %q in relation %q, not about %q in %q", id, f.Entity, f.relation.ID, m.Entity, m.Relation)
		}
	}
	b.knownEditions(m.at.below("editions"), m.Editions)
	return len(b.faults) == before
}

// shown is what believers choose, or nil.
func (d *Deck) shown(m *Misconception) *Entity {
	if f := d.factByID[m.Shows]; f != nil && f.relation.ID == m.Relation && f.Value.Phrase != nil {
		return f.value
	}
	return d.entities[m.Shows]
}

// checkFalse refuses a belief that the facts bear out: then its option would
// be a second key.
func (b *builder) checkFalse(m *Misconception) {
	shown := b.shown(m)
	for _, f := range b.facts {
		if f.relation.ID != m.Relation || !slices.ContainsFunc(f.Editions, m.in) {
			continue
		}
		if f.Entity == m.Entity && sameText(f.value, shown) {
			b.fault(m.at.below("shows"), "this is no misconception: fact %q gives %q to %q; mend one of them, or limit the editions", f.ID, m.Shows, m.Entity)
		}
		for _, k := range b.facts {
			if f.entity == shown && m.concerns(k) && sameText(f.value, k.value) && shareEdition(f, k) {
				b.fault(m.at.below("shows"), "this is no misconception: fact %q says of %q what fact %q says of %q; mend one of them, or limit the facts or editions", f.ID, m.Shows, k.ID, m.Entity)
			}
		}
	}
}

func (m *Misconception) in(edition string) bool {
	return len(m.Editions) == 0 || slices.Contains(m.Editions, edition)
}

// concerns reports whether the belief is about an item that keys the fact.
func (m *Misconception) concerns(key *Fact) bool {
	return key.relation.ID == m.Relation && key.Entity == m.Entity &&
		(len(m.Facts) == 0 || slices.Contains(m.Facts, key.ID))
}

// believed gives, by the id of what believers choose, the beliefs about an
// item; of two that choose the same, the first in the file.
func (d *Deck) believed(s *Spec) map[string]*Misconception {
	found := map[string]*Misconception{}
	for _, m := range d.beliefs {
		if m.in(s.Edition) && found[m.Shows] == nil &&
			slices.ContainsFunc(s.keys, func(k *option) bool { return m.concerns(k.fact) }) {
			found[m.Shows] = m
		}
	}
	return found
}

// checkMisconceptions refuses a belief that no item can offer: its option is
// missing from every pool, or another belief always comes first.
func (b *builder) checkMisconceptions() {
	for _, m := range b.beliefs {
		if len(m.used) == 0 {
			b.fault(m.at, "no item can ever use this misconception: no model asks about %q in relation %q with %q among the options", m.Entity, m.Relation, m.Shows)
			continue
		}
		for i, e := range m.Editions {
			if !m.used[e] {
				b.fault(m.at.below("editions").below(strconv.Itoa(i)), "no item of edition %q can ever use this misconception; leave the edition out", e)
			}
		}
	}
}
