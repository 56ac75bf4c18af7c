package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// taker is somebody who takes quizzes, and whose keys the test can look up.
type taker struct {
	*browser
	who quiz.Learner
}

func (s *testSite) taker(name string, role users.Role) taker {
	s.t.Helper()
	u := s.account(name, role)
	c := s.browser()
	c.post("/sign-in", "login", name, "password", testPassword).want(http.StatusSeeOther)
	return taker{c, quiz.Learner{ID: quiz.LearnerID(u.ID)}}
}

// attempt reads the attempt at a path such as /attempts/7.
func (k taker) attempt(path string) *quiz.Attempt {
	k.site.t.Helper()
	var id quiz.AttemptID
	if _, err := fmt.Sscanf(path, "/attempts/%d", &id); err != nil {
		k.site.t.Fatal(path, err)
	}
	a, err := k.site.quiz.Attempt(k.site.t.Context(), k.who, id)
	if err != nil {
		k.site.t.Fatal(err)
	}
	return a
}

// choice is an answer to the question at pos, right or wrong, as form fields.
func (k taker) choice(path string, pos int, right bool) []string {
	k.site.t.Helper()
	return fieldsOf(k.attempt(path).Items()[pos-1].Sample(right))
}

// fieldsOf are the fields of a form that gives an answer.
func fieldsOf(given []string) (pairs []string) {
	for _, g := range given {
		pairs = append(pairs, "given", g)
	}
	return pairs
}

// toRead is a time in which a learner reads a question.
const toRead = 10 * time.Second

// take answers a whole attempt, the first questions right, and finishes it.
func (k taker) take(mode string, size, right int) string {
	k.site.t.Helper()
	path := k.start(mode, size)
	for pos := 1; pos <= size; pos++ {
		k.site.clock.advance(toRead)
		k.post(fmt.Sprintf("%s/items/%d", path, pos), k.choice(path, pos, pos <= right)...).want(http.StatusSeeOther)
	}
	k.post(path + "/finish").leadsTo(path + "/result")
	return path
}

func TestPractice(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("practice", 2)
	first := path + "/items/1"

	page := k.get(first).want(http.StatusOK).says("Question 1 of 2", "Course notes", "Switch edition", "Check").hides("Correct", "Source:")
	sound(t, page.Body)
	for _, e := range elements(t, page.Body) {
		if e.attrs["name"] == "given" {
			if _, chosen := e.attrs["checked"]; chosen {
				t.Error("an option is chosen before the learner chose")
			}
		}
	}

	it := k.attempt(path).Items()[0]
	missing := "Choose "
	if len(it.Prompts) > 0 {
		missing = "Give every row an answer."
	}
	k.post(first).want(http.StatusUnprocessableEntity).says("Your answer was not taken", missing)
	k.post(first, "given", "nonsense").want(http.StatusUnprocessableEntity).says("Choose among the options")

	k.post(first, k.choice(path, 1, false)...).leadsTo(first)
	page = k.get(first).want(http.StatusOK).says("Not correct", "Your answer", "Correct answer", "Source:", "data-next", path+"/items/2")
	sound(t, page.Body)
	for i, o := range it.Options {
		spare := len(it.Prompts) > 0 && !slices.ContainsFunc(it.Prompts, func(p deck.Prompt) bool { return p.Key == i }) // told where it was taken
		if !spare && !page.holds(escaped(o.Reason)) {
			t.Errorf("the feedback does not give the reason %q", o.Reason)
		}
	}

	// The same answer again was a double click; another one comes too late.
	k.post(first, k.choice(path, 1, false)...).leadsTo(first)
	sound(t, k.post(first, k.choice(path, 1, true)...).want(http.StatusConflict).says("Another answer was kept", "What stands: ").Body)

	k.get(path).leadsTo(path + "/items/2")
	k.post(path+"/items/2", k.choice(path, 2, true)...).leadsTo(path + "/items/2")
	k.get(path+"/items/2").says("data-next", `action="`+path+`/finish"`)
	k.get(path).leadsTo(path + "/finish")
	k.get(path + "/finish").says("All 2 questions are answered.")
	k.get(path + "/result").leadsTo(path + "/finish")
	k.post(path + "/finish").leadsTo(path + "/result")
	k.post(path + "/finish").leadsTo(path + "/result")
	k.get(path).leadsTo(path + "/result")
	k.get(path + "/finish").leadsTo(path + "/result")
}

// escaped writes a text as templates do.
func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "+", "&#43;").Replace(s)
}

func TestAttemptRefusals(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("exam", 2)
	other := s.taker("bob", users.Learner)
	stranger := s.browser()
	given := k.choice(path, 1, true)
	s.unchanged(func() {
		for _, tt := range []struct {
			name   string
			c      *browser
			path   string
			fields []string
			want   int
		}{
			{"position 0", k.browser, path + "/items/0", given, http.StatusNotFound},
			{"position 3 of 2", k.browser, path + "/items/3", given, http.StatusNotFound},
			{"blank at position 3 of 2", k.browser, path + "/items/3", nil, http.StatusNotFound},
			{"position 01", k.browser, path + "/items/01", given, http.StatusNotFound},
			{"position 99999999999", k.browser, path + "/items/99999999999", given, http.StatusNotFound},
			{"no such attempt", k.browser, "/attempts/999/items/1", given, http.StatusNotFound},
			{"attempt x", k.browser, "/attempts/x/items/1", given, http.StatusNotFound},
			{"somebody else's", other.browser, path + "/items/1", given, http.StatusNotFound},
			{"somebody else's finish", other.browser, path + "/finish", nil, http.StatusNotFound},
			{"stranger", stranger, path + "/items/1", given, http.StatusUnauthorized},
			{"unknown field", k.browser, path + "/items/1", append([]string{"points", "1"}, given...), http.StatusBadRequest},
			{"field on finish", k.browser, path + "/finish", []string{"score", "9"}, http.StatusBadRequest},
			{"revision 0", k.browser, path + "/items/1", append([]string{"revision", "0"}, given...), http.StatusUnprocessableEntity},
			{"revision x", k.browser, path + "/items/1", append([]string{"revision", "x"}, given...), http.StatusUnprocessableEntity},
			{"two revisions", k.browser, path + "/items/1", append([]string{"revision", "1", "revision", "2"}, given...), http.StatusBadRequest},
			{"go nowhere", k.browser, path + "/items/1", append([]string{"go", "//evil.example"}, given...), http.StatusBadRequest},
			{"go to 3 of 2", k.browser, path + "/items/1", append([]string{"go", "3"}, given...), http.StatusBadRequest},
			{"an option twice", k.browser, path + "/items/1", append([]string{"given", given[1]}, given...), http.StatusUnprocessableEntity},
		} {
			if got := tt.c.post(tt.path, tt.fields...).Status; got != tt.want {
				t.Errorf("%s: status %d, want %d", tt.name, got, tt.want)
			}
		}
	})
	other.get(path + "/items/1").want(http.StatusNotFound)
	other.get(path + "/result").want(http.StatusNotFound)
	stranger.get(path + "/items/1").want(http.StatusUnauthorized)
}

// A page is in the language of its reader, and the question in the language
// that it was dealt in.
func TestQuestionKeepsItsLanguage(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("practice", 1)
	k.header["Accept-Language"] = "fr"
	page := k.get(path+"/items/1").says(`<html lang="fr"`, "Vérifier", "Question 1 sur 1")
	tagged := false
	for _, e := range elements(t, page.Body) {
		if e.name == "span" && e.attrs["lang"] == "en" {
			tagged = true
		}
	}
	if !tagged {
		t.Error("an English question on a French page is not marked as English")
	}
}
