package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"

	"viva/internal/deck"
	"viva/internal/proof"
)

// MutateOptions say which mistakes are made on purpose.
type MutateOptions struct {
	Seed  uint64  // decides what stands in place of what
	Share float64 // of all mutants; 1 makes every one

	noLedger bool // leaves the ledger out, to show what it is for
	noWords  bool // leaves out the checks of words alone
}

// The sides on which mistakes are made, one at a time while the other sides
// stay as they are.
const (
	sideFacts  = "facts"  // the fact files
	sideLedger = "ledger" // ledger.tsv
	sideItems  = "items"  // printed questions

	// What facts say under "also" and "asked". Only the fact files tell it: it
	// is an author's judgement, and no source holds it for a second typing. So
	// it is measured by itself, with no goal.
	sideLimits = "limits"
)

// noticedGoal is the share of mutants, in percent, that each side of the
// structure must notice.
const noticedGoal = 99

// MutantReport tells how many mistakes, made on purpose, the checks notice.
type MutantReport struct {
	Subject string       `json:"subject"`
	Met     bool         `json:"met"` // on every side
	Sides   []MutantSide `json:"sides"`
}

// MutantSide is what came of the mutants of one side.
type MutantSide struct {
	ID        string   `json:"id"`
	Goal      float64  `json:"goal"` // in percent; 0 for none
	Made      int      `json:"made"`
	Noticed   int      `json:"noticed"`         // by what it means
	Signed    int      `json:"signed"`          // of the others, those that a signature alone refuses, because the text is another
	Kinds     []Tally  `json:"kinds"`           // by what was changed
	Texts     []Tally  `json:"texts,omitempty"` // by the kind of text, where texts were changed
	By        []Tally  `json:"by"`              // by what noticed it, and then all of it
	Survivors []Mutant `json:"survivors"`
}

// Tally counts the mutants of a kind.
type Tally struct {
	Name    string `json:"name"`
	Made    int    `json:"made"`
	Noticed int    `json:"noticed"`
}

// Mutant is one mistake made on purpose.
type Mutant struct {
	Where string `json:"where"` // file:line:col, or the item with edition and language
	Kind  string `json:"kind"`  // what was changed
	Was   string `json:"was"`
	Is    string `json:"is"`

	by      string       // what noticed it; empty if nothing did
	signed  bool         // a signature is lost
	text    string       // the kind of text
	owner   string       // the id of what is changed, where that is no text
	edits   []edit       // what it does to the files
	changes []siteChange // and to texts
}

// Percent is the share of the mutants that were noticed.
func (s MutantSide) Percent() float64 {
	if s.Made == 0 {
		return 100
	}
	return 100 * float64(s.Noticed) / float64(s.Made)
}

// Met reports whether enough mutants were noticed.
func (s MutantSide) Met() bool { return s.Percent() >= s.Goal }

// errShare is returned for a share of mutants that is out of range.
var errShare = errors.New("the share of mutants is more than 0 and at most 1")

// mutator makes mutants of one subject.
type mutator struct {
	MutateOptions
	fsys   fs.FS
	deck   *deck.Deck
	book   *proof.Book
	ledger *proof.Ledger

	*wordMutator // what mistakes in words need
}

// Mutate changes the facts, the ledger and the printed items of a subject, one
// thing at a time, and counts what the checks notice. Without patterns or
// ledger there is nothing to notice it with, and the error wraps
// fs.ErrNotExist.
func Mutate(fsys fs.FS, d *deck.Deck, o MutateOptions) (MutantReport, error) {
	r := MutantReport{Subject: d.ID(), Met: true}
	if !(0 < o.Share && o.Share <= 1) {
		return r, errShare
	}
	m, err := newMutator(fsys, d, o)
	if err != nil {
		return r, fmt.Errorf("mutate %s: %w", d.ID(), err)
	}
	for _, side := range m.sides() {
		s, err := m.measure(side)
		if err != nil {
			return r, fmt.Errorf("mutate the %s of %s: %w", side.id, d.ID(), err)
		}
		r.Sides, r.Met = append(r.Sides, s), r.Met && s.Met()
	}
	return r, nil
}

// mutantSide is where mistakes are made, how many of them must be noticed, and
// what has still to be found out of those that were not at once.
type mutantSide struct {
	id     string
	goal   float64
	list   func() ([]mutation, error)
	settle func([]Mutant) error
}

func (m *mutator) sides() []mutantSide {
	return []mutantSide{
		{sideFacts, noticedGoal, m.ofFacts, nil},
		{sideLedger, noticedGoal, m.ofLedger, nil},
		{sideItems, noticedGoal, m.ofItems, nil},
		{sideLimits, 0, m.ofLimits, nil},
		{sideTexts, textsGoal, m.ofTexts, m.settle},
		{sideNotes, notesGoal, m.ofNotes, m.settle},
	}
}

// measure makes the mutants of a side and counts what notices them.
func (m *mutator) measure(side mutantSide) (MutantSide, error) {
	tasks, err := side.list()
	if err != nil {
		return MutantSide{}, err
	}
	made, err := m.made(side.id, tasks)
	if err == nil && side.settle != nil {
		err = side.settle(made)
	}
	s := countMutants(side.id, made)
	s.Goal = side.goal
	return s, err
}

func newMutator(fsys fs.FS, d *deck.Deck, o MutateOptions) (*mutator, error) {
	m := &mutator{MutateOptions: o, fsys: fsys, deck: d}
	var errs []error
	if m.book, errs = proof.Load(fsys, d.ID()); len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	ledger, faults, err := proof.ReadLedger(fsys, d.ID())
	if err != nil {
		return nil, err
	}
	if faults = append(faults, m.book.Balance(ledger)...); len(faults) > 0 {
		return nil, fmt.Errorf("the ledger differs from the facts before anything is changed: %w", faults[0])
	}
	m.ledger = ledger
	return m, nil
}

// mutation makes all mutants of one fact, row or item. Its chance is its own,
// so that what it makes depends on no other and on no worker.
type mutation struct {
	name string
	make func(chance *rand.Rand, try try) error
}

// try counts a mutant: notice lets the checks look at it, and returns which of
// them noticed it, or "".
type try func(m Mutant, notice func() (by string, err error)) error

// errSame is returned for a change that alters no question on any day.
var errSame = errors.New("this is no mutant")

// made makes the mutants of a side and looks at each.
func (m *mutator) made(side string, tasks []mutation) ([]Mutant, error) {
	made := make([][]Mutant, len(tasks))
	streams := deck.NewStreams(m.Seed).Sub("mutants").Sub(side)
	err := share(len(tasks), func(i int) error {
		sample := streams.Sub(tasks[i].name).Rand("sample")
		return tasks[i].make(streams.Sub(tasks[i].name).Rand("mutants"), func(mutant Mutant, notice func() (string, error)) error {
			if m.Share < 1 && sample.Float64() >= m.Share {
				return nil
			}
			var err error
			if mutant.by, err = notice(); errors.Is(err, errSame) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("%s, %s: %w", mutant.Where, mutant.Kind, err)
			}
			made[i] = append(made[i], mutant)
			return nil
		})
	})
	return slices.Concat(made...), err
}

func countMutants(side string, made []Mutant) MutantSide {
	s := MutantSide{ID: side, Made: len(made), Survivors: []Mutant{}}
	kinds, texts, by := map[string]*Tally{}, map[string]*Tally{}, map[string]*Tally{}
	for _, m := range made {
		count(kinds, m.Kind, m.by != "")
		if m.text != "" {
			count(texts, m.text, m.by != "")
		}
		if m.by == "" {
			if m.signed {
				s.Signed++
			}
			s.Survivors = append(s.Survivors, m)
			continue
		}
		s.Noticed++
		count(by, m.by, true)
	}
	s.Kinds, s.Texts, s.By = tallies(kinds), tallies(texts), tallies(by)
	return s
}

func count(all map[string]*Tally, name string, noticed bool) {
	if all[name] == nil {
		all[name] = &Tally{Name: name}
	}
	all[name].Made++
	if noticed {
		all[name].Noticed++
	}
}

// Row is the report as a row of a subject: its survivors by kind.
func (r MutantReport) Row(limit int) Row {
	row := Row{ID: "mutants", Name: "Mistakes made on purpose that the checks notice", Goal: fmt.Sprintf(">= %d %% on each side, by meaning >= %d %% of texts and %d %% of notes, survivors listed", noticedGoal, textsGoal, notesGoal)}
	for _, s := range r.Sides {
		row.demand(s.ID+" noticed", s.Percent(), fmt.Sprintf("%% of %s", grouped(s.Made)), s.Met())
	}
	found := newFindings()
	for _, s := range r.Sides {
		for _, m := range s.Survivors {
			found.add(Offender{Model: s.ID, Rule: m.Kind, Item: m.Where, Says: m.Was + " became " + m.Is})
		}
	}
	row.Found, row.Offenders = found.list(limit)
	row.Met = r.Met
	return row
}

// mutate adds the row of mutants. A subject with nothing to notice them has
// none.
func (s *Subject) mutate(fsys fs.FS, d *deck.Deck, o Options) error {
	r, err := Mutate(fsys, d, MutateOptions{Seed: o.Seed, Share: o.Mutants})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	row := r.Row(o.Limit)
	s.Mutants, s.Met = &row, s.Met && row.Met
	return nil
}
