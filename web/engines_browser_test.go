package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/testkit"
	"viva/internal/users"
)

// screens are the phones that an engine can be: the window of WebKit is never
// narrower than 447 pixels.
func screens(e testkit.Engine) []testkit.Viewport {
	if e == testkit.WebKit {
		return []testkit.Viewport{{Width: 447, Height: 740, Touch: true}}
	}
	return []testkit.Viewport{{Width: 320, Height: 568, Touch: true}, testkit.Phone}
}

// inEngines runs the test in those engines, or at night in every engine and on
// every screen.
func inEngines(t *testing.T, byDay []testkit.Engine, try func(t *testing.T, o testkit.Options)) {
	t.Helper()
	testkit.Long(t)
	engines := byDay
	if testkit.Nightly() {
		engines = testkit.Engines
	}
	if len(engines) == 0 {
		t.Skip("make nightly opens every engine")
	}
	for _, engine := range engines {
		for _, screen := range testkit.ByDay(1, screens(engine)...) {
			t.Run(fmt.Sprintf("%s %d", engine, screen.Width), func(t *testing.T) {
				try(t, testkit.Options{Engine: engine, Viewport: screen, ReducedMotion: true, AllowStatus: []int{401, 409, 422}})
			})
		}
	}
}

// A sitting in the engines that no other test opens: a mistyped password, the
// sign-in, questions and what is told of their answers, a reload, the way back,
// the result.
func TestSittingInEngines(t *testing.T) {
	inEngines(t, []testkit.Engine{testkit.Firefox, testkit.WebKit}, func(t *testing.T, o testkit.Options) {
		s := newTypesSite(t)
		k := s.taker("ada", users.Learner)
		path := k.start("practice", 3)
		base := "http://" + s.listen()
		p := testkit.Open(t, o)
		p.Goto(base + "/sign-in")
		p.Type("[name=login]", "ada")
		p.Type("[name=password]", "not what it is")
		p.Follow("main form .primary")
		p.WaitFor("[role=alert], .summary")
		clean(t, p, "sign-in refused")
		p.Type("[name=password]", testPassword)
		p.Follow("main form .primary")
		p.Goto(base + path + "/items/1")
		for pos := 1; pos <= 3; pos++ {
			p.WaitUntil(fmt.Sprintf(`location.pathname.endsWith("/items/%d")`, pos))
			p.WaitFor("form[data-answer]")
			if pos == 1 {
				clean(t, p, "asked")
			}
			p.FillByTapping()
			p.Check()
			p.WaitUntil(`document.activeElement.id === "verdict"`)
			if pos == 1 {
				clean(t, p, "told")
				verdict := p.Text("#verdict")
				p.Reload()
				if got := p.Text("#verdict"); got != verdict {
					t.Errorf("after a reload the verdict is %q, was %q", got, verdict)
				}
			}
			if pos < 3 {
				p.Click("[data-next]")
			}
		}
		p.Follow("[data-next]")
		p.WaitFor(".mark .figure")
		clean(t, p, "result")
		p.Back()
		if !strings.Contains(p.URL(), "/items/3") || !p.Exists("#verdict") {
			t.Errorf("back from the result is %s", p.URL())
		}
	})
}

// Each type is answered by tapping and told, in every engine.
func TestTypesInEngines(t *testing.T) {
	inEngines(t, nil, func(t *testing.T, o testkit.Options) {
		s := newTypesSite(t)
		k := s.taker("ada", users.Learner)
		base := "http://" + s.listen()
		p := signIn(t, s, base, o)
		for _, typ := range deck.TypeNames() {
			path, pos := k.find(typ, "practice", "en")
			p.Goto(fmt.Sprintf("%s%s/items/%d", base, path, pos))
			clean(t, p, typ+" asked")
			p.Check() // nothing given
			p.WaitUntil(`document.activeElement.id === "mistake"`)
			clean(t, p, typ+" refused")
			p.FillByTapping()
			given := p.Given()
			p.Check()
			p.WaitUntil(`document.activeElement.id === "verdict"`)
			clean(t, p, typ+" told")
			if q, err := k.attempt(path).Question(pos); err != nil || len(q.Given) != given || given == 0 {
				t.Errorf("%s: %d values were given, %v are kept, %v", typ, given, q.Given, err)
			}
		}
	})
}

// An exam in every engine: what is answered is there after a reload and on the
// way back, where it can be answered anew; at the end of the time the result
// comes by itself.
func TestExamInEngines(t *testing.T) {
	inEngines(t, nil, func(t *testing.T, o testkit.Options) {
		s, k, base, path := examSite(t, "100")
		c := seat(t, k, base, path, o)
		single := 1
		for c.question(single).Type != "single" {
			single++
		}
		at := func(pos int) {
			t.Helper()
			c.WaitUntil(fmt.Sprintf(`location.pathname.endsWith("/items/%d")`, pos))
			c.WaitFor("[data-ready]")
		}
		option := func(n int) string { return fmt.Sprintf(".choice:nth-child(%d) label", n) }
		stands := func(n int, when string) {
			t.Helper()
			if got := testkit.Eval[int](c.Page, chosen); got != n-1 {
				t.Errorf("%s option %d is shown, want %d", when, got+1, n)
			}
			if q := c.question(single); len(q.Given) != 1 || q.Given[0] != q.Options[n-1].ID {
				t.Errorf("%s %v is saved, want option %d", when, q.Given, n)
			}
		}
		c.at(fmt.Sprintf("/items/%d", single))
		at(single)
		clean(t, c.Page, "exam asked")
		c.Click(option(1))
		c.saved()
		stands(1, "once chosen")
		c.Reload()
		at(single)
		stands(1, "after a reload")
		c.Click("[data-next]")
		at(single + 1)
		c.Back()
		at(single)
		stands(1, "on the way back")
		c.Click(option(2))
		c.saved()
		stands(2, "chosen anew")
		clean(t, c.Page, "exam answered")

		s.clock.advance(18*time.Minute - 2*time.Second)
		c.at("/items/2")
		at(2)
		c.WaitFor("[data-time]")
		s.clock.advance(10 * time.Second)
		c.WaitFor(".exam-mark")
		if text := c.Text("main"); !strings.Contains(text, "The time ran out") {
			t.Errorf("the result says %s", text)
		}
		clean(t, c.Page, "exam result")
	})
}
