package acceptance

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/testkit"
)

// refusals are what those are told whom an audience leaves out: strangers, guests,
// learners, instructors, administrators. 0 is for those who are let in.
var refusals = map[string][5]int{
	"everybody":   {},
	"takers":      {401},
	"members":     {401, 401},
	"instructors": {401, 401, 403},
	"admins":      {401, 401, 403, 403},
}

// principals are a visitor of each kind.
func (s *site) principals(t testing.TB) [5]*visitor {
	t.Helper()
	guest := s.visitor(t)
	guest.post("/attempts", "subject", "aws-support", "edition", "course", "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther)
	return [5]*visitor{s.visitor(t), guest, s.learner(t), s.staff(t, "instructor"), s.staff(t, "admin")}
}

// ends reports whether a route ends the session of whoever asks.
func (r route) ends() bool {
	return r.path == "/sign-out" || r.method == "DELETE" || strings.HasSuffix(r.path, "/sessions") || strings.Contains(r.path, "/delete")
}

// Every route refuses whom it is not for, and lets in whom it is for.
func TestZ01EveryRoute(t *testing.T) {
	t.Parallel()
	s := shared(t)
	who := s.principals(t)
	cells := 0
	for _, r := range routes(t) {
		want, known := refusals[r.audience]
		if !known {
			t.Fatalf("%s is for %q", r.path, r.audience)
		}
		path := r.at(birdsAt(attempt{ID: 999999}, 1))
		let, turned := 0, 0 // of those whom it is for
		for i, v := range who {
			if want[i] == 0 && r.ends() {
				continue // lets in, and ends what the next cells need
			}
			body, media := "", formType
			if strings.HasPrefix(r.path, "/api/") || strings.HasSuffix(r.path, "/offline/answers") {
				media = jsonType
			}
			got := v.do(r.method, path, body, "Content-Type", media)
			cells++
			refused := got.status == http.StatusUnauthorized || got.status == http.StatusForbidden
			if want[i] == 0 && refused {
				turned++
			} else if want[i] == 0 {
				let++
			}
			if want[i] != 0 && got.status != want[i] || got.status >= 500 {
				t.Errorf("%s %s answers %d to %d, of strangers, guests, learners, instructors, administrators; it is for %s", r.method, r.path, got.status, i, r.audience)
			}
		}
		// A link that does not count, or a wrong password, is refused whoever sends it.
		if let > 0 && turned > 0 || turned > 0 && r.audience != "everybody" {
			t.Errorf("%s %s is for %s, lets in %d and refuses %d", r.method, r.path, r.audience, let, turned)
		}
	}
	if cells < 400 {
		t.Errorf("%d cells are checked", cells)
	}
}

// What is another learner's looks as what is not there, to the byte.
func TestZ02AnotherLearners(t *testing.T) {
	t.Parallel()
	s := shared(t)
	owner, other := s.learner(t), s.learner(t)
	a := owner.begins("birds", "practice", 2, "topics", []string{"song"})
	owner.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
	mask := func(r *reply) string {
		text := strings.ReplaceAll(fmt.Sprintln(r.status, r.header, r.body), r.header.Get("X-Request-Id"), "REQUEST")
		for _, varies := range []*regexp.Regexp{number, contentLength, date} {
			text = varies.ReplaceAllString(text, "")
		}
		return text
	}
	missing := attempt{ID: 1_000_000 + a.ID}
	asked := 0
	for _, r := range routes(t) {
		if !strings.Contains(r.path, "/attempts/:id") {
			continue
		}
		body, media := "", formType
		if strings.HasPrefix(r.path, "/api/") && r.method != "GET" {
			media, body = jsonType, map[bool]string{true: `{"given":["x"],"revision":1}`, false: "{}"}[strings.Contains(r.path, "/answers/")]
			if strings.HasSuffix(r.path, "/finish") || strings.HasSuffix(r.path, "/mistap") {
				body = ""
			}
			if strings.HasSuffix(r.path, "/objections") {
				body = `{"words":"wrong"}`
			}
		}
		theirs := other.do(r.method, r.at(birdsAt(a, 1)), body, "Content-Type", media)
		nowhere := other.do(r.method, r.at(birdsAt(missing, 1)), body, "Content-Type", media)
		asked++
		if r.path == "/attempts/:id/review" {
			continue // an old address, which leads elsewhere unread
		}
		if theirs.status != http.StatusNotFound || mask(theirs) != mask(nowhere) {
			t.Errorf("%s %s: %d, and %d where there is none", r.method, r.path, theirs.status, nowhere.status)
		}
	}
	if asked < 15 {
		t.Errorf("%d routes about attempts", asked)
	}
	if n := value[int](t, s, "SELECT count(*) FROM responses WHERE attempt_id = ?", a.ID); n != 1 {
		t.Errorf("the attempt has %d answers", n)
	}
	if !testkit.Nightly() {
		return
	}
	var taken, free []time.Duration
	for range 400 {
		for id, list := range map[int64]*[]time.Duration{a.ID: &taken, missing.ID: &free} {
			began := time.Now()
			other.get(fmt.Sprintf("/api/v1/attempts/%d", id)).want(http.StatusNotFound)
			*list = append(*list, time.Since(began))
		}
	}
	if got := auc(taken, free); got >= .60 {
		t.Errorf("the time tells whether an attempt is there: AUC %.3f", got)
	}
}

// What varies between two replies that are the same: the length is that of the
// number in an address.
var (
	contentLength = regexp.MustCompile(`Content-Length:\[\d+\]`)
	date          = regexp.MustCompile(`Date:\[[^]]*\]`)
)

// A learner cannot choose what only others may: role, points, whose an account is.
func TestZ04ChosenFields(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	row := func() string {
		return value[string](t, s, "SELECT role || ' ' || hidden || ' ' || created_at || ' ' || id || ' ' || shown_as FROM users WHERE name = ?", v.name)
	}
	before, accounts := row(), value[int](t, s, "SELECT count(*) FROM users WHERE role <> 'guest'")
	for _, field := range []string{"role", "Role", "ROLE", "admin", "is_admin", "verified", "points", "hidden", "id", "user_id", "class", "password_hash", "created_at"} {
		for _, path := range []string{"/account", "/account/password", "/sign-up"} {
			if r := v.post(path, "name", newName(), "shown_as", "Changed", "current", password, "password", "orbit quarry walnut 8", field, "admin"); r.status != http.StatusBadRequest {
				t.Errorf("%s with %s: status %d", path, field, r.status)
			}
		}
		v.json("POST", "/api/v1/users", j{"name": newName(), "password": password, field: "admin"}).refused(http.StatusBadRequest, "unknown_member")
		v.json("PUT", "/api/v1/me/zone", j{"zone": "Europe/Paris", field: "admin"}).refused(http.StatusBadRequest, "unknown_member")
		v.do("POST", "/account", "<user><role>admin</role></user>", "Content-Type", "application/xml").want(http.StatusUnsupportedMediaType)
	}
	if after := row(); after != before {
		t.Errorf("the account was %s, is %s", before, after)
	}
	if now := value[int](t, s, "SELECT count(*) FROM users WHERE role IN ('admin', 'instructor') AND created_at > ?", time.Now().Add(time.Minute).UnixMilli()); now != 0 || accounts == 0 {
		t.Errorf("%d accounts of staff came", now)
	}
	teacher := s.staff(t, "instructor")
	teacher.post(fmt.Sprintf("/admin/users/%d/role", v.id()), "role", "instructor").want(http.StatusForbidden)
	if after := row(); after != before {
		t.Errorf("an instructor made it %s", after)
	}
}

// One administrator comes of the link that the first start prints, however many
// use it at once; nobody comes by signing up; the last one stays.
func TestZ05FirstAndLastAdministrator(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token := s.setupToken(t)
	var all sync.WaitGroup
	for i := range some(12, 200) {
		v := s.visitor(t)
		all.Go(func() {
			name, form := newName(), "/sign-up"
			body := "name=" + name + "&password=" + strings.ReplaceAll(password, " ", "+")
			if i%2 == 0 {
				form, body = "/setup", body+"&token="+token
			}
			if _, err := v.try("POST", form, body, "Content-Type", formType); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := value[int](t, s, "SELECT count(*) FROM users WHERE role = 'admin'"); n != 1 {
		t.Fatalf("%d administrators", n)
	}
	head := s.signedIn(t, value[string](t, s, "SELECT name FROM users WHERE role = 'admin'"))
	for _, role := range []string{"learner", "instructor"} {
		if r := head.post(fmt.Sprintf("/admin/users/%d/role", head.id()), "role", role); r.status < 400 {
			t.Errorf("the last administrator becomes %s: status %d", role, r.status)
		}
	}
	if n := value[int](t, s, "SELECT count(*) FROM users WHERE role = 'admin'"); n != 1 {
		t.Errorf("%d administrators are left", n)
	}
}

// A role that is taken away is gone at once, whatever the token says.
func TestZ06RoleChangeBites(t *testing.T) {
	t.Parallel()
	s := shared(t)
	head, teacher := s.staff(t, "admin"), s.staff(t, "instructor")
	access, _ := teacher.tokens()
	program := s.program(t, access)
	program.get("/api/v1/objections").want(http.StatusOK)
	teacher.get("/instructor").want(http.StatusOK)
	head.post(fmt.Sprintf("/admin/users/%d/role", teacher.id()), "role", "learner").want(http.StatusSeeOther)
	for _, r := range []*reply{program.get("/api/v1/objections"), teacher.get("/instructor"), teacher.get("/instructor/scores.csv")} {
		if r.status != http.StatusForbidden && r.status != http.StatusUnauthorized {
			t.Errorf("%s after the role is gone: status %d", r.what, r.status)
		}
	}
}

// What the program serves to programs is what its description says.
func TestZ07DescribedRoutes(t *testing.T) {
	t.Parallel()
	v := shared(t).learner(t)
	described := map[string]bool{}
	path := ""
	for line := range strings.Lines(v.get("/api/openapi.yaml").want(http.StatusOK).body) {
		if found := regexp.MustCompile(`^  (/\S+):`).FindStringSubmatch(line); found != nil {
			path = regexp.MustCompile(`\{(\w+)\}`).ReplaceAllString(found[1], ":$1")
		}
		if found := regexp.MustCompile(`^    (get|post|put|delete|patch):`).FindStringSubmatch(line); found != nil {
			described[strings.ToUpper(found[1])+" /api/v1"+path] = true
		}
	}
	var known []string
	for _, r := range routes(t) {
		if name := r.method + " " + r.path; strings.HasPrefix(r.path, "/api/v1/") {
			known = append(known, name)
			if !described[name] {
				t.Errorf("%s is not described", name)
			}
		}
	}
	for name := range described {
		method, path, _ := strings.Cut(name, " ")
		if !slices.Contains(known, name) {
			t.Errorf("%s is described and not served", name)
		}
		if strings.Contains(path, "/sessions/current") {
			continue
		}
		r := v.do(method, route{path: path}.at(birdsAt(attempt{ID: 1}, 1)), "", "Content-Type", jsonType)
		var problem struct{ Code string }
		if r.status >= 400 {
			r.into(&problem)
		}
		if r.status == http.StatusMethodNotAllowed || problem.Code == "method" || r.status >= 500 {
			t.Errorf("%s: status %d", name, r.status)
		}
	}
	for _, method := range []string{"PATCH", "DELETE", "PUT"} {
		for _, path := range []string{"/api/v1/users", "/api/v1/scoreboard", "/api/v1/subjects"} {
			if r := v.do(method, path, "{}", "Content-Type", jsonType); r.status != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: status %d", method, path, r.status)
			}
		}
	}
}

// oddPaths are other spellings of what is guarded.
var oddPaths = []string{
	"/%61dmin/users", "//admin/users", "/x/../admin/users", "/x/..%2fadmin/users", "/ADMIN/users", "/admin/users/", "/admin/users;x", "/admin/users%00",
	"/./admin/users", "/admin%2fusers", "/admin//users", "/admin\\users", "/instructor/", "/Instructor", "/instructor/scores.csv/", "//instructor/scores.csv",
	"/instructor/%73cores.csv", "/x/../instructor", "/%2e%2e/admin/users", "/account/../admin/users", "/api/v1/../../admin/users", "/API/v1/objections", "/api/v1/objections/",
	"//api/v1/objections", "/api/v1/%6fbjections", "/static/../admin/users", "/static/x/../../admin/users",
}

// No spelling of an address gets past what guards it.
func TestZ08OddPaths(t *testing.T) {
	t.Parallel()
	s := shared(t)
	learner := s.learner(t)
	cookie := "Cookie: viva_access=" + learner.cookie("viva_access") + "\r\n"
	for _, path := range oddPaths {
		for who, header := range map[string]string{"a stranger": "", "a learner": cookie} {
			back := s.raw(t, "GET "+path+" HTTP/1.1\r\nHost: "+s.addr+"\r\n"+header+"Connection: close\r\n\r\n")
			if status, _, _ := strings.Cut(strings.TrimPrefix(back, "HTTP/1.1 "), " "); status < "400" || status > "499" {
				t.Errorf("%s to %s: %.60q", path, who, back)
			}
		}
	}
}
