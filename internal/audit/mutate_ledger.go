package audit

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strings"

	"viva/internal/proof"
)

// The columns of a ledger that need a hand of their own.
const (
	ledgerEditions = "editions"
	ledgerFrom     = "from"
	ledgerTo       = "to"
)

// ledgerText is a ledger by lines, so that one cell can be written otherwise.
type ledgerText struct {
	name    string
	lines   []string
	columns []string
	rows    []ledgerRow
}

// ledgerRow is a row with its cells as they stand in the file.
type ledgerRow struct {
	line  int // from 0
	cells []string
}

// at is the position of a cell.
func (t *ledgerText) at(r ledgerRow, column int) string {
	col := 1
	for _, cell := range r.cells[:column] {
		col += len(cell) + 1
	}
	return fmt.Sprintf("%s:%d:%d", t.name, r.line+1, col)
}

// replaced is the ledger with other text in the place of a line.
func (t *ledgerText) replaced(line int, other string) []byte {
	lines := slices.Clone(t.lines)
	lines[line] = other
	return []byte(strings.Join(lines, ""))
}

func readLedgerText(fsys fs.FS, folder string) (*ledgerText, error) {
	t := &ledgerText{name: path.Join(folder, proof.LedgerFile)}
	src, err := fs.ReadFile(fsys, t.name)
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	t.lines = strings.SplitAfter(string(src), "\n")
	for i, line := range t.lines {
		cells := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "":
		case t.columns == nil:
			t.columns = cells
		case len(cells) != len(t.columns):
			return nil, fmt.Errorf("%s:%d:1: a cell that holds a tab cannot be changed; take the tab out", t.name, i+1)
		default:
			t.rows = append(t.rows, ledgerRow{i, cells})
		}
	}
	return t, nil
}

// ofLedger lists a mutation for every row of the ledger.
func (m *mutator) ofLedger() ([]mutation, error) {
	t, err := readLedgerText(m.fsys, m.deck.ID())
	if err != nil {
		return nil, err
	}
	var tasks []mutation
	for _, row := range t.rows {
		tasks = append(tasks, mutation{fmt.Sprint(row.line), func(chance *rand.Rand, try try) error {
			return m.mutateRow(t, row, chance, try)
		}})
	}
	return tasks, nil
}

// mutateRow changes each cell of a row, takes the row out and doubles it.
func (m *mutator) mutateRow(t *ledgerText, row ledgerRow, chance *rand.Rand, try try) error {
	for column := range t.columns {
		others, err := t.others(row, column, chance)
		if err != nil {
			return err
		}
		for _, other := range others {
			mutant := Mutant{Where: t.at(row, column), Kind: t.columns[column], Was: row.cells[column], Is: other}
			cells := slices.Clone(row.cells)
			cells[column] = other
			if err := try(mutant, func() (string, error) {
				return m.noticeLedger(t.name, t.replaced(row.line, strings.Join(cells, "\t")+"\n"))
			}); err != nil {
				return err
			}
		}
	}
	line := t.lines[row.line]
	for _, whole := range []struct{ kind, is string }{{"a row deleted", ""}, {"a row doubled", strings.TrimRight(line, "\n") + "\n" + line}} {
		mutant := Mutant{Where: t.at(row, 0), Kind: whole.kind, Was: strings.Join(row.cells, " | "), Is: whole.kind}
		if err := try(mutant, func() (string, error) { return m.noticeLedger(t.name, t.replaced(row.line, whole.is)) }); err != nil {
			return err
		}
	}
	return nil
}

// others are what could be typed into a cell by mistake: what the column has
// elsewhere, first of all in rows of the same relation, and for a day also the
// day after, or no day.
func (t *ledgerText) others(row ledgerRow, column int, chance *rand.Rand) ([]string, error) {
	var near, far []string
	for _, r := range t.rows {
		cell := r.cells[column]
		if sameCell(t.columns[column], cell, row.cells[column]) {
			continue
		}
		if far = append(far, cell); r.cells[0] == row.cells[0] {
			near = append(near, cell)
		}
	}
	var list []string
	switch {
	case len(near) > 0:
		list = append(list, near[chance.IntN(len(near))])
	case len(far) > 0:
		list = append(list, far[chance.IntN(len(far))])
	}
	cell := row.cells[column]
	if name := t.columns[column]; (name == ledgerFrom || name == ledgerTo) && cell != "" {
		next, err := moved(cell, 0, 1)
		if err != nil {
			return nil, err
		}
		if list = append(list, next); name == ledgerTo {
			list = append(list, "")
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// sameCell reports whether two cells say the same: the order of editions and
// the case of letters say nothing.
func sameCell(column, a, b string) bool {
	if column == ledgerEditions {
		x, y := strings.Fields(a), strings.Fields(b)
		slices.Sort(x)
		slices.Sort(y)
		return slices.Equal(x, y)
	}
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// noticeLedger tells what notices a changed ledger, or "".
func (m *mutator) noticeLedger(name string, src []byte) (by string, err error) {
	l, faults, err := proof.ReadLedger(overlay{m.fsys, name, src}, m.deck.ID())
	switch {
	case err != nil:
		return "", err
	case len(faults) > 0:
		return byLines, nil
	case len(m.book.Balance(l)) > 0:
		return byLedger, nil
	}
	return "", nil
}
