package stats_test

import (
	"fmt"

	"viva/internal/stats"
)

// Eight right answers of ten say less than they seem to.
func ExampleWilson() {
	low, high := stats.Wilson(8, 10, 0.95)
	fmt.Printf("between %.0f %% and %.0f %%\n", 100*low, 100*high)
	// Output:
	// between 49 % and 94 %
}
