// Package limits has every quota in one place: how much one learner, or one
// address, may take before others would miss it. [Default] has the values, the
// operator's settings are of the same shape, and docs/security.md explains them.
// What is counted are rows that exist, inside the transaction that adds the next
// one, so requests that come at once cannot pass together.
//
// An exam that runs is hindered by none of them.
package limits

import (
	"math"
	"time"

	"viva/internal/fault"
)

// Limits are all quotas. A zero limits nothing.
type Limits struct {
	Starts     Rate // attempts that a learner begins
	Open       int  // attempts that a learner has unfinished at a time, without exams by a profile and sets taken along
	Answers    Rate // answers of a learner in practice
	Sets       Rate // sets that a learner takes along
	Objections Rate // of a learner
	Guests     Rate // new guests behind one address

	IdleGuest     time.Duration // a guest who answered nothing goes after as long without a sign of life
	IdleAnswered  time.Duration // a guest who answered goes after as long
	IdlePractice  time.Duration // practice that was left alone for as long is closed
	LowSpace      int64         // bytes free on the disk below which operators are warned
	ReservedSpace int64         // bytes free below which no attempt begins; see Practice
}

// Default are the limits of a school of 500 behind one address.
func Default() Limits {
	return Limits{
		Starts:     Rate{100, time.Hour},     // one every 36 seconds, for an hour
		Open:       50,                       // three a week are left alone for as long as it takes to close them
		Answers:    Rate{120, time.Minute},   // half a second to read, choose and go on
		Sets:       Rate{20, 24 * time.Hour}, // up to 1,000 questions with their answers
		Objections: Rate{50, 24 * time.Hour},
		Guests:     Rate{1500, time.Hour}, // each of the school three times

		IdleGuest:    24 * time.Hour,
		IdleAnswered: 90 * 24 * time.Hour,
		IdlePractice: 30 * 24 * time.Hour,

		LowSpace:      1 << 30,
		ReservedSpace: 256 << 20,
	}
}

// Rate is how often something may be done within any window of that length.
type Rate struct {
	Most int
	In   time.Duration
}

// Span is a stretch of time: after From, up to and with Until.
type Span struct{ From, Until time.Time }

// Window is the span in which uses count at now. Those of requests at the same
// time may lie a little ahead; what lies further ahead was left by a clock that
// has been set back.
func (r Rate) Window(now time.Time) Span { return Span{now.Add(-r.In), now.Add(r.In)} }

// Uses are those that lie in a window.
type Uses struct {
	N      int
	Oldest time.Time // of them; zero without any
}

// Check returns refused if one more is too many, with the detail "retry_after":
// the seconds until the oldest of the uses counts no longer.
func (r Rate) Check(u Uses, now time.Time, refused *fault.Error) error {
	if r.Most == 0 || u.N < r.Most {
		return nil
	}
	return refused.With("retry_after", Seconds(u.Oldest.Add(r.In).Sub(now)))
}

// Seconds rounds a waiting time up, so that whoever waits is not early.
func Seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }
