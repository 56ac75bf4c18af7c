package main

import (
	"flag"
	"path/filepath"
	"testing"

	"viva/internal/testkit"
)

var papers = flag.String("papers", "", "print the pages into this folder")

// What people print goes on paper from a dark screen: no column is lost,
// nothing is dark or too light to read, and no heading stays alone at the foot
// of a page. At night, so does every page.
func TestBrowserPaper(t *testing.T) {
	s := startDemo(t)
	visit := func(p *testkit.Page, name string) {
		for _, paper := range testkit.Papers {
			for _, fault := range p.OnPaper(paper) {
				t.Errorf("%s on %s: %s", name, paper.Name, fault)
			}
			if *papers != "" {
				p.Print(filepath.Join(*papers, name+"-"+paper.Name+".pdf"), paper)
			}
		}
	}
	for _, lang := range []string{"en", "fr"} {
		o := testkit.Options{Dark: true, Language: lang}
		for reader, paths := range map[string][]string{
			"demo-learner":    {"/subjects/aws-support/progress", "/scores"},
			"demo-instructor": {"/instructor?edition=course"},
		} {
			p := testkit.Open(t, o)
			signInPage(p, s.url, reader)
			for _, path := range paths {
				p.Goto(s.url + path)
				visit(p, filepath.Base(path)+"-"+lang)
			}
			if reader == "demo-learner" {
				p.Follow(`main a[href$="/result"]`) // from the scores
				visit(p, "result-"+lang)
			}
		}
		if testkit.Nightly() {
			tour(t, s, o, visit)
			tourStudy(t, s, o, visit)
		}
	}
}
