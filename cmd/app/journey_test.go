package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"viva/internal/quiz"
	"viva/internal/testkit"
)

const secret = "a long enough passphrase"

// signUpPage makes an account through the form.
func signUpPage(p *testkit.Page, base, name string) {
	p.Goto(base + "/sign-up")
	p.Type("#name", name)
	p.Type("#password", secret)
	p.Follow("main form .button.primary")
}

// instructor makes an instructor on the server's own data, as an operator
// would.
func (s *server) instructor(name string) {
	s.t.Helper()
	code, _, errs := runApp(secret+"\n", "user", "create", name, "--role", "instructor", "--data", s.data)
	if code != 0 {
		s.t.Fatal(errs)
	}
}

func signInPage(p *testkit.Page, base, name string) {
	p.Goto(base + "/sign-in")
	p.Type("input[name=login]", name)
	p.Type("input[name=password]", secret)
	p.Follow("main form .button.primary")
}

// The main job with the keyboard: sign up, take a quiz, see the score; the
// instructor sees it too.
func TestBrowserJourneyByKeyboard(t *testing.T) {
	s := startServer(t, t.TempDir())
	s.instructor("ines")
	p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone})
	signUpPage(p, s.url, "ada")
	p.Goto(s.url + "/")
	p.Follow(".next .button") // one click to the first question
	for i := range 10 {
		p.WaitFor(fmt.Sprintf(".question:has([data-answered='%d']) form[data-answer]", i))
		p.FillByKeys()
		if p.Given() == 0 {
			t.Fatalf("question %d: keys chose nothing", i+1)
		}
		reads(p, ".question")
		p.CheckByKeys()
		p.WaitFor("#verdict")
		if got := testkit.Eval[string](p, "document.activeElement.id"); got != "verdict" {
			t.Errorf("question %d: the focus is on %q, want the verdict", i+1, got)
		}
		if i < 9 {
			p.Onward()
		}
	}
	p.Loads(p.Onward)
	p.WaitFor(".mark .figure")
	points, _, _ := strings.Cut(strings.TrimSpace(p.Text(".mark .figure")), "/")

	p.Goto(s.url + "/scores")
	p.WaitFor("table tbody tr")
	p.Goto(s.url + "/scoreboard")
	if board := p.Text("main"); !strings.Contains(board, "ada") {
		t.Errorf("the scoreboard does not show ada: %s", board)
	}

	teacher := testkit.Open(t, testkit.Options{})
	signInPage(teacher, s.url, "ines")
	teacher.Goto(s.url + "/instructor?edition=2026")
	row := teacher.Text("table tbody tr")
	if !strings.Contains(row, "ada") || !strings.Contains(row, points+"/10") && !strings.Contains(row, points+" of 10") && !strings.Contains(row, points+" / 10") {
		t.Errorf("the instructor sees %q, want ada with %s of 10", row, points)
	}
}

// reads waits until the question at the selector can have been read: an answer
// that comes sooner does not rank.
func reads(p *testkit.Page, selector string) {
	time.Sleep(time.Duration(utf8.RuneCountInString(p.Text(selector))) * quiz.ReadingTime)
}

// The same without JavaScript, in French, by a guest who signs up after the ten
// questions and keeps the score.
func TestBrowserJourneyWithoutScript(t *testing.T) {
	s := startServer(t, t.TempDir())
	p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone, NoScript: true, Language: "fr"})
	p.Goto(s.url + "/")
	p.Click("#choice-B") // no click leads to the first question: it is there
	reads(p, ".paper")
	p.Follow(".paper .primary")
	p.WaitFor("#verdict")
	p.Follow(".paper .primary")
	for i := range 9 {
		p.WaitFor(fmt.Sprintf("[data-answered='%d']", i+1))
		p.FillByTapping()
		reads(p, ".question")
		p.CheckAnew()
		p.WaitFor("#verdict")
		p.Follow("[data-next]")
	}
	p.WaitFor(".mark .figure")
	if lang := testkit.Eval[string](p, "document.documentElement.lang"); lang != "fr" {
		t.Errorf("the result is in %q, want French", lang)
	}
	p.Follow("main a.button.primary") // keep the score
	p.Type("#name", "béatrice")
	p.Type("#password", secret)
	p.Follow("main form .button.primary")
	p.Goto(s.url + "/scoreboard")
	if row := p.Text("table tbody tr"); !strings.Contains(row, "béatrice") || !strings.Contains(row, "10") {
		t.Errorf("the scoreboard shows %q, want béatrice with 10 questions", row)
	}
}

// An attempt goes on where it was after the server died, in a second tab too.
func TestBrowserResume(t *testing.T) {
	s := startServer(t, t.TempDir())
	p := testkit.Open(t, testkit.Options{})
	signUpPage(p, s.url, "ada")
	p.Goto(s.url + "/")
	p.Follow(".next .button")
	p.FillByKeys()
	p.CheckByKeys()
	p.WaitFor("#verdict")
	s.kill()
	s.restart()
	p.Goto(s.url + "/")
	p.Follow(".next a.button")
	p.WaitFor("[data-answered='1']")
	if !strings.HasSuffix(p.URL(), "/items/2") {
		t.Errorf("resumed at %s, want the second question", p.URL())
	}
}

// The link of the first start makes the first administrator, once; they make
// an instructor of a learner.
func TestBrowserSetup(t *testing.T) {
	s := startServer(t, t.TempDir())
	learner := testkit.Open(t, testkit.Options{AllowStatus: []int{403}})
	signUpPage(learner, s.url, "ines")
	if learner.Goto(s.url+"/instructor") != 403 {
		t.Error("a learner sees the instructor's page")
	}

	p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone, Dark: true, AllowStatus: []int{403}})
	link := s.setup()
	p.Goto(link)
	for _, v := range p.Axe() {
		t.Errorf("setup: %v", v)
	}
	p.Type("#name", "root")
	p.Type("#password", secret)
	p.Follow("main form .button.primary")
	p.Goto(s.url + "/admin/users")
	id := testkit.Eval[string](p, `[...document.querySelectorAll("form[action$='/role']")].find(f => f.closest("tr, li").textContent.includes("ines")).getAttribute("action")`)
	testkit.Eval[bool](p, fmt.Sprintf(`document.querySelector("form[action='%s'] select").value = "instructor", true`, id))
	p.Follow(fmt.Sprintf("form[action='%s'] button", id))
	if learner.Goto(s.url+"/instructor") != 200 {
		t.Error("the new instructor does not see the instructor's page at once")
	}
	other := testkit.Open(t, testkit.Options{AllowStatus: []int{403}})
	if status := other.Goto(link); status == 200 {
		t.Error("the set-up link opens a second time")
	}
}

// openIn opens a page for a reader. WebKit has its language from the machine, so
// there the reader chooses it.
func openIn(t *testing.T, s *server, o testkit.Options) *testkit.Page {
	t.Helper()
	lang := o.Language
	if o.Engine != testkit.WebKit || lang != "fr" {
		return testkit.Open(t, o)
	}
	o.Language = "en"
	p := testkit.Open(t, o)
	p.Goto(s.url + "/about")
	p.Click(".menu summary")
	p.Follow(".menu [name=lang][value=fr]")
	return p
}

// tour signs three readers in and calls visit on every page that they see.
func tour(t *testing.T, s *server, o testkit.Options, visit func(p *testkit.Page, name string)) {
	t.Helper()
	o.AllowStatus = []int{403, 404, 422}
	o.ReducedMotion = true // a page is looked at when nothing moves any more
	p := openIn(t, s, o)
	show := func(name, path string) {
		p.Goto(s.url + path)
		visit(p, name)
	}
	show("home-visitor", "/")
	show("sign-in", "/sign-in")
	show("sign-up", "/sign-up")
	show("about", "/about")
	show("privacy", "/privacy")
	show("not-found", "/nothing-here")
	show("scores-empty", "/scores")
	p.Goto(s.url + "/scoreboard?period=week")
	p.Follow(`.tabs button[value="2024"]`)
	visit(p, "board-empty")
	p.Goto(s.url + "/sign-up")
	p.Type("#name", "x")
	p.Type("#password", "123")
	testkit.Eval[bool](p, "document.querySelector('main form').noValidate = true")
	p.Follow("main form .button.primary")
	visit(p, "sign-up-errors")

	signInPage(p, s.url, "demo-learner")
	show("home", "/")
	p.Goto(s.url + "/subjects/aws-support/practice")
	p.Follow(`.tabs button[value="2026"]`)
	visit(p, "deck-2026")
	p.Follow(`.tabs button[value="course"]`) // last: what was true then differs from today
	visit(p, "deck")
	show("scores", "/scores")
	p.WaitFor("svg.chart")
	show("scoreboard", "/scoreboard")
	show("account", "/account")
	show("second-factor", "/account/second-factor")
	p.Goto(s.url + "/")
	p.Follow(".next .button")
	visit(p, "question")
	p.Check() // nothing chosen
	p.WaitFor("#mistake")
	visit(p, "question-error")
	answerUntilThenAndNow(t, p, s.url)
	visit(p, "feedback")
	objectTo(p, visit)
	bookmark(p)
	attempt := p.URL()[:strings.LastIndex(p.URL(), "/items/")]
	p.Goto(attempt + "/finish")
	visit(p, "finish")
	p.Follow(".actions form button")
	visit(p, "result")
	show("bookmarks", "/subjects/aws-support/bookmarks")

	p.Goto(s.url + "/subjects/aws-support/practice")
	p.Click("input[name=mode][value=exam]")
	if !p.Exists("input[name=mode][value=exam]:checked") {
		t.Error("the exam mode cannot be chosen")
	}
	p.Follow("main form .button.primary")
	visit(p, "exam")
	p.Goto(p.URL()[:strings.LastIndex(p.URL(), "/items/")] + "/finish") // the next tour finds no open exam
	p.Follow("form[action$='/finish'] button")

	for reader, pages := range map[string][]string{"demo-instructor": {"/instructor", "/instructor/objections"}, "demo-admin": {"/admin/users", "/admin/log"}} {
		p := openIn(t, s, o)
		signInPage(p, s.url, reader)
		for _, path := range pages {
			p.Goto(s.url + path)
			visit(p, strings.ReplaceAll(strings.Trim(path, "/"), "/", "-"))
		}
	}
}

// objectTo says that the question on the page is wrong.
func objectTo(p *testkit.Page, visit func(p *testkit.Page, name string)) {
	question := p.URL()
	p.Click(".object > summary")
	visit(p, "object")
	p.Type("#words", "AWS changed this on 2 December 2025. L'option B est juste aussi : voir <la page des offres>.")
	p.Follow(".object form .button")
	visit(p, "objection")
	p.Goto(question + "/objections")
	p.WaitFor(".words")
	p.Goto(question)
	p.WaitFor("#verdict")
}

// bookmark bookmarks the question on the page, unless an earlier tour did.
func bookmark(p *testkit.Page) {
	const kept = `#memo-bookmark[aria-pressed="true"]`
	if !p.Exists(kept) {
		p.Click("#memo-bookmark")
		p.WaitFor(kept)
	}
}

// answerUntilThenAndNow answers until the feedback tells what is true today.
func answerUntilThenAndNow(t *testing.T, p *testkit.Page, base string) {
	t.Helper()
	for range 5 {
		attempt := p.URL()[:strings.LastIndex(p.URL(), "/items/")]
		for i := range 10 {
			p.Goto(fmt.Sprintf("%s/items/%d", attempt, i+1))
			if !p.Exists("#stem") {
				break // what earlier tours left of the day is shorter
			}
			if !p.Exists("#verdict") {
				p.FillByTapping()
				p.Check()
				p.WaitFor("#verdict")
			}
			if p.Exists(".aside-now") {
				return
			}
		}
		p.Goto(attempt + "/finish") // or it would be gone on with
		p.Follow(".actions form button")
		p.Goto(base + "/")
		p.Follow(".next .button")
	}
	t.Fatal("no feedback of 50 questions tells what is true today")
}

// startDemo serves the sample learners, whose passwords are made known.
func startDemo(t *testing.T) *server {
	t.Helper()
	s := startServer(t, t.TempDir(), "--demo")
	data := demoData(t, s)
	for _, name := range []string{"demo-learner", "demo-instructor", "demo-admin"} {
		if code, _, errs := runApp(secret+"\n", "user", "reset-password", name, "--data", data); code != 0 {
			t.Fatal(errs)
		}
	}
	return s
}

// demoData is the throw-away directory that the demo says it uses.
func demoData(t *testing.T, s *server) string {
	t.Helper()
	for line := range strings.Lines(s.waitLog(`"msg":"serving"`)) {
		if _, rest, ok := strings.Cut(line, `"data":"`); ok {
			dir, _, _ := strings.Cut(rest, `"`)
			return dir
		}
	}
	t.Fatalf("the demo does not say where its data is:\n%s", s.log)
	return ""
}

// Every page, in both themes, both languages and both sizes: nothing for the
// accessibility checker to say, nothing wider than the screen, no console
// error, no policy report and no request that leaves this machine (the last
// three are checked as each page closes, of Firefox the first two). A tour and
// the checker take most of the time: by day each theme, language and size is
// seen once, and the width in both sizes. At night each engine sees both themes
// and languages, and what else the other tours visit.
func TestBrowserPagesAreAccessible(t *testing.T) {
	t.Parallel() // it waits for other processes
	s := startDemo(t)
	for _, o := range testkit.ByDay(2,
		testkit.Options{Viewport: testkit.Phone, Language: "fr"},
		testkit.Options{Viewport: testkit.Desktop, Dark: true},
		testkit.Options{Viewport: testkit.Phone, Dark: true},
		testkit.Options{Viewport: testkit.Desktop, Language: "fr"},
		testkit.Options{Engine: testkit.Firefox, Viewport: testkit.Phone, Dark: true, Language: "fr"},
		testkit.Options{Engine: testkit.Firefox, Viewport: testkit.Desktop},
		testkit.Options{Engine: testkit.WebKit, Viewport: testkit.Phone, Dark: true, Language: "fr"},
		testkit.Options{Engine: testkit.WebKit, Viewport: testkit.Desktop},
	) {
		t.Run(fmt.Sprintf("%v %d dark=%t %s", o.Engine, o.Viewport.Width, o.Dark, o.Language), func(t *testing.T) {
			visit := func(p *testkit.Page, name string) {
				for _, v := range p.Axe() {
					t.Errorf("%s: %v", name, v)
				}
				// The reader's own size last: the tour goes on in it.
				for _, size := range []testkit.Viewport{testkit.Phone, testkit.Desktop, o.Viewport} {
					p.Resize(size)
					if p.Overflow() {
						t.Errorf("%s: wider than a screen of %d", name, size.Width)
					}
				}
			}
			tour(t, s, o, visit)
			if testkit.Nightly() {
				tourStudy(t, s, o, visit)
				tourReading(t, s, o, visit)
			}
		})
	}
}
