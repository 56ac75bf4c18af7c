package deck

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/testkit/small"
)

// hooked is the small subject with a hook on the metal of Mars, and on one of
// the traits of the Earth.
func hooked(t *testing.T, mars, earth string) fstest.MapFS {
	t.Helper()
	fsys := small.Planets()
	facts := string(fsys["planets/facts.yaml"].Data)
	for old, hook := range map[string]string{"entity: mars, value: iron": mars, "fr: \"avoir une lune\"}": earth} {
		if hook != "" {
			facts = strings.Replace(facts, old, old+", because: "+hook, 1)
		}
	}
	fsys["planets/facts.yaml"].Data = []byte(facts)
	return fsys
}

const rust = `{en: "Rust is red, as Mars is; copper goes green.", fr: "La rouille est rouge, comme Mars ; le cuivre verdit.", states: [metal-venus]}`

func TestHookIsToldBesideTheKey(t *testing.T) {
	d, faults := LoadSubject(hooked(t, rust, ""), "planets")
	for _, f := range faults {
		t.Fatal(f)
	}
	told := map[string]int{}
	for _, s := range d.Specs("new", today) {
		it, err := d.Deal(s, "fr", NewStreams(1))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(it.Facts, "metal-mars") || slices.Contains(it.Facts, "metal-venus") {
			if len(it.Hooks) > 0 {
				t.Errorf("%s tells %v", it.ID, it.Hooks)
			}
			continue
		}
		told[it.Type]++
		if got := it.HookSays(); len(got) != 1 || got[0] != "La rouille est rouge, comme Mars\u00a0; le cuivre verdit." {
			t.Errorf("%s tells %q", it.ID, got)
		}
		if !slices.Contains(it.Reveals(), "metal-venus") {
			t.Errorf("%s does not say that it gives metal-venus away", it.ID)
		}
	}
	if told["single"] == 0 {
		t.Errorf("no single choice has the hook: %v", told)
	}
}

// Of several keyed facts the first two that have a hook tell it, and none tells
// what the item asks. Each names its row, unless it has the row's words anyway.
func TestHooksOfSeveralFacts(t *testing.T) {
	thing := func(text string) *Entity {
		return &Entity{Labels: Labels{EN: Label{Text: text}, FR: Label{Text: text}}}
	}
	fact := func(id string, because *Because) *option {
		f := &Fact{ID: id, Because: because, entity: thing("thing " + id), value: thing("value " + id)}
		return &option{shows: f.value, fact: f}
	}
	hook := func(says, states string) *Because {
		return &Because{Text: Text{says, says}, States: []string{states}, states: []*Fact{{ID: states}}}
	}
	keys := []*option{fact("a", nil), fact("b", hook("of c", "c")), fact("c", hook("it is x", "x")), fact("d", hook("it is x", "x")),
		fact("e", hook("value e is y", "y")), fact("f", hook("of z", "z"))}
	tests := []struct {
		typ  Type
		ask  string
		want string
	}{
		{Choice{"multiple"}, askValue, "[“Value c” – it is x value e is y]"},
		{Matching{}, askValue, "[“Thing c” – it is x “Thing e” – value e is y]"},
		{Matching{}, askEntity, "[“Value c” – it is x value e is y]"},
	}
	for _, tt := range tests {
		s := &Spec{Model: &Model{typ: tt.typ, Ask: tt.ask}, keys: keys}
		s.hooks = (&Deck{}).chooseHooks(s)
		if got := fmt.Sprint(Item{Lang: "en", Hooks: s.hooksIn("en")}.HookSays()); got != tt.want {
			t.Errorf("%s asking for %s told %s, want %s", tt.typ.Name(), tt.ask, got, tt.want)
		}
	}
}

// A row is quoted by its first words, and what it quotes itself stands in inner
// quotes.
func TestQuotedRow(t *testing.T) {
	long := "une requête demande « allez-y » avant d’envoyer un fichier de 80 Go, et le serveur « attend » encore"
	row := &Entity{Labels: Labels{FR: Label{Text: Typeset("fr", long)}}}
	s := &Spec{Model: &Model{typ: Choice{"multiple"}, Ask: askValue}}
	for range 2 {
		s.keys = append(s.keys, &option{shows: row, fact: &Fact{Because: &Because{Text: Text{FR: "Oui."}}}})
	}
	want := "Une requête demande “allez-y” avant d’envoyer un fichier de 80 Go, et le…"
	if got := (&Deck{}).rowBeside(s, s.keys[0], "fr"); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
}

func TestHookFaults(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("word ", 31))
	tests := []struct{ name, mars, earth, want string }{
		{"too long", `{en: "` + long + `", fr: Court., states: [metal-venus]}`, "", `the hook of fact "metal-mars" has 31 words; a hook has at most 30`},
		{"too long in French", `{en: Short., fr: "` + long + `", states: [metal-venus]}`, "", `has 31 words`},
		{"states nothing", `{en: Red., fr: Rouge.}`, "", `"states" is missing`},
		{"states an empty list", `{en: Red., fr: Rouge., states: []}`, "", `minItems`},
		{"one language", `{en: Red., states: [metal-venus]}`, "", `the French text is missing`},
		{"unknown fact", `{en: Red., fr: Rouge., states: [metal-pluto]}`, "", `unknown fact "metal-pluto"; "states" names the facts that the hook of fact "metal-mars" tells`},
		{"itself", `{en: Red., fr: Rouge., states: [metal-mars]}`, "", `states that fact itself`},
		{"not in the edition", `{en: Red., fr: Rouge., states: [earth-one]}`, "", `is told in edition "old", where fact "earth-one" does not always hold: say in which year it does (en)`},
		{"a year in one language", `{en: Red in 2020., fr: Rouge., states: [earth-one]}`, "", `say in which year it does (fr)`},
		{"a year in which it did not", `{en: Red in 1999., fr: Rouge en 1999., states: [earth-one]}`, "", `say in which year it does (en)`},
		{"a year in which it did", `{en: Red in 2020., fr: Rouge en 2020., states: [earth-one]}`, "", ""},
		{"ends before its fact", `{en: Red., fr: Rouge., states: [metal-jupiter]}`, "", `where fact "metal-jupiter" does not always hold`},
		{"a trait", "", `{en: Tides., fr: Marées., states: [earth-tide]}`, ""},
	}
	for _, tt := range tests {
		got := faultsOf(hooked(t, tt.mars, tt.earth), "planets")
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %q", tt.name, got, tt.want)
		}
	}
}

// A hook that only says again what is read in the question and its key is a
// fault.
func TestHookThatTheQuestionSays(t *testing.T) {
	fsys := hooked(t, `{en: Copper., fr: Cuivre., states: [metal-venus]}`, "")
	models := string(fsys["planets/models-single.yaml"].Data)
	models = strings.ReplaceAll(models, "{entity:The} goes with which metal?", "If Venus goes with copper, {entity:the} goes with which metal?")
	fsys["planets/models-single.yaml"].Data = []byte(models)
	want := `the hook of fact "metal-mars" states fact "metal-venus", which the question of model "which-metal" or its key says already (en)`
	if got := faultsOf(fsys, "planets"); !strings.Contains(got, want) {
		t.Errorf("%s, want %q", got, want)
	}
}

// A long row without a space, such as an address, is cut between letters.
func TestOpeningWithoutASpace(t *testing.T) {
	if got, want := opening(strings.Repeat("é", openingLetters+1)), strings.Repeat("é", openingLetters)+"…"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
