package deck

import (
	"fmt"
	"maps"
	"slices"
)

// maxNear is the length of the longest name that is compared, in letters: no id
// is longer.
const maxNear = 64

// orNear is the end of a message about an unknown name: a question that names
// the known one that was probably meant, or "" if none is near.
func orNear(name string, known []string) string {
	if best := nearest(name, known); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

// orNearKey is orNear with the keys of what is known.
func orNearKey[V any](name string, known map[string]V) string {
	return orNear(name, slices.Collect(maps.Keys(known)))
}

// nearest is the known name that takes the fewest slips of the keyboard to
// become name: one, or one in four of its letters. Where none is so near, it is
// "", as for names of one or two letters, which are all near each other. Of
// several as near it is the first in order.
func nearest(name string, known []string) (best string) {
	letters := len([]rune(name))
	if letters < 3 || letters > maxNear {
		return ""
	}
	least := max(1, letters/4) + 1
	for _, k := range slices.Sorted(slices.Values(known)) {
		if n := slips(name, k); n < least {
			best, least = k, n
		}
	}
	return best
}

// slips counts the letters to put in, take out, exchange for another or
// exchange with their neighbour until a is b.
func slips(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before []int // the row before the last one
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next := make([]int, len(y)+1)
		next[0] = i
		for j := 1; j <= len(y); j++ {
			change := 1
			if x[i-1] == y[j-1] {
				change = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(y)]
}
