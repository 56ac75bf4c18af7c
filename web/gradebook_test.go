package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"viva/internal/users"
)

func TestInstructorPage(t *testing.T) {
	s := newSite(t)
	prof := s.as("prof", users.Instructor)
	sound(t, prof.get("/instructor").want(http.StatusOK).Body)
	a := s.taker("ada", users.Learner)
	a.take("practice", 4, 3)
	a.take("practice", 2, 2)
	s.taker("bob", users.Learner).take("practice", 4, 1)
	s.account("carl", users.Learner)

	page := prof.get("/instructor").says("ada", "bob", "carl", "2/2", "1/4", "never", "22 November 2026", `aria-sort="ascending"`)
	sound(t, page.Body)
	order := func(query string, names ...string) {
		t.Helper()
		body := prof.get("/instructor?" + query).want(http.StatusOK).Body
		at := 0
		for _, name := range names {
			next := strings.Index(body[at:], `<th scope="row">`+name)
			if next < 0 {
				t.Fatalf("%s: %s does not follow in %v", query, name, names)
			}
			at += next
		}
	}
	order("", "ada", "bob", "carl")
	order("sort=name&order=desc", "carl", "bob", "ada")
	order("sort=points&order=desc", "ada", "bob", "carl")
	order("sort=best", "carl", "bob", "ada")
	order("sort=last&order=desc", "ada", "bob", "carl")
	order("sort=attempts&order=desc", "ada", "bob", "carl")
	order("sort=activity", "carl", "ada", "bob")

	prof.get("/instructor?name=ad").says("ada", "1 learner<").hides("carl")
	sound(t, prof.get("/instructor?name="+url.QueryEscape(`"><script>`)).says("No name contains").hides("<script>").Body)
	prof.get("/instructor?name=" + url.QueryEscape("%")).says("No name contains")
	for _, query := range []string{"sort=password_hash", "sort=(case+when+1=1+then+name+end)", "order=sideways", "sort=name&sort=best"} {
		prof.get("/instructor?" + query).want(http.StatusBadRequest)
	}
	prof.get("/instructor?edition=1999").want(http.StatusUnprocessableEntity)
	a.get("/instructor").want(http.StatusForbidden)
	a.get("/instructor/scores.csv").want(http.StatusForbidden)
	s.browser().get("/instructor/scores.csv").want(http.StatusUnauthorized)
}

func TestScoresCSV(t *testing.T) {
	s := newSite(t)
	prof := s.as("prof", users.Instructor)
	if _, err := s.users.Create(t.Context(), users.NewUser{Name: "mallory", Password: testPassword, ShownAs: "=HYPERLINK(1)"}, users.Learner); err != nil {
		t.Fatal(err)
	}
	s.taker("ada", users.Learner).take("practice", 4, 3)
	file := prof.get("/instructor/scores.csv?edition=course&name=a&sort=points&order=desc").want(http.StatusOK)
	if got := file.Header.Get("Content-Disposition"); got != `attachment; filename="viva-aws-support-course.csv"` {
		t.Errorf("disposition %q", got)
	}
	if got := file.Header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
		t.Errorf("type %q", got)
	}
	lines := strings.Split(strings.TrimSuffix(file.Body, "\r\n"), "\r\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], `"Name","Shown as","Attempts","Points","Answered",`) ||
		!strings.HasPrefix(lines[1], `"ada","ada",1,3,4,3,4,3,4,2026-11-22 12:00:00,`) ||
		!strings.HasPrefix(lines[2], `"mallory","'=HYPERLINK(1)",0,0,0,0,0,0,0,,`) {
		t.Errorf("file: %q", lines)
	}
	if !strings.Contains(s.log.String(), `"event":"export_scores"`) {
		t.Error("the export is not in the security log")
	}
	prof.header["Accept-Language"] = "fr"
	french := prof.get("/instructor/scores.csv").want(http.StatusOK)
	if !strings.HasPrefix(french.Body, "\ufeff\"Nom\";\"Affiché comme\";") {
		t.Errorf("French file: %.60q", french.Body)
	}
}
