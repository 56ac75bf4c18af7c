package audit

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"viva/internal/deck"
)

// State is how far a measurement is.
type State int

// A measurement is under way or waits for its turn, is done, or went wrong.
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

	mu      sync.Mutex
	entries map[string]*entry // subject -> the newest
}

// entry is a measurement, or what is known of it. mu guards all but its key.
type entry struct {
	key    entryKey
	state  State
	report Report
	failed time.Time
}

type entryKey struct {
	version string
	day     deck.Date
}

// NewDesk makes a desk that measures in that way, and logs how each measurement
// ended. measure keeps to its own goroutine: Options with one worker do.
func NewDesk(measure func(d *deck.Deck, day deck.Date) (Report, error), now func() time.Time, log *slog.Logger) *Desk {
	return &Desk{measure: measure, now: now, log: log, turn: make(chan struct{}, 1), entries: map[string]*entry{}}
}

// Report returns at once what was measured of a deck on a day, if it is Ready.
// Asking for what nobody has measured begins to measure it, and so does asking
// a minute after a failure.
func (k *Desk) Report(d *deck.Deck, day deck.Date) (Report, State) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key := entryKey{d.Version, day}
	e := k.entries[d.ID()]
	if e == nil || e.key != key || e.state == Failed && k.now().Sub(e.failed) >= retryAfter {
		e = &entry{key: key}
		k.entries[d.ID()] = e
		go k.fill(e, d)
	}
	return e.report, e.state
}

// fill measures when it is its turn, unless a later day was asked for while it
// waited.
func (k *Desk) fill(e *entry, d *deck.Deck) {
	k.turn <- struct{}{}
	defer func() { <-k.turn }()
	k.mu.Lock()
	wanted := k.entries[d.ID()] == e
	k.mu.Unlock()
	if !wanted {
		return
	}
	began := k.now()
	report, err := k.try(d, e.key.day)
	if err != nil {
		k.log.Error("report failed", "subject", d.ID(), "error", err.Error())
	} else {
		k.log.Info("report", "subject", d.ID(), "met", report.Met, "ms", k.now().Sub(began).Milliseconds())
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		e.state, e.failed = Failed, k.now()
		return
	}
	e.state, e.report = Ready, report
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
