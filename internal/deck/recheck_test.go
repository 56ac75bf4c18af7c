package deck

import (
	"slices"
	"strings"
	"testing"

	"viva/internal/testkit/small"
)

const recheckedFile = "planets/facts.yaml"

// Checking a part finds what checking the whole finds, where the fact is at
// fault, and nothing where it is not.
func TestRecheckFindsWhatLoadFinds(t *testing.T) {
	d := planetsDeck(t)
	for _, tt := range []struct{ name, old, new string }{
		{"nothing wrong", "", ""},
		{"an unknown entity", "entity: venus, value: copper", "entity: vulcan, value: copper"},
		{"an entity twice", "entity: venus, value: copper", "entity: mercury, value: copper"},
		{"a value that is not its own", "entity: venus, value: copper", "entity: venus, value: quicksilver"},
		{"an edition too few", "value: copper}", `value: copper, editions: []}`},
		{"no YAML", "groups:", "groups: ["},
		{"an id twice", "id: metal-venus", "id: metal-mercury"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := small.Planets()
			src := string(fsys[recheckedFile].Data)
			if !strings.Contains(src, tt.old) {
				t.Fatalf("%s does not hold %q", recheckedFile, tt.old)
			}
			fsys[recheckedFile].Data = []byte(strings.Replace(src, tt.old, tt.new, 1))
			_, want := LoadSubject(fsys, "planets")
			_, got := d.Recheck(recheckedFile, fsys[recheckedFile].Data, "metal")
			if (len(got) > 0) != (len(want) > 0) || (len(want) > 0) != (tt.old != "") {
				t.Errorf("the part has the faults\n%v\nthe whole\n%v", got, want)
			}
		})
	}
}

// Unchanged text asks what the deck asks from the relation, and the deck
// itself stays as it is.
func TestRecheckKeeps(t *testing.T) {
	d := planetsDeck(t)
	before := d.factByID["metal-venus"]
	part, faults := d.Recheck(recheckedFile, small.Planets()[recheckedFile].Data, "metal")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	ids := func(d *Deck) (list []string) {
		for _, e := range d.Editions {
			for _, s := range d.distinct(e.ID) {
				if s.Model.Relation == "metal" {
					list = append(list, e.ID+" "+s.ID)
				}
			}
		}
		return list
	}
	if got, want := ids(part), ids(d); !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("the part asks %q, the deck %q", got, want)
	}
	if part.factByID["metal-venus"] == before || d.factByID["metal-venus"] != before {
		t.Error("the facts of the part are not its own")
	}
}

// The same holds for models.
func TestRecheckReplacesModels(t *testing.T) {
	const file = "planets/models-single.yaml"
	d := planetsDeck(t)
	for _, tt := range []struct{ name, old, new, stem string }{
		{"nothing wrong", "", "", "Which metal goes with Mercury?"},
		{"another wording", "Which metal goes with {entity:the}?", "Which metal is that of {entity:the}?", "Which metal is that of Mercury?"},
		{"an unknown slot", "Which metal goes with {entity:the}?", "Which metal goes with {planet}?", ""},
		{"no YAML", "models:", "models: [", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := string(small.Planets()[file].Data)
			if !strings.Contains(src, tt.old) {
				t.Fatalf("%s does not hold %q", file, tt.old)
			}
			part, faults := d.Recheck(file, []byte(strings.Replace(src, tt.old, tt.new, 1)), "metal")
			if (len(faults) > 0) != (tt.stem == "") {
				t.Fatalf("faults: %v", faults)
			}
			if tt.stem != "" && !asks(t, part, tt.stem) {
				t.Errorf("nothing asks %q", tt.stem)
			}
			if !asks(t, d, "Which metal goes with Mercury?") {
				t.Error("the deck itself has changed")
			}
		})
	}
}

// asks reports whether a deck asks a stem in some dealing of its first edition.
func asks(t *testing.T, d *Deck, stem string) bool {
	t.Helper()
	for _, s := range d.distinct(d.Editions[0].ID) {
		for seed := range uint64(10) {
			it, err := d.Deal(s, "en", NewStreams(seed))
			if err != nil {
				t.Fatal(err)
			}
			if it.Stem == stem {
				return true
			}
		}
	}
	return false
}
