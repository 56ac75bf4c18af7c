package audit

import (
	"encoding/json"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

var update = flag.Bool("update", false, "write the golden file anew")

// shape replaces every value by its type, so that a golden file shows what
// readers of the JSON rely on: the names.
func shape(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = shape(v[k])
		}
		return v
	case []any:
		all := map[string]any{}
		for _, e := range v {
			if m, ok := shape(e).(map[string]any); ok {
				maps.Copy(all, m)
			} else {
				return []any{shape(e)}
			}
		}
		return []any{all}
	case float64:
		return "number"
	case bool:
		return "true or false"
	}
	return "text"
}

// small measures little of a subject.
func small(t *testing.T) Report {
	t.Helper()
	fsys := files(t)
	r, err := Run(fsys, []*deck.Deck{load(t, fsys)}, Options{Day: day, Seed: 1, Dealings: 4, Attempts: 10, Days: 10, Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// measured is the report that several tests read.
var measured *Report

func report(t *testing.T) Report {
	t.Helper()
	if !*update {
		long(t)
	}
	if measured == nil {
		r := small(t)
		measured = &r
	}
	return *measured
}

func TestReportShape(t *testing.T) {
	b, err := json.Marshal(report(t))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(shape(v), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	file := filepath.Join("testdata", "report.golden.json")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("the report's fields changed: readers of the JSON rely on them\ngot  %s\nwant %s", got, want)
	}
}

// The same seed measures the same, however the work is shared.
func TestReportRepeats(t *testing.T) {
	a, err := json.Marshal(report(t))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(small(t))
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Error("two reports of one seed differ")
	}
}

// Every row is there once, and a subject is met only when all its rows are.
func TestReportRows(t *testing.T) {
	r := report(t)
	s := r.Subjects[0]
	var ids []string
	met := true
	for _, row := range s.Rows {
		ids = append(ids, row.ID)
		met = met && row.Met
		if row.Name == "" || row.Goal == "" || len(row.Figures) == 0 {
			t.Errorf("row %s has no name, goal or figure", row.ID)
		}
	}
	if len(ids) != len(measures) || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
		t.Errorf("rows %q", ids)
	}
	if s.Met != met || r.Met != met {
		t.Errorf("rows met: %v, subject %v, report %v", met, s.Met, r.Met)
	}
}

func TestPrint(t *testing.T) {
	r := report(t)
	var page strings.Builder
	if err := r.Print(&page); err != nil {
		t.Fatal(err)
	}
	for _, row := range r.Subjects[0].Rows {
		if !strings.Contains(page.String(), row.Name+": "+verdict(row.Met)) {
			t.Errorf("the page does not tell of %q", row.Name)
		}
	}
	read, write := io.Pipe()
	read.Close()
	if err := r.Print(write); err == nil {
		t.Error("a page that cannot be written is no error")
	}
}

// Nothing is offered on a day before the first edition. A report of that day
// does not panic, and does not praise what is not there: its rows find nothing.
func TestReportOfNothing(t *testing.T) {
	fsys := files(t)
	d := load(t, fsys)
	r, err := Run(fsys, []*deck.Deck{d}, Options{Day: "2018-01-01", Dealings: 1})
	if err != nil || r.Subjects[0].Items != 0 {
		t.Errorf("%d items, %v", r.Subjects[0].Items, err)
	}
	for _, o := range []Options{{Day: day}, {Day: day, Dealings: 1, Attempts: -1}, {Day: day, Dealings: 1, Limit: -1}} {
		if _, err := Run(fsys, []*deck.Deck{d}, o); err == nil {
			t.Errorf("%+v was measured", o)
		}
	}
}
