package memory_test

import (
	"fmt"

	"viva/internal/memory"
)

// A fact is recalled at first sight, then forgotten after three days. Time is
// a number of days; the zero State was never seen.
func Example() {
	w := memory.DefaultWeights
	var s memory.State
	s = w.Review(s, 0, memory.Good)
	fmt.Printf("a week later: %.2f\n", w.Retrievability(s, 7))
	s = w.Review(s, 3, memory.Again)
	fmt.Printf("ask again after %.1f days\n", w.Interval(s, 0.9))
	// Output:
	// a week later: 0.81
	// ask again after 0.6 days
}
