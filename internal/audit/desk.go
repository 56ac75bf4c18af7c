package audit

import (
	"fmt"
	"sync"
	"time"

	"viva/internal/quiz"
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
	measure func(d *quiz.Deck, day quiz.Date) (Report, error)
	now     func() time.Time

	turn sync.Mutex // held while measuring

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
	day     quiz.Date
}

// NewDesk makes a desk that measures in that way. What measure has to say of a
// failure, it says itself: the desk only knows that there was one.
func NewDesk(measure func(d *quiz.Deck, day quiz.Date) (Report, error), now func() time.Time) *Desk {
	return &Desk{measure: measure, now: now, entries: map[string]*entry{}}
}

// Report returns at once what was measured of a deck on a day, if it is Ready.
// Asking for what nobody has measured begins to measure it, and so does asking
// a minute after a failure.
func (k *Desk) Report(d *quiz.Deck, day quiz.Date) (Report, State) {
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
func (k *Desk) fill(e *entry, d *quiz.Deck) {
	k.turn.Lock()
	defer k.turn.Unlock()
	k.mu.Lock()
	wanted := k.entries[d.ID()] == e
	k.mu.Unlock()
	if !wanted {
		return
	}
	report, err := k.try(d, e.key.day)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		e.state, e.failed = Failed, k.now()
		return
	}
	e.state, e.report = Ready, report
}

// try keeps a panic of a measure from ending the whole program: nobody else
// catches one here.
func (k *Desk) try(d *quiz.Deck, day quiz.Date) (r Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("measure %s: %v", d.ID(), p)
		}
	}()
	return k.measure(d, day)
}
