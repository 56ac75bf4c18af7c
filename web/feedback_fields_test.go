package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"viva/internal/quiz"
)

// toldElsewhere are the fields of a feedback that neither page nor player
// reads, and why not.
var toldElsewhere = map[string]string{
	"Position":   "stands with the question",
	"Revision":   "is of the answer, for clients that change it",
	"Points":     "is one where the answer is correct",
	"Max":        "is one for every question",
	"Why":        "Grounds say the same, each with its source",
	"Source":     "stands in Grounds",
	"Confidence": "stands in Grounds",
	"Edition":    "stands above the question",
	"ValidFrom":  "stands in Grounds",
	"ValidTo":    "stands in Grounds",
	"Facts":      "are ids, for clients",
}

// notTaken are those that the page tells and a set taken along cannot have, and
// why not.
var notTaken = map[string]string{
	"Answered":  "comes with the answer, which the player marks itself",
	"Correct":   "comes with the answer, which the player marks itself",
	"Certainty": "comes with the answer, which the player keeps itself",
	"Topic":     "comes as its title",
	"Grounds":   "come written out",
	"Trial":     "is of exams, which are not taken along",
	"Mistapped": "is said on the page alone",
	"Hasty":     "is not asked of a set taken along",
	"Comeback":  "comes once the answer was sent",
}

// isFeedback matches the functions in which f is a feedback. Elsewhere it may be
// a form, a fault or a format.
var isFeedback = regexp.MustCompile(`\bf quiz\.Feedback\b|\bf, \w+, err := questionAt\(|\bf, err := a\.TakeAlong\(`)

// What a learner is told is read by the page and by the offline player, or it
// is written above why not. Both show every aside.
func TestEveryFieldOfFeedbackIsShown(t *testing.T) {
	code, player := sourceOf(t, ".", ".go"), sourceOf(t, "static", ".js")
	page := code + sourceOf(t, "pages", ".html")
	var handlers strings.Builder
	for part := range strings.SplitSeq(code, "\nfunc ") {
		if isFeedback.MatchString(part) {
			handlers.WriteString(part)
		}
	}
	asides := asideNames(t)
	for _, f := range reflect.VisibleFields(reflect.TypeFor[quiz.Feedback]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if slices.Contains(asides, name) {
			continue
		}
		onPage := regexp.MustCompile(`\bFeedback(\}\}\s*\{\{-? with )?\.`+f.Name+`\b`).MatchString(page) ||
			regexp.MustCompile(`\bf\.`+f.Name+`\b`).MatchString(handlers.String())
		inPlayer := regexp.MustCompile(`feedback\.` + name + `\b|\{[^{}]*\b` + name + `\b[^{}]*\} = item\.feedback[,;]`).MatchString(player)
		switch {
		case toldElsewhere[f.Name] != "":
			if notTaken[f.Name] != "" {
				t.Errorf("%s stands in both lists", f.Name)
			}
		case !onPage:
			t.Errorf("no page reads %s", f.Name)
		case !inPlayer && notTaken[f.Name] == "":
			t.Errorf("the offline player does not read %s (%s)", f.Name, name)
		case inPlayer && notTaken[f.Name] != "":
			t.Errorf("the offline player reads %s: take it off the list", f.Name)
		}
	}
	for _, list := range []map[string]string{toldElsewhere, notTaken} {
		for name := range list {
			if _, ok := reflect.TypeFor[quiz.Feedback]().FieldByName(name); !ok {
				t.Errorf("a feedback has no %s any more", name)
			}
		}
	}
}

// asideNames are the names of the asides, each of which holds the field that
// has this name in JSON.
func asideNames(t *testing.T) (names []string) {
	t.Helper()
	for i, a := range (quiz.Feedback{}).Asides() {
		names = append(names, a.Name)
		var f quiz.Feedback
		if err := json.Unmarshal([]byte(`{"`+a.Name+`": ["said"]}`), &f); err != nil || !slices.Equal(f.Asides()[i].Says, []string{"said"}) {
			t.Errorf("the aside %s says %q of its field, %v", a.Name, f.Asides()[i].Says, err)
		}
	}
	return names
}

// sourceOf is the text of all files below a folder with an ending, but for
// tests and what belongs to packages below this one.
func sourceOf(t *testing.T, folder, ending string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && folder == "." && name != ".":
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(name) != ending || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(name)
		all.Write(text)
		return err
	})
	if err != nil || all.Len() == 0 {
		t.Fatal(folder, ending, err)
	}
	return all.String()
}

// A source whose title has its date is not told the date again.
func TestSourceDate(t *testing.T) {
	for _, tt := range []struct{ title, date, lang, want string }{
		{"Course notes of 21 October 2024", "2024-10-21", "en", ""},
		{"Notes de cours du 21 octobre 2024", "2024-10-21", "fr", ""},
		{"Price list", "2021-10-19", "fr", "19\u00a0octobre 2021"},
	} {
		if got := sourceDate(quiz.Source{Title: tt.title, Date: tt.date}, tt.lang); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
		}
	}
}
