package export

import (
	"io"
	"iter"
	"slices"

	"viva/internal/deck"
)

// Format is one way to write. A format that cannot write a thing leaves that
// verb out.
type Format struct {
	Name  string // the end of a file's name, and what commands call it
	Label string // what people call it, in every language
	Type  string // for the header Content-Type

	// Table writes rows for spreadsheets, as readers of lang expect them.
	Table func(w io.Writer, t Table, lang string) error
	// Items writes dealt items with their keys, one after the other, and stops
	// at the first that could not be dealt.
	Items func(w io.Writer, items iter.Seq2[deck.Item, error]) error
}

// Formats lists every format. Routes, pages and commands read this list, so a new
// one is a file of its name and a line here.
var Formats = []Format{
	csvFormat,
	jsonlFormat,
	textFormat,
}

// TableFormats lists the formats that write tables.
func TableFormats() []Format {
	return slices.DeleteFunc(slices.Clone(Formats), func(f Format) bool { return f.Table == nil })
}

// ItemFormats lists the formats that write items.
func ItemFormats() []Format {
	return slices.DeleteFunc(slices.Clone(Formats), func(f Format) bool { return f.Items == nil })
}
