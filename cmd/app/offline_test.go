package main

import (
	"database/sql"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/testkit"
)

// count reads a number from the server's database, by SQL of the test's own.
func (s *server) count(query string) (n int) {
	s.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.data, "viva.db")+"?mode=ro")
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// takeAlong takes ten questions along, and waits until the browser can do
// without the server.
func takeAlong(p *testkit.Page, base string) {
	p.Goto(base + "/offline")
	p.Click("[data-take] .button.primary")
	p.WaitUntil(`document.querySelector("[data-take]").ariaBusy === "false"`) // what was told has moved the list
	p.WaitFor("[data-sets] .button")
	p.WaitUntil(`navigator.serviceWorker.controller !== null`)
}

// What the browser keeps is read while the page shows already: the button that
// takes a set along does not move away from under a finger then.
func TestBrowserOfflineStandsStill(t *testing.T) {
	s := startServer(t, t.TempDir())
	p := testkit.Open(t, testkit.Options{Watch: "[data-take]"})
	signUpPage(p, s.url, "ada")
	p.Slow(testkit.Line{Rate: 100_000}, 6)
	p.Goto(s.url + "/offline")
	p.WaitFor("[data-device]")
	p.WaitFor("[data-take]")
	if _, what := p.Shift(); strings.Contains(what, "data-take") {
		t.Errorf("the page moves what is pressed:\n%s", what)
	}
}

// answerOffline answers questions of the set on the page and goes back to the
// sets.
func answerOffline(t *testing.T, p *testkit.Page, n int) {
	t.Helper()
	p.Click("[data-sets] .button")
	for range n {
		p.WaitFor("form[data-answer]")
		p.FillByKeys()
		p.Check()
		p.WaitFor("#verdict")
		if got := testkit.Eval[string](p, "document.activeElement.id"); got != "verdict" {
			t.Errorf("the focus is on %q, want the verdict", got)
		}
		p.Onward()
	}
	p.WaitFor("form[data-answer]")
	p.Click(".quiet a")
	p.WaitFor("[data-sets] .button")
}

// unreachable takes out of the page's problems that there was no server: each
// request that fails is one.
func unreachable(t *testing.T, p *testkit.Page) {
	t.Helper()
	for _, problem := range p.Problems() {
		if !strings.Contains(problem, "ERR_CONNECTION_REFUSED") {
			t.Errorf("page: %s", problem)
		}
	}
}

// A set taken along is answered while the server is really stopped, and what
// was answered is sent once: for memory, not for scores.
func TestBrowserOffline(t *testing.T) {
	s := startServer(t, t.TempDir())
	p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone})
	signUpPage(p, s.url, "ada")
	takeAlong(p, s.url)
	s.kill()

	p.Goto(s.url + "/scores") // any page
	p.WaitFor("[data-instead]")
	p.Goto(s.url + "/offline")
	p.WaitFor("[data-sets] .button")
	if got := p.Text("[data-sets] .button"); got != "Start" {
		t.Errorf("a set begins by %q", got)
	}
	answerOffline(t, p, 3)
	p.WaitUntil(`document.querySelector("[data-sets] .button").textContent === "Continue"`)
	p.Goto(s.url + "/offline") // and nothing is lost on the way
	p.WaitFor("[data-waiting]")
	if got := p.Text("[data-waiting-count]"); got != "3\u00a0answers waiting to be sent" {
		t.Errorf("the page says %q", got)
	}
	shoot(p, "waiting")
	if strings.Contains(p.Text(".sheet"), "Sign out") {
		t.Error("the page that is kept is somebody's")
	}
	unreachable(t, p)

	s.restart()
	if n := s.count("SELECT COUNT(*) FROM responses"); n != 0 {
		t.Fatalf("%d answers came while there was no server", n)
	}
	p.Click("[data-send]")
	p.WaitUntil(`document.querySelector("[data-waiting]").hidden`)
	once := func() {
		t.Helper()
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM responses":                                3,
			"SELECT COUNT(*) FROM reviews":                                  3,
			"SELECT COUNT(*) FROM reviews WHERE rates = 1 OR schedules = 0": 0,
			"SELECT COUNT(*) FROM scores":                                   0,
			"SELECT COUNT(*) FROM ratings":                                  0,
			"SELECT COUNT(*) FROM attempts WHERE ranked = 1":                0,
		} {
			if n := s.count(query); n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
	}
	once()
	replies := testkit.Eval[[]string](p, replay)
	if len(replies) != 3 || strings.Join(replies, " ") != "already already already" {
		t.Errorf("sent again, the answers are %v", replies)
	}
	once()
	p.Goto(s.url + "/offline")
	if got := p.Text("[data-sets] li"); !strings.Contains(got, "3 of 10\u00a0answered") {
		t.Errorf("the set is %q", got)
	}
	unreachable(t, p)
}

// replay sends all that the browser keeps once more.
const replay = `(async () => {
	const db = await new Promise((done) => { const r = indexedDB.open("viva-offline"); r.onsuccess = () => done(r.result); });
	const all = await new Promise((done) => { const r = db.transaction("answers").objectStore("answers").getAll(); r.onsuccess = () => done(r.result); });
	db.close();
	const answers = all.map(({key, attempt, position, given, certainty, answered_at}) => ({key, attempt, position, given, certainty, answered_at}));
	const r = await fetch("/offline/answers", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({learner: all[0].learner, answers})});
	return (await r.json()).answers.map((a) => a.state);
})()`

// Signing out with answers that wait asks first; nobody else sends them, and
// they go when their learner is back.
func TestBrowserOfflineSignOut(t *testing.T) {
	s := startServer(t, t.TempDir())
	p := testkit.Open(t, testkit.Options{AllowStatus: []int{401}})
	signUpPage(p, s.url, "bob")
	p.Follow(".account form button")
	signUpPage(p, s.url, "ada")
	takeAlong(p, s.url)
	s.kill()
	p.Goto(s.url + "/offline")
	answerOffline(t, p, 1)
	unreachable(t, p)

	// Without network nobody signs out, and nothing goes.
	p.Goto(s.url + "/offline?leave")
	p.Click("[data-leave-drop]")
	p.WaitUntil(`document.querySelector("[data-say]").textContent.includes("needs the network")`)
	unreachable(t, p)

	// With network, but before the answer went: the page does not send at once.
	s.restart()
	p.Goto(s.url + "/about")
	p.Follow(".account form button")
	p.WaitFor("[data-leave]")
	if got := p.Text("[data-leave]"); !strings.Contains(got, "1\u00a0answer waiting to be sent") {
		t.Errorf("signing out asks %q", got)
	}
	for _, v := range p.Axe() {
		t.Errorf("signing out: %v", v)
	}
	p.Follow("[data-leave-keep]")
	if n := s.count("SELECT COUNT(*) FROM responses"); n != 0 {
		t.Errorf("%d answers were sent unasked", n)
	}

	p.Goto(s.url + "/offline")
	p.WaitUntil(`document.querySelector("[data-say]").textContent.replace(/[\u2068\u2069]/g, "").includes("Sign in as ada")`)
	signInPage(p, s.url, "bob")
	p.Goto(s.url + "/offline")
	p.WaitUntil(`document.querySelector("[data-others]").textContent.replace(/[\u2068\u2069]/g, "").includes("1\u00a0answer of ada waits here")`)
	if p.Exists("[data-sets] li") {
		t.Error("bob sees ada's set")
	}
	p.Follow(".account form button") // nothing of bob's is here, so nothing is asked
	p.WaitUntil(`location.pathname === "/"`)
	if n := s.count("SELECT COUNT(*) FROM responses"); n != 0 {
		t.Errorf("bob sent %d answers of ada", n)
	}

	signInPage(p, s.url, "ada")
	p.Goto(s.url + "/offline")
	p.WaitUntil(`document.querySelector("[data-say]").textContent.includes("1\u00a0answer was sent")`)
	if n := s.count("SELECT COUNT(*) FROM responses"); n != 1 {
		t.Errorf("%d answers came, want 1", n)
	}

	// Thrown away is gone, and the browser is as before.
	p.Goto(s.url + "/about")
	p.Follow(".account form button")
	p.WaitFor("[data-leave]")
	p.Follow("[data-leave-drop]")
	p.Goto(s.url + "/offline")
	p.WaitFor("[data-none]")
	if n := testkit.Eval[int](p, `navigator.serviceWorker.getRegistrations().then(r => r.length)`); n != 0 {
		t.Errorf("%d service workers stay", n)
	}
	unreachable(t, p)
}

// Without JavaScript the page says so, and offers nothing that would not work.
func TestBrowserOfflineWithoutScript(t *testing.T) {
	s := startServer(t, t.TempDir())
	p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone, NoScript: true})
	signUpPage(p, s.url, "ada")
	p.Goto(s.url + "/offline")
	if got := p.Text("main"); !strings.Contains(got, "This page needs JavaScript") || strings.Contains(got, "Take a set along") {
		t.Errorf("the page says %q", got)
	}
}

var offlineShots = flag.String("offline-screenshots", "", "write screenshots of sets taken along into this folder")

func shoot(p *testkit.Page, name string) {
	if *offlineShots != "" {
		p.Screenshot(filepath.Join(*offlineShots, name+".png"), true)
	}
}

// Every state of the page, in both themes, languages and sizes.
func TestBrowserOfflineIsAccessible(t *testing.T) {
	s := startServer(t, t.TempDir())
	for i, o := range testkit.ByDay(2,
		testkit.Options{Viewport: testkit.Phone, Language: "fr"},
		testkit.Options{Viewport: testkit.Desktop, Dark: true},
		testkit.Options{Viewport: testkit.Phone, Dark: true},
		testkit.Options{Viewport: testkit.Desktop, Language: "fr"},
	) {
		t.Run(fmt.Sprintf("%+v", o), func(t *testing.T) {
			o.ReducedMotion = true
			p := testkit.Open(t, o)
			look := func(state string) {
				t.Helper()
				for _, v := range p.Axe() {
					t.Errorf("%s: %v", state, v)
				}
				if p.Overflow() {
					t.Errorf("%s: wider than the screen", state)
				}
				shoot(p, fmt.Sprintf("%s-%d", state, i))
			}
			p.Goto(s.url + "/offline")
			look("stranger")
			signUpPage(p, s.url, fmt.Sprint("reader", i))
			p.Goto(s.url + "/offline")
			p.WaitFor("[data-take]")
			look("empty")
			takeAlong(p, s.url)
			look("taken")
			p.Click("[data-sets] .button")
			p.WaitFor("form[data-answer]")
			look("asked")
			p.Check()
			p.WaitFor("#mistake")
			look("mistake")
			p.FillByTapping()
			p.Check()
			p.WaitFor("#verdict")
			look("told")
			p.Goto(s.url + "/about")
			if testkit.Eval[bool](p, `document.querySelector(".menu").checkVisibility()`) { // on a phone
				p.Click(".menu summary")
				p.Follow(".menu form[action='/sign-out'] button")
			} else {
				p.Follow(".account form button")
			}
			p.WaitFor("[data-leave]")
			look("leave")
		})
	}
}
