package proof

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

const treeReasons = `
since: {en: 'Since (?P<day>.+): (?P<says>.+)', fr: 'Depuis le (?P<day>.+) : (?P<says>.+)'}
reasons:
  - {relation: grows, en: '(?P<entity>[^.]+) grows (?P<value>.+) high\.', fr: '(?P<entity>[^;]+) atteint (?P<value>.+)\.'}
  - {relation: grows, ask: value, en: 'That is the height of (?P<entity>.+); (?P<stem>.+) grows (?P<answer>.+)\.', fr: 'C''est la hauteur (?P<entity>.+) ; (?P<stem>.+) atteint (?P<answer>.+)\.'}
  - {relation: grows, ask: entity, en: 'It is (?P<answer>.+), not (?P<option>.+)\.', fr: 'C''est (?P<answer>.+), et non (?P<option>.+)\.'}
  - {relation: grows, means: fir, en: 'That is the tallest of all\.', fr: 'C''est le plus haut de tous\.'}
  - {relation: bears, ask: value, of: grows, en: 'In the (?P<edition>old|new) book it grows (?P<value>.+)\.', fr: 'Dans le livre (?P<edition>.+) il atteint (?P<value>.+)\.'}
  - {relation: bears, en: 'Only (?P<stated>the .+) bears (?P<value>.+)\.', fr: 'Seul (?P<stated>le .+) porte (?P<value>.+)\.'}
  - {relation: sheds, en: '(?P<entity>.+) sheds (?P<value>.+)\.', fr: '(?P<entity>.+) perd (?P<value>.+)\.'}
  - {relation: grows, ask: entity, above: grows, en: '(?P<option>.+) grows higher than (?P<answer>.+)\.', fr: '(?P<option>.+) dépasse (?P<answer>.+)\.'}
  - {relation: grows, ask: entity, below: grows, en: '(?P<option>.+) stays below (?P<answer>.+)\.', fr: '(?P<option>.+) reste sous (?P<answer>.+)\.'}
  - {relation: grows, ask: entity, below: bears, en: '(?P<option>.+) bears less than (?P<answer>.+)\.', fr: '(?P<option>.+) porte moins que (?P<answer>.+)\.'}
  - {relation: grows, ask: entity, en: '(?P<option>.+) is lower than that\. (?P<decides>.+)', fr: '(?P<option>.+) est plus bas\. (?P<decides>.+)'}
  - {relation: bears, ask: entity, en: '(?P<fact>.+)\.', fr: '(?P<fact>.+)\.'}
  - {relation: bears, ask: value, en: 'That grows on the (?P<entity>[^.]+)\.(?: (?P<own>.+))?', fr: 'Cela pousse sur (?P<entity>[^.]+)\.(?: (?P<own>.+))?'}
  - {relation: bears, ask: value, en: 'No\. (?P<own>.+)', fr: 'Non\. (?P<own>.+)'}
  - {relation: twins, written: true}
`

// trees reads the reasons of the trees.
func trees(t testing.TB) *Book {
	t.Helper()
	fsys := subject()
	fsys["trees/proof-reasons.yaml"] = &fstest.MapFile{Data: []byte(treeReasons)}
	b, errs := Load(fsys, "trees")
	if errs != nil {
		t.Fatal(errs)
	}
	return b
}

func TestVouch(t *testing.T) {
	b := trees(t)
	const height, which = "How high does the oak grow?", "What grows 40 m high?"
	right := func(about, text string) Told { return Told{Right: true, About: about, Text: text} }
	wrong := func(about, text string) Told { return Told{About: about, Text: text} }
	tests := []struct {
		name, lang, stem string
		told             Told
		want             error
	}{
		{"the fact", "en", height, right("30 m", "An oak grows 30 m high."), nil},
		{"the fact, of no option", "en", height, right("", "An oak grows 30 m high."), nil},
		{"typeset, in French", "fr", "Quelle hauteur atteint l’orme\u00a0?", right("30\u00a0m", "L’orme atteint 30\u202fm."), nil},
		{"another fact that holds", "en", height, right("30 m", "The elm grows 30 m high."), ErrOffKey},
		{"another value", "en", height, right("30 m", "An oak grows 40 m high."), ErrFalse},
		{"a value of no fact", "en", height, right("30 m", "An oak grows 31 m high."), ErrFalse},
		{"turned round", "en", height, right("30 m", "An oak never grows 30 m high."), ErrFalse},
		{"no sentence of the relation", "en", height, right("30 m", "An oak bears fruit."), ErrUnreadReason},
		{"the other language", "fr", "Quelle hauteur atteint le chêne\u00a0?", right("30 m", "An oak grows 30 m high."), ErrUnreadReason},
		{"whose the option is", "en", height, wrong("40 m", "That is the height of the fir; the oak grows 30 m."), nil},
		{"with the names exchanged", "en", height, wrong("40 m", "That is the height of the oak; the fir grows 30 m."), ErrOffKey},
		{"with the values exchanged", "en", height, wrong("40 m", "That is the height of the fir; the oak grows 40 m."), ErrOffKey},
		{"of another tree than it is", "en", height, wrong("40 m", "That is the height of the elm; the oak grows 30 m."), ErrFalse},
		{"about another option", "en", height, wrong("40 m", "The elm grows 30 m high."), ErrOffOption},
		{"exchanged, in French", "fr", "Quelle hauteur atteint le chêne\u00a0?", wrong("40 m", "C’est la hauteur du chêne\u00a0; le sapin atteint 30 m."), ErrOffKey},
		{"with its preposition", "fr", "Quelle hauteur atteint le chêne\u00a0?", wrong("40 m", "C’est la hauteur du sapin\u00a0; le chêne atteint 30 m."), nil},
		{"the one and not the other", "en", which, wrong("Elm", "It is the fir, not the elm."), nil},
		{"not the one but the other", "en", which, wrong("Elm", "It is the elm, not the fir."), ErrOffOption},
		{"what was asked, of a wrong option", "en", which, wrong("Elm", "It is the elm, not the elm."), ErrOffKey},
		{"less than the one", "en", which, wrong("Elm", "The elm stays below the fir."), nil},
		{"more than the one, in French", "fr", "Qui atteint 30 m\u00a0?", wrong("Sapin", "Le sapin dépasse l’orme."), nil},
		{"more, although it is less", "en", which, wrong("Elm", "The elm grows higher than the fir."), ErrFalse},
		{"what has no figures", "en", which, wrong("Elm", "The elm bears less than the fir."), ErrFalse},
		{"not so high, and then the one", "en", which, wrong("Elm", "The elm is lower than that. The fir grows 40 m high."), nil},
		{"not so high, and then another", "en", which, wrong("Elm", "The elm is lower than that. The oak grows 30 m high."), ErrOffKey},
		{"not so high, and then what is false", "en", which, wrong("Elm", "The elm is lower than that. The fir grows 30 m high."), ErrFalse},
		{"said in words of its own", "en", which, right("Fir", "That is the tallest of all."), nil},
		{"of another in words of its own", "en", "What grows 30 m high?", right("Elm", "That is the tallest of all."), ErrFalse},
		{"the option as if it were right", "en", "What does the oak bear?", wrong("Lobed leaves", "Only the oak bears lobed leaves."), ErrKeyed},
		{"a name and its value", "en", "What bears cones?", right("Fir", "The fir cones."), nil},
		{"a name and another's value", "en", "What bears cones?", right("Fir", "The fir lobed leaves."), ErrUnreadReason},
		{"another name and its value, in French", "fr", "Qui porte des cônes\u00a0?", wrong("Orme", "L’orme des feuilles dentées."), nil},
		{"resting on another relation", "en", "What bears cones?", right("Fir", "In the new book it grows 40 m."), ErrUnreadReason},
		{"a word that the stem has not", "en", "What does the oak bear?", right("The gardener’s acorns", "Only the elm bears the gardener's acorns."), ErrOffKey},
		{"what its fact has as a hook", "en", "What does the oak bear?", wrong("Winged seeds", "That grows on the elm. The wind takes them."), nil},
		{"what its fact has as a rule, in French", "fr", "Que porte le chêne ?", wrong("Des cônes", "Cela pousse sur le sapin. Ses graines sont nues."), nil},
		{"what another fact has", "en", "What does the oak bear?", wrong("Winged seeds", "That grows on the elm. Its seeds lie bare."), ErrFalse},
		{"what no fact has", "en", "What does the oak bear?", wrong("Winged seeds", "That grows on the elm. The wind drops them."), ErrFalse},
		{"what a fact has that is not told", "en", "What does the oak bear?", wrong("Winged seeds", "No. The wind takes them."), ErrFalse},
		{"an author's own words", "en", "Twin with 30 m?", right("Fir", "Both were planted in spring."), nil},
		{"an author's own words, with another's value", "en", "Twin with 30 m?", right("Fir", "It stands by the oak, an elm and another fir."), nil},
		{"an author's own words, of a wrong option", "en", "Twin with 30 m?", wrong("Fir", "Both were planted in spring."), ErrUnreadReason},
	}
	for _, tt := range tests {
		r, err := b.Read(Item{Edition: "new", Day: "2023-01-01", Lang: tt.lang, Stem: tt.stem, Options: []string{"Oak", "Elm", "Fir", "Sapin", "Orme"}})
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := r.Vouch(tt.told); !errors.Is(got, tt.want) {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}

func TestVouchToday(t *testing.T) {
	b := trees(t)
	tests := []struct {
		name, lang, day, line string
		want                  error
	}{
		{"holds since then", "en", "2023-05-01", "Since 1 January 2022: the oak sheds 30 m.", nil},
		{"holds since then, in French", "fr", "2023-05-01", "Depuis le 1er janvier 2022\u00a0: le chêne perd 30\u00a0m.", nil},
		{"two facts in one line", "en", "2023-05-01", "Since 1 January 2022: the oak sheds 30 m. The oak sheds 30 m.", nil},
		{"a fact, and what is none", "en", "2023-05-01", "Since 1 January 2022: the oak sheds 30 m. The oak sheds 20 m.", ErrFalse},
		{"held until then", "en", "2023-05-01", "Since 1 January 2020: the oak sheds 20 m.", ErrFalse},
		{"does not hold yet", "en", "2021-05-01", "Since 1 January 2022: the oak sheds 30 m.", ErrFalse},
		{"since another day", "en", "2023-05-01", "Since 1 January 2023: the oak sheds 30 m.", ErrFalse},
		{"of another tree", "en", "2023-05-01", "Since 1 January 2022: the elm sheds 30 m.", ErrFalse},
		{"no day", "en", "2023-05-01", "Since long ago: the oak sheds 30 m.", ErrUnreadReason},
		{"no sentence", "en", "2023-05-01", "Since 1 January 2022: the oak has gone.", ErrUnreadReason},
		{"no such line", "en", "2023-05-01", "Today the oak sheds 30 m.", ErrUnreadReason},
	}
	for _, tt := range tests {
		if got := b.VouchToday(tt.lang, tt.day, tt.line); !errors.Is(got, tt.want) {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}

func TestVouchRows(t *testing.T) {
	fsys := fstest.MapFS{
		"r/entities.yaml": {Data: []byte(rowsEntities)},
		"r/facts.yaml":    {Data: []byte(rowsFacts)},
		"r/proof.yaml":    {Data: []byte(rowsPatterns)},
		"r/proof-reasons.yaml": {Data: []byte(`
reasons:
  - {relation: floor, en: 'Place (?P<place>\d): (?P<value>.+)\.', fr: 'Rang (?P<place>\d) : (?P<value>.+)\.'}
  - {relation: floor, of: height, en: 'It is (?P<value>\d m) high\.', fr: 'Haut de (?P<value>\d m)\.'}
  - {relation: floor, written: true, names: true}
  - {relation: height, en: '(?P<entity>.+) is at (?P<value>.+)\.', fr: '(?P<entity>.+) est à (?P<value>.+)\.'}
  - {relation: fee, en: '(?P<entity>.+) takes (?P<percent>\d+)% from (?P<from>[\d,]+) to (?P<to>[\d,]+)\.', fr: 'x(?P<entity>.)'}
  - {relation: fee, en: '(?P<percent>\d+)% of (?P<part>[\d,]+) = (?P<charge>[\d,.]+)', fr: '(?P<percent>\d+) % de (?P<part>[\d ]+) = (?P<charge>[\d ,]+)'}
  - {relation: fee, en: '(?P<sum>[\d,.]+) is (?P<more>more) than (?P<minimum>\d+)\.', fr: 'y(?P<sum>.)'}
  - {relation: fee, en: '(?P<sum>[\d,.]+) is (?P<less>less) than (?P<minimum>\d+)\.', fr: 'z(?P<sum>.)'}
`)},
	}
	b, errs := Load(fsys, "r")
	if errs != nil {
		t.Fatal(errs)
	}
	const order, match, fee = "Put the floors, from the ground up in order.", "Match each floor with its height.", "What does the Blue House charge for 85,000 USD?"
	tests := []struct {
		name, stem string
		told       Told
		want       error
	}{
		{"a place", order, Told{Right: true, About: "Top", Prompt: "3", Text: "Place 3: top."}, nil},
		{"a place that another takes", order, Told{Right: true, About: "Top", Prompt: "3", Text: "Place 2: middle."}, ErrOffKey},
		{"a false place", order, Told{Right: true, About: "Top", Prompt: "3", Text: "Place 2: top."}, ErrFalse},
		{"what a place rests on", order, Told{Right: true, About: "Middle", Prompt: "2", Text: "It is 2 m high."}, nil},
		{"what another's rests on", order, Told{Right: true, About: "Middle", Prompt: "2", Text: "It is 1 m high."}, ErrFalse},
		{"in an author's own words", order, Told{Right: true, About: "Middle", Prompt: "2", Text: "Half of the stairs lead there."}, nil},
		{"words that name another option", order, Told{Right: true, About: "Middle", Prompt: "2", Text: "The stairs end there, at the top."}, ErrOffOption},
		{"words that have a name in them", order, Told{Right: true, About: "Middle", Prompt: "2", Text: "The stairs stop there, below the stopper."}, nil},
		{"a pair", match, Told{Right: true, About: "2 m", Prompt: "Middle", Text: "Middle is at 2 m."}, nil},
		{"a true pair of others", match, Told{Right: true, About: "2 m", Prompt: "Middle", Text: "Low is at 1 m."}, ErrOffKey},
		{"a false pair", match, Told{Right: true, About: "2 m", Prompt: "Middle", Text: "Middle is at 1 m."}, ErrFalse},
		{"an option over", match, Told{About: "1 m", Text: "Low is at 1 m."}, nil},
		{"another than the option over", match, Told{About: "1 m", Text: "Middle is at 2 m."}, ErrOffOption},
		{"a rate", fee, Told{Right: true, Text: "The Blue House takes 7% from 10,000 to 80,000."}, nil},
		{"a false rate", fee, Told{Right: true, Text: "The Blue House takes 8% from 10,000 to 80,000."}, ErrFalse},
		{"a rate with another end", fee, Told{Right: true, Text: "The Blue House takes 7% from 10,000 to 90,000."}, ErrFalse},
		{"a band", fee, Told{Right: true, Text: "7% of 70,000 = 4,900"}, nil},
		{"a band that takes more", fee, Told{Right: true, Text: "7% of 70,000 = 4,990"}, ErrWorking},
		{"the sum", fee, Told{Right: true, Text: "6,150.00 is more than 100."}, nil},
		{"another sum", fee, Told{Right: true, Text: "6,151 is more than 100."}, ErrWorking},
		{"another minimum", fee, Told{Right: true, Text: "6,150 is more than 200."}, ErrWorking},
		{"less, although it is more", fee, Told{Right: true, Text: "6,150 is less than 100."}, ErrWorking},
	}
	for _, tt := range tests {
		r, err := b.Read(Item{Edition: "new", Lang: "en", Stem: tt.stem})
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := r.Vouch(tt.told); !errors.Is(got, tt.want) {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}

// A pattern of a reason that can be of no use is told with its position.
func TestLoadRefusesReasons(t *testing.T) {
	tests := []struct{ name, reasons, want string }{
		{"no relation", "{en: '(?P<entity>.)', fr: '(?P<entity>.)'}", "relation is missing"},
		{"unknown relation", "{relation: sings, en: '(?P<entity>.)', fr: '(?P<entity>.)'}", `no fact has the relation "sings"`},
		{"a relation that is nearly known", "{relation: growls, en: '(?P<entity>.)', fr: '(?P<entity>.)'}", `no fact has the relation "growls"; did you mean "grows"?`},
		{"means what is nearly known", "{relation: grows, means: okk, en: x, fr: x}", `means is "okk"; it is an entity; did you mean "oak"?`},
		{"rests on an unknown relation", "{relation: grows, of: sings, en: '(?P<entity>.)', fr: '(?P<entity>.)'}", `no fact has the relation "sings"`},
		{"no such ask", "{relation: grows, ask: height, en: '(?P<entity>.)', fr: '(?P<entity>.)'}", `ask is "height"`},
		{"means nothing", "{relation: grows, means: ash, en: x, fr: x}", `means is "ash"; it is an entity`},
		{"gives nothing", "{relation: grows, gives: m99, en: x, fr: x}", `gives is "m99"; it is an entity`},
		{"no group", "{relation: grows, en: x, fr: '(?P<entity>.)'}", "en: it takes nothing from the sentence"},
		{"a group of its own", "{relation: grows, en: '(?P<tree>.)', fr: '(?P<entity>.)'}", `the group "tree" has no meaning here`},
		{"one language", "{relation: grows, en: '(?P<entity>.)'}", "fr: there is no expression"},
		{"no expression at all", "{relation: grows, en: '(', fr: '(?P<entity>.)'}", "error parsing regexp"},
		{"written, and read as well", "{relation: grows, written: true, en: x}", `beside "written" stand the relation and perhaps`},
		{"a key that it has not", "{relation: grows, de: x}", `unknown field "de"`},
	}
	for _, tt := range tests {
		fsys := subject()
		fsys["trees/proof-reasons.yaml"] = &fstest.MapFile{Data: []byte("reasons:\n  - " + tt.reasons + "\n")}
		_, errs := Load(fsys, "trees")
		if got := errors.Join(errs...); got == nil || !strings.Contains(got.Error(), tt.want) || !strings.Contains(got.Error(), "trees/proof-reasons.yaml:2:") {
			t.Errorf("%s: %v; want %q", tt.name, got, tt.want)
		}
	}
}
