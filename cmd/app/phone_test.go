package main

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"viva/internal/testkit"
)

var phone = flag.Bool("phone", false, "measure how soon a question is on the screen of a slow phone")

// The phone that is measured: five years old, far from a mast.
const (
	phoneProcessor = 6 // times slower than this machine's
	phoneRuns      = 7
)

// TestPhone measures, and prints, how soon the first question is on the screen
// over slow 3G: make phone. It fails for nothing but a page that never comes,
// since times depend on the machine and on who else uses it, its disk too
// (TMPDIR=/dev/shm leaves that out). The weight of a page depends on neither;
// the tests of package web bound it.
func TestPhone(t *testing.T) {
	if !*phone {
		return // nothing to check here
	}
	s := startServer(t, t.TempDir())
	var tap, feedback, address, first, task []time.Duration
	var weight int64
	for i := range phoneRuns {
		// Apart, so that its page is closed: slow pages keep processors busy.
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			// Length and topics have been looked at, the next tap is Start.
			p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone, Watch: "#stem"})
			p.Goto(s.url + "/subjects/aws-support/practice")
			p.Loaded()
			p.Slow(testkit.Slow3G, phoneProcessor)
			p.Click(".bar .primary")
			p.WaitFor("form[data-answer]")
			_, d := p.Painted()
			tap = append(tap, d)

			// A question's own address, by somebody whose browser keeps nothing.
			p.Loaded()
			p.Forget()
			p.Goto(p.URL())
			d, _ = p.Painted()
			address, first = append(address, d), append(first, p.FirstPaint())
			weight = max(weight, testkit.Weight(p.Loaded()))
			task = append(task, p.LongestTask())

			p.FillByTapping()
			began := time.Now()
			p.Check()
			p.WaitFor("#verdict")
			feedback = append(feedback, time.Since(began))
		})
	}
	t.Logf("slow 3G (%v ms, %v kbit/s), processor %d times slower, %d runs: median (least to most)", testkit.Slow3G.Latency, testkit.Slow3G.Rate, phoneProcessor, phoneRuns)
	for _, m := range []struct {
		what string
		took []time.Duration
	}{
		{"Start tapped, to the stem on the screen", tap},
		{"question's address with nothing cached, to the stem on the screen", address},
		{"the same, to the first paint", first},
		{"Check tapped, to the feedback", feedback},
		{"the longest task of a question's page", task},
	} {
		slices.Sort(m.took)
		t.Logf("%5d ms (%d to %d)  %s", m.took[phoneRuns/2].Milliseconds(), m.took[0].Milliseconds(), m.took[phoneRuns-1].Milliseconds(), m.what)
	}
	t.Logf("%5d bytes over the line for a question with nothing cached", weight)
}
