package web

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"viva/internal/users"
)

// reach is how a route is asked.
type reach struct {
	route string // as registered; HEAD answers as GET
	path  string // {open} and {done} are attempts of the principal's own
	body  string // a form for pages, JSON below /api
}

// usedRightly are the routes that ask for more than an address filled in with
// what asWritten has. A route that is not here is asked without a body.
var usedRightly = []reach{
	{"GET /static/:hash/+", "{css}", ""},
	{"POST /subjects/:subject/plan", "/subjects/aws-support/plan", "daily=none&goal=4"},
	{"POST /subjects/:subject/habits", "/subjects/aws-support/habits", "certainty=ask&extra=100"},
	{"GET /subjects/:subject/fact", "/subjects/aws-support/fact?name=nothing", ""},
	{"POST /study/:subject/sittings", "/study/aws-support/sittings", "kind=due&size=1"},
	{"POST /subjects/:subject/edition", "/subjects/aws-support/edition", "edition=course"},
	{"POST /attempts", "/attempts", "subject=aws-support&edition=course&mode=practice&size=1&lang=en"},
	{"POST /subjects/:subject/exams/:exam", "/subjects/aws-support/exams/clf-c02-short", "extra=110"},
	{"POST /subjects/:subject/:edition/exams/:exam", "/subjects/aws-support/course/exams/clf-c02-short", "extra=100"},
	{"POST /attempts/:id/items/:position", "/attempts/{open}/items/1", "given=nothing"},
	{"GET /attempts/:id/items/:position/objections", "/attempts/{done}/items/1/objections", ""},
	{"POST /attempts/:id/items/:position/objections", "/attempts/{done}/items/1/objections", "words=wrong"},
	{"POST /attempts/:id/items/:position/memo", "/attempts/{done}/items/1/memo", "bookmark=yes"},
	{"POST /attempts/:id/items/:position/draft", "/attempts/{open}/items/1/draft", "given=nothing"}, // practice keeps none
	{"POST /attempts/:id/finish", "/attempts/{done}/finish", ""},
	{"GET /attempts/:id/result", "/attempts/{done}/result", ""},
	{"POST /offline/sets", "/offline/sets", "subject=aws-support&size=9"},
	{"POST /offline/answers", "/offline/answers", `{"learner":1,"answers":[]}`},
	{"POST /read/:subject/:reading", "/read/aws-support/plans-compared", "edition=2026&size=1"},
	{"POST /sign-up", "/sign-up", "name=x&password=x"},
	{"POST /sign-in", "/sign-in", "login=nobody&password=nothing"},
	{"POST /account", "/account", "listed=yes"},
	{"POST /account/password", "/account/password", "current=x&password=x"},
	{"POST /sign-in/code", "/sign-in/code", "code=123456"},
	{"POST /account/second-factor", "/account/second-factor", "current=x&code=123456&do=off"},
	{"POST /account/second-factor/new", "/account/second-factor/new", "current=x"},
	{"POST /account/second-factor/confirm", "/account/second-factor/confirm", "sealed=x&code=123456"},
	{"POST /account/second-factor/codes.txt", "/account/second-factor/codes.txt", "sealed=x"},
	{"POST /account/address", "/account/address", "email=&address_password=x"},
	{"POST /verify", "/verify", "token=wrong"},
	{"POST /forgot", "/forgot", "login=nobody"},
	{"POST /reset", "/reset", "token=wrong&password=long+enough+indeed"},
	{"GET /setup", "/setup?token=wrong", ""},
	{"POST /setup", "/setup", "token=wrong&name=boss2&password=long+enough+indeed"},
	{"POST /preferences", "/preferences", "theme=dark"},
	{"GET /admin/users/:id", "/admin/users/999999", ""},
	{"POST /admin/users/:id", "/admin/users/999999", "name=nobody"},
	{"POST /admin/users/:id/role", "/admin/users/999999/role", "role=admin"},
	{"POST /admin/users/:id/password", "/admin/users/999999/password", ""},
	{"POST /admin/users/:id/disabled", "/admin/users/999999/disabled", "disabled=yes"},
	{"GET /admin/users/:id/delete", "/admin/users/999999/delete", ""},
	{"POST /admin/users/:id/delete", "/admin/users/999999/delete", ""},
	{"POST /account/sessions/confirm", "/account/sessions/confirm", "current=x"},
	{"POST /account/sessions/end", "/account/sessions/end", "session=x"},
	{"POST /account/sessions/end-others", "/account/sessions/end-others", "x=x"}, // it would end those of the rest
	{"POST /account/delete", "/account/delete", "current=x"},
	{"POST /admin/users/:id/sessions/end", "/admin/users/999999/sessions/end", ""},
	{"POST /admin/users/:id/second-factor", "/admin/users/999999/second-factor", ""},
	{"POST /api/v1/users", "/api/v1/users", `{"name":"x","password":"x"}`},
	{"POST /api/v1/sessions", "/api/v1/sessions", `{"login":"nobody","password":"nothing"}`},
	{"POST /api/v1/sessions/refresh", "/api/v1/sessions/refresh", `{"refresh_token":"x"}`},
	{"POST /api/v1/sessions/current/confirmation", "/api/v1/sessions/current/confirmation", `{"password":"x"}`},
	{"DELETE /api/v1/sessions/others", "/api/v1/sessions/others?x=x", ""}, // it would end those of the rest
	{"DELETE /api/v1/sessions/:session", "/api/v1/sessions/0123456789abcdef", ""},
	{"PUT /api/v1/me/zone", "/api/v1/me/zone", `{"zone":"Europe/Paris"}`},
	{"POST /api/v1/attempts", "/api/v1/attempts", `{"subject":"aws-support","mode":"practice","size":1}`},
	{"PUT /api/v1/attempts/:id/answers/:position", "/api/v1/attempts/{open}/answers/1", `{"given":["nothing"]}`},
	{"PUT /api/v1/attempts/:id/items/:position/draft", "/api/v1/attempts/{open}/items/1/draft", `{"struck":["nothing"]}`},
	{"POST /api/v1/attempts/:id/finish", "/api/v1/attempts/{done}/finish", ""},
	{"POST /api/v1/attempts/:id/items/:position/objections", "/api/v1/attempts/{done}/items/1/objections", `{"words":"wrong"}`},
	{"GET /api/v1/attempts/:id/items/:position/memo", "/api/v1/attempts/{done}/items/1/memo", ""},
	{"PUT /api/v1/attempts/:id/items/:position/memo", "/api/v1/attempts/{done}/items/1/memo", `{"bookmarked":true}`},
	{"GET /api/v1/scoreboard", "/api/v1/scoreboard?subject=aws-support", ""},
	{"PUT /api/v1/study/:subject/plan", "/api/v1/study/aws-support/plan", `{"daily":0}`},
	{"POST /api/v1/study/:subject/sittings", "/api/v1/study/aws-support/sittings", `{"kind":"due","size":1}`},
}

// asWritten fills in the parameters of an address.
var asWritten = strings.NewReplacer(":subject", "aws-support", ":edition", "course", ":exam", "clf-c02-short",
	":reading", "plans-compared", ":id", "{open}", ":position", "1", ":milestone", "facts-100")

// reaches returns how each registered route is asked, those that fetch first.
func (s *testSite) reaches() (all []reach) {
	s.t.Helper()
	for _, r := range s.app.GetRoutes(true) {
		if r.Method == http.MethodHead {
			continue
		}
		ask := reach{r.Method + " " + r.Path, asWritten.Replace(r.Path), ""}
		if i := slices.IndexFunc(usedRightly, func(u reach) bool { return u.route == ask.route }); i >= 0 {
			ask = usedRightly[i]
		}
		if strings.ContainsAny(ask.path, ":+*") {
			s.t.Fatalf("%s has a parameter that asWritten does not know: add it there, or the route to usedRightly", ask.route)
		}
		all = append(all, ask)
	}
	return all
}

func (r reach) method() string { method, _, _ := strings.Cut(r.route, " "); return method }

// media is the type of the body that the route takes.
func (r reach) media() string {
	if strings.HasPrefix(r.path, "/api/") || r.path == "/offline/answers" {
		return "application/json"
	}
	return "application/x-www-form-urlencoded"
}

// player is a principal with an open and a finished attempt.
type player struct {
	*browser
	name       string // of the principal
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

// address is where the player asks r.
func (p player) address(r reach) string {
	p.site.t.Helper()
	css, err := p.site.assets.url("app.css")
	if err != nil {
		p.site.t.Fatal(err)
	}
	return strings.NewReplacer("{open}", p.open, "{done}", p.done, "{css}", css).Replace(r.path)
}

// ask asks r by this method, and keeps the player's cookies as they were.
func (p player) ask(method string, r reach) *pageReply {
	p.site.t.Helper()
	return p.clone().do(method, p.address(r), r.body, "Content-Type", r.media())
}

// principals are who a request can come from; all but the first name a role.
var principals = [...]string{"anonymous", "guest", "learner", "instructor", "admin"}

// players are the principals, each with attempts. The anonymous one asks for
// those of others.
func (s *testSite) players() (all [len(principals)]player) {
	s.t.Helper()
	all[0] = player{browser: s.browser(), open: "1", done: "2"}
	all[1] = s.player(s.browser())
	for i, name := range principals {
		if i > 1 {
			all[i] = s.player(s.as(name, users.Role(name)))
		}
		all[i].name = name
	}
	return all
}

// again is a second session of the same principal.
func (p player) again() *browser {
	c := p.site.browser()
	switch p.name {
	case "anonymous":
	case "guest":
		c = p.site.guest()
	default:
		c.post("/sign-in", "login", p.name, "password", testPassword).want(http.StatusSeeOther)
	}
	return c
}

// statuses are what a route answers to each of the principals.
type statuses [len(principals)]int

// refusals are what each audience's guard answers to those whom the route is
// not for; 0 is for those who pass.
var refusals = map[string]statuses{
	"everybody":   {},
	"takers":      {401},
	"members":     {401, 401},
	"instructors": {401, 401, 403},
	"admins":      {401, 401, 403, 403},
}

// breaches says where a route does not answer as what is stated of it demands,
// whatever its handler does.
func breaches(path, audience string, got statuses) (all []string) {
	want, known := refusals[audience]
	if !known {
		return []string{fmt.Sprintf("is for %q, which is no audience: register it in routes.go as the others", audience)}
	}
	refused := func(status int) bool { return status == 401 || status == 403 }
	var let []int
	for i, status := range got {
		if want[i] == 0 {
			let = append(let, status)
		} else if status != want[i] {
			all = append(all, fmt.Sprintf("is for %s and answers %d to %s, want %d", audience, status, principals[i], want[i]))
		}
		if status >= 500 {
			all = append(all, fmt.Sprintf("answers %d to %s", status, principals[i]))
		}
	}
	// A wrong password is refused whoever sends it.
	if slices.ContainsFunc(let, refused) && !(refused(let[0]) && slices.Max(let) == slices.Min(let)) {
		all = append(all, fmt.Sprintf("is for %s, but its handler refuses some of them: %v", audience, let))
	}
	for page, own := range map[string][]string{"instructor": {"instructors", "admins"}, "admin": {"admins"}} {
		if (path == "/"+page || strings.HasPrefix(path, "/"+page+"/")) && !slices.Contains(own, audience) {
			all = append(all, fmt.Sprintf("is for %s, but stands below /%s", audience, page))
		}
	}
	return all
}

// secret is a text that only some may read.
type secret struct {
	text string
	may  func(users.Role) bool
	told bool // to one of those
}

// secrets makes a learner whose name, e-mail address and objection are not for
// other learners.
func (s *testSite) secrets() []*secret {
	s.t.Helper()
	u := users.NewUser{Name: "quillon", Password: testPassword, Email: "post@tarn.example", ShownAs: oddShown}
	if _, err := s.users.Create(s.t.Context(), u, users.Learner); err != nil {
		s.t.Fatal(err)
	}
	c := s.browser()
	c.post("/sign-in", "login", u.Name, "password", u.Password).want(http.StatusSeeOther)
	c.post("/attempts/"+s.player(c).done+"/items/1/objections", "words", "bramble").want(http.StatusSeeOther)
	return []*secret{{text: u.Name, may: users.Role.CanInstruct}, {text: "bramble", may: users.Role.CanInstruct},
		{text: u.Email, may: users.Role.CanAdminister}}
}

// What each route answers to each principal is written down in access.golden.
// Who must be refused, and what is no learner's business, is a rule.
func TestAccess(t *testing.T) {
	t.Parallel()
	s := newSite(t, mailing)
	secrets, players := s.secrets(), s.players()
	audiences := map[string]string{}
	for _, r := range s.app.GetRoutes(true) {
		audiences[r.Method+" "+r.Path] = r.Name
	}
	var lines []string
	for _, r := range s.reaches() {
		var got statuses
		for i, p := range players {
			if strings.HasSuffix(r.path, "/sign-out") || r.method() == "DELETE" { // it would end the session for the rest
				p.browser = p.again()
			}
			reply := p.ask(r.method(), r)
			got[i] = reply.Status
			if r.method() == "GET" {
				if head := p.ask("HEAD", r); head.Status != got[i] {
					t.Errorf("%s answers %d to %s, HEAD %d", r.route, got[i], p.name, head.Status)
				}
			}
			for _, k := range secrets {
				told, may := strings.Contains(reply.Body, k.text), k.may(users.Role(p.name))
				if k.told = k.told || told; told && !may {
					t.Errorf("%s tells %s of %q, which is another learner's", r.route, p.name, k.text)
				}
			}
		}
		method, path, _ := strings.Cut(r.route, " ")
		for _, breach := range breaches(path, audiences[r.route], got) {
			t.Errorf("%s %s", r.route, breach)
		}
		lines = append(lines, fmt.Sprintf("%-60s %-7s %-12s %s\n", path, method, audiences[r.route], strings.Trim(fmt.Sprint(got), "[]")))
	}
	for _, k := range secrets {
		if !k.told {
			t.Errorf("nobody was told of %q, so nothing shows that it is kept from others", k.text)
		}
	}
	slices.Sort(lines)
	golden(t, "access.golden", fmt.Sprintf("%-60s %-7s %-12s %s\n", "route", "method", "for", strings.Join(principals[:], ", "))+strings.Join(lines, ""))
}

// golden compares a text with a file below testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	was, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, side := range []struct{ mark, text, other string }{{"-", string(was), got}, {"+", got, string(was)}} {
		for line := range strings.Lines(side.text) {
			if !slices.Contains(strings.SplitAfter(side.other, "\n"), line) {
				t.Errorf("%s %s%s", name, side.mark, line)
			}
		}
	}
	if string(was) != got {
		t.Errorf("%s is not as it was: read what changed, then make update writes it", name)
	}
}

func TestBreachesAreSeen(t *testing.T) {
	for _, tt := range []struct {
		path, audience string
		got            statuses
		want           string
	}{
		{"/about", "everybody", statuses{200, 200, 200, 200, 200}, ""},
		{"/sign-in", "everybody", statuses{401, 401, 401, 401, 401}, ""},
		{"/attempts/:id", "takers", statuses{401, 303, 303, 303, 303}, ""},
		{"/admin/users", "admins", statuses{401, 401, 403, 403, 200}, ""},
		{"/terms", "", statuses{200, 200, 200, 200, 200}, "no audience"},
		{"/terms", "takers", statuses{200, 200, 200, 200, 200}, "answers 200 to anonymous, want 401"},
		{"/terms", "takers", statuses{404, 200, 200, 200, 200}, "answers 404 to anonymous, want 401"},
		{"/terms", "members", statuses{401, 200, 200, 200, 200}, "answers 200 to guest, want 401"},
		{"/terms", "instructors", statuses{401, 401, 200, 200, 200}, "answers 200 to learner, want 403"},
		{"/terms", "admins", statuses{401, 401, 403, 303, 200}, "answers 303 to instructor, want 403"},
		{"/terms", "everybody", statuses{200, 200, 200, 200, 500}, "answers 500 to admin"},
		{"/terms", "everybody", statuses{401, 401, 403, 200, 200}, "its handler refuses some"},
		{"/terms", "everybody", statuses{401, 401, 403, 403, 403}, "its handler refuses some"},
		{"/instructor/terms", "everybody", statuses{200, 200, 200, 200, 200}, "below /instructor"},
		{"/instructor", "members", statuses{401, 401, 200, 200, 200}, "below /instructor"},
		{"/admin/terms", "instructors", statuses{401, 401, 403, 200, 200}, "below /admin"},
	} {
		got := breaches(tt.path, tt.audience, tt.got)
		if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
			t.Errorf("%s for %s, %v: %q, want %q", tt.path, tt.audience, tt.got, got, tt.want)
		}
	}
}

// A route that usedRightly knows is registered.
func TestTableOfRoutes(t *testing.T) {
	s := newSite(t)
	all := s.reaches()
	for _, u := range usedRightly {
		if !slices.Contains(all, u) {
			t.Errorf("%s is in the table only, or twice", u.route)
		}
	}
}

// Fetching changes nothing: whatever is behind a GET, the rows stay.
func TestFetchingStoresNothing(t *testing.T) {
	s := newSite(t)
	p := s.player(s.as("admin", users.Admin))
	s.unchanged(func() {
		for _, r := range s.reaches() {
			if r.method() == "GET" {
				p.get(p.address(r))
				s.browser().get(p.address(r))
			}
		}
	})
}
