package web

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
	"viva/internal/users"
	"viva/web/words"
)

// sources are the texts of the files that match.
func sources(t *testing.T, patterns ...string) string {
	t.Helper()
	var all strings.Builder
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
			all.Write(source)
		}
	}
	return all.String()
}

// faultCodes are the codes of all faults that a page can meet.
func faultCodes(t *testing.T) []string {
	var codes []string
	named := regexp.MustCompile(`(?:fault\.New\([\w.]+|badRequest\()(?:,\s*)?"([a-z_]+)"`)
	for _, m := range named.FindAllStringSubmatch(sources(t, "../internal/*/*.go", "errors.go"), -1) {
		codes = append(codes, m[1])
	}
	if !slices.Contains(codes, users.ErrSetup.Code) || !slices.Contains(codes, deck.ErrTooFew.Code) ||
		!slices.Contains(codes, errMalformed.Code) || len(codes) < 50 {
		t.Fatalf("the codes were not found: %v", codes)
	}
	return codes
}

// textKeys are the keys of all texts.
func textKeys(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	key := regexp.MustCompile(`(?m)^([a-z_0-9]+):`)
	for _, m := range key.FindAllStringSubmatch(sources(t, "words/locales/*.yaml"), -1) {
		keys[m[1]] = true
	}
	return keys
}

// Every text is used, and everything used has a text.
func TestTextsAreUsed(t *testing.T) {
	en := textKeys(t)
	used := map[string]bool{}
	var named []string
	for _, code := range faultCodes(t) {
		named = append(named, "error_"+code)
	}
	for _, a := range (quiz.Feedback{}).Asides() {
		named = append(named, "feedback_"+a.Name)
	}
	for _, name := range deck.TypeNames() {
		named = append(named, "deck_type_"+name)
	}
	for _, key := range named {
		used[key] = true
		if !en[key] {
			t.Errorf("%s has no text", key)
		}
	}
	literal := regexp.MustCompile("[\"`]([a-z]+_[a-z_0-9]+)[\"`]")
	for _, m := range literal.FindAllStringSubmatch(sources(t, "*.go", "chart/*.go", "words/*.go", "pages/*.html", "pages/*/*.html"), -1) {
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
		if !en[m[1]] {
			t.Errorf("%s has no text", m[1])
		}
	}
}

// Every fault can be told, figures and all.
func TestFaultsInWords(t *testing.T) {
	s := newSite(t)
	figured := []*fault.Error{
		users.ErrTooManyTries.With("retry_after", 1), users.ErrBusy, users.ErrPasswordShort, users.ErrPasswordLong,
		deck.ErrTooFew.With("available", 3), quiz.ErrGuestLimit.With("left", 0), quiz.ErrStale.With("revision", 2).With("given", []string{"a"}),
		errOverloaded,
	}
	for _, code := range faultCodes(t) {
		if !slices.ContainsFunc(figured, func(f *fault.Error) bool { return f.Code == code }) {
			figured = append(figured, fault.New(fault.Invalid, code, "x"))
		}
	}
	for _, lang := range words.Langs {
		for _, f := range figured {
			text, err := s.words.In(lang.ID).Phrase(f)
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
		{"en", 1, "only 1\u00a0question."}, {"en", 0, "only 0\u00a0questions."},
		{"fr", 1, "que 1\u00a0question."}, {"fr", 0, "que 0\u00a0question."}, {"fr", 1200, "que 1\u00a0200\u00a0questions."},
	} {
		if text, err := s.words.In(test.lang).Phrase(deck.ErrTooFew.With("available", test.n)); err != nil || !strings.Contains(text, test.want) {
			t.Errorf("%d in %s: %q, %v; want %q", test.n, test.lang, text, err, test.want)
		}
	}
	if _, err := s.words.In("fr").T("no_such_key"); err == nil {
		t.Error("a key without text passed")
	}
}

// Days that pages write and days that stand in facts read alike.
func TestDaysReadAlike(t *testing.T) {
	s := newSite(t)
	for _, lang := range words.Langs {
		for n := range 366 {
			day := time.Date(2024, 1, 1+n, 23, 0, 0, 0, time.UTC)
			if page, fact := s.words.In(lang.ID).Date(day), deck.DateOf(day).In(lang.ID); page != fact {
				t.Errorf("%s: a page writes %q, a fact %q", lang.ID, page, fact)
			}
		}
	}
}
