package deck

import "cmp"

// Case is one of the three questions about a situation: a choice of one, with
// the situation before it. The questions of a situation are dealt together,
// one after the other, and marked each by itself.
type Case struct{ Choice }

// caseQuestions is how many questions a situation has.
const caseQuestions = 3

// Name is "case".
func (Case) Name() string { return "case" }

// About tells authors about the type.
func (Case) About() (asks, needs string) {
	return "three single choices about one situation", "three models over facts of the situation"
}

// Check demands what a single choice needs; the situation says what the stem
// is about.
func (c Case) Check(b *builder, m *Model) {
	or(&m.Keys, 1)
	or(&m.Options, 4)
	if m.Keys != 1 || m.Ask != askValue {
		b.fault(m.at, "a case asks for one value of its situation: \"ask: value\", one key")
	}
	b.checkStems(m)
	b.checkOptions(m, "given", "value")
}

// Deal makes a choice, and tells the situation.
func (c Case) Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error) {
	it, err := c.Choice.Deal(d, spec, lang, s)
	situation := spec.keys[0].fact.entity
	it.Case, it.Situation = situation.ID, situation.in(lang).Text
	return it, err
}

// Case is the id of the situation that a spec of a case set is about, or "".
func (s *Spec) Case() string {
	if _, ok := s.Model.typ.(Case); !ok {
		return ""
	}
	return s.keys[0].fact.Entity
}

// Under is the topic that the spec is dealt on: its own or, in a case set, that
// of the situation, whose questions follow each other whatever each asks.
func (s *Spec) Under() string {
	if s.Case() != "" {
		return cmp.Or(s.keys[0].fact.entity.Topic, s.Topic)
	}
	return s.Topic
}

// Under is the topic that an item was dealt on, see Spec.Under.
func (d *Deck) Under(it Item) string {
	if situation := d.entities[it.Case]; situation != nil {
		return cmp.Or(situation.Topic, it.Topic)
	}
	return it.Topic
}

// checkCases demands that every situation of an edition has its three
// questions, and one topic to deal them on: its own, or that of all its facts.
func (b *builder) checkCases(edition string, specs []*Spec) {
	count, topic := map[string]int{}, map[string]string{}
	for _, s := range specs {
		id := s.Case()
		if before := topic[id]; id != "" && before != "" && before != s.Under() {
			b.fault(s.keys[0].fact.at, "situation %q has questions on the topics %q and %q; give the situation a topic, on which they are dealt together", id, before, s.Under())
		}
		count[id]++
		topic[id] = s.Under()
	}
	for id, n := range count {
		if id != "" && n != caseQuestions {
			b.fault(b.entities[id].at, "situation %q has %d questions in edition %q; a case set has %d, each from a fact and a model of type case", id, n, edition, caseQuestions)
		}
	}
}
