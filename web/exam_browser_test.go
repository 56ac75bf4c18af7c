package web

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

var examShots = flag.String("exam-screenshots", "", "write screenshots of the pages of exams into this folder")

// candidate is somebody who sits the short exam, in a browser.
type candidate struct {
	taker
	*testkit.Page
	base, path string
}

// seat signs ada in on a page of hers; path is her exam.
func seat(t *testing.T, k taker, base, path string, o testkit.Options) candidate {
	t.Helper()
	o.ReducedMotion = true
	o.AllowStatus = append(o.AllowStatus, 409)
	p := testkit.Open(t, o)
	p.Goto(base + "/sign-in")
	p.Type("[name=login]", "ada")
	p.Type("[name=password]", testPassword)
	p.Follow("main form .primary")
	return candidate{k, p, base, path}
}

// examSite has an exam of ada's open, served.
func examSite(t *testing.T, extra string) (s *testSite, k taker, base, path string) {
	t.Helper()
	s = newSite(t)
	k = s.taker("ada", users.Learner)
	return s, k, "http://" + s.listen(), k.sit(extra)
}

func (c candidate) at(page string) { c.Goto(c.base + c.path + page) }

// question is what is stored of one.
func (c candidate) question(pos int) quiz.Question {
	c.site.t.Helper()
	q, err := c.attempt(c.path).Question(pos)
	if err != nil {
		c.site.t.Fatal(err)
	}
	return q
}

func (c candidate) saved() {
	c.site.t.Helper()
	c.WaitUntil(`document.querySelector("[data-saved]")?.dataset.state === "saved" && !Object.keys(localStorage).some(k => k.startsWith("viva-draft-"))`)
}

// look checks what every page must be, and draws it where that is asked for.
func (c candidate) look(t *testing.T, name string) {
	t.Helper()
	for _, v := range c.Axe() {
		t.Errorf("%s: %v", name, v)
	}
	if c.Overflow() {
		t.Errorf("%s: wider than the screen", name)
	}
	if *examShots != "" {
		c.Screenshot(filepath.Join(*examShots, name+".png"), strings.Contains(name, "result") || strings.Contains(name, "start"))
	}
}

// numberSays checks what the navigator tells of this question to those who only
// listen.
func (c candidate) numberSays(t *testing.T, want string) {
	t.Helper()
	got := testkit.Eval[string](c.Page, `[...document.querySelectorAll(".numbers [aria-current] .visually-hidden")].filter(e => !e.closest("[hidden]")).map(e => e.textContent).slice(1).join("")`)
	if got != want {
		t.Errorf("the number of the question says %q, want %q", got, want)
	}
}

// A whole exam with the keys alone: answers, a flag, a strike-out, the clock,
// the overview, and an end that no single key brings about.
func TestExamByKeys(t *testing.T) {
	s, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{Dark: true})
	c.at("")
	c.WaitUntil(`location.pathname.endsWith("/items/1")`)
	c.WaitFor("[data-ready]")
	for pos := 1; pos <= 13; pos++ {
		c.WaitUntil(fmt.Sprintf(`location.pathname.endsWith("/items/%d") && document.querySelector("[data-ready]") !== null`, pos))
		if pos == 3 { // is left blank
			c.Press("f")
			c.WaitFor("[data-flag][aria-pressed=true]")
			c.Press("x")
			pressOn(c.Page, "é", "Digit2", false) // as on a French keyboard
			c.WaitUntil(`document.querySelectorAll(".struck").length === 1 && document.querySelector(".choice:nth-child(2)").matches(".struck")`)
			c.WaitUntil(`!Object.keys(localStorage).some(k => k.startsWith("viva-draft-"))`)
			c.numberSays(t, ", flagged")
			c.look(t, "desktop-dark-question")
		} else {
			c.FillByKeys()
			c.saved()
			c.numberSays(t, ", answered")
		}
		c.Press([]string{"j", "Enter"}[pos%2])
	}
	c.WaitFor("table.question-table")
	c.look(t, "desktop-dark-overview")
	if n := c.question(3); n.Given != nil || !n.Note.Flagged || len(n.Note.Struck) != 1 || n.Note.Struck[0] != n.Options[1].ID {
		t.Errorf("the third question keeps %+v, %v", n.Note, n.Given)
	}
	for _, key := range []string{"r", "f", "Enter", "Enter", "e", "j"} {
		c.Press(key)
	}
	c.at("/items/5")
	c.WaitFor("[data-ready]")
	pressOn(c.Page, "\"", "Digit3", false)
	c.WaitUntil(`document.activeElement === document.querySelectorAll(".choice > input, .rows select")[2]`)
	pressOn(c.Page, "\"", "Digit3", false) // of several, it is taken back
	testkit.Eval[bool](c.Page, `(document.activeElement.blur(), true)`)
	pressOn(c.Page, "#", "Digit3", true) // where figures come without Shift, this is none
	if !testkit.Eval[bool](c.Page, `document.activeElement === document.body`) {
		t.Error("a sign chose an option")
	}
	c.saved()
	c.Press("k")
	c.WaitUntil(`location.pathname.endsWith("/items/4")`)
	c.WaitFor("[data-ready]")
	c.Press("h")
	c.WaitUntil(`document.querySelector("[data-shown]").hidden`)
	c.Press("?")
	c.WaitFor("#keys[open]")
	c.look(t, "desktop-dark-keys")
	c.Press("Escape")
	c.Press("r")
	c.WaitFor("table.question-table")
	if s.quizFinished(k, path) {
		t.Fatal("a key ended the exam")
	}
	c.Follow(`.bar a[href$="/finish"]`)
	if text := c.Text(".lead"); text != "1\u00a0question unanswered, 1\u00a0flagged." {
		t.Errorf("before the end it says %q", text)
	}
	c.look(t, "desktop-dark-end")
	c.Follow(".actions form button")
	c.WaitFor(".exam-mark")
	c.look(t, "desktop-dark-result")
	for _, v := range c.Problems() {
		t.Error(v)
	}
}

func (s *testSite) quizFinished(k taker, path string) bool { return k.attempt(path).Finished() }

// The same pages under a thumb, in French.
func TestExamByTouch(t *testing.T) {
	_, k, base, path := examSite(t, "125")
	c := seat(t, k, base, path, testkit.Options{Viewport: testkit.Phone, Language: "fr"})
	c.at("/items/1")
	c.WaitFor("[data-ready]")
	c.FillByTapping()
	c.saved()
	c.Click("[data-flag]")
	c.Click("[data-strikes]")
	c.Click(".choice:nth-child(3) [data-strike]")
	c.WaitFor(".choice:nth-child(3).struck")
	c.WaitUntil(`!Object.keys(localStorage).some(k => k.startsWith("viva-draft-"))`)
	c.look(t, "phone-light-fr-question")
	testkit.Eval[bool](c.Page, `(scrollTo(0, 0), true)`)
	atThumb(t, c.Page, "a question of an exam")
	if small := testkit.Eval[int](c.Page, `[...document.querySelectorAll(".strike, .choice > label")].filter(e => Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width) < 44).length`); small > 0 {
		t.Errorf("%d controls are smaller than a thumb needs", small)
	}
	c.Click("[data-navigator]")
	c.WaitFor("dialog[open] .numbers")
	if testkit.Eval[float64](c.Page, `document.querySelector("dialog[open]").getBoundingClientRect().height`) < 740 {
		t.Error("the navigator does not fill the phone")
	}
	c.look(t, "phone-light-fr-navigator")
	c.Loads(func() { c.Click(`.numbers button[value="7"]`) })
	c.WaitUntil(`location.pathname.endsWith("/items/7")`)
	if q := c.question(1); q.Given == nil || !q.Note.Flagged || len(q.Note.Struck) != 1 {
		t.Errorf("the first question keeps %+v, %v", q.Note, q.Given)
	}
	c.WaitUntil(`performance.getEntriesByType("resource").some(e => e.name.endsWith("/items/7/draft") && e.responseEnd > 0)`)
	c.at("") // here it goes on
	if !strings.HasSuffix(c.URL(), "/items/7") {
		t.Errorf("it goes on at %s", c.URL())
	}
	c.at("/overview?show=flagged")
	c.look(t, "phone-light-fr-overview")
	c.at("/finish")
	c.look(t, "phone-light-fr-end")
	c.Follow(".actions form button")
	c.look(t, "phone-light-fr-result")
	c.Goto(c.base + shortExam)
	c.look(t, "phone-light-fr-start")
	c.Goto(c.base + "/subjects/aws-support/practice")
	c.look(t, "phone-light-fr-deck-result") // in full, for the list of exams
}

// Nothing is lost on the way: not by a line that is down, not by a reload
// while it is, and what is kept on the device goes when it is saved.
func TestExamOffline(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{Viewport: testkit.Phone, Dark: true})
	c.at("/items/2")
	c.WaitFor("[data-ready]")
	testkit.Eval[int](c.Page, "(window.line = window.fetch, window.fetch = () => Promise.reject(new TypeError('down')), 1)")
	c.FillByTapping()
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "offline"`)
	c.Click("[data-flag]")
	c.look(t, "phone-dark-offline")
	c.Click("[data-next]") // there is nowhere to go
	given := c.Given()
	if !strings.HasSuffix(c.URL(), "/items/2") || c.question(2).Given != nil {
		t.Error("it was saved without a line, or left behind")
	}
	c.Goto(c.URL()) // the line is back with the new page
	c.saved()
	if q := c.question(2); len(q.Given) != given || !q.Note.Flagged || c.Given() != given || !c.Exists("[data-flag][aria-pressed=true]") {
		t.Errorf("after the reload %v of %d values are saved, %+v", q.Given, given, q.Note)
	}

	// The same page, when the line comes back.
	c.at("/items/4")
	c.WaitFor("[data-ready]")
	testkit.Eval[int](c.Page, "(window.line = window.fetch, window.fetch = () => Promise.reject(new TypeError('down')), 1)")
	c.FillByTapping()
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "offline"`)
	testkit.Eval[bool](c.Page, "(window.fetch = window.line, window.dispatchEvent(new Event('online')))")
	c.saved()
	if c.question(4).Given == nil {
		t.Error("nothing was sent when the line came back")
	}

	// A tab that was closed while the line was down: another page sends it.
	c.at("/items/5")
	c.WaitFor("[data-ready]")
	testkit.Eval[int](c.Page, "(window.fetch = () => Promise.reject(new TypeError('down')), 1)")
	c.FillByTapping()
	c.WaitUntil(`document.querySelector("[data-saved]").dataset.state === "offline"`)
	c.at("/items/6")
	c.WaitUntil(`!Object.keys(localStorage).some(k => k.startsWith("viva-draft-"))`)
	if c.question(5).Given == nil {
		t.Error("the answer of the closed tab is not saved")
	}
}

// Two tabs: the one that is behind shows what stands, and the learner chooses.
func TestExamStaleTab(t *testing.T) {
	_, k, base, path := examSite(t, "100")
	left, right := seat(t, k, base, path, testkit.Options{}), seat(t, k, base, path, testkit.Options{})
	single := 1
	for left.question(single).Type != "single" {
		single++
	}
	item := fmt.Sprintf("/items/%d", single)
	for turn, mine := range []bool{false, true} {
		left.at(item)
		right.at(item)
		left.WaitFor("[data-ready]")
		right.WaitFor("[data-ready]")
		left.Click(fmt.Sprintf(".choice:nth-child(%d) label", 1+2*turn))
		left.saved()
		right.Click(fmt.Sprintf(".choice:nth-child(%d) label", 2+2*turn))
		right.WaitFor("#stale:not([hidden])")
		right.WaitUntil(`document.activeElement.id === "stale"`)
		letters := "ABCD"
		if stands, own := right.Text("[data-stands]"), right.Text("[data-mine]"); stands != letters[2*turn:2*turn+1] || own != letters[2*turn+1:2*turn+2] {
			t.Errorf("%s stands, %s is mine", stands, own)
		}
		if turn == 0 {
			right.look(t, "desktop-light-stale")
		}
		right.Click(map[bool]string{true: "[data-keep-mine]", false: "[data-take-theirs]"}[mine])
		right.saved()
		want := 2 * turn
		if mine {
			want++
		}
		q := right.question(single)
		if q.Given[0] != q.Options[want].ID || testkit.Eval[int](right.Page, chosen) != want {
			t.Errorf("turn %d: %v stands, option %d is shown, want option %d", turn, q.Given, testkit.Eval[int](right.Page, chosen), want)
		}
	}
}

// The clock is the server's. It can be hidden, comes back at five minutes,
// says the last ones, and at its end the result comes by itself. Whoever has
// double the time has double.
func TestExamClock(t *testing.T) {
	t.Parallel() // it waits more than it works
	s, k, base, path := examSite(t, "200")
	c := seat(t, k, base, path, testkit.Options{})
	c.at("/items/1")
	c.WaitFor("[data-clock-toggle]")
	if text := c.Text("[data-time]"); !strings.HasPrefix(text, "35:") && text != "36:00" {
		t.Errorf("%s are left of twice 18 minutes", text)
	}
	c.Click("[data-clock-toggle]")
	c.WaitUntil(`document.querySelector("[data-shown]").hidden`)
	s.clock.advance(36*time.Minute - 5*time.Minute - 2*time.Second)
	c.at("/items/2")
	c.WaitUntil(`!document.querySelector("[data-shown]").hidden && document.querySelector(".clock.soon") !== null`)
	c.FillByKeys()
	c.saved()
	s.clock.advance(4*time.Minute - time.Second) // a minute and a second
	c.at("/items/3")
	c.WaitUntil(`document.querySelector("#status").textContent.startsWith("1 minute")`)
	c.Press("Tab")
	testkit.Eval[bool](c.Page, `(document.querySelector("#status").textContent = "", document.querySelector("[data-clock-now]").click(), true)`)
	if said := testkit.Eval[string](c.Page, `document.querySelector("#status").textContent`); !strings.Contains(said, "left.") {
		t.Errorf("asked for the time it says %q", said)
	}
	s.clock.advance(58 * time.Second)
	c.at("/items/3")
	c.FillByKeys()
	c.saved()
	c.WaitUntil(`document.querySelector("[data-time]")?.textContent === "0:01"`)
	// The page's own seconds pass, the server's do not: it is asked, and nothing
	// ends.
	time.Sleep(3 * time.Second)
	if k.attempt(path).Finished() {
		t.Fatal("the page's clock ended the exam")
	}
	s.clock.advance(10 * time.Second)
	c.WaitFor(".exam-mark")
	if text := c.Text("main"); !strings.Contains(text, "The time ran out") || !strings.Contains(text, "2\u00a0answers to 13\u00a0questions") || !strings.Contains(text, "36:00 of 36:00") {
		t.Errorf("the result says %s", text)
	}
	c.look(t, "desktop-light-expired-result")
}

// The whole of it with forms and links alone.
func TestExamWithoutScript(t *testing.T) {
	s, k, base, path := examSite(t, "100")
	c := seat(t, k, base, path, testkit.Options{NoScript: true, Viewport: testkit.Phone, AllowStatus: []int{422}})
	c.at("/items/1")
	c.FillByTapping()
	c.Follow("[data-flag]")
	if q := c.question(1); q.Given == nil || !q.Note.Flagged {
		t.Errorf("flagged by a form, %v and %+v are saved", q.Given, q.Note)
	}
	c.Follow("[data-strikes]")
	c.Follow(".choice:nth-child(1) [data-strike]")
	if !c.Exists(".choice:nth-child(1).struck") || c.Exists("[data-close]:not([hidden])") {
		t.Error("nothing is struck out, or a button is there that does nothing")
	}
	c.Follow("[data-clear]")
	if q := c.question(1); q.Given != nil || q.Revision != 2 {
		t.Errorf("taken back by a form, %v of revision %d is saved", q.Given, q.Revision)
	}
	c.FillByTapping()
	if *examShots != "" {
		c.Screenshot(filepath.Join(*examShots, "phone-noscript.png"), true)
	}
	c.Follow(`.numbers button[value="13"]`)
	c.FillByTapping()
	c.Follow("[data-next]")
	c.WaitFor("table.question-table")
	if c.Overflow() {
		t.Error("the overview is wider than the screen")
	}
	c.at("")
	if !strings.HasSuffix(c.URL(), "/items/13") {
		t.Errorf("it goes on at %s", c.URL())
	}
	c.at("/overview")
	c.Follow(`.bar a[href$="/finish"]`)
	if text := c.Text(".lead"); text != "11\u00a0questions unanswered, 1\u00a0flagged." {
		t.Errorf("before the end it says %q", text)
	}
	c.Follow(".actions form button")
	c.WaitFor(".exam-mark")
	if !s.quizFinished(k, path) {
		t.Error("it has not ended")
	}
}
