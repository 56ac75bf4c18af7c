package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/testkit"
	"viva/internal/users"
)

// What a question may weigh, with all that it needs, its feedback too, and how
// much of it may move by itself. Fonts come after all else and are kept for a
// year, so they are weighed apart.
const (
	maxWeight = 25_000 // bytes over the line, without fonts
	maxFonts  = 36_000 // bytes over the line
	maxShift  = 0.01   // layout-shift score; the browser calls 0.1 good
)

// slowLine is so slow that what comes after a tap counts as moving by itself:
// for half a second, the browser blames the reader.
var slowLine = testkit.Line{Latency: 700, Rate: 400}

// A question of each type is light, asks nobody but us, and stays where it is
// while its feedback comes.
func TestPlayerWeighsLittle(t *testing.T) {
	t.Parallel() // it waits more than it works
	testkit.Long(t)
	for _, typ := range deck.TypeNames() {
		t.Run(typ, func(t *testing.T) {
			s := newTypesSite(t)
			p := openItem(t, s, s.taker("ada", users.Learner), typ, "fr", testkit.Options{Viewport: testkit.Phone, Watch: "#stem"})
			p.Loaded()
			p.Forget()
			p.Goto(p.URL())
			p.Painted()
			still(t, p, "asked")
			loads := p.Loaded()

			p.FillByTapping()
			p.Slow(slowLine, 1)
			p.Check()
			p.WaitFor("#verdict")
			still(t, p, "told")
			loads = append(loads, p.Loaded()...)
			weigh(t, p, loads)
		})
	}
}

// Nothing moves from question to question either, even on a slow line.
func TestPlayerStaysStill(t *testing.T) {
	t.Parallel() // it waits more than it works
	for _, v := range testkit.ByDay(1, testkit.Phone, testkit.Viewport{Width: 320, Height: 568, Touch: true}) {
		p := openPlayer(t, newChoiceSite(t), testkit.Options{Viewport: v, Watch: "#stem"})
		p.Painted()
		p.Slow(slowLine, 1)
		for i := range 2 {
			p.FillByTapping()
			p.Check()
			p.WaitFor("#verdict")
			still(t, p, fmt.Sprintf("%d wide, question %d told", v.Width, i+1))
			p.Click("[data-next]")
			p.WaitUntil(fmt.Sprintf(`location.pathname.endsWith("/items/%d")`, i+2))
			still(t, p, fmt.Sprintf("%d wide, question %d asked", v.Width, i+2))
			if !testkit.Eval[bool](p, `[...document.querySelectorAll(".menu [name=next], .foot [name=next]")].every(e => e.value === location.pathname)`) {
				t.Errorf("question %d: the forms around it come back to another page", i+2)
			}
		}
	}
}

func still(t *testing.T, p *testkit.Page, state string) {
	t.Helper()
	if score, what := p.Shift(); score > maxShift {
		t.Errorf("%s: the page moved by %.4f:\n%s", state, score, what)
	}
}

// weigh fails the test when the loads are too heavy, come uncompressed or from
// elsewhere, or hold nothing to weigh.
func weigh(t *testing.T, p *testkit.Page, loads []testkit.Load) {
	t.Helper()
	kinds := kindsOf(loads)
	for _, l := range loads {
		if l.Encoding == "" && l.Kind != "Font" && l.Bytes > 2*worthCompressing {
			t.Errorf("%s came uncompressed, %d bytes", l.URL, l.Bytes)
		}
	}
	for _, kind := range []string{"Document", "Stylesheet", "Script", "Fetch", "Font"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s was weighed: %v", kind, loads)
		}
	}
	total := testkit.Weight(loads) - kinds["Font"]
	t.Logf("%d bytes and %d of fonts: %v", total, kinds["Font"], kinds)
	if kinds["Font"] > maxFonts {
		t.Errorf("the fonts weigh %d bytes, more than %d: %v", kinds["Font"], maxFonts, loads)
	}
	if total > maxWeight {
		t.Errorf("the player weighs %d bytes, more than %d: %v", total, maxWeight, loads)
	}
	if hosts := p.Hosts(); len(hosts) != 1 || !slices.ContainsFunc(loads, func(l testkit.Load) bool { return strings.Contains(l.URL, hosts[0]) }) {
		t.Errorf("asked %v, want one host, ours", hosts)
	}
}
