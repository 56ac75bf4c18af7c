package web

import (
	"fmt"
	"testing"

	"viva/internal/deck"
	"viva/internal/testkit"
	"viva/internal/users"
)

// openItem opens a question of that type, signed in.
func openItem(t *testing.T, s *testSite, k taker, typ, lang string, o testkit.Options) *testkit.Page {
	t.Helper()
	path, pos := k.find(typ, "practice", lang)
	item := fmt.Sprintf("%s/items/%d", path, pos)
	o.Language, o.AllowStatus, o.ReducedMotion = lang, []int{422}, true
	p := testkit.Open(t, o)
	base := "http://" + s.listen()
	p.Goto(base + "/sign-in")
	p.Type("[name=login]", "ada")
	p.Type("[name=password]", testPassword)
	p.Follow("main form .primary")
	p.Goto(base + item)
	return p
}

// Each type is answered with the keys alone, and by tapping without a
// script; the accessibility checker has nothing to say in any state.
func TestTypesInBrowser(t *testing.T) {
	testkit.Long(t)
	for _, typ := range deck.TypeNames() {
		t.Run(typ, func(t *testing.T) {
			s := newTypesSite(t)
			k := s.taker("ada", users.Learner)
			look := func(p *testkit.Page, state string) {
				t.Helper()
				for _, v := range p.Axe() {
					t.Errorf("%s: %v", state, v)
				}
				if p.Overflow() {
					t.Errorf("%s: wider than the screen", state)
				}
				if small := testkit.Eval[int](p, `[...document.querySelectorAll(".rows select, #typed")].filter(e => e.getBoundingClientRect().height < 44).length`); small > 0 {
					t.Errorf("%s: %d controls are lower than a thumb needs", state, small)
				}
			}

			p := openItem(t, s, k, typ, "en", testkit.Options{Dark: true})
			look(p, "asked")
			testkit.Eval[int](p, "window.stayed = 1")
			p.CheckByKeys() // nothing given
			p.WaitUntil(`document.activeElement.id === "mistake"`)
			look(p, "refused")
			p.Click("#mistake a")
			p.WaitUntil(`document.activeElement.matches("[name=given]")`)
			testkit.Eval[bool](p, `(document.activeElement.blur(), true)`)
			p.FillByKeys()
			if p.Given() == 0 {
				t.Fatal("the keys gave nothing")
			}
			p.CheckByKeys()
			p.WaitUntil(`document.activeElement.id === "verdict"`)
			look(p, "told")
			if seen := testkit.Eval[bool](p, `(r => r.top >= 0 && r.bottom <= innerHeight)(document.querySelector("#verdict").getBoundingClientRect())`); !seen {
				t.Error("the verdict is out of sight")
			}
			if testkit.Eval[int](p, "window.stayed || 0") != 1 {
				t.Error("the page was loaded anew")
			}

			p = openItem(t, s, k, typ, "fr", testkit.Options{Viewport: testkit.Phone, NoScript: true})
			p.FillByTapping()
			p.CheckAnew()
			p.WaitFor("#verdict, .verdict")
			if p.Overflow() {
				t.Error("told on a phone: wider than the screen")
			}
		})
	}
}
