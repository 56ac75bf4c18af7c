package words

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"viva/internal/testkit/faults"
)

// texts are all texts of a language, plural forms by key and form.
func texts(t *testing.T, lang string) map[string]forms {
	t.Helper()
	read, err := read(files)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]forms{}
	for key, text := range read {
		all[key] = text[lang]
	}
	return all
}

// What is wrong with a text is told by file and key, all of it at once.
func TestFaultyTexts(t *testing.T) {
	for _, tt := range []struct{ source, want string }{
		{`a: {en: "A"}`, `locales/b.yaml: a: its text in "fr" is missing`},
		{`a: {fr: "A"}`, `locales/b.yaml: a: its text in "en" is missing`},
		{`a: {en: "A", fr: "A", de: "A"}`, `locales/b.yaml: a: the site has no language "de"`},
		{`a: {en: "A", fr: " "}`, "locales/b.yaml: a: fr: there is no text"},
		{`a: {en: "A", fr: 1}`, "locales/b.yaml: a: fr: write a text, or one for each plural form"},
		{`a: {en: {one: "A"}, fr: {one: "A", other: "B"}}`, "locales/b.yaml: a: en: there is no text other"},
		{`a: {en: {one: "A", other: "B"}, fr: {one: "A", few: "B", other: "B"}}`,
			`locales/b.yaml: a: fr: there is no plural form "few": write one and other`},
		{`old: {en: "A", fr: "B"}`, "locales/b.yaml: old: this key stands in another file too"},
		{`a: "A"`, "locales/b.yaml: [1:4] "},
		{"a: {en: A, fr: A}\na: {en: A, fr: A}", "locales/b.yaml: [2:1] "},
		{"a: {en: A}\nb: {fr: A}", "a: its text in \"fr\" is missing\nlocales/b.yaml: b: its text in \"en\" is missing"},
	} {
		_, err := read(fstest.MapFS{
			"locales/a.yaml": {Data: []byte(`old: {en: "A", fr: "B"}`)},
			"locales/b.yaml": {Data: []byte(tt.source)},
		})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %s", tt.source, err, tt.want)
		}
	}
}

var parameter = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func parameters(text forms) []string {
	var found []string
	for _, form := range slices.Sorted(maps.Keys(text)) {
		for _, m := range parameter.FindAllStringSubmatch(text[form], -1) {
			found = append(found, form+"."+m[1])
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestLanguagesSayTheSame(t *testing.T) {
	en, fr := texts(t, "en"), texts(t, "fr")
	for key := range en {
		switch { // that each text is there in both, and with both forms, is asked where they are read
		case !slices.Equal(slices.Sorted(maps.Keys(en[key])), slices.Sorted(maps.Keys(fr[key]))):
			t.Errorf("%s has other plural forms in French", key)
		case !slices.Equal(parameters(en[key]), parameters(fr[key])):
			t.Errorf("%s has parameters %v, in French %v", key, parameters(en[key]), parameters(fr[key]))
		}
	}
}

// French is set as French is: no-break spaces and curly apostrophes.
func TestFrenchTypography(t *testing.T) {
	wrong := regexp.MustCompile(`\w'\w| [;:!?»%]|« |[\p{L}][;!?»]|\.\.\.`)
	check := func(at, text string) {
		if found := wrong.FindString(parameter.ReplaceAllString(text, "n")); found != "" {
			t.Errorf("%s: %q in %q", at, found, text)
		}
	}
	for key, forms := range texts(t, "fr") {
		for _, text := range forms {
			check(key, text)
		}
	}
	for _, f := range faults.Below(t, "../..") {
		check(f.At, f.French)
	}
}

// No line ends between a number and what it counts.
func TestNumbersStayWithWhatTheyCount(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	loose := regexp.MustCompile(`\{(Count|Size|left|available)\} \pL`)
	for _, lang := range Langs {
		for key, forms := range texts(t, lang.ID) {
			var names []string
			for _, m := range parameter.FindAllStringSubmatch(forms[""]+forms["other"], -1) {
				names = append(names, m[1])
			}
			text, err := c.In(lang.ID).Pattern(key, 2, names...)
			if found := loose.FindString(text); err != nil || found != "" {
				t.Errorf("%s in %s: %q, %v", key, lang.ID, found, err)
			}
		}
		if got := c.In(lang.ID).Unbroken("CLF-C02: 4 plans"); got != "CLF\u2011C02: 4\u00a0plans" {
			t.Errorf("a name is %q", got)
		}
	}
}

// A number that is not at hand is left for a script to fill in, in the form of
// its count; other arguments of pairs are refused when one is missing.
func TestPattern(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	one, err := c.In("en").Pattern("player_choose", 1, "Count")
	if err != nil || !strings.Contains(one, "{Count}") {
		t.Errorf("%q, %v", one, err)
	}
	if _, err := c.In("en").T("player_choose", "Count"); err == nil {
		t.Error("a name without its value passed")
	}
}

// A text that is missing is told, and by Wording the first of them only.
func TestMissingText(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	w := Wording{Phrases: c.In("fr")}
	if got := w.Say("no_such_key"); got != "" || w.Err == nil {
		t.Errorf("%q, %v", got, w.Err)
	}
	first := w.Err
	w.Say("no_other_key")
	if w.Err != first {
		t.Errorf("%v hides %v", w.Err, first)
	}
}

// Browsers that ask for neither language get the first.
func TestMatch(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for accepted, want := range map[string]string{"": "en", "fr-CH, en;q=0.8": "fr", "de, fr;q=0.5": "fr", "de": "en", ";;": "en"} {
		if got := c.Match(accepted); got != want {
			t.Errorf("%q gets %s, want %s", accepted, got, want)
		}
	}
	if Known("de") || !Known("fr") {
		t.Error("the languages known are others")
	}
}

func TestNumbers(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	en, fr := c.In("en"), c.In("fr")
	moment := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		en.Number(12345): "12,345", fr.Number(12345): "12\u00a0345",
		en.Percent(0.725): "72%", fr.Percent(0.5): "50\u00a0%",
		en.Date(moment): "22\u00a0November 2026", fr.Date(moment): "22\u00a0novembre 2026",
		fr.Date(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)): "1er\u00a0janvier 2027", en.Figure(1234.5678): "1,234.568",
		en.Time(moment): "22\u00a0November 2026, 12:00\u00a0UTC", fr.Time(moment): "22\u00a0novembre 2026, 12\u00a0h\u00a000\u00a0UTC",
	} {
		if strings.ReplaceAll(got, "\u202f", "\u00a0") != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
