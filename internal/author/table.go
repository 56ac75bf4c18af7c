package author

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"viva/internal/deck"
)

// cell is a cell of a table with its position. Its text has plain apostrophes and
// spaces, and none around it.
type cell struct {
	text      string
	line, col int // from 1; col counts characters
}

// column is a column of a table.
type column struct {
	names    []string // by which its head may be called, in small letters; the first is its own
	optional bool
}

// table is a sheet as a spreadsheet or an editor saves it, each row by the
// names of its columns.
type table struct {
	file   string
	rows   []map[string]cell
	faults []deck.Fault
}

func (t *table) fault(at cell, format string, args ...any) {
	t.faults = append(t.faults, deck.Fault{File: t.file, Line: max(at.line, 1), Col: max(at.col, 1), Message: fmt.Sprintf(format, args...)})
}

// readTable reads a table whose first row names the columns, in any order. Its
// cells stand between commas, semicolons or tabs, whichever the first row has
// most of; one that holds such a sign, a quotation mark or an end of line
// stands between quotation marks, and those within it are written twice. Rows
// without a text are passed over.
func readTable(file string, src []byte, columns []column) *table {
	t := &table{file: file}
	src, ok := t.decode(src)
	if !ok {
		return t
	}
	comma := separator(src)
	reader := csv.NewReader(bytes.NewReader(src))
	reader.Comma, reader.FieldsPerRecord, reader.TrimLeadingSpace = comma, -1, comma != '\t'
	lines := bytes.Split(src, []byte("\n"))
	var names []string
	for {
		record, err := reader.Read()
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			t.fault(cell{line: wrong.Line, col: wrong.Column}, "a cell that holds a quotation mark stands between quotation marks, and those within it are written twice; the rows from here on were not read")
			return t
		}
		if errors.Is(err, io.EOF) {
			break
		}
		cells := make([]cell, len(record))
		for i, text := range record {
			line, col := reader.FieldPos(i)
			cells[i] = cell{plain(text), line, utf8.RuneCount(lines[line-1][:min(col-1, len(lines[line-1]))]) + 1}
		}
		switch {
		case !slices.ContainsFunc(cells, func(c cell) bool { return c.text != "" }):
		case names == nil:
			if names = t.head(cells, columns); len(t.faults) > 0 {
				return t // rows are read by the names of their columns
			}
		default:
			t.add(cells, names, comma)
		}
	}
	if names == nil && len(t.faults) == 0 {
		t.fault(cell{}, "the sheet is empty; its first row names the columns: %s", listed(columns))
	}
	return t
}

// decode takes what editors put before a text off it, or says how to save the
// file.
func (t *table) decode(src []byte) (text []byte, ok bool) {
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		t.fault(cell{}, "the file is in UTF-16; save the sheet as CSV in UTF-8")
		return nil, false
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	src = bytes.ReplaceAll(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	for n, line := range bytes.Split(src, []byte("\n")) {
		if !utf8.Valid(line) {
			before, _, _ := bytes.Cut(bytes.ToValidUTF8(line, []byte("\xff")), []byte("\xff"))
			t.fault(cell{line: n + 1, col: utf8.RuneCount(before) + 1}, "this letter is not in UTF-8; save the sheet as CSV in UTF-8")
			return nil, false
		}
	}
	return src, true
}

// separator is what stands between the cells of the first row that has a text.
func separator(src []byte) rune {
	head := strings.TrimLeft(string(src), "\n")
	head, _, _ = strings.Cut(head, "\n")
	return slices.MaxFunc([]rune{',', ';', '\t'}, func(a, b rune) int {
		return cmp.Compare(strings.Count(head, string(a)), strings.Count(head, string(b)))
	})
}

// head finds the columns by their names.
func (t *table) head(cells []cell, columns []column) []string {
	names := make([]string, len(cells))
	for i, c := range cells {
		if c.text == "" {
			continue
		}
		known := slices.IndexFunc(columns, func(col column) bool { return slices.Contains(col.names, strings.ToLower(c.text)) })
		switch {
		case known < 0:
			t.fault(c, "unknown column %q; the first row names the columns: %s", c.text, listed(columns))
		case slices.Contains(names, columns[known].names[0]):
			t.fault(c, "the column %q stands twice; keep one", columns[known].names[0])
		default:
			names[i] = columns[known].names[0]
		}
	}
	for _, col := range columns {
		if !slices.Contains(names, col.names[0]) && !col.optional && len(t.faults) == 0 {
			t.fault(cells[0], "the column %q is missing; the first row names the columns: %s", col.names[0], listed(columns))
		}
	}
	return names
}

func listed(columns []column) string {
	var names []string
	for _, col := range columns {
		if !col.optional {
			names = append(names, col.names[0])
		}
	}
	return strings.Join(names, ", ")
}

// add keeps a row. A cell beyond the named columns is a fault: most often the
// rest of a text that holds the separator.
func (t *table) add(cells []cell, names []string, comma rune) {
	row := map[string]cell{}
	for i, c := range cells {
		switch {
		case i < len(names) && names[i] != "":
			row[names[i]] = c
		case c.text != "":
			t.fault(c, "%q stands in no named column; put a text that holds a %s between quotation marks", c.text, map[rune]string{',': "comma", ';': "semicolon", '\t': "tab"}[comma])
			return
		}
	}
	for _, name := range names { // a short row ends where its last cell does
		if _, ok := row[name]; !ok && name != "" {
			row[name] = cell{line: cells[0].line, col: cells[len(cells)-1].col}
		}
	}
	t.rows = append(t.rows, row)
}

// plain writes apostrophes and spaces as authors type them; the ends of lines
// within a cell stay.
func plain(text string) string {
	text = strings.NewReplacer("\u2019", "'", "\u00a0", " ", "\u202f", " ", "\t", " ").Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
