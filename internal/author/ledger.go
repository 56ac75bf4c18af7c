package author

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"

	"viva/internal/deck"
	"viva/internal/proof"
)

// wordsColumn shows the words of a phrase on a ledger sheet; the ledger names
// the phrase alone.
const wordsColumn = "words"

// LedgerSheet is the sheet on which facts are typed a second time: a row for
// each, shuffled by the seed, with what the fact is called and nothing of what
// it says. Tabs stand between its cells.
func LedgerSheet(facts []proof.Unconfirmed, seed uint64) string {
	facts = slices.Clone(facts)
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] }) //nolint:gosec // an order, no secret
	rows := [][]string{append(proof.Columns(), wordsColumn)}
	for _, f := range facts {
		rows = append(rows, []string{f.Relation, f.Entity, f.Phrase, "", "", "", "", "", f.Words})
	}
	return tabbed(rows)
}

// tabbed writes rows with tabs between the cells, as a ledger is read.
func tabbed(rows [][]string) string {
	var b strings.Builder
	for _, row := range rows {
		for i, text := range row {
			if strings.Contains(text, `"`) {
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// ledgerColumns are the columns of a filled ledger sheet.
func ledgerColumns() []column {
	var list []column
	for _, name := range proof.Columns() {
		list = append(list, column{names: []string{name}})
	}
	return append(list, column{names: []string{wordsColumn}, optional: true})
}

// repeated are the columns in which an empty cell says what the row above says:
// they are the same for most facts, and typing them anew in each row would be
// copying. The last day is not among them: left empty, it is open.
var repeated = []string{"editions", "from", "confidence", "source"}

// FillLedger adds the rows of a filled-in sheet to a ledger. A row whose value
// or entity is still blank is left out and counted. The rows are added in the
// order of their relations, so that a ledger can be read.
func FillLedger(file string, sheet, ledger []byte) (filled []byte, added, blank int, faults []deck.Fault) {
	t := readTable(file, sheet, ledgerColumns())
	above := map[string]string{}
	var rows [][]string
	for _, row := range t.rows {
		if strings.HasPrefix(row["relation"].text, "#") {
			continue // a comment, as in a ledger
		}
		for _, name := range repeated {
			if row[name].text != "" {
				above[name] = row[name].text
			}
		}
		if row["entity"].text == "" || row["value"].text == "" {
			blank++
			continue
		}
		cells := make([]string, 0, len(proof.Columns()))
		for _, name := range proof.Columns() {
			text := row[name].text
			if slices.Contains(repeated, name) {
				text = above[name]
			}
			if text == "" && name != "to" {
				t.fault(row[name], "the cell under %q is empty; fill it in, or leave the value blank too, for another day", name)
			}
			if strings.Contains(text, "\n") {
				t.fault(row[name], "the cell has two lines; write it on one")
			}
			cells = append(cells, text)
		}
		rows = append(rows, cells)
	}
	if len(t.faults) > 0 {
		return nil, 0, 0, t.faults
	}
	slices.SortStableFunc(rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	ledger = bytes.TrimPrefix(ledger, []byte("\ufeff"))
	if len(bytes.TrimSpace(ledger)) == 0 {
		ledger = []byte(strings.Join(proof.Columns(), "\t") + "\n")
	} else if !bytes.HasSuffix(ledger, []byte("\n")) {
		ledger = append(ledger, '\n')
	}
	return append(slices.Clone(ledger), tabbed(rows)...), len(rows), blank, nil
}
