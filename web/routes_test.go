package web

import (
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
