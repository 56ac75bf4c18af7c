package web

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestAPIRefusals sends each kind of bad request. Every one is refused with
// its status and code, as a problem, and stores nothing.
func TestAPIRefusals(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	practice, exam := ada.startChoices("practice", 2), ada.startChoices("exam", 2)
	option := exam.Items[0].Options[0].ID
	answer := answerPath(exam.ID, 1)
	attempt := func(members string) string { return `{"subject":"aws-support",` + members + `}` }
	user := func(members string) string {
		return `{"name":"newcomer","password":"` + testPassword + `"` + members + `}`
	}
	deep := strings.Repeat(`[`, 20000) + strings.Repeat(`]`, 20000)
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}

	for _, c := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		code                     string
		field                    string // in errors, or ""
	}{
		// Not JSON, or not one object of it.
		{"no body", "POST", "/users", "", nil, 400, "malformed_json", ""},
		{"cut short", "POST", "/users", `{"name":"x`, nil, 400, "malformed_json", ""},
		{"not JSON", "POST", "/sessions", `name=x`, nil, 400, "malformed_json", ""},
		{"an array", "POST", "/sessions", `[]`, nil, 400, "malformed_json", ""},
		{"null", "PUT", answer, `null`, nil, 400, "malformed_json", ""},
		{"trailing data", "POST", "/attempts", attempt(`"mode":"exam","size":1`) + `{}`, nil, 400, "malformed_json", ""},
		{"not UTF-8", "POST", "/users", "{\"name\":\"\xff\xfe\xfd\"}", nil, 400, "malformed_json", ""},
		{"half a surrogate", "POST", "/users", `{"name":"\ud800abc"}`, nil, 400, "malformed_json", ""},
		{"a comment", "POST", "/users", `{/**/}`, nil, 400, "malformed_json", ""},
		{"20,000 deep", "PUT", answer, `{"given":` + deep + `}`, nil, 400, "malformed_json", ""},
		{"20,000 deep, unknown", "PUT", answer, `{"deep":` + deep + `}`, nil, 400, "unknown_member", ""},

		// Members.
		{"role at sign-up", "POST", "/users", user(`,"role":"admin"`), nil, 400, "unknown_member", ""},
		{"case variant", "POST", "/users", user(`,"Email":"a@example.org"`), nil, 400, "unknown_member", ""},
		{"duplicate", "POST", "/users", user(`,"name":"other"`), nil, 400, "duplicate_member", ""},
		{"escaped duplicate", "POST", "/users", user(`,"n\u0061me":"other"`), nil, 400, "duplicate_member", ""},
		{"a number for a name", "POST", "/users", `{"name":7,"password":"` + testPassword + `"}`, nil, 400, "wrong_type", "name"},
		{"size as a text", "POST", "/attempts", attempt(`"mode":"exam","size":"5"`), nil, 400, "wrong_type", "size"},
		{"size of a half", "POST", "/attempts", attempt(`"mode":"exam","size":0.5`), nil, 400, "wrong_type", "size"},
		{"size beyond numbers", "POST", "/attempts", attempt(`"mode":"exam","size":100000000000000000000`), nil, 400, "wrong_type", "size"},
		{"given is one text", "PUT", answer, `{"given":"` + option + `"}`, nil, 400, "wrong_type", "given"},
		{"given holds numbers", "PUT", answer, `{"given":[1]}`, nil, 400, "wrong_type", "given"},
		{"size of null", "POST", "/attempts", attempt(`"mode":"exam","size":null`), nil, 400, "wrong_type", "size"},
		{"seed of null", "POST", "/attempts", attempt(`"mode":"practice","size":1,"seed":null`), nil, 400, "wrong_type", "seed"},
		{"given holds null", "PUT", answer, `{"given":[null]}`, nil, 400, "wrong_type", "given"},
		{"goal of null", "PUT", "/study/aws-support/plan", `{"goal":null}`, nil, 400, "wrong_type", "goal"},
		{"edition as a number", "POST", "/attempts", attempt(`"edition":2024,"mode":"exam","size":1`), nil, 400, "wrong_type", "edition"},

		// How the body is sent.
		{"a form", "POST", "/users", "name=newcomer", form, 415, "media_type", ""},
		{"text", "POST", "/users", user(""), []string{"Content-Type", "text/plain"}, 415, "media_type", ""},
		{"almost JSON", "POST", "/users", user(""), []string{"Content-Type", "text/plain+json"}, 415, "media_type", ""},
		{"problem JSON", "POST", "/users", user(""), []string{"Content-Type", "application/problem+json"}, 415, "media_type", ""},
		{"no type", "POST", "/users", user(""), []string{}, 415, "media_type", ""},
		{"Latin-1", "POST", "/users", user(""), []string{"Content-Type", "application/json; charset=iso-8859-1"}, 415, "media_type", ""},
		{"XML", "PUT", answer, "<given/>", []string{"Content-Type", "application/xml"}, 415, "media_type", ""},
		{"form to finish", "POST", finishPath(exam.ID), "score=10", form, 415, "media_type", ""},
		{"gzip", "POST", "/users", user(""), []string{"Content-Type", "application/json", "Content-Encoding", "gzip"}, 415, "media_type", ""},
		{"identity", "POST", "/users", user(""), []string{"Content-Type", "application/json", "Content-Encoding", "identity"}, 415, "media_type", ""},

		// The query.
		{"unknown parameter", "GET", "/attempts?sort=id", "", nil, 400, "query", ""},
		{"repeated parameter", "GET", "/attempts?limit=1&limit=2", "", nil, 400, "query", ""},
		{"in an array's clothes", "GET", "/scoreboard?period[]=all", "", nil, 400, "query", ""},
		{"semicolon", "GET", "/scoreboard?period=all;limit=1", "", nil, 400, "query", ""},
		{"bad escape", "GET", "/scoreboard?period=%zz", "", nil, 400, "query", ""},
		{"where there is none", "GET", "/me?now=2099-01-01", "", nil, 400, "query", ""},
		{"score in the query", "POST", finishPath(exam.ID) + "?score=10", "", nil, 400, "query", ""},
		{"limit 0", "GET", "/attempts?limit=0", "", nil, 422, "limit", "limit"},
		{"limit 101", "GET", "/scoreboard?limit=101", "", nil, 422, "limit", "limit"},
		{"limit in letters", "GET", "/scoreboard?limit=ten", "", nil, 422, "limit", "limit"},
		{"limit in SQL", "GET", "/scoreboard?limit=1%20OR%201=1", "", nil, 422, "limit", "limit"},
		{"before", "GET", "/attempts?before=-1", "", nil, 422, "after", "before"},
		{"after", "GET", "/scoreboard?after=nowhere", "", nil, 422, "after", "after"},
		{"period", "GET", "/scoreboard?period=decade", "", nil, 422, "period", "period"},
		{"edition of the board", "GET", "/scoreboard?edition=1999", "", nil, 422, "no_edition", "edition"},
		{"subject of the board", "GET", "/scoreboard?subject=cooking", "", nil, 404, "no_subject", "subject"},

		// What it means.
		{"nothing to sign up with", "POST", "/users", `{}`, nil, 422, "name", "name"},
		{"short name", "POST", "/users", `{"name":"x","password":"` + testPassword + `"}`, nil, 422, "name", "name"},
		{"short password", "POST", "/users", `{"name":"newcomer","password":"x"}`, nil, 422, "password_short", "password"},
		{"bad e-mail", "POST", "/users", user(`,"email":"nowhere"`), nil, 422, "email", "email"},
		{"name taken", "POST", "/users", `{"name":"ADA","password":"` + testPassword + `"}`, nil, 409, "name_taken", "name"},
		{"no login", "POST", "/sessions", `{"password":"x"}`, nil, 422, "required", "login"},
		{"no password", "POST", "/sessions", `{"login":"ada"}`, nil, 422, "required", "password"},
		{"no refresh token", "POST", "/sessions/refresh", `{}`, nil, 422, "required", "refresh_token"},
		{"no subject", "POST", "/attempts", `{"mode":"exam","size":1}`, nil, 422, "required", "subject"},
		{"unknown subject", "POST", "/attempts", `{"subject":"cooking","mode":"exam","size":1}`, nil, 404, "no_subject", "subject"},
		{"unknown edition", "POST", "/attempts", attempt(`"edition":"1999","mode":"exam","size":1`), nil, 422, "no_edition", "edition"},
		{"unknown topic", "POST", "/attempts", attempt(`"topics":["cooking"],"mode":"exam","size":1`), nil, 422, "no_topic", "topics"},
		{"no mode", "POST", "/attempts", attempt(`"size":1`), nil, 422, "no_mode", "mode"},
		{"unknown language", "POST", "/attempts", attempt(`"lang":"de","mode":"exam","size":1`), nil, 422, "no_lang", "lang"},
		{"size 0", "POST", "/attempts", attempt(`"mode":"exam","size":0`), nil, 422, "size", "size"},
		{"size 101", "POST", "/attempts", attempt(`"mode":"exam","size":101`), nil, 422, "size", "size"},
		{"too few", "POST", "/attempts", attempt(`"topics":["concierge"],"mode":"practice","size":50`), nil, 422, "too_few", "size"},
		{"seed in an exam", "POST", "/attempts", attempt(`"mode":"exam","size":1,"seed":1`), nil, 422, "seed_exam", "seed"},
		{"negative seed", "POST", "/attempts", attempt(`"mode":"practice","size":1,"seed":-1`), nil, 422, "seed", "seed"},
		{"large seed", "POST", "/attempts", attempt(`"mode":"practice","size":1,"seed":9007199254740992`), nil, 422, "seed", "seed"},
		{"nothing given", "PUT", answer, `{}`, nil, 422, "choose_number", "given"},
		{"too many given", "PUT", answer, `{"given":["` + option + `","` + exam.Items[0].Options[1].ID + `","` + exam.Items[0].Options[2].ID + `"]}`, nil, 422, "choose_number", "given"},
		{"given twice", "PUT", answer, `{"given":["` + option + `","` + option + `"]}`, nil, 422, "unreadable_answer", "given"},
		{"another item's option", "PUT", answer, `{"given":["` + exam.Items[1].Options[0].ID + `"]}`, nil, 422, "unreadable_answer", "given"},
		{"revision 0", "PUT", answer, `{"given":["` + option + `"],"revision":0}`, nil, 422, "revision", "revision"},
		{"large revision", "PUT", answer, `{"given":["` + option + `"],"revision":2147483648}`, nil, 422, "revision", "revision"},
		{"position 0", "PUT", answerPath(exam.ID, 0), `{"given":["` + option + `"]}`, nil, 404, "no_item", ""},
		{"position 3 of 2", "PUT", answerPath(exam.ID, 3), `{"given":["` + option + `"]}`, nil, 404, "no_item", ""},

		// Addresses and methods.
		{"no such address", "GET", "/nowhere", "", nil, 404, "not_found", ""},
		{"a slash behind", "GET", "/me/", "", nil, 404, "not_found", ""},
		{"in capitals", "GET", "/ME", "", nil, 404, "not_found", ""},
		{"method", "PATCH", "/me", `{"role":"admin"}`, nil, 405, "method", ""},
		{"delete", "DELETE", fmt.Sprintf("/attempts/%d", practice.ID), "", nil, 405, "method", ""},
		{"options", "OPTIONS", "/me", "", nil, 405, "method", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.header == nil {
				c.header = []string{"Content-Type", "application/json; charset=UTF-8"}
			}
			f.unchanged(func() {
				r := ada.send(c.method, c.path, c.body, c.header...).refused(c.status, c.code)
				var p struct {
					Errors []struct{ Field, Code, Detail string }
				}
				r.into(&p)
				if c.field == "" && len(p.Errors) > 0 || c.field != "" && (len(p.Errors) == 0 || p.Errors[0].Field != c.field) {
					t.Errorf("errors: %+v, want one at %q", p.Errors, c.field)
				}
				r.unnamed()
			})
		})
	}
}

// TestAPIConstantProblems: what was sent is never repeated.
func TestAPIConstantProblems(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	const echo = "ECHOME"
	for _, r := range []apiReply{
		ada.send("POST", "/users", `{"`+echo+`":1}`, "Content-Type", "application/json"),
		ada.send("POST", "/users", `{"name":"`+echo+`<>","password":"`+testPassword+`"}`, "Content-Type", "application/json"),
		ada.send("POST", "/users", echo, "Content-Type", "application/json"),
		ada.send("POST", "/users", "{}", "Content-Type", "application/"+echo),
		ada.get("/attempts?" + echo + "=1"),
		ada.get("/attempts/" + echo),
		ada.get("/" + echo),
		f.with(echo).get("/me"),
	} {
		if r.status < 400 || strings.Contains(string(r.body), echo) {
			t.Errorf("%s: %d %s", r.what, r.status, r.body)
		}
	}
}

// TestAPINeedsSignIn: without a token there is no attempt, and no guest either.
func TestAPINeedsSignIn(t *testing.T) {
	f := newAPI(t)
	nobody := f.with("")
	f.unchanged(func() {
		for _, route := range apiRoutesOf(f.App()) {
			method, path, _ := strings.Cut(route, " ")
			switch route {
			case "POST /api/v1/users", "POST /api/v1/sessions", "POST /api/v1/sessions/refresh", "GET /api/v1/subjects":
				continue
			}
			path = strings.NewReplacer("{id}", "1", "{position}", "1").Replace(path)
			r := nobody.send(method, path, `{"subject":"aws-support","mode":"practice","size":1}`, "Content-Type", "application/json")
			r.refused(401, "session")
			if r.header.Get("WWW-Authenticate") != "Bearer" || len(r.header.Values("Set-Cookie")) > 0 {
				t.Errorf("%s: %v", r.what, r.header)
			}
		}
		nobody.post("/sessions", j{"login": "nobody", "password": testPassword}).refused(401, "sign_in")
		nobody.post("/sessions/refresh", j{"refresh_token": "x"}).refused(401, "session")
	})
}

// TestAPIWithCookies: a browser's cookie counts for the API too, but only in
// requests from the site itself.
func TestAPIWithCookies(t *testing.T) {
	f := newAPI(t)
	browser := f.as("ada", "learner")
	const start = `{"subject":"aws-support","mode":"practice","size":1}`
	browser.json("POST", "/api/v1/attempts", start).want(201)
	f.unchanged(func() {
		for _, from := range [][]string{
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site"},
			{"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
			{"Sec-Fetch-Site", "", "Origin", "null"},
			{"Sec-Fetch-Site", ""},
		} {
			browser.json("POST", "/api/v1/attempts", start, from...).want(403).says(`"code":"origin"`)
			browser.json("DELETE", "/api/v1/sessions/current", "", from...).want(403)
		}
	})
	browser.do("DELETE", "/api/v1/sessions/current", "").want(204)
	browser.get("/api/v1/me").want(401)
}

// A guest is dealt ten questions in all through the API as well.
func TestAPIGuest(t *testing.T) {
	f := newAPI(t)
	guest := f.guest() // one question is dealt
	guest.get("/api/v1/me").want(200).says(`"role":"guest"`)
	const start = `{"subject":"aws-support","mode":"practice","size":%d}`
	f.unchanged(func() {
		guest.json("POST", "/api/v1/attempts", fmt.Sprintf(start, 10)).want(403).says(`"code":"trial_over"`, `"left":9`)
	})
	guest.json("POST", "/api/v1/attempts", fmt.Sprintf(start, 9)).want(201)
}

// TestAPIThrottle: too many tries are told how long to wait.
func TestAPIThrottle(t *testing.T) {
	f := newAPI(t)
	f.signedIn("ada")
	nobody := f.with("")
	for range 10 {
		nobody.post("/sessions", j{"login": "ada", "password": "not this one"}).refused(401, "sign_in")
	}
	r := nobody.post("/sessions", j{"login": "ada", "password": testPassword}).refused(429, "too_many_guesses")
	if r.header.Get("Retry-After") != fmt.Sprint(r.members()["retry_after"]) {
		t.Errorf("Retry-After: %q in the header, %s", r.header.Get("Retry-After"), r.body)
	}
	f.clock.advance(15 * time.Minute)
	in := nobody.post("/sessions", j{"login": "ada", "password": testPassword}).want(200).members()
	for range 10 {
		nobody.post("/sessions", j{"login": "ada", "password": "not this one"}).refused(401, "sign_in")
	}
	nobody.post("/sessions", j{"login": "ada", "password": testPassword}).refused(429, "too_many_guesses")
	nobody.post("/sessions", j{"login": "ada", "password": testPassword, "device_token": in["device_token"]}).want(200)
}

// What the server decides cannot be sent, in any way.
func TestAPIChosenFields(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	a := ada.startChoices("exam", 1)
	given := fmt.Sprintf(`"given":["%s"]`, a.Items[0].Options[0].ID)
	before := f.scan("SELECT started_at FROM attempts")
	f.unchanged(func() {
		for _, field := range []string{"score", "points", "correct", "duration", "started_at", "finished_at", "user_id", "learner_id", "attempt_no", "ranked"} {
			member := fmt.Sprintf(`"%s":1`, field)
			for _, c := range []struct{ method, path, body string }{
				{"POST", "/attempts", `{"subject":"aws-support","mode":"exam","size":1,` + member + `}`},
				{"PUT", answerPath(a.ID, 1), `{` + given + `,` + member + `}`},
				{"POST", finishPath(a.ID), `{` + member + `}`},
			} {
				ada.send(c.method, c.path, c.body, "Content-Type", "application/json").refused(400, "unknown_member")
				ada.send(c.method, c.path, field+"=1", "Content-Type", "application/x-www-form-urlencoded").refused(415, "media_type")
				ada.send(c.method, c.path, "<"+field+">1</"+field+">", "Content-Type", "application/xml").refused(415, "media_type")
				ada.send(c.method, c.path+"?"+field+"=1", "", "Content-Type", "application/json").refused(400, "query")
			}
		}
	})
	if after := f.scan("SELECT started_at FROM attempts"); after != before {
		t.Errorf("started_at was %d, is %d", before, after)
	}
}
