package proof

import (
	"errors"
	"io/fs"
)

// Unconfirmed is a fact that the ledger has no row for, as far as it may be
// copied: what the fact is called. What it says is for somebody to type.
type Unconfirmed struct {
	Relation string
	Entity   string // its printed English label, or "" where a phrase is named
	Phrase   string // the id of the fact whose value is a phrase
	Words    string // the phrase in English
}

// ListUnconfirmed lists the facts of the subject in folder for which no row stands
// in its ledger, in file order. A subject without a ledger has no rows.
func ListUnconfirmed(fsys fs.FS, folder string) ([]Unconfirmed, []error) {
	b := newBook()
	if errs := b.readFacts(fsys, folder); len(errs) > 0 {
		return nil, errs
	}
	l, faults, err := ReadLedger(fsys, folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		l = &Ledger{}
	case err != nil:
		return nil, []error{err}
	case len(faults) > 0:
		errs := make([]error, len(faults))
		for i, f := range faults {
			errs[i] = f
		}
		return nil, errs
	}
	byID := map[string]fact{}
	for _, f := range b.facts {
		byID[f.id] = f
	}
	rows, facts, _ := cancel(l.rows, b.entries())
	_, facts, _ = pair(rows, facts)
	var list []Unconfirmed
	for _, e := range facts {
		if e.own() {
			continue // of an exam, an edition or a source: its fault says what to type
		}
		u := Unconfirmed{Relation: e.cells[inRelation]}
		if f := byID[e.fact]; f.phrase {
			u.Phrase, u.Words = f.id, f.value["en"]
		} else {
			u.Entity = e.cells[inEntity]
		}
		list = append(list, u)
	}
	return list, nil
}
