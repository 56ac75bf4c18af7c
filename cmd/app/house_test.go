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

// The arrows of the house: which of our packages each may import. They never
// turn back.
var arrows = map[string][]string{
	"viva/questions":         {},
	"viva/internal/fault":    {},
	"viva/internal/stats":    {},
	"viva/internal/memory":   {},
	"viva/internal/proof":    {},
	"viva/internal/deck":     {"fault"},
	"viva/internal/quiz":     {"deck", "fault", "stats"},
	"viva/internal/users":    {"fault"},
	"viva/internal/study":    {"deck", "fault", "memory", "quiz", "stats"},
	"viva/internal/store":    {"deck", "fault", "memory", "quiz", "study", "users"},
	"viva/internal/export":   {"deck", "quiz"},
	"viva/internal/audit":    {"deck", "proof", "quiz"},
	"viva/internal/simulate": {"deck", "memory", "quiz", "study"},
	"viva/internal/testkit":  {},
	"viva/web":               {"audit", "deck", "export", "fault", "memory", "quiz", "study", "users", "web/chart", "web/words"},
	"viva/web/chart":         {"web/words"},
	"viva/web/words":         {"fault"},
}

// rules are the packages that hold the rules of content, quizzes and accounts,
// or of languages.
var rules = []string{"viva/internal/deck", "viva/internal/quiz", "viva/internal/users", "viva/internal/study", "viva/web/chart", "viva/web/words"}

// foreign are modules that the rules know nothing of.
var foreign = []string{"github.com/gofiber", "gorm.io", "net/http"}

func TestArrowsOfTheHouse(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		allowed, known := arrows[fields[0]]
		if !known {
			if fields[0] != "viva/cmd/app" {
				t.Errorf("%s has no place in the house; give it its arrows", fields[0])
			}
			continue
		}
		seen++
		for _, imported := range fields[1:] {
			if ours, found := strings.CutPrefix(imported, "viva/"); found && !slices.Contains(allowed, strings.TrimPrefix(ours, "internal/")) {
				t.Errorf("%s imports %s", fields[0], imported)
			}
			if slices.Contains(rules, fields[0]) && slices.ContainsFunc(foreign, func(f string) bool { return strings.HasPrefix(imported, f) }) {
				t.Errorf("%s imports %s", fields[0], imported)
			}
		}
	}
	if seen != len(arrows) {
		t.Errorf("%d of %d packages were found", seen, len(arrows))
	}
}

// Content has no clock: the day on which it is asked is an argument. A parsed
// or a computed time is none.
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
