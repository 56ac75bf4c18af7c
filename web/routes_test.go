package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/testkit/chance"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// An edition is a page of its subject: no other page may have its address, so
// an edition named like one is refused before anything is served.
func TestPagesOfSubjectsAreNoEditions(t *testing.T) {
	var cfg Config
	pages := 0
	for _, r := range newSite(t, func(c *Config) { cfg = *c }).app.GetRoutes(true) {
		name, found := strings.CutPrefix(r.Path, "/subjects/:subject/")
		if !found || strings.ContainsAny(name, ":/") {
			continue
		}
		pages++
		d := &deck.Deck{}
		d.Subject, d.Editions = "birds", []deck.Edition{{ID: name}}
		cfg.Quiz = quiz.NewService([]*deck.Deck{d}, nil, cfg.Now, chance.Reader(t))
		if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("an edition named like %s: %v", r.Path, err)
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
