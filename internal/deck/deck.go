package deck

import (
	"slices"
)

// Edition is a stretch of time with its own answers: the same question may
// have another key in another edition.
type Edition struct {
	ID    string `json:"id"`
	Title Text   `json:"title"`
	Short Text   `json:"short"`
	About Text   `json:"about"`
	From  Date   `json:"from"`
	To    Date   `json:"to"`

	at position
}

func (e *Edition) validity() Validity { return Validity{From: e.From, To: e.To} }

// Topic is a part of a subject that a learner can choose.
type Topic struct {
	ID     string          `json:"id"`
	Title  Text            `json:"title"`
	Weight int             `json:"weight"` // its share of an attempt, beside the other topics'
	Empty  map[string]Text `json:"empty"`  // edition -> why it has no item

	at position
}

type kind struct {
	ID       string `json:"id"`
	Verbatim bool   `json:"verbatim"` // options print the label as it is
	Dated    bool   `json:"dated"`    // what was true of it is told with what is true today
	Ordered  bool   `json:"ordered"`  // its entities stand in the files from least to most
}

// Home is what the home page says of the subject. Any of it may be left out.
type Home struct {
	Heading Text `json:"heading"` // what learners get from it
	For     Text `json:"for"`     // who they are, without a full stop
	Covers  Text `json:"covers"`  // how much of an exam or a course it is
}

// deckFile is deck.yaml.
type deckFile struct {
	Subject   string          `json:"subject"`
	Title     Text            `json:"title"`
	About     Text            `json:"about"`
	Home      Home            `json:"home"`
	Current   string          `json:"current"`
	Editions  []Edition       `json:"editions"`
	Topics    []Topic         `json:"topics"`
	Kinds     []kind          `json:"kinds"`
	TypeNotes map[string]Text `json:"type_notes"` // type -> what to know about questions of it

	// OfficialHosts are where the publishers of what the subject is about put
	// their pages.
	OfficialHosts []string `json:"official_hosts"`
}

// Deck is one subject's knowledge base, loaded and checked. It is read-only
// and safe for use by many goroutines.
type Deck struct {
	deckFile
	Exams    []ExamProfile // that can be sat, in file order
	Readings []Reading     // pages to read, in file order
	Version  string        // hash of the files
	Unproved bool          // no second reading confirms it; each of its items says so

	sources   map[string]*Source
	entities  map[string]*Entity
	naming    naming
	relations map[string]*Relation
	facts     []*Fact
	factByID  map[string]*Fact
	related   map[string][]*Fact // relation -> its facts
	models    []*Model
	beliefs   []*Misconception
	unused    []*unusedBelief
	register  registerFile
	ordered   map[string]bool            // kind -> its entities have an order
	verbatim  map[string]bool            // kind -> options are printed as they are
	barred    map[string]map[string]bool // an id -> those that never meet it as options
	regimes   map[string][]*regime       // edition -> what can be asked, in the order of time
	texts     map[string]textsOf         // file -> what its author wrote, see Written
}

// ID is the subject's id, the name of its folder.
func (d *Deck) ID() string { return d.Subject }

// Edition returns the edition of that id, or nil.
func (d *Deck) Edition(id string) *Edition {
	i := slices.IndexFunc(d.Editions, func(e Edition) bool { return e.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Editions[i]
}

// ReadSince is the day since which every source was found to say what its facts
// say, or "" where that is not known of all.
func (d *Deck) ReadSince() Date {
	var since Date
	for _, s := range d.sources {
		if s.Checked == "" {
			return ""
		}
		if since == "" || s.Checked < since {
			since = s.Checked
		}
	}
	return since
}

// TypeNote returns what the subject says about questions of that type, or "".
func (d *Deck) TypeNote(typ, lang string) string { return d.TypeNotes[typ].In(lang) }

// Topic returns the topic of that id, or nil.
func (d *Deck) Topic(id string) *Topic {
	i := slices.IndexFunc(d.Topics, func(t Topic) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Topics[i]
}

// holding returns the facts of a relation that hold in an edition on some day
// of v. A proof asks for an item's whole validity: what is printed must be
// right on each of its days.
func (d *Deck) holding(relation, edition string, v Validity) []*Fact {
	var out []*Fact
	for _, f := range d.related[relation] {
		if f.in(edition) && f.Validity().overlaps(v) {
			out = append(out, f)
		}
	}
	return out
}

// meet reports whether two facts' options may stand in one item.
func (d *Deck) meet(a, b *option) bool {
	for _, x := range a.ids() {
		barred := d.barred[x]
		if barred[b.shows.ID] || barred[b.fact.ID] {
			return false
		}
	}
	return true
}
