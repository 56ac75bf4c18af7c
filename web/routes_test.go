package web

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

// An edition is a page of its subject: no other page may have its address, so
// the names of those are refused as ids.
func TestPagesOfSubjectsAreNoEditions(t *testing.T) {
	pages := 0
	for _, r := range newSite(t).app.GetRoutes(true) {
		name, found := strings.CutPrefix(r.Path, "/subjects/:subject/")
		if !found || strings.ContainsAny(name, ":/") {
			continue
		}
		pages++
		if !slices.Contains(deck.PageNames, name) {
			t.Errorf("%s hides an edition of that name: add it to quiz.PageNames", r.Path)
		}
	}
	if pages == 0 {
		t.Error("no subject has a page")
	}
}

// A page and its handlers have one stem, so that the listing of the folder
// says where a page is made.
func TestOneStemAPage(t *testing.T) {
	names, err := filepath.Glob("pages/*.html")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		page := strings.TrimSuffix(filepath.Base(name), ".html")
		stem := page
		if page == "error" { // of all errors
			stem = "errors"
		}
		if source, err := os.ReadFile(stem + ".go"); err != nil || !strings.Contains(string(source), `render(c, "`+page+`"`) {
			t.Errorf("%s is not made in %s.go", name, stem)
		}
	}
}
