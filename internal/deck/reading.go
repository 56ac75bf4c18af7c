package deck

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Reading says what a page to read is made of. It holds no statement of its own:
// what the page tells are facts, found by what is named here. Package reading
// makes the page, for a day.
type Reading struct {
	ID    string        `json:"id"`
	Title Text          `json:"title"`
	About Text          `json:"about"` // what is found there, in a sentence
	Parts []ReadingPart `json:"parts"`

	at position
}

// ReadingPart is a table of a reading, with a row for each entity.
type ReadingPart struct {
	Title   Text            `json:"title"`   // where it is empty, that of the edition
	Edition string          `json:"edition"` // "" is the one that the reader studies
	Row     Text            `json:"row"`     // what a row is: the title of the first column
	Rows    ReadingRows     `json:"rows"`
	Columns []ReadingColumn `json:"columns"`

	at position
}

// ReadingRows says which entities have a row: those that are named, those of
// some kinds, those that have a fact of a relation, or the values that a
// relation gives of one entity.
type ReadingRows struct {
	Entities []string          `json:"entities"`
	Kinds    []string          `json:"kinds"`
	Relation string            `json:"relation"`
	Of       string            `json:"of"`    // whose values; "" is the entities of the relation themselves
	After    map[string]string `json:"after"` // entity of a row -> the one that it came after
}

// ReadingColumn tells of each row what its clauses find.
type ReadingColumn struct {
	Title Text            `json:"title"`
	Tells []ReadingClause `json:"tells"`
}

// ReadingClause finds facts about the entity of a row: those of a relation. Two
// clauses tell of the entity itself: its gloss, and its name in the other
// language.
type ReadingClause struct {
	Relation string                       `json:"relation"`
	Edition  string                       `json:"edition"`  // "" is that of the part
	Was      string                       `json:"was"`      // edition whose values are told too where they have ended
	Through  string                       `json:"through"`  // relation that gives the entity to tell of
	Facts    []string                     `json:"facts"`    // only these
	Of       map[string]map[string]string `json:"of"`       // entity of a row -> what a value is called by -> the entity to tell of
	Sentence bool                         `json:"sentence"` // the fact as a sentence, in place of its value

	Gloss       bool `json:"gloss"`
	Translation bool `json:"translation"`

	at position
}

// Fault is a fault at a key of the reading.
func (r *Reading) Fault(key, format string, args ...any) Fault {
	return r.at.below(key).fault(format, args...)
}

// Fault is a fault at a key of the part.
func (p *ReadingPart) Fault(key, format string, args ...any) Fault {
	return p.at.below(key).fault(format, args...)
}

// Fault is a fault at a key of the clause.
func (c *ReadingClause) Fault(key, format string, args ...any) Fault {
	return c.at.below(key).fault(format, args...)
}

// Reading returns the reading of that id, or nil.
func (d *Deck) Reading(id string) *Reading {
	i := slices.IndexFunc(d.Readings, func(r Reading) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Readings[i]
}

// readReadings reads readings.yaml.
func (b *builder) readReadings(f *yamlFile, value any) {
	var in struct{ Readings []Reading }
	f.validate(value, &in)
	for i := range in.Readings {
		r := &in.Readings[i]
		r.at = f.at(fmt.Sprintf("/readings/%d", i))
		for j := range r.Parts {
			r.Parts[j].place(r.at.below("parts").below(strconv.Itoa(j)))
		}
		if b.Reading(r.ID) != nil {
			b.fault(r.at.below("id"), "id %q is taken; ids are used once", r.ID)
		}
		b.Readings = append(b.Readings, *r)
	}
}

// place notes where the part and its clauses stand.
func (p *ReadingPart) place(at position) {
	p.at = at
	for i := range p.Columns {
		for j := range p.Columns[i].Tells {
			p.Columns[i].Tells[j].at = at.below("columns").below(strconv.Itoa(i)).below("tells").below(strconv.Itoa(j))
		}
	}
}

// linkReadings checks that whatever the readings name is known. What they make
// of it is checked by package reading.
func (b *builder) linkReadings() {
	for i := range b.Readings {
		for j := range b.Readings[i].Parts {
			b.linkPart(&b.Readings[i].Parts[j])
		}
	}
}

func (b *builder) linkPart(p *ReadingPart) {
	if p.Edition != "" {
		b.knownEdition(p.at.below("edition"), p.Edition)
	}
	at, rows := p.at.below("rows"), p.Rows
	b.knownEntities(at.below("entities"), rows.Entities)
	for i, id := range rows.Kinds {
		b.knownKind(at.below("kinds").below(strconv.Itoa(i)), id)
	}
	b.knownRelation(at.below("relation"), rows.Relation)
	if rows.Of != "" && b.entities[rows.Of] == nil {
		b.unknownEntity(at.below("of"), rows.Of)
	}
	b.knownPairs(at.below("after"), rows.After)
	for _, c := range p.Columns {
		for i := range c.Tells {
			b.linkClause(&c.Tells[i])
		}
	}
}

func (b *builder) linkClause(c *ReadingClause) {
	b.knownRelation(c.at.below("relation"), c.Relation)
	b.knownRelation(c.at.below("through"), c.Through)
	for key, id := range map[string]string{"edition": c.Edition, "was": c.Was} {
		if id != "" {
			b.knownEdition(c.at.below(key), id)
		}
	}
	for i, id := range c.Facts {
		if f := b.factByID[id]; f == nil || f.relation.ID != c.Relation {
			b.fault(c.at.below("facts").below(strconv.Itoa(i)), "relation %q has no fact %q%s", c.Relation, id, orNear(id, idsOf(b.related[c.Relation])))
		}
	}
	for _, row := range slices.Sorted(maps.Keys(c.Of)) {
		at := c.at.below("of").below(row)
		if b.entities[row] == nil {
			b.unknownEntity(at, row)
		}
		b.knownPairs(at, c.Of[row])
	}
}

// knownRelation refuses the id of a relation that there is not; "" is none.
func (b *builder) knownRelation(at position, id string) {
	if id != "" && b.relations[id] == nil {
		b.unknownRelation(at, id)
	}
}

// knownPairs refuses entities that there are not, on either side.
func (b *builder) knownPairs(at position, pairs map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(pairs)) {
		for _, id := range []string{key, pairs[key]} {
			if b.entities[id] == nil {
				b.unknownEntity(at.below(key), id)
			}
		}
	}
}
