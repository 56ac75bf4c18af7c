package simulate

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// Reliability compares the chances of a forecast with what came true, in ten
// classes of chance.
type Reliability struct {
	Classes [10]Class `json:"classes"`
}

// Class counts the forecasts of a chance between two tenths.
type Class struct {
	Count    int     `json:"count"`
	Expected float64 `json:"told"` // sum of the chances: how many were to come true
	True     float64 `json:"true"` // how many came true
}

// Add counts a forecast and what came of it.
func (r *Reliability) Add(chance float64, came bool) {
	c := &r.Classes[min(max(int(chance*10), 0), 9)]
	c.Count++
	c.Expected += chance
	if came {
		c.True++
	}
}

// AddShare counts a forecast of the share of right answers once for each of the
// answers, so many of which were right.
func (r *Reliability) AddShare(share float64, right, of int) {
	for i := range of {
		r.Add(share, i < right)
	}
}

func (r *Reliability) merge(other *Reliability) {
	for i, c := range other.Classes {
		r.Classes[i].Count += c.Count
		r.Classes[i].Expected += c.Expected
		r.Classes[i].True += c.True
	}
}

// Error is the expected calibration error: how far the chances lie from what
// came true, on average over all forecasts. It is from 0 to 1, and NaN without
// any forecast.
func (r *Reliability) Error() float64 {
	sum, n := 0.0, 0
	for _, c := range r.Classes {
		sum += math.Abs(c.Expected - c.True)
		n += c.Count
	}
	return sum / float64(n)
}

// Pairs holds true values, each beside its estimate.
type Pairs struct{ truths, estimates []float64 }

// Add keeps a true value and its estimate.
func (p *Pairs) Add(truth, estimate float64) {
	p.truths = append(p.truths, truth)
	p.estimates = append(p.estimates, estimate)
}

func (p *Pairs) merge(other *Pairs) {
	p.truths = append(p.truths, other.truths...)
	p.estimates = append(p.estimates, other.estimates...)
}

// Correlation is Pearson's. It is NaN where either side does not vary, as with
// a single pair.
func (p *Pairs) Correlation() float64 {
	if len(p.truths) < 2 {
		return math.NaN()
	}
	return stat.Correlation(p.truths, p.estimates, nil)
}

// RMSE is the root of the mean squared difference between truth and estimate;
// NaN without any pair.
func (p *Pairs) RMSE() float64 {
	return floats.Distance(p.truths, p.estimates, 2) / math.Sqrt(float64(len(p.truths)))
}

// Bias is how much higher than the truth the estimates are on average; NaN
// without any pair.
func (p *Pairs) Bias() float64 {
	if len(p.truths) == 0 {
		return math.NaN()
	}
	return stat.Mean(p.estimates, nil) - stat.Mean(p.truths, nil)
}
