package deck

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/testkit/small"
	"viva/questions"
)

// subjectDeck loads a subject that ships with the program.
func subjectDeck(t testing.TB, subject string) *Deck {
	t.Helper()
	d, faults := LoadSubject(questions.FS, subject)
	for _, f := range faults {
		t.Fatal(f)
	}
	return d
}

const planetBeliefs = `misconceptions:
  - id: mars-is-copper
    entry: 1
    relation: metal
    entity: mars
    shows: copper
    reason: {en: "Mars is red, and so is copper; its metal is iron.", fr: "Mars est rouge, comme le cuivre ; son métal est le fer."}
  - id: venus-is-iron
    entry: 2
    relation: metal
    entity: mars
    facts: [metal-mars]
    shows: venus
    editions: ["new"]
    reason: {en: "Venus is hot, but not of iron.", fr: "Vénus est chaude, mais pas de fer."}
  - id: earth-two
    entry: 3
    relation: trait
    entity: earth
    shows: mars-two
    reason: {en: "Two moons are those of Mars.", fr: "Deux lunes, ce sont celles de Mars."}
unused:
  - {entry: 4, belief: "the moon is a planet", because: "no moon is asked about."}
`

func withBeliefs(t testing.TB, text string) fstest.MapFS {
	fsys := small.Planets()
	fsys["planets/misconceptions.yaml"] = &fstest.MapFile{Data: []byte(text)}
	return fsys
}

// What believers choose is offered in most deals, is never the key, and has a
// reason that speaks to the belief.
func TestMisconceptionIsDrawnFirst(t *testing.T) {
	d, faults := LoadSubject(withBeliefs(t, planetBeliefs), "planets")
	for _, f := range faults {
		t.Fatal(f)
	}
	offered := map[string]int{}
	const deals = 300
	for _, s := range d.Specs("new", "2020-01-01") {
		for seed := range uint64(deals) {
			it, err := d.Deal(s, "en", NewStreams(seed))
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range it.Options {
				if o.Belief == "" {
					continue
				}
				offered[o.Belief]++
				if o.Correct || !slices.Contains(o.Facts, it.Facts[0]) {
					t.Fatalf("%s: option %q with belief %s: correct %v, facts %v", it.ID, o.Text, o.Belief, o.Correct, o.Facts)
				}
				if o.Belief == "mars-is-copper" && o.Reason != "Mars is red, and so is copper; its metal is iron." {
					t.Fatalf("reason %q", o.Reason)
				}
			}
		}
	}
	for _, id := range []string{"mars-is-copper", "venus-is-iron", "earth-two"} {
		if offered[id] < deals*3/4 {
			t.Errorf("%s is offered in %d of %d deals", id, offered[id], deals)
		}
	}
}

// A belief is confined to its editions and its key facts.
func TestMisconceptionIsConfined(t *testing.T) {
	d, _ := LoadSubject(withBeliefs(t, planetBeliefs), "planets")
	for _, s := range everySpec(d) {
		for _, o := range s.pool {
			if o.belief == nil || o.belief.ID != "venus-is-iron" {
				continue
			}
			if s.Edition != "new" || s.ID != "whose-metal:metal-mars" {
				t.Errorf("edition %s, item %s offers it", s.Edition, s.ID)
			}
		}
	}
}

// Each mistake in misconceptions.yaml is told with its position.
func TestMisconceptionFaults(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"unknown relation", "relation: trait", "relation: traits", `misconceptions.yaml:18:5: unknown relation "traits"`},
		{"unknown entity", "entity: mars\n    shows", "entity: pluto\n    shows", `misconceptions.yaml:5:5: unknown entity "pluto"`},
		{"unknown option", "shows: copper", "shows: gold", `misconceptions.yaml:6:5: "gold" is neither an entity nor a fact of relation "metal"`},
		{"a fact that is no phrase", "shows: copper", "shows: metal-venus", `"metal-venus" is neither an entity nor a fact of relation "metal" with a phrase`},
		{"unknown fact", "facts: [metal-mars]", "facts: [metal-pluto]", `misconceptions.yaml:12:13: unknown fact "metal-pluto"`},
		{"fact about another", "facts: [metal-mars]", "facts: [metal-earth]", `fact "metal-earth" is about "earth" in relation "metal", not about "mars"`},
		{"unknown edition", `editions: ["new"]`, `editions: ["newer"]`, `unknown edition "newer"`},
		{"true after all", "shows: copper", "shows: iron", `misconceptions.yaml:6:5: this is no misconception: fact "metal-mars" gives "iron" to "mars"`},
		{"true of a phrase", "shows: mars-two", "shows: earth-one", `this is no misconception: fact "earth-one" gives "earth-one" to "earth"`},
		{"true of the other entity", "shows: venus", "shows: mars", `this is no misconception: fact "metal-mars" says of "mars" what fact "metal-mars" says of "mars"`},
		{"never asked", "entity: earth\n    shows: mars-two", "entity: jupiter\n    shows: mars-two", `misconceptions.yaml:16:5: no item can ever use this misconception`},
		{"never an option", "shows: copper", "shows: uranus", `no item can ever use this misconception: no model asks about "mars" in relation "metal" with "uranus"`},
		{"edition without an item", "shows: mars-two", "shows: mars-two\n    editions: [\"old\", \"new\"]", `no item of edition "old" can ever use this misconception`},
		{"taken id", "id: earth-two", "id: mars-is-copper", `id "mars-is-copper" is taken`},
		{"used and unused", "{entry: 4", "{entry: 3", `entry 3 is called unused, but stands in the file already`},
		{"no reason", "    entry: 1\n", "    entri: 1\n", `misconceptions.yaml:3:5: unknown key "entri"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(planetBeliefs, tt.old) {
				t.Fatalf("the file does not contain %q", tt.old)
			}
			_, faults := LoadSubject(withBeliefs(t, strings.Replace(planetBeliefs, tt.old, tt.new, 1)), "planets")
			if got := told(faults); !strings.Contains(got, tt.want) {
				t.Errorf("got faults:\n%s\nwant one with %q", got, tt.want)
			}
		})
	}
}

func told(faults []Fault) string {
	var all []string
	for _, f := range faults {
		all = append(all, f.String())
	}
	return strings.Join(all, "\n")
}

// Strategies and the difficulty prior are refused where they make no sense.
func TestStrategyFaults(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"no order", "    ask: value\n    stem:", "    ask: value\n    distractors: [neighbours]\n    stem:", `models-single.yaml:9:5: kind "metal" has no order`},
		{"unknown strategy", "    ask: value\n    stem:", "    ask: value\n    distractors: [strangers]\n    stem:", "value must be one of 'misconceptions', 'neighbours', 'siblings'"},
		{"beliefs alone", "    ask: value\n    stem:", "    ask: value\n    distractors: [misconceptions]\n    stem:", "only 0 distractors are false for this stem"},
		{"certain to be right", "    level: clf", "    level: clf\n    facility: 1", "/models/0/facility: maximum"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := small.Planets()
			f := fsys["planets/models-single.yaml"]
			if !strings.Contains(string(f.Data), tt.old) {
				t.Fatalf("the file does not contain %q", tt.old)
			}
			f.Data = []byte(strings.Replace(string(f.Data), tt.old, tt.new, 1))
			_, faults := LoadSubject(fsys, "planets")
			if got := told(faults); !strings.Contains(got, tt.want) {
				t.Errorf("got faults:\n%s\nwant one with %q", got, tt.want)
			}
		})
	}
}

// The difficulty prior follows the level unless the model states it.
func TestFacility(t *testing.T) {
	for _, s := range planetsDeck(t).Specs("new", "2020-01-01") {
		want := 0.7
		if s.Model.Level == "advanced" {
			want = 0.55
		}
		if s.Model.Facility != want {
			t.Errorf("%s has facility %v, want %v", s.Model.ID, s.Model.Facility, want)
		}
	}
}

// Every known misconception about AWS Support is used, or it is said why not.
func TestKnownMisconceptionsAreComplete(t *testing.T) {
	d := support(t)
	found := map[int]bool{}
	for _, m := range d.beliefs {
		found[m.Entry] = true
	}
	for _, u := range d.unused {
		found[u.Entry] = true
	}
	const known = 34
	for n := 1; n <= known; n++ {
		if !found[n] {
			t.Errorf("entry %d is neither used nor called unused", n)
		}
	}
	if len(found) != known {
		t.Errorf("%d entries, want %d", len(found), known)
	}
}

// A right option tells the rule that decides where the author wrote it down.
func TestReasonTellsTheRule(t *testing.T) {
	d := support(t)
	for _, f := range d.facts {
		if f.relation.ID != "calls-for" {
			continue
		}
		got, err := f.reason("en", "")
		if err != nil || f.Reason == nil || got != f.Reason.EN {
			t.Errorf("fact %s: reason %q, error %v", f.ID, got, err)
		}
	}
}

// Whatever is written in the file, each fault has a position, and what loads
// can be dealt.
func FuzzMisconceptions(f *testing.F) {
	f.Add(planetBeliefs)
	f.Add("misconceptions: []\nunused: []\n")
	f.Fuzz(func(t *testing.T, text string) {
		d, faults := LoadSubject(withBeliefs(t, text), "planets")
		for _, fault := range faults {
			if fault.Line < 1 || fault.Col < 1 || fault.Message == "" {
				t.Errorf("fault without a position: %v", fault)
			}
		}
		if len(faults) > 0 {
			return
		}
		for _, s := range everySpec(d) {
			if _, err := d.Deal(s, "fr", NewStreams(1)); err != nil {
				t.Error(err)
			}
		}
	})
}
