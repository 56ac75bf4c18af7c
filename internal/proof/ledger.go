package proof

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// LedgerFile is the name of the file with a subject's values, typed a second
// time from their sources.
const LedgerFile = "ledger.tsv"

// The columns of a ledger. A value that is a phrase is named by the id of its
// fact: what its row asserts is whose it is, in which editions and when, and
// which other fact has the same words.
const (
	inRelation = iota
	inEntity
	inValue
	inEditions
	inFrom
	inTo
	inConfidence
	inSource
	columns
)

var columnNames = [columns]string{"relation", "entity", "value", "editions", "from", "to", "confidence", "source"}

// alike is how much a cell in common tells that a row and a fact are meant to
// be the same.
var alike = [columns]int{inEntity: 4, inValue: 4, inEditions: 3, inFrom: 1, inTo: 1, inConfidence: 1, inSource: 1}

// same stands between the ids of two facts that have one phrase.
const same = " = "

// phraseAlike is the same for the id of a fact, which no other fact has.
const phraseAlike = 20

// Fault is a mistake in an author's file.
type Fault struct {
	File      string
	Line, Col int
	Message   string
}

// Error is file:line:col: message.
func (f Fault) Error() string { return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Message) }

func (p position) fault(format string, args ...any) Fault {
	return Fault{p.file, p.line, p.col, fmt.Sprintf(format, args...)}
}

// entry is what a row of the ledger or a fact says, cell by cell.
type entry struct {
	cells  [columns]string // as written
	folded [columns]string // as compared
	at     [columns]position
	key    string // the folded cells together
	fact   string // the id of the fact; of a row, empty
	phrase bool   // the value is a phrase
}

// Ledger is a subject's values as they were typed a second time. It is
// read-only and safe for use by many goroutines.
type Ledger struct {
	file string
	rows []entry
}

// Rows is how many rows the ledger has.
func (l *Ledger) Rows() int { return len(l.rows) }

// CheckLedger compares the ledger of the subject in folder with its facts. The
// faults of a run are returned together; a ledger that cannot be read as a
// whole is not compared, or every row left out would be one more. A subject
// without a ledger is an error that wraps fs.ErrNotExist.
func CheckLedger(fsys fs.FS, folder string) (rows int, faults []Fault, err error) {
	l, faults, err := ReadLedger(fsys, folder)
	if err != nil || len(faults) > 0 {
		return 0, faults, err
	}
	b := newBook()
	if errs := b.readFacts(fsys, folder); len(errs) > 0 {
		return l.Rows(), nil, errors.Join(errs...)
	}
	return l.Rows(), b.Balance(l), nil
}

// ReadLedger reads the ledger of the subject in folder. Rows with a fault are
// left out.
func ReadLedger(fsys fs.FS, folder string) (*Ledger, []Fault, error) {
	l := &Ledger{file: path.Join(folder, LedgerFile)}
	src, err := readText(fsys, l.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("read the ledger: %w", err)
	case err != nil:
		return l, []Fault{position{l.file, 1, 1}.fault("%v", err)}, nil
	}
	var faults []Fault
	table := csv.NewReader(bytes.NewReader(src))
	table.Comma, table.Comment, table.FieldsPerRecord = '\t', '#', -1
	for head := true; ; head = false {
		cells, err := table.Read()
		if errors.Is(err, io.EOF) {
			return l, faults, nil
		}
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			at := position{l.file, wrong.Line, wrong.Column}
			return l, append(faults, at.fault("%v; put the cell between quotation marks and write those inside it twice; the rows from here on were not read", wrong.Err)), nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", l.file, err)
		}
		if head {
			faults = append(faults, l.head(cells, table)...)
		} else {
			faults = append(faults, l.add(cells, table)...)
		}
	}
}

// head demands that the first row names the columns.
func (l *Ledger) head(cells []string, table *csv.Reader) []Fault {
	if slices.Equal(cells, columnNames[:]) {
		return nil
	}
	line, col := table.FieldPos(0)
	return []Fault{position{l.file, line, col}.fault("the first row names the columns; write %q, with a tab between them", columnNames)}
}

// add keeps a row, or says what is wrong with it.
func (l *Ledger) add(cells []string, table *csv.Reader) []Fault {
	if len(cells) != columns {
		line, col := table.FieldPos(0)
		return []Fault{position{l.file, line, col}.fault("the row has %d cells; write %d, with a tab between them, and leave the cell empty for an open end", len(cells), columns)}
	}
	row := entry{cells: [columns]string(cells)}
	for c := range columns {
		row.at[c].file = l.file
		row.at[c].line, row.at[c].col = table.FieldPos(c)
	}
	if faults := row.read(); len(faults) > 0 {
		return faults
	}
	l.rows = append(l.rows, row)
	return nil
}

// read folds the cells, or says what is wrong with them.
func (e *entry) read() (faults []Fault) {
	e.fold()
	for c, cell := range e.cells {
		switch {
		case cell != strings.TrimSpace(cell):
			faults = append(faults, e.at[c].fault("the cell begins or ends with a space; take it out"))
		case cell == "" && !e.mayLack(c):
			faults = append(faults, e.at[c].fault("the %s is missing; only an open end is left empty", columnNames[c]))
		case cell != "" && (c == inFrom || c == inTo):
			if _, err := time.Parse(time.DateOnly, cell); err != nil {
				faults = append(faults, e.at[c].fault("%q is no day; write it as 2025-12-02", cell))
			}
		}
	}
	if len(faults) > 0 {
		return faults
	}
	if list := strings.Fields(e.folded[inEditions]); len(slices.Compact(list)) < len(strings.Fields(e.cells[inEditions])) {
		faults = append(faults, e.at[inEditions].fault("an edition stands twice in %q", e.cells[inEditions]))
	}
	if e.cells[inTo] != "" && e.cells[inTo] < e.cells[inFrom] {
		faults = append(faults, e.at[inTo].fault("the last day, %s, is before the first, %s", e.cells[inTo], e.cells[inFrom]))
	}
	if c := e.cells[inConfidence]; c != "H" && c != "M" && !e.own() {
		faults = append(faults, e.at[inConfidence].fault("the confidence is %q; it is H or M", c))
	}
	return faults
}

// fold makes the cells comparable: labels as they may stand in a sentence,
// editions in order.
func (e *entry) fold() {
	e.folded = e.cells
	e.folded[inEntity], e.folded[inValue] = fold(e.cells[inEntity]), fold(e.cells[inValue])
	editions := strings.Fields(e.cells[inEditions])
	slices.Sort(editions)
	e.folded[inEditions] = strings.Join(editions, " ")
	e.key = strings.Join(e.folded[:], "\t")
}

// entry is the row that the fact should have in a ledger.
func (b *Book) entry(f fact) entry {
	e := entry{
		cells: [columns]string{f.relation, b.printed[f.entity], f.shows, strings.Join(f.editions, " "), f.from, f.to, f.confidence, f.source},
		fact:  f.id, phrase: f.phrase,
	}
	for c := range columns {
		e.at[c] = f.at
	}
	e.fold()
	return e
}

// Balance demands that the ledger and the facts say the same: the faults are
// cells that differ, rows without a fact, facts without a row and rows that
// stand twice.
// A ledger without a row of a source says nothing of sources.
func (b *Book) Balance(l *Ledger) []Fault {
	entries := b.entries()
	if !slices.ContainsFunc(l.rows, func(r entry) bool { return r.cells[inRelation] == ofSource }) {
		entries = slices.DeleteFunc(entries, func(e entry) bool { return e.cells[inRelation] == ofSource })
	}
	return balance(l.rows, entries)
}

// entries are the rows that exams, editions, sources and facts should have.
func (b *Book) entries() []entry {
	list := slices.Clone(b.profiles)
	first := map[[3]string]string{} // relation, language and phrase -> the fact that says it first
	for _, f := range b.facts {
		if f.phrase {
			f.shows = f.repeats(first)
		}
		list = append(list, b.entry(f))
	}
	return list
}

// repeats is how a ledger names the phrase of a fact: by the id of the fact
// and, where the words were said before, by that of the first to say them. So
// a phrase cannot stand unseen in the place of another.
func (f fact) repeats(first map[[3]string]string) string {
	shows := f.shows
	for _, lang := range []string{"fr", "en"} {
		words := [3]string{f.relation, lang, f.value[lang]}
		if id := first[words]; id == "" {
			first[words] = f.id
		} else {
			shows = f.shows + same + id
		}
	}
	return shows
}

func balance(rows, facts []entry) []Fault {
	rows, facts, faults := cancel(rows, facts)
	rows, facts, differing := pair(rows, facts)
	faults = append(faults, differing...)
	for _, row := range rows {
		faults = append(faults, row.at[inRelation].fault("no fact says this: %s, %q, %q; mend the row, or delete it", row.cells[inRelation], row.cells[inEntity], row.cells[inValue]))
	}
	for _, f := range facts {
		faults = append(faults, f.missing())
	}
	slices.SortFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return faults
}

// cancel leaves what is not equal on both sides, and finds the rows that
// cannot be: those that stand twice, and those of a relation without facts.
func cancel(rows, facts []entry) (rowsLeft, factsLeft []entry, faults []Fault) {
	open, relations := make(map[string]int, len(facts)), map[string]bool{}
	for _, f := range facts {
		open[f.key]++
		relations[f.cells[inRelation]] = true
	}
	first := make(map[string]int, len(rows))
	for _, row := range rows {
		line := first[row.key]
		switch at := row.at[inRelation]; {
		case line > 0:
			faults = append(faults, at.fault("the row stands already in line %d; delete one of the two", line))
		case !relations[row.cells[inRelation]]:
			faults = append(faults, at.fault("no fact has the relation %q%s", row.cells[inRelation], orNear(row.cells[inRelation], slices.Collect(maps.Keys(relations)))))
		case open[row.key] > 0:
			open[row.key]--
		default:
			rowsLeft = append(rowsLeft, row)
		}
		first[row.key] = row.at[inRelation].line
	}
	for _, f := range facts {
		if open[f.key] > 0 {
			open[f.key]--
			factsLeft = append(factsLeft, f)
		}
	}
	return rowsLeft, factsLeft, faults
}

// pair takes a row and a fact of one relation for the same if they share the
// entity or the value, those first that have most in common. It leaves what
// stands alone.
func pair(rows, facts []entry) (rowsLeft, factsLeft []entry, faults []Fault) {
	type couple struct{ row, fact, alike int }
	var couples []couple
	for i, row := range rows {
		for j, f := range facts {
			if row.folded[inRelation] == f.folded[inRelation] && (row.folded[inEntity] == f.folded[inEntity] || row.folded[inValue] == f.folded[inValue]) {
				couples = append(couples, couple{i, j, f.alike(row)})
			}
		}
	}
	slices.SortStableFunc(couples, func(a, b couple) int { return b.alike - a.alike })
	rowDone, factDone := make([]bool, len(rows)), make([]bool, len(facts))
	for _, c := range couples {
		if !rowDone[c.row] && !factDone[c.fact] {
			rowDone[c.row], factDone[c.fact] = true, true
			faults = append(faults, rows[c.row].differences(facts[c.fact])...)
		}
	}
	return alone(rows, rowDone), alone(facts, factDone), faults
}

func alone(list []entry, done []bool) (left []entry) {
	for i, e := range list {
		if !done[i] {
			left = append(left, e)
		}
	}
	return left
}

// alike weighs what the fact and the row have in common.
func (e entry) alike(row entry) (sum int) {
	for c, weight := range alike {
		switch {
		case c == inValue && e.phrase && ownID(e.folded[c]) == ownID(row.folded[c]):
			sum += phraseAlike
		case e.folded[c] == row.folded[c]:
			sum += weight
		}
	}
	return sum
}

// ownID is how a cell names a phrase, without the other fact that says it.
func ownID(cell string) string {
	id, _, _ := strings.Cut(cell, same)
	return id
}

// differences are the cells in which the row and the fact are not the same.
func (e entry) differences(f entry) (faults []Fault) {
	for c, at := range e.at {
		if e.folded[c] != f.folded[c] {
			faults = append(faults, at.fault("%s: the ledger says %q, the facts say %q (%s:%d, fact %q); read the source again and mend the one that is wrong",
				columnNames[c], e.cells[c], f.cells[c], path.Base(f.at[c].file), f.at[c].line, f.fact))
		}
	}
	return faults
}

// Columns are the names of the columns of a ledger, as its first row has them.
func Columns() []string { return slices.Clone(columnNames[:]) }
