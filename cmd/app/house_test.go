package main

import (
	"os/exec"
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
	"viva/internal/quiz":     {"fault", "stats"},
	"viva/internal/users":    {"fault"},
	"viva/internal/study":    {"fault", "memory", "quiz", "stats"},
	"viva/internal/store":    {"fault", "memory", "quiz", "study", "users"},
	"viva/internal/export":   {"quiz"},
	"viva/internal/audit":    {"proof", "quiz"},
	"viva/internal/simulate": {"memory", "quiz", "stats", "store", "study"},
	"viva/internal/testkit":  {},
	"viva/web":               {"audit", "export", "fault", "memory", "quiz", "stats", "study", "users"},
}

// foreign are modules that the rules of quizzes and accounts know nothing of.
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
			rules := fields[0] == "viva/internal/quiz" || fields[0] == "viva/internal/users" || fields[0] == "viva/internal/study"
			if rules && slices.ContainsFunc(foreign, func(f string) bool { return strings.HasPrefix(imported, f) }) {
				t.Errorf("%s imports %s", fields[0], imported)
			}
		}
	}
	if seen != len(arrows) {
		t.Errorf("%d of %d packages were found", seen, len(arrows))
	}
}
