package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
)

// typedNumbers are ways to type numbers, readable or not.
var typedNumbers = []string{"1234", "1,234", "1 234", "1.234", "1'234", "1’234", "1 234", "1234.5", "1234,5", "1234.56", "1234.567",
	"$1234", "1234 USD", "1234$", "USD 1234", "12,34", "1,23,456", "", " ", "-1", "1e3", "0", "000", "999999999999", "9999999999999", "1234.", ".5",
	"٣", "1\t234", "12 34", "100 EUR"}

// What the page says of an answer is what the server will say: every type, in
// both languages, readable or not.
func TestOfflineMarksAsTheServer(t *testing.T) {
	s := newTypesSite(t)
	p := testkit.Open(t, testkit.Options{})
	p.Goto("http://" + s.listen() + "/offline")
	module, err := s.assets.url("offline_mark.js")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for seed, lang := range deck.Langs {
		a := offlineAttempt(t, s.quiz.Decks()[0], lang, uint64(seed))
		for i, it := range a.Items() {
			taken, err := s.takenItem(a, i+1)
			if err != nil {
				t.Fatal(err)
			}
			item, _ := json.Marshal(taken)
			for _, given := range offlineTries(taken, it) {
				want := serverSays(quiz.Restore(*a, a.Items(), nil, nil), s.clock.now(), i+1, given)
				answer, _ := json.Marshal(given)
				got := testkit.Eval[string](p, fmt.Sprintf(`import(%q).then(m => m.unreadable(%s, %s, %q) ? "unreadable" : m.right(%s, %s, %q) ? "right" : "wrong")`,
					module, item, answer, lang, item, answer, lang))
				if got != want {
					t.Errorf("%s in %s: %q is %s to the page and %s to the server", it.Type, lang, given, got, want)
				}
				seen[it.Type+" "+want]++
			}
		}
	}
	for _, typ := range deck.TypeNames() {
		if seen[typ+" right"] == 0 || seen[typ+" wrong"] == 0 || seen[typ+" unreadable"] == 0 {
			t.Errorf("type %s was not tried in every way: %v", typ, seen)
		}
	}
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
	return quiz.Restore(quiz.Attempt{Subject: d.Subject, Edition: d.Current, Lang: lang, Mode: deck.Practice, Kind: quiz.Offline}, items, nil, nil)
}

// offlineTries are answers of every kind to an item.
func offlineTries(taken takenItem, it deck.Item) [][]string {
	tries := [][]string{it.Sample(true), it.Sample(false), taken.sample(true), taken.sample(false), {}}
	switch {
	case it.Number != nil:
		for _, n := range typedNumbers {
			tries = append(tries, []string{n})
		}
		for _, off := range []deck.Decimal{it.Number.Tolerance, it.Number.Tolerance + 1, -it.Number.Tolerance, -it.Number.Tolerance - 1} {
			tries = append(tries, []string{(it.Number.Key + off).In(it.Lang)})
		}
	case it.Prompts != nil:
		given := slices.Clone(it.Sample(true))
		given[0] = ""
		tries = append(tries, given)
		if it.Type == "ordering" {
			twice := slices.Clone(it.Sample(true))
			twice[0] = twice[1]
			tries = append(tries, twice)
		}
	default:
		for i := range it.Options {
			var given []string
			for k := range it.Choose {
				given = append(given, it.Options[(i+k)%len(it.Options)].ID)
			}
			tries = append(tries, given, given[1:])
		}
	}
	return tries
}

// serverSays marks an answer without keeping it.
func serverSays(a *quiz.Attempt, now time.Time, pos int, given []string) string {
	r, err := a.Record(pos, quiz.Given{Options: given}, now)
	switch {
	case err != nil:
		return "unreadable"
	case r.Points == deck.MaxPoints:
		return "right"
	}
	return "wrong"
}
