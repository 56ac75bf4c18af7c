package stats

import (
	"math"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The values are those that R. G. Newcombe gives for the score method (table I
// of Statistics in Medicine 17, 1998), and that of 35 in 50, worked out apart.
func TestWilson(t *testing.T) {
	for _, tt := range []struct {
		right, n   int
		confidence float64
		low, high  float64
	}{
		{81, 263, 0.95, 0.2553, 0.3662},
		{15, 148, 0.95, 0.0624, 0.1605},
		{0, 20, 0.95, 0, 0.1611},
		{1, 29, 0.95, 0.0061, 0.1718},
		{20, 20, 0.95, 0.8389, 1},
		{35, 50, 0.80, 0.6117, 0.7756},
		{0, 0, 0.95, 0, 1},
	} {
		low, high := Wilson(tt.right, tt.n, tt.confidence)
		if math.Abs(low-tt.low) > 0.00005 || math.Abs(high-tt.high) > 0.00005 {
			t.Errorf("%d of %d at %v: %.4f to %.4f, want %.4f to %.4f", tt.right, tt.n, tt.confidence, low, high, tt.low, tt.high)
		}
	}
}

// The ends solve the equation they are defined by, hold the observed share,
// and mirror those of what went wrong.
func TestWilsonIsTheScoreInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1000).Draw(t, "n")
		right := rapid.IntRange(0, n).Draw(t, "right")
		confidence := rapid.Float64Range(0.01, 0.999).Draw(t, "confidence")
		low, high := Wilson(right, n, confidence)
		share := float64(right) / float64(n)
		if low < 0 || low > share || share > high || high > 1 {
			t.Fatalf("%v is not within %v to %v", share, low, high)
		}
		for _, p := range []float64{low, high} {
			away, z := math.Abs(share-p), math.Sqrt2*math.Erfinv(confidence)
			if p > 0 && p < 1 && math.Abs(away-z*math.Sqrt(p*(1-p)/float64(n))) > 1e-9 {
				t.Errorf("%v is not %v standard errors away from %v", p, z, share)
			}
		}
		from, to := Wilson(n-right, n, confidence)
		if math.Abs(from-(1-high)) > 1e-12 || math.Abs(to-(1-low)) > 1e-12 {
			t.Errorf("%v to %v does not mirror %v to %v", from, to, low, high)
		}
	})
}

// Anything may use this package, so it uses nothing of ours.
func TestImportsNothingOfOurs(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "viva/internal/stats").CombinedOutput()
	if err != nil {
		t.Fatalf("list what stats imports: %v\n%s", err, out)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(dep, "viva/") && dep != "viva/internal/stats" {
			t.Errorf("stats imports %s", dep)
		}
	}
}
