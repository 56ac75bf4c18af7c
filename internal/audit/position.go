package audit

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// minP is the probability below which positions are called not random. It is
// low because random is what is wanted, not balanced: a shuffle that were
// evened out would tell the last key from those before.
const minP = 0.01

// position tests where the key of single items stands. An item counts once in
// each dealing: its order is drawn from the same stream in every language and
// edition.
func (b *batch) position(r *Row) error {
	found := newFindings()
	bySize := map[int][]int{}
	for n := range b.Dealings {
		seen := map[string]bool{}
		for _, it := range b.items {
			if !it.single() || seen[it.ID] {
				continue
			}
			seen[it.ID] = true
			d := it.dealings[n]
			bySize[len(d.options)] = append(bySize[len(d.options)], d.key()[0])
		}
	}
	for _, size := range slices.Sorted(maps.Keys(bySize)) {
		positions := bySize[size]
		for name, p := range map[string]float64{"chi-square": chiSquare(positions, size), "runs test": runsTest(positions, size)} {
			name = fmt.Sprintf("%s, %d options", name, size)
			r.demand(name, p, fmt.Sprintf("p of %d keys", len(positions)), p > minP)
		}
	}
	slices.SortFunc(r.Figures, func(a, b Figure) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	r.settle(found, b.Limit)
	return nil
}

// chiSquare is the probability of positions at least as uneven as these, if all
// are equally likely.
func chiSquare(positions []int, size int) float64 {
	seen, expected := make([]float64, size), make([]float64, size)
	for _, p := range positions {
		seen[p]++
	}
	for i := range expected {
		expected[i] = float64(len(positions)) / float64(size)
	}
	return distuv.ChiSquared{K: float64(size - 1)}.Survival(stat.ChiSquare(seen, expected))
}

// runsTest is the probability of a number of runs, in the first and in the
// second half of the positions, at least as unusual as this (Wald and
// Wolfowitz).
func runsTest(positions []int, size int) float64 {
	var above, below, runs float64
	last := 0
	for _, p := range positions {
		side := 2*p + 1 - size // 0 is the middle of an odd number of positions
		switch {
		case side == 0:
			continue
		case side > 0:
			above++
			side = 1
		default:
			below++
			side = -1
		}
		if side != last {
			runs++
		}
		last = side
	}
	n := above + below
	if above == 0 || below == 0 {
		return 0
	}
	mean := 2*above*below/n + 1
	variance := (mean - 1) * (mean - 2) / (n - 1)
	if variance <= 0 {
		return 1
	}
	return 2 * distuv.UnitNormal.Survival(math.Abs(runs-mean)/math.Sqrt(variance))
}
