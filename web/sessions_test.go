package web

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"viva/internal/users"
)

const onPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"

// A learner sees where they are signed in, and signs a lost phone out once they
// have given the password again.
func TestSessionsPage(t *testing.T) {
	s := newSite(t)
	c := s.as("marie", users.Learner)
	sound(t, c.get("/account/sessions").want(http.StatusOK).says("this one", "nowhere else").hides("Current password").Body)
	phone := s.browser()
	phone.header["User-Agent"] = onPhone
	phone.post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusSeeOther)
	ref := func(r *pageReply) string {
		t.Helper()
		found := regexp.MustCompile(`name="session" value="([0-9a-f]{16})"`).FindStringSubmatch(r.Body)
		if found == nil {
			t.Fatalf("no session can be ended:\n%s", r.Body)
		}
		return found[1]
	}
	lost := ref(c.get("/account/sessions").says("Safari, iPhone", "End all others").hides("nowhere else"))

	s.clock.advance(users.ConfirmedFor)
	c.get("/account").says(`href="/account/sessions"`)
	sound(t, c.get("/account/sessions").says("Current password", "Safari, iPhone").hides("End all others", `name="session"`).Body)
	s.unchanged(func() {
		c.post("/account/sessions/end", "session", lost).want(http.StatusForbidden).says("Give your password again first", `id="current-error"`)
		c.post("/account/sessions/end-others").want(http.StatusForbidden)
		c.post("/account/sessions/confirm", "current", "nonsense").want(http.StatusUnprocessableEntity).says("not your current password")
	})
	s.guest().get("/account/sessions").want(http.StatusUnauthorized)
	planted := c.clone()
	c.post("/account/sessions/confirm", "current", testPassword).leadsTo("/account/sessions")
	planted.get("/account").want(http.StatusUnauthorized) // another session took its place
	c.post("/account/sessions/end", "session", "0123456789abcdef").want(http.StatusNotFound)
	phone.get("/account").want(http.StatusOK)
	c.post("/account/sessions/end", "session", ref(c.get("/account/sessions"))).leadsTo("/account/sessions?done=session")
	c.get("/account/sessions?done=session").says("The session has ended", "nowhere else")
	phone.get("/account").want(http.StatusUnauthorized)

	phone.post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusSeeOther)
	c.post("/account/sessions/end-others").leadsTo("/account/sessions?done=others")
	phone.get("/account").want(http.StatusUnauthorized)
	c.get("/account/sessions").want(http.StatusOK)
}

// Programs do the same by the API.
func TestSessionsOfPrograms(t *testing.T) {
	s := newSite(t)
	c := s.as("marie", users.Learner)
	phone := s.browser()
	phone.header["User-Agent"] = onPhone
	phone.post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusSeeOther)
	s.clock.advance(users.ConfirmedFor - time.Second)
	program := s.program(c.jar[accessCookie].value)
	list := func(p *browser) (ids []string) {
		t.Helper()
		var all struct {
			Sessions []struct {
				ID, Client string
				Current    bool
			}
		}
		r := p.json("GET", "/api/v1/sessions", "").want(http.StatusOK)
		if err := json.Unmarshal([]byte(r.Body), &all); err != nil {
			t.Fatal(err)
		}
		for i, o := range all.Sessions {
			if o.Current != (i == 0) {
				t.Errorf("session %d of %s", i, r.Body)
			}
			ids = append(ids, o.ID)
		}
		return ids
	}
	ids := list(program)
	if len(ids) != 2 {
		t.Fatal(ids)
	}
	s.clock.advance(time.Second)
	program.json("DELETE", "/api/v1/sessions/"+ids[1], "").want(http.StatusForbidden).says(`"unconfirmed"`)
	program.json("DELETE", "/api/v1/sessions/others", "").want(http.StatusForbidden)
	program.json("POST", "/api/v1/sessions/current/confirmation", `{"password":"nonsense"}`).want(http.StatusUnprocessableEntity)
	r := program.json("POST", "/api/v1/sessions/current/confirmation", `{"password":"`+testPassword+`"}`).want(http.StatusOK)
	program.json("GET", "/api/v1/me", "").want(http.StatusUnauthorized)
	var tokens struct {
		Access string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(r.Body), &tokens); err != nil || strings.Count(tokens.Access, ".") != 2 {
		t.Fatal(r.Body, err)
	}
	program = s.program(tokens.Access)
	program.json("DELETE", "/api/v1/sessions/"+ids[1], "").want(http.StatusNoContent)
	phone.get("/account").want(http.StatusUnauthorized)
	program.json("DELETE", "/api/v1/sessions/"+ids[1], "").want(http.StatusNotFound)
	program.json("DELETE", "/api/v1/sessions/others", "").want(http.StatusNoContent)
	if ids := list(program); len(ids) != 1 {
		t.Errorf("left are %v", ids)
	}
}
