package quiz

import (
	"encoding/json"
	"slices"
	"strings"
)

// Wordings are the ways a stem may be put, in every language.
type Wordings struct {
	EN []string `json:"en"`
	FR []string `json:"fr"`
}

// UnmarshalJSON reads {en: [...], fr: [...]} and typesets it.
func (w *Wordings) UnmarshalJSON(b []byte) error {
	type plain Wordings
	if err := json.Unmarshal(b, (*plain)(w)); err != nil {
		return err
	}
	for i := range w.EN {
		w.EN[i] = Typeset("en", w.EN[i])
	}
	for i := range w.FR {
		w.FR[i] = Typeset("fr", w.FR[i])
	}
	return nil
}

// Model says how items are asked from the facts of a relation.
type Model struct {
	ID       string   `json:"id"`
	Version  int      `json:"version"`
	Family   string   `json:"family"`
	Type     string   `json:"type"`
	Level    string   `json:"level"`
	Relation string   `json:"relation"`
	Ask      string   `json:"ask"` // "value" or "entity": what the options are
	Editions []string `json:"editions"`
	Entities []string `json:"entities"`
	Keys     int      `json:"keys"`
	Options  int      `json:"options"`
	Stem     Wordings `json:"stem"`
	Wrong    Text     `json:"wrong"`

	relation *Relation
	typ      Type
	stems    []templates
	wrong    templates
	at       mark
}

// Directions of a model.
const (
	askValue  = "value"
	askEntity = "entity"
)

// option is a possible choice: what it shows, and the fact it is taken from.
type option struct {
	shows *Entity
	fact  *Fact
}

func (o *option) ids() []string { return []string{o.shows.ID, o.fact.ID} }

// Spec is one distinct item before dealing: a model, the facts it keys, and
// the distractors it may draw. Rewordings of a spec are the same item.
type Spec struct {
	ID      string
	Model   *Model
	Edition string
	Topic   string

	keys []*option
	pool []*option // distractors that are false for this stem
}

// KeyFacts are the ids of the facts that the item asks for.
func (s *Spec) KeyFacts() []string {
	ids := make([]string, len(s.keys))
	for i, k := range s.keys {
		ids[i] = k.fact.ID
	}
	return ids
}

// optionOf returns what a fact contributes as an option of m.
func (m *Model) optionOf(f *Fact) *option {
	if m.Ask == askValue {
		return &option{shows: f.value, fact: f}
	}
	return &option{shows: f.entity, fact: f}
}

// specsOf lists what a model can ask in an edition, in file order.
func (d *Deck) specsOf(m *Model, edition string) []*Spec {
	if len(m.Editions) > 0 && !slices.Contains(m.Editions, edition) {
		return nil
	}
	all := d.holding(m.Relation, edition)
	var specs []*Spec
	for _, keys := range m.keySets(all) {
		s := &Spec{Model: m, Edition: edition, Topic: keys[0].Topic}
		ids := make([]string, len(keys))
		for i, f := range keys {
			ids[i] = f.ID
			s.keys = append(s.keys, m.optionOf(f))
		}
		s.ID = m.ID + ":" + strings.Join(ids, "+")
		s.pool = m.distractors(all, keys)
		specs = append(specs, s)
	}
	return specs
}

// keySets groups the facts that may be keyed together, Keys at a time. A
// single choice of an entity needs a value that only this entity has.
func (m *Model) keySets(all []*Fact) [][]*Fact {
	var order []string
	groups := map[string][]*Fact{}
	for _, f := range all {
		if !f.asked(m.Ask) || (len(m.Entities) > 0 && !slices.Contains(m.Entities, f.Entity)) {
			continue
		}
		g := f.ID
		switch {
		case m.Ask == askEntity && m.Keys == 1 && !f.exclusive():
			continue
		case m.Ask == askEntity && m.Keys > 1:
			g = f.value.ID
		case m.Keys > 1:
			g = f.Entity + "/" + f.Topic
		}
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], f)
	}
	var sets [][]*Fact
	for _, g := range order {
		fs := groups[g]
		if m.Ask == askEntity && len(fs) != m.Keys {
			continue
		}
		for ; len(fs) >= m.Keys; fs = fs[m.Keys:] {
			sets = append(sets, fs[:m.Keys])
		}
	}
	return sets
}
