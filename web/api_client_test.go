package web

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"viva/internal/deck"
)

// api is a site with clients of its API.
type api struct{ *testSite }

func newAPI(t *testing.T) *api {
	s := newSite(t)
	s.clock.advance(123456789) // not a whole millisecond, as clocks are
	return &api{s}
}

// scan reads one value from the database.
func (f *api) scan(query string, args ...any) (n int64) {
	f.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+f.path+"?mode=ro")
	if err != nil {
		f.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		f.t.Fatal(err)
	}
	return n
}

// apiClient is a program with a token, or without.
type apiClient struct {
	f     *api
	token string
}

func (f *api) with(token string) *apiClient { return &apiClient{f: f, token: token} }

// signedIn signs a new learner up and in.
func (f *api) signedIn(name string) *apiClient {
	f.t.Helper()
	c := f.with("")
	c.post("/users", j{"name": name, "password": testPassword}).want(201)
	c.token = c.post("/sessions", j{"login": name, "password": testPassword}).want(200).text("access_token")
	return c
}

// j is a JSON object.
type j = map[string]any

// apiReply is what came back.
type apiReply struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

func (c *apiClient) get(path string, headers ...string) apiReply {
	return c.send(http.MethodGet, path, "", headers...)
}

func (c *apiClient) post(path string, body any, headers ...string) apiReply {
	return c.json(http.MethodPost, path, body, headers...)
}

func (c *apiClient) put(path string, body any, headers ...string) apiReply {
	return c.json(http.MethodPut, path, body, headers...)
}

// json sends body as JSON; nil is no body.
func (c *apiClient) json(method, path string, body any, headers ...string) apiReply {
	c.f.t.Helper()
	if body == nil {
		return c.send(method, path, "", headers...)
	}
	text, err := json.Marshal(body)
	if err != nil {
		c.f.t.Fatal(err)
	}
	return c.send(method, path, string(text), append([]string{"Content-Type", "application/json"}, headers...)...)
}

// send sends a request as it is, with headers in pairs. A path that is not
// absolute below the API is one of the API's.
func (c *apiClient) send(method, path, body string, headers ...string) apiReply {
	c.f.t.Helper()
	if !strings.HasPrefix(path, "/api/") {
		path = "/api/v1" + path
	}
	return c.page(method, path, body, headers...)
}

// page sends a request to any address of the site.
func (c *apiClient) page(method, path, body string, headers ...string) apiReply {
	t := c.f.t
	t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	res, err := c.f.app.Test(req, -1)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	r := apiReply{t: t, what: method + " " + path, status: res.StatusCode, header: res.Header}
	if r.body, err = io.ReadAll(res.Body); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if strings.HasPrefix(path, "/api/v1/") && method != http.MethodHead {
		if r.status >= 400 && r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d comes as %q", r.what, r.status, r.header.Get("Content-Type"))
		}
		checkReply(t, req, r)
	}
	return r
}

func (r apiReply) want(status int) apiReply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: %d, want %d\n%s", r.what, r.status, status, r.body)
	}
	return r
}

// refused checks the status and code of a problem.
func (r apiReply) refused(status int, code string) apiReply {
	r.t.Helper()
	if r.status != status || r.text("code") != code {
		r.t.Errorf("%s: %d %s, want %d %s", r.what, r.status, r.body, status, code)
	}
	return r
}

func (r apiReply) into(v any) apiReply {
	r.t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		r.t.Fatalf("%s: %v\n%s", r.what, err, r.body)
	}
	return r
}

// stands checks which answer, and of which revision, a stale one was told of.
func (r apiReply) stands(revision int, given []string) {
	r.t.Helper()
	var p struct {
		Current struct {
			Given    []string
			Revision int
		}
	}
	if r.into(&p); p.Current.Revision != revision || !slices.Equal(p.Current.Given, given) {
		r.t.Errorf("%s: what stands is told as %s", r.what, r.body)
	}
}

func (r apiReply) members() j {
	r.t.Helper()
	var m j
	r.into(&m)
	return m
}

func (r apiReply) text(member string) string {
	s, _ := r.members()[member].(string)
	return s
}

// unnamed is the body without its request id, to compare problems by.
func (r apiReply) unnamed() string {
	m := r.members()
	if m["request_id"] != r.header.Get("X-Request-Id") {
		r.t.Errorf("%s: request id %v, but %q in the header", r.what, m["request_id"], r.header.Get("X-Request-Id"))
	}
	return strings.ReplaceAll(string(r.body), r.header.Get("X-Request-Id"), "ID")
}

// started is an attempt as the API gives it out.
type started struct {
	ID    int64
	Items []struct {
		Position, Choose int
		Type, Stem       string
		Options, Prompts []struct{ ID, Text string }
		Given            []string
		Feedback         *struct{ Correct bool }
	}
	Score *int
}

func (c *apiClient) start(mode string, size int) started {
	c.f.t.Helper()
	var a started
	c.post("/attempts", j{"subject": c.f.subject(), "mode": mode, "size": size}).want(201).into(&a)
	return a
}

// startChoices begins attempts until one has single choices only.
func (c *apiClient) startChoices(mode string, size int) started {
	c.f.t.Helper()
	for try := range 200 {
		var a started
		wanted, choices := j{"subject": c.f.subject(), "mode": mode, "size": size}, true
		if mode == "practice" { // else what suits the learner best is dealt each time
			wanted["seed"] = try
		}
		c.post("/attempts", wanted).want(201).into(&a)
		for _, it := range a.Items {
			choices = choices && it.Type == "single"
		}
		if choices {
			return a
		}
	}
	c.f.t.Fatalf("no attempt of %d single choices was dealt", size)
	return started{}
}

func (f *api) subject() string { return f.quiz.Decks()[0].Subject }

// pick answers an item with its options from the nth on.
func (a started) pick(pos, nth int) []string {
	it := a.Items[pos-1]
	switch form, _ := (deck.Item{Type: it.Type}).Form(); {
	case form.Typed:
		return []string{fmt.Sprint(nth + 1)}
	case form.Paired:
		var pairs []string
		for i, p := range it.Prompts {
			pairs = append(pairs, p.ID+"="+it.Options[(nth+i)%len(it.Options)].ID)
		}
		return pairs
	}
	given := make([]string, it.Choose)
	for i := range given {
		given[i] = it.Options[(nth+i)%len(it.Options)].ID
	}
	return given
}

func answerPath(attempt int64, pos int) string {
	return fmt.Sprintf("/attempts/%d/answers/%d", attempt, pos)
}

func finishPath(attempt int64) string { return fmt.Sprintf("/attempts/%d/finish", attempt) }
