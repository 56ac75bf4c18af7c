package deck

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// ladder is a spec whose options show texts of the given lengths, in an order
// of their own: the longer, the higher.
func ladder(strategies []string, keys, pool []int) *Spec {
	option := func(n int) *option {
		e := &Entity{ID: fmt.Sprint("e", n), rank: n}
		e.EN.Text = strings.Repeat("x", n)
		e.FR.Text = strings.Repeat("y", n)
		return &option{shows: e, fact: &Fact{ID: fmt.Sprint("f", n), Entity: e.ID, relation: &Relation{}}}
	}
	s := &Spec{Model: &Model{Distractors: strategies}}
	for _, n := range keys {
		s.keys = append(s.keys, option(n))
	}
	for _, n := range pool {
		s.pool = append(s.pool, option(n))
	}
	(&Deck{}).prefer(s)
	return s
}

func drawn(s *Spec, n int, seed uint64) []int {
	var lengths []int
	for _, o := range (&Deck{}).draw(s, n, "en", NewStreams(seed)) {
		lengths = append(lengths, utf8.RuneCountInString(o.shows.EN.Text))
	}
	return lengths
}

// Where the pool allows, the key is the longest, the shortest or between as
// often as chance would have it.
func TestKeyRankIsUniform(t *testing.T) {
	const deals = 4000
	for _, strategies := range [][]string{{bySibling}, {byNeighbour}} {
		s := ladder(strategies, []int{5}, []int{1, 2, 3, 4, 6, 7, 8, 9})
		var ranks [4]int
		for seed := range uint64(deals) {
			rank := 0
			for _, n := range drawn(s, 3, seed) {
				if n < 5 {
					rank++
				}
			}
			ranks[rank]++
		}
		for rank, n := range ranks {
			if n < deals/4-120 || n > deals/4+120 { // more than four standard deviations
				t.Errorf("%v: the key has rank %d in %d of %d deals, want about %d", strategies, rank, n, deals, deals/4)
			}
		}
	}
}

// Two keys among five are the two longest, or any other pair, equally often.
func TestKeyRanksOfTwoAreUniform(t *testing.T) {
	const deals = 5000
	s := ladder([]string{bySibling}, []int{8, 4}, []int{1, 2, 3, 5, 6, 7, 9, 10, 11})
	ranks := map[[2]int]int{}
	for seed := range uint64(deals) {
		var r [2]int
		for _, n := range drawn(s, 3, seed) {
			if n < 8 {
				r[0]++
			}
			if n < 4 {
				r[1]++
			}
		}
		ranks[r]++
	}
	if len(ranks) != 10 {
		t.Errorf("%d ways to mix the keys in, want 10", len(ranks))
	}
	for r, n := range ranks {
		if n < deals/10-100 || n > deals/10+100 {
			t.Errorf("ranks %v in %d of %d deals, want about %d", r, n, deals, deals/10)
		}
	}
}

// A pool that cannot balance still fills the item.
func TestDrawFillsFromOneSide(t *testing.T) {
	s := ladder([]string{bySibling}, []int{1}, []int{2, 3, 4})
	for seed := range uint64(20) {
		if got := drawn(s, 3, seed); len(got) != 3 {
			t.Fatalf("drew %v, want three", got)
		}
	}
}

// Neighbours are the nearest on each side.
func TestNeighboursAreNearest(t *testing.T) {
	s := ladder([]string{byNeighbour}, []int{5}, []int{1, 2, 3, 4, 6, 7, 8, 9})
	windows := [][]int{{2, 3, 4}, {3, 4, 6}, {4, 6, 7}, {6, 7, 8}}
	for seed := range uint64(100) {
		got := drawn(s, 3, seed)
		slices.Sort(got)
		if !slices.ContainsFunc(windows, func(w []int) bool { return slices.Equal(w, got) }) {
			t.Fatalf("drew %v, which leaves out a nearer one", got)
		}
	}
}

// Over all decks, a guesser who sees only lengths gains nothing worth
// having: at most three points in a hundred over chance.
func TestLengthTellsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	guessers := map[string]func(lengths []int) int{ // the length guessed
		"longest":  slices.Max[[]int],
		"shortest": slices.Min[[]int],
		"middle":   middle,
	}
	for _, d := range []*Deck{support(t), subjectDeck(t, "http-semantics")} {
		for _, lang := range Langs {
			n, chance, hits := 0, 0, map[string]int{} // in thousandths of an item
			for _, it := range dealSingles(t, d, lang, 6) {
				lengths, key := optionLengths(it)
				n, chance = n+1, chance+1000/len(lengths)
				for name, guess := range guessers {
					g, tied := guess(lengths), 0
					for _, l := range lengths {
						if l == g {
							tied++
						}
					}
					if key == g {
						hits[name] += 1000 / tied
					}
				}
			}
			for name := range guessers {
				gain := (hits[name] - chance) / n
				t.Logf("%s in %s: guessing the %s option gains %+d thousandths over chance", d.ID(), lang, name, gain)
				if gain > 30 {
					t.Errorf("that is more than 30")
				}
			}
		}
	}
}

// everySpec lists what can be asked in any edition on any day.
func everySpec(d *Deck) []*Spec {
	var all []*Spec
	seen := map[*Spec]bool{}
	for _, e := range d.Editions {
		for _, day := range d.Days(e.ID) {
			for _, s := range d.Specs(e.ID, day) {
				if !seen[s] {
					seen[s] = true
					all = append(all, s)
				}
			}
		}
	}
	return all
}

func dealSingles(t *testing.T, d *Deck, lang string, deals uint64) []Item {
	t.Helper()
	var items []Item
	for _, s := range everySpec(d) {
		if s.Model.Type != "single" {
			continue
		}
		for seed := range deals {
			it, err := d.Deal(s, lang, NewStreams(seed))
			if err != nil {
				t.Fatal(err)
			}
			items = append(items, it)
		}
	}
	return items
}

func optionLengths(it Item) (lengths []int, key int) {
	for _, o := range it.Options {
		n := utf8.RuneCountInString(o.Text)
		lengths = append(lengths, n)
		if o.Correct {
			key = n
		}
	}
	return lengths, key
}

// middle is the length nearest to the mean.
func middle(lengths []int) int {
	sum := 0
	for _, n := range lengths {
		sum += n
	}
	off := func(n int) int { return max(n*len(lengths)-sum, sum-n*len(lengths)) }
	return slices.MinFunc(lengths, func(a, b int) int { return off(a) - off(b) })
}

// Whatever the lengths and the beliefs, wrong options are of two things at
// least where the pool has them, and of three where the lengths allow.
func TestDistractorsAreMixed(t *testing.T) {
	s := ladder([]string{bySibling}, []int{5}, []int{1, 2, 3, 4, 6, 7, 8, 9})
	for i, o := range s.pool {
		o.fact.Entity = "many"
		if i == 0 {
			o.fact.Entity = "other"
		}
	}
	for seed := range uint64(200) {
		things := map[string]bool{}
		for _, o := range (&Deck{}).draw(s, 3, "en", NewStreams(seed)) {
			things[o.fact.Entity] = true
		}
		if len(things) < 2 {
			t.Fatalf("seed %d: all distractors are of one thing", seed)
		}
	}
	for i, o := range s.pool {
		o.fact.Entity = fmt.Sprint(i % 4)
	}
	for seed := range uint64(200) {
		things := map[string]bool{}
		for _, o := range (&Deck{}).draw(s, 3, "en", NewStreams(seed)) {
			things[o.fact.Entity] = true
		}
		if len(things) < 2 {
			t.Fatalf("seed %d: all distractors are of one thing", seed)
		}
	}
}

// An item whose distractors are of one thing, though others were at hand, is
// refused.
func TestDistractorsOfOneThingAreRefused(t *testing.T) {
	d := planetsDeck(t)
	for _, s := range d.Specs("new", "2026-11-22") {
		if s.ID != "two-traits:earth-eclipse+earth-month" {
			continue
		}
		it, err := d.Deal(s, "en", NewStreams(1))
		if err != nil {
			t.Fatal(err)
		}
		if err := d.proveMixed(s, it); err != nil {
			t.Fatal(err)
		}
		for i := range it.Options {
			if !it.Options[i].Correct {
				it.Options[i].Facts = []string{"jupiter-four"}
			}
		}
		if err := d.proveMixed(s, it); err == nil || !strings.Contains(err.Error(), `all distractors are about "jupiter", though the pool has some about "mars"`) {
			t.Errorf("distractors of one thing: %v", err)
		}
		return
	}
	t.Fatal("no such item")
}
