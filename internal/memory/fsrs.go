// Package memory models what a learner remembers of a fact, and for how long.
// It is pure: time goes in as days, and nothing is stored here.
package memory

import "math"

// Grade is how well a fact was recalled.
type Grade int

// The grades of a recall. Recall.Grade says which of them an answer is.
const (
	Again Grade = iota + 1 // not recalled
	Hard
	Good
	Easy
)

// State is the memory of one fact after a review. The zero State is a fact
// never seen.
type State struct {
	Stability  float64 // days until recall falls to nine in ten
	Difficulty float64 // 1 (easy) to 10
}

// Weights are the 21 parameters of FSRS-6.
type Weights [21]float64

// DefaultWeights are those published with FSRS-6, fitted to the reviews of many
// learners.
var DefaultWeights = Weights{
	0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
	1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
}

// leastStability, in days, is the lowest stability of a fact that was met.
const leastStability = 0.001

// Retrievability is the chance, from 0 to 1, that a fact is recalled so many
// days after its last review: a power curve that passes through 0.9 when as
// many days have gone by as its stability says.
func (w *Weights) Retrievability(s State, days float64) float64 {
	if s.Stability == 0 {
		return 0
	}
	return math.Pow(1+w.factor()*days/s.Stability, -w[20])
}

// Interval is the number of days after which the chance of recall falls to
// retention, which lies between 0 and 1.
func (w *Weights) Interval(s State, retention float64) float64 {
	return s.Stability / w.factor() * (math.Pow(retention, -1/w[20]) - 1)
}

func (w *Weights) factor() float64 { return math.Pow(0.9, -1/w[20]) - 1 }

// Review is the state after a review with that grade, so many days after the
// last one. Less than one day is the same day.
func (w *Weights) Review(s State, days float64, g Grade) State {
	if s == (State{}) {
		return State{Stability: max(w[g-1], leastStability), Difficulty: clamp(w.firstDifficulty(g))}
	}
	next := State{Difficulty: w.difficulty(s.Difficulty, g)}
	r := w.Retrievability(s, days)
	switch {
	case days < 1:
		next.Stability = w.sameDay(s.Stability, g)
	case g == Again:
		next.Stability = w.forgotten(s, r)
	default:
		next.Stability = w.recalled(s, r, g)
	}
	next.Stability = max(next.Stability, leastStability)
	return next
}

func (w *Weights) firstDifficulty(g Grade) float64 {
	return w[4] - math.Exp(w[5]*float64(g-1)) + 1
}

// difficulty is the difficulty after a review with that grade. The grade
// changes it less the closer it is to 10; then it moves back a little towards
// that of a fact which was easy from the start.
func (w *Weights) difficulty(d float64, g Grade) float64 {
	moved := d - w[6]*float64(g-Good)*(10-d)/9
	return clamp(w[7]*clamp(w.firstDifficulty(Easy)) + (1-w[7])*moved)
}

// recalled is the stability after a recall on a later day, before which the
// chance of recall was r.
func (w *Weights) recalled(s State, r float64, g Grade) float64 {
	bonus := 1.0
	switch g {
	case Hard:
		bonus = w[15]
	case Easy:
		bonus = w[16]
	}
	return s.Stability * (1 + bonus*math.Exp(w[8])*(11-s.Difficulty)*math.Pow(s.Stability, -w[9])*(math.Exp(w[10]*(1-r))-1))
}

// forgotten is the stability after a failure on a later day. As in the
// reference it is lower than before, at least by the factor by which a Good on
// the same day raises a stability of one day.
func (w *Weights) forgotten(s State, r float64) float64 {
	left := w[11] * math.Pow(s.Difficulty, -w[12]) * (math.Pow(s.Stability+1, w[13]) - 1) * math.Exp(w[14]*(1-r))
	return min(left, s.Stability/math.Exp(w[17]*w[18]))
}

// sameDay is the stability after another review on the same day. A recall never
// lowers it, not even a hard one: else a right guess would leave less than no
// answer.
func (w *Weights) sameDay(stability float64, g Grade) float64 {
	growth := math.Exp(w[17]*(float64(g-Good)+w[18])) * math.Pow(stability, -w[19])
	if g >= Hard {
		growth = max(growth, 1)
	}
	return stability * growth
}

func clamp(difficulty float64) float64 { return min(max(difficulty, 1), 10) }
