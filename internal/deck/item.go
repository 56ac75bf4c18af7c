package deck

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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
	Validity                // the narrowest of all its facts
	Lang         string     `json:"lang"`
	Situation    string     `json:"situation,omitempty"` // what the questions of a case set are about
	Case         string     `json:"case,omitempty"`      // the id of that situation
	Stem         string     `json:"stem"`
	Wording      int        `json:"wording,omitempty"` // which of the model's wordings the stem is, from 0
	Choose       int        `json:"choose"`
	Options      []Option   `json:"options"`
	Prompts      []Prompt   `json:"prompts,omitempty"` // each gets one of the options: ordering, matching
	Number       *Number    `json:"number,omitempty"`  // what is to be typed: numeric
	Entry        *Entry     `json:"entry,omitempty"`   // what is to be typed: text
	Facts        []string   `json:"facts"`             // the key facts
	Names        []string   `json:"names,omitempty"`   // what memory knows them by, in the same order
	Role         Role       `json:"role,omitempty"`    // what it counts for in its attempt
	Confidence   Confidence `json:"confidence"`
	Source       Citation   `json:"source"`
	Model        string     `json:"model"`
	ModelVersion int        `json:"model_version"`
	Level        string     `json:"level"`
	Facility     float64    `json:"facility,omitzero"`     // the share of first answers expected to be right
	Why          []string   `json:"why"`                   // the key facts as sentences
	Grounds      []Ground   `json:"grounds,omitempty"`     // the same with where each was read, and until when it holds
	Hooks        []Hook     `json:"hooks,omitempty"`       // what helps to keep the key facts; see Told
	Corrections  []string   `json:"corrections,omitempty"` // what the course notes put too loosely
	Now          []string   `json:"now,omitempty"`         // what is true today, in an older edition
	Words        []string   `json:"words,omitempty"`       // the course notes' French words
	Unproved     bool       `json:"unproved,omitempty"`    // no second reading confirms the key
}

// Option is one choice of an item.
type Option struct {
	ID      string   `json:"id,omitempty"` // random in each attempt
	Text    string   `json:"text"`
	Correct bool     `json:"correct"`
	Reason  string   `json:"reason"`
	Shows   string   `json:"shows,omitempty"`  // the id of what it shows
	Belief  string   `json:"belief,omitempty"` // the documented misconception it appeals to
	Facts   []string `json:"facts"`            // what shows it to be right or wrong
}

// Citation is a source as shown.
type Citation struct {
	Title    string `json:"title"`
	URL      string `json:"url"`
	Date     string `json:"date"`
	Checked  Date   `json:"checked,omitempty"` // "" when dealt before this was kept
	Official bool   `json:"official"`
}

// Prompt is a place to fill or a thing to match: it gets one of the options.
type Prompt struct {
	ID     string   `json:"id,omitempty"` // random in each attempt
	Text   string   `json:"text"`
	Key    int      `json:"key"` // index of the right option
	Reason string   `json:"reason"`
	Facts  []string `json:"facts"`
}

// Answer is what a learner gave, understood.
type Answer struct {
	Chosen []int   // indexes of options: ascending, or one for each prompt
	Number Decimal // what was typed, as a number
	ReadAs bool    // that number could be read otherwise: it is told how it was
	Text   string  // what was typed, as it was typed
}

// Type is one kind of question. The list of types is written out below.
type Type interface {
	Name() string
	Form() Form
	// About tells authors what the type asks for and what its models need, in
	// the words of the table in docs/knowledge-base.md.
	About() (asks, needs string)

	// Check refuses a model that lacks what its type needs.
	Check(b *builder, m *Model)
	// Sets groups the facts of a relation into those that one item keys.
	Sets(m *Model, all []*Fact) [][]*Fact
	// Pool lists the distractors that are false for an item.
	Pool(m *Model, all, keys []*Fact) []*option

	// Deal makes one item of spec. Each choice draws from its own stream of s.
	Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error)
	// Prove derives the key again from the facts and the texts of the item,
	// and returns an error unless it is the one that the item holds.
	Prove(d *Deck, m *Model, it Item) error
	// Read understands what was given; unreadable is not wrong.
	Read(it Item, given []string) (Answer, error)
	// Mark tells how much of the answer is right, between 0 and FullMark.
	Mark(it Item, a Answer) Mark
	// Floor is the chance, from 0 to 1, that a blind guess gets the full mark.
	Floor(it Item) float64
	// Sample is an answer such as a learner gives who knows the item, or does
	// not. It needs the option ids that NameOptions gives.
	Sample(it Item, right bool) []string
}

// Form is how answers to a type of question are given. Whoever shows, reads or
// changes items asks for it, never for the name of a type.
type Form struct {
	Ordered bool // each place gets an option: the order of what is given counts
	Paired  bool // each prompt gets an option: "prompt=option" is given
	Typed   bool // the answer is typed: there are no options
}

// Rows reports whether each of several rows gets an option.
func (f Form) Rows() bool { return f.Ordered || f.Paired }

var types = []Type{Choice{name: "single"}, Choice{name: "multiple"}, Ordering{}, Matching{}, Numeric{}, Case{}, Recall{}}

func typeNamed(name string) Type {
	for _, t := range types {
		if t.Name() == name {
			return t
		}
	}
	return nil
}

// ErrType is the error of an item whose type is unknown here: a newer or an
// older program stored it.
var ErrType = fault.New(fault.Unsupported, "unknown_type",
	"This question is of a type that this version of Viva does not know. Nothing of it is lost, and the other questions go on: tell whoever runs this site.",
	"Cette question est d’un type que cette version de Viva ne connaît pas. Rien n’en est perdu et les autres questions continuent\u00a0: prévenez la personne qui gère ce site.")

// verbs returns the item's type, which has the verbs.
func (it Item) verbs() (Type, error) {
	if t := typeNamed(it.Type); t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("item %s of type %q: %w", it.ID, it.Type, ErrType.With("question_type", it.Type))
}

// Read understands what was given as an answer to the item; what is unreadable
// is an error of the kind Invalid, and not wrong.
func (it Item) Read(given []string) (Answer, error) {
	t, err := it.verbs()
	if err != nil {
		return Answer{}, err
	}
	return t.Read(it, given)
}

// Mark tells how much is right of an answer that Read understood, between 0 and
// FullMark.
func (it Item) Mark(a Answer) (Mark, error) {
	t, err := it.verbs()
	if err != nil {
		return 0, err
	}
	return t.Mark(it, a), nil
}

// Floor is the chance, from 0 to 1, that a blind guess gets the full mark.
func (it Item) Floor() (float64, error) {
	t, err := it.verbs()
	if err != nil {
		return 0, err
	}
	return t.Floor(it), nil
}

// Form is how an answer to the item is given.
func (it Item) Form() (Form, error) {
	t, err := it.verbs()
	if err != nil {
		return Form{}, err
	}
	return t.Form(), nil
}

// Sample is an answer such as a learner gives who knows the item, or does not.
// It is for sample data, simulations and tests, which hold no unknown types.
func (it Item) Sample(right bool) []string {
	return typeNamed(it.Type).Sample(it, right)
}

// TypeNames are the names of all types, in the order of their list.
func TypeNames() []string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Name()
	}
	return names
}

// Reasons why an answer cannot be understood.
var (
	ErrUnreadable = fault.New(fault.Invalid, "unreadable_answer",
		"Choose among the options of this question, each at most once.",
		"Choisissez parmi les options de cette question, chacune au plus une fois.")
	ErrChoose = fault.New(fault.Invalid, "choose_number",
		"Choose exactly as many options as the question asks for.",
		"Choisissez exactement autant d’options que la question le demande.")
	ErrRows = fault.New(fault.Invalid, "fill_rows",
		"Give every row an answer.",
		"Donnez une réponse à chaque ligne.")
	ErrOnce = fault.New(fault.Invalid, "use_once",
		"Use each option once.",
		"Utilisez chaque option une seule fois.")
	ErrNumber = fault.New(fault.Invalid, "number",
		"Type one number in figures, such as 1234.50.",
		"Saisissez un seul nombre en chiffres, par exemple 1234,50.")
	ErrTwoReadings = fault.New(fault.Invalid, "number_two_readings",
		"With three figures behind one point or comma, this number has two readings. Type it without thousands separator, such as 1500, or with two decimals, such as 1.50.",
		"Avec trois chiffres après un seul point ou une seule virgule, ce nombre se lit de deux façons. Saisissez-le sans séparateur de milliers, par exemple 1500, ou avec deux décimales, par exemple 1,50.")
	ErrShortened = fault.New(fault.Invalid, "number_shortened",
		"Write the number out with all its figures: 1500, not 1.5k or 1.5e3.",
		"Écrivez le nombre avec tous ses chiffres : 1500, et non 1,5k ou 1,5e3.")
	ErrUnit = fault.New(fault.Invalid, "number_unit",
		"Type the number alone, in the unit that is asked for, such as 1234.50.",
		"Saisissez le nombre seul, dans l’unité demandée, par exemple 1234,50.")
	ErrTyped = fault.New(fault.Invalid, "typed",
		"Type your answer, at most 100 characters.",
		"Saisissez votre réponse, 100 caractères au plus.")

	// Unread lists them: where one is met, what was given is shown again so that
	// the learner can change it.
	Unread = []*fault.Error{ErrUnreadable, ErrChoose, ErrRows, ErrOnce, ErrNumber, ErrTwoReadings, ErrShortened, ErrUnit, ErrTyped}
)

// Deal makes the item of a spec. The same spec, language, seed and knowledge
// base give the same item on any machine, byte for byte.
func (d *Deck) Deal(spec *Spec, lang string, s Streams) (Item, error) {
	it, err := spec.Model.typ.Deal(d, spec, lang, spec.streams(s))
	if err != nil {
		return Item{}, fmt.Errorf("deal %s in %s: %w", spec.ID, lang, err)
	}
	it.Hash = it.hash()
	return it, nil
}

// hash identifies what the learner reads, and the key. It is of a JSON list,
// written by hand as encoding/json would write it, since every dealing does so.
func (it *Item) hash() string {
	b := make([]byte, 0, 1<<10)
	for _, s := range []string{it.ID, it.Edition, it.Lang, it.Stem} {
		b = appendJSON(append(b, ','), s)
	}
	b = append(strconv.AppendInt(append(b, ','), int64(it.Choose), 10), ",["...)
	for i := range it.Options {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(append(b, `{"Text":`...), it.Options[i].Text)
		b = append(strconv.AppendBool(append(b, `,"Correct":`...), it.Options[i].Correct), '}')
	}
	b = append(b, ']')
	if it.Situation != "" {
		b = appendJSON(append(b, ','), it.Situation)
	}
	for i := range it.Prompts {
		b = appendJSON(append(b, ','), it.Prompts[i].Text)
		b = strconv.AppendInt(append(b, ','), int64(it.Prompts[i].Key), 10)
	}
	for _, part := range it.typed() {
		b = appendAny(append(b, ','), part)
	}
	b[0] = '['
	sum := sha256.Sum256(append(b, ']'))
	return hex.EncodeToString(sum[:8])
}

// typed is what is to be typed, as far as the hash is of it.
func (it *Item) typed() (parts []any) {
	if it.Number != nil {
		parts = append(parts, it.Number.Key, it.Number.Tolerance, it.Number.Unit)
	}
	if it.Entry != nil {
		parts = append(parts, it.Entry.Key, it.Entry.MatchCase)
	}
	return parts
}

// appendJSON appends s as encoding/json writes it.
func appendJSON(b []byte, s string) []byte {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return appendAny(b, s)
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if !ascii && (!utf8.ValidString(s) || strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029")) {
		return appendAny(b, s)
	}
	return append(append(append(b, '"'), s...), '"')
}

func appendAny(b []byte, value any) []byte {
	written, err := json.Marshal(value)
	if err != nil {
		panic(err) // strings, numbers and booleans always marshal
	}
	return append(b, written...)
}

// Reveals are the facts that the item's feedback gives away.
func (it Item) Reveals() []string {
	ids := append([]string(nil), it.Facts...)
	for _, o := range it.Options {
		ids = append(ids, o.Facts...)
	}
	if it.Number != nil {
		ids = append(ids, it.Number.Facts...)
	}
	for _, h := range it.Hooks {
		ids = append(ids, h.Facts...)
	}
	return ids
}

// FactNames are the names by which memory knows the key facts. An item that was
// dealt before items kept them has only the ids.
func (it Item) FactNames() []string {
	if len(it.Names) > 0 {
		return it.Names
	}
	return it.Facts
}

// base is the part of an item that every type fills in the same way.
func (d *Deck) base(spec *Spec, lang string) (Item, error) {
	m := spec.Model
	it := Item{
		ID: spec.ID, Subject: d.Subject, Family: m.Family, Topic: spec.Topic, Type: m.Type,
		Edition: spec.Edition, Validity: spec.holds, Lang: lang, Choose: m.Keys, Facts: spec.KeyFacts(), Unproved: d.Unproved,
		Names: spec.Names(), Model: m.ID, ModelVersion: m.Version, Level: m.Level, Facility: m.Facility, Confidence: High,
	}
	it.Source = d.sources[spec.keys[0].fact.Source].cite(lang)
	it.Why, it.Grounds = make([]string, 0, len(spec.keys)), make([]Ground, 0, len(spec.keys))
	for _, k := range spec.keys {
		g, err := d.ground(k.fact, lang)
		if err != nil {
			return it, err
		}
		it.Why, it.Grounds = append(it.Why, g.Says), append(it.Grounds, g)
		if c := k.fact.Correction; c != nil {
			it.Corrections = appendNew(it.Corrections, c.In(lang))
		}
	}
	var err error
	if it.Now, err = spec.today(lang); err != nil {
		return it, err
	}
	it.Words, it.Hooks = d.notesWords(spec, lang), spec.hooksIn(lang)
	return it, nil
}

// rests narrows the item to the validity and confidence of a fact it uses.
func (it *Item) rests(f *Fact) {
	it.Validity = it.intersect(f.Validity())
	it.Confidence = lowest(it.Confidence, f.Confidence)
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
