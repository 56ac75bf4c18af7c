package main

import (
	"sync/atomic"
	"time"
)

// clock tells the time of one run of the server: the wall clock as it was at
// the start, and what has gone by since on a clock that nobody sets. When
// somebody sets the wall clock, the time that exams have left does not move.
type clock struct {
	start   time.Time            // without a monotonic reading
	elapsed func() time.Duration // since the start
	wall    func() time.Time
	turned  atomic.Int64 // nanoseconds by which it was turned since the start
}

func newClock(wall func() time.Time, elapsed func() time.Duration) *clock {
	return &clock{start: wall().Round(0), elapsed: elapsed, wall: wall}
}

// startClock is the machine's.
func startClock() *clock {
	start := time.Now()
	return newClock(time.Now, func() time.Duration { return time.Since(start) })
}

// Now is the time of the server.
func (c *clock) Now() time.Time {
	return c.start.Add(c.elapsed() + time.Duration(c.turned.Load()))
}

// Drift is how far the wall clock is ahead of the server's: it was set, or the
// machine slept.
func (c *clock) Drift() time.Duration { return c.wall().Round(0).Sub(c.Now()) }

// Turn sets the server's clock forward or back.
func (c *clock) Turn(by time.Duration) { c.turned.Add(int64(by)) }
