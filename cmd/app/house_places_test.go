package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sources calls do for every Go file of the program but its tests.
func sources(t *testing.T, below string, do func(name, source string)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(filepath.Join("../..", below), func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && e.Name() == "node_modules" {
			return fs.SkipDir
		}
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		do(strings.TrimPrefix(filepath.ToSlash(path), "../../"), string(source))
		return nil
	})
	if err != nil || seen == 0 {
		t.Fatal(seen, err)
	}
}

// Only package export writes files for other programs. Four files look as if
// they did: the second reading reads its ledger by itself, authors' sheets and
// the tables of checks of words are read, and mutants quote a word.
func TestHouseWritersStandInExport(t *testing.T) {
	writer := regexp.MustCompile(`"encoding/(csv|xml)"|"archive/(zip|tar)"|json\.NewEncoder`)
	for _, dir := range []string{"cmd", "internal", "web", "questions"} {
		sources(t, dir, func(name, source string) {
			if strings.HasPrefix(name, "internal/export/") || name == "internal/proof/ledger.go" || name == "internal/author/table.go" || name == "internal/wording/table.go" || name == "internal/audit/mutate_text.go" {
				return
			}
			if found := writer.FindString(source); found != "" {
				t.Errorf("%s writes for other programs (%s)", name, found)
			}
		})
	}
}

// Only package audit may load a deck without proving it: it knows the verdict.
func TestHouseProofIsPassedOverByAudit(t *testing.T) {
	for _, dir := range []string{"cmd", "internal", "web"} {
		sources(t, dir, func(name, source string) {
			if strings.Contains(source, "deck.LoadProved(") && name != "internal/audit/carried.go" {
				t.Errorf("%s loads a deck that nothing has proved", name)
			}
		})
	}
}

// What questions say is data. Three forms are in the program: how many
// options to choose, since when something is true, and the quotes of a row.
func TestHouseContentHasNoSentences(t *testing.T) {
	sentence := regexp.MustCompile(`\bFR: "`)
	for _, dir := range []string{"internal/deck", "internal/quiz"} {
		sources(t, dir, func(name, source string) {
			known := slices.Contains([]string{"internal/deck/item_choice.go", "internal/deck/today.go", "internal/deck/hook.go"}, name)
			if n := len(sentence.FindAllString(source, -1)); n > 1 || n == 1 && !known {
				t.Errorf("%s has %d sentences; they belong into the files of a subject", name, n)
			}
		})
	}
}

// Content and attempts know no address: only the site knows what is at which
// one. The names of schemas look like addresses, and sources are data.
func TestHouseRulesKnowNoAddress(t *testing.T) {
	address := regexp.MustCompile(`"https?:|"net/url"|"/(subjects|attempts|learn|study|today|progress|instructor|api|static)\b|PageNames`)
	for _, dir := range []string{"internal/deck", "internal/quiz"} {
		sources(t, dir, func(name, source string) {
			if found := address.FindString(source); found != "" && name != "internal/deck/schema.go" {
				t.Errorf("%s knows an address (%s)", name, found)
			}
		})
	}
}
