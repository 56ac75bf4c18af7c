package memory

import (
	"cmp"
	"math"
	"slices"
)

// Plan is how a learner wants to keep their facts. Days are those of Trace.
type Plan struct {
	Retention float64 // chance of recall at which a fact is due without an exam; 0 stands for 0.9
	Exam      float64 // day of the exam, 0 for none
	Daily     int     // answers a day at most; 0 for no limit
	// Nothing is asked from PausedFrom on and before PausedUntil.
	PausedFrom, PausedUntil float64
}

// These constants were found by simulation, with learners whose memory follows
// other formulas than this package (package simulate).
const (
	usualRetention = 0.9
	// horizon is how many days ahead recall is compared. A longer one would
	// trust the flat end of the forgetting curve too much.
	horizon = 7.0
	// leastGain is the least gain in expected recall for which a fact is asked
	// before an exam.
	leastGain = 0.07
	// newShare is what asking a fact never met gains, as a share of the recall
	// that being told a fact leaves: half of such facts are known already, and
	// half of the rest are forgotten again unless another answer follows.
	newShare = 0.25
	// spreading is the most days over which the backlog of a pause is spread.
	spreading = 7.0
)

// Today lists the facts to ask on that day, by their index in traces and in the
// order of asking. done is how many answers were given today already. The facts
// where an answer gains most expected recall come first, so that they fit in
// where not all do. Recall is compared a week ahead, or on the day of the exam
// where that is sooner.
//
// Without an exam, facts that are due are asked. With an exam ahead, a fact is
// asked if an answer gains enough recall, due or not, and left alone if it
// holds anyway. A fact never met (a zero Trace) is asked too: leave them out of
// traces where new facts are not wanted. A sure error that must be asked again
// by today comes first. A fact that was asked today is not asked again, nor is
// one whose last day is over.
func (w *Weights) Today(p Plan, traces []Trace, day float64, done int) []int {
	today := math.Floor(day)
	if today >= math.Floor(p.PausedFrom) && today < math.Floor(p.PausedUntil) {
		return nil
	}
	asked := w.candidates(p, traces, today)
	room := p.room(len(asked), today, done)
	slices.SortStableFunc(asked, func(a, b candidate) int { return cmp.Compare(b.gain, a.gain) })
	indexes := make([]int, min(room, len(asked)))
	for i := range indexes {
		indexes[i] = asked[i].index
	}
	return indexes
}

// candidate is a fact that may be asked today, and the expected recall that
// asking it gains.
type candidate struct {
	index int
	gain  float64
}

// candidates are the facts worth asking today.
func (w *Weights) candidates(p Plan, traces []Trace, today float64) []candidate {
	exam := p.Exam > 0 && today <= math.Floor(p.Exam)
	goal := today + horizon
	if exam {
		goal = min(goal, p.Exam)
	}
	v := w.values(today, goal)
	fresh := newShare * v.told()
	asked := make([]candidate, 0, len(traces))
	for i, t := range traces {
		checked := t.Check > 0 && math.Floor(t.Check) <= today
		switch {
		case t.Until > 0 && math.Floor(t.Until) < today: // asked no more
		case t.Reviews == 0:
			asked = append(asked, candidate{i, fresh})
		case math.Floor(t.Reviewed) >= today:
		case checked:
			asked = append(asked, candidate{i, 1 + v.gain(t)}) // before all others
		case exam:
			if gain := v.gain(t); gain >= leastGain {
				asked = append(asked, candidate{i, gain})
			}
		case math.Floor(w.Due(t, p.retention())) <= today:
			asked = append(asked, candidate{i, v.gain(t)})
		}
	}
	return asked
}

func (p Plan) retention() float64 {
	if p.Retention == 0 {
		return usualRetention
	}
	return p.Retention
}

// values computes what an answer today is worth on the day goal.
type values struct {
	w           *Weights
	factor      float64 // of w, kept as it takes long to compute
	today, goal float64
}

func (w *Weights) values(today, goal float64) values { return values{w, w.factor(), today, goal} }

func (v values) recall(stability, days float64) float64 {
	return math.Pow(1+v.factor*days/stability, -v.w[20])
}

// told is the chance to recall, on the day goal, a fact that is told today for
// the first time.
func (v values) told() float64 {
	return v.recall(v.w.Review(State{}, 0, Again).Stability, v.goal-v.today)
}

// gain is by how much asking a fact today is expected to raise the chance to
// recall it on the day goal.
func (v values) gain(t Trace) float64 {
	reviewed := math.Floor(t.Reviewed)
	unasked := v.recall(t.Stability, v.goal-reviewed)
	if unasked > 1-leastGain {
		return 1 - unasked // an upper bound, so small that the order hardly matters
	}
	now := v.recall(t.Stability, v.today-reviewed)
	kept := v.recall(max(v.w.recalled(t.State, now, Good), leastStability), v.goal-v.today)
	lost := v.recall(max(v.w.forgotten(t.State, now), leastStability), v.goal-v.today)
	return now*kept + (1-now)*lost - unasked
}

// room is how many of the waiting facts may still be asked today, after done
// answers. In the days after a pause it is an even share of what waits, so that
// the backlog does not fall on the first day.
func (p Plan) room(waiting int, today float64, done int) int {
	room := waiting
	if p.Daily > 0 {
		room = min(room, p.Daily-done)
	}
	back := math.Floor(p.PausedUntil)
	until := back + min(spreading, back-math.Floor(p.PausedFrom))
	if today >= back && today < until {
		share := math.Ceil(float64(waiting+done) / (until - today))
		room = min(room, int(share)-done)
	}
	return max(room, 0)
}

// Load is how many reviews the plan is expected to ask for on each of the
// coming days, of which day is the first. It plays the plan forward: a fact
// fails each time its chances of failing have added up to one. done is how many
// answers were given on the first day already: it asks what Today asks.
func (w *Weights) Load(p Plan, traces []Trace, day float64, days, done int) []int {
	played := slices.Clone(traces)
	failing := make([]float64, len(traces))
	load := make([]int, max(days, 0))
	for i := range load {
		today := math.Floor(day) + float64(i)
		asked := w.Today(p, played, today, done)
		done = 0
		for _, index := range asked {
			t := &played[index]
			failing[index] += 1 - w.At(*t, today)
			right := failing[index] < 1
			if !right {
				failing[index]--
			}
			*t = w.Recalled(*t, today, Recall{Right: right})
		}
		load[i] = len(asked)
	}
	return load
}
