package memory

// Scores is the exact distribution of the number of right answers to items of
// which each is answered right with its own chance, independently of the
// others (Poisson binomial): Scores[k] is the chance of exactly k. It takes
// time in the square of the number of items.
type Scores []float64

// ScoresOf makes the distribution, one item after the other.
func ScoresOf(chances []float64) Scores {
	s := make(Scores, 1, len(chances)+1)
	s[0] = 1
	for _, p := range chances {
		s = append(s, 0)
		for k := len(s) - 1; k > 0; k-- {
			s[k] = s[k]*(1-p) + s[k-1]*p
		}
		s[0] *= 1 - p
	}
	return s
}

// Mean is the expected number of right answers.
func (s Scores) Mean() float64 {
	mean := 0.0
	for k, p := range s {
		mean += float64(k) * p
	}
	return mean
}

// AtLeast is the chance of k right answers or more.
func (s Scores) AtLeast(k int) float64 {
	sum := 0.0
	for i := max(k, 0); i < len(s); i++ {
		sum += s[i]
	}
	return min(sum, 1)
}

// Band gives the least and the most right answers such that less than half of
// what share leaves lies outside on either side: share 0.8 cuts off less than
// a tenth below and above.
func (s Scores) Band(share float64) (low, high int) {
	tail := (1 - share) / 2
	for sum := s[0]; sum < tail && low < len(s)-1; sum += s[low] {
		low++
	}
	high = len(s) - 1
	for sum := s[high]; sum < tail && high > low; sum += s[high] {
		high--
	}
	return low, high
}
