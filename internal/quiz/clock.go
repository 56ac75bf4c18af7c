package quiz

import (
	"time"

	"viva/internal/fault"
)

// An attempt's time is the server's: the deadline is fixed when it starts,
// whatever a client says. Only Store.Beat moves it, when the clock of the
// server was set or the server was down.

// Grace is the time after the deadline within which an answer that was on its
// way is still taken. Then the attempt ends.
const Grace = 5 * time.Second

// What can be wrong with an attempt's time.
var (
	ErrExpired = fault.New(fault.Conflict, "expired",
		"The time is over. What was saved before counts.",
		"Le temps est écoulé. Ce qui a été enregistré avant compte.")
	ErrExtra = fault.New(fault.Invalid, "extra",
		"Extra time is 100, 125, 150 or 200 per cent.",
		"Pour le temps majoré, choisissez 100, 125, 150 ou 200 pour cent.")
)

// Extras are the shares of an exam's time that a learner can have, in per cent.
var Extras = []int{100, 125, 150, 200}

// closes is the moment from which on nothing is taken.
func (a *Attempt) closes() time.Time { return a.Deadline.Add(Grace) }

// Timed reports whether the attempt has a deadline.
func (a *Attempt) Timed() bool { return !a.Deadline.IsZero() }

// RanOut reports whether the attempt ended, or must end now, because its time
// is over.
func (a *Attempt) RanOut(now time.Time) bool {
	if a.Finished() {
		now = a.FinishedAt
	}
	return a.Timed() && !now.Before(a.closes())
}

// Left is the time left, never below zero.
func (a *Attempt) Left(now time.Time) time.Duration { return max(0, a.Deadline.Sub(now)) }

// Settle finishes an attempt whose time is over with what was saved, and
// reports whether it did.
func (a *Attempt) Settle(now time.Time) bool {
	if a.Finished() || !a.RanOut(now) {
		return false
	}
	a.Finish(now)
	return true
}

// move adds the time since the learner last did something to the item they
// were at.
func (a *Attempt) move(pos int, now time.Time) {
	since := a.MovedAt
	if since.IsZero() {
		since = a.StartedAt
	}
	if spent := now.Sub(since); spent > 0 {
		n := a.Note(pos)
		n.Spent += spent
		a.note(pos, n)
	}
	a.MovedAt, a.MovedTo = now, pos
}
