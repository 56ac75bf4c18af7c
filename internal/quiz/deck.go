package quiz

import (
	"slices"
)

// Edition is a period with its own answers: the same question may have another
// key in another edition.
type Edition struct {
	ID    string `json:"id"`
	Title Text   `json:"title"`
	Short Text   `json:"short"`
	About Text   `json:"about"`
	From  Date   `json:"from"`
	To    Date   `json:"to"`

	at mark
}

// Topic is a part of a subject that a learner can choose.
type Topic struct {
	ID    string          `json:"id"`
	Title Text            `json:"title"`
	Empty map[string]Text `json:"empty"` // edition -> why it has no item

	at mark
}

type kind struct {
	ID       string `json:"id"`
	Verbatim bool   `json:"verbatim"` // options print the label as it is
	Dated    bool   `json:"dated"`    // what was true of it is told with what is true today
}

type neverTogether struct {
	These   []string `json:"these"`
	Because string   `json:"because"`

	at mark
}

// deckFile is deck.yaml.
type deckFile struct {
	Subject       string          `json:"subject"`
	Title         Text            `json:"title"`
	About         Text            `json:"about"`
	Current       string          `json:"current"`
	Editions      []Edition       `json:"editions"`
	Topics        []Topic         `json:"topics"`
	Kinds         []kind          `json:"kinds"`
	NeverTogether []neverTogether `json:"never_together"`
}

// Deck is one subject's knowledge base, loaded and checked. It is read-only
// and safe for use by many goroutines.
type Deck struct {
	deckFile
	Version string // hash of the files

	sources   map[string]*Source
	entities  map[string]*Entity
	relations map[string]*Relation
	facts     []*Fact
	factByID  map[string]*Fact
	models    []*Model
	verbatim  map[string]bool    // kind -> options are printed as they are
	barred    map[[2]string]bool // pairs of ids that never meet as options
	specs     map[string][]*Spec // edition -> what can be asked
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

// Topic returns the topic of that id, or nil.
func (d *Deck) Topic(id string) *Topic {
	i := slices.IndexFunc(d.Topics, func(t Topic) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &d.Topics[i]
}

// Specs returns everything that can be asked in an edition, in file order.
func (d *Deck) Specs(edition string) []*Spec { return d.specs[edition] }

// holding returns the facts of a relation that hold in an edition.
func (d *Deck) holding(relation, edition string) []*Fact {
	var out []*Fact
	for _, f := range d.facts {
		if f.relation != nil && f.relation.ID == relation && f.in(edition) {
			out = append(out, f)
		}
	}
	return out
}

// meet reports whether two facts' options may stand in one item.
func (d *Deck) meet(a, b *option) bool {
	for _, x := range a.ids() {
		for _, y := range b.ids() {
			if d.barred[[2]string{x, y}] {
				return false
			}
		}
	}
	return true
}
