package reading_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/deck"
	"viva/internal/reading"
	"viva/internal/testkit/small"
	"viva/questions"
)

var update = flag.Bool("update", false, "write the golden files anew")

// planets are the subject of tests with readings and what these need.
func planets(t *testing.T) fstest.MapFS {
	t.Helper()
	fsys := small.Planets()
	for name, file := range map[string]string{"readings": "readings", "entities-more": "more", "facts-more": "facts"} {
		text, err := os.ReadFile(filepath.Join("testdata", file+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		fsys["planets/"+name+".yaml"] = &fstest.MapFile{Data: text}
	}
	return fsys
}

// loaded are the decks of a folder of subjects; what they ask is proved
// elsewhere.
func loaded(t *testing.T, fsys fs.FS) []*deck.Deck {
	t.Helper()
	decks, faults := deck.LoadProved(fsys)
	for _, f := range faults {
		t.Fatal(f)
	}
	return decks
}

// printed writes a page as lines.
func printed(p reading.Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n%s\n", p.Title, p.About)
	for _, part := range p.Parts {
		fmt.Fprintf(&b, "## %s (%s, over: %v)\n%s | %s\n", part.Title, part.Edition.ID, part.Over, part.Row, strings.Join(part.Columns, " | "))
		for _, row := range part.Rows {
			fmt.Fprintf(&b, "- %s %v\n", row.Name, row.Facts)
			for i, cell := range row.Cells {
				for _, v := range cell {
					fmt.Fprintf(&b, "  %s: %s\n", part.Columns[i], line(v))
				}
			}
		}
	}
	for i, s := range p.Sources {
		fmt.Fprintf(&b, "[%d] %s, %s\n", i+1, s.Title, s.Checked)
	}
	return b.String()
}

func line(v reading.Value) string {
	text := strings.Join([]string{v.Label, v.Text}, "|")
	if v.Withheld {
		text += " withheld"
	}
	text += fmt.Sprintf(" %v [%d]", v.Facts, v.Source)
	if v.Medium {
		text += " medium"
	}
	if v.Until != "" {
		text += " until " + string(v.Until)
	}
	for _, w := range v.Was {
		text += fmt.Sprintf(" was %s|%s %s until %s [%d]", w.Label, w.Text, w.Fact, w.Until, w.Source)
	}
	return text
}

// What is read depends on the edition, the day and the language, and on nothing
// else.
func TestGolden(t *testing.T) {
	d := loaded(t, planets(t))[0]
	var b strings.Builder
	for _, at := range []struct {
		edition string
		day     deck.Date
	}{{"old", "2006-01-01"}, {"old", "2020-01-01"}, {"new", "2020-01-01"}, {"new", "2031-01-01"}} {
		for _, lang := range deck.Langs {
			for i := range d.Readings {
				p, err := reading.Build(d, &d.Readings[i], at.edition, at.day, lang)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&b, "%s %s %s\n%s\n", at.edition, at.day, lang, printed(p))
			}
		}
	}
	if *update {
		if err := os.WriteFile("testdata/planets.golden", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/planets.golden")
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the pages differ from testdata/planets.golden; run with -update and read the difference:\n%s", b.String())
	}
}

// days are before, in and after what changes in the built-in subjects.
var days = []deck.Date{"2021-12-01", "2022-06-07", "2024-06-01", "2025-12-01", "2025-12-02", "2026-11-30", "2026-12-31", "2027-01-01", "2027-07-01", "2040-01-01"}

// eachPage makes every page of the built-in subjects, of each edition that has
// begun on each of these days.
func eachPage(t *testing.T, do func(d *deck.Deck, r *deck.Reading, day deck.Date, lang string, p reading.Page)) {
	t.Helper()
	for _, d := range loaded(t, questions.FS) {
		if len(d.Readings) == 0 {
			t.Errorf("%s has nothing to read", d.ID())
		}
		for _, day := range days {
			for _, e := range d.EditionsOn(day) {
				for i := range d.Readings {
					for _, lang := range deck.Langs {
						p, err := reading.Build(d, &d.Readings[i], e.ID, day, lang)
						if err != nil {
							t.Fatal(err)
						}
						do(d, &d.Readings[i], day, lang, p)
					}
				}
			}
		}
	}
}

// Every printed value is the value of a fact that holds on the day that its
// part, or the edition of today, speaks of; every value that is struck through
// is that of one that has ended before.
func TestValuesHold(t *testing.T) {
	values, past := 0, 0
	eachPage(t, func(d *deck.Deck, r *deck.Reading, day deck.Date, lang string, p reading.Page) {
		facts := map[string]*deck.Fact{}
		for _, f := range d.Facts() {
			facts[f.ID] = f
		}
		for _, part := range p.Parts {
			for _, row := range part.Rows {
				for _, v := range slices.Concat(row.Cells...) {
					if len(v.Facts) > 0 {
						values++
						holds(t, d, part, day, lang, v, facts[v.Facts[0]])
					}
					for _, w := range v.Was {
						past++
						f := facts[w.Fact]
						if f.ValidTo == "" || f.ValidTo >= day || w.Until != f.ValidTo || !strings.EqualFold(w.Text, valueOf(f, lang)) {
							t.Errorf("%s on %s: %q is struck through, but fact %s holds until %q and says %q", r.ID, day, w.Text, f.ID, f.ValidTo, valueOf(f, lang))
						}
					}
				}
			}
		}
	})
	if values < 10000 || past < 100 {
		t.Errorf("only %d values and %d that ended were looked at", values, past)
	}
}

// holds demands that a value is that of a fact, in words of the fact, on a day on
// which it holds.
func holds(t *testing.T, d *deck.Deck, part reading.Part, day deck.Date, lang string, v reading.Value, f *deck.Fact) {
	t.Helper()
	says, err := f.Says(lang)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.EqualFold(v.Text, valueOf(f, lang)) && !strings.EqualFold(v.Text, says) {
		t.Errorf("%q stands for fact %s, which says %q", v.Text, f.ID, valueOf(f, lang))
	}
	if !slices.ContainsFunc([]string{part.Edition.ID, d.Current}, func(e string) bool {
		return slices.Contains(f.Editions, e) && d.EditionOn(e, day) != nil && f.Validity().Contains(d.Reference(e, day))
	}) {
		t.Errorf("%s on %s: fact %s (%s to %s, in %v) does not hold in %s", part.Title, day, f.ID, f.ValidFrom, f.ValidTo, f.Editions, part.Edition.ID)
	}
}

func valueOf(f *deck.Fact, lang string) string {
	_, value := f.Sides()
	if lang == "fr" {
		return value.FR.Text
	}
	return value.EN.Text
}

// The day alone decides whether an old plan is going to end or has ended.
func TestEndOfPlans(t *testing.T) {
	d := loaded(t, questions.FS)[0]
	for _, tt := range []struct {
		day       deck.Date
		has, lack string
	}{
		{"2025-11-30", "Enterprise|15 minutes", "Today"},
		{"2026-12-31", "Developer is being phased out", "has ended"},
		{"2027-01-01", "Developer has ended", "being phased out"},
	} {
		p, err := reading.Build(d, d.Reading("plans-compared"), "2026", tt.day, "en")
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(printed(p), "  First response target: Critical|", "Enterprise|")
		text = strings.ReplaceAll(text, "\u00a0", " ")
		if !strings.Contains(text, tt.has) || strings.Contains(text, tt.lack) {
			t.Errorf("on %s the plans lack %q or say %q:\n%s", tt.day, tt.has, tt.lack, text)
		}
	}
}

// What an exam asks is told nowhere on a page: neither as a value, nor as what
// was, nor by a row or a gloss.
func TestWithhold(t *testing.T) {
	hidden := 0
	eachPage(t, func(d *deck.Deck, r *deck.Reading, day deck.Date, lang string, p reading.Page) {
		if day != "2026-11-30" || lang != "en" {
			return
		}
		names := p.Names()
		asked := map[string]bool{}
		for i := 0; i < len(names); i += 3 {
			asked[names[i]] = true
		}
		for _, w := range ended(p) {
			asked[d.NameOf(w.Fact)] = true
		}
		p.Withhold(asked)
		hidden += p.Hidden
		for _, name := range p.Names() {
			if asked[name] {
				t.Errorf("%s still tells %s", r.ID, name)
			}
		}
		if was := ended(p); len(was) > 0 {
			t.Errorf("%s still tells what was: %v", r.ID, was)
		}
		for _, part := range p.Parts {
			for _, row := range part.Rows {
				for _, v := range slices.Concat(row.Cells...) {
					if v.Withheld && v.Text != "" {
						t.Errorf("%s withholds %q and prints it", r.ID, v.Text)
					}
				}
			}
		}
	})
	if hidden < 100 {
		t.Errorf("only %d values were withheld", hidden)
	}
}

// ended are the values of a page that are struck through.
func ended(p reading.Page) (all []reading.Was) {
	for _, part := range p.Parts {
		for _, row := range part.Rows {
			for _, v := range slices.Concat(row.Cells...) {
				all = append(all, v.Was...)
			}
		}
	}
	return all
}

// A gloss may tell any fact about its entity.
func TestGlossIsWithheld(t *testing.T) {
	d := loaded(t, planets(t))[0]
	p, err := reading.Build(d, d.Reading("metals-explained"), "old", "2020-01-01", "en")
	if err != nil || len(p.Parts) != 1 {
		t.Fatal(p, err)
	}
	p.Withhold(map[string]bool{"rock-tin": true})
	if len(p.Parts[0].Rows) != 0 || p.Hidden != 1 {
		t.Errorf("the gloss of lead is still told: %+v", p)
	}
}

func TestCheck(t *testing.T) {
	if faults := reading.Check(loaded(t, planets(t))[0]); len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, d := range loaded(t, questions.FS) {
		for _, f := range reading.Check(d) {
			t.Error(f)
		}
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"unknown key", "    about: {en: \"Metals in", "    abuot: {en: \"Metals in", `readings.yaml:24:5: unknown key "abuot"`},
		{"a language missing", "{en: Metals, fr: Les métaux}", "{en: Metals}", "readings.yaml:23:5: the French text is missing"},
		{"unknown relation", "[{relation: metal}]", "[{relation: mettal}]", `readings.yaml:19:22: unknown relation "mettal"; a facts file declares it; did you mean "metal"?`},
		{"unknown entity", "jupiter, uranus]", "jupiter, urnaus]", `readings.yaml:8:49: unknown entity "urnaus"; did you mean "uranus"?`},
		{"unknown edition", "edition: \"old\"\n        row", "edition: \"odl\"\n        row", `readings.yaml:14:9: unknown edition "odl"`},
		{"unknown fact", "earth-tide,", "earth-tied,", `readings.yaml:13:58: relation "trait" has no fact "earth-tied"; did you mean "earth-tide"?`},
		{"unknown kind", "{relation: metal, of: uranus}", "{kinds: [metals]}", `readings.yaml:28:24: unknown kind "metals"`},
		{"unknown label", "{uranus: uranus-rock}", "{uranos: uranus-rock}", `readings.yaml:37:29: unknown entity "uranos"`},
		{"taken id", "id: metals-explained", "id: planets-compared", `readings.yaml:22:5: id "planets-compared" is taken`},
		{"id of a page", "id: metals-explained", "id: weak", `readings.yaml:22:5: id "weak" is taken by a page of Viva`},
		{"entity without a fact", "[earth, mars, jupiter, uranus]", "[earth, mars, jupiter, uranus, silver-rock]", `readings.yaml:8:57: no column tells anything of "silver-rock" on any day`},
		{"rows in two ways", "{relation: metal, of: uranus}", "{relation: metal, kinds: [metal]}", "readings.yaml:28:9: choose the rows in one way"},
		{"no row at all", "{relation: metal, of: uranus}", "{relation: metal, of: silver-rock}", "readings.yaml:28:9: there is no such row on any day"},
		{"values of nothing", "{relation: metal, of: uranus}", "{kinds: [metal], of: uranus}", `readings.yaml:28:32: "of" says whose values have rows`},
		{"after nothing", "after: {uranus", "after: {venus", `readings.yaml:8:66: "venus" has no row`},
		{"relation of other things", "tells: [{relation: metal}]", "tells: [{relation: sends}]", `readings.yaml:19:22: relation "sends" tells nothing of any row on any day`},
		{"fact of another row", "rows: {entities: [earth, mars, jupiter, uranus], after", "rows: {entities: [earth, mars, uranus], after", `readings.yaml:13:80: fact "says-jupiter-iron" is about no row`},
		{"no relation", "[{relation: metal}]", "[{edition: \"old\"}]", "readings.yaml:19:21: name the relation whose facts are told"},
		{"gloss of a relation", "[{gloss: true}]", "[{gloss: true, relation: metal}]", "readings.yaml:33:35: a clause tells either facts of a relation, or"},
		{"what was of several", "[{relation: trait, facts", "[{relation: trait, was: \"old\", facts", `readings.yaml:13:39: only the one value of an entity can have become another; relation "trait" allows several`},
		{"value of another entity", "{uranus: uranus-rock}", "{mars: uranus-rock}", `readings.yaml:37:29: the name of "uranus-rock" does not say "mars"`},
		{"named by a longer name", "of: {lead: {uranus: uranus-rock}}", "of: {lead: {uranus: silver-rock}}", `readings.yaml:37:29: the name of "silver-rock" does not say "uranus"`},
		{"row that there is not", "of: {lead: {uranus", "of: {tin: {uranus", `readings.yaml:37:22: "tin" has no row`},
		{"figure that a text states", "Metals in both languages.", "Metals in 2 languages.", `readings.yaml:24:13: a text of a reading says where to look, not what is there: "2" is no name of an edition`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := planets(t)
			f := fsys["planets/readings.yaml"]
			if !strings.Contains(string(f.Data), tt.old) {
				t.Fatalf("the readings do not contain %q", tt.old)
			}
			f.Data = []byte(strings.Replace(string(f.Data), tt.old, tt.new, 1))
			if got := faults(fsys); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("got faults:\n%s\nwant one with %q", got, tt.want)
			}
		})
	}
}

// faults are those of a subject's files, or else of its readings.
func faults(fsys fs.FS) string {
	var lines []string
	d, found := deck.LoadSubject(fsys, "planets")
	if len(found) > 0 && !slices.ContainsFunc(found, func(f deck.Fault) bool { return strings.HasSuffix(f.File, "readings.yaml") }) {
		found = nil // the facts are made for this test and asked by nothing
	}
	if len(found) == 0 {
		found = reading.Check(d)
	}
	for _, f := range found {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}
