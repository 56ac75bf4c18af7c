package web

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
	"viva/internal/users"
)

// texts are all texts of a language, plural forms by key and form.
func texts(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	names, err := filepath.Glob("locales/*." + lang + ".yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	all := map[string]map[string]string{}
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]any
		if err := yaml.Unmarshal(source, &file); err != nil {
			t.Fatal(name, err)
		}
		for key, value := range file {
			if all[key] != nil {
				t.Errorf("%s: %s is in two files", name, key)
			}
			all[key] = map[string]string{}
			switch value := value.(type) {
			case string:
				all[key][""] = value
			case map[string]any:
				for form, text := range value {
					all[key][form], _ = text.(string)
				}
			}
			for form, text := range all[key] {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %s %s is empty", name, key, form)
				}
			}
		}
	}
	return all
}

var parameter = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func parameters(forms map[string]string) []string {
	var found []string
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		for _, m := range parameter.FindAllStringSubmatch(forms[form], -1) {
			found = append(found, form+"."+m[1])
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestLanguagesSayTheSame(t *testing.T) {
	en, fr := texts(t, "en"), texts(t, "fr")
	for key := range en {
		switch {
		case fr[key] == nil:
			t.Errorf("%s is missing in French", key)
		case !slices.Equal(slices.Sorted(maps.Keys(en[key])), slices.Sorted(maps.Keys(fr[key]))):
			t.Errorf("%s has other plural forms in French", key)
		case !slices.Equal(parameters(en[key]), parameters(fr[key])):
			t.Errorf("%s has parameters %v, in French %v", key, parameters(en[key]), parameters(fr[key]))
		}
		if forms := en[key]; forms[""] == "" && (forms["one"] == "" || forms["other"] == "") {
			t.Errorf("%s lacks a plural form", key)
		}
	}
	for key := range fr {
		if en[key] == nil {
			t.Errorf("%s is missing in English", key)
		}
	}
}

// sources are the texts of the files that match.
func sources(t *testing.T, patterns ...string) (all string) {
	t.Helper()
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all += string(source)
		}
	}
	return all
}

// faultCodes are the codes of all faults that a page can meet.
func faultCodes(t *testing.T) []string {
	var codes []string
	named := regexp.MustCompile(`(?:fault\.New\([\w.]+|badRequest\()(?:,\s*)?"([a-z_]+)"`)
	for _, m := range named.FindAllStringSubmatch(sources(t, "../internal/deck/*.go", "../internal/quiz/*.go", "../internal/study/*.go", "../internal/users/*.go", "../internal/store/*.go", "errors.go"), -1) {
		codes = append(codes, m[1])
	}
	if !slices.Contains(codes, users.ErrSetup.Code) || !slices.Contains(codes, deck.ErrTooFew.Code) ||
		!slices.Contains(codes, errMalformed.Code) || len(codes) < 50 {
		t.Fatalf("the codes were not found: %v", codes)
	}
	return codes
}

// Every text is used, and everything used has a text.
func TestTextsAreUsed(t *testing.T) {
	en := texts(t, "en")
	used := map[string]bool{}
	for _, code := range faultCodes(t) {
		used["error_"+code] = true
	}
	literal := regexp.MustCompile("[\"`]([a-z]+_[a-z_0-9]+)[\"`]")
	for _, m := range literal.FindAllStringSubmatch(sources(t, "*.go", "pages/*.html", "pages/*/*.html"), -1) {
		used[m[1]] = true
	}
	prefixes := map[string]bool{}
	for key := range en {
		if !used[key] {
			t.Errorf("%s is not used", key)
		}
		prefixes[key[:strings.Index(key, "_")]] = true
	}
	spoken := regexp.MustCompile(`\.T "([a-z_0-9]+)"`)
	for _, m := range spoken.FindAllStringSubmatch(sources(t, "pages/*.html", "pages/*/*.html"), -1) {
		if en[m[1]] == nil {
			t.Errorf("%s has no text", m[1])
		}
	}
	for _, code := range faultCodes(t) {
		if en["error_"+code] == nil {
			t.Errorf("error_%s has no text", code)
		}
	}
}

// Every fault can be told, figures and all.
func TestFaultsInWords(t *testing.T) {
	s := newSite(t)
	figured := []*fault.Error{
		users.ErrTooManyTries.With("retry_after", 1), users.ErrBusy, users.ErrPasswordShort, users.ErrPasswordLong,
		deck.ErrTooFew.With("available", 3), quiz.ErrTrialOver.With("left", 0), quiz.ErrStale.With("revision", 2).With("given", []string{"a"}),
		errOverloaded,
	}
	for _, code := range faultCodes(t) {
		if !slices.ContainsFunc(figured, func(f *fault.Error) bool { return f.Code == code }) {
			figured = append(figured, fault.New(fault.Invalid, code, "x"))
		}
	}
	for _, lang := range Langs {
		for _, f := range figured {
			text, err := s.words.in(lang.ID).Phrase(f)
			if err != nil || strings.Contains(text, "<no value>") || strings.Contains(text, "{{") {
				t.Errorf("%s in %s: %q, %v", f.Code, lang.ID, text, err)
			}
		}
	}
	for _, test := range []struct {
		lang string
		n    int
		want string
	}{
		{"en", 1, "only 1 question."}, {"en", 0, "only 0 questions."},
		{"fr", 1, "que 1 question."}, {"fr", 0, "que 0 question."}, {"fr", 1200, "que 1\u00a0200 questions."},
	} {
		if text, err := s.words.in(test.lang).Phrase(deck.ErrTooFew.With("available", test.n)); err != nil || !strings.Contains(text, test.want) {
			t.Errorf("%d in %s: %q, %v; want %q", test.n, test.lang, text, err, test.want)
		}
	}
	if _, err := s.words.in("fr").T("no_such_key"); err == nil {
		t.Error("a key without text passed")
	}
}

// French is set as French is: no-break spaces and curly apostrophes.
func TestFrenchTypography(t *testing.T) {
	wrong := regexp.MustCompile(`\w'\w| [;:!?»%]|« |[\p{L}][;!?»]|\.\.\.`)
	for key, forms := range texts(t, "fr") {
		for _, text := range forms {
			if found := wrong.FindString(parameter.ReplaceAllString(text, "n")); found != "" {
				t.Errorf("%s: %q in %q", key, found, text)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	s := newSite(t)
	en, fr := s.words.in("en"), s.words.in("fr")
	moment := s.clock.now()
	for got, want := range map[string]string{
		en.Number(12345): "12,345", fr.Number(12345): "12\u00a0345",
		en.Percent(0.725): "72%", fr.Percent(0.5): "50\u00a0%",
		en.Date(moment): "22 November 2026", fr.Date(moment): "22 novembre 2026",
		en.Time(moment): "22 November 2026, 12:00 UTC",
	} {
		if strings.ReplaceAll(got, "\u202f", "\u00a0") != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
