package chart

import (
	"math"
	"testing"
	"time"

	"viva/web/words"
)

// catalogue are the site's texts.
func catalogue(t *testing.T) *words.Catalogue {
	t.Helper()
	c, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var chartDay = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// binomial is the distribution of the number right of n.
func binomial(n int, p float64) []float64 {
	chances := make([]float64, n+1)
	for k := range chances {
		a, _ := math.Lgamma(float64(n + 1))
		b, _ := math.Lgamma(float64(k + 1))
		c, _ := math.Lgamma(float64(n - k + 1))
		chances[k] = math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
	}
	return chances
}
