package deck

import (
	"encoding/json"
	"slices"
	"strings"
)

// Wordings are the ways in which a stem may be worded, in every language.
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
	Facts    []string `json:"facts"`
	Keys     int      `json:"keys"`
	Options  int      `json:"options"`
	Stem     Wordings `json:"stem"`
	Wrong    Wrong    `json:"wrong"`
	// Distractors are the strategies by which they are drawn, the preferred
	// first.
	Distractors []string `json:"distractors"`
	// Facility is the share of first answers that is expected to be right.
	Facility float64 `json:"facility"`
	// Tolerance is how far a typed number may be from the key, in units.
	Tolerance Decimal `json:"tolerance"`
	// MatchCase makes capitals count in a typed name.
	MatchCase bool `json:"match_case"`
	// Negated says that the stem denies something, and is meant to.
	Negated bool `json:"negated"`

	relation *Relation
	typ      Type
	stems    []templates
	wrong    [3]templates // any distractor; one below the key, one above it
	at       position
}

// Levels of a model. Practice asks what is Advanced only of who wants it.
const (
	Usual    = "clf"
	Advanced = "advanced"
)

// Wrong says why a distractor is wrong: in the same words for all, or in other
// words for one that stands below the key in the order of its kind than for one
// above. Only the order tells that a cheaper plan lacks what is asked for, while
// a dearer one costs more than it needs to.
type Wrong struct {
	Text
	Below *Text `json:"below"`
	Above *Text `json:"above"`
}

// UnmarshalJSON reads {en, fr} or {below, above}.
func (w *Wrong) UnmarshalJSON(b []byte) error {
	var sides struct{ Below, Above *Text }
	if err := json.Unmarshal(b, &sides); err != nil {
		return err
	}
	w.Below, w.Above = sides.Below, sides.Above
	return json.Unmarshal(b, &w.Text)
}

// Texts are the sentences from which the reason of a distractor is chosen.
func (w Wrong) Texts() []Text {
	if w.Below == nil {
		return []Text{w.Text}
	}
	return []Text{*w.Below, *w.Above}
}

// none reports whether nothing is said.
func (w Wrong) none() bool { return w == Wrong{} }

// Indexes of Model.wrong.
const (
	wrongAny = iota
	wrongBelow
	wrongAbove
)

// compileWrong compiles the reasons of the distractors.
func (b *builder) compileWrong(m *Model, slots ...string) {
	at := m.at.below("wrong")
	defer b.ownLast(m)
	if m.Wrong.Below == nil {
		m.wrong[wrongAny] = b.compile(at, m.Wrong.Text, slots...)
		return
	}
	m.wrong[wrongBelow] = b.compile(at.below("below"), *m.Wrong.Below, slots...)
	m.wrong[wrongAbove] = b.compile(at.below("above"), *m.Wrong.Above, slots...)
	if m.Keys > 1 {
		b.fault(at, "an option cannot be below or above of %d keys; give one reason for all", m.Keys)
	}
	b.demandOrder(m, at, `"below" and "above" have no meaning; give the kind "ordered: true" in deck.yaml, or give one reason for all`)
}

// ownLast demands that what an author wrote of a fact ends the reason: it is a
// sentence, or nothing where there is none.
func (b *builder) ownLast(m *Model) {
	for _, a := range m.reasons()[wrongAny : wrongAbove+1] {
		for _, lang := range Langs {
			t := a.in(lang)
			for i, p := range t {
				if own := p.slot == slotRule || p.slot == slotCorrection || p.slot == slotHook; own && i+1 < len(t) {
					b.fault(a.at.below(lang), "{%s} is a sentence of its own, or nothing; put it at the end", p.slot)
				}
			}
		}
	}
}

// reasonAgainst is why the option is wrong where the key is right.
func (m *Model) reasonAgainst(o, key *option) templates {
	switch {
	case m.Wrong.Below == nil:
		return m.wrong[wrongAny]
	case o.shows.rank < key.shows.rank:
		return m.wrong[wrongBelow]
	}
	return m.wrong[wrongAbove]
}

// Directions of a model.
const (
	askValue  = "value"
	askEntity = "entity"
)

// option is a possible choice: what it shows, and the fact that it comes from.
type option struct {
	shows *Entity
	fact  *Fact

	// Of a distractor: the documented belief that makes people choose it, if
	// there is one, and how early it is drawn (lower is earlier).
	belief     *Misconception
	preference int
	length     [2]int // of the text, in the order of Langs

	apart bool // something never meets it in an item
}

func (o *option) ids() []string { return []string{o.shows.ID, o.fact.ID} }

// Spec is one distinct item before dealing: a model, the facts that are its
// key, and the distractors that may be drawn. All wordings of a spec are the
// same item.
type Spec struct {
	ID      string
	Model   *Model
	Edition string
	Topic   string

	keys  []*option
	pool  []*option // distractors that are false for this stem
	holds Validity  // when it can be asked as it is, see span
	now   []*Fact   // what is true today, told after an item of an older edition
	hooks []toldHook
}

// KeyFacts are the ids of the facts that the item asks for.
func (s *Spec) KeyFacts() []string {
	ids := make([]string, len(s.keys))
	for i, k := range s.keys {
		ids[i] = k.fact.ID
	}
	return ids
}

// Names are the names by which memory knows the key facts, see Fact.Name.
func (s *Spec) Names() []string {
	names := make([]string, len(s.keys))
	for i, k := range s.keys {
		names[i] = k.fact.Name()
	}
	return names
}

// optionOf returns the option that a fact is in an item of m.
func (m *Model) optionOf(f *Fact) *option {
	if m.Ask == askValue {
		return &option{shows: f.value, fact: f}
	}
	return &option{shows: f.entity, fact: f}
}

// asks lists the facts that a model can ask in an edition on a day.
func (d *Deck) asks(m *Model, e Edition, day Date) []*Fact {
	if len(m.Editions) > 0 && !slices.Contains(m.Editions, e.ID) {
		return nil
	}
	ref := d.Reference(e.ID, day)
	return d.holding(m.Relation, e.ID, Validity{ref, ref})
}

// specsOf lists what a model can ask in an edition on a day, in file order,
// from all facts that hold then.
func (d *Deck) specsOf(m *Model, e Edition, day Date, all []*Fact) []*Spec {
	var specs []*Spec
	for _, keys := range m.typ.Sets(m, all) {
		s := &Spec{Model: m, Edition: e.ID, Topic: keys[0].Topic, now: d.toldOn(day, e.ID, keys)}
		ids := make([]string, len(keys))
		for i, f := range keys {
			ids[i] = f.ID
			s.keys = append(s.keys, m.optionOf(f))
		}
		s.ID = m.ID + ":" + strings.Join(ids, "+")
		s.hooks = d.chooseHooks(s)
		s.pool = m.typ.Pool(m, all, keys)
		d.prefer(s)
		s.holds = d.span(s, e, d.Reference(e.ID, day))
		specs = append(specs, s)
	}
	return specs
}

// span is the stretch of days around that day on which a spec can be asked as
// it is: its edition is in force, and no other fact answers its stem.
func (d *Deck) span(s *Spec, e Edition, day Date) Validity {
	v := e.validity()
	for _, f := range d.holding(s.Model.Relation, e.ID, v) {
		switch {
		case !s.answeredBy(f):
		case f.ValidFrom > day:
			v = v.intersect(Validity{To: f.ValidFrom.before()})
		case f.ValidTo != "" && f.ValidTo < day:
			v = v.intersect(Validity{From: f.ValidTo.after()})
		}
	}
	return v
}

// answeredBy reports whether a fact is an answer to what the spec asks.
func (s *Spec) answeredBy(f *Fact) bool {
	return slices.ContainsFunc(s.keys, func(k *option) bool {
		if s.Model.Ask == askEntity {
			return sameText(f.value, k.fact.value)
		}
		return f.entity == k.fact.entity
	})
}

// mayKey reports whether the model may ask for a fact.
func (m *Model) mayKey(f *Fact) bool {
	return f.asked(m.Ask) && (len(m.Entities) == 0 || slices.Contains(m.Entities, f.Entity)) &&
		(len(m.Facts) == 0 || slices.Contains(m.Facts, f.ID))
}

// keySets groups the facts that may be the key of one item, Keys at a time.
// Where a single entity is asked for, only a value that no other entity has
// will do.
func (m *Model) keySets(all []*Fact) [][]*Fact {
	var order []string
	groups := map[string][]*Fact{}
	for _, f := range all {
		if !m.mayKey(f) {
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

// Floor is the chance, from 0 to 1, that a blind guess gets an item of the spec
// right.
func (s *Spec) Floor() float64 {
	it := Item{Choose: s.Model.Keys, Options: make([]Option, s.Model.Options)}
	switch form := s.Model.typ.Form(); {
	case form.Ordered:
		it.Options = make([]Option, len(s.keys))
	case form.Paired:
		it.Prompts = make([]Prompt, len(s.keys))
	}
	return s.Model.typ.Floor(it)
}
