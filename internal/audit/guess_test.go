package audit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

// Each guesser wins where the key has the look that this guesser goes by.
func TestGuessersSeePlantedCues(t *testing.T) {
	word := func(i, pos int) string {
		return fmt.Sprintf("%c%c%c%c", 'a'+i%26, 'e'+pos, 'a'+i/2%26, 'k'+pos*3)
	}
	tests := []struct {
		guesser string
		option  func(i, pos int) string
		stem    string
	}{
		{"longest", func(i, pos int) string { return word(i, pos) + strings.Repeat("x", 9-3*pos) }, ""},
		{"middle length", func(i, pos int) string { return word(i, pos) + strings.Repeat("x", []int{6, 0, 3, 13}[pos]) }, ""},
		{"most stem overlap", func(i, pos int) string { return word(i, pos) + []string{" drinks", "", "", ""}[pos] }, ""},
		{"odd one out", func(i, pos int) string {
			return []string{"quick fox", "lazy dog a", "lazy dog b", "lazy dog c"}[pos]
		}, ""},
		{"most specific", func(i, pos int) string { return word(i, pos) + []string{" 42", "", "", ""}[pos] }, ""},
		{"absolute-word avoider", func(i, pos int) string {
			return []string{"ours", "always toujours", "never jamais", "none aucun"}[pos]
		}, ""},
		{"logistic classifier", func(i, pos int) string { return word(i, pos) + []string{", then", "", "", ""}[pos] }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.guesser, func(t *testing.T) {
			r := row(t, (*batch).guessOpen, fakes(30, tt.option)...)
			for _, lang := range deck.Langs {
				if f := figure(t, r, tt.guesser+", "+lang); f.Met || f.Value < 20 {
					t.Errorf("%s: gains %.1f points, met %v", lang, f.Value, f.Met)
				}
			}
			if r.Met || r.Found == 0 || r.Offenders[0].Model != "m" {
				t.Errorf("the row is met, or names nobody: %+v", r.Offenders)
			}
		})
	}
}

// Nobody wins where the options tell nothing.
func TestGuessersWinNothingBlind(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	r := row(t, (*batch).guessOpen, fakes(60, func(int, int) string {
		b := make([]byte, 8)
		for i := range b {
			b[i] = byte('a' + random.IntN(26))
		}
		return string(b)
	})...)
	if !r.Met {
		t.Errorf("found %+v in %+v", r.Offenders, r.Figures)
	}
}

// Dealings and editions of one item are one piece of evidence.
func TestClustered(t *testing.T) {
	item := func(id string) *dealt { return &dealt{Item: deck.Item{ID: id}} }
	a, b := item("a"), item("b")
	mean, lower := clustered([]gain{{a, 0}, {a, 0.2}, {b, 0.5}})
	// The items' means are 0.1 and 0.5: standard deviation 0.2828, error 0.2.
	if math.Abs(mean-0.3) > 1e-9 || math.Abs(lower-(0.3-1.645*0.2)) > 1e-9 {
		t.Errorf("mean %v, lower bound %v", mean, lower)
	}
}

func TestChanceOf(t *testing.T) {
	for _, tt := range []struct {
		n, k int
		want float64
	}{{4, 1, 0.25}, {5, 2, 0.1}, {5, 3, 0.1}, {3, 3, 1}} {
		if got := chanceOf(tt.n, tt.k); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%d of %d: %v, want %v", tt.k, tt.n, got, tt.want)
		}
	}
}

// One who knows how often each label is right gains from that alone.
func TestKeyPrior(t *testing.T) {
	b := &batch{}
	for i, key := range []string{"Basic", "Basic", "Gold"} {
		options := []string{"Basic", "Gold", "Iron"}
		at := slices.Index(options, key)
		options[0], options[at] = options[at], options[0]
		it := handMade("m", fmt.Sprint(i), "en", "Which?", options)
		it.closed = true
		b.items = append(b.items, it)
	}
	p := b.keyPrior()
	for i, want := range []float64{1, 1, 0} {
		d := b.items[i].dealings[0]
		if got := p.right(b.items[i], d, d.key()); got != want {
			t.Errorf("item %d: %v, want %v", i, got, want)
		}
	}
	tie := handMade("m", "tie", "en", "Which?", []string{"Iron", "Zinc"})
	if got := p.right(tie, tie.dealings[0], []int{0}); got != 0.5 {
		t.Errorf("lots between two: %v", got)
	}
}

// Where keys are evenly spread, one who knows how often each label is right
// wins what chance wins, and guessers win nothing.
func TestClosedSetsAgainstPrior(t *testing.T) {
	labels := []string{"Basic", "Gold", "Iron", "Zinc"}
	var items []*dealt
	for _, lang := range deck.Langs {
		for i := range 40 {
			options := slices.Clone(labels)
			options[0], options[i%4] = options[i%4], options[0]
			stem := "Which plan is it?"
			it := handMade("m", fmt.Sprint(i), lang, stem, times(20, options...)...)
			it.closed = true
			items = append(items, turned(it))
		}
	}
	r := row(t, (*batch).guessClosed, items...)
	if f := figure(t, r, "the key prior itself, over chance, en"); math.Abs(f.Value) > 1e-9 {
		t.Errorf("the prior gains %v points", f.Value)
	}
	for _, name := range []string{"longest, en", "odd one out, fr"} {
		if f := figure(t, r, name); !f.Met || math.Abs(f.Value) > 12 {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// Items that share a key fact are learnt and asked together.
func TestFoldsKeepFactsTogether(t *testing.T) {
	var items []*dealt
	for i := range 50 {
		it := &dealt{Item: deck.Item{ID: fmt.Sprint(i), Facts: []string{fmt.Sprint("f", i/2), fmt.Sprint("g", i%2*100+i)}}}
		items = append(items, it)
	}
	fold := foldsOf(items, deck.NewStreams(1))
	used := map[int]bool{}
	for i := 0; i < 50; i += 2 {
		used[fold[fmt.Sprint(i)]] = true
		if fold[fmt.Sprint(i)] != fold[fmt.Sprint(i+1)] {
			t.Errorf("items %d and %d share a fact, but not a fold", i, i+1)
		}
	}
	if len(used) != folds {
		t.Errorf("%d folds are used, want %d", len(used), folds)
	}
}
