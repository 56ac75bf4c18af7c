package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/testkit"
)

var screenshots = flag.String("screenshots", "", "write screenshots of every page into this folder")

// TestScreenshots draws every page for the README and for whoever wants to
// look at them: make screenshots.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		return // nothing to check here: other tests open the same pages
	}
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		t.Fatal(err)
	}
	s := startDemo(t)
	for i := range 8 {
		size, width := testkit.Phone, "phone"
		if i&1 != 0 {
			size, width = testkit.Desktop, "desktop"
		}
		dark, lang := i&2 != 0, []string{"en", "fr"}[i>>2]
		theme := map[bool]string{false: "light", true: "dark"}[dark]
		name := strings.Join([]string{width, theme, lang}, "-")
		o := testkit.Options{Viewport: size, Dark: dark, Language: lang}
		visit := func(p *testkit.Page, page string) {
			// Drawn whole, a page has its bar where it ends, not where a screen does.
			testkit.Eval[bool](p, `(document.querySelectorAll(".bar, .exam-bar").forEach(bar => bar.style.position = bar.matches(".places") ? "absolute" : "static"), true)`)
			p.Screenshot(filepath.Join(*screenshots, page+"-"+name+".png"), true)
		}
		tour(t, s, o, visit)
		tourStudy(t, s, o, visit)
		tourReading(t, s, o, visit)
	}
}

// tourReading calls visit on what a stranger reads and is asked at home, and on
// what a learner and an instructor see beside the pages of the other tours.
func tourReading(t *testing.T, s *server, o testkit.Options, visit func(p *testkit.Page, name string)) {
	t.Helper()
	o.ReducedMotion = true
	for reader, paths := range map[string][]string{
		"":                {"/read", "/read/aws-support/plans-compared", "/read/aws-support/severity-targets", "/read/aws-support/what-changed", "/read/aws-support/words-of-support", "/subjects/http-semantics/practice"},
		"demo-learner":    {"/read/aws-support/weak", "/subjects/aws-support/progress"},
		"demo-instructor": {"/instructor/report"},
	} {
		p := openIn(t, s, o)
		if reader == "" {
			p.Goto(s.url + "/")
			p.Click(".choice label")
			p.Follow(".paper .primary")
			visit(p, "home-told")
		} else {
			signInPage(p, s.url, reader)
		}
		for _, path := range paths {
			p.Goto(s.url + path)
			visit(p, strings.ReplaceAll(strings.Trim(strings.ReplaceAll(path, "aws-support/", ""), "/"), "/", "-"))
		}
	}
}

// tourStudy signs in who has practised for weeks and calls visit on every page
// of self-study: plan, progress, an exam from its rules to its result.
func tourStudy(t *testing.T, s *server, o testkit.Options, visit func(p *testkit.Page, name string)) {
	t.Helper()
	o.ReducedMotion = true
	p := openIn(t, s, o)
	show := func(name, path string) {
		p.Goto(s.url + path)
		visit(p, name)
	}
	if code, _, errs := runApp(secret+"\n", "user", "reset-password", "Amina", "--data", demoData(t, s)); code != 0 {
		t.Fatal(errs)
	}
	signInPage(p, s.url, "Amina")
	show("study-home", "/")
	show("plan", "/subjects/aws-support/plan")
	show("progress", "/subjects/aws-support/progress")
	show("facts", "/subjects/aws-support/facts")
	p.Follow("main table a, main .lines a")
	visit(p, "fact")
	p.Goto(s.url + "/offline")
	p.WaitFor("[data-take]")
	visit(p, "offline")
	show("study-deck", "/subjects/aws-support/practice")
	show("exam-start", "/subjects/aws-support/exams/clf-c02-short")
	p.Follow("main form .button.primary")
	exam := p.URL()[:strings.LastIndex(p.URL(), "/items/")]
	for i := range 12 {
		p.Goto(fmt.Sprintf("%s/items/%d", exam, i+1))
		if i%5 != 4 {
			p.FillByTapping()
			p.WaitFor("[data-saved][data-state=saved]")
		}
	}
	visit(p, "exam-question")
	p.Goto(exam + "/overview")
	visit(p, "exam-overview")
	p.Goto(exam + "/finish")
	visit(p, "exam-finish")
	p.Follow("form[action$='/finish'] button")
	visit(p, "exam-result")
}
