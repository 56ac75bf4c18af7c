package proof

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// The relations by which a ledger names what is no fact: the figures of an exam,
// the days of an edition, and what is said of a source. No relation of facts has
// a space.
const (
	ofExam    = "exam profile"
	ofEdition = "edition days"
	ofSource  = "source page"
)

// profileEntry is an exam as it is written.
type profileEntry struct {
	at                     position
	ID                     string
	Items, Scored, Minutes int
	Scale                  struct{ From, To, Pass int }
	Source                 string
}

// editionEntry is an edition as it is written.
type editionEntry struct {
	at           position
	ID, From, To string
}

// UnmarshalYAML keeps the position, so that a fault can name it.
func (p *profileEntry) UnmarshalYAML(node ast.Node) error {
	type plain profileEntry
	return decodeAt(node, (*plain)(p), &p.at)
}

// UnmarshalYAML keeps the position, so that a fault can name it.
func (e *editionEntry) UnmarshalYAML(node ast.Node) error {
	type plain editionEntry
	return decodeAt(node, (*plain)(e), &e.at)
}

// sourceEntry is a source as it is written.
type sourceEntry struct {
	at                       position
	ID, Date, State, Checked string
	Official                 bool
}

// UnmarshalYAML keeps the position, so that a fault can name it.
func (s *sourceEntry) UnmarshalYAML(node ast.Node) error {
	type plain sourceEntry
	return decodeAt(node, (*plain)(s), &s.at)
}

// page is what a ledger says of a source, in one cell.
func (s sourceEntry) page() string {
	state, whose := "", "secondary"
	if s.State != "" {
		state = ", state of " + s.State
	}
	if s.Official {
		whose = "official"
	}
	return s.Date + state + ", read " + s.Checked + ", " + whose
}

// figures are those of an exam as a ledger has them, in one cell.
func (p profileEntry) figures() string {
	return fmt.Sprintf("%d items, %d scored, %d minutes, %d to %d, %d passes", p.Items, p.Scored, p.Minutes, p.Scale.From, p.Scale.To, p.Scale.Pass)
}

// readProfiles reads the rows that exams, editions and sources should have in a
// ledger. A single edition without an end says nothing of time, so it needs none.
func readProfiles(fsys fs.FS, folder string) (rows []entry, err error) {
	var errs []error
	each(fsys, path.Join(folder, "exams*.yaml"), &errs, func(file string, in struct{ Exams []profileEntry }) {
		for _, p := range in.Exams {
			rows = append(rows, ownRow(file, p.at, ofExam, p.ID, [columns]string{inValue: p.figures(), inSource: p.Source}))
		}
	})
	each(fsys, path.Join(folder, "deck*.yaml"), &errs, func(file string, in struct{ Editions []editionEntry }) {
		if len(in.Editions) == 1 && in.Editions[0].To == "" {
			return
		}
		for _, e := range in.Editions {
			rows = append(rows, ownRow(file, e.at, ofEdition, e.ID, [columns]string{inFrom: e.From, inTo: e.To}))
		}
	})
	each(fsys, path.Join(folder, "sources*.yaml"), &errs, func(file string, in struct{ Sources []sourceEntry }) {
		for _, s := range in.Sources {
			rows = append(rows, ownRow(file, s.at, ofSource, s.ID, [columns]string{inValue: s.page()}))
		}
	})
	return rows, errors.Join(errs...)
}

// ownRow is the row of something that is no fact.
func ownRow(file string, at position, relation, id string, cells [columns]string) entry {
	cells[inRelation], cells[inEntity] = relation, id
	at.file = file
	e := entry{cells: cells, fact: id}
	for c := range columns {
		e.at[c] = at
	}
	e.fold()
	return e
}

// own reports whether the row is of something that is no fact.
func (e *entry) own() bool {
	return slices.Contains([]string{ofExam, ofEdition, ofSource}, e.cells[inRelation])
}

// mayLack reports whether a cell of the row may be empty.
func (e *entry) mayLack(column int) bool {
	switch e.cells[inRelation] {
	case ofExam, ofSource:
		return column > inValue
	case ofEdition:
		return column != inEntity && column != inFrom
	}
	return column == inTo
}

// missing says that a fact has no row.
func (e *entry) missing() Fault {
	at := e.at[inRelation]
	switch e.cells[inRelation] {
	case ofExam:
		return at.fault("no row of %s has the figures of the exam %q; type one from its source: %q, the id, then such as %q", LedgerFile, e.fact, ofExam, "24 items, 20 scored, 30 minutes, 0 to 100, 70 passes")
	case ofEdition:
		return at.fault("no row of %s has the days of the edition %q; type one from its source: %q, the id, and its days below from and to", LedgerFile, e.fact, ofEdition)
	case ofSource:
		return at.fault("no row of %s has the source %q, as others have theirs; type one from its page: %q, the id, then such as %q", LedgerFile, e.fact, ofSource, "2026-04-09, read 2026-11-29, official")
	}
	return at.fault("no row of %s has the fact %q; type one from its source; app questions ledger --sheet prints what to fill in", LedgerFile, e.fact)
}
