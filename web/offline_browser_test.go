package web

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/testkit/small"
)

// What the page says of an answer is what the table of marking says, which
// holds for the server too.
func TestOfflineMarksAsTheTable(t *testing.T) {
	s := newTypesSite(t)
	p, module := openOffline(t, s)
	tables, err := small.Tables()
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, table := range tables {
		var it deck.Item
		if err := json.Unmarshal(table.Item, &it); err != nil {
			t.Fatal(err)
		}
		a := offlineSetOf(s.quiz.Decks()[0], table.Lang, []deck.Item{it})
		for _, c := range table.Cases {
			if c.Crafted {
				continue
			}
			if got := pageSays(t, p, s, module, a, 1, c.Given); got != c.Says() {
				t.Errorf("%s in %s, %s: %q is %s to the page, want %s", table.Type, table.Lang, c.Name, c.Given, got, c.Want)
			}
			tried[table.Type+" "+table.Lang+" "+c.Says()] = true
		}
	}
	for _, typ := range deck.TypeNames() {
		for _, lang := range deck.Langs {
			if at := typ + " " + lang; !tried[at+" right"] || !tried[at+" wrong"] || !tried[at+" unreadable"] {
				t.Errorf("type %s was not tried in every way in %s: %v", typ, lang, tried)
			}
		}
	}
}

// What the page says of a question as dealt is what the server will say: every
// type, in both languages.
func TestOfflineMarksAsTheServer(t *testing.T) {
	s := newTypesSite(t)
	p, module := openOffline(t, s)
	for seed, lang := range deck.Langs {
		a := offlineAttempt(t, s.quiz.Decks()[0], lang, uint64(seed))
		for i, it := range a.Items() {
			taken, err := s.takenItem(a, i+1)
			if err != nil {
				t.Fatal(err)
			}
			for _, given := range [][]string{it.Sample(true), it.Sample(false), taken.sample(true), taken.sample(false), {}} {
				want := serverSays(quiz.Restore(*a, a.Items(), nil, nil), s.clock.now(), i+1, given)
				if got := pageSays(t, p, s, module, a, i+1, given); got != want {
					t.Errorf("%s in %s: %q is %s to the page and %s to the server", it.Type, lang, given, got, want)
				}
			}
		}
	}
}

// openOffline opens the page, and tells where the script of its types is.
func openOffline(t *testing.T, s *testSite) (p *testkit.Page, module string) {
	t.Helper()
	p = testkit.Open(t, testkit.Options{})
	p.Goto("http://" + s.listen() + "/offline")
	module, err := s.assets.url("items.js")
	if err != nil {
		t.Fatal(err)
	}
	return p, module
}

// pageSays is what the page makes of an answer to a question of a set.
func pageSays(t *testing.T, p *testkit.Page, s *testSite, module string, a *quiz.Attempt, pos int, given []string) string {
	t.Helper()
	taken, err := s.takenItem(a, pos)
	if err != nil {
		t.Fatal(err)
	}
	item, _ := json.Marshal(taken)
	answer, _ := json.Marshal(given)
	return testkit.Eval[string](p, fmt.Sprintf(`import(%q).then(({ typeOf }) => {
		const item = %s, given = %s, type = typeOf(item);
		return type.unreadable(item, given, %q) ? "unreadable" : type.right(item, given, %q) ? "right" : "wrong";
	})`, module, item, answer, a.Lang, a.Lang))
}

// offlineAttempt is a set of up to three items of each type.
func offlineAttempt(t *testing.T, d *deck.Deck, lang string, seed uint64) *quiz.Attempt {
	t.Helper()
	var items []deck.Item
	dealt := map[string]int{}
	for _, spec := range d.Specs(d.Current, "2026-11-22") {
		if dealt[spec.Model.Type] == 3 {
			continue
		}
		dealt[spec.Model.Type]++
		it, err := d.Deal(spec, lang, deck.NewStreams(seed))
		if err != nil {
			t.Fatal(err)
		}
		for i := range it.Options {
			it.Options[i].ID = fmt.Sprint("o", i)
		}
		for i := range it.Prompts {
			it.Prompts[i].ID = fmt.Sprint("p", i)
		}
		items = append(items, it)
	}
	return offlineSetOf(d, lang, items)
}

func offlineSetOf(d *deck.Deck, lang string, items []deck.Item) *quiz.Attempt {
	return quiz.Restore(quiz.Attempt{Subject: d.Subject, Edition: d.Current, Lang: lang, Mode: deck.Practice, Kind: quiz.Offline}, items, nil, nil)
}

// serverSays marks an answer without keeping it.
func serverSays(a *quiz.Attempt, now time.Time, pos int, given []string) string {
	r, err := a.Record(pos, quiz.Given{Options: given}, now)
	switch {
	case err != nil:
		return "unreadable"
	case r.Mark.Full():
		return "right"
	}
	return "wrong"
}
