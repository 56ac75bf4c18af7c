package audit

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/deck"
	"viva/internal/testkit/breakable"
)

func TestMain(m *testing.M) { breakable.Main(m) }

const subject = "http-semantics"

// day is one on which the subject's edition holds.
const day = deck.Date("2026-06-01")

// files copies the subject; replace gives file, old and new by turns.
func files(t *testing.T, replace ...string) fstest.MapFS {
	t.Helper()
	var edits []breakable.Edit
	for c := range slices.Chunk(replace, 3) {
		edits = append(edits, breakable.Edit{File: c[0], Old: c[1], New: c[2]})
	}
	return breakable.Files(t, subject, edits...)
}

// long skips a test under -short; a test calls it that takes a second of work.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
}

// loaded are the decks of the files that tests have asked for, by the hash of
// their bytes: most ask for the same.
var loaded = map[string]*deck.Deck{}

func load(t *testing.T, fsys fs.FS) *deck.Deck {
	t.Helper()
	hash, err := Verdicts(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if loaded[hash] == nil {
		d, faults := deck.LoadSubject(fsys, subject)
		for _, f := range faults {
			t.Fatal(f)
		}
		loaded[hash] = d
	}
	return loaded[hash]
}

// dealBatch deals a subject.
func dealBatch(t *testing.T, fsys fs.FS, o Options) *batch {
	t.Helper()
	o.Day, o.Seed = day, 1
	b, err := deal(fsys, load(t, fsys), o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// handMade is an item of a few dealings, written by a test. The first option
// is the key.
func handMade(model, id, lang, stem string, dealings ...[]string) *dealt {
	it := &dealt{spec: &deck.Spec{Model: &deck.Model{ID: model, Ask: "value"}},
		Item: deck.Item{ID: model + ":" + id, Model: model, Family: model, Edition: "e", Lang: lang, Type: "single",
			Choose: 1, Stem: stem, Facts: []string{id}}}
	for _, texts := range dealings {
		d := dealing{stem: stem}
		for i, text := range texts {
			d.options = append(d.options, deck.Option{Text: text, Correct: i == 0, Reason: "Because."})
		}
		it.dealings = append(it.dealings, d)
	}
	it.Options = it.dealings[0].options
	return it
}

// row takes a measure of a batch of hand-made items.
func row(t *testing.T, take func(*batch, *Row) error, items ...*dealt) Row {
	t.Helper()
	b := &batch{Options: Options{Seed: 1, Dealings: len(items[0].dealings), Limit: 10}, items: items}
	return rowOf(t, take, b)
}

func rowOf(t *testing.T, take func(*batch, *Row) error, b *batch) Row {
	t.Helper()
	var r Row
	if err := take(b, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// rules are the rules that a row's offenders break.
func rules(r Row) string {
	var list []string
	for _, o := range r.Offenders {
		list = append(list, o.Rule)
	}
	return strings.Join(list, "; ")
}

// figure finds a figure by its name.
func figure(t *testing.T, r Row, name string) Figure {
	t.Helper()
	for _, f := range r.Figures {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no figure %q in %+v", name, r.Figures)
	return Figure{}
}

// turned gives the dealings of options with the key, the first, at each
// position.
func turned(it *dealt) *dealt {
	for n := range it.dealings {
		o := it.dealings[n].options
		k := n % len(o)
		o[0], o[k] = o[k], o[0]
	}
	return it
}

func times(n int, texts ...string) [][]string {
	list := make([][]string, n)
	for i := range list {
		list[i] = texts
	}
	return list
}

// fakes are items whose options say nothing, each written by option.
func fakes(n int, option func(item, pos int) string) []*dealt {
	var items []*dealt
	for _, lang := range deck.Langs {
		for i := range n {
			var texts []string
			for pos := range 4 {
				texts = append(texts, option(i, pos))
			}
			items = append(items, turned(handMade("m", fmt.Sprint(i), lang, "Which of these drinks is it?", times(20, texts...)...)))
		}
	}
	return items
}
