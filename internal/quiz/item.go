package quiz

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"viva/internal/fault"
)

// Item is a question as dealt: everything a learner will be shown, before and
// after answering. Attempts keep it whole, so later edits change nothing.
type Item struct {
	ID           string     `json:"id"` // the same for every dealing and wording
	Hash         string     `json:"hash"`
	Subject      string     `json:"subject"`
	Family       string     `json:"family"`
	Topic        string     `json:"topic"`
	Type         string     `json:"type"`
	Edition      string     `json:"edition"`
	Period                  // the narrowest of all its facts
	Lang         string     `json:"lang"`
	Stem         string     `json:"stem"`
	Choose       int        `json:"choose"`
	Options      []Option   `json:"options"`
	Facts        []string   `json:"facts"` // the key facts
	Confidence   Confidence `json:"confidence"`
	Source       Citation   `json:"source"`
	Model        string     `json:"model"`
	ModelVersion int        `json:"model_version"`
	Level        string     `json:"level"`
	Why          []string   `json:"why"`                   // the key facts as sentences
	Corrections  []string   `json:"corrections,omitempty"` // what the course notes put too loosely
	Now          []string   `json:"now,omitempty"`         // what is true today, in an older edition
	Words        []string   `json:"words,omitempty"`       // the course notes' French words
}

// Option is one choice of an item.
type Option struct {
	ID      string   `json:"id,omitempty"` // random in each attempt
	Text    string   `json:"text"`
	Correct bool     `json:"correct"`
	Reason  string   `json:"reason"`
	Facts   []string `json:"facts"` // what shows it to be right or wrong
}

// Citation is a source as shown.
type Citation struct {
	Title    string `json:"title"`
	URL      string `json:"url"`
	Date     string `json:"date"`
	Official bool   `json:"official"`
}

// Answer is what a learner chose, understood: indexes of options, ascending.
type Answer []int

// Type is one kind of question. The list of types is written out below.
type Type interface {
	Name() string
	// Deal makes one item of spec. Each choice draws from its own stream of s.
	Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error)
	// Read understands what was given; unreadable is not wrong.
	Read(it Item, given []string) (Answer, error)
	// Mark gives the points, between 0 and MaxPoints.
	Mark(it Item, a Answer) int
}

// MaxPoints is what an item is worth. Credit is all or nothing.
const MaxPoints = 1

var types = []Type{Choice{name: "single"}, Choice{name: "multiple"}}

func typeNamed(name string) Type {
	for _, t := range types {
		if t.Name() == name {
			return t
		}
	}
	return nil
}

// Ways an answer cannot be understood.
var (
	ErrUnreadable = fault.New(fault.Invalid, "unreadable_answer", "Choose among the options of this question, each at most once.")
	ErrChoose     = fault.New(fault.Invalid, "choose_number", "Choose exactly as many options as the question asks for.")
)

// Deal makes the item of a spec. The same spec, language, seed and knowledge
// base give the same item on any machine, byte for byte.
func (d *Deck) Deal(spec *Spec, lang string, s Streams) (Item, error) {
	it, err := spec.Model.typ.Deal(d, spec, lang, s.Sub("item").Sub(spec.ID))
	if err != nil {
		return Item{}, fmt.Errorf("deal %s in %s: %w", spec.ID, lang, err)
	}
	it.Hash = it.hash()
	return it, nil
}

// hash identifies what the learner reads, and the key.
func (it Item) hash() string {
	type choice struct {
		Text    string
		Correct bool
	}
	options := make([]choice, len(it.Options))
	for i, o := range it.Options {
		options[i] = choice{o.Text, o.Correct}
	}
	b, err := json.Marshal([]any{it.ID, it.Edition, it.Lang, it.Stem, it.Choose, options})
	if err != nil {
		panic(err) // strings, numbers and booleans always marshal
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Reveals are the facts that the item's feedback gives away.
func (it Item) Reveals() []string {
	ids := append([]string(nil), it.Facts...)
	for _, o := range it.Options {
		ids = append(ids, o.Facts...)
	}
	return ids
}

// base is the part of an item that every type fills in the same way.
func (d *Deck) base(spec *Spec, lang string) (Item, error) {
	m := spec.Model
	it := Item{
		ID: spec.ID, Subject: d.Subject, Family: m.Family, Topic: spec.Topic, Type: m.Type,
		Edition: spec.Edition, Lang: lang, Choose: m.Keys, Facts: spec.KeyFacts(),
		Model: m.ID, ModelVersion: m.Version, Level: m.Level, Confidence: High,
	}
	e := d.Edition(spec.Edition)
	it.Period = Period{From: e.From, To: e.To}
	src := d.sources[spec.keys[0].fact.Source]
	it.Source = Citation{Title: src.Title.In(lang), URL: src.URL, Date: src.Date, Official: src.Official}
	for _, k := range spec.keys {
		says, err := k.fact.says(lang)
		if err != nil {
			return it, err
		}
		it.Why = append(it.Why, says)
		if c := k.fact.Correction; c != nil {
			it.Corrections = appendNew(it.Corrections, c.In(lang))
		}
	}
	var err error
	if it.Now, err = d.today(spec, lang); err != nil {
		return it, err
	}
	it.Words = d.notesWords(spec, lang)
	return it, nil
}

// rests narrows the item to the validity and confidence of a fact it uses.
func (it *Item) rests(f *Fact) {
	it.Period = it.intersect(f.Period())
	it.Confidence = lowest(it.Confidence, f.Confidence)
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}
