package deck

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"viva/internal/fault"
	"viva/internal/testkit/chance"
	"viva/internal/testkit/small"
)

// The worked examples that AWS itself gave for its plans.
func TestChargeWorkedExamples(t *testing.T) {
	rate := func(percent, from, to int) *option {
		return &option{fact: &Fact{Value: Value{Rate: &Rate{Percent: percent, From: from, To: to, Unit: "USD"}}}}
	}
	least := func(n int) *option { return &option{fact: &Fact{Value: Value{Rate: &Rate{Minimum: n, Unit: "USD"}}}} }
	tests := []struct {
		name  string
		rates []*option
		usage int
		want  Decimal
	}{
		{"developer", []*option{least(29), rate(3, 0, 0)}, 2000, 6000},
		{"business", []*option{least(100), rate(10, 0, 10000), rate(7, 10000, 80000), rate(5, 80000, 250000), rate(3, 250000, 0)}, 85000, 615000},
		{"enterprise", []*option{least(15000), rate(10, 0, 150000), rate(7, 150000, 500000), rate(5, 500000, 1000000), rate(3, 1000000, 0)}, 1200000, 7050000},
		{"below the minimum", []*option{least(29), rate(3, 0, 0)}, 900, 2900},
	}
	for _, tt := range tests {
		if got := chargeOf(tt.rates).of(tt.usage); got != tt.want {
			t.Errorf("%s: %d of usage costs %s, want %s", tt.name, tt.usage, got.In("en"), tt.want.In("en"))
		}
	}
}

// tables are the items of each type whose answers and marks are known, with the
// answers. The tests of the offline player are held to them too.
func tables(t *testing.T) (tables []small.Table, items []Item) {
	t.Helper()
	tables, err := small.Tables()
	if err != nil {
		t.Fatal(err)
	}
	items = make([]Item, len(tables))
	for i, table := range tables {
		d := json.NewDecoder(bytes.NewReader(table.Item))
		d.DisallowUnknownFields()
		if err := d.Decode(&items[i]); err != nil {
			t.Fatalf("%s in %s: %v", table.Type, table.Lang, err)
		}
	}
	return tables, items
}

// Answers to an item of each type, in each language, get the marks that somebody
// worked out, and so does who guesses blindly.
func TestMarkingTable(t *testing.T) {
	tried := map[string]bool{}
	tables, items := tables(t)
	for i, table := range tables {
		it := items[i]
		for _, c := range table.Cases {
			if got := readAs(it, c.Given); got != c.Read {
				t.Errorf("%s in %s, %s: %q is told to be read as %q, want %q", it.Type, it.Lang, c.Name, c.Given, got, c.Read)
			}
			if got, part := says(t, it, c.Given); got != c.Want || int64(part) != c.Mark {
				t.Errorf("%s in %s, %s: %q is %s with %d, want %s with %d", it.Type, it.Lang, c.Name, c.Given, got, part, c.Want, c.Mark)
			}
			tried[it.Type+" "+it.Lang+" "+c.Says()] = true
		}
		floor, err := it.Floor()
		want, ok := new(big.Rat).SetString(table.Floor)
		if !ok || err != nil {
			t.Fatalf("%s in %s: floor %q, %v", it.Type, it.Lang, table.Floor, err)
		}
		if exact, _ := want.Float64(); math.Abs(floor-exact) > 1e-12 {
			t.Errorf("%s in %s: floor %v, want %s", it.Type, it.Lang, floor, table.Floor)
		}
	}
	for _, typ := range TypeNames() {
		for _, lang := range Langs {
			for _, verdict := range []string{"right", "wrong", "unreadable"} {
				if !tried[typ+" "+lang+" "+verdict] {
					t.Errorf("../testkit/small/types/%s.yaml has no answer in %s that is %s", typ, lang, verdict)
				}
			}
		}
	}
}

// Authors find every type in the table of types, in its own words. With -update
// the table is written.
func TestTypesAreTold(t *testing.T) {
	const file = "../../docs/knowledge-base.md"
	names, rows := map[string]string{}, []string{}
	for _, typ := range types {
		asks, needs := typ.About()
		row := asks + " | " + needs + " |\n"
		if asks == "" || needs == "" || strings.Count(row, "|") != 2 {
			t.Errorf("type %s does not tell authors about itself: %q", typ.Name(), row)
		}
		if names[row] != "" { // types that say the same share a row
			names[row] += ", "
		} else {
			rows = append(rows, row)
		}
		names[row] += "`" + typ.Name() + "`"
	}
	want := "| type | asks | needs |\n|---|---|---|\n"
	for _, row := range rows {
		want += "| " + names[row] + " | " + row
	}
	document, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?m)^\| type \| asks \|.*\n(?:\|.*\n)+`)
	switch got := table.FindString(string(document)); {
	case got == want:
	case !*update || got == "":
		t.Errorf("%s has the table\n%swant\n%sgo test ./internal/deck -run TypesAreTold -update writes it", file, got, want)
	default:
		if err := os.WriteFile(file, []byte(strings.Replace(string(document), got, want, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// says is what an item makes of an answer, in the words of the table, and the
// mark that a wrong one earns.
func says(t *testing.T, it Item, given []string) (string, Mark) {
	a, err := it.Read(given)
	if f := fault.As(err); f != nil {
		return f.Code, 0
	}
	mark, markErr := it.Mark(a)
	if err := errors.Join(err, markErr); err != nil {
		t.Fatal(err)
	}
	if mark.Full() {
		return "right", 0
	}
	return "wrong", mark
}

// readAs is how a number is told to have been read, or "".
func readAs(it Item, given []string) string {
	if a, err := it.Read(given); err == nil && a.ReadAs {
		return a.Number.In(it.Lang)
	}
	return ""
}

// dealt returns an item of the small subject by its model.
func dealt(t *testing.T, model string, seed uint64) (*Deck, Item) {
	t.Helper()
	d := planetsDeck(t)
	for _, s := range d.Specs("new", today) {
		if s.Model.ID == model {
			it, err := d.Deal(s, "en", NewStreams(seed))
			if err != nil {
				t.Fatal(err)
			}
			return d, it
		}
	}
	t.Fatalf("no item of model %s", model)
	return nil, Item{}
}

// The proof notices a key that is wrong in any row.
func TestProveNoticesWrongRows(t *testing.T) {
	sabotage := map[string]struct {
		model string
		spoil func(it *Item)
	}{
		"order of two swapped":       {"planets-in-order", func(it *Item) { it.Prompts[0].Key, it.Prompts[1].Key = it.Prompts[1].Key, it.Prompts[0].Key }},
		"order with one twice":       {"planets-in-order", func(it *Item) { it.Options[0].Text = it.Options[1].Text }},
		"order of another planet":    {"planets-in-order", func(it *Item) { it.Options[2].Text = "Uranus" }},
		"match of two swapped":       {"metals-to-planets", func(it *Item) { it.Prompts[0].Key, it.Prompts[1].Key = it.Prompts[1].Key, it.Prompts[0].Key }},
		"match without reason":       {"metals-to-planets", func(it *Item) { it.Prompts[0].Reason = "" }},
		"match of an unknown":        {"metals-to-planets", func(it *Item) { it.Prompts[0].Text = "Pluto" }},
		"charge off by a cent":       {"toll-for-usage", func(it *Item) { it.Number.Key++ }},
		"too wide a tolerance":       {"toll-for-usage", func(it *Item) { it.Number.Tolerance = it.Number.Key }},
		"another usage":              {"toll-for-usage", func(it *Item) { it.Stem = strings.Replace(it.Stem, "EUR", "USD", 1) }},
		"another name keyed":         {"metal-recalled", func(it *Item) { it.Entry.Key = "gold" }},
		"a wrong name accepted":      {"metal-recalled", func(it *Item) { it.Entry.Spellings[len(it.Entry.Spellings)-1].Mark = 1 }},
		"the key refused":            {"metal-recalled", func(it *Item) { it.Entry.Spellings[0].Text = "gold" }},
		"anything accepted":          {"metal-recalled", func(it *Item) { it.Entry.Spellings[0].Text = "*" }},
		"a name that the stem names": {"metal-recalled", func(it *Item) { it.Stem += " It is not " + it.Entry.Key + "." }},
		"case with a moved key": {"case-lands", func(it *Item) {
			it.Options[0].Correct, it.Options[1].Correct = !it.Options[0].Correct, !it.Options[1].Correct
		}},
	}
	for name, tt := range sabotage {
		d, it := dealt(t, tt.model, 3)
		if err := d.Prove(it); err != nil {
			t.Errorf("%s: the item as dealt: %v", name, err)
		}
		tt.spoil(&it)
		if err := d.Prove(it); err == nil {
			t.Errorf("%s: not noticed", name)
		}
	}
}

// Every usage that is dealt is decided by the keyed rates and no others.
func TestUsageFitsItsRates(t *testing.T) {
	d := planetsDeck(t)
	for _, s := range d.Specs("new", today) {
		if s.Model.Type != "numeric" {
			continue
		}
		for seed := range uint64(50) {
			it, err := d.Deal(s, "fr", NewStreams(seed))
			if err != nil {
				t.Fatal(err)
			}
			minimum := slices.Equal(it.Facts, []string{"toll-least"})
			if (it.Number.Key == 50000) != minimum {
				t.Errorf("%s: %s is charged", it.ID, it.Number.Key.In("en"))
			}
			for _, m := range it.Number.Mistakes {
				if off := m.Value - it.Number.Key; off <= it.Number.Tolerance && -off <= it.Number.Tolerance {
					t.Errorf("%s: a mistake is as good as the key", it.ID)
				}
			}
		}
	}
}

// A sample answer is right or wrong as it is asked to be, in every type.
func TestSample(t *testing.T) {
	d := planetsDeck(t)
	for _, s := range d.Specs("new", today) {
		it, err := d.Deal(s, "fr", NewStreams(5))
		if err != nil {
			t.Fatal(err)
		}
		items := []Item{it}
		if err := NameOptions(items, chance.Reader(t)); err != nil {
			t.Fatal(err)
		}
		for _, right := range []bool{true, false} {
			typ := typeNamed(it.Type)
			a, err := typ.Read(items[0], items[0].Sample(right))
			if err != nil || typ.Mark(items[0], a).Full() != right {
				t.Errorf("%s, right %v: %v is read as %+v (%v)", it.ID, right, items[0].Sample(right), a, err)
			}
		}
	}
}
