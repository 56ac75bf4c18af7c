package audit

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"viva/internal/deck"
)

// bench is a desk whose measuring can be held up, in a bubble of its own.
type bench struct {
	*Desk
	gate chan error // what the next job ends with
	mu   sync.Mutex
	seen []string // what was measured, in order
	busy atomic.Int32
	most atomic.Int32
	log  bytes.Buffer // read when nothing is under way
}

func newBench() *bench {
	b := &bench{gate: make(chan error)}
	b.Desk = NewDesk(func(d *deck.Deck, day deck.Date) (Report, error) {
		b.most.Store(max(b.most.Load(), b.busy.Add(1)))
		defer b.busy.Add(-1)
		b.mu.Lock()
		b.seen = append(b.seen, d.ID()+" "+d.Version+" "+string(day))
		b.mu.Unlock()
		err := <-b.gate
		if err == errPanic {
			panic("out of range")
		}
		return Report{Day: day, Subjects: []Subject{{ID: d.ID()}}}, err
	}, time.Now, slog.New(slog.NewTextHandler(&b.log, nil)))
	return b
}

var errPanic = errors.New("out of range")

// end lets the job under way end, and waits until it has.
func (b *bench) end(err error) {
	b.gate <- err
	synctest.Wait()
}

func deckOf(id, version string) *deck.Deck {
	d := &deck.Deck{Version: version}
	d.Subject = id
	return d
}

func (b *bench) wants(t *testing.T, d *deck.Deck, day deck.Date, want State) {
	t.Helper()
	r, state := b.Report(d, day)
	if state != want {
		t.Errorf("%s on %s: state %d, want %d", d.ID(), day, state, want)
	}
	if state == Ready && (r.Day != day || r.Subjects[0].ID != d.ID()) {
		t.Errorf("%s on %s: got the report on %s, %s", d.ID(), day, r.Subjects[0].ID, r.Day)
	}
	if state != Ready && len(r.Subjects) > 0 {
		t.Errorf("%s on %s: a report that is not ready: %+v", d.ID(), day, r)
	}
	synctest.Wait()
}

func TestDeskMeasuresOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		one := deckOf("one", "v1")
		for range 5 {
			b.wants(t, one, "2026-11-22", Pending)
		}
		b.end(nil)
		for range 5 {
			b.wants(t, one, "2026-11-22", Ready)
		}
		if len(b.seen) != 1 {
			t.Errorf("measured %v", b.seen)
		}
		b.wants(t, one, "2026-11-23", Pending) // another day
		b.end(nil)
		b.wants(t, deckOf("one", "v2"), "2026-11-23", Pending) // other files
		b.end(nil)
		b.wants(t, deckOf("one", "v2"), "2026-11-23", Ready)
		if len(b.seen) != 3 {
			t.Errorf("measured %v", b.seen)
		}
	})
}

// One at a time, and what is no longer asked for is not measured at all.
func TestDeskTakesTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench()
		one, two := deckOf("one", "v"), deckOf("two", "v")
		b.wants(t, one, "2026-11-22", Pending)
		b.wants(t, two, "2026-11-22", Pending)
		b.wants(t, two, "2026-11-23", Pending) // before the turn of the 22nd
		if len(b.seen) != 1 {
			t.Errorf("measuring %v at a time", b.seen)
		}
		b.end(nil)
		b.wants(t, one, "2026-11-22", Ready)
		b.wants(t, two, "2026-11-23", Pending)
		b.end(nil)
		b.wants(t, two, "2026-11-23", Ready)
		if len(b.seen) != 2 || b.seen[1] != "two v 2026-11-23" || b.most.Load() != 1 {
			t.Errorf("measured %v, %d at a time", b.seen, b.most.Load())
		}
	})
}

// One worker measures where it was called, so that its panics can be caught.
func TestOneWorkerIsTheCaller(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the panic of a single worker was lost")
		}
	}()
	_ = Options{Workers: 1}.share(3, func(i int) error { panic(i) })
}

// A failure stands for a minute; then asking tries again.
func TestDeskKeepsFailures(t *testing.T) {
	for _, failure := range []error{errors.New("no proof"), errPanic} {
		synctest.Test(t, func(t *testing.T) {
			b := newBench()
			one := deckOf("one", "v")
			b.wants(t, one, "2026-11-22", Pending)
			b.end(failure)
			b.wants(t, one, "2026-11-22", Failed)
			if says := b.log.String(); !strings.Contains(says, "subject=one") || !strings.Contains(says, failure.Error()) {
				t.Errorf("the log says %q of %q", says, failure)
			} else if failure == errPanic && !strings.Contains(says, "desk_test.go") {
				t.Errorf("the log does not say where it was: %q", says)
			}
			time.Sleep(retryAfter - 1) // of the bubble's clock
			b.wants(t, one, "2026-11-22", Failed)
			if len(b.seen) != 1 {
				t.Errorf("tried again within the minute: %v", b.seen)
			}
			time.Sleep(time.Nanosecond)
			b.wants(t, one, "2026-11-22", Pending)
			b.end(nil)
			b.wants(t, one, "2026-11-22", Ready)
		})
	}
}
