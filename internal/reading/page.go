package reading

import (
	"slices"

	"viva/internal/deck"
)

// Page is a reading on a day, in a language.
type Page struct {
	Title, About string
	Parts        []Part
	Sources      []Source // in the order in which they are first named
	Chosen       bool     // some part speaks of the edition that the reader studies
	Hidden       int      // how much is withheld: values and whole rows
}

// Part is a table of a page.
type Part struct {
	Title   string
	Dated   bool // the title is that of the edition, whose days are told beside it
	Edition *deck.Edition
	Over    bool // the edition has ended: what is told held on its last day
	Row     string
	Columns []string
	Rows    []Row
}

// Row tells of an entity. Its name is a value too where facts decide which
// entities there are.
type Row struct {
	Entity string // its id
	Name   string
	Facts  []string // ids of those that put the entity here
	Cells  [][]Value

	by    []string // names of these facts
	names []string // by, and those of all facts about an entity that is explained
}

// Value is what a fact tells of the entity of a row.
type Value struct {
	Label  string // what the value is of, where that is not the row alone
	Text   string
	Lang   string   // of the text, where it is not that of the page
	Facts  []string // ids: the fact, and the one that led to it
	Source int      // its number among the sources of the page, 0 for none
	Medium bool     // no official page confirms it
	Until  deck.Date
	Was    []Was

	Withheld bool // a running exam asks it: nothing else is told of it

	names []string // of the facts
}

// Was is a value that no longer holds.
type Was struct {
	Label, Text string
	Fact        string // its id
	Until       deck.Date
	Source      int

	name string
}

// Source is where facts of a page were read.
type Source struct {
	ID string
	deck.Citation
}

// Medium reports whether the page tells something that no official page confirms.
func (p Page) Medium() bool {
	return p.some(func(cell []Value) bool { return slices.ContainsFunc(cell, func(v Value) bool { return v.Medium }) })
}

// Gaps reports whether some cell has nothing to tell.
func (p Page) Gaps() bool { return p.some(func(cell []Value) bool { return len(cell) == 0 }) }

// some reports whether a cell of the page is so.
func (p Page) some(is func(cell []Value) bool) bool {
	return slices.ContainsFunc(p.Parts, func(part Part) bool {
		return slices.ContainsFunc(part.Rows, func(r Row) bool { return slices.ContainsFunc(r.Cells, is) })
	})
}

// Names are the names of the facts that the page tells, each once, in the order
// of the page.
func (p Page) Names() []string {
	var names []string
	add := func(more ...string) {
		for _, name := range more {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	for _, part := range p.Parts {
		for _, row := range part.Rows {
			add(row.by...)
			for _, cell := range row.Cells {
				for _, v := range cell {
					add(v.names...)
				}
			}
		}
	}
	return names
}

// Withhold takes out whatever tells a fact of these names. A row whose entity is
// there because of such a fact is left out as a whole.
func (p *Page) Withhold(names map[string]bool) {
	told := func(name string) bool { return names[name] }
	for i := range p.Parts {
		rows := &p.Parts[i].Rows
		*rows = slices.DeleteFunc(*rows, func(r Row) bool {
			if slices.ContainsFunc(r.names, told) {
				p.Hidden++
				return true
			}
			return false
		})
		for _, r := range *rows {
			for _, cell := range r.Cells {
				p.hide(cell, told)
			}
		}
	}
}

// hide takes out the values of a cell that tell such a fact, now or before.
func (p *Page) hide(cell []Value, told func(name string) bool) {
	for i := range cell {
		v := &cell[i]
		if slices.ContainsFunc(v.names, told) {
			*v = Value{Label: v.Label, Withheld: true}
			p.Hidden++
			continue
		}
		v.Was = slices.DeleteFunc(v.Was, func(w Was) bool { return told(w.name) })
	}
}
