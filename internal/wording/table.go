package wording

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"

	"viva/internal/deck"
)

// readTable reads rows of cells with tabs between them, below a row that names
// the columns. A row of another length is a fault and left out; lines that begin
// with # are notes.
func readTable(file string, src []byte, columns []string, row func(cells []string, at []position)) (faults []deck.Fault) {
	table := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(src, []byte("\ufeff"))))
	table.Comma, table.Comment, table.FieldsPerRecord, table.LazyQuotes = '\t', '#', -1, true
	for head := true; ; head = false {
		cells, err := table.Read()
		if errors.Is(err, io.EOF) {
			return faults
		}
		if err != nil {
			return append(faults, position{1, 1}.fault(file, "%v", err))
		}
		at := make([]position, len(cells))
		for i := range cells {
			at[i].line, at[i].col = table.FieldPos(i)
		}
		switch {
		case head && !slices.Equal(cells, columns):
			faults = append(faults, at[0].fault(file, "the first row names the columns; write %q, with a tab between them", columns))
		case head:
		case len(cells) != len(columns):
			faults = append(faults, at[0].fault(file, "the row has %d cells; write %d, with a tab between them", len(cells), len(columns)))
		default:
			row(cells, at)
		}
	}
}
