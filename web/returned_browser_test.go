package web

import (
	"fmt"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// A page that comes back shows what is so now, not what was when it was left.
// WebKit keeps every page in memory and shows it again as it stood; the other
// engines ask for it anew by themselves, since it may not be stored.
func TestReturnedInEngines(t *testing.T) {
	inEngines(t, []testkit.Engine{testkit.WebKit}, func(t *testing.T, o testkit.Options) {
		s := newSite(t)
		k := s.taker("ada", users.Learner)
		path := k.start("practice", 2)
		base := "http://" + s.listen()
		p := signIn(t, s, base, o)
		// back opens a page, leaves it, does elsewhere what changes it, and goes back.
		back := func(page string, change func(), now string) {
			t.Helper()
			p.Goto(base + page)
			p.WaitUntil("!(" + now + ")") // or nothing would be seen
			p.Goto(base + "/about")
			change()
			p.Back()
			p.WaitUntil(now)
		}
		item := path + "/items/1"
		back(item, func() { k.post(item, k.choice(path, 1, true)...).leadsTo(item) }, `document.querySelector("#verdict") !== null`)

		p.Goto(base + item)
		const text = `document.querySelector("main").textContent` // folded or not
		told := testkit.Eval[string](p, text)
		p.Goto(base + "/about")
		p.Back()
		p.WaitFor("#verdict")
		if got := testkit.Eval[string](p, text); got != told {
			t.Errorf("the feedback came back as %q, was %q", got, told)
		}
		back("/", func() { k.post(path + "/finish").leadsTo(path + "/result") },
			fmt.Sprintf(`document.querySelector('main a[href="%s/result"]') !== null`, path))

		exam := k.sit("100")
		back(exam+"/items/1", func() {
			k.post(exam+"/items/1", append(k.choice(exam, 1, true), "revision", "1")...).leadsTo(exam + "/items/2")
		},
			`document.querySelector(":checked[name=given], [data-saved][data-state=saved]") !== null`)
		back("/scores", func() { k.post(exam + "/finish").leadsTo(exam + "/result") }, `document.querySelector("[data-running]") === null`)

		p.Goto(base + "/account")
		p.Click(".menu summary")
		p.Follow(".menu form[action='/sign-out'] button")
		p.Back()
		p.WaitFor("[name=login]")

		p.Goto(base + "/") // a stranger answers the question on it
		p.Click("label[for=choice-A]")
		p.Follow(".paper .primary")
		p.WaitFor("#verdict")
		p.Back()
		p.WaitUntil(`location.pathname === "/" && document.querySelector("#verdict") !== null`)
	})
}
