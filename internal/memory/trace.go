package memory

import "math"

// Trace is the memory of one fact of one learner, and its history as far as
// scheduling needs it. The zero Trace is a fact never met. Days are counted
// from the Unix epoch in the learner's own calendar, so that a whole number is
// their midnight.
type Trace struct {
	State
	Reviewed float64 // day of the last review
	Check    float64 // day by which it must be asked again after a sure error; 0 for none
	Reviews  int     // answers so far
	Lapses   int     // reviews that were not recalls though the review before was
	Held     int     // days of review in a row that brought recalls, up to the last one
	Proven   bool    // answered right among other topics while proficient, and held since

	// Until is the last day on which the fact is asked at all, 0 for no end.
	// Answers do not change it: whoever knows the calendar of facts sets it.
	Until float64
}

// greatestInterval is the longest interval between two reviews, in days: ten
// years. The formulas would soon give a century, and dated facts do not last
// that long.
const greatestInterval = 3652.0

// A sure error is easily corrected, but the old answer comes back within about
// a week. So the fact is asked again checkAfter days later, unless it was
// reviewed in the checkEarly days before.
const (
	checkAfter = 7.0
	checkEarly = 2.0
)

// Recalled is the trace after an answer on that day. Answers are applied in the
// order in which they were given. A day before the last review counts as the
// day of that review.
func (w *Weights) Recalled(t Trace, day float64, r Recall) Trace {
	next := t
	first := t.Reviews == 0
	if !first {
		day = max(day, t.Reviewed)
	}
	days := math.Floor(day) - math.Floor(t.Reviewed)
	if first {
		days = 0
	}
	grade := r.Grade()
	if first && grade == Good && r.Certainty == Sure {
		grade = Easy // it was known before it was ever told, and so for a long time
	}
	next.State = w.Review(t.State, days, grade)
	next.Reviewed = day
	next.Reviews++
	switch {
	case grade == Again:
		if t.Held > 0 {
			next.Lapses++
		}
		next.Held, next.Proven = 0, false
	case t.Held == 0 || days >= 1:
		next.Held++
	}
	if day >= t.Check-checkEarly {
		next.Check = 0
	}
	if !r.Right && r.Certainty == Sure {
		next.Check = day + checkAfter
	}
	if grade != Again && r.Mixed && LevelOf(t, day, w) >= Proficient {
		next.Proven = true
	}
	return next
}

// At is the chance, from 0 to 1, that the learner recalls the fact on that
// day; 0 for a fact never met.
func (w *Weights) At(t Trace, day float64) float64 {
	if t.Reviews == 0 {
		return 0
	}
	return w.Retrievability(t.State, max(day-t.Reviewed, 0))
}

// heldStability, in days, is the least stability that a forecast believes a fact
// to have that was right in every answer since the first. It was known before it
// was ever told, and of two memories equally fresh the older one fades more
// slowly (Jost 1897). The schedule goes by the first answers of many learners,
// and asks such a fact again sooner.
const heldStability = 45.0

// Foreseen is like At the chance that the learner recalls the fact on that day,
// as forecasts and ratings reckon with it.
func (w *Weights) Foreseen(t Trace, day float64) float64 {
	if t.Held > 0 && t.Held == t.Reviews {
		t.Stability = max(t.Stability, heldStability)
	}
	return w.At(t, day)
}

// Due is the day on which the chance of recall falls to retention, at least one
// day and at most ten years after the last review. It is no later than Check
// and than Until, but Until brings it no closer to the last review than one
// day. A fact never met is never due: its day is infinite.
func (w *Weights) Due(t Trace, retention float64) float64 {
	if t.Reviews == 0 {
		return math.Inf(1)
	}
	due := t.Reviewed + min(max(w.Interval(t.State, retention), 1), greatestInterval)
	if t.Check > 0 {
		due = min(due, t.Check)
	}
	if t.Until > 0 {
		due = max(min(due, t.Until), t.Reviewed+1)
	}
	return due
}
