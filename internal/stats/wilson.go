// Package stats is test theory: what answers tell of learners and of items,
// and how sure one may be of it. It is pure and knows nothing of the rest.
package stats

import "math"

// Wilson is the score interval of a proportion: between low and high, both
// from 0 to 1, lies the true share, if right of n independent answers were
// right. confidence, above 0 and below 1, is how often such an interval holds
// the truth. Without an answer it is everything from 0 to 1.
//
// The ends are the shares p at which right/n is just z standard errors away,
// |right/n - p| = z·sqrt(p(1-p)/n), with z the normal quantile of confidence
// (E. B. Wilson, Probable inference, the law of succession, and statistical
// inference, Journal of the American Statistical Association 22, 1927). Unlike
// the interval of the textbooks it stays within 0 and 1, and says something
// where all or none are right. No correction for continuity is made.
func Wilson(right, n int, confidence float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	z := math.Sqrt2 * math.Erfinv(confidence)
	share, size := float64(right)/float64(n), float64(n)
	zz := z * z / size
	middle := (share + zz/2) / (1 + zz)
	half := z / (1 + zz) * math.Sqrt(share*(1-share)/size+zz/(4*size))
	low, high = max(middle-half, 0), min(middle+half, 1)
	switch right { // where rounding would leave a trace of the end
	case 0:
		low = 0
	case n:
		high = 1
	}
	return low, high
}
