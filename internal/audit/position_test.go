package audit

import (
	"math/rand/v2"
	"testing"
)

func TestPositionTests(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var fair, first, balanced []int
	for i := range 800 {
		fair = append(fair, random.IntN(4))
		first = append(first, min(random.IntN(5), 3)) // the last position twice as often
		balanced = append(balanced, []int{0, 2, 1, 3}[i%4])
	}
	tests := []struct {
		name       string
		positions  []int
		chi, turns bool // p is above the least
	}{
		{"random", fair, true, true},
		{"one position too often", first, false, true},
		{"evened out", balanced, true, false},
	}
	for _, tt := range tests {
		if p := chiSquare(tt.positions, 4); (p > minP) != tt.chi {
			t.Errorf("%s: chi-square p = %v", tt.name, p)
		}
		if p := runsTest(tt.positions, 4); tt.name != "one position too often" && (p > minP) != tt.turns {
			t.Errorf("%s: runs p = %v", tt.name, p)
		}
	}
	if p := runsTest([]int{0, 0, 0, 0}, 4); p > minP {
		t.Errorf("always the same position: runs p = %v", p)
	}
}

// A key that always stands first is noticed in the row.
func TestPositionRow(t *testing.T) {
	items := fakes(40, func(int, int) string { return "x" })
	if r := row(t, (*batch).position, items...); figure(t, r, "chi-square, 4 options").Met == false {
		t.Errorf("keys at all positions alike, but %+v", r.Figures)
	}
	for _, it := range items {
		for n := range it.dealings {
			it.dealings[n].options = handMade("m", "x", "en", "?", []string{"a", "b", "c", "d"}).Options
		}
	}
	if r := row(t, (*batch).position, items...); r.Met {
		t.Errorf("every key is first, but the row is met: %+v", r.Figures)
	}
}
