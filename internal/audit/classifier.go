package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"viva/internal/deck"
	"viva/internal/gist"
)

// folds is into how many parts the items are split: the classifier is always
// asked about items that it has not learnt from.
const folds = 5

// dealingsLearnt bounds how many dealings of an item the classifier learns
// from; more say the same again.
const dealingsLearnt = 4

// classifier learns what right options look like, never which words they
// have, and returns a score for options of items it has not seen.
func (b *batch) classifier(items []*dealt) (func(*dealt, dealing) []float64, error) {
	fold := foldsOf(items, deck.NewStreams(b.Seed))
	weights := make([][]float64, folds)
	err := b.share(folds, func(f int) error {
		var x [][]float64
		var y []bool
		for _, it := range items {
			if fold[it.ID] == f {
				continue
			}
			for _, d := range it.dealings[:min(dealingsLearnt, len(it.dealings))] {
				x = append(x, looks(it.Lang, d)...)
				for _, o := range d.options {
					y = append(y, o.Correct)
				}
			}
		}
		var err error
		weights[f], err = fitLogistic(x, y)
		return err
	})
	return func(it *dealt, d dealing) []float64 {
		w := weights[fold[it.ID]]
		var score []float64
		for _, row := range looks(it.Lang, d) {
			score = append(score, dot(w, row))
		}
		return score
	}, err
}

// foldsOf puts every item into a fold. Items that share a key fact share a
// fold: the same fact asked the other way round would teach the answer.
func foldsOf(items []*dealt, s deck.Streams) map[string]int {
	root := map[string]string{}
	var find func(string) string
	find = func(x string) string {
		if root[x] == "" || root[x] == x {
			root[x] = x
			return x
		}
		root[x] = find(root[x])
		return root[x]
	}
	var order []string
	for _, it := range items {
		if root["item "+it.ID] == "" {
			order = append(order, it.ID)
		}
		for _, fact := range it.Facts {
			root[find("item "+it.ID)] = find("fact " + fact)
		}
		find("item " + it.ID)
	}
	groups := map[string][]string{}
	var names []string
	for _, id := range order {
		g := find("item " + id)
		if groups[g] == nil {
			names = append(names, g)
		}
		groups[g] = append(groups[g], id)
	}
	s.Rand("folds").Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	sizes := make([]int, folds)
	fold := map[string]int{}
	for _, g := range names { // into the smallest fold so far
		f := slices.Index(sizes, slices.Min(sizes))
		sizes[f] += len(groups[g])
		for _, id := range groups[g] {
			fold[id] = f
		}
	}
	return fold
}

// looks are the features of each option: the constant, length, position,
// punctuation, figures, overlap with the stem, absolutes and hedges. All but
// the position are measured against the other options of the item.
func looks(lang string, d dealing) [][]float64 {
	texts := d.texts()
	length := lengths(texts)
	words := gist.Words(d.stem)
	columns := [][]float64{
		standard(length), mapped(standard(length), math.Abs), ranks(length),
		extreme(length, slices.Max(length)), extreme(length, slices.Min(length)),
		standard(scores(texts, func(o string) float64 { return float64(countOf(o, unicode.IsPunct)) })),
		standard(scores(texts, func(o string) float64 { return float64(countOf(o, unicode.IsDigit)) })),
		standard(scores(texts, func(o string) float64 { return gist.Overlap(gist.Words(o), words) })),
		standard(scores(texts, func(o string) float64 { return float64(absolutes.count(lang, o)) })),
		standard(scores(texts, func(o string) float64 { return float64(hedges.count(lang, o)) })),
	}
	n := len(texts)
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = []float64{1, float64(i) / float64(n-1), oneIf(i == 0), oneIf(i == n-1)}
		for _, c := range columns {
			rows[i] = append(rows[i], c[i])
		}
	}
	return rows
}

// standard is each value less the mean, in standard deviations.
func standard(list []float64) []float64 {
	mean, sd := stat.PopMeanStdDev(list, nil)
	if sd == 0 {
		return make([]float64, len(list))
	}
	return mapped(list, func(x float64) float64 { return (x - mean) / sd })
}

// ranks is the share of the others that each value exceeds; ties count half.
func ranks(list []float64) []float64 {
	return mapped(list, func(x float64) float64 {
		below := -0.5
		for _, y := range list {
			switch {
			case y < x:
				below++
			case y == x:
				below += 0.5
			}
		}
		return below / float64(len(list)-1)
	})
}

func extreme(list []float64, end float64) []float64 {
	return mapped(list, func(x float64) float64 { return oneIf(x == end) })
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func countOf(s string, is func(rune) bool) int {
	return len(strings.Map(func(r rune) rune {
		if is(r) {
			return '.'
		}
		return -1
	}, s))
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// fitLogistic finds the weights under which the answers are likeliest, by
// Newton's method. A small ridge keeps them finite where a feature never
// varies.
func fitLogistic(x [][]float64, y []bool) ([]float64, error) {
	if len(x) == 0 {
		return make([]float64, 14), nil
	}
	const ridge, steps, still = 1.0, 25, 1e-8
	n := len(x[0])
	w := make([]float64, n)
	for range steps {
		gradient := make([]float64, n)
		hessian := mat.NewSymDense(n, nil)
		slope(x, y, w, gradient, hessian)
		for i := range n {
			gradient[i] -= ridge * w[i]
			hessian.SetSym(i, i, hessian.At(i, i)+ridge)
		}
		var chol mat.Cholesky
		if !chol.Factorize(hessian) {
			return nil, fmt.Errorf("the features of %d options have no unique fit", len(x))
		}
		step := mat.NewVecDense(n, nil)
		if err := chol.SolveVecTo(step, mat.NewVecDense(n, gradient)); err != nil {
			return nil, fmt.Errorf("solve a Newton step: %w", err)
		}
		for i := range w {
			w[i] += step.AtVec(i)
		}
		if mat.Norm(step, math.Inf(1)) < still {
			break
		}
	}
	return w, nil
}

// slope adds up the first and second derivatives of the log likelihood.
func slope(x [][]float64, y []bool, w, gradient []float64, hessian *mat.SymDense) {
	n := len(w)
	h := make([]float64, n*n)
	for k, row := range x {
		p := 1 / (1 + math.Exp(-dot(w, row)))
		for i, a := range row {
			gradient[i] += (oneIf(y[k]) - p) * a
			for j := i; j < n; j++ {
				h[i*n+j] += p * (1 - p) * a * row[j]
			}
		}
	}
	for i := range n {
		for j := i; j < n; j++ {
			hessian.SetSym(i, j, h[i*n+j])
		}
	}
}
