package deck

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/testkit/small"
)

// resting is the small subject with the metal of Mars resting on other facts.
func resting(t *testing.T, rests string) fstest.MapFS {
	t.Helper()
	fsys := small.Planets()
	facts := string(fsys["planets/facts.yaml"].Data)
	fsys["planets/facts.yaml"].Data = []byte(strings.Replace(facts, "entity: mars, value: iron", "entity: mars, value: iron, rests: "+rests, 1))
	return fsys
}

func TestReasonTellsWhatTheFactRestsOn(t *testing.T) {
	d, faults := LoadSubject(resting(t, "[metal-venus]"), "planets")
	for _, f := range faults {
		t.Fatal(f)
	}
	venus, err := d.factByID["metal-venus"].Says("fr")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, s := range d.Specs("new", today) {
		it, err := d.Deal(s, "fr", NewStreams(1))
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range it.Options {
			if !o.Correct || !slices.Contains(o.Facts, "metal-mars") {
				continue
			}
			told++
			if o.Reason != venus {
				t.Errorf("%s tells %q, want %q", it.ID, o.Reason, venus)
			}
			if !slices.Contains(it.Reveals(), "metal-venus") {
				t.Errorf("%s does not say that it gives metal-venus away", it.ID)
			}
		}
	}
	if told == 0 {
		t.Error("nothing tells what the metal of Mars rests on")
	}
}

func TestRestsFaults(t *testing.T) {
	tests := []struct{ name, rests, want string }{
		{"on another", "[metal-venus]", ""},
		{"on nothing", "[]", "minItems"},
		{"on what is not there", "[metal-pluto]", `unknown fact "metal-pluto"; "rests" names the facts that decide fact "metal-mars"`},
		{"on itself", "[metal-mars]", `fact "metal-mars" cannot rest on itself`},
		{"not in the edition", "[earth-one]", `fact "metal-mars" is asked in edition "old", where fact "earth-one", on which it rests, does not always hold`},
		{"ends before it", "[metal-jupiter]", `where fact "metal-jupiter", on which it rests, does not always hold`},
	}
	for _, tt := range tests {
		got := faultsOf(resting(t, tt.rests), "planets")
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %q", tt.name, got, tt.want)
		}
	}
}

// What the facts of a group rest on may stand at the group, as all that they
// share.
func TestGroupRests(t *testing.T) {
	fsys := small.Planets()
	facts := fsys["planets/facts.yaml"]
	facts.Data = []byte(strings.Replace(string(facts.Data), "  - relation: trait\n", "  - relation: trait\n    rests: [metal-venus]\n", 1))
	d, faults := LoadSubject(fsys, "planets")
	for _, f := range faults {
		t.Fatal(f)
	}
	if got := d.factByID["mars-two"].Rests; !slices.Equal(got, []string{"metal-venus"}) {
		t.Errorf("mars-two rests on %q", got)
	}
}
