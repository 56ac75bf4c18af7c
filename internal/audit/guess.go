package audit

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"gonum.org/v1/gonum/stat"

	"viva/internal/deck"
	"viva/internal/gist"
)

// maxGain is how much a guesser who knows nothing of the subject may win over
// chance: the lower bound of the gain, as a share of the items.
const maxGain = 0.03

// bound is the normal quantile of a 95 % lower bound.
const bound = 1.645

// guesser gives each option a score from its looks; the highest are ticked.
type guesser struct {
	name  string
	score func(lang, stem string, options []string) []float64
}

// guessers are the test-wise who know nothing of the subject.
var guessers = []guesser{
	{"longest", each(func(_, _, o string) float64 { return float64(runes(o)) })},
	{"middle length", func(_, _ string, options []string) []float64 { return nearMedian(lengths(options)) }},
	{"most stem overlap", func(_, stem string, options []string) []float64 {
		words := gist.Words(stem)
		return scores(options, func(o string) float64 { return gist.Overlap(gist.Words(o), words) })
	}},
	{"odd one out", func(_, _ string, options []string) []float64 { return negative(likeness(options)) }},
	{"most specific", each(func(_, _, o string) float64 { return specificity(o) })},
	{"absolute-word avoider", each(func(lang, _, o string) float64 { return -float64(absolutes.count(lang, o)) })},
}

func each(score func(lang, stem, option string) float64) func(string, string, []string) []float64 {
	return func(lang, stem string, options []string) []float64 {
		return scores(options, func(o string) float64 { return score(lang, stem, o) })
	}
}

func scores(options []string, score func(string) float64) []float64 {
	list := make([]float64, len(options))
	for i, o := range options {
		list[i] = score(o)
	}
	return list
}

func lengths(options []string) []float64 {
	return scores(options, func(o string) float64 { return float64(runes(o)) })
}

func negative(list []float64) []float64 {
	return mapped(list, func(x float64) float64 { return -x })
}

func mapped(list []float64, f func(float64) float64) []float64 {
	out := make([]float64, len(list))
	for i, x := range list {
		out[i] = f(x)
	}
	return out
}

// nearMedian is greatest for what lies nearest to the middle of the list.
func nearMedian(list []float64) []float64 {
	sorted := slices.Sorted(slices.Values(list))
	middle := (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
	return mapped(list, func(x float64) float64 { return -math.Abs(x - middle) })
}

// likeness is how much each option is like the others, on average.
func likeness(options []string) []float64 {
	sets := make([]map[string]bool, len(options))
	for i, o := range options {
		sets[i] = trigrams(o)
	}
	list := make([]float64, len(options))
	for i := range sets {
		for j := range sets {
			if i != j {
				list[i] += dice(sets[i], sets[j]) / float64(len(options)-1)
			}
		}
	}
	return list
}

// specificity counts words, and figures threefold: what is precise looks
// right.
func specificity(option string) float64 {
	digits := strings.Count(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0'
		}
		return r
	}, option), "0")
	return float64(len(gist.Tokens(option)) + 3*digits)
}

// best are the k options of the highest scores, ascending; chance breaks ties.
func best(score []float64, k int, chance *rand.Rand) []int {
	order := chance.Perm(len(score))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	order = order[:k]
	slices.Sort(order)
	return order
}

// gain is what a guesser wins over the baseline on one item, in its dealings.
type gain struct {
	item   *dealt
	points float64
}

// guessOpen compares guessers with chance where options differ from item to
// item.
func (b *batch) guessOpen(r *Row) error {
	return b.guess(r, false, func(*dealt) func(dealing, []int) float64 {
		return func(d dealing, key []int) float64 { return chanceOf(len(d.options), len(key)) }
	})
}

// guessClosed compares guessers, where the options are always the same few,
// with one who knows how often each of these is right in the family.
func (b *batch) guessClosed(r *Row) error {
	prior := b.keyPrior()
	for _, lang := range deck.Langs {
		var gains []gain
		for _, it := range b.items {
			if it.Lang != lang || !it.closed || !it.choice() {
				continue
			}
			sum := 0.0
			for _, d := range it.dealings {
				sum += prior.right(it, d, d.key()) - chanceOf(len(d.options), len(d.key()))
			}
			gains = append(gains, gain{it, sum / float64(len(it.dealings))})
		}
		mean, _ := clustered(gains)
		r.figure("the key prior itself, over chance, "+lang, 100*mean, "points")
	}
	return b.guess(r, true, func(it *dealt) func(dealing, []int) float64 {
		return func(d dealing, key []int) float64 {
			return prior.right(it, d, key)
		}
	})
}

// guess lets every guesser answer every item of one sort, in each language.
func (b *batch) guess(r *Row, closed bool, baseline func(*dealt) func(dealing, []int) float64) error {
	found := newFindings()
	for _, lang := range deck.Langs {
		var items []*dealt
		for _, it := range b.items {
			if it.Lang == lang && it.choice() && it.closed == closed {
				items = append(items, it)
			}
		}
		r.figure("items, "+lang, float64(len(clusters(items))), "")
		for _, g := range guessers {
			b.judge(r, found, g.name+", "+lang, items, baseline, func(it *dealt, d dealing) []float64 {
				return g.score(it.Lang, d.stem, d.texts())
			})
		}
		fit, err := b.classifier(items)
		if err != nil {
			return fmt.Errorf("fit the classifier: %w", err)
		}
		b.judge(r, found, "logistic classifier, "+lang, items, baseline, fit)
	}
	r.Notes = append(r.Notes, fmt.Sprintf("%d dealings an item; clustered by item; one-sided normal bound", b.Dealings))
	r.settle(found, b.Limit)
	return nil
}

// judge measures one guesser on the items.
func (b *batch) judge(r *Row, found *findings, name string, items []*dealt, baseline func(*dealt) func(dealing, []int) float64, score func(*dealt, dealing) []float64) {
	gains := make([]gain, len(items))
	for i, it := range items {
		base := baseline(it)
		chance := deck.NewStreams(b.Seed).Sub("guess").Sub(name).Sub(it.Edition).Rand(it.ID)
		sum := 0.0
		for _, d := range it.dealings {
			key := d.key()
			if slices.Equal(best(score(it, d), len(key), chance), key) {
				sum++
			}
			sum -= base(d, key)
		}
		gains[i] = gain{it, sum / float64(len(it.dealings))}
	}
	mean, lower := clustered(gains)
	met := lower <= maxGain
	r.demand(name, 100*mean, fmt.Sprintf("points (lower bound %.1f)", 100*lower), met)
	if !met {
		blame(found, name, gains)
	}
}

// clustered gives the mean gain over items and its lower bound: dealings and
// editions of an item are no independent evidence, so an item counts once.
func clustered(gains []gain) (mean, lower float64) {
	byItem := map[string][]float64{}
	var order []string
	for _, g := range gains {
		if byItem[g.item.ID] == nil {
			order = append(order, g.item.ID)
		}
		byItem[g.item.ID] = append(byItem[g.item.ID], g.points)
	}
	if len(order) < 2 {
		return 0, 0
	}
	means := make([]float64, len(order))
	for i, id := range order {
		means[i] = stat.Mean(byItem[id], nil)
	}
	mean, sd := stat.MeanStdDev(means, nil)
	return mean, mean - bound*stat.StdErr(sd, float64(len(means)))
}

// blame names the models that give a guesser most.
func blame(found *findings, name string, gains []gain) {
	byModel := map[string]float64{}
	for _, g := range gains {
		byModel[g.item.Model] += g.points
	}
	for _, g := range gains {
		if won := byModel[g.item.Model]; won >= 1 && g.points > maxGain {
			found.item(name, g.item.Item, fmt.Sprintf("the model gives %.1f items more than it should; this one %+.0f points", won, 100*g.points))
		}
	}
}

func clusters(items []*dealt) map[string]bool {
	ids := map[string]bool{}
	for _, it := range items {
		ids[it.ID] = true
	}
	return ids
}

// chanceOf is the chance to tick k keys of n options blindly.
func chanceOf(n, k int) float64 {
	p := 1.0
	for i := range k {
		p *= float64(k-i) / float64(n-i)
	}
	return p
}

// prior is how often each label is right in a family, edition and language.
type prior map[[3]string]map[string]float64

func (b *batch) keyPrior() prior {
	p := prior{}
	for _, it := range b.items {
		if !it.closed || !it.choice() {
			continue
		}
		at := [3]string{it.Family, it.Edition, it.Lang}
		if p[at] == nil {
			p[at] = map[string]float64{}
		}
		for _, o := range it.Options {
			if o.Correct {
				p[at][o.Text]++
			}
		}
	}
	return p
}

// right is the chance of one who ticks what is right most often, and draws
// lots where labels are right equally often.
func (p prior) right(it *dealt, d dealing, key []int) float64 {
	often := p[[3]string{it.Family, it.Edition, it.Lang}]
	list := scores(d.texts(), func(o string) float64 { return often[o] })
	sorted := slices.Sorted(slices.Values(negative(list)))
	last := -sorted[len(key)-1] // the score of the last option ticked
	sure, tied, keyed := 0, 0, 0
	for i, s := range list {
		isKey := slices.Contains(key, i)
		switch {
		case s > last && !isKey, s < last && isKey:
			return 0
		case s > last:
			sure++
		case s == last && isKey:
			tied, keyed = tied+1, keyed+1
		case s == last:
			tied++
		}
	}
	return chanceOf(tied, keyed)
}
