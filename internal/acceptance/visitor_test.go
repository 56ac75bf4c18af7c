package acceptance

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"viva/internal/testkit"
)

// visitor is a browser without scripts, or a program with a token: it keeps
// cookies, follows no redirect, and says that requests come from our own pages.
type visitor struct {
	t      testing.TB
	site   *site
	http   *http.Client
	header map[string]string // sent with every request
	name   string            // to sign in with
}

func (s *site) visitor(t testing.TB) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, site: s, header: map[string]string{"Sec-Fetch-Site": "same-origin"}}
	v.http = &http.Client{Jar: jar, Timeout: 30 * time.Second, Transport: &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(v.http.CloseIdleConnections)
	return v
}

// program is a client that holds an access token, and no cookies.
func (s *site) program(t testing.TB, token string) *visitor {
	t.Helper()
	v := s.visitor(t)
	v.header = map[string]string{"Authorization": "Bearer " + token}
	return v
}

const password = "walnut orbit quarry 7"

var people atomic.Int64

// newName is one that nobody has yet.
func newName() string { return fmt.Sprintf("pupil-%d", 1000+people.Add(1)) }

// learner signs somebody up.
func (s *site) learner(t testing.TB) *visitor {
	t.Helper()
	v := s.visitor(t)
	v.name = newName()
	v.post("/sign-up", "name", v.name, "password", password).want(http.StatusSeeOther)
	return v
}

// staff is somebody whom the operator gave an account.
func (s *site) staff(t testing.TB, role string) *visitor {
	t.Helper()
	name := newName()
	if said, code := runs(t, password+"\n", "user", "create", name, "--role", role, "--data", s.data); code != 0 {
		t.Fatal(said)
	}
	return s.signedIn(t, name)
}

func (s *site) signedIn(t testing.TB, name string) *visitor {
	t.Helper()
	v := s.visitor(t)
	v.name = name
	v.post("/sign-in", "login", name, "password", password).want(http.StatusSeeOther)
	return v
}

// id is the number of the visitor's account.
func (v *visitor) id() int64 {
	v.t.Helper()
	return value[int64](v.t, v.site, "SELECT id FROM users WHERE name = ?", v.name)
}

// tokens signs in as a program does.
func (v *visitor) tokens() (access, refresh string) {
	v.t.Helper()
	var got struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	v.site.program(v.t, "").json("POST", "/api/v1/sessions", j{"login": v.name, "password": password}).want(http.StatusOK).into(&got)
	return got.Access, got.Refresh
}

// cookie is the value of a cookie that the visitor has, or "".
func (v *visitor) cookie(name string) string {
	at, _ := url.Parse(v.site.url)
	for _, c := range v.http.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// setCookie plants a cookie.
func (v *visitor) setCookie(name, value string) {
	at, _ := url.Parse(v.site.url)
	v.http.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// j is a JSON object.
type j map[string]any

// reply is what came back, read.
type reply struct {
	t      testing.TB
	from   *site
	what   string
	status int
	header http.Header
	body   string
}

func (v *visitor) get(path string) *reply { v.t.Helper(); return v.do("GET", path, "") }

// post sends a form, given in pairs of name and value.
func (v *visitor) post(path string, pairs ...string) *reply {
	v.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return v.do("POST", path, values.Encode(), "Content-Type", formType)
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// json sends an object.
func (v *visitor) json(method, path string, in any, header ...string) *reply {
	v.t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		v.t.Fatal(err)
	}
	if in == nil {
		return v.do(method, path, "", header...)
	}
	return v.do(method, path, string(text), append([]string{"Content-Type", jsonType}, header...)...)
}

// do sends any request and ends the test when no reply comes. Headers come in
// pairs; an empty value drops one that would be sent otherwise.
func (v *visitor) do(method, path, body string, header ...string) *reply {
	v.t.Helper()
	r, err := v.try(method, path, body, header...)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func (v *visitor) try(method, path, body string, header ...string) (*reply, error) {
	req, err := http.NewRequest(method, v.site.url+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body == "" {
		req.Body = http.NoBody
	}
	for name, value := range v.header {
		req.Header.Set(name, value)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if req.Header.Del(header[i]); header[i+1] != "" {
			req.Header.Set(header[i], header[i+1])
		}
	}
	resp, err := v.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return &reply{v.t, v.site, method + " " + path, resp.StatusCode, resp.Header, string(text)}, err
}

// want ends the test unless the reply has this status.
func (r *reply) want(status int) *reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: status %d, want %d\n%.2000s", r.what, r.status, status, r.body)
	}
	return r
}

// refused fails the test unless the reply has this status and this code.
func (r *reply) refused(status int, code string) *reply {
	r.t.Helper()
	var problem struct{ Code string }
	json.Unmarshal([]byte(r.body), &problem)
	if r.status != status || problem.Code != code {
		r.t.Errorf("%s: status %d and code %q, want %d and %q\n%.500s", r.what, r.status, problem.Code, status, code, r.body)
	}
	return r
}

func (r *reply) into(out any) *reply {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.body), out); err != nil {
		r.t.Fatalf("%s: %v in %.500s", r.what, err, r.body)
	}
	return r
}

// holds reports whether body or headers hold a text, in any case of letters.
func (r *reply) holds(text string) bool {
	all := fmt.Sprintln(r.header) + r.body
	if plain, err := url.PathUnescape(all); err == nil {
		all += plain
	}
	return strings.Contains(strings.ToLower(all), strings.ToLower(text))
}

// attempt is an attempt as the API shows it.
type attempt struct {
	ID         int64
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
	Mode       string
	Answered   int
	Score      *int
	Items      []item
}

type item struct {
	Type             string
	Position, Choose int
	Stem             string
	Options, Prompts []struct{ ID, Text string }
	Given            []string
	Revision         int
	Feedback         *feedback
}

type feedback struct {
	Correct bool
	Options []struct {
		ID, Text        string
		Correct, Chosen bool
	}
}

// begins begins an attempt on a subject; more members come in pairs.
func (v *visitor) begins(subject, mode string, size int, more ...any) (a attempt) {
	v.t.Helper()
	body := j{"subject": subject, "mode": mode, "size": size}
	for i := 0; i+1 < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	v.json("POST", "/api/v1/attempts", body).want(http.StatusCreated).into(&a)
	return a
}

// pick is an answer to the item at a position: the nth option and those after it.
func (a attempt) pick(position, nth int) []string {
	it := a.Items[position-1]
	switch it.Type {
	case "numeric":
		return []string{fmt.Sprint(1000 + nth)}
	case "text":
		return []string{fmt.Sprint("name ", nth)}
	case "matching":
		var pairs []string
		for i, p := range it.Prompts {
			pairs = append(pairs, p.ID+"="+it.Options[(i+nth)%len(it.Options)].ID)
		}
		return pairs
	}
	var ids []string
	for i := range it.Choose {
		ids = append(ids, it.Options[(i+nth)%len(it.Options)].ID)
	}
	return ids
}

// answers sends an answer.
func (v *visitor) answers(a attempt, position int, given []string, revision int, header ...string) *reply {
	v.t.Helper()
	return v.json("PUT", fmt.Sprintf("/api/v1/attempts/%d/answers/%d", a.ID, position), j{"given": given, "revision": revision}, header...)
}

func (v *visitor) finishes(a attempt) *reply {
	v.t.Helper()
	return v.json("POST", fmt.Sprintf("/api/v1/attempts/%d/finish", a.ID), nil)
}

// sees is the attempt as it stands.
func (v *visitor) sees(id int64) (a attempt) {
	v.t.Helper()
	v.get(fmt.Sprintf("/api/v1/attempts/%d", id)).want(http.StatusOK).into(&a)
	return a
}

// route is a row of the table of all routes, which another test compares with the
// program.
type route struct {
	path, method, audience string
}

// routes reads that table.
func routes(t testing.TB) (all []route) {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(testkit.Root(t), "web/testdata/access.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		if f := strings.Fields(line); strings.HasPrefix(f[0], "/") {
			all = append(all, route{f[0], f[1], f[2]})
		}
	}
	if len(all) < 80 {
		t.Fatalf("%d routes in the table", len(all))
	}
	return all
}

// at fills in the parameters of a route.
func (r route) at(parameters map[string]string) string {
	path := r.path
	for _, name := range slices.Backward(slices.SortedFunc(maps.Keys(parameters), func(a, b string) int { return len(a) - len(b) })) {
		path = strings.ReplaceAll(path, ":"+name, parameters[name])
	}
	return path
}

// birdsAt are the parameters of routes about an item of an attempt on birds.
func birdsAt(a attempt, position int) map[string]string {
	return map[string]string{"id": fmt.Sprint(a.ID), "position": fmt.Sprint(position), "subject": "birds", "edition": "old", "exam": "none",
		"reading": "none", "milestone": "facts-100", "hash": "x"}
}

var fileLink = regexp.MustCompile(`(?:src|href)="(/[^"]+)"`)

// files are what pages load.
func (v *visitor) files(pages ...string) []string {
	v.t.Helper()
	seen := map[string]bool{}
	for _, page := range pages {
		for _, found := range fileLink.FindAllStringSubmatch(v.get(page).body, -1) {
			if strings.HasPrefix(found[1], "/static/") || strings.HasSuffix(found[1], ".js") {
				seen[found[1]] = true
			}
		}
	}
	if len(seen) < 3 {
		v.t.Fatalf("pages load %d files", len(seen))
	}
	return slices.Sorted(maps.Keys(seen))
}
