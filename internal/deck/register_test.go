package deck

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/testkit/small"
)

// patch is a change that breaks one file of a subject.
type patch struct{ file, old, new string }

func (p patch) apply(t *testing.T, fsys fstest.MapFS, folder string) {
	t.Helper()
	f := fsys[folder+"/"+p.file]
	if f == nil || !strings.Contains(string(f.Data), p.old) {
		t.Fatalf("%s does not contain %q", p.file, p.old)
	}
	f.Data = []byte(strings.Replace(string(f.Data), p.old, p.new, 1))
}

// registered is the test subject with rules of its own beside the first.
func registered(t *testing.T, rules ...string) fstest.MapFS {
	t.Helper()
	fsys := small.Planets()
	f := fsys["planets/register.yaml"]
	f.Data = append(f.Data, strings.Join(rules, "")...)
	return fsys
}

func faultsOf(fsys fs.FS, folder string) string {
	_, faults := LoadSubject(fsys, folder)
	var all strings.Builder
	for _, f := range faults {
		fmt.Fprintln(&all, f)
	}
	return all.String()
}

// Every form of a rule finds what it is for, points at the words, and names
// the entry and what to do.
func TestRegisterForms(t *testing.T) {
	tests := []struct{ name, rule, want string }{
		{"ban in a stem's wording", `ban: {en: ['goes with which'], fr: ['à quel métal']}`,
			`models-single.yaml:10:51: the stem says "goes with which": register no. 1: say it well`},
		{"ban in a label of the stem", `ban: {en: ['\bjupiter'], fr: ['jupiter'], in: [stem]}`, `entities.yaml:6:`},
		{"ban in an option", `ban: {en: ['^copper$'], fr: ['cuivre'], in: [option]}`,
			`entities.yaml:16:31: an option of model "which-metal" says "copper"`},
		{"ban in a reason's wording", `ban: {en: ['that is the metal'], fr: ['\bc''est le métal'], in: [reason]}`,
			`models-single.yaml:12:13: the reason says "That is the metal"`},
		{"ban in a label of a reason", `ban: {fr: ['deux petites lunes'], in: [reason]}`, `a reason of model "two-traits" says "deux petites lunes"`},
		{"ban in a sentence's wording", `ban: {en: ['is known to'], fr: ['on sait'], in: [reason]}`, `the sentence says "is known to"`},
		{"ban in what a fact claims", `ban: {en: ['^Mars goes with iron'], fr: ['^Mars .* au fer'], in: [fact]}`,
			`facts.yaml:23:9: fact "metal-mars" is asked by model "which-metal" and says "Mars goes with iron"`},
		{"ban minds small letters", `ban: {en: ['GOES WITH|Goes With'], fr: ['ZZ']}`, ""},
		{"ban with an excuse", `ban: {en: ['goes with which'], fr: ['zz'], unless: {en: ['metal\?'], fr: ['zz']}}`, ""},
		{"ban of another edition", `where: {editions: ["old"], relations: [trait]}, ban: {en: ['known to do'], fr: ['zz']}`, ""},
		{"pin on an option", `pin: {en: ['^tin$'], fr: ['étain'], stem: {en: ['which metal goes'], fr: ['quel métal est']}}`,
			`models-single.yaml:10:51: items of this stem print "tin", which it does not pin`},
		{"pin on a label of the stem", `pin: {en: ['\bmars\b'], fr: ['\bmars\b'], stem: {en: ['metal'], fr: ['métal']}}`,
			`models-single.yaml:20:17: items of this stem print "Mars"`},
		{"pin kept", `where: {relations: [metal], types: [single]}, pin: {en: ['^tin$'], fr: ['étain'], stem: {en: ['which (metal|planet)'], fr: ['quel']}}`, ""},
		{"requires", `where: {kinds: [planet], types: [single], ask: entity}, requires: {en: ['first planet'], fr: ['première planète']}`,
			`models-single.yaml:20:17: the stem says none of "first planet"`},
		{"requires not of an excepted relation", `where: {kinds: [planet], types: [single], except: [metal]}, requires: {en: ['first planet'], fr: ['première planète']}`, ""},
		{"arguable", `where: {relations: [trait], entities: [earth]}, arguable: [mars]`, `fact "earth-one" does not list "mars" under "also"`},
		{"dated", `dated: {en: ['^iron$'], fr: ['^fer$'], from: "1950-01-01"}`, `facts.yaml:23:9: fact "metal-mars" says "iron" and holds from 1930-02-18`},
		{"dated to", `dated: {en: ['^iron$'], fr: ['^fer$'], from: "1900-01-01", to: "2000-01-01"}`, `facts.yaml:23:9: fact "metal-mars" says "iron"`},
		{"same", `same: [planet]`, `entities.yaml:2:60: "Mercury" is "Mercure" in French`},
		{"unknown id", `apart: {ids: [earth, pluto]}`, `register.yaml:4:61: no entity or fact "pluto"`},
		{"apart of one", `apart: {ids: [earth]}`, "at least two are needed"},
		{"keys apart", `apart: {ids: [earth-one], words: [{en: ['tides'], fr: ['marées']}]}`, `facts "earth-one" and "earth-tide" are keyed together`},
		{"no form", `where: {ask: value}`, "this one has 0"},
		{"two forms", `same: [moon], ban: {en: [zz], fr: [zz]}`, "this one has 2"},
		{"unknown form", `bann: {en: [zz], fr: [zz]}`, `unknown key "bann"`},
		{"no expression", `ban: {en: ['(zz'], fr: [zz]}`, "no regular expression"},
		{"expression of everything", `ban: {en: ['z*'], fr: [zz]}`, `"z*" matches everything`},
		{"missing translation", `requires: {en: [zz]}`, `the French text is missing`},
		{"unknown part", `ban: {en: [zz], fr: [zz], in: [title]}`, "value must be one of"},
		{"unknown relation", `where: {relations: [rings]}, ban: {en: [zz], fr: [zz]}`, `unknown relation "rings"`},
		{"unknown exception", `where: {except: [rings]}, ban: {en: [zz], fr: [zz]}`, `unknown relation "rings"`},
		{"unknown edition", `where: {editions: ["newer"]}, ban: {en: [zz], fr: [zz]}`, `unknown edition "newer"`},
		{"unknown type", `where: {types: [singel]}, ban: {en: [zz], fr: [zz]}`, `unknown question type "singel"`},
		{"unknown kind", `where: {kinds: [comet]}, ban: {en: [zz], fr: [zz]}`, `unknown kind "comet"`},
		{"unknown entity", `where: {entities: [pluto]}, ban: {en: [zz], fr: [zz]}`, `unknown entity "pluto"`},
		{"unknown arguable", `arguable: [pluto]`, `unknown entity "pluto"`},
		{"unknown kind of names", `same: [comet]`, `unknown kind "comet"`},
		{"unknown source", `sourced: {en: [zz], fr: [zz], source: SS1}`, `unknown source "SS1"; sources.yaml lists the sources; did you mean "S1"?`},
		{"no such day", `dated: {en: [zz], fr: [zz], from: "2020-02-31"}`, `"2020-02-31" is no day`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := faultsOf(registered(t, "  - {entry: 1, because: \"say it well\", "+tt.rule+"}\n"), "planets")
			if !strings.Contains(got, tt.want) || tt.want == "" && strings.Contains(got, "register no.") {
				t.Errorf("got faults:\n%s\nwant one with %q", got, tt.want)
			}
		})
	}
}

// A dealt item whose options the register keeps apart is refused, however it
// was dealt.
func TestProveKeepsApart(t *testing.T) {
	d, _ := LoadSubject(small.Planets(), "planets")
	m := d.model("whose-metal")
	it := Item{Model: m.ID, Lang: "en", Options: []Option{
		{Text: "Earth", Facts: []string{"metal-earth"}}, {Text: "Venus", Facts: []string{"metal-venus"}},
	}}
	if err := d.Prove(it); err == nil || !strings.Contains(err.Error(), `options "Earth" and "Venus" may not meet`) {
		t.Errorf("got %v, want that Earth and Venus may not meet", err)
	}
	it.Options[1] = Option{Text: "Mars", Facts: []string{"metal-mars"}}
	if err := d.proveApart(m, it); err != nil {
		t.Error(err)
	}
}

// An expression is tried only on texts that hold what it needs; that must
// never hide a match.
func TestExpressionNeedsNoMoreThanItMatches(t *testing.T) {
	tests := []struct{ expression, text, want string }{
		{`(first|lowest-cost) plan`, "The Lowest-Cost plan", "Lowest-Cost plan"},
		{`\b29 USD`, "at 29\u00a0USD", "29 USD"},
		{`\bBusiness( plan|$)`, "business plan", ""},
		{`\bBusiness( plan|$)`, "for Business", "Business"},
		{`(a|b*c)d`, "xx CD", "CD"},
		{`[0-9]+ ?%`, "9% of it", "9%"},
		{`it'?s`, "It’s so", "It's"},
		{`(?i)DSE`, "a dse", "dse"},
		{`\b[A-Z]{3}\b`, "the IEM and the tam", "IEM"},
		{`[^A-Z]`, "Iem", "e"},
		{`\b\pL\W\D\x41?\p{Greek}?$`, "x A b", "A b"},
		{`x{2,3}y`, "AXXY", "XXY"},
		{`zz`, "nothing", ""},
	}
	for _, tt := range tests {
		e, err := newExpression(tt.expression)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := e.find(plain(tt.text)); got != tt.want {
			t.Errorf("%s finds %q in %q, want %q", tt.expression, got, tt.text, tt.want)
		}
	}
}
