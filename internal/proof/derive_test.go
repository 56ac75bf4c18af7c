package proof

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

const entitiesYAML = `
entities:
  - {id: oak, kind: tree, en: {text: oak, article: an}, fr: {text: chêne, gender: m, article: le}, now: [x]}
  - {id: elm, kind: tree, en: {text: elm, article: an}, fr: {text: orme, gender: m, article: "l'"}}
  - {id: fir, kind: tree, en: {text: fir, article: a}, fr: {text: sapin, gender: m, article: le}}
  - {id: old-fir, kind: tree, en: {text: Fir}, fr: {text: vieux sapin, gender: m}}
  - {id: m20, kind: height, en: 20 m, fr: 20 m}
  - {id: m30, kind: height, en: 30 m, fr: 30 m}
  - {id: m40, kind: height, en: 40 m, fr: 40 m}
`

const factsYAML = `
relations:
  - {id: grows, entity: [tree], value: height}
groups:
  - relation: grows
    source: S1
    editions: ["old", "new"]
    facts:
      - {id: oak-30, entity: oak, value: m30, editions: ["new"]}
      - {id: oak-20, entity: oak, value: m20, editions: ["old"]}
      - {id: elm-30, entity: elm, value: m30, also: [fir]}
      - {id: fir-40, entity: fir, value: m40}
  - relation: bears
    entity: oak
    editions: ["new"]
    facts:
      - {id: oak-acorns, value: {en: "the gardener's acorns", fr: "les glands de l'arbre"}}
      - {id: oak-leaves, value: {en: lobed leaves, fr: des feuilles lobées}, asked: [value]}
      - {id: elm-seeds, entity: elm, value: {en: winged seeds, fr: des graines ailées}, because: {en: "The wind takes them.", fr: "Le vent les emporte.", states: []}}
      - {id: elm-leaves, entity: elm, value: {en: toothed leaves, fr: des feuilles dentées}, also: [oak]}
      - {id: fir-cones, entity: fir, value: {en: cones, fr: {text: des cônes, plural: true}}, reason: {en: "Its seeds lie bare.", fr: "Ses graines sont nues."}}
  - relation: sheds
    editions: ["new"]
    valid_from: "2020-01-01"
    facts:
      - {id: oak-sheds, entity: oak, value: m20, valid_to: "2021-12-31"}
      - {id: oak-sheds-more, entity: oak, value: m30, valid_from: "2022-01-01"}
      - {id: elm-sheds, entity: elm, value: m40}
  - relation: twins
    editions: ["new"]
    facts:
      - {id: fir-twin, entity: fir, value: m20}
      - {id: old-fir-twin, entity: old-fir, value: m30}
`

const proofYAML = `
choose: {en: '\(Choose (?P<n>[2-9])\.\)', fr: '\((?P<n>[2-9]) réponses\.\)'}
patterns:
  - {relation: grows, ask: value, en: 'How high does (?P<entity>.+) grow\?', fr: 'Quelle hauteur atteint (?P<entity>.+) \?'}
  - {relation: grows, ask: entity, en: 'What grows (?P<value>.+) high\?', fr: 'Qui atteint (?P<value>.+) \?'}
  - {relation: sheds, ask: value, en: 'What does (?P<entity>.+) shed\?', fr: 'Que perd (?P<entity>.+) \?'}
  - {relation: bears, ask: value, en: 'What does (?P<entity>.+) bear\?', fr: 'Que porte (?P<entity>.+) \?'}
  - {relation: bears, ask: entity, en: 'What bears (?P<value>.+)\?', fr: 'Qui porte (?P<value>.+) \?'}
  - {relation: twins, ask: value, en: 'Twin of (?P<entity>.+)\?', fr: 'Jumeau : (?P<entity>.+) \?'}
  - {relation: twins, ask: entity, en: 'Twin with (?P<value>.+)\?', fr: 'Jumeau avec (?P<value>.+) \?'}
  - {relation: grows, ask: value, means: elm, en: 'How high is the tallest\?', fr: 'Le plus haut \?'}
  - {relation: grows, ask: value, en: 'In the (?P<edition>old|new) book, how high is (?P<entity>.+)\?', fr: 'Livre (?P<edition>.+), (?P<entity>.+) \?'}
  - {relation: grows, ask: value, edition: "old", en: 'How high was (?P<entity>.+)\?', fr: 'Jadis, (?P<entity>.+) \?'}
  - {relation: grows, ask: value, en: 'How high does the elm (?P<entity>.+)\?', fr: 'Elle (?P<entity>.+) \?'}
`

func subject() fstest.MapFS {
	return fstest.MapFS{
		"trees/entities-a.yaml": {Data: []byte(entitiesYAML)},
		"trees/facts-a.yaml":    {Data: []byte(factsYAML)},
		"trees/proof.yaml":      {Data: []byte(proofYAML)},
	}
}

func load(t testing.TB) *Book {
	t.Helper()
	b, errs := Load(subject(), "trees")
	if errs != nil {
		t.Fatal(errs)
	}
	return b
}

func TestDerive(t *testing.T) {
	b := load(t)
	heights := []string{"20 m", "30 m", "40 m"}
	tests := []struct {
		name          string
		edition, lang string
		stem          string
		options       []string
		right         []int
		err           error
	}{
		{"value", "new", "en", "How high does the oak grow?", []string{"30 m", "40 m"}, []int{0}, nil},
		{"another edition has another key", "old", "en", "How high does the oak grow?", heights, []int{0}, nil},
		{"no-break spaces and curly apostrophe", "new", "fr", "Quelle hauteur atteint l’orme\u00a0?", []string{"40\u00a0m", "30\u202fm"}, []int{1}, nil},
		{"entity", "new", "en", "What grows 40 m high?", []string{"Elm", "Fir", "Oak"}, []int{1}, nil},
		{"plural label", "new", "fr", "Qui porte des cônes ?", []string{"Chêne", "Sapin"}, []int{1}, nil},
		{"article and capital inside", "new", "en", "What bears the gardener’s acorns?", []string{"Elm", "Oak"}, []int{1}, nil},
		{"several asked", "new", "fr", "Que porte le chêne ? (2 réponses.)", []string{"Des feuilles lobées", "Des cônes", "Les glands de l’arbre"}, []int{0, 2}, nil},
		{"more right than asked", "new", "en", "What does an oak bear?", []string{"Lobed leaves", "The gardener's acorns"}, []int{0, 1}, ErrNumber},
		{"fewer right than asked", "new", "en", "What does an oak bear? (Choose 2.)", []string{"Lobed leaves", "Cones"}, []int{0}, ErrNumber},
		{"none right", "new", "en", "What does an oak bear?", []string{"Winged seeds", "Cones"}, nil, ErrNumber},
		{"value true of two", "new", "en", "What grows 30 m high? (Choose 2.)", []string{"Elm", "Oak"}, []int{0, 1}, nil},
		{"no pattern", "new", "en", "How old does an oak grow?", heights, nil, ErrUnread},
		{"text behind the stem", "new", "en", "How high does the oak grow? Or not?", heights, nil, ErrUnread},
		{"two patterns", "new", "en", "How high does the elm grow?", heights, nil, ErrAmbiguous},
		{"unknown words", "new", "en", "How high does the ash grow?", heights, nil, ErrUnknown},
		{"words of the other language", "new", "en", "How high does the chêne grow?", heights, nil, ErrUnknown},
		{"no facts in the edition", "next", "en", "How high does the oak grow?", heights, nil, ErrUnknown},
		{"unknown option", "new", "en", "How high does the oak grow?", []string{"30 m", "50 m"}, nil, ErrUnknown},
		{"option of another edition", "new", "en", "How high does the oak grow?", []string{"20 m", "30 m"}, nil, ErrUnknown},
		{"option twice", "new", "en", "How high does the oak grow?", []string{"30 m", "30\u00a0m"}, nil, ErrTwice},
		{"arguable entity", "old", "en", "What grows 30 m high?", []string{"Elm", "Fir"}, nil, ErrArguable},
		{"arguable value", "new", "en", "What does the oak bear?", []string{"Toothed leaves", "Lobed leaves"}, nil, ErrArguable},
		{"not asked in this direction", "new", "en", "What bears lobed leaves?", []string{"Oak", "Elm"}, nil, ErrUnasked},
		{"two entities of one name in the stem", "new", "en", "Twin of the fir?", heights, nil, ErrAmbiguous},
		{"two entities of one name as option", "new", "en", "Twin with 20 m?", []string{"Fir"}, nil, ErrAmbiguous},
		{"named in other words", "new", "en", "How high is the tallest?", heights[1:], []int{0}, nil},
		{"its edition", "old", "en", "In the old book, how high is the oak?", heights, []int{0}, nil},
		{"another edition", "new", "en", "In the old book, how high is the oak?", heights, nil, ErrEdition},
		{"its edition in other words", "old", "en", "How high was the oak?", heights, []int{0}, nil},
		{"another edition in other words", "new", "en", "How high was the oak?", heights, nil, ErrEdition},
		{"unknown language", "new", "de", "How high does the oak grow?", heights, nil, errAny},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			right, err := b.Derive(Item{Edition: tt.edition, Lang: tt.lang, Stem: tt.stem, Options: tt.options})
			if !slices.Equal(right, tt.right) || !errors.Is(err, tt.err) && (tt.err != errAny || err == nil) {
				t.Errorf("right are %v, %v; want %v, %v", right, err, tt.right, tt.err)
			}
		})
	}
}

var errAny = errors.New("some error")

// A fact counts from its first day to its last. A day that it does not give is
// that of its group.
func TestDeriveKnowsTheDay(t *testing.T) {
	b := load(t)
	for _, tt := range []struct {
		day     string
		options []string
		right   []int
		err     error
	}{
		{"2019-12-31", []string{"20 m", "40 m"}, nil, ErrUnknown},
		{"2020-01-01", []string{"20 m", "40 m"}, []int{0}, nil},
		{"2021-12-31", []string{"20 m", "40 m"}, []int{0}, nil},
		{"2022-01-01", []string{"20 m", "40 m"}, nil, ErrUnknown},
		{"2022-01-01", []string{"40 m", "30 m"}, []int{1}, nil},
		{"2021-12-31", []string{"40 m", "30 m"}, nil, ErrUnknown},
		{"", []string{"20 m", "40 m"}, nil, ErrUnknown},
	} {
		right, err := b.Derive(Item{Edition: "new", Day: tt.day, Lang: "en", Stem: "What does the oak shed?", Options: tt.options})
		if !slices.Equal(right, tt.right) || !errors.Is(err, tt.err) {
			t.Errorf("on %q of %q: %v, %v; want %v, %v", tt.day, tt.options, right, err, tt.right, tt.err)
		}
	}
}

// An expression for several that can do without its number asks for one.
func TestDeriveWithoutANumber(t *testing.T) {
	fsys := subject()
	fsys["trees/proof.yaml"].Data = []byte(strings.Replace(proofYAML, `(?P<n>[2-9])`, `(?P<n>[2-9])?`, 1))
	b, errs := Load(fsys, "trees")
	if errs != nil {
		t.Fatal(errs)
	}
	right, err := b.Derive(Item{Edition: "new", Lang: "en", Stem: "How high does the oak grow? (Choose .)", Options: []string{"30 m", "40 m"}})
	if err != nil || !slices.Equal(right, []int{0}) {
		t.Errorf("right %v, %v", right, err)
	}
}

// The order of the options never alters what is right.
func TestOrderIsOfNoMatter(t *testing.T) {
	b := load(t)
	bears := []string{"Lobed leaves", "Winged seeds", "Cones", "The gardener’s acorns"}
	rapid.Check(t, func(t *rapid.T) {
		options := rapid.Permutation(bears).Draw(t, "options")
		right, err := b.Derive(Item{Edition: "new", Lang: "en", Stem: "What does the oak bear? (Choose 2.)", Options: options})
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range options {
			if slices.Contains(right, i) != (o == bears[0] || o == bears[3]) {
				t.Fatalf("%v of %q", right, options)
			}
		}
	})
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct{ name, file, content, want string }{
		{"no patterns", "proof.yaml", "", "trees/proof.yaml"},
		{"no such ask", "proof.yaml", "patterns:\n  - {relation: grows, ask: height, en: x, fr: x}", `trees/proof.yaml:2:6: ask is "height"`},
		{"no such relation", "proof.yaml", "patterns:\n\n  - {relation: sings, ask: value, en: x, fr: x}", `trees/proof.yaml:3:6: no fact has the relation "sings"`},
		{"a language is missing", "proof.yaml", "patterns:\n  - {relation: grows, ask: value, en: '(?P<entity>.)'}", "trees/proof.yaml:2:6: fr: there is no expression"},
		{"the wrong group", "proof.yaml", "patterns:\n  - {relation: grows, ask: value, en: '(?P<value>.)', fr: '(?P<entity>.)'}", `en: the group "value" has no meaning here`},
		{"no group", "proof.yaml", "patterns:\n  - {relation: grows, ask: value, en: 'x', fr: '(?P<entity>.)'}", "en: there is no group"},
		{"no expression at all", "proof.yaml", "patterns:\n  - {relation: grows, ask: value, en: '(', fr: '(?P<entity>.)'}", "en: error parsing regexp"},
		{"names a value in other words", "proof.yaml", "patterns:\n  - {relation: grows, ask: entity, means: oak, en: x, fr: x}", `trees/proof.yaml:2:6: means is "oak"`},
		{"means nothing", "proof.yaml", "patterns:\n  - {relation: grows, ask: value, means: ash, en: x, fr: x}", `means is "ash"`},
		{"no YAML in the patterns", "proof.yaml", "choose:\n  en: [", "trees/proof.yaml:2:7: YAML: sequence end token"},
		{"brackets without end", "proof.yaml", "patterns: " + strings.Repeat("[", 1<<17), "trees/proof.yaml:1:27: more than 16 brackets are open here"},
		{"dashes without end", "proof.yaml", "patterns:\n" + strings.Repeat("- ", 1<<17), "trees/proof.yaml:2:33: more than 16 brackets are open here"},
		{"a scalar", "proof.yaml", "patterns:\n  - x", "trees/proof.yaml:2:5: YAML: string was used where mapping"},
		{"no expression for several", "proof.yaml", "choose:\n  en: x\npatterns: []", "trees/proof.yaml:2:3: choose, fr: there is no expression"},
		{"unknown key", "proof.yaml", "patterns:\n  - {relation: grows, ask: value, de: x}", `trees/proof.yaml:2:35: YAML: unknown field "de"`},
		{"no facts", "facts-a.yaml", "groups: []", "no facts"},
		{"no YAML", "facts-a.yaml", "groups: [", "trees/facts-a.yaml:1:9: YAML: "},
		{"unknown entity", "facts-a.yaml", "groups:\n  - {relation: grows, facts: [{id: f, entity: ash, value: m20}]}", `fact "f": unknown entity "ash"`},
		{"unknown value", "facts-a.yaml", "groups:\n  - {relation: grows, facts: [{id: f, entity: oak, value: m99}]}", `fact "f": unknown value "m99"`},
		{"value in one language", "facts-a.yaml", "groups:\n  - {relation: grows, facts: [{id: f, entity: oak, value: {en: tall}}]}", `fact "f": has no label`},
		{"entity twice", "entities-b.yaml", "entities: [{id: oak, en: oak, fr: chêne}]", `entity "oak": stands twice`},
		{"entity in one language", "entities-b.yaml", "entities: [{id: ash, en: ash}]", `entity "ash": has no label`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := subject()
			if tt.content == "" {
				delete(fsys, "trees/"+tt.file)
			} else {
				fsys["trees/"+tt.file] = &fstest.MapFile{Data: []byte(tt.content)}
			}
			b, errs := Load(fsys, "trees")
			if slices.ContainsFunc(errs, func(err error) bool { return strings.Contains(err.Error(), "\n") }) {
				t.Errorf("more than one line: %q", errs)
			}
			if b != nil || !slices.ContainsFunc(errs, func(err error) bool { return strings.Contains(err.Error(), tt.want) }) {
				t.Errorf("want %s, got %v (files %v)", tt.want, errs, slices.Sorted(maps.Keys(fsys)))
			}
		})
	}
}
