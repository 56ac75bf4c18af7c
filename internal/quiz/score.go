package quiz

import (
	"fmt"
	"time"

	"viva/internal/deck"
)

// Scores are made of two kinds of events: answers that count, and outcomes of
// attempts. They are applied in the transaction of the answer that causes them.
// A rebuild adds up all of them again and comes to the same scores.

// Counted is an item whose key a learner was told, with what they answered. Only
// the first one of an item counts in each period.
type Counted struct {
	Item   string
	Topic  string
	Points int
	Told   bool // without rank: it adds nothing, and nor does what comes after it
	At     time.Time
	Order  int64 // number among all changes, given by storage
}

// Outcome is a finished ranked attempt.
type Outcome struct {
	Points, Max int
	At          time.Time
	Order       int64 // number among all changes, given by storage
}

// CountedFirst lists what is told as soon as the attempt begins: the items of a
// set taken along.
func (a *Attempt) CountedFirst() []Counted {
	if a.Kind != Offline || !a.Spends {
		return nil
	}
	var told []Counted
	for _, it := range a.items {
		if it.Role != deck.Return {
			told = append(told, Counted{Item: it.ID, Topic: it.Topic, Told: true, At: a.StartedAt, Order: a.BegunAs})
		}
	}
	return told
}

// CountedNow lists the answers that begin to count with the changes since the
// attempt was loaded: in practice those just given; at the end of an exam all
// of its items, blank ones with no points.
func (a *Attempt) CountedNow() []Counted {
	switch {
	case a.Mode == deck.Practice:
		return a.counted(a.Fresh())
	case a.finishing:
		return a.counted(a.standing())
	}
	return nil
}

// CountedEver lists all answers of the attempt that count, but for CountedFirst,
// for rebuilding.
func (a *Attempt) CountedEver() []Counted {
	switch {
	case a.Mode == deck.Practice:
		return a.counted(a.responses)
	case a.Finished():
		return a.counted(a.standing())
	}
	return nil
}

// counted turns responses into events, each counting when it became known:
// at once in practice, at the end of an exam.
func (a *Attempt) counted(responses []Response) []Counted {
	if !a.Ranked && !a.Spends {
		return nil
	}
	var out []Counted
	for _, r := range responses {
		it := a.items[r.Position-1]
		if a.Ranked && it.Role != deck.Scored {
			continue
		}
		c := Counted{Item: it.ID, Topic: it.Topic, Points: r.Mark.Points(), Told: !a.Ranked || r.Hasty, At: r.AnsweredAt, Order: r.StoredAs}
		if a.Mode == deck.Exam {
			c.At, c.Order = a.FinishedAt, a.FinishedAs
		}
		out = append(out, c)
	}
	return out
}

// standing is the answer to each item, blank ones included.
func (a *Attempt) standing() []Response {
	var out []Response
	for pos := range a.items {
		r, _ := a.response(pos + 1)
		r.Position = pos + 1
		out = append(out, r)
	}
	return out
}

// Outcome is the attempt's own result as a scoring event, to which hasty answers
// add nothing; ok is false unless it is finished, by its learner or its clock,
// and ranked.
func (a *Attempt) Outcome() (o Outcome, ok bool) {
	if !a.Ranked || !a.Finished() || a.Abandoned {
		return Outcome{}, false
	}
	return Outcome{Points: a.rankedPoints(), Max: a.Max(), At: a.FinishedAt, Order: a.FinishedAs}, true
}

// rankedPoints are the points of the answers that rank.
func (a *Attempt) rankedPoints() int {
	sum := a.Points()
	for i, it := range a.items {
		if r, ok := a.response(i + 1); ok && r.Hasty && it.Role == deck.Scored {
			sum -= r.Mark.Points()
		}
	}
	return sum
}

// AllTime is the period that never ends.
const AllTime = "all"

// PeriodsOf names the scoring periods a moment belongs to, in UTC: all time,
// the month (2026-11) and the ISO week (2026-W47).
func PeriodsOf(t time.Time) []string {
	t = t.UTC()
	year, week := t.ISOWeek()
	return []string{AllTime, t.Format("2006-01"), fmt.Sprintf("%d-W%02d", year, week)}
}

// Better reports whether points of max is a better attempt than bestPoints of
// bestMax: by proportion, then by length.
func Better(points, max, bestPoints, bestMax int) bool {
	if bestMax == 0 {
		return true
	}
	a, b := points*bestMax, bestPoints*max
	return a > b || (a == b && max > bestMax)
}
