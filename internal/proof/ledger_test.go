package proof

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

const datedFacts = `
groups:
  - relation: grows
    source: S1
    confidence: H
    valid_from: "2020-01-01"
    editions: ["old", "new"]
    facts:
      - {id: oak-30, entity: oak, value: m30, editions: ["new"], valid_from: "2022-01-01"}
      - {id: oak-20, entity: oak, value: m20, editions: ["old"], valid_to: "2021-12-31"}
      - {id: elm-30, entity: elm, value: m30, confidence: M}
  - relation: bears
    source: S2
    confidence: H
    valid_from: "2022-01-01"
    editions: ["new"]
    facts:
      - id: oak-acorns
        entity: oak
        value: {en: acorns, fr: des glands}
      - id: elm-seeds
        entity: elm
        value: {en: winged seeds, fr: des graines ailées}
`

const ledgerTSV = `# Typed from a book on trees.
relation	entity	value	editions	from	to	confidence	source
grows	Oak	30 m	new	2022-01-01		H	S1
grows	oak	20 m	old	2020-01-01	2021-12-31	H	S1
grows	elm	30 m	new old	2020-01-01		M	S1

bears	oak	oak-acorns	new	2022-01-01		H	S2
bears	elm	elm-seeds	new	2022-01-01		H	S2
`

func TestCheckLedgerRefuses(t *testing.T) {
	const ledger, facts = "trees/ledger.tsv", "trees/facts-a.yaml"
	const mend = "; read the source again and mend the one that is wrong"
	tests := []struct {
		name, file, old, new string
		want                 []string // each begins with its position
	}{
		{"nothing wrong", ledger, "", "", nil},
		{"another entity", ledger, "bears\toak", "bears\tfir", []string{`trees/ledger.tsv:7:7: entity: the ledger says "fir", the facts say "oak" (facts-a.yaml:18, fact "oak-acorns")` + mend}},
		{"another value", ledger, "30 m\tnew old", "40 m\tnew old", []string{`trees/ledger.tsv:5:11: value: the ledger says "40 m", the facts say "30 m" (facts-a.yaml:11, fact "elm-30")` + mend}},
		{"another edition", ledger, "30 m\tnew\t", "30 m\told\t", []string{`trees/ledger.tsv:3:16: editions: the ledger says "old", the facts say "new" (facts-a.yaml:9, fact "oak-30")` + mend}},
		{"one edition of two", ledger, "new old", "old", []string{`trees/ledger.tsv:5:16: editions: the ledger says "old", the facts say "old new"`}},
		{"another first day", ledger, "new old\t2020-01-01", "new old\t2020-01-02", []string{`trees/ledger.tsv:5:24: from: the ledger says "2020-01-02", the facts say "2020-01-01"`}},
		{"no last day", ledger, "\t2021-12-31\t", "\t\t", []string{`trees/ledger.tsv:4:31: to: the ledger says "", the facts say "2021-12-31"`}},
		{"another confidence", ledger, "\tM\t", "\tH\t", []string{`trees/ledger.tsv:5:36: confidence: the ledger says "H", the facts say "M"`}},
		{"another source", ledger, "oak-acorns\tnew\t2022-01-01\t\tH\tS2", "oak-acorns\tnew\t2022-01-01\t\tH\tS1", []string{`trees/ledger.tsv:7:40: source: the ledger says "S1", the facts say "S2"`}},
		{"an entity of the facts", facts, "id: elm-30, entity: elm", "id: elm-30, entity: fir", []string{`trees/ledger.tsv:5:7: entity: the ledger says "elm", the facts say "fir" (facts-a.yaml:11, fact "elm-30")` + mend}},
		{"a date of the facts", facts, `valid_to: "2021-12-31"`, `valid_to: "2021-12-30"`, []string{`trees/ledger.tsv:4:31: to: the ledger says "2021-12-31", the facts say "2021-12-30"`}},
		{"a default of the facts", facts, "source: S2", "source: S3", []string{`trees/ledger.tsv:7:40: source: the ledger says "S2"`, `trees/ledger.tsv:8:39: source: the ledger says "S2"`}},
		{"the words of another fact", facts, "{en: winged seeds, fr: des graines ailées}", "{en: Acorns, fr: des glands}", []string{`trees/ledger.tsv:8:11: value: the ledger says "elm-seeds", the facts say "elm-seeds = oak-acorns" (facts-a.yaml:21, fact "elm-seeds")` + mend}},
		{"the words of another fact, in one language", facts, "fr: des graines ailées", "fr: des glands", []string{`trees/ledger.tsv:8:11: value: the ledger says "elm-seeds", the facts say "elm-seeds = oak-acorns"`}},
		{"words called the same that are not", ledger, "elm\telm-seeds", "elm\telm-seeds = oak-acorns", []string{`trees/ledger.tsv:8:11: value: the ledger says "elm-seeds = oak-acorns", the facts say "elm-seeds"`}},
		{"a row too many", ledger, "\nbears\toak", "\ngrows\tfir\t40 m\tnew\t2020-01-01\t\tH\tS1\nbears\toak", []string{`trees/ledger.tsv:7:1: no fact says this: grows, "fir", "40 m"; mend the row, or delete it`}},
		{"a row is missing", ledger, "grows\telm\t30 m\tnew old\t2020-01-01\t\tM\tS1\n", "", []string{`trees/facts-a.yaml:11:9: no row of ledger.tsv has the fact "elm-30"; type one from its source`}},
		{"a row is missing, of a fact in a block", ledger, "bears\telm\telm-seeds\tnew\t2022-01-01\t\tH\tS2\n", "", []string{`trees/facts-a.yaml:21:9: no row of ledger.tsv has the fact "elm-seeds"; type one from its source`}},
		{"a relation is missing", ledger, "bears\toak\toak-acorns\tnew\t2022-01-01\t\tH\tS2\nbears\telm\telm-seeds\tnew\t2022-01-01\t\tH\tS2\n", "", []string{`trees/facts-a.yaml:18:9: no row`, `trees/facts-a.yaml:21:9: no row`}},
		{"a row twice", ledger, "bears\toak", "grows\toak\t30 m\tnew\t2022-01-01\t\tH\tS1\nbears\toak", []string{`trees/ledger.tsv:7:1: the row stands already in line 3; delete one of the two`}},
		{"an unknown relation", ledger, "bears\telm", "bites\telm", []string{`trees/facts-a.yaml:21:9: no row`, `trees/ledger.tsv:8:1: no fact has the relation "bites"`}},
		{"dates the wrong way round", ledger, "2021-12-31", "2019-12-31", []string{`trees/ledger.tsv:4:31: the last day, 2019-12-31, is before the first, 2020-01-01`}},
		{"no such day", ledger, "2021-12-31", "2021-12-32", []string{`trees/ledger.tsv:4:31: "2021-12-32" is no day; write it as 2025-12-02`}},
		{"a cell too few", ledger, "old\t2020-01-01\t2021-12-31\tH", "old\t2020-01-01\tH", []string{`trees/ledger.tsv:4:1: the row has 7 cells; write 8, with a tab between them, and leave the cell empty for an open end`}},
		{"an empty cell", ledger, "\telm\telm-seeds", "\t\telm-seeds", []string{`trees/ledger.tsv:8:7: the entity is missing; only an open end is left empty`}},
		{"a stray space", ledger, "\telm\telm-seeds", "\telm \telm-seeds", []string{`trees/ledger.tsv:8:7: the cell begins or ends with a space; take it out`}},
		{"an edition twice", ledger, "new old", "new new old", []string{`trees/ledger.tsv:5:16: an edition stands twice in "new new old"`}},
		{"no such confidence", ledger, "\tM\t", "\tL\t", []string{`trees/ledger.tsv:5:36: the confidence is "L"; it is H or M`}},
		{"columns in another order", ledger, "from\tto", "to\tfrom", []string{`trees/ledger.tsv:2:1: the first row names the columns; write ["relation" "entity" "value" "editions" "from" "to" "confidence" "source"], with a tab between them`}},
		{"a quotation mark", ledger, "bears\telm", "bears\te\"lm", []string{`trees/ledger.tsv:8:8: bare " in non-quoted-field; put the cell between quotation marks`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := dated()
			text := string(fsys[tt.file].Data)
			if tt.old != "" && strings.Count(text, tt.old) != 1 {
				t.Fatalf("%q stands %d times in %s", tt.old, strings.Count(text, tt.old), tt.file)
			}
			fsys[tt.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, tt.old, tt.new, 1))}
			_, faults, err := CheckLedger(fsys, "trees")
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(faults, tt.want, func(f Fault, want string) bool { return strings.HasPrefix(f.Error(), want) }) {
				t.Errorf("faults\n%v\nwant\n%s", faults, strings.Join(tt.want, "\n"))
			}
		})
	}
}

// dated is the small subject with dates, and its ledger.
func dated() fstest.MapFS {
	fsys := subject()
	fsys["trees/facts-a.yaml"] = &fstest.MapFile{Data: []byte(datedFacts)}
	fsys["trees/ledger.tsv"] = &fstest.MapFile{Data: []byte(ledgerTSV)}
	return fsys
}

func TestCheckLedgerErrors(t *testing.T) {
	fsys := dated()
	delete(fsys, "trees/ledger.tsv")
	if _, _, err := CheckLedger(fsys, "trees"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a ledger: %v", err)
	}
	fsys = dated()
	delete(fsys, "trees/facts-a.yaml")
	if _, _, err := CheckLedger(fsys, "trees"); err == nil {
		t.Error("without facts there is no error")
	}
}

// What editors of another system add to a file is of no matter.
func TestCheckLedgerForeignEditors(t *testing.T) {
	for name, with := range map[string]func(src string) string{
		"mark":      func(src string) string { return "\ufeff" + src },
		"line ends": func(src string) string { return strings.ReplaceAll(src, "\n", "\r\n") },
	} {
		fsys := dated()
		file := fsys["trees/ledger.tsv"]
		fsys["trees/ledger.tsv"] = &fstest.MapFile{Data: []byte(with(string(file.Data)))}
		rows, faults, err := CheckLedger(fsys, "trees")
		if rows == 0 || len(faults) > 0 || err != nil {
			t.Errorf("%s: %d rows, %v, %v", name, rows, faults, err)
		}
	}
}

// The order of rows and of editions is of no matter, and neither is the case
// of a label's first letter.
func TestBalanceIgnoresOrder(t *testing.T) {
	l, b := books(t, dated(), "trees")
	rapid.Check(t, func(t *rapid.T) {
		shuffled := &Ledger{l.file, rapid.Permutation(l.rows).Draw(t, "rows")}
		if faults := b.Balance(shuffled); len(faults) > 0 {
			t.Fatal(faults)
		}
	})
}

func books(t *testing.T, fsys fs.FS, folder string) (*Ledger, *Book) {
	t.Helper()
	l, faults, err := ReadLedger(fsys, folder)
	if err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
	b := newBook()
	if errs := b.readFacts(fsys, folder); errs != nil {
		t.Fatal(errs)
	}
	return l, b
}

// builtIn are the subjects that the program carries.
var builtIn = []string{"aws-support", "http-semantics"}

func TestBuiltInLedgers(t *testing.T) {
	for _, folder := range builtIn {
		rows, faults, err := CheckLedger(os.DirFS("../../questions"), folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range faults {
			t.Error(f)
		}
		t.Logf("%s: %d rows", folder, rows)
	}
}

// Whatever cell of a built-in ledger is altered to what another row has there,
// it is noticed.
func TestBalanceNoticesEveryCell(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	for _, folder := range builtIn {
		l, b := books(t, os.DirFS("../../questions"), folder)
		facts := b.entries()
		for i, row := range l.rows {
			for c := range columns {
				changed := row
				if changed.cells[c] = another(l.rows, i, c); changed.cells[c] == row.cells[c] {
					continue // one value in the whole column
				}
				changed.fold()
				l.rows[i] = changed
				if len(balance(l.rows, facts)) == 0 {
					t.Errorf("%s:%d: %s %q instead of %q is not noticed", l.file, row.at[c].line, columnNames[c], changed.cells[c], row.cells[c])
				}
			}
			l.rows[i] = row
		}
	}
}

// A fact that is altered or taken out is noticed as well.
func TestBalanceNoticesEveryFact(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	for _, folder := range builtIn {
		l, b := books(t, os.DirFS("../../questions"), folder)
		facts := b.entries()
		for i, f := range facts {
			for _, c := range []int{inEntity, inValue, inEditions, inFrom, inTo} {
				changed := f
				if changed.cells[c] = another(facts, i, c); changed.cells[c] == f.cells[c] {
					changed.cells[c] = "2029-05-05"
				}
				changed.fold()
				facts[i] = changed
				if len(balance(l.rows, facts)) == 0 {
					t.Errorf("%s: %s %q instead of %q of the fact %q is not noticed", folder, columnNames[c], changed.cells[c], f.cells[c], f.fact)
				}
			}
			facts[i] = f
			if len(balance(l.rows, slices.Delete(slices.Clone(facts), i, i+1))) == 0 {
				t.Errorf("%s: that the fact %q is missing is not noticed", folder, f.fact)
			}
		}
	}
}

// another is what the next row with something else has in the column.
func another(rows []entry, i, column int) string {
	for k := range rows {
		if other := rows[(i+k)%len(rows)]; other.folded[column] != rows[i].folded[column] {
			return other.cells[column]
		}
	}
	return rows[i].cells[column]
}
