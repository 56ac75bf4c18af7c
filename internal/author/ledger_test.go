package author

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/proof"
)

// sheetOf is the ledger sheet of a subject, as rows of cells.
func sheetOf(t *testing.T, fsys fstest.MapFS) [][]string {
	t.Helper()
	facts, errs := proof.ListUnconfirmed(fsys, "geography")
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	text := LedgerSheet(facts, 1)
	var rows [][]string
	for line := range strings.Lines(text) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows
}

// seats are the values of the sheet's facts, as a reader finds them.
var seats = map[string]string{"Brittany": "Rennes", "Normandy": "Rouen", "Occitania": "Toulouse", "Corsica": "Ajaccio", "Grand Est": "Strasbourg",
	"Loire": "Atlantic", "Rhône": "Mediterranean", "Seine": "Channel", "Rhine": "North Sea", "Garonne": "Gironde"}

// filledSheet types the values of the first n rows, and what repeats once.
func filledSheet(t *testing.T, fsys fstest.MapFS, n int, by string) []byte {
	t.Helper()
	rows := sheetOf(t, fsys)
	for i, row := range rows[1:] {
		if i < n {
			row[2] = seats[row[1]]
		}
	}
	rows[1][3], rows[1][4], rows[1][6], rows[1][7] = "now", "2026-11-29", "H", "s1"
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, by) + "\n")
	}
	return []byte(b.String())
}

// The sheet shows what a fact is called and nothing of what it says, in an
// order of its own; filled in and read back it is the ledger.
func TestLedgerSheet(t *testing.T) {
	fsys := subject(t, france(t))
	rows := sheetOf(t, fsys)
	if len(rows) != 11 || !slices.Equal(rows[0], append(proof.Columns(), "words")) {
		t.Fatalf("%d rows, %q", len(rows), rows[0])
	}
	for _, row := range rows[1:] {
		if seats[row[1]] == "" || strings.Join(row[2:], "") != "" {
			t.Errorf("a row tells more than its name: %q", row)
		}
	}
	if again := LedgerSheet(nil, 2); strings.Count(again, "\n") != 1 {
		t.Errorf("%q", again)
	}

	for _, by := range []string{"\t", ";", ","} {
		filled, added, blank, faults := FillLedger("filled.csv", filledSheet(t, fsys, 4, by), fsys["geography/ledger.tsv"].Data)
		if added != 4 || blank != 6 || faults != nil {
			t.Fatalf("%d added, %d blank, %v", added, blank, faults)
		}
		part := fstest.MapFS{"geography/ledger.tsv": {Data: filled}}
		for name, f := range fsys {
			if part[name] == nil {
				part[name] = f
			}
		}
		if left := sheetOf(t, part); len(left) != 7 {
			t.Errorf("%d rows are left", len(left)-1)
		}
		all, added, blank, faults := FillLedger("filled.csv", filledSheet(t, part, 6, by), filled)
		part["geography/ledger.tsv"].Data = all
		if n, differ, err := proof.CheckLedger(part, "geography"); added != 6 || blank != 0 || faults != nil || n != 10 || differ != nil || err != nil {
			t.Errorf("%d added, %d blank, %v: %d rows, %v, %v", added, blank, faults, n, differ, err)
		}
	}
}

// Phrases are named by their ids, with their words beside them.
func TestLedgerSheetOfPhrases(t *testing.T) {
	text := LedgerSheet([]proof.Unconfirmed{{Relation: "true", Phrase: "true-loire", Words: `is "long"`}}, 1)
	if !strings.HasSuffix(text, "\ntrue\t\ttrue-loire\t\t\t\t\t\t\"is \"\"long\"\"\"\n") {
		t.Errorf("%q", text)
	}
}

// A sheet with a fault adds nothing.
func TestFillLedgerTellsFaults(t *testing.T) {
	const head = "relation\tentity\tvalue\teditions\tfrom\tto\tconfidence\tsource\n"
	for _, tt := range []struct{ name, sheet, want string }{
		{"no edition", head + "seat\tBrittany\tRennes\t\t2026-11-29\t\tH\ts1\n", "filled.tsv:2:22: the cell under \"editions\" is empty; fill it in, or leave the value blank too, for another day"},
		{"no relation", head + "\tBrittany\tRennes\tnow\t2026-11-29\t\tH\ts1\n", "filled.tsv:2:1: the cell under \"relation\" is empty"},
		{"a column that is missing", "relation\tentity\tvalue\n", `the column "editions" is missing`},
		{"two lines", head + "seat\tBrittany\t\"Ren\nnes\"\tnow\t2026-11-29\t\tH\ts1\n", "filled.tsv:2:15: the cell has two lines"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			filled, _, _, faults := FillLedger("filled.tsv", []byte(tt.sheet), nil)
			if got := fmt.Sprint(faults); filled != nil || !strings.Contains(got, tt.want) {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
	filled, added, blank, faults := FillLedger("filled.tsv", []byte(head+"seat\tBrittany\t\t\t\t\t\t\n"), nil)
	if faults != nil || added != 0 || blank != 1 || string(filled) != head {
		t.Errorf("nothing filled in: %q, %d, %d, %v", filled, added, blank, faults)
	}
}

// An empty cell says what the row above says, though that row waits for its
// value.
func TestFillLedgerBelowABlankRow(t *testing.T) {
	const sheet = "relation\tentity\tvalue\teditions\tfrom\tto\tconfidence\tsource\n" +
		"seat\tBrittany\tRennes\tnow\t2026-11-29\t\tH\ts1\n" +
		"seat\tNormandy\t\t\t\t\t\ts2\n" +
		"seat\tCorsica\tAjaccio\t\t\t\t\t\n"
	filled, added, blank, faults := FillLedger("filled.tsv", []byte(sheet), nil)
	if want := "seat\tCorsica\tAjaccio\tnow\t2026-11-29\t\tH\ts2\n"; added != 2 || blank != 1 || faults != nil || !strings.HasSuffix(string(filled), want) {
		t.Errorf("%d added, %d blank, %v, %q", added, blank, faults, filled)
	}
}
