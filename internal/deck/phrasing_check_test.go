package deck

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"viva/internal/testkit/small"
)

// What labels and phrases make of the sentences around them is refused where
// it is no language, or gives the key away, with the place of what to mend.
func TestPhrasing(t *testing.T) {
	const (
		plural   = "type: multiple\n    keys: 2\n    options: 4"
		knownFor = "says: {en: \"{entity:The} is known to {value}.\", fr: \"On sait que {entity:the} peut {value}.\"}"
	)
	tests := []struct {
		name    string
		patches []patch
		want    string
	}{
		{"nothing wrong", nil, ""},
		{"one of many in English only", []patch{{"entities.yaml", "{text: Earth, article: the}", "{text: Earth, article: an}"}},
			`entities.yaml:4:77: "Earth" has the article "an" in English and "la" in French`},
		{"one of many in both", []patch{{"entities.yaml", "{text: Earth, article: the}, fr: {text: Terre, gender: f, article: la}", "{text: Earth, article: an}, fr: {text: Terre, gender: f, article: une}"}}, ""},
		{"a stem that is definite in French only", []patch{{"models-single.yaml", `"{entity:The} goes with which metal?"`, `"{entity:A} goes with which metal?"`}},
			"models-single.yaml:11:52: {entity:the} here, but {entity:a} in English; let both languages say the same"},
		{"a reason that is definite in English only", []patch{{"models-single.yaml", `{sibling:The} va avec`, `{sibling:A} va avec`}},
			"models-single.yaml:21:53: {sibling:a} here, but {sibling:the} in English"},
		{"several for one", []patch{{"models-multiple.yaml", plural, "type: single\n    facts: [earth-one]"}, {"models-multiple.yaml", "What is {entity:the} known to do?", "What is {entity:the} known to do with these moons?"}},
			`models-multiple.yaml:11:17: "these moons" stands for a value that may be a single one`},
		{"several for one, in French", []patch{{"models-multiple.yaml", plural, "type: single\n    facts: [earth-one]"}, {"models-multiple.yaml", "C'est {sibling}, pas", "Ces lunes sont {sibling}, pas"}},
			`"Ces lunes" stands for a value that may be a single one`},
		{"which of these", []patch{{"models-multiple.yaml", plural, "type: single\n    facts: [earth-one]"}, {"models-multiple.yaml", "What is {entity:the} known to do?", "Which of these deeds is {entity:the} known for?"}}, ""},
		{"a comma left open", []patch{{"facts.yaml", knownFor, strings.Replace(knownFor, "{value}.\", fr", "{value} at night.\", fr", 1)}, {"facts.yaml", "have one moon", "have one moon, by luck"}},
			`facts.yaml:34:48: "have one moon, by luck" opens with its last comma what the sentence around it does not close: "{entity} is known to {value} at night."`},
		{"a comma at the end", []patch{{"facts.yaml", "have one moon", "have one moon, by luck"}}, ""},
		{"commas of a list", []patch{{"facts.yaml", knownFor, strings.Replace(knownFor, "{value}.\", fr", "{value} at night.\", fr", 1)}, {"facts.yaml", "have one moon", "have wind, rain and a moon"}}, ""},
		{"a distractor that names what is asked about", []patch{{"facts.yaml", "have two small moons", "have more moons than Earth"}},
			`facts.yaml:38:38: fact "mars-two" is a distractor of model "two-traits" and names "Earth", which the stem asks about: list "earth" under "also"`},
		{"the same, arguable", []patch{{"facts.yaml", `{en: "have two small moons", fr: "avoir deux petites lunes"}`, `{en: "have more moons than Earth", fr: "avoir deux petites lunes"}, also: [earth]`}, {"models-multiple.yaml", "options: 4", "options: 4"}}, ""},
		{"an elision left out", []patch{{"models-single.yaml", "C'est le métal {sibling:of} ; celui {entity:of} est {value:the}.", "C'est le métal de {sibling} ; celui {entity:of} est {value:the}."}, {"entities.yaml", "fr: {text: Mars, gender: f}", "fr: {text: Arès, gender: f}"}},
			`models-single.yaml:12:89: “de Arès” wants an elision; after “de” write {sibling:of}`},
		{"verbs called sentences", []patch{{"facts.yaml", knownFor, `says: {en: "{entity:The} {value}.", fr: "{entity:The} {value}."}`}, {"models-multiple.yaml", "What is {entity:the} known to do?", "Which of these statements hold for {entity:the}?"}},
			`models-multiple.yaml:12:17: "these statements" are no sentences here, for they want the subject of "{entity} {value}."; call them descriptions`},
		{"verbs called sentences in French", []patch{{"facts.yaml", knownFor, `says: {en: "{entity:The} {value}.", fr: "{entity:The} {value}."}`}, {"models-multiple.yaml", "Que peut faire {entity:the} ?", "Quels énoncés conviennent {entity:to} ?"}},
			`"Quels énoncés" are no sentences here`},
		{"sentences called so", []patch{{"models-multiple.yaml", "What is {entity:the} known to do?", "Which of these statements hold for {entity:the}?"}}, ""},
		{"quotes in quotes", []patch{{"models-single.yaml", "Quel métal est associé {entity:to} ?", "Quel métal va avec « {entity} » ?"}, {"entities.yaml", "fr: {text: Mars, gender: f}", "fr: {text: \"la « rouge »\", gender: f}"}},
			`brings quotes into those of "Quel métal va avec «\u00a0{entity}\u00a0»\u00a0?"; leave its own out`},
		{"quotes in a sentence that has none", []patch{{"entities.yaml", "fr: {text: Mars, gender: f}", "fr: {text: \"la « rouge »\", gender: f}"}}, ""},
		{"a sentence of its own in the middle", []patch{{"models-single.yaml", `wrong: {en: "{sibling:The} goes with {given}.", fr: "{sibling:The} va avec {given:the}."}`, `wrong: {en: "{hook} Or so.", fr: "{sibling} {hook}"}`}},
			`models-single.yaml:21:13: {hook} is a sentence of its own, or nothing; put it at the end`},
		{"sides without an order", []patch{{"models-single.yaml", `wrong: {en: "{sibling:The} goes with {given}.", fr: "{sibling:The} va avec {given:the}."}`, `wrong: {below: {en: "No.", fr: "Non."}, above: {en: "Not so.", fr: "Pas du tout."}}`}},
			`models-single.yaml:21:5: kind "planet" has no order, so "below" and "above" have no meaning; give the kind "ordered: true" in deck.yaml`},
		{"one side alone", []patch{{"models-single.yaml", `wrong: {en: "{sibling:The} goes with {given}.", fr: "{sibling:The} va avec {given:the}."}`, `wrong: {below: {en: "No.", fr: "Non."}}`}},
			`models-single.yaml:21:5: "above" is missing`},
		{"a reason without its gloss", []patch{{"models-single.yaml", `{sibling:The} goes with {given}.`, `{sibling:The} {sibling:gloss}.`}}, `has no gloss; write what it does under "gloss" of its entity`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := small.Planets()
			for _, p := range tt.patches {
				p.apply(t, fsys, "planets")
			}
			if got := faultsOf(fsys, "planets"); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got:\n%s\nwant: %s", got, tt.want)
			}
		})
	}
}

// One answer that is always right is nothing to be learned; and a fact of a past
// edition cites the page of its time.
func TestPriors(t *testing.T) {
	entity := func(id string) *Entity { return &Entity{ID: id} }
	a, b, c := entity("a"), entity("b"), entity("c")
	p := &prior{keys: map[*Entity]int{a: 11, b: 9, c: 5}, options: map[*Entity]bool{a: true, b: true, c: true}, items: 26}
	if key, share, bound := p.most(); key != a || share > bound {
		t.Errorf("%v %v of %v", key, share, bound)
	}
	p.keys[a] = 12
	if _, share, bound := p.most(); share <= bound {
		t.Errorf("a share of %v is within %v", share, bound)
	}
	p.items = 19
	if _, _, bound := p.most(); bound != 1 {
		t.Errorf("few items are bound by %v", bound)
	}
	fsys := awsSupport(t)
	patch{"facts-features.yaml", "      - id: feature-26-workflows\n        asked: [value]\n", "      - id: feature-26-workflows\n"}.apply(t, fsys, "aws-support")
	patch{"facts-features.yaml", "      - id: feature-26-repost-priority\n        asked: [value]\n", "      - id: feature-26-repost-priority\n"}.apply(t, fsys, "aws-support")
	patch{"facts-features.yaml", "      - id: feature-26-contacts\n        asked: [value]\n", "      - id: feature-26-contacts\n"}.apply(t, fsys, "aws-support")
	patch{"facts-situations.yaml", "    valid_to: \"2025-12-01\"\n    confidence: H\n    source: S4b\n    facts:\n      - id: ferry-target-24", "    valid_to: \"2025-12-01\"\n    confidence: H\n    source: S4\n    facts:\n      - id: ferry-target-24"}.apply(t, fsys, "aws-support")
	want := regexp.MustCompile(`"AWS Business Support\+" is the key of \d\d% of the items of model "feature-plan-2026" in edition "2026", of which chance would give 25%: `)
	state := `source "S4" is the page of 2026, later than the editions here; name source "S4b", which is that page of 2025`
	if got := faultsOf(fsys, "aws-support"); !want.MatchString(got) || !strings.Contains(got, state) {
		t.Errorf("got:\n%s\nwant: %s\nand: %s", got, want, state)
	}
}

// Below the key and above it other words tell why an option is wrong.
func TestWrongBelowAndAbove(t *testing.T) {
	fsys := small.Planets()
	patch{"deck.yaml", "{id: planet", "{id: planet, ordered: true"}.apply(t, fsys, "planets")
	patch{"models-single.yaml", `wrong: {en: "{sibling:The} goes with {given}.", fr: "{sibling:The} va avec {given:the}."}`,
		`wrong: {below: {en: "{sibling} is nearer to the Sun.", fr: "{sibling} est plus près."}, above: {en: "{sibling} is farther from the Sun.", fr: "{sibling} est plus loin."}}`}.apply(t, fsys, "planets")
	d, faults := LoadSubject(fsys, "planets")
	for _, f := range faults {
		t.Fatal(f)
	}
	nearer := map[string]bool{"Mercury": true, "Venus": true, "Earth": true}
	for _, s := range d.Specs("new", "2026-11-22") {
		if s.ID != "whose-metal:metal-mars" {
			continue
		}
		it, err := d.Deal(s, "en", NewStreams(1))
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range it.Options {
			want := o.Text + " is farther from the Sun."
			if nearer[o.Text] {
				want = o.Text + " is nearer to the Sun."
			}
			if !o.Correct && o.Reason != want {
				t.Errorf("%s: %q, want %q", o.Text, o.Reason, want)
			}
		}
		return
	}
	t.Fatal("no such item")
}

// A reason may go on with what its fact has as a rule or a hook; the facts that
// the hook states are told then, and where there is none, nothing is left over.
func TestWrongInOwnWords(t *testing.T) {
	fsys := small.Planets()
	patch{"models-single.yaml", `wrong: {en: "{sibling:The} goes with {given}.", fr: "{sibling:The} va avec {given:the}."}`,
		`wrong: {en: "{sibling:The} goes with {given}. {hook}", fr: "{sibling:The} va avec {given:the}. {hook}"}`}.apply(t, fsys, "planets")
	patch{"facts.yaml", `{id: metal-venus, entity: venus, value: copper}`,
		`{id: metal-venus, entity: venus, value: copper, because: {en: "Think of mirrors.", fr: "Pensez aux miroirs.", states: [metal-mars]}}`}.apply(t, fsys, "planets")
	d, faults := LoadSubject(fsys, "planets")
	for _, f := range faults {
		t.Fatal(f)
	}
	with, without := 0, 0
	for _, s := range d.Specs("new", "2026-11-22") {
		if s.Model.ID != "whose-metal" || s.keys[0].fact.ID == "metal-venus" {
			continue
		}
		it, err := d.Deal(s, "fr", NewStreams(1))
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range it.Options {
			switch own := strings.HasSuffix(o.Reason, ". Pensez aux miroirs."); {
			case o.Correct:
			case o.Shows == "venus":
				with++
				if !own || !slices.Contains(o.Facts, "metal-mars") {
					t.Errorf("%q tells %q", o.Reason, o.Facts)
				}
			default:
				without++
				if own || !strings.HasSuffix(o.Reason, ".") || slices.Contains(o.Facts[1:], "metal-mars") {
					t.Errorf("%q tells %q", o.Reason, o.Facts)
				}
			}
		}
	}
	if with == 0 || without == 0 {
		t.Errorf("%d reasons with a hook, %d without", with, without)
	}
}
