package author

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/audit"
	"viva/internal/deck"
)

// france is a sheet as a teacher would write it.
func france(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/france.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var geography = Subject{ID: "geography", EN: "Geography", FR: "Géographie", Today: "2026-11-29"}

// subject makes the files of a sheet that has no faults.
func subject(t testing.TB, sheet string) fstest.MapFS {
	t.Helper()
	s, faults := ReadSheet("sheet.csv", []byte(sheet))
	for _, f := range faults {
		t.Fatal(f)
	}
	fsys := fstest.MapFS{}
	for name, text := range s.Files(geography).Texts {
		fsys["geography/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// loaded is the deck of such files.
func loaded(t testing.TB, fsys fstest.MapFS) *deck.Deck {
	t.Helper()
	d, faults := deck.LoadSubject(fsys, "geography")
	for _, f := range faults {
		t.Fatal(f)
	}
	return d
}

// stems are the questions of a deck in a language, with the key behind each.
func stems(t testing.TB, d *deck.Deck, lang string) (list []string) {
	t.Helper()
	for _, s := range d.Specs("now", geography.Today) {
		it, err := d.Deal(s, lang, deck.NewStreams(0))
		if err != nil {
			t.Fatal(err)
		}
		key := slices.IndexFunc(it.Options, func(o deck.Option) bool { return o.Correct })
		list = append(list, plain(it.Stem)+" "+it.Options[key].Text)
	}
	return list
}

// The questions of a sheet read as its author would have written them.
func TestSheetMakesASubject(t *testing.T) {
	fsys := subject(t, france(t))
	d := loaded(t, fsys)
	for lang, want := range map[string][]string{
		"en": {"What is the seat of Brittany? Rennes", "What is the seat of Occitania? Toulouse", "Which region has its seat in Rouen? Normandy", "Where does the Rhine end? North Sea"},
		"fr": {"Quel est le chef-lieu de l'Occitanie ? Toulouse", "Quel est le chef-lieu du Grand Est ? Strasbourg", "Quelle région a son chef-lieu à Rouen ? Normandie", "Où finit le Rhin ? Mer du Nord"},
	} {
		got := stems(t, d, lang)
		if len(got) != 15 {
			t.Errorf("%d questions in %s, want 15", len(got), lang)
		}
		for _, stem := range want {
			if !slices.Contains(got, stem) {
				t.Errorf("%q is not asked: %q", stem, got)
			}
		}
	}
	v := audit.Check(fsys)
	if v.Standing() != audit.Unproved || len(v.Warnings) != 2 {
		t.Errorf("standing %d: %v %v", v.Standing(), v.Faults, v.Warnings)
	}
	if flags, err := audit.French(d, geography.Today); err != nil || len(flags) > 0 {
		t.Errorf("French: %v, %v", flags, err)
	}
}

// Spreadsheets and editors save the same sheet in many forms.
func TestSheetForms(t *testing.T) {
	plain := france(t)
	want := subject(t, plain)
	separated := func(by string) string { // the sheet has no comma but in quoted cells
		var b strings.Builder
		quoted := false
		for _, r := range plain {
			switch {
			case r == '"':
				quoted = !quoted
			case r == ',' && !quoted:
				b.WriteString(by)
				continue
			}
			b.WriteRune(r)
		}
		return b.String()
	}
	head, rows, _ := strings.Cut(plain, "\n")
	for name, sheet := range map[string]string{
		"semicolons":            separated(";"),
		"tabs":                  separated("\t"),
		"a mark at the start":   "\ufeff" + plain,
		"ends of DOS":           strings.ReplaceAll(plain, "\n", "\r\n"),
		"ends of an old Mac":    strings.ReplaceAll(plain, "\n", "\r"),
		"blank rows":            "\n" + strings.ReplaceAll(plain, "\n", "\n,,,,\n"),
		"French names":          "Chose,Valeur,Anglais,Français,Source\n" + rows,
		"empty columns":         head + ",,\n" + rows,
		"typeset":               strings.NewReplacer("'", "’", " ?", "\u00a0?").Replace(plain),
		"sentences apart":       strings.ReplaceAll(plain, "? W", "? | W"),
		"sentences on lines":    strings.ReplaceAll(plain, "The seat of Brittany is Rennes. What is the seat of Brittany? ", "\"The seat of Brittany is Rennes.\nWhat is the seat of Brittany?\n") + "",
		"sentences in each row": strings.Replace(plain, "Corsica | la Corse,Ajaccio,,,", "Corsica | la Corse,Ajaccio,The seat of Corsica is Ajaccio. What is the seat of Corsica? Which region has its seat in Ajaccio?,Le chef-lieu de la Corse est Ajaccio. Quel est le chef-lieu de la Corse ? Quelle région a son chef-lieu à Ajaccio ?,", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if name == "sentences on lines" {
				sheet = strings.Replace(sheet, "Which region has its seat in Rennes?,", "Which region has its seat in Rennes?\",", 1)
			}
			got := subject(t, sheet)
			for _, file := range slices.Sorted(maps.Keys(want)) {
				if string(got[file].Data) != string(want[file].Data) {
					t.Errorf("%s:\n%s\nwant\n%s", file, got[file].Data, want[file].Data)
				}
			}
		})
	}
}

// Each mistake in a sheet is told with its place and what to do.
func TestReadSheetTellsFaults(t *testing.T) {
	const head = "thing,value,English,French,source\n"
	const seat = head + `Brittany | la Bretagne,Rennes,The seat of Brittany is Rennes. What is the seat of Brittany?,Le chef-lieu de la Bretagne est Rennes. Quel est le chef-lieu de la Bretagne ?,"Atlas, 2024"` + "\n"
	const more = "Normandy | la Normandie,Rouen,,,\nOccitania | l'Occitanie (f),Toulouse,,,\nCorsica | la Corse,Ajaccio,,,\n"
	for _, tt := range []struct{ name, sheet, want string }{
		{"nothing", "", "sheet.csv:1:1: the sheet is empty; its first row names the columns: thing, value, english, french, source"},
		{"no row", head, "the sheet has no row below the names of its columns"},
		{"an unknown column", "thing,value,English,French,origin\n", `sheet.csv:1:28: unknown column "origin"`},
		{"a column that is missing", "thing,value,English,source\n", `sheet.csv:1:1: the column "french" is missing`},
		{"a column twice", "thing,value,English,French,source,valeur\n", `sheet.csv:1:35: the column "value" stands twice`},
		{"an unquoted comma", head + "Brittany,Rennes,It is, or was,C'est,Atlas\n", `sheet.csv:2:37: "Atlas" stands in no named column; put a text that holds a comma between quotation marks`},
		{"a quotation mark in a cell", head + "Brittany,Rennes,the \"seat\",x,y\n", "sheet.csv:2:21: a cell that holds a quotation mark stands between quotation marks"},
		{"UTF-16", "\xff\xfet\x00", "sheet.csv:1:1: the file is in UTF-16; save the sheet as CSV in UTF-8"},
		{"Latin 1", head + "Rh\xf4ne,x,x,x,x\n", "sheet.csv:2:3: this letter is not in UTF-8"},
		{"no thing", seat + ",Rouen,,,\n", "sheet.csv:3:1: the thing is missing"},
		{"no value", seat + "Normandy | la Normandie,,,,\n", "sheet.csv:3:25: the value is missing"},
		{"no French name", seat + "the Loire,Rouen,,,\n", "sheet.csv:3:1: the French text is missing: write it behind the English one, as the Loire | ..."},
		{"no gender", seat + "Occitania | l'Occitanie,Toulouse,,,\n", `sheet.csv:3:1: "l'Occitanie" does not show its gender; write l'Occitanie (m) or l'Occitanie (f)`},
		{"a phrase without French", seat + "Normandy | la Normandie,is not asked,,,\n", "sheet.csv:3:25: the French text is missing: write it behind the English one, as is not asked | ..."},
		{"one of many in English alone", seat + "a cape | le cap,Rouen,,,\n", `sheet.csv:3:1: "a cape | le cap" speaks of one of many in one language only`},
		{"one of many in French alone", seat + "the cape | un cap,Rouen,,,\n", `sheet.csv:3:1: "the cape | un cap" speaks of one of many in one language only`},
		{"another French name", seat + "Brittany | la Grande-Bretagne,Rouen,,,\n", `sheet.csv:3:1: line 2 has another French text for "Brittany"`},
		{"three names", seat + "a | b | c,Rouen,,,\n", `sheet.csv:3:1: "a | b | c" has more than one |`},
		{"a brace", seat + "{x},Rouen,,,\n", "holds a brace"},
		{"no French sentence", seat + "Normandy | la Normandie,Rouen,Rouen is in Normandy. Where is Rouen?,,\n", "sheet.csv:3:69: the French text is missing; write it, or leave the English cell empty too"},
		{"no English sentence", seat + "Normandy | la Normandie,Rouen,,Rouen est en Normandie. Où est Rouen ?,\n", "sheet.csv:3:31: the English text is missing"},
		{"no sentence at all", head + "Brittany,Rennes,,,\"Atlas, 2024\"\n", "sheet.csv:2:17: the first row has no sentences; say the fact and ask for it"},
		{"nothing is said", head + "Brittany,Rennes,What is the seat of Brittany?,Quel est le chef-lieu de Brittany ?,\"Atlas, 2024\"\n", `sheet.csv:2:17: no sentence here says the fact, with "Brittany" and "Rennes" in it; write one`},
		{"nothing is asked", head + "Brittany,Rennes,Brittany has Rennes.,Brittany a Rennes.,\"Atlas, 2024\"\n", "sheet.csv:2:17: there is no question; ask one that names the thing"},
		{"another number of questions", head + "Brittany,Rennes,Brittany has Rennes. What has Brittany? Who has Rennes?,Brittany a Rennes. Qu'a Brittany ?,\"Atlas, 2024\"\n", "sheet.csv:2:73: the questions differ in number: 1 about the thing and 1 about the value in English, 1 and 0 in French"},
		{"a sentence about nothing", head + "Brittany,Rennes,Brittany has Rennes. What is it?,Brittany a Rennes. Qu'a Brittany ?,\"Atlas, 2024\"\n", `"What is it?" names neither "Brittany" nor "Rennes"`},
		{"said twice", head + "Brittany,Rennes,Brittany has Rennes. Rennes has Brittany. Who has Rennes?,Brittany a Rennes. Qui a Rennes ?,\"Atlas, 2024\"\n", "two sentences name both the thing and its value"},
		{"too few rows", seat + "Normandy | la Normandie,Rouen,,,\n", "sheet.csv:2:31: a question of four options needs 4 rows with different values below one another; here are 2"},
		{"the same twice", seat + more + "Corsica,Ajaccio,,,\n", "sheet.csv:6:1: line 5 says the same; delete one of the two"},
		{"sentences that come back", seat + more + strings.TrimPrefix(strings.ReplaceAll(seat, "seat", "heart"), head) + strings.ReplaceAll(strings.TrimPrefix(seat, head), "Rennes", "Brest"), "sheet.csv:7:30: these sentences stood in line 2 already; put the rows that share them below one another"},
		{"no source", head + "Brittany,Rennes,Brittany has Rennes. Who has Rennes?,Brittany a Rennes. Qui a Rennes ?,\n", "sheet.csv:2:88: the source is missing; name the page and its year, such as: Atlas of France, 2024"},
		{"a source without a year", strings.Replace(seat, "Atlas, 2024", "Atlas", 1), "say of which year the source is"},
		{"a source of no day", strings.Replace(seat, "2024", "2024-13-01", 1), `"2024-13-01" is no day`},
		{"a source without a title", strings.Replace(seat, "Atlas, 2024", "2024 https://a.example/b", 1), "the source has no title"},
		{"an open address", strings.Replace(seat, "2024", "2024 http://a.example/b", 1), "the address begins with http://; give one with https://"},
		{"an address without its beginning", strings.Replace(seat, "2024", "2024 www.a.example", 1), `"www.a.example" is an address without its beginning; write https://www.a.example, or leave it out`},
		{"a host and a page", strings.Replace(seat, "2024", "2024 a.example/b", 1), `write https://a.example/b`},
		{"a topic that is missing", "topic," + strings.Replace(seat, head, strings.Replace(head, "\n", "\n,", 1), 1) + "Regions,Normandy,Rouen,,,\n", "sheet.csv:2:1: the topic is missing; name one, or leave the whole column empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, faults := ReadSheet("sheet.csv", []byte(tt.sheet))
			if got := fmt.Sprint(faults); !strings.Contains(got, tt.want) || (s == nil) != (len(faults) > 0) || len(faults) == 0 {
				t.Errorf("%s\nwant %s", got, tt.want)
			}
		})
	}
}

// What is wrong with a head or with the first row is not told again at each row
// below.
func TestReadSheetTellsAMistakeOnce(t *testing.T) {
	const rows = "Brittany,Rennes,,,\"Atlas, 2024\"\nNormandy,Rouen,,,\nCorsica,Ajaccio,,,\n"
	for _, head := range []string{"thing,value,English,French,source\n", "thing,val,English,French,source\n"} {
		if _, faults := ReadSheet("sheet.csv", []byte(head+rows)); len(faults) != 1 {
			t.Errorf("%q: %d faults, want one: %v", head, len(faults), faults)
		}
	}
}

// Long values are phrases, which the ledger names by their facts; what two
// things share is not asked for; topics and sources are told apart.
func TestSheetOfPhrases(t *testing.T) {
	const sheet = `thing;value;English;French;source;topic
the Loire | la Loire;is the longest river in the whole of France | est le plus long fleuve de toute la France;The Loire is the longest river in the whole of France. What is true of the Loire? Which river is the longest river in the whole of France?;La Loire est le plus long fleuve de toute la France. Qu'est-ce qui est vrai de la Loire ? Quel fleuve est le plus long fleuve de toute la France ?;Atlas of France, 2024 | Atlas de France, 2024;Rivers | Fleuves
the Seine | la Seine;flows through Paris | traverse Paris;;;;
the Rhône | le Rhône;leaves Lake Geneva | sort du lac Léman;;;Rivers (2023-05) https://rivers.example/;
the Garonne | la Garonne;rises in Spain | naît en Espagne;;;;Borders | Frontières
the Rhine | le Rhin;flows through Basel | traverse Bâle;;;;
the Ill | l'Ill (f);flows through Basel | traverse Bâle;;;;
`
	fsys := subject(t, sheet)
	d := loaded(t, fsys)
	en := stems(t, d, "en")
	if len(en) != 10 { // six ways to ask for a value, four for a thing
		t.Errorf("%d questions: %q", len(en), en)
	}
	if fr := stems(t, d, "fr"); !slices.Contains(fr, "Qu'est-ce qui est vrai du Rhin ? Traverse Bâle") {
		t.Errorf("%q", fr)
	}
	facts, sources, topics := string(fsys["geography/facts.yaml"].Data), string(fsys["geography/sources.yaml"].Data), string(fsys["geography/deck.yaml"].Data)
	for text, want := range map[string]string{
		facts:   `value: {en: "rises in Spain", fr: "naît en Espagne"}, topic: borders, source: s2`,
		sources: "id: s2\n    title: {en: \"Rivers\", fr: \"Rivers\"}\n    url: \"https://rivers.example/\"\n    date: \"2023-05\"",
		topics:  `{id: borders, title: {en: "Borders", fr: "Frontières"}}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// Names of one thing of many keep their article, or know which one is meant,
// as the first row has it.
func TestSheetOfOneOfMany(t *testing.T) {
	const sheet = `thing,value,English,French,source
a minute | une minute,60 seconds | 60 secondes,A minute lasts 60 seconds. How long is a minute? What lasts 60 seconds?,Une minute dure 60 secondes. Quelle est la durée d'une minute ? Qu'est-ce qui dure 60 secondes ?,"Units, 2024 | Unités, 2024"
an hour | une heure,60 minutes,,,
a day | un jour,24 hours | 24 heures,,,
a year | un an,365 days | 365 jours,,,
an ant | une fourmi,six legs | six pattes,The ant has six legs. How many legs has the ant? Which has six legs?,La fourmi a six pattes. Combien de pattes a la fourmi ? Lequel a six pattes ?,
a spider | une araignée,eight legs | huit pattes,,,
a bird | un oiseau,two legs | deux pattes,,,
a horse | un cheval,four legs | quatre pattes,,,
`
	d := loaded(t, subject(t, sheet))
	got := strings.Join(slices.Concat(stems(t, d, "en"), stems(t, d, "fr")), "\n")
	for _, want := range []string{"How long is an hour?", "Quelle est la durée d'un jour ?", "What lasts 365 days? Year", "Combien de pattes a l'oiseau ? Deux pattes", "How many legs has the spider?"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not asked:\n%s", want, got)
		}
	}
}

// A thing may have several values, and several things one.
func TestSheetOfManyToMany(t *testing.T) {
	const sheet = `thing,value,English,French,source
the Loire | la Loire,Nantes,The Loire flows through Nantes. Which town lies on the Loire?,La Loire traverse Nantes. Quelle ville se trouve sur la Loire ?,"Atlas, 2024"
the Loire,Tours,,,
the Seine | la Seine,Paris,,,
the Seine,Rouen,,,
the Rhône | le Rhône,Lyon,,,
the Saône | la Saône,Lyon,,,
the Rhine | le Rhin,Strasbourg,,,
`
	d := loaded(t, subject(t, sheet))
	for _, s := range d.Specs("now", geography.Today) {
		it, err := d.Deal(s, "en", deck.NewStreams(0))
		if err != nil || it.Choose != 1 {
			t.Errorf("%q chooses %d, %v", it.Stem, it.Choose, err)
		}
	}
	if got := len(d.Specs("now", geography.Today)); got != 7 {
		t.Errorf("%d questions, want 7", got)
	}
}
