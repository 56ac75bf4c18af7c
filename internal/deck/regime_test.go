package deck

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"viva/internal/testkit/small"
)

// anyDay draws a day of 2018 to 2027.
func anyDay(t *rapid.T) Date {
	return DateOf(time.Date(2018, 1, 1+rapid.IntRange(0, 3651).Draw(t, "day"), 0, 0, 0, 0, time.UTC))
}

func ids(specs []*Spec) map[string]*Spec {
	out := map[string]*Spec{}
	for _, s := range specs {
		out[s.ID] = s
	}
	return out
}

// replacement is a change to a file of the planets.
type replacement struct{ file, old, new string }

// altered loads the planets with changes.
func altered(t *testing.T, changes ...replacement) (*Deck, []Fault) {
	t.Helper()
	fsys := small.Planets()
	for _, c := range changes {
		f := fsys["planets/"+c.file]
		if !strings.Contains(string(f.Data), c.old) {
			t.Fatalf("%s does not contain %q", c.file, c.old)
		}
		f.Data = []byte(strings.Replace(string(f.Data), c.old, c.new, 1))
	}
	return LoadSubject(fsys, "planets")
}

// soundly is altered for changes that are no fault.
func soundly(t *testing.T, changes ...replacement) *Deck {
	t.Helper()
	d, faults := altered(t, changes...)
	for _, f := range faults {
		t.Fatal(f)
	}
	return d
}

// What a regime asks and tells is what its first day makes of all facts, though
// most of it is taken over from the regime before.
func TestRegimesAreThoseOfTheirDays(t *testing.T) {
	for _, d := range []*Deck{planetsDeck(t), support(t)} {
		shared := 0
		for _, e := range d.Editions {
			var before *regime
			for _, r := range d.regimes[e.ID] {
				afresh := map[string]*Spec{}
				for _, m := range d.models {
					for _, s := range d.specsOf(m, e, r.From, d.asks(m, e, r.From)) {
						afresh[s.ID] = s
					}
				}
				for _, s := range r.specs {
					if !s.same(afresh[s.ID]) {
						t.Errorf("%s, %s, from %s on: %s is taken over from before", d.ID(), e.ID, r.From, s.ID)
					}
					if before != nil && slices.Contains(before.specs, s) {
						shared++
					}
				}
				before = r
			}
		}
		if shared == 0 {
			t.Errorf("%s: no regime shares a spec with the one before", d.ID())
		}
	}
}

// Whatever the day, only what is true on it is dealt, and only of editions
// that have begun.
func TestOnAnyDayOnlyTruthIsDealt(t *testing.T) {
	decks := []*Deck{planetsDeck(t), support(t)}
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(decks).Draw(t, "deck")
		day := anyDay(t)
		for _, e := range d.EditionsOn(day) {
			if e.From > day {
				t.Fatalf("%s is offered on %s, before it begins", e.ID, day)
			}
			ref := d.Reference(e.ID, day)
			if p := e.validity(); !p.Contains(ref) {
				t.Fatalf("the reference %s lies outside edition %s", ref, e.ID)
			}
			specs := d.Specs(e.ID, day)
			if len(specs) == 0 {
				continue // nothing of it is known so early
			}
			s := rapid.SampledFrom(specs).Draw(t, "spec "+e.ID)
			it, err := d.Deal(s, rapid.SampledFrom(Langs).Draw(t, "lang"), NewStreams(rapid.Uint64().Draw(t, "seed")))
			if err != nil {
				t.Fatal(err)
			}
			if !it.Contains(ref) {
				t.Fatalf("%s holds from %s to %s, but is dealt for %s", it.ID, it.From, it.To, ref)
			}
			it, hooks := d.withoutHooks(it) // they may speak of another time, if they say of which
			for _, id := range it.Reveals() {
				if f := d.factByID[id]; !f.in(e.ID) || !f.Validity().Contains(ref) {
					t.Fatalf("%s on %s rests on %s, which holds from %s to %s", it.ID, day, id, f.ValidFrom, f.ValidTo)
				}
			}
			for _, h := range hooks {
				for _, id := range h.Facts {
					if f := d.factByID[id]; (!f.in(e.ID) || !f.Validity().Contains(ref)) && !namesYearOf(h.Says, f.Validity()) {
						t.Fatalf("%s on %s tells %q of %s, which holds from %s to %s", it.ID, day, h.Says, id, f.ValidFrom, f.ValidTo)
					}
				}
			}
			for _, f := range s.now {
				if !f.Validity().Contains(day) || e.ID == d.Current || !d.Edition(d.Current).validity().Contains(day) {
					t.Fatalf("%s tells %s as true on %s", it.ID, f.ID, day)
				}
			}
			if err := d.Prove(it); err != nil {
				t.Fatalf("%s on %s: %v", it.ID, day, err)
			}
		}
	})
}

// withoutHooks parts an item from the hooks that it tells: those of its keys, and
// those that end the reasons of its wrong options.
func (d *Deck) withoutHooks(it Item) (Item, []Hook) {
	hooks := it.Hooks
	it.Hooks, it.Options = nil, slices.Clone(it.Options)
	for i, o := range it.Options {
		if len(o.Facts) == 0 {
			continue
		}
		h := d.factByID[o.Facts[0]].Because
		if h == nil || o.Correct || !strings.HasSuffix(o.Reason, h.In(it.Lang)) {
			continue
		}
		hooks = append(hooks, Hook{Says: h.In(it.Lang), Facts: h.States})
		it.Options[i].Facts = slices.Concat(o.Facts[:1], o.Facts[1+len(h.States):])
	}
	return it, hooks
}

// Regimes lie end to end from the edition's first day, and nothing changes
// within one.
func TestRegimesAreWhole(t *testing.T) {
	for _, d := range []*Deck{planetsDeck(t), support(t)} {
		for _, e := range d.Editions {
			next := e.From
			for i, r := range d.regimes[e.ID] {
				if r.From != next || (r.To == "") != (i == len(d.regimes[e.ID])-1) {
					t.Errorf("%s, edition %s: a regime from %s to %s, where %s is due", d.Subject, e.ID, r.From, r.To, next)
				}
				next = r.To.after()
				again := ids(d.Specs(e.ID, r.From))
				for id, s := range ids(d.Specs(e.ID, r.To)) {
					if r.To != "" && again[id] != s {
						t.Errorf("%s changes between %s and %s", id, r.From, r.To)
					}
				}
			}
		}
	}
}

// The second of December 2025: the new line-up is offered, the line-up before
// it stays as of its last day, and begins to be told with what is true now.
func TestCrossingIntoTheNewLineUp(t *testing.T) {
	d := support(t)
	eve, day := Date("2025-12-01"), Date("2025-12-02")
	names := func(on Date) (list []string) {
		for _, e := range d.EditionsOn(on) {
			list = append(list, e.ID)
		}
		return list
	}
	if got := names(eve); !slices.Equal(got, []string{"course", "2024"}) {
		t.Errorf("on %s are offered %v", eve, got)
	}
	if got := names(day); !slices.Equal(got, []string{"course", "2024", "2026"}) {
		t.Errorf("on %s are offered %v", day, got)
	}
	if d.EditionOn("2026", eve) != nil || len(d.Specs("2026", eve)) > 0 {
		t.Error("the new line-up is asked before it is sold")
	}
	before, after := ids(d.Specs("2024", eve)), ids(d.Specs("2024", day))
	if len(before) != len(after) {
		t.Errorf("the 2024 line-up has %d items on its last day and %d after it", len(before), len(after))
	}
	told := 0
	for id, s := range before {
		if len(s.now) > 0 {
			t.Errorf("%s tells on %s what will be true later", id, eve)
		}
		if o := after[id]; o != nil && len(o.now) > 0 {
			told++
		}
	}
	if told < 50 {
		t.Errorf("only %d items tell what is true since %s", told, day)
	}
}

// The first of January 2027: what was said of the plans that end gives way to
// what AWS announced for that day.
func TestCrossingTheEndOfTheOldPlans(t *testing.T) {
	d := support(t)
	eve, day := Date("2026-12-31"), Date("2027-01-01")
	retired := []string{"today-developer-ends", "today-business-ends", "today-onramp-moves"}
	successors := []string{"today-developer-ended", "today-business-ended", "today-onramp-ended"}
	tells := func(on Date) map[string]bool {
		all := map[string]bool{}
		for _, e := range d.Editions {
			for _, s := range d.Specs(e.ID, on) {
				for _, f := range s.now {
					all[f.ID] = true
				}
			}
		}
		return all
	}
	before, after := tells(eve), tells(day)
	for i := range retired {
		if !before[retired[i]] || after[retired[i]] {
			t.Errorf("%s: told before %v, after %v", retired[i], before[retired[i]], after[retired[i]])
		}
		if before[successors[i]] || !after[successors[i]] {
			t.Errorf("%s: told before %v, after %v", successors[i], before[successors[i]], after[successors[i]])
		}
	}
	for id := range before {
		if !after[id] && !slices.Contains(retired, id) {
			t.Errorf("%s is not told any more", id)
		}
	}
	for _, lang := range Langs {
		for _, s := range d.Specs("2024", day) {
			lines, err := s.today(lang)
			if err != nil {
				t.Fatal(err)
			}
			if text := strings.Join(lines, " "); strings.Contains(text, "before then") || strings.Contains(text, "d’ici là") {
				t.Errorf("%s says on %s: %s", s.ID, day, text)
			}
		}
	}
}

// A value that changes within an edition: each day has its own key, and the
// successor is no second value of a relation that allows one.
func TestSuccessorsTakeTurns(t *testing.T) {
	d := soundly(t, replacement{"facts.yaml", `value: tin, valid_to: "2030-01-01"}`,
		`value: tin, valid_to: "2030-01-01"}
      - {id: metal-jupiter-later, entity: jupiter, value: quicksilver, exclusive: false, editions: ["new"], valid_from: "2030-01-02"}`},
		replacement{"facts.yaml", `entity: mercury, value: quicksilver}`, `entity: mercury, value: quicksilver, valid_to: "2029-12-31"}`})
	for day, want := range map[Date]string{"2029-12-31": "which-metal:metal-jupiter", "2030-01-01": "which-metal:metal-jupiter"} {
		if ids(d.Specs("new", day))[want] == nil {
			t.Errorf("%s is not asked on %s", want, day)
		}
	}
	s := ids(d.Specs("new", "2030-01-02"))
	if s["which-metal:metal-jupiter"] != nil || s["which-metal:metal-jupiter-later"] == nil {
		t.Error("Jupiter's metal was not replaced on 2030-01-02")
	}
}

// An item ends on the day before another fact begins to answer its stem.
func TestItemsEndBeforeAnotherAnswer(t *testing.T) {
	d := soundly(t, replacement{"facts.yaml", "- {id: mars-two,",
		`- {id: earth-later, entity: earth, value: {en: "have a second moon", fr: "avoir une seconde lune"}, valid_from: "2040-05-05"}
      - {id: mars-two,`})
	seen := false
	for _, s := range d.Specs("new", "2040-05-04") {
		if s.Model.ID == "two-traits" {
			seen = true
			if s.holds.To != "2040-05-04" {
				t.Errorf("%s holds until %q", s.ID, s.holds.To)
			}
		}
	}
	if !seen {
		t.Error("no item asks for two traits")
	}
}

// On days on which too few distractors hold an item is not offered; where
// there is no other day, that is a fault.
func TestThinDaysOfferLess(t *testing.T) {
	d := planetsDeck(t) // Jupiter's metal is known until 2030: then four are left, and Venus may not meet the Earth
	if before, after := ids(d.Specs("new", "2030-01-01")), ids(d.Specs("new", "2030-01-02")); len(before) <= len(after) ||
		before["whose-metal:metal-venus"] == nil || after["whose-metal:metal-venus"] != nil {
		t.Errorf("%d items on the eve and %d on the day", len(before), len(after))
	}
	_, faults := altered(t, replacement{"facts.yaml", `value: tin, valid_to: "2030-01-01"}`, `value: tin, valid_to: "2006-08-23", editions: ["old"]}`})
	if !slices.ContainsFunc(faults, func(f Fault) bool {
		return strings.Contains(f.String(), `cannot ask fact metal-venus in edition "new": only 2 distractors are false`)
	}) {
		t.Errorf("got %v", faults)
	}
}

// What is told of today may end; then another fact is due.
func TestLoadDemandsSomethingToTell(t *testing.T) {
	planetIsDated := replacement{"deck.yaml", "{id: planet, verbatim: true}", "{id: planet, verbatim: true, dated: true}"}
	old := replacement{"facts.yaml", `value: tin, valid_to: "2030-01-01"}`, `value: tin, valid_to: "2006-08-23", editions: ["old"]}
      - {id: metal-jupiter-now, entity: jupiter, value: tin, editions: ["new"]}`}
	if _, faults := altered(t, planetIsDated, old); len(faults) == 0 || !strings.Contains(faults[0].String(), `from 2006-08-24 on nothing under "now" tells what is true today about fact "metal-jupiter"`) {
		t.Errorf("nothing is told before 2012: %v", faults)
	}
	told := replacement{"facts.yaml", `valid_from: "2012-03-01"}`, `valid_from: "2006-08-24"}`}
	if _, faults := altered(t, planetIsDated, old, told); len(faults) > 0 {
		t.Errorf("told on every day: %v", faults)
	}
	ends := replacement{"facts.yaml", `valid_from: "2012-03-01"}`, `valid_from: "2006-08-24", valid_to: "2019-12-31"}`}
	if _, faults := altered(t, planetIsDated, old, ends); len(faults) == 0 || !strings.Contains(faults[0].String(), "from 2020-01-01 on") {
		t.Errorf("nothing is told from 2020: %v", faults)
	}
}

// Faults that only some days have.
func TestLoadTellsFaultsOfDays(t *testing.T) {
	tests := []struct{ name, file, old, new, want string }{
		{"too few distractors on every day", "facts.yaml", `valid_to: ""
    confidence: H
    source: S1`, `valid_to: "2006-08-23"
    confidence: H
    source: S1`, `never holds in edition "new"`},
		{"two values on one day", "facts.yaml", `value: tin, valid_to: "2030-01-01"}`, `value: tin, valid_to: "2030-01-01"}
      - {id: metal-jupiter-later, entity: jupiter, value: copper, exclusive: false, editions: ["new"], valid_from: "2030-01-01"}`, `give "jupiter" two values`},
		{"weight", "deck.yaml", "  - id: inner\n", "  - id: inner\n    weight: 0\n", "weight"},
		{"same", "facts.yaml", "{id: metal-mars,", `{id: metal-mars, same: "Two Words",`, "same"},
		{"the day of an edition", "deck.yaml", `from: "2006-08-24"`, `from: "2006-08-32"`, "is no day"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, faults := altered(t, replacement{tt.file, tt.old, tt.new})
			if !slices.ContainsFunc(faults, func(f Fault) bool { return strings.Contains(f.String(), tt.want) }) {
				t.Errorf("got %v, want one with %q", faults, tt.want)
			}
		})
	}
}

// The last day on which a fact is asked is one on which it is, and no later day
// asks it.
func TestLastAsked(t *testing.T) {
	ending := 0
	for _, d := range []*Deck{planetsDeck(t), support(t)} {
		for _, e := range d.Editions {
			for _, from := range d.Days(e.ID) {
				for name := range d.regime(e.ID, from).asking {
					last := d.LastAsked(e.ID, name, from)
					if last != "" && (last < from || len(d.Asking(e.ID, name, last)) == 0) {
						t.Errorf("%s in %s on %s: last asked on %s, when it is not", name, e.ID, from, last)
					}
					for _, day := range d.Days(e.ID) {
						if last != "" && day > last && len(d.Asking(e.ID, name, day)) > 0 {
							t.Errorf("%s in %s on %s: last asked on %s, but also on %s", name, e.ID, from, last, day)
						}
					}
					if last != "" {
						ending++
					}
				}
			}
		}
	}
	if ending == 0 {
		t.Error("no fact ends: the test proves nothing")
	}
}
