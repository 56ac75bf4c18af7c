package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"viva/internal/quiz"
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

	prof.get("/instructor").says("carl").hides("2/2") // they practised the course, and the table is on what the reader studies
	prof.post(awsEdition, "edition", "course")
	page := prof.get("/instructor").says("ada", "bob", "carl", "2/2", "1/4", "never", "22 November 2026", `aria-sort="ascending"`)
	sound(t, page.Body)
	order := func(query string, names ...string) {
		t.Helper()
		body := prof.get("/instructor?" + query).want(http.StatusOK).Body
		at := 0
		for _, name := range names {
			next := strings.Index(body[at:], `<th scope="row"><bdi class="who">`+name)
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
		!strings.HasPrefix(lines[1], `"ada","ada",1,3,4,3,4,3,4,2026-11-22 12:00:40,0,`) ||
		!strings.HasPrefix(lines[2], `"mallory","'=HYPERLINK(1)",0,0,0,0,0,0,0,,0,`) {
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

// An attempt most of whose answers came before anybody can have read is marked
// in the table and in its file, with the reason, in both languages.
func TestRushedAttemptsAreMarked(t *testing.T) {
	s := newSite(t)
	prof := s.as("prof", users.Instructor)
	k := s.taker("ada", users.Learner)
	k.take("practice", 4, 3)
	prof.get("/instructor?edition=course").hides("too fast", "Too fast")
	path := k.start("practice", 3)
	for pos := 1; pos <= 3; pos++ {
		k.answer(path, pos, true, quiz.Sure)
	}
	sound(t, prof.get("/instructor?edition=course").says(`<td class="number">1 <b class="small nowrap">1 too fast</b></td>`, "before their questions can have been read").Body)
	file := prof.get("/instructor/scores.csv?edition=course").says(`"Attempts faster than anybody reads"`)
	if !strings.Contains(file.Body, `"ada","ada",1,3,4,3,4,3,4,2026-11-22 12:00:40,1,`) {
		t.Errorf("file: %s", file.Body)
	}
	prof.header["Accept-Language"] = "fr"
	prof.get("/instructor?edition=course").says("1 trop rapide", "avant que les questions aient pu être lues")
	prof.get("/instructor/scores.csv?edition=course").says("Tentatives plus rapides que la lecture")
}

// The table has pages, sorted as names are in a dictionary; a name is found
// without its accents.
func TestGradebookPages(t *testing.T) {
	s := newSite(t)
	prof := s.as("prof", users.Instructor)
	names := []string{"Zoé", "Élodie", "eve", "Ada"}
	for i := range 49 {
		names = append(names, fmt.Sprintf("Learner %02d", i))
	}
	err := s.store.UpdateAccounts(t.Context(), func(tx users.Tx) error {
		for _, name := range names {
			a := users.Account{User: users.User{Name: name, Role: users.Learner, ShownAs: name}, NameKey: name, ShownKey: name, PasswordHash: "x"}
			if err := tx.InsertAccount(&a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	heads := regexp.MustCompile(`<th scope="row"><bdi class="who">([^<]+)</bdi>`)
	shown := func(address string) []string {
		t.Helper()
		var found []string
		body := prof.get(address).want(http.StatusOK).Body
		sound(t, body)
		for _, m := range heads.FindAllStringSubmatch(body, -1) {
			found = append(found, strings.TrimSpace(m[1]))
		}
		return found
	}
	first, second := shown("/instructor"), shown("/instructor?page=2")
	if len(first) != 50 || !slices.Equal(first[:4], []string{"Ada", "Élodie", "eve", "Learner 00"}) {
		t.Errorf("the first page has %d learners: %q", len(first), first)
	}
	if !slices.Equal(second, []string{"Learner 47", "Learner 48", "Zoé"}) {
		t.Errorf("the second page: %q", second)
	}
	prof.get("/instructor").says("1 to 50 of 53 learners", "Next page", "page=2").hides("page=1", "page=0")
	prof.get("/instructor?page=2").says("51 to 53 of 53 learners", "Previous page", "page=1").hides("page=3")
	if got := shown("/instructor?name=ELO"); !slices.Equal(got, []string{"Élodie"}) {
		t.Errorf("ELO finds %q", got)
	}
	if got := shown("/instructor?sort=points&order=desc&page=2"); len(got) != 3 {
		t.Errorf("sorted by points, the second page: %q", got)
	}
	prof.get("/instructor?page=9").says("There are only 53 learners", "Last page", "page=2")
	for _, page := range []string{"0", "-1", "x", "99999999999999999999"} {
		prof.get("/instructor?page=" + page).want(http.StatusBadRequest)
	}
	if file := prof.get("/instructor/scores.csv").want(http.StatusOK).Body; strings.Count(file, "\r\n") != 54 {
		t.Errorf("the file has %d lines", strings.Count(file, "\r\n"))
	}
}
