package audit

import (
	"fmt"
	"slices"
	"strings"
	"viva/internal/gist"
)

// alike is the likeness of stems from which two items are one to a learner.
const alike = 0.8

// duplicates looks for items of an edition that ask for the same facts: in two
// models with stems alike, or twice in one model.
func (b *batch) duplicates(r *Row) error {
	found := newFindings()
	type asked struct{ edition, lang, facts string }
	same := map[asked][]*dealt{}
	for _, it := range b.items {
		facts := slices.Sorted(slices.Values(it.Facts))
		of := asked{it.Edition, it.Lang, strings.Join(facts, "+")}
		for _, other := range same[of] {
			if it.Model == other.Model {
				found.item("twice in one model", it.Item, fmt.Sprintf("%s asks for the same facts", other.ID))
				continue
			}
			if how, a, b := worstPair(it, other); how >= alike {
				found.item("stems alike", it.Item, fmt.Sprintf("%.2f like %s: %q and %q", how, other.ID, a, b))
			}
		}
		same[of] = append(same[of], it)
	}
	r.settle(found, b.Limit)
	r.demand("near-duplicates", float64(r.Found), "", r.Found == 0)
	return nil
}

// worstPair gives the two wordings that are most alike.
func worstPair(a, b *dealt) (how float64, x, y string) {
	for _, s := range a.stems() {
		for _, t := range b.stems() {
			if h := similarity(s, t); h > how {
				how, x, y = h, s, t
			}
		}
	}
	return how, x, y
}

// similarity is by words or by letters, whichever is more.
func similarity(a, b string) float64 {
	x, y := gist.Tokens(a), gist.Tokens(b)
	return max(dice(set(x), set(y)), levenshtein(strings.Join(x, " "), strings.Join(y, " ")))
}

func set(words []string) map[string]bool {
	s := map[string]bool{}
	for _, w := range words {
		s[w] = true
	}
	return s
}

// stems are the different wordings that the dealings show.
func (it *dealt) stems() []string {
	var list []string
	for _, d := range it.dealings {
		if !slices.Contains(list, d.stem) {
			list = append(list, d.stem)
		}
	}
	return list
}
