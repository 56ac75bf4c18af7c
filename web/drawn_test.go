package web

import (
	"html/template"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"viva/internal/users"
	"viva/web/words"
)

// drawings are the states of a site in which its pages were drawn, by the page
// and its language.
type drawings map[string]map[string]bool

// crawl fetches these routes by these principals, and holds every page that
// comes, also one that refuses, to what pages promise.
func (d drawings) crawl(t *testing.T, s *testSite, state string, routes []reach, players []player) {
	drawn := s.watchPages()
	for _, r := range routes {
		if r.method() != "GET" {
			continue
		}
		for _, l := range words.Langs {
			for _, p := range players {
				*drawn = ""
				reply := p.clone().do("GET", p.address(r), "", "Accept-Language", l.ID)
				if *drawn != "" && reply.Status == http.StatusOK {
					d.note(*drawn+" in "+l.ID, state)
				}
				if strings.HasPrefix(reply.Header.Get("Content-Type"), "text/html") {
					t.Run(strings.Join([]string{r.route, p.name, l.ID, state}, " "), func(t *testing.T) {
						sound(t, reply.Body)
						for _, where := range unisolated(reply.Body) {
							t.Errorf("a name stands in %s: print it by {{template \"who\"}}, or .Isolated in a sentence or attribute", where)
						}
					})
					if names(reply.Body) {
						d.note(*drawn+" names", state)
					}
				}
			}
		}
	}
}

func (d drawings) note(page, state string) {
	if d[page] == nil {
		d[page] = map[string]bool{}
	}
	d[page][state] = true
}

// watchPages gives s pages that note which of them was drawn last.
func (s *testSite) watchPages() (last *string) {
	s.t.Helper()
	watched, err := loadPages(embedded, false)
	if err != nil {
		s.t.Fatal(err)
	}
	last = new(string)
	for name, page := range watched.set {
		page.Funcs(template.FuncMap{"note": func() string { *last = name; return "" }})
		if _, err := page.AddParseTree("whole", page.Lookup("layout.html").Tree); err != nil {
			s.t.Fatal(err)
		}
		template.Must(page.New("layout.html").Parse(`{{note}}{{template "whole" .}}`))
	}
	s.pages = watched
	return last
}

// crawlFresh draws what a site has on which nobody did anything yet. It has no
// guest: that is who was dealt a question.
func (d drawings) crawlFresh(t *testing.T) {
	s := newSite(t, mailing)
	players := []player{{name: "anonymous", browser: s.browser(), open: "1", done: "1"}}
	for _, name := range principals[2:] {
		players = append(players, player{name: name, browser: s.as(name, users.Role(name)), open: "1", done: "1"})
	}
	d.crawl(t, s, "fresh", s.reaches(), players)
}

// crawlUsed draws what a site has on which there are answers, objections and
// scores, of attempts that are open and then of those that are finished.
func (d drawings) crawlUsed(t *testing.T) {
	s := newSite(t)
	s.secrets()
	all := s.players()
	players := append(all[:], s.practised(oddName))
	d.crawl(t, s, "used", s.reaches(), players)
	var routes []reach
	for _, r := range s.reaches() {
		if strings.Contains(r.path, "{open}") {
			r.path = strings.ReplaceAll(r.path, "{open}", "{done}")
			routes = append(routes, r)
		}
	}
	d.crawl(t, s, "finished", routes, players)
}

// practised makes a learner who answered some questions, not all of them right.
func (s *testSite) practised(name string) player {
	s.t.Helper()
	k := s.taker(name, users.Learner)
	k.take("practice", 3, 2)
	p := s.player(k.browser)
	p.name = name
	return p
}

// Every page is drawn in both languages and in two states at least: by fetching
// it, or full and empty by rows of a test, here or beside what it belongs to.
func TestEveryPageIsDrawn(t *testing.T) {
	t.Parallel()
	d := drawings{}
	d.crawlFresh(t)
	d.crawlUsed(t)
	for _, name := range []string{"about", "attempt", "gradebook"} {
		if len(d[name+" in fr"]) < 2 {
			t.Errorf("fetching no longer draws %s: %v", name, d)
		}
	}
	for _, name := range []string{"account", "admin_users", "gradebook", "today", "objections", "scoreboard"} {
		if d[name+" names"] == nil {
			t.Errorf("%s no longer names anybody", name)
		}
	}
	pages, err := filepath.Glob("pages/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	tests := testSources(t)
	for _, page := range pages {
		name := strings.TrimSuffix(filepath.Base(page), ".html")
		rows := strings.Contains(tests, `{"`+name+`", "full", `) && strings.Contains(tests, `{"`+name+`", "empty", `)
		for _, l := range words.Langs {
			if states := d[name+" in "+l.ID]; len(states) < 2 && !rows {
				t.Errorf("%s is drawn in %s in the states %v, and must be in two: let a route lead to it, or draw it by rows of pages_test.go, {%q, \"full\", ...} and {%q, \"empty\", ...}",
					page, l.ID, slices.Sorted(maps.Keys(states)), name, name)
			}
		}
	}
}

// testSources are the texts of all tests of this folder.
func testSources(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(source)
	}
	return all.String()
}
