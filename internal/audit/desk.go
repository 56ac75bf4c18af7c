package audit

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"viva/internal/deck"
)

// State is how far a job is.
type State int

// A job is under way or waits for its turn, is done, or went wrong.
const (
	Pending State = iota
	Ready
	Failed
)

// retryAfter is how long a failure stands before it is tried again.
const retryAfter = time.Minute

// Desk measures decks in the background of other work, when first asked: each
// once for a day and a version of its files, one after the other. It is safe
// for concurrent use.
type Desk struct {
	measure func(d *deck.Deck, day deck.Date) (Report, error)
	now     func() time.Time
	log     *slog.Logger

	turn chan struct{} // filled while measuring

	mu   sync.Mutex
	jobs map[string]*job // subject -> the newest
}

// job measures one deck on one day. mu guards all but its key.
type job struct {
	key    jobKey
	state  State
	report Report
	failed time.Time
}

type jobKey struct {
	version string
	day     deck.Date
}

// NewDesk makes a desk that measures in that way, and logs how each job
// ended. measure keeps to its own goroutine: Options with one worker do.
func NewDesk(measure func(d *deck.Deck, day deck.Date) (Report, error), now func() time.Time, log *slog.Logger) *Desk {
	return &Desk{measure: measure, now: now, log: log, turn: make(chan struct{}, 1), jobs: map[string]*job{}}
}

// Report returns at once what was measured of a deck on a day, if it is Ready.
// Asking for what nobody has measured begins to measure it, and so does asking
// a minute after a failure.
func (k *Desk) Report(d *deck.Deck, day deck.Date) (Report, State) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key := jobKey{d.Version, day}
	j := k.jobs[d.ID()]
	if j == nil || j.key != key || j.state == Failed && k.now().Sub(j.failed) >= retryAfter {
		j = &job{key: key}
		k.jobs[d.ID()] = j
		go k.fill(j, d)
	}
	return j.report, j.state
}

// fill measures when it is its turn, unless a later day was asked for while it
// waited.
func (k *Desk) fill(j *job, d *deck.Deck) {
	k.turn <- struct{}{}
	defer func() { <-k.turn }()
	k.mu.Lock()
	wanted := k.jobs[d.ID()] == j
	k.mu.Unlock()
	if !wanted {
		return
	}
	began := k.now()
	report, err := k.try(d, j.key.day)
	if err != nil {
		k.log.Error("report failed", "subject", d.ID(), "error", err.Error())
	} else {
		k.log.Info("report", "subject", d.ID(), "met", report.Met, "ms", k.now().Sub(began).Milliseconds())
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		j.state, j.failed = Failed, k.now()
		return
	}
	j.state, j.report = Ready, report
}

// try keeps a panic of a measure from ending the whole program: nobody else
// catches one here. Its trace is all that tells where it was.
func (k *Desk) try(d *deck.Deck, day deck.Date) (r Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("measure %s: %v\n%s", d.ID(), p, debug.Stack())
		}
	}()
	return k.measure(d, day)
}
