package web

import (
	"fmt"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// ofType is the position of the first question of that type.
func (c candidate) ofType(typ string) int {
	c.site.t.Helper()
	for pos := 1; pos <= c.attempt(c.path).Size(); pos++ {
		if c.question(pos).Type == typ {
			return pos
		}
	}
	c.site.t.Fatalf("no question is of type %s", typ)
	return 0
}

// atItem opens a question and waits until its script has run.
func (c candidate) atItem(pos int) {
	c.site.t.Helper()
	c.at(fmt.Sprintf("/items/%d", pos))
	c.WaitFor("[data-ready]")
}

// stands reports whether the nth option is the answer that is saved.
func (c candidate) stands(pos, option int) bool {
	c.site.t.Helper()
	q := c.question(pos)
	return len(q.Given) == 1 && q.Given[0] == q.Options[option].ID
}

// replace puts a function in the place of the page's fetch, which it may call
// as line.
func (c candidate) replace(fetch string) {
	testkit.Eval[int](c.Page, "(window.line ||= window.fetch.bind(window), window.fetch = "+fetch+", 1)")
}

// as signs somebody else in beside the page.
func (c candidate) as(name string) {
	testkit.Eval[string](c.Page, fmt.Sprintf(`fetch("/sign-in", {method: "POST", body: new URLSearchParams({login: %q, password: %q})}).then(r => r.url)`, name, testPassword))
}

const keptDrafts = `Object.keys(localStorage).filter(k => k.startsWith("viva-draft-")).length`

// What is chosen while the script is still on its way is kept by it.
func TestExamChosenBeforeScript(t *testing.T) {
	t.Parallel() // it waits more than it works
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	single := c.ofType("single")
	c.Slow(testkit.Line{Latency: 1500, Rate: 4000}, 1)
	testkit.Eval[bool](c.Page, fmt.Sprintf(`(location.assign("%s/items/%d"), true)`, path, single))
	c.WaitUntil(`document.querySelector("[data-exam]:not([data-ready])") && document.querySelectorAll(".choice > input")[1] && (document.querySelectorAll(".choice > input")[1].click(), true)`)
	c.saved()
	if !c.stands(single, 1) {
		t.Errorf("%v is saved", c.question(single).Given)
	}
}

// A page that a browser goes back to shows what is saved, not what was chosen
// when it was left.
func TestExamGoneBackTo(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	single := c.ofType("single")
	c.atItem(single)
	c.Click(".choice:nth-child(1) label")
	c.saved()
	c.atItem(single%13 + 1)
	c.at(fmt.Sprintf("/items/%d?again", single))
	c.WaitFor("[data-ready]")
	c.Click(".choice:nth-child(2) label")
	c.saved()
	c.Loads(func() { testkit.Eval[bool](c.Page, `(history.go(-2), true)`) })
	c.WaitFor("[data-ready]")
	if shown := testkit.Eval[int](c.Page, chosen); shown != 1 || !c.stands(single, 1) {
		t.Errorf("option %d is shown, %v is saved", shown, c.question(single).Given)
	}
}

// What was typed last is saved by whoever leaves at once, and what cannot be
// read does not let one go on as if it were saved.
func TestExamTyping(t *testing.T) {
	s := newTypesSite(t)
	k := s.taker("ada", users.Learner)
	path, pos := k.find("numeric", "exam", "en")
	c := seat(t, k, "http://"+s.listen(), path, testkit.Options{AllowStatus: []int{422}})
	c.atItem(pos)
	c.Click("label[for=typed]")
	c.Press("1")
	c.Press("2")
	c.at(fmt.Sprintf("/items/%d", 3-pos))
	c.WaitUntil(`document.querySelector("[data-ready]") && ` + keptDrafts + ` === 0`)
	if q := c.question(pos); len(q.Given) != 1 || q.Given[0] != "12" {
		t.Errorf("%v is saved", q.Given)
	}

	c.atItem(pos)
	c.Click("label[for=typed]")
	c.Press("x")
	c.Loads(func() { c.Click("[data-next]") })
	c.WaitFor("#mistake")
	c.at(fmt.Sprintf("/items/%d", pos))
	c.WaitFor("[data-ready]")
	c.Click("label[for=typed]")
	c.Press("x")
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "unread"`)
	c.Click("[data-flag]")
	c.WaitUntil(keptDrafts + ` === 0`)
	if state := testkit.Eval[string](c.Page, `document.querySelector("[data-saved]").dataset.state`); state != "unread" || !c.question(pos).Note.Flagged {
		t.Errorf("flagged, an answer that cannot be read is %q", state)
	}
}

// Somebody else who signs in on this browser neither saves nor loses what the
// page holds.
func TestExamOtherLearner(t *testing.T) {
	s, k, base, path := examSite(t, "100")
	s.account("bob", users.Learner)
	c := seat(t, k, base, path, testkit.Options{AllowStatus: []int{401, 404}})
	single := c.ofType("single")
	c.atItem(single)
	c.as("bob")
	c.Click(".choice:nth-child(2) label")
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "signed-out"`)
	if n := testkit.Eval[int](c.Page, keptDrafts); n != 1 || c.question(single).Given != nil {
		t.Errorf("%d drafts are kept, %v is saved", n, c.question(single).Given)
	}
	c.as("ada")
	c.atItem(single)
	c.saved()
	if !c.stands(single, 1) {
		t.Errorf("%v is saved", c.question(single).Given)
	}
}

// An answer that came although its reply was lost is one's own: a newer one
// replaces it without a question.
func TestExamReplyLost(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	single := c.ofType("single")
	c.atItem(single)
	c.replace(`(...a) => window.line(...a).then(() => { throw new TypeError("lost") })`)
	c.Click(".choice:nth-child(1) label")
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "offline"`)
	c.replace(`window.line`)
	c.Click(".choice:nth-child(2) label")
	c.WaitUntil(`!document.querySelector("#stale").hidden || ` + keptDrafts + ` === 0`)
	if !c.stands(single, 1) || c.Exists("#stale:not([hidden])") {
		t.Errorf("%v is saved, or it is asked which", c.question(single).Given)
	}
}

// A badge that said the line was down says so no longer than that, even where
// nothing had to be sent.
func TestExamLineBack(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	c.atItem(1)
	c.FillByKeys()
	c.saved()
	c.replace(`() => Promise.reject(new TypeError("down"))`)
	testkit.Eval[bool](c.Page, `document.dispatchEvent(new Event("visibilitychange"))`)
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "offline"`)
	c.replace(`window.line`)
	testkit.Eval[bool](c.Page, `window.dispatchEvent(new Event("online"))`)
	c.saved()
}

// Only the server's word ends an exam: where no word comes, the exam goes on.
func TestExamEndsByServerAlone(t *testing.T) {
	t.Parallel() // it waits more than it works
	s, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	s.clock.advance(k.attempt(path).Left(s.clock.now()) - 1500*1e6)
	c.at("/items/1")
	c.replace(`(...a) => (window.asked = (window.asked || 0) + 1, Promise.resolve(new Response('{"code":"busy"}', {status: 503})))`)
	c.WaitUntil(`window.asked > 2 && document.querySelector("[data-time]").textContent === "0:05"`)
	if posted := testkit.Eval[bool](c.Page, `performance.getEntriesByType("resource").some(e => e.name.endsWith("/finish"))`); posted || s.quizFinished(k, path) {
		t.Error("it was ended")
	}
	if !c.Exists("[data-exam]") {
		t.Error("the page was left")
	}
}

// A hidden clock also comes back when five minutes before the end pass between
// two pages, and stays hidden where it is hidden after that.
func TestExamClockBetweenPages(t *testing.T) {
	s, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{})
	c.atItem(1)
	c.Click("[data-clock-toggle]")
	c.atItem(2)
	c.WaitUntil(`document.querySelector("[data-shown]").hidden && performance.getEntriesByType("resource").some(e => e.name.endsWith("/items/2/draft") && e.responseEnd > 0)`)
	s.clock.advance(k.attempt(path).Left(s.clock.now()) - 4*60*1e9)
	c.atItem(3)
	c.WaitUntil(`!document.querySelector("[data-shown]").hidden`)
	c.Click("[data-clock-toggle]")
	c.atItem(4)
	c.WaitUntil(`document.querySelector("[data-shown]").hidden`)
}
