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
	"viva/internal/testkit/faults"
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

// namedFaults are all faults that can be told.
func namedFaults(t *testing.T) []faults.Named {
	t.Helper()
	named := faults.Below(t, "..")
	for _, code := range []string{users.ErrSetup.Code, deck.ErrTooFew.Code, errMalformed.Code, errJSON.Code} {
		if !slices.ContainsFunc(named, func(n faults.Named) bool { return n.Code == code }) {
			t.Fatalf("%s was not found among %v", code, named)
		}
	}
	return named
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
	for _, f := range namedFaults(t) { // which may have their words with them
		used["error_"+f.Code] = true
	}
	var named []string
	for _, a := range (quiz.Feedback{}).Asides() {
		named = append(named, "feedback_"+a.Name)
	}
	for _, name := range deck.TypeNames() {
		named = append(named, "deck_type_"+name)
	}
	for _, kind := range users.EventKinds() {
		named = append(named, "event_"+string(kind))
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

// Every fault can be told in both languages, figures and all, and has its words
// in one place: with it, or among the texts where people are told other words
// than programs.
func TestFaultsInWords(t *testing.T) {
	s := newSite(t)
	figured := map[string]*fault.Error{}
	for _, f := range []*fault.Error{
		users.ErrTooManyTries.With("retry_after", 1), users.ErrTooManyGuests.With("retry_after", 1), users.ErrBusy,
		quiz.ErrTooManyAttempts.With("retry_after", 1), quiz.ErrTooManyOpen.With("retry_after", 1), quiz.ErrTooManySets.With("retry_after", 1),
		quiz.ErrTooFast.With("retry_after", 1), quiz.ErrEnoughADay.With("retry_after", 1),
		deck.ErrTooFew.With("available", 3), quiz.ErrGuestLimit.With("left", 0),
	} {
		figured[f.Code] = f
	}
	texts, seen := textKeys(t), map[string]string{}
	for _, named := range namedFaults(t) {
		if at := seen[named.Code]; at != "" {
			t.Errorf("%s: %s is named at %s already", named.At, named.Code, at)
		}
		seen[named.Code] = named.At
		inTexts := texts["error_"+named.Code]
		switch {
		case inTexts && named.French != "":
			t.Errorf("%s: %s is told here, and as error_%s too: one of them is never read", named.At, named.Code, named.Code)
		case !inTexts && named.French == "":
			t.Errorf("%s: %s has no French: write it below the English", named.At, named.Code)
			continue
		}
		f := figured[named.Code]
		if f == nil {
			f = fault.New(fault.Invalid, named.Code, named.English, named.French)
		}
		for _, lang := range words.Langs {
			text, err := s.words.In(lang.ID).Phrase(f)
			if err != nil || text == "" || named.English == "" || strings.Contains(text, "<no value>") || strings.Contains(text, "{{") {
				t.Errorf("%s: %s in %s: %q, %v", named.At, f.Code, lang.ID, text, err)
			}
			if inTexts && text == named.English {
				t.Errorf("%s: error_%s says what programs are told; let its French stand here instead", named.At, f.Code)
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
	for _, test := range []struct {
		lang    string
		seconds int
		want    string
	}{
		{"en", 1, "in 1\u00a0second."}, {"en", 119, "in 119\u00a0seconds."}, {"en", 121, "in 3\u00a0minutes."}, {"en", 3 * 3600, "in 3\u00a0hours."},
		{"fr", 1, "dans 1\u00a0seconde."}, {"fr", 120, "dans 2\u00a0minutes."}, {"fr", 47 * 3600, "dans 47\u00a0heures."}, {"fr", 49 * 3600, "dans 3\u00a0jours."},
	} {
		text, err := s.words.In(test.lang).Phrase(users.ErrTooManyTries.With("retry_after", test.seconds))
		if err != nil || !strings.HasSuffix(text, test.want) {
			t.Errorf("%d seconds in %s: %q, %v; want %q", test.seconds, test.lang, text, err, test.want)
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
