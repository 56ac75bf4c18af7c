package deck

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"viva/internal/testkit/small"
	"viva/questions"
)

// planetsOnce is loaded once for all tests: a deck is read-only.
var planetsOnce = sync.OnceValues(func() (*Deck, []Fault) { return LoadSubject(small.Planets(), "planets") })

func planetsDeck(t testing.TB) *Deck {
	t.Helper()
	d, faults := planetsOnce()
	for _, f := range faults {
		t.Fatal(f)
	}
	return d
}

// Each mistake that an author can make is told with its position and what to
// do.
func TestLoadTellsFaults(t *testing.T) {
	tests := []struct {
		name           string
		file, old, new string
		want           string // file:line:col and part of the message
	}{
		{"unknown key", "facts.yaml", "    single: true", "    singel: true", `facts.yaml:5:5: unknown key "singel"`},
		{"missing key", "sources.yaml", ", official: false", "", `sources.yaml:3:5: "official" is missing`},
		{"source never checked", "sources.yaml", `date: "2019", checked: "2026-11-22", `, `date: "2019", `, `sources.yaml:3:5: "checked" is missing`},
		{"source checked on no day", "sources.yaml", `date: "2019", checked: "2026-11-22"`, `date: "2019", checked: "2026-02-30"`, `sources.yaml:3:77: "2026-02-30" is no day; write the day on which you read`},
		{"source with an empty day", "sources.yaml", `date: "2019", checked: "2026-11-22"`, `date: "2019", checked: ""`, `sources.yaml:3:77: "" is no day`},
		{"source checked before its date", "sources.yaml", `date: "2019", checked: "2026-11-22"`, `date: "2019", checked: "2018-12-31"`, `source "S2" was checked on 2018-12-31, before its own date 2019`},
		{"unknown type", "models-single.yaml", "type: single", "type: essay", "unknown question type \"essay\"; the types are single, multiple, ordering, matching, numeric, case"},
		{"wrong enum", "models-multiple.yaml", "level: advanced", "level: expert", "models-multiple.yaml:8:5: /models/0/level: value must be one of 'clf', 'advanced'"},
		{"text where a number is due", "models-multiple.yaml", "version: 2", "version: two", "models-multiple.yaml:3:5: /models/0/version: got string, want integer"},
		{"duplicate key", "facts.yaml", "    source: S1\n", "    source: S1\n    source: S2\n", `facts.yaml:18:5: "source" stands twice, first on line 17`},
		{"anchor", "facts.yaml", `editions: ["old", "new"]`, `editions: &both ["old", "new"]`, "facts.yaml:13:15: anchors are not used"},
		{"alias", "facts.yaml", `editions: ["new"]`, `editions: *both`, "facts.yaml:27:"},
		{"octal", "models-multiple.yaml", "version: 2", "version: 012", "models-multiple.yaml:3:14: 012 looks octal"},
		{"empty value", "facts.yaml", "    valid_to: \"\"\n    confidence: H\n    source: S1", "    valid_to:\n    confidence: H\n    source: S1", "facts.yaml:15:"},
		{"missing translation", "deck.yaml", "title: {en: Moons, fr: Lunes}", "title: {en: Moons}", `deck.yaml:24:5: the French text is missing`},
		{"unknown entity", "facts.yaml", "entity: mars, value: iron", "entity: pluto, value: iron", `facts.yaml:23:26: unknown entity "pluto"`},
		{"unknown value", "facts.yaml", "value: iron", "value: gold", `facts.yaml:23:40: fact "metal-mars": unknown entity "gold"`},
		{"wrong kind", "facts.yaml", "value: iron", "value: earth", `"earth" is a planet, but relation "metal" gives a metal`},
		{"unknown edition", "facts.yaml", `editions: ["new"]`, `editions: ["newer"]`, `unknown edition "newer"`},
		{"dates the wrong way round", "facts.yaml", `valid_to: "2030-01-01"`, `valid_to: "1929-01-01"`, "ends on 1929-01-01, before it begins on 1930-02-18"},
		{"no such day", "facts.yaml", `valid_to: "2030-01-01"`, `valid_to: "2030-02-30"`, `"2030-02-30" is no day`},
		{"outside its edition", "facts.yaml", `valid_from: "2012-03-01"`, `valid_from: "2012-03-01", editions: ["old"]`, `never holds in edition "old"`},
		{"unsourced", "facts.yaml", "source: S2", "source: S9", `unknown source "S9"`},
		{"taken id", "facts.yaml", "id: metal-mars", "id: metal-venus", `id "metal-venus" is taken`},
		{"two values of a single relation", "facts.yaml", "entity: mars, value: iron", "entity: venus, value: iron", `give "venus" two values`},
		{"exclusive but shared", "facts.yaml", "entity: mars, value: iron", "entity: mars, value: copper", "share a value that one of them calls exclusive"},
		{"unknown slot", "models-single.yaml", "{sibling:The} goes", "{brother:The} goes", "slot {brother} has no meaning here"},
		{"unknown form", "models-single.yaml", "{sibling:The} goes", "{sibling:Thy} goes", `no form "Thy"`},
		{"stem without its subject", "models-single.yaml", `"Which planet goes with {value}?"`, `"Which planet?"`, "the stem never says which {value} it is about"},
		{"wordings differ in number", "models-single.yaml", `, "{entity:The} goes with which metal?"`, "", "1 wordings in English, 2 in French"},
		{"spelling of anything", "entities.yaml", "{text: hydrargyr*}", `{text: "* -"}`, `entities.yaml:13:10: "* -" would accept anything`},
		{"spelling never reached", "entities.yaml", "{text: hydrargyr*}", "{text: the quick-silver}", `"the quick-silver" is never reached: "quicksilver" stands before it`},
		{"spelling of punctuation", "entities.yaml", "{text: hydrargyr*}", `{text: "« * »."}`, `entities.yaml:13:10: "« * »." would accept anything`},
		{"spelling of an article and anything", "entities.yaml", "{text: hydrargyr*}", `{text: "the *"}`, `"the *" would accept anything`},
		{"spelling never reached in quotes", "entities.yaml", "{text: hydrargyr*}", `{text: "'quick_silver'!"}`, `"'quick_silver'!" is never reached: "quicksilver" stands before it`},
		{"spelling never reached by any characters", "entities.yaml", "{text: hydrargyr*}", "{text: hydra*}\n      - {text: hydrargyr*m}", `"hydrargyr*m" is never reached: "hydra*" stands before it`},
		{"asterisk never reached", "entities.yaml", "{text: hydrargyr*}", "{text: 'quick\\*'}\n      - {text: 'quick \\*'}", `"quick \\*" is never reached: "quick\\*" stands before it`},
		{"spelling of another name", "entities.yaml", "{text: hydrargyr*}", `{text: "*per"}`, `"copper" is wrong and gets 100000`},
		{"typed name without a reason", "models-text.yaml", `    wrong: {en: "{sibling:Cap} goes with another planet.", fr: "{sibling:The} va avec une autre planète."}`, "", `"wrong" is missing: what is told to whoever types another name`},
		{"typed name with options", "models-text.yaml", "type: text", "type: text\n    options: 4", "a model of type text has one key and no options"},
		{"typed phrase", "models-text.yaml", "type: text\n    level: clf\n    relation: metal", "type: text\n    level: clf\n    relation: trait", `relation "trait" gives a phrase, which nobody can type word for word`},
		{"unknown fact of a model", "models-text.yaml", "type: text", "type: text\n    facts: [metal-venus, metal-pluto]", `relation "metal" has no fact "metal-pluto"`},
		{"rates without sentences", "facts-types.yaml", "value: rate", "value: phrase", `relation "toll" gives a phrase: it has a tiered_charge`},
		{"a sentence about charges that is missing", "facts-types.yaml", `        sum: {en: "Together: {sum}", fr: "Total : {sum}"}` + "\n", "", `"sum" is missing`},
		{"a sentence about charges with a strange slot", "facts-types.yaml", "at least {minimum}", "at least {usage}", "facts-types.yaml:14:19: slot {usage} has no meaning here"},
		{"a charge of nothing but its minimum", "facts-types.yaml", "      - {id: toll-first, value: {percent: 10, to: 20000, unit: EUR}, place: 2}\n      - {id: toll-above, value: {percent: 4, from: 20000, unit: EUR}, place: 3}\n", "", `cannot ask fact toll-least in edition "new": "star-harbour" has a minimum and no percentage; add the fact of its first band`},
		{"a multiple item of one key", "models-multiple.yaml", "    keys: 2\n", "", `a single item has one key, a multiple item two or more; this multiple item has 1`},
		{"topic twice", "deck.yaml", "  - id: moons\n", "  - {id: outer, title: {en: Far, fr: Loin}}\n  - id: moons\n", `deck.yaml:23:5: topic "outer" stands twice`},
		{"kind twice", "deck.yaml", "  - {id: metal}\n", "  - {id: metal}\n  - {id: metal, verbatim: true}\n", `deck.yaml:30:5: kind "metal" stands twice`},
		{"unknown entity of a model", "models-multiple.yaml", "entities: [earth]", "entities: [earth, pluto]", `models-multiple.yaml:11:23: unknown entity "pluto"`},
		{"unknown entity under also", "facts.yaml", "also: [mars]", "also: [mars, pluto]", `unknown entity "pluto"`},
		{"unknown relation", "models-multiple.yaml", "relation: trait", "relation: traits", `unknown relation "traits"`},
		{"note on an unknown type", "deck.yaml", "  ordering: {en: Only here", "  orderly: {en: Only here", `deck.yaml:34:3: unknown question type "orderly"; the types are single, multiple, ordering, matching, numeric, case`},
		{"case on two topics", "facts-types.yaml", "fr: \"forer la roche\"}, topic: inner", "fr: \"forer la roche\"}, topic: moons", `situation "cold-probe" has questions on the topics "inner" and "moons"`},
		{"note in one language", "deck.yaml", ", fr: Ici seulement", "", "the French text is missing"},
		{"empty topic without reason", "deck.yaml", "    empty:\n      \"old\": {en: \"Not asked in this edition.\", fr: \"Pas de question dans cette édition.\"}\n", "", `topic "moons" has no item in edition "old"`},
		{"too few distractors", "models-multiple.yaml", "options: 4", "options: 8", "distractors are false for this stem"},
		{"dated kind without today", "entities.yaml", "kind: planet, topic: inner, en: Mercury", "kind: moon, topic: inner, en: Mercury", `"mercury" is a moon, but relation "metal" is about planet`},
		{"now of an old edition", "entities.yaml", "now: [says-jupiter-iron]", "now: [nothing]", `unknown fact "nothing"`},
		{"stem names the key", "models-single.yaml", "Which metal goes with {entity:the}?", "Is quicksilver the metal of {entity:the}?", `the stem names the key "Quicksilver"`},
		{"tab", "facts.yaml", "    single: true", "\tsingle: true", "facts.yaml:5:"},
		{"not YAML", "facts.yaml", "groups:", "groups: [", "facts.yaml:"},
		{"subject and folder differ", "deck.yaml", "subject: planets", "subject: stars", "deck.yaml:1:1: subject is \"stars\" but its folder is \"planets\""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := brokenPlanets(t, tt.file, tt.old, tt.new); !strings.Contains(got, tt.want) {
				t.Errorf("got faults:\n%s\nwant one with %q", got, tt.want)
			}
		})
	}
}

// brokenPlanets are the faults of the planets with another text in one of their
// files, one a line.
func brokenPlanets(t *testing.T, file, old, new string) string {
	t.Helper()
	fsys := small.Planets()
	f := fsys["planets/"+file]
	if !strings.Contains(string(f.Data), old) {
		t.Fatalf("%s does not contain %q", file, old)
	}
	f.Data = []byte(strings.Replace(string(f.Data), old, new, 1))
	_, faults := LoadSubject(fsys, "planets")
	var all []string
	for _, f := range faults {
		all = append(all, f.String())
	}
	return strings.Join(all, "\n")
}

// A spelling that takes more than those before it is no fault: something is
// left for it.
func TestLoadTakesWiderSpellings(t *testing.T) {
	fsys := small.Planets()
	f := fsys["planets/entities.yaml"]
	f.Data = []byte(strings.Replace(string(f.Data), "{text: hydrargyr*}", "{text: hydrargyrum}\n      - {text: hydrargyrum*}\n      - {text: quicksilver+}", 1))
	if _, faults := LoadSubject(fsys, "planets"); len(faults) > 0 {
		t.Error(faults)
	}
}

// A fault that spoils several items, or days, is told once.
func TestLoadTellsAFaultOnce(t *testing.T) {
	got := brokenPlanets(t, "facts-types.yaml", "fr: \"forer la roche\"}, topic: inner", "fr: \"forer la roche\"}, topic: moons")
	if n := strings.Count(got, "on which they are dealt together"); n != 1 {
		t.Errorf("told %d times:\n%s", n, got)
	}
}

// A phrase may be called like a key of a rate.
func TestLoadTakesAPhraseCalledUnit(t *testing.T) {
	if got := brokenPlanets(t, "facts.yaml", `{en: "have one moon", fr: "avoir une lune"}`, `{en: "unit", fr: "unité"}`); got != "" {
		t.Error(got)
	}
}

// An author sees every mistake of a run, in all files, in reading order.
func TestLoadTellsAllFaultsAtOnce(t *testing.T) {
	fsys := small.Planets()
	for file, edit := range map[string][2]string{
		"sources.yaml":         {"official: true", "official: maybe"},
		"facts.yaml":           {"single: true", "singel: true"},
		"models-multiple.yaml": {"level: advanced", "level: expert"},
	} {
		f := fsys["planets/"+file]
		f.Data = []byte(strings.Replace(string(f.Data), edit[0], edit[1], 1))
	}
	_, faults := LoadSubject(fsys, "planets")
	var files []string
	for _, f := range faults {
		files = append(files, f.File)
	}
	if got, want := strings.Join(files, " "), "planets/facts.yaml planets/models-multiple.yaml planets/sources.yaml"; got != want {
		t.Errorf("faults in %s, want %s", got, want)
	}
}

// ofModels reports whether a file of the planets holds models.
func ofModels(name string, _ *fstest.MapFile) bool { return strings.HasPrefix(name, "planets/models") }

func TestLoadMissingFile(t *testing.T) {
	fsys := small.Planets()
	maps.DeleteFunc(fsys, ofModels)
	_, faults := LoadSubject(fsys, "planets")
	if len(faults) != 1 || faults[0].String() != "planets/models.yaml:1:1: this file is missing" {
		t.Errorf("got %v", faults)
	}
}

// Depth is refused before it costs memory.
func TestLoadRefusesDepth(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	for src, want := range map[string]string{
		strings.Repeat("[", 1<<17):                           "f.yaml:1:33: nested deeper than 32 levels",
		"a: " + strings.Repeat("{a: ", 1<<17):                "f.yaml:1:132: nested deeper than 32 levels",
		strings.Repeat("- ", 1<<17):                          "f.yaml:1:65: nested deeper than 32 levels",
		strings.Repeat("]", 99) + strings.Repeat("[", 1<<17): "f.yaml:1:132: nested deeper than 32 levels",
	} {
		f, _ := readYAML("f.yaml", []byte(src))
		if len(f.faults) != 1 || f.faults[0].String() != want {
			t.Errorf("%.20s: got %v, want %s", src, f.faults, want)
		}
	}
	if f, _ := readYAML("f.yaml", []byte(strings.Repeat("- [{a: b}]\n", 99))); len(f.faults) > 0 {
		t.Errorf("a long list that is not deep: %v", f.faults[0])
	}
}

// closed is a folder that may not be listed.
type closed struct{ fstest.MapFS }

func (closed) ReadDir(name string) ([]fs.DirEntry, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

// A folder that may not be listed is not called empty, and a name is not read
// as a pattern.
func TestLoadFolder(t *testing.T) {
	_, faults := LoadSubject(closed{small.Planets()}, "planets")
	if len(faults) != 1 || faults[0].String() != "planets:1:1: open planets: permission denied" {
		t.Errorf("closed: %v", faults)
	}
	fsys := fstest.MapFS{}
	for name, f := range small.Planets() {
		fsys["[a-z]/"+path.Base(name)] = f
	}
	_, faults = LoadSubject(fsys, "[a-z]")
	if len(faults) != 1 || !strings.Contains(faults[0].String(), `its folder is "[a-z]"`) {
		t.Errorf("a name that is a pattern: %v", faults)
	}
}

// A file that cannot be read is told once, and not called missing as well.
func TestLoadUnreadable(t *testing.T) {
	for name, content := range map[string]string{
		"planets/models-single.yaml": "just a text", // no file of this kind is a text
		"planets/models.yaml/inner":  "",            // a folder of that name
	} {
		fsys := small.Planets()
		if path.Dir(name) != "planets" {
			maps.DeleteFunc(fsys, ofModels)
		}
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
		_, faults := LoadSubject(fsys, "planets")
		if len(faults) != 1 || !regexp.MustCompile(`^planets/models.*\.yaml:1:1: (the whole file: got string, want object|read .*)$`).MatchString(faults[0].String()) {
			t.Errorf("%s: got %v", name, faults)
		}
	}
}

// The version of a knowledge base changes with any byte of it.
func TestVersionFollowsTheFiles(t *testing.T) {
	before := planetsDeck(t).Version
	fsys := small.Planets()
	fsys["planets/sources.yaml"].Data = append(fsys["planets/sources.yaml"].Data, "# a remark\n"...)
	after, faults := LoadSubject(fsys, "planets")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if before == after.Version {
		t.Errorf("version %s stayed the same", before)
	}
}

// What was proved before is offered on the same days as when it is proved.
func TestLoadProvedOffersTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	proved, faults := LoadProved(questions.FS)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	checked, faults := Load(questions.FS)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	for i, d := range checked {
		for _, e := range d.Editions {
			days := d.Days(e.ID)
			if !slices.Equal(days, proved[i].Days(e.ID)) {
				t.Fatalf("%s, %s: other days", d.ID(), e.ID)
			}
			for _, day := range days {
				ids := func(d *Deck) (ids []string) {
					for _, s := range d.Specs(e.ID, day) {
						ids = append(ids, s.ID)
					}
					return ids
				}
				if !slices.Equal(ids(d), ids(proved[i])) {
					t.Errorf("%s, %s on %s: other items are offered", d.ID(), e.ID, day)
				}
			}
		}
	}
}

var yamlName = regexp.MustCompile(`^[a-z-]+\.yaml$`)

func FuzzLoad(f *testing.F) {
	for name, file := range small.Planets() {
		f.Add(path.Base(name), file.Data)
	}
	f.Add("misconceptions.yaml", []byte("misconceptions:\n  - {id: m, entry: 1, relation: metal, entity: mars, shows: tin, reason: {en: No., fr: Non.}}\n"))
	f.Add("proof.yaml", []byte("patterns: []\n"))
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		if !yamlName.MatchString(name) {
			return
		}
		fsys := small.Planets()
		fsys["planets/"+name] = &fstest.MapFile{Data: src}
		d, faults := LoadSubject(fsys, "planets")
		for _, fault := range faults {
			if fault.Line < 1 || fault.Col < 1 || fault.Message == "" {
				t.Errorf("fault without a position: %v", fault)
			}
		}
		if len(faults) == 0 && d == nil {
			t.Error("neither deck nor fault")
		}
	})
}

// This package reads neither the files of the second proof nor judgements about
// words, which alter no item, so the version stays. Any other unknown name is refused.
func TestLoadPassesOverTheSecondProof(t *testing.T) {
	fsys := small.Planets()
	for _, name := range []string{"proof.yaml", "proof-reasons.yaml", "wording.yaml", "wording-more.yaml"} {
		fsys["planets/"+name] = &fstest.MapFile{Data: []byte("patterns: [")}
	}
	d, faults := LoadSubject(fsys, "planets")
	if len(faults) > 0 || d.Version != planetsDeck(t).Version {
		t.Errorf("version %s, faults %v", d.Version, faults)
	}
	fsys["planets/proved.yaml"] = &fstest.MapFile{Data: []byte("patterns: []")}
	if _, faults := LoadSubject(fsys, "planets"); len(faults) == 0 {
		t.Error("a file of an unknown name is passed over")
	}
}
