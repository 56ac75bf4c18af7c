package simulate

import (
	"math"
	"testing"
)

func TestReliability(t *testing.T) {
	var r Reliability
	if !math.IsNaN(r.Error()) {
		t.Errorf("error without forecasts %v", r.Error())
	}
	for i := range 10 {
		r.Add(0.75, i < 5)
		r.Add(1, true)
	}
	if got := r.Error(); math.Abs(got-0.125) > 1e-12 {
		t.Errorf("error %v, want 0.125", got)
	}
	if c := r.Classes[7]; c.Count != 10 || c.True != 5 || math.Abs(c.Expected-7.5) > 1e-12 {
		t.Errorf("class of 0.7 to 0.8: %+v", c)
	}
	if r.Classes[9].Count != 10 {
		t.Error("certainty is not in the last class")
	}
}

func TestPairs(t *testing.T) {
	var p Pairs
	if !math.IsNaN(p.Correlation()) || !math.IsNaN(p.RMSE()) || !math.IsNaN(p.Bias()) {
		t.Error("figures without pairs")
	}
	p.Add(1, 2)
	if c := p.Correlation(); !math.IsNaN(c) {
		t.Errorf("correlation of one pair %v", c)
	}
	p.Add(2, 4)
	p.Add(3, 6)
	if c := p.Correlation(); math.Abs(c-1) > 1e-9 {
		t.Errorf("correlation %v", c)
	}
	if want := math.Sqrt(14.0 / 3); math.Abs(p.RMSE()-want) > 1e-9 {
		t.Errorf("RMSE %v, want %v", p.RMSE(), want)
	}
	if p.Bias() != 2 {
		t.Errorf("bias %v", p.Bias())
	}
}
