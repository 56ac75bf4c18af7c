package deck

import (
	"maps"
	"slices"
)

// Recheck checks the deck as it would be with other text in one of the files of
// its facts or models: the facts of that file, and everything asked from one
// relation. It is for trying thousands of changes to facts or models of that
// relation, where LoadSubject would take too long. It finds fewer faults than
// LoadSubject: it leaves out the other relations, case sets, hooks, phrasing,
// giveaways, priors, states of sources, empty topics and exams, and the register
// does not know phrases that are new.
//
// The deck it returns asks nothing else. It shares with d what no fact or model
// alters, so the relations that the file declares must stay as they are.
func (d *Deck) Recheck(file string, src []byte, relation string) (*Deck, []Fault) {
	b := &builder{Deck: d.partial(relation)}
	if kindOfFile(file) == "models" {
		b.replaceModels(file, src)
	} else {
		b.replaceFacts(file, src)
	}
	if len(b.faults) > 0 {
		return nil, b.faults
	}
	b.checkTruth()
	for _, m := range b.beliefs {
		if b.linkMisconception(m) {
			b.checkFalse(m)
		}
	}
	if len(b.faults) > 0 {
		return nil, b.faults
	}
	for _, e := range b.Editions {
		b.regimes[e.ID] = b.makeRegimes(e)
	}
	b.checkSpecs()
	b.checkTold()
	b.checkRegister()
	b.checkMisconceptions()
	return b.Deck, b.faults
}

// partial is a copy of the deck with the models and beliefs of one relation,
// in which facts may be exchanged.
func (d *Deck) partial(relation string) *Deck {
	part := *d
	part.factByID, part.regimes, part.beliefs = maps.Clone(d.factByID), map[string][]*regime{}, nil
	part.models = slices.DeleteFunc(slices.Clone(d.models), func(m *Model) bool { return m.Relation != relation })
	for _, m := range d.beliefs {
		if m.Relation == relation {
			own := *m
			own.used = map[string]bool{}
			part.beliefs = append(part.beliefs, &own)
		}
	}
	return &part
}

// replaceFacts puts the facts of another text in the place of those of a file.
func (b *builder) replaceFacts(file string, src []byte) {
	read := &builder{Deck: &Deck{relations: map[string]*Relation{}, factByID: map[string]*Fact{}}}
	if read.readFile(file, src); len(read.faults) > 0 {
		b.faults = read.faults
		return
	}
	var facts []*Fact
	due := read.facts
	for _, f := range b.facts {
		if f.at.file.name != file {
			facts = append(facts, f)
			continue
		}
		delete(b.factByID, f.ID)
		facts, due = append(facts, due...), nil
	}
	for _, f := range read.facts {
		declare(b, b.factByID, f.ID, f, f.at)
	}
	b.facts = facts
	b.related = map[string][]*Fact{}
	for _, f := range read.facts {
		b.linkFact(f)
	}
	for _, f := range read.facts {
		b.linkRests(f)
	}
	b.related = map[string][]*Fact{} // anew, in file order
	for _, f := range b.facts {
		b.related[f.relation.ID] = append(b.related[f.relation.ID], f)
	}
}

// replaceModels puts the models of another text in the place of those that have
// their ids.
func (b *builder) replaceModels(file string, src []byte) {
	read := &builder{Deck: &Deck{}}
	if read.readFile(file, src); len(read.faults) > 0 {
		b.faults = read.faults
		return
	}
	for _, m := range read.models {
		if i := slices.IndexFunc(b.models, func(o *Model) bool { return o.ID == m.ID }); i >= 0 {
			b.models[i] = m
			b.linkModel(m)
		}
	}
}
