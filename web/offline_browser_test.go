package web

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"viva/internal/deck"
	"viva/internal/fault"
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
			got := pageSays(t, p, s, module, a, 1, c.Given)
			if got.Says != c.Says() || got.Read != c.Read || it.Number != nil && c.Says() == "unreadable" && got.Why != "error_"+c.Want {
				t.Errorf("%s in %s, %s: %q is %v to the page, want %s, read as %q", table.Type, table.Lang, c.Name, c.Given, got, c.Want, c.Read)
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
				if got := pageSays(t, p, s, module, a, i+1, given).Says; got != want {
					t.Errorf("%s in %s: %q is %s to the page and %s to the server", it.Type, lang, given, got, want)
				}
			}
		}
	}
}

// Names in sentences are found by the page as by the server.
func TestOfflineKeepsNames(t *testing.T) {
	s := newSite(t)
	p, _ := openOffline(t, s)
	parts, err := s.assets.url("offline_parts.js")
	if err != nil {
		t.Fatal(err)
	}
	d := s.quiz.Decks()[0]
	names := []string{"Basic", "Enterprise", "Enterprise On-Ramp", "AWS Business Support+", "AWS Trusted Advisor"}
	known, _ := json.Marshal(names)
	for _, name := range names {
		if !d.IsName(name) {
			t.Fatalf("%q is no name", name)
		}
	}
	for _, text := range []string{"Which plan?", "Basic", "Is it Basic, or AWS Business Support+?", "Basics, éBasic, Basic2", "de «\u00a0Enterprise\u00a0»\u202f: l’AWS Trusted Advisor",
		"Enterprise On-Ramp and Enterprise", "Enterprise."} {
		want := ""
		for _, r := range d.Runs(text) {
			if r.Name && r.Text != text {
				want += "[" + r.Text + "]"
			} else {
				want += r.Text
			}
		}
		if d.IsName(text) {
			want = "[" + want + "]"
		}
		got := testkit.Eval[string](p, fmt.Sprintf(`import(%q).then(({element, keepNames}) => {
			keepNames(%s);
			const e = element("p", %q);
			return e.translate ? [...e.childNodes].map(n => n.translate === false ? "[" + n.textContent + "]" : n.textContent).join("") : "[" + e.textContent + "]";
		})`, parts, known, text))
		if got != want {
			t.Errorf("the page keeps %q, the server %q", got, want)
		}
	}
}

// Numbers that nobody thought of are read, told and refused alike by page and
// server.
func TestOfflineReadsNumbersAsTheServer(t *testing.T) {
	s := newTypesSite(t)
	p, _ := openOffline(t, s)
	module, err := s.assets.url("items/numeric.js")
	if err != nil {
		t.Fatal(err)
	}
	pieces := strings.Split("0|1|5|29|000|500|12|1500|٥|６|०|.|,|.|,| |\u00a0|'|’|٫|٬|،|-|−|+|=|$|US$|€|USD|usd|dollars|américains|me\u0301|k|e3|M|%|×10|\u200b|\u202d|\u202c|\t|é|ſ|K|\u2028|\ufeff", "|")
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // test data
	texts := make([]string, 2000)
	for i := range texts {
		for range 1 + random.IntN(7) {
			texts[i] += pieces[random.IntN(len(pieces))]
		}
	}
	texts = append(texts, "\ufeff29", "1\u2007500", "1500"+strings.Repeat("\u00a0", 34), "\u202d1,500.50\u202c") // one of both refused these once
	if told := testkit.Eval[string](p, fmt.Sprintf(`import(%q).then(({ told }) => told({ unit: "USD", number: { right: "1,500 USD" }, feedback: { number: { working: [] } } },
		{ given: ["1500,5"], right: false }, "en")[0].textContent)`, module)); !strings.Contains(told, "Read as 1,500.50\u00a0USD.") {
		t.Errorf("the page tells %q", told)
	}
	asked, _ := json.Marshal(texts)
	for _, lang := range deck.Langs {
		got := testkit.Eval[[]onPage](p, fmt.Sprintf(`import(%q).then(({ right, readAs, unreadable }) => %s.map((text) => {
			const item = { unit: "USD", feedback: { number: { key: 1500, tolerance: 1000 } } }, given = [text], lang = %q;
			const Why = unreadable(item, given, lang);
			return { Says: Why ? "unreadable" : right(item, given, lang) ? "right" : "wrong", Read: readAs(item, given, lang), Why };
		}))`, module, asked, lang))
		read := 0
		for i, text := range texts {
			it := deck.Item{Type: "numeric", Lang: lang, Number: &deck.Number{Key: 150000, Tolerance: 100000, Unit: "USD"}}
			if want := numberSays(t, it, text); got[i] != want {
				t.Errorf("%s: %q is %v to the page and %v to the server", lang, text, got[i], want)
			}
			if got[i].Why == "" {
				read++
			}
		}
		if read < 200 {
			t.Errorf("%s: only %d texts of %d are numbers", lang, read, len(texts))
		}
	}
}

// numberSays is what the server makes of a text that is typed as a number.
func numberSays(t *testing.T, it deck.Item, text string) (says onPage) {
	t.Helper()
	a, err := it.Read([]string{text})
	if f := fault.As(err); f != nil {
		return onPage{Says: "unreadable", Why: "error_" + f.Code}
	}
	mark, markErr := it.Mark(a)
	if err := errors.Join(err, markErr); err != nil {
		t.Fatal(err)
	}
	says.Says = "wrong"
	if mark.Full() {
		says.Says = "right"
	}
	if a.ReadAs {
		says.Read = a.Number.In(it.Lang)
	}
	return says
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

// onPage is what the page makes of an answer: the verdict, how a number was
// read where that is told, and the text that says why it is not taken.
type onPage struct{ Says, Read, Why string }

// pageSays is what the page makes of an answer to a question of a set.
func pageSays(t *testing.T, p *testkit.Page, s *testSite, module string, a *quiz.Attempt, pos int, given []string) onPage {
	t.Helper()
	taken, err := s.takenItem(a, pos)
	if err != nil {
		t.Fatal(err)
	}
	item, _ := json.Marshal(taken)
	answer, _ := json.Marshal(given)
	return testkit.Eval[onPage](p, fmt.Sprintf(`import(%[1]q).then(({ typeOf }) => {
		const item = %[2]s, given = %[3]s, type = typeOf(item);
		const Why = type.unreadable(item, given, %[4]q), Read = type.readAs?.(item, given, %[4]q) || "";
		return { Says: Why ? "unreadable" : type.right(item, given, %[4]q) ? "right" : "wrong", Read, Why };
	})`, module, item, answer, a.Lang))
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
