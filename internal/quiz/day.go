package quiz

import (
	"math"
	"time"

	"viva/internal/deck"
)

// dayTurns is when a learner's day turns, after midnight by their own clock:
// who studies late has not begun another day.
const dayTurns = 4 * time.Hour

// Day is a moment in the days of a learner, by the clock on the wall of the
// moment's own zone: days since the epoch, with fractions, so that a whole
// number is four in the morning.
func Day(at time.Time) float64 {
	_, offset := at.Zone()
	at = at.Add(time.Duration(offset)*time.Second - dayTurns)
	return float64(at.UnixMilli()) / (24 * 60 * 60 * 1000)
}

// DateOn is the date of a day.
func DateOn(day float64) deck.Date {
	return deck.DateOf(time.Unix(0, 0).UTC().AddDate(0, 0, int(math.Floor(day))))
}

// Local is a moment in the learner's zone.
func (l Learner) Local(at time.Time) time.Time {
	if l.Zone == nil {
		return at.UTC()
	}
	return at.In(l.Zone)
}
