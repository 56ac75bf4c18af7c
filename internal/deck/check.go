package deck

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// link joins the parts of a deck by their ids, and checks what cannot be
// checked in a single file.
func (b *builder) link() {
	b.linkDeck()
	b.linkEntities()
	b.linkRelations()
	for _, f := range b.facts {
		b.linkFact(f)
	}
	for _, f := range b.facts {
		b.linkRests(f)
		b.linkHook(f)
	}
	b.linkRegister()
	b.linkExams()
	b.linkReadings()
	if len(b.faults) > 0 {
		return
	}
	b.checkTruth()
	for _, m := range b.models {
		b.linkModel(m)
	}
	b.linkMisconceptions()
}

func (b *builder) linkDeck() {
	editions, topics, kinds := b.twice("edition"), b.twice("topic"), b.twice("kind")
	for i := range b.Editions {
		e := &b.Editions[i]
		b.checkValidity(e.at.below("from"), e.at.below("to"), Validity{e.From, e.To})
		editions(e.at, e.ID)
	}
	for _, t := range b.Topics {
		topics(t.at, t.ID)
	}
	for i, k := range b.Kinds {
		kinds(b.deckAt.below("kinds").below(strconv.Itoa(i)), k.ID)
	}
	if b.Edition(b.Current) == nil {
		b.fault(b.deckAt.below("current"), "edition %q is not among the editions%s", b.Current, orNear(b.Current, b.editionIDs()))
	}
	for i := range b.Topics {
		for e := range b.Topics[i].Empty {
			b.knownEdition(b.Topics[i].at.below("empty").below(e), e)
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(b.TypeNotes)) {
		b.typeAt(b.deckAt.below("type_notes").below(typ), typ)
	}
}

// twice tells of each id of deck.yaml that it is shown a second time.
func (b *builder) twice(what string) func(at position, id string) {
	seen := map[string]bool{}
	return func(at position, id string) {
		if seen[id] {
			b.fault(at, "%s %q stands twice; ids are used once", what, id)
		}
		seen[id] = true
	}
}

// typeAt returns the question type that a file names at a position. An unknown
// type is a fault, and nil.
func (b *builder) typeAt(at position, name string) Type {
	t := typeNamed(name)
	if t == nil {
		b.fault(at, "unknown question type %q; the types are %s%s", name, strings.Join(TypeNames(), ", "), orNear(name, TypeNames()))
	}
	return t
}

func (b *builder) checkValidity(from, to position, v Validity) {
	if !v.From.valid() {
		b.fault(from, "%q is no day; write YYYY-MM-DD", v.From)
	}
	if v.To != "" && !v.To.valid() {
		b.fault(to, "%q is no day; write YYYY-MM-DD, or \"\" while it holds", v.To)
	}
	if v.To != "" && v.To < v.From {
		b.fault(to, "ends on %s, before it begins on %s", v.To, v.From)
	}
}

func (b *builder) knownEdition(at position, id string) {
	if b.Edition(id) == nil {
		b.fault(at, "unknown edition %q; deck.yaml lists the editions%s", id, orNear(id, b.editionIDs()))
	}
}

func (b *builder) knownEditions(at position, ids []string) {
	for i, id := range ids {
		b.knownEdition(at.below(strconv.Itoa(i)), id)
	}
}

func (b *builder) knownEntities(at position, ids []string) {
	for i, id := range ids {
		if b.entities[id] == nil {
			b.unknownEntity(at.below(strconv.Itoa(i)), id)
		}
	}
}

func (b *builder) knownKind(at position, id string) {
	if _, ok := b.verbatim[id]; !ok {
		b.fault(at, "unknown kind %q; deck.yaml lists the kinds%s", id, orNearKey(id, b.verbatim))
	}
}

func (b *builder) knownSource(at position, id string) {
	if b.sources[id] == nil {
		b.fault(at, "unknown source %q; sources.yaml lists the sources%s", id, orNearKey(id, b.sources))
	}
}

func (b *builder) knownTopic(at position, id string) {
	if b.Topic(id) == nil {
		known := make([]string, len(b.Topics))
		for i, t := range b.Topics {
			known[i] = t.ID
		}
		b.fault(at, "unknown topic %q; deck.yaml lists the topics%s", id, orNear(id, known))
	}
}

func (b *builder) editionIDs() []string {
	ids := make([]string, len(b.Editions))
	for i, e := range b.Editions {
		ids[i] = e.ID
	}
	return ids
}

// unknownEntity tells of an id that no entity has.
func (b *builder) unknownEntity(at position, id string) {
	b.fault(at, "unknown entity %q%s", id, orNearKey(id, b.entities))
}

// unknownRelation tells of an id that no relation has.
func (b *builder) unknownRelation(at position, id string) {
	b.fault(at, "unknown relation %q; a facts file declares it%s", id, orNearKey(id, b.relations))
}

func (b *builder) linkEntities() {
	for _, id := range slices.Sorted(maps.Keys(b.entities)) {
		e := b.entities[id]
		e.typeset()
		e.EN.gloss, e.FR.gloss = e.Gloss.EN, e.Gloss.FR
		b.knownKind(e.at.below("kind"), e.Kind)
		if e.Topic != "" {
			b.knownTopic(e.at.below("topic"), e.Topic)
		}
		b.knownNow(e.at.below("now"), e.Now)
		b.checkSpellings(e)
	}
	b.naming = namesOf(b.entities)
}

func (b *builder) knownNow(at position, ids []string) {
	for i, id := range ids {
		at := at.below(strconv.Itoa(i))
		switch f := b.factByID[id]; {
		case f == nil:
			b.fault(at, "unknown fact %q%s", id, orNearKey(id, b.factByID))
		case !f.in(b.Current):
			b.fault(at, "fact %q is not of the current edition %q, so it cannot tell what is true today", id, b.Current)
		}
	}
}

func (b *builder) linkRelations() {
	for _, id := range slices.Sorted(maps.Keys(b.relations)) {
		r := b.relations[id]
		for i, k := range r.Entity {
			b.knownKind(r.at.below("entity").below(strconv.Itoa(i)), k)
		}
		if r.Value != "phrase" && r.Value != "rate" {
			b.knownKind(r.at.below("value"), r.Value)
		}
		with := []string{"entity", "value"}
		if r.Ordered {
			with = append(with, "place")
		}
		r.says = b.compile(r.at.below("says"), r.Says, with...)
		b.linkCharge(r)
	}
}

// compile parses a text and fills it with sample labels, so that a wrong slot
// is found before anybody reads the text.
func (b *builder) compile(at position, t Text, names ...string) templates {
	var out templates
	for _, lang := range Langs {
		parsed, err := parseTemplate(t.In(lang))
		if err == nil {
			with := slots{}
			for _, n := range names {
				with[n] = Label{Text: n, Gender: "m", gloss: n}
			}
			_, err = parsed.fill(lang, with)
		}
		if err != nil {
			b.fault(at.below(lang), "%v", err)
		}
		if lang == "fr" {
			out.fr = parsed
		} else {
			out.en = parsed
		}
	}
	return out
}

// linkFact resolves what a fact names, and checks that the fact is complete.
func (b *builder) linkFact(f *Fact) {
	if r := b.relations[f.relation.ID]; r == nil {
		b.unknownRelation(f.saying("relation"), f.relation.ID)
		return
	} else {
		f.relation = r
		b.related[r.ID] = append(b.related[r.ID], f)
	}
	b.linkSides(f)
	if f.Topic == "" && f.entity != nil {
		f.Topic = f.entity.Topic
	}
	switch {
	case f.Topic != "":
		b.knownTopic(f.saying("topic"), f.Topic)
	case f.entity != nil: // an unknown one may have a topic
		b.fault(f.at, "fact %q has no topic, nor has its group or entity", f.ID)
	}
	b.knownSource(f.saying("source"), f.Source)
	if f.Confidence == "" {
		b.fault(f.at, "fact %q has no confidence, nor has its group", f.ID)
	}
	b.checkValidity(f.saying("valid_from"), f.saying("valid_to"), f.Validity())
	if len(f.Editions) == 0 {
		b.fault(f.at, "fact %q has no editions, nor has its group", f.ID)
	}
	b.knownEditions(f.saying("editions"), f.Editions)
	for _, id := range f.Editions {
		if e := b.Edition(id); e != nil {
			if p := f.intersect(e); p.To != "" && p.To < p.From {
				b.fault(f.at, "fact %q never holds in edition %q (%s to %s)", f.ID, id, e.From, e.To)
			}
		}
	}
	b.knownNow(f.saying("now"), f.Now)
	b.knownEntities(f.saying("also"), f.Also)
	b.checkDated(f)
}

func (f *Fact) intersect(e *Edition) Validity { return f.Validity().intersect(Validity{e.From, e.To}) }

// linkSides resolves the entity and the value of a fact.
func (b *builder) linkSides(f *Fact) {
	if f.entity = b.entities[f.Entity]; f.entity == nil {
		b.unknownEntity(f.saying("entity"), f.Entity)
	} else if !slices.Contains(f.relation.Entity, f.entity.Kind) {
		b.fault(f.at.below("entity"), "fact %q: %q is a %s, but relation %q is about %s", f.ID, f.Entity, f.entity.Kind, f.relation.ID, strings.Join(f.relation.Entity, " or "))
	}
	at := f.at.below("value")
	if (f.Place > 0) != f.relation.Ordered {
		b.fault(f.at.below("place"), "fact %q: a fact has a place exactly if its relation is ordered; relation %q has ordered: %v", f.ID, f.relation.ID, f.relation.Ordered)
	}
	if f.relation.Value == "rate" {
		b.linkRate(f)
		return
	}
	switch phrase := f.relation.Value == "phrase"; {
	case phrase && f.Value.Phrase == nil:
		b.fault(at, "fact %q: relation %q takes a phrase {en, fr}, not an id", f.ID, f.relation.ID)
	case phrase:
		f.value = &Entity{ID: f.ID, Kind: "phrase", Labels: *f.Value.Phrase, at: at}
		f.value.typeset()
	case f.Value.Phrase != nil || f.Value.Rate != nil:
		b.fault(at, "fact %q: relation %q takes the id of a %s", f.ID, f.relation.ID, f.relation.Value)
	case b.entities[f.Value.ID] == nil:
		b.fault(at, "fact %q: unknown entity %q%s", f.ID, f.Value.ID, orNearKey(f.Value.ID, b.entities))
	case b.entities[f.Value.ID].Kind != f.relation.Value:
		b.fault(at, "fact %q: %q is a %s, but relation %q gives a %s", f.ID, f.Value.ID, b.entities[f.Value.ID].Kind, f.relation.ID, f.relation.Value)
	default:
		f.value = b.entities[f.Value.ID]
	}
}

// linkRate checks a rate and words it, so that it can be told like any value.
func (b *builder) linkRate(f *Fact) {
	r := f.Value.Rate
	switch at := f.at.below("value"); {
	case r == nil:
		b.fault(at, "fact %q: relation %q takes a rate: {percent, from, to, unit} or {minimum, unit}", f.ID, f.relation.ID)
		return
	case (r.Minimum > 0) == (r.Percent > 0), r.Minimum > 0 && (r.From > 0 || r.To > 0):
		b.fault(at, "fact %q: a rate has either a minimum or a percentage of a band", f.ID)
	case r.To > 0 && r.To <= r.From:
		b.fault(at.below("to"), "fact %q: the band ends at %d, before it begins at %d", f.ID, r.To, r.From)
	}
	if f.relation.TieredCharge == nil {
		return // linkCharge reports that at the relation
	}
	f.value = &Entity{ID: f.ID, Kind: "phrase", Labels: r.words(f.relation.TieredCharge), at: f.at.below("value")}
	f.value.typeset()
}

// checkDated demands that a fact of an older edition about a kind that changes
// over time names the facts that are true today.
func (b *builder) checkDated(f *Fact) {
	if f.entity == nil || f.in(b.Current) || len(f.Now) > 0 || len(f.entity.Now) > 0 {
		return
	}
	for _, k := range b.Kinds {
		if k.Dated && (f.entity.Kind == k.ID) {
			b.fault(f.at, "fact %q is about a %s of an older edition: give it or its entity a \"now\"", f.ID, k.ID)
		}
	}
}

// checkTruth looks for facts that contradict or repeat each other.
func (b *builder) checkTruth() {
	for i, f := range b.facts {
		for _, g := range b.facts[:i] {
			if f.relation != g.relation || !shareEdition(f, g) || !f.Validity().overlaps(g.Validity()) {
				continue
			}
			sameEntity, sameValue := f.entity == g.entity, sameText(f.value, g.value)
			switch {
			case sameEntity && sameValue:
				b.fault(f.at, "fact %q says what fact %q says; delete one of the two", f.ID, g.ID)
			case sameEntity && f.relation.Single:
				b.fault(f.at, "facts %q and %q give %q two values, but relation %q allows one; delete one of the facts, or take \"single\" from the relation", g.ID, f.ID, f.Entity, f.relation.ID)
			case sameValue && (f.exclusive() || g.exclusive()):
				b.fault(f.at, "facts %q and %q share a value that one of them calls exclusive; mend one of the values, or say exclusive: false at both", g.ID, f.ID)
			}
		}
	}
}

func shareEdition(f, g *Fact) bool {
	return slices.ContainsFunc(f.Editions, g.in)
}

func sameText(a, b *Entity) bool {
	return a == b || strings.EqualFold(a.EN.Text, b.EN.Text) || strings.EqualFold(a.FR.Text, b.FR.Text)
}

// linkModel resolves a model's relation and type and checks its texts.
func (b *builder) linkModel(m *Model) {
	if m.typ = b.typeAt(m.at.below("type"), m.Type); m.typ == nil {
		return
	}
	if m.relation = b.relations[m.Relation]; m.relation == nil {
		b.unknownRelation(m.at.below("relation"), m.Relation)
		return
	}
	m.typ.Check(b, m)
	b.linkStrategies(m)
	b.knownEditions(m.at.below("editions"), m.Editions)
	b.knownEntities(m.at.below("entities"), m.Entities)
	for i, id := range m.Facts {
		if f := b.factByID[id]; f == nil || f.relation != m.relation {
			b.fault(m.at.below("facts").below(strconv.Itoa(i)), "relation %q has no fact %q%s", m.Relation, id, orNear(id, idsOf(b.related[m.Relation])))
		}
	}
	for _, other := range b.models {
		if other == m {
			break
		}
		if other.ID == m.ID {
			b.fault(m.at.below("id"), "id %q is taken; ids are used once", m.ID)
		}
	}
}

func idsOf(facts []*Fact) []string {
	ids := make([]string, len(facts))
	for i, f := range facts {
		ids[i] = f.ID
	}
	return ids
}

// checkStems compiles a model's wordings. Each must use all slots; but where
// the model asks about one entity only, a wording may name that entity itself.
func (b *builder) checkStems(m *Model, slots ...string) {
	if len(m.Stem.EN) != len(m.Stem.FR) {
		b.fault(m.at.below("stem"), "%d wordings in English, %d in French; give the same number", len(m.Stem.EN), len(m.Stem.FR))
		return
	}
	for i := range m.Stem.EN {
		stem := b.compile(m.at.below("stem"), Text{m.Stem.EN[i], m.Stem.FR[i]}, slots...)
		m.stems = append(m.stems, stem)
		for _, slot := range slots {
			if slot == "entity" && len(m.Entities) == 1 {
				continue
			}
			for _, lang := range Langs {
				if !stem.in(lang).uses(slot) {
					b.fault(m.at.below("stem").below(lang).below(strconv.Itoa(i)), "the stem never says which {%s} it is about", slot)
				}
			}
		}
	}
}

// checkTopics demands a reason wherever an edition has nothing to ask on a
// topic, and none where it has.
func (b *builder) checkTopics() {
	for i := range b.Topics {
		t := &b.Topics[i]
		for _, e := range b.Editions {
			n := b.most(e.ID, t.ID)
			_, explained := t.Empty[e.ID]
			switch {
			case n == 0 && !explained:
				b.fault(t.at, "topic %q has no item in edition %q; say why under \"empty\"", t.ID, e.ID)
			case n > 0 && explained:
				b.fault(t.at.below("empty").below(e.ID), "topic %q is called empty in edition %q but has %d items", t.ID, e.ID, n)
			}
		}
	}
}

// most is the highest number of items that an edition has on a topic on any
// day.
func (d *Deck) most(edition, topic string) int {
	n := 0
	for _, r := range d.regimes[edition] {
		n = max(n, r.items[topic])
	}
	return n
}
