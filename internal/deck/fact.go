package deck

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// Confidence says how well a fact was read: H from an official page, M from
// independent secondary sources that agree. Facts that are less sure are not
// asked.
type Confidence string

// The confidences that may be asked.
const (
	High   Confidence = "H"
	Medium Confidence = "M"
)

func lowest(a, b Confidence) Confidence {
	if a == Medium || b == Medium {
		return Medium
	}
	return High
}

// Source is the page where a fact was read. Learners see links to official
// pages only.
type Source struct {
	ID       string `json:"id"`
	Title    Text   `json:"title"`
	URL      string `json:"url"`
	Date     string `json:"date"`    // of the page: a year, a month or a day
	State    string `json:"state"`   // of which day it shows what held, where that is not its own
	Checked  Date   `json:"checked"` // when it was last found to say so
	Official bool   `json:"official"`

	at position
}

// Entity is a thing that facts are about, or a value they give.
type Entity struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Topic string `json:"topic"`
	Labels
	Notes string   `json:"notes"` // the French course notes' own word for it
	Gloss Text     `json:"gloss"` // what it does, as the end of a sentence that begins with its name
	Now   []string `json:"now"`   // ids of facts that tell what is true today

	// Spellings are accepted beside the label where the name is typed.
	Spellings []accepted `json:"spellings"`

	rank int // its number among all entities, in the order of the files
	at   position
}

// Relation is a kind of statement that facts make about entities.
type Relation struct {
	ID     string   `json:"id"`
	Entity []string `json:"entity"` // kinds the entity may have
	Value  string   `json:"value"`  // kind of the value, or "phrase"
	Single bool     `json:"single"` // an entity has one value in an edition

	Ordered bool `json:"ordered"` // the values of an entity have places
	Says    Text `json:"says"`    // the fact as a sentence

	TieredCharge *chargeWords `json:"tiered_charge"` // where the value is a rate

	says templates
	at   position
}

// Value is the third part of a fact: the id of an entity, or a phrase or a rate
// that is written in place.
type Value struct {
	ID     string
	Phrase *Labels
	Rate   *Rate
}

// UnmarshalJSON reads "entity-id", {en, fr} or a rate.
func (v *Value) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &v.ID)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if bytes.Contains(b, []byte(`"unit":`)) { // the key; a text would have its quotes escaped
		return dec.Decode(&v.Rate)
	}
	return dec.Decode(&v.Phrase)
}

// Fact is one dated statement: entity, relation, value.
type Fact struct {
	ID         string     `json:"id"`
	Entity     string     `json:"entity"`
	Value      Value      `json:"value"`
	Place      int        `json:"place"` // of the value in an ordered relation, from 1
	Topic      string     `json:"topic"`
	Editions   []string   `json:"editions"`
	ValidFrom  Date       `json:"valid_from"`
	ValidTo    Date       `json:"valid_to"`
	Confidence Confidence `json:"confidence"`
	Source     string     `json:"source"`
	Exclusive  *bool      `json:"exclusive"` // no other entity has this value
	Statement  string     `json:"statement"` // the line of the course notes it restates
	Also       []string   `json:"also"`      // arguably true of these entities too
	Same       string     `json:"same"`      // facts with the same word tell a learner the same
	Asked      []string   `json:"asked"`     // directions it may be asked in; empty is all
	Now        []string   `json:"now"`
	Correction *Text      `json:"correction"`
	Reason     *Text      `json:"reason"`  // the rule that decides, told as the reason of the right option
	Rests      []string   `json:"rests"`   // ids of the facts that decide, told as that reason
	Because    *Because   `json:"because"` // helps to keep the fact, told beside that reason

	relation *Relation
	entity   *Entity
	value    *Entity // a phrase becomes an entity of kind "phrase"
	rests    []*Fact
	at       position
}

// Validity returns the validity of the fact: the days on which it holds.
func (f *Fact) Validity() Validity { return Validity{From: f.ValidFrom, To: f.ValidTo} }

func (f *Fact) exclusive() bool { return f.Exclusive != nil && *f.Exclusive }

func (f *Fact) in(edition string) bool { return slices.Contains(f.Editions, edition) }

func (f *Fact) asked(direction string) bool {
	return len(f.Asked) == 0 || slices.Contains(f.Asked, direction)
}

// Says renders the fact as a sentence.
func (f *Fact) Says(lang string) (string, error) {
	return f.relation.says.in(lang).fill(lang, slots{
		"entity": f.entity.in(lang), "value": f.value.in(lang), "place": {Text: strconv.Itoa(f.Place)}})
}

// reason tells why the fact's option is right: by the rule that decides where
// the author wrote it down, by the facts that it rests on where those are named,
// else by the fact itself, which says is in words, if it is not "".
func (f *Fact) reason(lang, says string) (string, error) {
	switch {
	case f.Reason != nil:
		return f.Reason.In(lang), nil
	case len(f.rests) > 0:
		return f.decides(lang)
	case says != "":
		return says, nil
	}
	return f.Says(lang)
}

// group is the facts of one relation, with the defaults they share.
type group struct {
	Relation string `json:"relation"`
	Fact            // the defaults
	Facts    []Fact `json:"facts"`
}

// settle fills what a fact leaves to its group.
func (f *Fact) settle(g *group) {
	or(&f.Entity, g.Entity)
	or(&f.Topic, g.Topic)
	or(&f.ValidFrom, g.ValidFrom)
	or(&f.ValidTo, g.ValidTo)
	or(&f.Confidence, g.Confidence)
	or(&f.Source, g.Source)
	or(&f.Statement, g.Statement)
	or(&f.Same, g.Same)
	if f.Editions == nil {
		f.Editions = g.Editions
	}
	if f.Exclusive == nil {
		f.Exclusive = g.Exclusive
	}
	if f.Also == nil {
		f.Also = g.Also
	}
	if f.Asked == nil {
		f.Asked = g.Asked
	}
	if f.Now == nil {
		f.Now = g.Now
	}
	if f.Correction == nil {
		f.Correction = g.Correction
	}
	if f.Reason == nil {
		f.Reason = g.Reason
	}
	if f.Rests == nil {
		f.Rests = g.Rests
	}
	if f.Because == nil {
		f.Because = g.Because
	}
}

// saying is where a fact says the value of a key, or else its group, if that
// does: a mistake in what many facts share is told once.
func (f *Fact) saying(key string) position {
	shared := position{f.at.file, parentOf(parentOf(f.at.pointer))}
	if f.at.below(key).written() || !shared.below(key).written() {
		return f.at.below(key)
	}
	return shared.below(key)
}

func or[T comparable](value *T, fallback T) {
	var zero T
	if *value == zero {
		*value = fallback
	}
}
