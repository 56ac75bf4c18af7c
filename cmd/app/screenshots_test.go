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
	for name, o := range map[string]testkit.Options{
		"phone-light-fr":   {Viewport: testkit.Phone, Language: "fr"},
		"phone-dark-en":    {Viewport: testkit.Phone, Dark: true},
		"desktop-light-en": {Viewport: testkit.Desktop},
		"desktop-dark-fr":  {Viewport: testkit.Desktop, Dark: true, Language: "fr"},
	} {
		visit := func(p *testkit.Page, page string) {
			// Drawn whole, a page has its bar where it ends, not where a screen does.
			testkit.Eval[bool](p, `(document.querySelectorAll(".bar").forEach(bar => bar.style.position = "static"), true)`)
			p.Screenshot(filepath.Join(*screenshots, page+"-"+name+".png"), true)
		}
		tour(t, s, o, visit)
		tourStudy(t, s, o, visit)
	}
}

// tourStudy signs in who has practised for weeks and calls visit on every page
// of self-study: plan, progress, an exam from its rules to its result.
func tourStudy(t *testing.T, s *server, o testkit.Options, visit func(p *testkit.Page, name string)) {
	t.Helper()
	o.ReducedMotion = true
	p := testkit.Open(t, o)
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
	show("offline", "/offline")
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
