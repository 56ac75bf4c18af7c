package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"viva/internal/users"
)

// Every route that takes something refuses, before anything else, what is
// not the form or the JSON that it asks for, and stores nothing.
func TestMalformedRequests(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.player(s.as("admin", users.Admin))
	const form, json = "application/x-www-form-urlencoded", "application/json"
	for _, r := range s.reaches() {
		method, path := r.method(), p.address(r)
		if method == "GET" || method == "DELETE" {
			continue
		}
		ours, theirs := form, json
		if r.media() == json {
			ours, theirs = json, form
		}
		field, _, _ := strings.Cut(r.body, "=")
		kinds := []struct {
			name, media, body string
			header            []string
			want              int
		}{
			{"media type", theirs, r.body + "x", nil, 415},
			{"no media type", "", r.body + "x", nil, 415},
			{"text", "text/plain", r.body + "x", nil, 415},
			{"almost JSON", "text/plain+json", r.body + "x", nil, 415},
			{"XML", "application/xml", "<a/>", nil, 415},
			{"files", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n", nil, 415},
			{"compressed", ours, r.body + "x", []string{"Content-Encoding", "gzip"}, 415},
			{"foreign page", ours, r.body, []string{"Sec-Fetch-Site", "cross-site"}, 403},
			{"foreign origin", ours, r.body, []string{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, 403},
		}
		type kind = struct {
			name, media, body string
			header            []string
			want              int
		}
		if ours == form {
			kinds = append(kinds,
				kind{"unknown field", form, r.body + "&user_id=1", nil, 400},
				kind{"field of another case", form, r.body + "&Role=admin", nil, 400},
				kind{"a role of one's own", form, strings.Replace(r.body, "role=admin", "x=y", 1) + "&is_admin=1", nil, 400},
				kind{"bad escape", form, r.body + "&x=%zz", nil, 400},
				kind{"semicolon", form, r.body + ";x=1", nil, 400},
				kind{"not text", form, r.body + "&x=%ff", nil, 400})
			if field != "" && field != "given" {
				kinds = append(kinds, kind{"field twice", form, r.body + "&" + field + "=again", nil, 400})
			}
		} else {
			kinds = append(kinds,
				kind{"broken", json, `{"x":`, nil, 400},
				kind{"trailing", json, `{} {}`, nil, 400},
				kind{"unknown member", json, `{"user_id":1}`, nil, 400},
				kind{"deep", json, `{"x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, nil, 400},
				kind{"not an object", json, `[1]`, nil, 400})
		}
		for _, k := range kinds {
			s.unchanged(func() {
				got := p.clone().do(method, path, k.body, append([]string{"Content-Type", k.media}, k.header...)...)
				if got.Status != k.want {
					t.Errorf("%s, %s: status %d, want %d", r.route, k.name, got.Status, k.want)
				}
				sentence(t, got)
			})
		}
	}
}

var lead = regexp.MustCompile(`<p class="lead">[^<{]{10,}</p>`)

// sentence fails the test unless the refusal says something to people, or to
// a program in the form that programs know.
func sentence(t *testing.T, r *pageReply) {
	t.Helper()
	if strings.Contains(r.what, " /api/") || strings.Contains(r.what, " /offline/") { // scripts read these
		if media := r.Header.Get("Content-Type"); media != mimeProblem || !strings.Contains(r.Body, `"detail":"`) ||
			!strings.Contains(r.Body, r.Header.Get("X-Request-Id")) {
			t.Errorf("%s: answered %s %s", r.what, media, r.Body)
		}
		return
	}
	if !lead.MatchString(r.Body) || !strings.Contains(r.Body, "</html>") {
		t.Errorf("%s: no clear sentence in %s", r.what, r.Body)
	}
}

func TestLargeFormsAreRefused(t *testing.T) {
	s := newSite(t)
	addr := s.listen()
	s.unchanged(func() {
		for _, path := range []string{"/sign-up", "/sign-in", "/preferences", "/attempts", "/setup", "/api/v1/users"} {
			body := "name=" + strings.Repeat("a", maxBody)
			back := raw(t, addr, "POST "+path+" HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
				"Connection: close\r\nContent-Length: 65541\r\n\r\n"+body)
			if !strings.HasPrefix(back, "HTTP/1.1 413 ") || !strings.Contains(back, "The request is too large.") {
				t.Errorf("%s: answered %.200q", path, back)
			}
		}
	})
}

// A program that asks a page gets its refusal in the form of programs.
func TestRefusalByAccept(t *testing.T) {
	s := newSite(t)
	for accept, media := range map[string]string{
		"": "text/html", "*/*": "text/html", "text/html,application/xml;q=0.9,*/*;q=0.8": "text/html",
		"application/json": mimeProblem, mimeProblem: mimeProblem,
	} {
		r := s.browser().do("GET", "/nowhere", "", "Accept", accept).want(http.StatusNotFound)
		if !strings.HasPrefix(r.Header.Get("Content-Type"), media) {
			t.Errorf("Accept %q: %s", accept, r.Header.Get("Content-Type"))
		}
	}
}
