package web

import (
	"testing"

	"viva/internal/testkit"
)

// On a slow line a question is read before any font has come, and does not move
// when they come.
func TestFontsComeAfterTheQuestion(t *testing.T) {
	t.Parallel() // it waits more than it works
	testkit.Long(t)
	p := openPlayer(t, newChoiceSite(t), testkit.Options{Viewport: testkit.Phone, Watch: "#stem"})
	p.Loaded()
	p.Forget()
	p.Slow(testkit.Slow3G, 1)
	p.Goto(p.URL())
	p.Painted()
	if early := testkit.Eval[int](p, `performance.getEntriesByType("resource").filter(e =>
		e.name.endsWith(".woff2") && e.responseEnd > 0 && performance.timeOrigin + e.responseEnd < __testkit.painted).length`); early > 0 {
		t.Errorf("%d fonts came before the question", early)
	}
	if kinds := kindsOf(p.Loaded()); kinds["Font"] == 0 {
		t.Errorf("no font came: %v", kinds)
	}
	still(t, p, "the fonts have come")
}

// Nor does a page that is read: its headings keep the letters in which they
// were first drawn, or they would take a line more or less.
func TestReadingStaysWhenFontsCome(t *testing.T) {
	t.Parallel() // it waits more than it works
	testkit.Long(t)
	s := newSite(t)
	address := "http://" + s.listen() + awsPlans
	for _, lang := range []string{"en", "fr"} {
		p := testkit.Open(t, testkit.Options{Viewport: testkit.Viewport{Width: 412, Height: 823, Touch: true}, Language: lang, Watch: "h1"})
		p.Slow(testkit.Slow3G, 1)
		p.Goto(address)
		if kinds := kindsOf(p.Loaded()); kinds["Font"] == 0 {
			t.Errorf("%s: no font came: %v", lang, kinds)
		}
		still(t, p, lang+", the fonts have come")
	}
}

// kindsOf are the bytes over the line by the kind of what came.
func kindsOf(loads []testkit.Load) map[string]int64 {
	kinds := map[string]int64{}
	for _, l := range loads {
		kinds[l.Kind] += l.Bytes
	}
	return kinds
}
