package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"viva/internal/users"
)

// The scoreboard opens on what the reader practised last, in any subject and in
// the one asked for. An edition that they chose goes first. One in an address
// of an earlier version changes nothing. A stranger gets the current edition.
func TestScoreboardOfTheLastPractised(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	shows := func(c *browser, path, edition string) {
		t.Helper()
		c.get(path).want(http.StatusOK).says(`value="` + edition + `" aria-current="true"`)
	}
	shows(k.browser, "/scoreboard", "2026")
	for _, at := range [][2]string{{"aws-support", "2024"}, {"aws-support", "course"}} {
		k.post("/attempts", "subject", at[0], "edition", at[1], "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther)
		s.clock.advance(time.Minute)
		shows(k.browser, "/scoreboard", at[1])
	}
	k.post("/attempts", "subject", "http-semantics", "edition", "rfc9110", "mode", "practice", "size", "1", "lang", "en").want(http.StatusSeeOther)
	k.get("/scoreboard").want(http.StatusOK).says("HTTP semantics").hides(`class="tabs"`) // one edition: nothing to choose
	shows(k.browser, "/scoreboard?subject=aws-support", "course")
	shows(k.browser, "/scoreboard?subject=aws-support&edition=2024", "course")
	k.post("/subjects/aws-support/edition", "edition", "2024", "next", "/scoreboard?subject=aws-support&period=week").leadsTo("/scoreboard?subject=aws-support&period=week")
	shows(k.browser, "/scoreboard?subject=aws-support&period=week", "2024")
	shows(s.browser(), "/scoreboard", "2026")
}

func TestScoreboardPage(t *testing.T) {
	s := newSite(t)
	stranger := s.browser()
	choose := func(edition string) {
		t.Helper()
		stranger.post("/subjects/aws-support/edition", "edition", edition).leadsTo("/subjects/aws-support/practice")
	}
	sound(t, stranger.get("/scoreboard").want(http.StatusOK).says("Nobody has a score here yet.").Body)
	k := s.taker("ada", users.Learner)
	k.take("practice", 4, 3)
	s.taker("bob", users.Learner).take("practice", 4, 1)

	page := k.get("/scoreboard").says("ada", "bob", "(you)", `class="me"`, "3/4", "75%")
	sound(t, page.Body)
	if strings.Count(page.Body, `class="me"`) != 1 {
		t.Error("more rows than one are the reader's own")
	}
	stranger.get("/scoreboard?period=week").says("Nobody has answered in this period.", `value="2026" aria-current="true"`)
	choose("course")
	stranger.get("/scoreboard").says("ada").hides("(you)", `class="me"`)
	stranger.get("/scoreboard?subject=aws-support&period=month").says("ada")
	stranger.get("/scoreboard?subject=http-semantics").want(http.StatusOK).says("HTTP semantics", "Nobody has a score here yet.")

	if _, err := s.users.UpdateProfile(t.Context(), users.ID(k.who.ID), users.Profile{Listed: false}); err != nil {
		t.Fatal(err)
	}
	sound(t, k.get("/scoreboard").says("You chose not to be shown", "You have 3 points", "bob").hides("(you)").Body)
	stranger.get("/scoreboard").says("bob").hides("ada")

	for path, want := range map[string]int{
		"/scoreboard?subject=gardening":            http.StatusNotFound,
		"/scoreboard?period=eternity":              http.StatusUnprocessableEntity,
		"/scoreboard?after=%27%20or%201=1":         http.StatusUnprocessableEntity,
		"/scoreboard?period=week&period=month":     http.StatusBadRequest,
		"/scoreboard?edition=course&utm_source=me": http.StatusOK,
	} {
		if got := stranger.get(path).Status; got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}
}
