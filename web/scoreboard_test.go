package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"viva/internal/users"
)

// Who asks for no table gets that of what they practised last, in any subject
// and in the one asked for; a stranger gets the first.
func TestScoreboardOfTheLastPractised(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	shows := func(c *browser, path, edition string) {
		t.Helper()
		c.get(path).want(http.StatusOK).says(`<option value="` + edition + `" selected>`)
	}
	shows(k.browser, "/scoreboard", "course")
	for _, at := range [][2]string{{"aws-support", "2026"}, {"http-semantics", "rfc9110"}} {
		k.post("/attempts", "subject", at[0], "edition", at[1], "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther)
		s.clock.advance(time.Minute)
		shows(k.browser, "/scoreboard", at[1])
	}
	shows(k.browser, "/scoreboard?subject=aws-support", "2026")
	shows(k.browser, "/scoreboard?subject=aws-support&edition=rfc9110", "2026") // left in its select
	shows(k.browser, "/scoreboard?edition=course", "course")
	shows(s.browser(), "/scoreboard", "course")
}

func TestScoreboardPage(t *testing.T) {
	s := newSite(t)
	stranger := s.browser()
	sound(t, stranger.get("/scoreboard").want(http.StatusOK).says("Nobody has a score here yet.").Body)
	k := s.taker("ada", users.Learner)
	k.take("practice", 4, 3)
	s.taker("bob", users.Learner).take("practice", 4, 1)

	page := k.get("/scoreboard").says("ada", "bob", "(you)", `class="me"`, "3/4", "75%")
	sound(t, page.Body)
	if strings.Count(page.Body, `class="me"`) != 1 {
		t.Error("more rows than one are the reader's own")
	}
	stranger.get("/scoreboard").says("ada").hides("(you)", `class="me"`)
	stranger.get("/scoreboard?edition=2026&period=week").says("Nobody has answered in this period.", "Today’s line-up, 2026")
	stranger.get("/scoreboard?subject=aws-support&edition=course&period=month").says("ada")

	// The select of the editions still holds the other subject's.
	stranger.get("/scoreboard?subject=http-semantics&edition=course").want(http.StatusOK).says("RFC 9110, June 2022", "Nobody has a score here yet.")

	if _, err := s.users.UpdateProfile(t.Context(), users.ID(k.who.ID), users.Profile{Listed: false}); err != nil {
		t.Fatal(err)
	}
	sound(t, k.get("/scoreboard").says("You chose not to be shown", "You have 3 points", "bob").hides("(you)").Body)
	stranger.get("/scoreboard").says("bob").hides("ada")

	for path, want := range map[string]int{
		"/scoreboard?edition=1999":                        http.StatusUnprocessableEntity,
		"/scoreboard?edition=rfc9110":                     http.StatusUnprocessableEntity,
		"/scoreboard?subject=http-semantics&edition=1999": http.StatusUnprocessableEntity,
		"/scoreboard?subject=gardening":                   http.StatusNotFound,
		"/scoreboard?period=eternity":                     http.StatusUnprocessableEntity,
		"/scoreboard?after=%27%20or%201=1":                http.StatusUnprocessableEntity,
		"/scoreboard?period=week&period=month":            http.StatusBadRequest,
		"/scoreboard?edition=course&utm_source=me":        http.StatusOK,
	} {
		if got := stranger.get(path).Status; got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}
}
