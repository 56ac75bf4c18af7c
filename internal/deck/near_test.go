package deck

import (
	"strings"
	"testing"

	"viva/internal/testkit/small"
)

// Messages say what to do, not only what is wrong.
func TestLoadSaysWhatToDo(t *testing.T) {
	tests := []struct {
		name           string
		file, old, new string
		want           string // file:line:col and part of the message
	}{
		{"unknown entity", "facts.yaml", "entity: mars, value: iron", "entity: mras, value: iron", `unknown entity "mras"; did you mean "mars"?`},
		{"unknown value", "facts.yaml", "value: iron", "value: irn", `unknown entity "irn"; did you mean "iron"?`},
		{"unknown edition", "facts.yaml", `editions: ["new"]`, `editions: ["newe"]`, `did you mean "new"?`},
		{"unknown current edition", "deck.yaml", `current: "new"`, `current: "nwe"`, `is not among the editions; did you mean "new"?`},
		{"unknown topic", "entities.yaml", "topic: inner, en: Mercury", "topic: iner, en: Mercury", `unknown topic "iner"; deck.yaml lists the topics; did you mean "inner"?`},
		{"unknown kind", "entities.yaml", "kind: planet, topic: inner, en: Mercury", "kind: palnet, topic: inner, en: Mercury", `did you mean "planet"?`},
		{"unknown relation of facts", "facts.yaml", "  - relation: metal\n", "  - relation: metla\n", `unknown relation "metla"; a facts file declares it; did you mean "metal"?`},
		{"unknown relation of a model", "models-multiple.yaml", "relation: trait", "relation: traits", `unknown relation "traits"; a facts file declares it; did you mean "trait"?`},
		{"unknown fact of a model", "models-text.yaml", "type: text", "type: text\n    facts: [metal-venus, metal-marz]", `has no fact "metal-marz"; did you mean "metal-mars"?`},
		{"unknown fact of today", "entities.yaml", "now: [says-jupiter-iron]", "now: [says-jupiter-irom]", `unknown fact "says-jupiter-irom"; did you mean "says-jupiter-iron"?`},
		{"unknown type", "models-single.yaml", "type: single", "type: singel", `did you mean "single"?`},
		{"unknown key", "facts.yaml", "    single: true", "    singel: true", `facts.yaml:5:5: unknown key "singel"; remove it or mend its spelling; did you mean "single"?`},
		{"unknown key of a source", "sources.yaml", ", official: false", ", oficial: false", `unknown key "oficial"; remove it or mend its spelling; did you mean "official"?`},

		{"missing French phrase", "facts.yaml", `value: {en: "have one moon", fr: "avoir une lune"}`, `value: {en: "have one moon"}`, `facts.yaml:34:40: the French text is missing; add "fr: ..."`},
		{"missing English phrase", "facts.yaml", `value: {en: "have one moon", fr: "avoir une lune"}`, `value: {fr: "avoir une lune"}`, `facts.yaml:34:40: the English text is missing; add "en: ..."`},
		{"missing French label", "entities.yaml", `en: Mercury, fr: {text: Mercure, gender: f}`, `en: Mercury`, `: the French text is missing; add "fr: ..."`},
		{"missing French title", "deck.yaml", "title: {en: Moons, fr: Lunes}", "title: {en: Moons}", `deck.yaml:24:5: the French text is missing`},
		{"French left open", "deck.yaml", "title: {en: Moons, fr: Lunes}", "title: {en: Moons, fr: }", `deck.yaml:24:24: the French text is missing`},
		{"French left empty", "deck.yaml", "title: {en: Moons, fr: Lunes}", `title: {en: Moons, fr: ""}`, `deck.yaml:24:24: the French text is empty; write it`},
		{"a text where two are due", "deck.yaml", "title: {en: Moons, fr: Lunes}", `title: Moons`, `deck.yaml:24:5: write this text in both languages, as {en: "...", fr: "..."}`},

		{"a key out of its place", "facts.yaml", "    exclusive: true\n", "    single: true\n", `facts.yaml:18:5: the key "single" has no meaning here; remove it, or move it to where it belongs`},

		{"unquoted comma", "deck.yaml", "title: {en: Moons, fr: Lunes}", "title: {en: Moons, rings and dust, fr: Lunes}", `deck.yaml:24:24: "rings and dust" has no value; if it goes on with a text that holds a comma, put quotation marks around the whole text`},
		{"unquoted colon", "deck.yaml", "title: {en: Moons, fr: Lunes}", "title: Moons: all", `deck.yaml:24:12: YAML: mapping value is not allowed in this context; put a text between quotation marks if it holds a colon`},
		{"apostrophe in apostrophes", "deck.yaml", "title: {en: Moons, fr: Lunes}", "title: {en: Moons, fr: 'l'astre'}", `write a quotation mark within it twice`},
		{"empty value of a known key", "facts.yaml", "    valid_to: \"\"\n    confidence: H\n    source: S1", "    valid_to:\n    confidence: H\n    source: S1", `facts.yaml:15:5: "valid_to" has an empty value; write "" for an open one`},
		{"a number for an id", "deck.yaml", `current: "new"`, "current: 2024", `deck.yaml:4:1: /current: put quotation marks around what looks like a number but is a text`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := brokenPlanets(t, tt.file, tt.old, tt.new); !strings.Contains(got, tt.want) {
				t.Errorf("got faults:\n%s\nwant one with %q", got, tt.want)
			}
		})
	}
}

// A mistake within the value of a key is told alone, not with doubts about the
// keys around it.
func TestLoadTellsAMistakeOnce(t *testing.T) {
	fsys := small.Planets()
	f := fsys["planets/facts.yaml"]
	f.Data = []byte(strings.Replace(string(f.Data), `correction: {en: "Small bodies aside.", fr: "Petits corps à part."}`, `correction: {en: "Small bodies aside."}`, 1))
	if _, faults := LoadSubject(fsys, "planets"); len(faults) != 1 || !strings.Contains(faults[0].Message, "the French text is missing") {
		t.Errorf("%v", faults)
	}
}

// What facts leave to their group is told where it stands, and not once for
// each of them.
func TestLoadTellsAMistakeOfAGroupOnce(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{"  - relation: metal\n", "  - relation: metla\n", `facts.yaml:12:5: unknown relation "metla"`},
		{"    source: S1\n", "    source: S7\n", `facts.yaml:17:5: unknown source "S7"`},
		{`editions: ["old", "new"]`, `editions: ["olde", "new"]`, `facts.yaml:13:16: unknown edition "olde"`},
		{"    valid_from: \"1930-02-18\"\n", "    valid_from: \"1930-02-31\"\n", `"1930-02-31" is no day`},
	} {
		if got := strings.TrimSpace(brokenPlanets(t, "facts.yaml", tt.old, tt.new)); strings.Count(got, "\n") > 0 || !strings.Contains(got, tt.want) {
			t.Errorf("got faults:\n%s\nwant one, with %q", got, tt.want)
		}
	}
}

// Days need no quotation marks: the pages that authors read say so.
func TestUnquotedDaysAreTaken(t *testing.T) {
	fsys := small.Planets()
	f := fsys["planets/facts.yaml"]
	quoted := `valid_from: "1930-02-18"`
	if !strings.Contains(string(f.Data), quoted) {
		t.Fatalf("facts.yaml does not contain %s", quoted)
	}
	f.Data = []byte(strings.ReplaceAll(string(f.Data), quoted, strings.ReplaceAll(quoted, `"`, "")))
	if _, faults := LoadSubject(fsys, "planets"); len(faults) > 0 {
		t.Error(faults)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"nantes", "rennes", "dijon", "lyon", "s1", "centre-val-de-loire"}
	for name, want := range map[string]string{
		"nante": "nantes", "nantse": "nantes", "renne": "rennes", "lyonn": "lyon", "djion": "dijon",
		"centre-val-loire": "centre-val-de-loire",
		"lille":            "", "s9": "", "": "", "paris": "", strings.Repeat("nantes", 50): "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
}
