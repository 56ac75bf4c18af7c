package audit

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"viva/internal/deck"
	"viva/questions"
)

// shipped are the built-in subjects, read once.
var shipped = sync.OnceValues(func() ([]*deck.Deck, []deck.Fault) { return deck.LoadProved(questions.FS) })

func wordsOf(t *testing.T, folder string) *mutator {
	t.Helper()
	d, faults := shipped()
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	i := slices.IndexFunc(d, func(d *deck.Deck) bool { return d.ID() == folder })
	m := &mutator{fsys: questions.FS, deck: d[i]}
	if err := m.readWords(); err != nil {
		t.Fatal(err)
	}
	return m
}

// Every text of the subjects is found where it is written, however that is: with
// all of them replaced, each reads as its replacement and nothing else does.
func TestSitesAreWhereTheyAreWritten(t *testing.T) {
	for _, folder := range []string{subject, "aws-support"} {
		m := wordsOf(t, folder)
		var edits []edit
		want := map[string]deck.Text{}
		for i, s := range m.sites {
			c := siteChange{s, deck.Text{EN: "It's " + s.ID + ` "here": {x}`, FR: "C'est " + s.ID + ", là # oui"}}
			if i%3 == 0 {
				c.other.FR = ""
			}
			want[s.ID] = c.changed().Text
			for _, e := range c.edits() {
				if !slices.ContainsFunc(edits, e.overlaps) { // where one wording has two translations
					edits = append(edits, e)
				}
			}
		}
		if len(edits) < 700 {
			t.Fatalf("%s: only %d texts", folder, len(edits))
		}
		got, err := deck.ReadWritten(overlays{questions.FS, m.sources.edited(edits)}, folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range got {
			if is, ok := want[w.ID]; ok && is != w.Text {
				t.Errorf("%s reads %q, want %q", w.ID, w.Text, is)
			}
			delete(want, w.ID)
		}
		if len(want) > 0 {
			t.Errorf("%s: %d texts are lost, such as %s", folder, len(want), slices.Sorted(maps.Keys(want))[0])
		}
	}
}

// An edit is made where it stands, and several in one file at once.
func TestEdited(t *testing.T) {
	s := sources{"s/a.yaml": "é: x\nb: 'it''s'\nc: [\"q\\\"\"]\n"}
	var edits []edit
	for _, tt := range []struct {
		line, col int
		key, text string
		where     string
	}{
		{1, 1, "é", "x", "s/a.yaml:1:4"},
		{2, 1, "b", "it's", "s/a.yaml:2:4"},
		{3, 1, "c", `q"`, "s/a.yaml:3:5"},
	} {
		at, err := s.offset("s/a.yaml", tt.line, tt.col)
		if err != nil {
			t.Fatal(err)
		}
		from, to, err := s.scalar("s/a.yaml", at, tt.key, tt.text)
		if err != nil {
			t.Fatal(err)
		}
		e := edit{"s/a.yaml", from, to, `"new"`}
		if got := s.position(e); got != tt.where {
			t.Errorf("%s stands at %s, want %s", tt.key, got, tt.where)
		}
		edits = append(edits, e)
	}
	if got, want := s.edited(edits)["s/a.yaml"], "é: \"new\"\nb: \"new\"\nc: [\"new\"]\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := s.offset("s/a.yaml", 9, 1); err == nil {
		t.Error("line 9 is found")
	}
	if _, _, err := s.scalar("s/a.yaml", 0, "é", "y"); err == nil {
		t.Error("a text is found that is not there")
	}
}

// Every fact of which only one row of the ledger can be has that row; rows of
// exams and editions, some cells of which are empty, are none of a fact.
func TestRowOf(t *testing.T) {
	m := wordsOf(t, "aws-support")
	ledger, err := readLedgerText(questions.FS, "aws-support")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range m.deck.Facts() {
		row, ok := ledger.rowOf(f)
		if !ok {
			continue
		}
		if found++; row.cells[0] != f.RelationID() || row.cells[len(row.cells)-1] != f.Source {
			t.Errorf("%s has the row %q", f.ID, row.cells)
		}
	}
	if found < len(m.deck.Facts())/2 {
		t.Errorf("only %d of %d facts have a row", found, len(m.deck.Facts()))
	}
}
