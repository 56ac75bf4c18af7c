package deck

import (
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"viva/internal/testkit/breakable"
	"viva/questions"
)

func TestMain(m *testing.M) { breakable.Main(m) }

var httpDeck = sync.OnceValues(func() (*Deck, []Fault) { return LoadSubject(questions.FS, "http-semantics") })

// shippedDecks are all that are shipped.
func shippedDecks(t testing.TB) []*Deck {
	t.Helper()
	d, faults := httpDeck()
	for _, f := range faults {
		t.Fatal(f)
	}
	return []*Deck{support(t), d}
}

// The index of what asks a fact holds every spec of every day, under each of
// its names, and nothing else.
func TestAskingIsComplete(t *testing.T) {
	for _, d := range shippedDecks(t) {
		for _, e := range d.Editions {
			for _, day := range d.Days(e.ID) {
				names := map[string]int{}
				for _, s := range d.Specs(e.ID, day) {
					for _, name := range s.Names() {
						names[name]++
						if !slices.Contains(d.Asking(e.ID, name, day), s) {
							t.Errorf("%s %s on %s: %s is not found under %q", d.Subject, e.ID, day, s.ID, name)
						}
					}
				}
				for name, n := range names {
					if got := len(d.Asking(e.ID, name, day)); got != n {
						t.Errorf("%s %s on %s: %d specs under %q, want %d", d.Subject, e.ID, day, got, name, n)
					}
				}
			}
			if got := d.Asking(e.ID, "no such fact", today); got != nil {
				t.Errorf("%s %s: an unknown fact is asked by %d specs", d.Subject, e.ID, len(got))
			}
		}
	}
}

// Every fact that was asked in some way is asked in another one next time, as
// far as there is one: through another model, or else in another wording.
func TestAskedOtherwise(t *testing.T) {
	for _, d := range shippedDecks(t) {
		for _, e := range d.Editions {
			for _, name := range d.names(e.ID) {
				asking := d.Asking(e.ID, name, today)
				last := asking[len(name)%len(asking)] // any of them
				for wording := range last.Model.stems {
					w := Want{Fact: name, Model: last.Model.ID, Wording: wording}
					items, err := d.DealWanted(Request{Edition: e.ID, Lang: "fr", Mode: Practice, Size: 1, Day: today, Streams: NewStreams(uint64(wording))}, []Want{w})
					if err != nil || len(items) != 1 {
						t.Fatalf("%s %s: %d items ask %q, %v", d.Subject, e.ID, len(items), name, err)
					}
					it := items[0]
					others := slices.ContainsFunc(asking, func(s *Spec) bool {
						return s.Model.ID != w.Model && (s.Model.Level == Usual || last.Model.Level == Advanced)
					})
					switch {
					case !slices.Contains(it.Names, name):
						t.Errorf("%s %s: %s does not ask %q", d.Subject, e.ID, it.ID, name)
					case others && it.Model == w.Model:
						t.Errorf("%s %s: %q is asked through model %s again, though another asks it", d.Subject, e.ID, name, w.Model)
					case !others && len(last.Model.stems) > 1 && it.Wording == w.Wording:
						t.Errorf("%s %s: %q is asked in wording %d of %s again", d.Subject, e.ID, name, wording, w.Model)
					}
				}
			}
		}
	}
}

// names are those of all facts that can be asked today, in file order.
func (d *Deck) names(edition string) []string {
	var names []string
	seen := map[string]bool{}
	for _, s := range d.Specs(edition, today) {
		for _, name := range s.Names() {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// Wanted facts are asked in their order, at most Size, and none that was told
// before in the deal; one is left out only when every way to ask it was told.
func TestDealWanted(t *testing.T) {
	decks := shippedDecks(t)
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(decks).Draw(t, "deck")
		e := rapid.SampledFrom(d.Editions).Draw(t, "edition").ID
		names := d.names(e)
		var wants []Want
		for range rapid.IntRange(1, 40).Draw(t, "wants") {
			wants = append(wants, Want{Fact: rapid.SampledFrom(names).Draw(t, "fact")})
		}
		wants = append(wants, Want{Fact: "no such fact"})
		o := Request{Edition: e, Lang: rapid.SampledFrom(Langs).Draw(t, "lang"), Mode: Practice, Size: rapid.IntRange(1, 30).Draw(t, "size"),
			Day: today, Streams: NewStreams(rapid.Uint64().Draw(t, "seed")), Spent: names[:rapid.IntRange(0, 5).Draw(t, "spent")]}
		items, err := d.DealWanted(o, wants)
		if err != nil {
			t.Fatal(err)
		}
		if len(items) > o.Size {
			t.Fatalf("%d items, asked for %d", len(items), o.Size)
		}
		told := o.spent()
		next := 0
		for _, w := range wants {
			if next < len(items) && slices.Contains(items[next].Names, w.Fact) && !told[w.Fact] {
				for _, name := range items[next].Names {
					if told[name] {
						t.Fatalf("item %d, %s, asks %q, which was told before", next, items[next].ID, name)
					}
				}
				for _, id := range items[next].Reveals() {
					told[d.NameOf(id)] = true
				}
				next++
				continue
			}
			open := slices.ContainsFunc(d.Asking(e, w.Fact, today), func(s *Spec) bool {
				return !slices.ContainsFunc(s.Names(), func(name string) bool { return told[name] })
			})
			if open && next < o.Size {
				t.Fatalf("%q was left out, though it could be asked", w.Fact)
			}
		}
		if next != len(items) {
			t.Fatalf("%d of %d items follow the order of the wants", next, len(items))
		}
		if again, _ := d.DealWanted(o, wants); !slices.EqualFunc(items, again, func(a, b Item) bool { return a.Hash == b.Hash }) {
			t.Fatal("the same seed deals other items")
		}
	})
}

// A preference never costs an item: whatever it puts first, as many can be had
// as Available promises.
func TestPreferenceCostsNoItem(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	decks := shippedDecks(t)
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(decks).Draw(t, "deck")
		e := rapid.SampledFrom(d.Editions).Draw(t, "edition").ID
		topic := rapid.SampledFrom(d.Topics).Draw(t, "topic").ID
		o := Request{Edition: e, Lang: "en", Mode: Practice, Topics: []string{topic}, Day: today, Streams: NewStreams(rapid.Uint64().Draw(t, "seed"))}
		n, err := d.Available(o)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		taste := rapid.Uint64().Draw(t, "taste")
		o.Size = n
		o.prefer = func(s *Spec) float64 { return NewStreams(taste).Rand(s.Model.ID).Float64() }
		items, err := d.DealAttempt(o)
		if err != nil || len(items) != n {
			t.Fatalf("%s %s, %s: %d items, %v; %d are promised", d.Subject, e, topic, len(items), err, n)
		}
	})
}
