package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// arrows are drawn in docs/architecture.md: which of our packages imports
// which. A room is named by its folder, or for short by a word whose folder
// stands beside it in brackets.
func arrows(t *testing.T) map[string][]string {
	t.Helper()
	document, err := os.ReadFile(root + "/docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, drawing, found := strings.Cut(string(document), "flowchart TD\n")
	drawing, _, closed := strings.Cut(drawing, "```")
	if !found || !closed {
		t.Fatal("docs/architecture.md has no drawing")
	}
	folders := map[string]string{"questions": "questions", "web": "web"}
	for _, short := range regexp.MustCompile(`(\w+)\[([\w/]+)\]`).FindAllStringSubmatch(drawing, -1) {
		folders[short[1]] = short[2]
	}
	room := func(word string) string {
		word, _, _ = strings.Cut(strings.TrimSpace(word), "[")
		if folder, short := folders[word]; short {
			return "viva/" + folder
		}
		return "viva/internal/" + word
	}
	drawn := map[string][]string{}
	for line := range strings.Lines(drawing) {
		from, to, imports := strings.Cut(line, "-->")
		if _, twice := drawn[room(from)]; twice {
			t.Errorf("the imports of %s are drawn twice", room(from))
		}
		drawn[room(from)] = nil
		if !imports {
			continue
		}
		for imported := range strings.SplitSeq(to, "&") {
			drawn[room(from)] = append(drawn[room(from)], room(imported))
		}
	}
	return drawn
}

// rules are the packages that hold the rules of content, quizzes and accounts,
// or of languages.
var rules = []string{"viva/internal/deck", "viva/internal/quiz", "viva/internal/users", "viva/internal/study", "viva/web/chart", "viva/web/words"}

// foreign are modules that the rules know nothing of.
var foreign = []string{"github.com/gofiber", "gorm.io", "net/http"}

// Every import is drawn, and every arrow that is drawn is an import.
func TestArrowsOfTheHouse(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	drawn := arrows(t)
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		from := fields[0]
		to, known := drawn[from]
		if !known {
			t.Errorf("%s has no place in docs/architecture.md; draw it there with its arrows", from)
			continue
		}
		delete(drawn, from)
		for _, imported := range fields[1:] {
			if strings.HasPrefix(imported, "viva/") && !slices.Contains(to, imported) {
				t.Errorf("%s imports %s, which docs/architecture.md does not draw", from, imported)
			}
			if slices.Contains(rules, from) && slices.ContainsFunc(foreign, func(f string) bool { return strings.HasPrefix(imported, f) }) {
				t.Errorf("%s imports %s", from, imported)
			}
		}
		for _, imported := range to {
			if !slices.Contains(fields[1:], imported) {
				t.Errorf("docs/architecture.md draws an arrow from %s to %s, which is no import", from, imported)
			}
		}
	}
	for from := range drawn {
		t.Errorf("docs/architecture.md draws %s, which is no package", from)
	}
}

// Content has no clock: the day on which it is asked is an argument. A time
// that is parsed or computed is no clock.
func TestContentHasNoClock(t *testing.T) {
	sources, err := filepath.Glob("../../internal/deck/*.go")
	if err != nil || len(sources) < 20 {
		t.Fatal(sources, err)
	}
	for _, name := range sources {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") && regexp.MustCompile(`\btime\.(Now|Since|Until|After|Tick)\b`).Match(source) {
			t.Errorf("%s reads the clock", name)
		}
	}
}
