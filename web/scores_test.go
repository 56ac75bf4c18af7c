package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"viva/internal/users"
)

func TestScores(t *testing.T) {
	s := newSite(t)
	sound(t, s.browser().get("/scores").want(http.StatusOK).says("Nothing here yet", "If you have an account").Body)

	k := s.taker("ada", users.Learner)
	sound(t, k.get("/scores").says("Nothing here yet").hides("If you have an account", "<svg class=\"chart\"").Body)
	first := k.take("practice", 2, 1)
	k.get("/scores").says(first+"/result", "1/2", "50%").hides(`class="chart"`)

	s.clock.advance(24 * time.Hour)
	k.post("/sign-in", "login", "ada", "password", testPassword).want(http.StatusSeeOther)
	k.take("exam", 2, 2)
	open := k.start("practice", 2)
	page := k.get("/scores").says("From 50% on 22\u00a0November 2026 to 100% on 23\u00a0November 2026", "point exam", "point practice", open)
	sound(t, page.Body)
	if older := strings.Index(page.Body, first+"/result"); older < strings.Index(page.Body, "100%") {
		t.Error("the newest attempt does not come first")
	}
	k.get("/scores?before=1").says("There are no older attempts.", "Newest attempts")
	k.get("/scores?before=x").want(http.StatusBadRequest)
	k.get("/scores?before=1&before=2").want(http.StatusBadRequest)
	k.header["Accept-Language"] = "fr"
	sound(t, k.get("/scores").says("De 50\u00a0% le 22\u00a0novembre 2026").Body)
}
