package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"viva/internal/export"
	"viva/internal/users"
)

// reach is what a route answers to each principal when it is used rightly.
type reach struct {
	route  string // as registered; HEAD answers as GET
	path   string // {open} and {done} are attempts of the principal's own
	body   string // a form for pages, JSON below /api
	strict [5]int // anonymous, guest, learner, instructor, admin
}

func everybody(status int) [5]int   { return [5]int{status, status, status, status, status} }
func takers(status int) [5]int      { return [5]int{401, status, status, status, status} }
func members(status int) [5]int     { return [5]int{401, 401, status, status, status} }
func instructors(status int) [5]int { return [5]int{401, 401, 403, status, status} }
func admins(status int) [5]int      { return [5]int{401, 401, 403, 403, status} }

// gradebookFiles are the routes of the gradebook in each format.
func gradebookFiles() (files []reach) {
	for _, f := range export.TableFormats() {
		files = append(files, reach{"GET " + scoresIn(f), scoresIn(f), "", instructors(200)})
	}
	return files
}

// reaches lists every route; one that is missing fails the test.
var reaches = append(gradebookFiles(), []reach{
	{"GET /livez", "/livez", "", everybody(200)},
	{"GET /readyz", "/readyz", "", everybody(200)},
	{"GET /healthz", "/healthz", "", everybody(200)},
	{"GET /static/:hash/+", "{css}", "", everybody(200)},

	{"GET /", "/", "", everybody(200)},
	{"GET /subjects/:subject/plan", "/subjects/aws-support/plan", "", takers(200)},
	{"POST /subjects/:subject/plan", "/subjects/aws-support/plan", "daily=none&goal=4", takers(422)},
	{"POST /subjects/:subject/habits", "/subjects/aws-support/habits", "certainty=ask&extra=100", takers(303)},
	{"GET /subjects/:subject/progress", "/subjects/aws-support/progress", "", everybody(200)},
	{"GET /subjects/:subject/facts", "/subjects/aws-support/facts", "", takers(200)},
	{"GET /subjects/:subject/fact", "/subjects/aws-support/fact?name=nothing", "", takers(404)},
	{"POST /study/:subject/sittings", "/study/aws-support/sittings", "kind=due&size=1", takers(303)},
	{"GET /subjects/:subject/practice", "/subjects/aws-support/practice", "", everybody(200)},
	{"POST /subjects/:subject/edition", "/subjects/aws-support/edition", "edition=course", everybody(303)},
	{"GET /subjects/:subject/:edition", "/subjects/aws-support/course", "", everybody(303)},
	{"POST /attempts", "/attempts", "subject=aws-support&edition=course&mode=practice&size=1&lang=en", everybody(303)},
	{"GET /subjects/:subject/exams/:exam", "/subjects/aws-support/exams/clf-c02-short", "", everybody(200)},
	{"POST /subjects/:subject/exams/:exam", "/subjects/aws-support/exams/clf-c02-short", "extra=110", everybody(422)},
	{"GET /subjects/:subject/:edition/exams/:exam", "/subjects/aws-support/course/exams/clf-c02-short", "", everybody(303)},
	{"POST /subjects/:subject/:edition/exams/:exam", "/subjects/aws-support/course/exams/clf-c02-short", "extra=100", everybody(303)},
	{"GET /attempts/:id", "/attempts/{open}", "", takers(303)},
	{"GET /attempts/:id/items/:position", "/attempts/{open}/items/1", "", takers(200)},
	{"POST /attempts/:id/items/:position", "/attempts/{open}/items/1", "given=nothing", takers(422)},
	{"POST /attempts/:id/items/:position/mistap", "/attempts/{open}/items/1/mistap", "", takers(409)},
	{"GET /attempts/:id/items/:position/objections", "/attempts/{done}/items/1/objections", "", takers(200)},
	{"POST /attempts/:id/items/:position/objections", "/attempts/{done}/items/1/objections", "words=wrong", takers(303)},
	{"POST /attempts/:id/items/:position/draft", "/attempts/{open}/items/1/draft", "given=nothing", takers(409)}, // practice keeps none
	{"GET /attempts/:id/overview", "/attempts/{open}/overview", "", takers(303)},
	{"GET /attempts/:id/review", "/attempts/{open}/review", "", takers(301)},
	{"GET /attempts/:id/finish", "/attempts/{open}/finish", "", takers(200)},
	{"POST /attempts/:id/finish", "/attempts/{done}/finish", "", takers(303)},
	{"GET /attempts/:id/result", "/attempts/{done}/result", "", takers(200)},
	{"GET /sw.js", "/sw.js", "", everybody(200)},
	{"GET /offline", "/offline", "", everybody(200)},
	{"GET /offline/kept", "/offline/kept", "", everybody(200)},
	{"POST /offline/sets", "/offline/sets", "subject=aws-support&size=9", members(422)},
	{"POST /offline/answers", "/offline/answers", "learner=1", members(415)},
	{"GET /scores", "/scores", "", everybody(200)},
	{"GET /scoreboard", "/scoreboard", "", everybody(200)},

	{"GET /sign-up", "/sign-up", "", [5]int{200, 200, 303, 303, 303}},
	{"POST /sign-up", "/sign-up", "name=x&password=x", everybody(422)},
	{"GET /sign-in", "/sign-in", "", [5]int{200, 200, 303, 303, 303}},
	{"POST /sign-in", "/sign-in", "login=nobody&password=nothing", everybody(401)},
	{"POST /sign-out", "/sign-out", "", everybody(303)},
	{"GET /account", "/account", "", members(200)},
	{"POST /account", "/account", "shown_as=me&listed=yes", members(303)},
	{"POST /account/password", "/account/password", "current=x&password=x", members(422)},
	{"GET /setup", "/setup?token=wrong", "", everybody(403)},
	{"POST /setup", "/setup", "token=wrong&name=boss2&password=long+enough+indeed", everybody(403)},
	{"POST /preferences", "/preferences", "theme=dark", everybody(303)},
	{"GET /about", "/about", "", everybody(200)},

	{"GET /instructor", "/instructor", "", instructors(200)},
	{"GET /instructor/objections", "/instructor/objections", "", instructors(200)},
	{"GET /instructor/report", "/instructor/report", "", instructors(200)},
	{"GET /admin/users", "/admin/users", "", admins(200)},
	{"POST /admin/users/:id/role", "/admin/users/999999/role", "role=admin", admins(404)},

	{"POST /api/v1/users", "/api/v1/users", `{"name":"x","password":"x"}`, everybody(422)},
	{"POST /api/v1/sessions", "/api/v1/sessions", `{"login":"nobody","password":"nothing"}`, everybody(401)},
	{"POST /api/v1/sessions/refresh", "/api/v1/sessions/refresh", `{"refresh_token":"x"}`, everybody(401)},
	{"DELETE /api/v1/sessions/current", "/api/v1/sessions/current", "", takers(204)},
	{"GET /api/v1/me", "/api/v1/me", "", takers(200)},
	{"PUT /api/v1/me/zone", "/api/v1/me/zone", `{"zone":"Europe/Paris"}`, members(200)},
	{"GET /api/v1/subjects", "/api/v1/subjects", "", everybody(200)},
	{"GET /api/v1/subjects/:subject/report", "/api/v1/subjects/aws-support/report", "", instructors(200)},
	{"POST /api/v1/attempts", "/api/v1/attempts", `{"subject":"aws-support","mode":"practice","size":1}`, takers(201)},
	{"GET /api/v1/attempts", "/api/v1/attempts", "", takers(200)},
	{"GET /api/v1/attempts/:id", "/api/v1/attempts/{open}", "", takers(200)},
	{"PUT /api/v1/attempts/:id/answers/:position", "/api/v1/attempts/{open}/answers/1", `{"given":["nothing"]}`, takers(422)},
	{"PUT /api/v1/attempts/:id/items/:position/draft", "/api/v1/attempts/{open}/items/1/draft", `{"struck":["nothing"]}`, takers(422)},
	{"POST /api/v1/attempts/:id/finish", "/api/v1/attempts/{done}/finish", "", takers(200)},
	{"POST /api/v1/attempts/:id/items/:position/mistap", "/api/v1/attempts/{open}/items/1/mistap", "", takers(409)},
	{"POST /api/v1/attempts/:id/items/:position/objections", "/api/v1/attempts/{done}/items/1/objections", `{"words":"wrong"}`, takers(201)},
	{"GET /api/v1/objections", "/api/v1/objections", "", instructors(200)},
	{"GET /api/v1/scoreboard", "/api/v1/scoreboard?subject=aws-support", "", takers(200)},
	{"GET /api/v1/study/:subject/today", "/api/v1/study/aws-support/today", "", takers(200)},
	{"GET /api/v1/study/:subject/plan", "/api/v1/study/aws-support/plan", "", takers(200)},
	{"PUT /api/v1/study/:subject/plan", "/api/v1/study/aws-support/plan", `{"daily":0}`, takers(422)},
	{"GET /api/v1/study/:subject/progress", "/api/v1/study/aws-support/progress", "", takers(200)},
	{"GET /api/v1/study/:subject/forecast", "/api/v1/study/aws-support/forecast", "", takers(200)},
	{"POST /api/v1/study/:subject/sittings", "/api/v1/study/aws-support/sittings", `{"kind":"due","size":1}`, takers(201)},
	{"GET /api/openapi.yaml", "/api/openapi.yaml", "", everybody(200)},
}...)

// player is a principal with an open and a finished attempt.
type player struct {
	*browser
	open, done string
}

func (s *testSite) player(c *browser) player {
	s.t.Helper()
	p := player{browser: c}
	p.open = strings.TrimPrefix(c.start("practice", 1), "/attempts/")
	p.done = strings.TrimPrefix(c.start("exam", 1), "/attempts/") // left blank, and told at the end
	c.post("/attempts/" + p.done + "/finish").want(http.StatusSeeOther)
	return p
}

func TestRoutesByRole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	css, err := s.assets.url("app.css")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"anonymous", "guest", "learner", "instructor", "admin"}
	players := []player{
		{browser: s.browser(), open: "1", done: "2"},
		s.player(s.browser()),
		s.player(s.as("learner", users.Learner)),
		s.player(s.as("instructor", users.Instructor)),
		s.player(s.as("admin", users.Admin)),
	}
	for _, r := range reaches {
		method, route, _ := strings.Cut(r.route, " ")
		for i, p := range players {
			if strings.HasSuffix(route, "/sign-out") || method == "DELETE" { // it would end the session for the rest
				p.browser = p.again(names[i])
			}
			path := strings.NewReplacer("{open}", p.open, "{done}", p.done, "{css}", css).Replace(r.path)
			media := "application/x-www-form-urlencoded"
			if strings.HasPrefix(path, "/api/") {
				media = "application/json"
			}
			for _, m := range append([]string{method}, map[string][]string{"GET": {"HEAD"}}[method]...) {
				got := p.clone().do(m, path, r.body, "Content-Type", media).Status
				if got != r.strict[i] {
					t.Errorf("%s %s as %s: status %d, want %d", m, route, names[i], got, r.strict[i])
				}
			}
		}
	}
}

// again is a second session of the same principal.
func (p player) again(name string) *browser {
	c := p.site.browser()
	switch name {
	case "anonymous":
	case "guest":
		c = p.site.guest()
	default:
		c.post("/sign-in", "login", name, "password", testPassword).want(http.StatusSeeOther)
	}
	return c
}

// Every route is in the table, and the table has no other.
func TestTableOfRoutes(t *testing.T) {
	s := newSite(t)
	var registered, listed []string
	for _, r := range s.app.GetRoutes(true) {
		registered = append(registered, r.Method+" "+r.Path)
	}
	for _, r := range reaches {
		listed = append(listed, r.route)
		if path, ok := strings.CutPrefix(r.route, "GET "); ok {
			listed = append(listed, "HEAD "+path)
		}
	}
	for _, r := range registered {
		if !slices.Contains(listed, r) {
			t.Errorf("%s is not in the table", r)
		}
	}
	for _, r := range listed {
		if !slices.Contains(registered, r) {
			t.Errorf("%s is in the table only", r)
		}
	}
}

// Fetching changes nothing: whatever is behind a GET, the rows stay.
func TestFetchingStoresNothing(t *testing.T) {
	s := newSite(t)
	css, _ := s.assets.url("app.css")
	p := s.player(s.as("admin", users.Admin))
	s.unchanged(func() {
		for _, r := range reaches {
			if strings.HasPrefix(r.route, "GET ") {
				path := strings.NewReplacer("{open}", p.open, "{done}", p.done, "{css}", css).Replace(r.path)
				p.get(path)
				s.browser().get(path)
			}
		}
	})
}
