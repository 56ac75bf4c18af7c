package web

import (
	"net/http"
	"strings"
	"testing"

	"viva/internal/users"
)

// An administrator disables an account: at once it is signed out, answers as one
// that nobody has, and keeps what it earned.
func TestDisabledAccount(t *testing.T) {
	s := newSite(t)
	boss := s.as("boss", users.Admin)
	marie := s.taker("marie", users.Learner)
	marie.take("practice", 3, 3)
	replay, program := marie.clone(), s.program(marie.jar[accessCookie].value)
	program.json("GET", "/api/v1/me", "").want(http.StatusOK)
	boss.get("/admin/users/2").says("Disable the account").hides("disabled: cannot")
	s.unchanged(func() {
		boss.post("/admin/users/1/disabled", "disabled", "yes").want(http.StatusConflict).says("ask another administrator")
		boss.post("/admin/users/2/disabled", "disabled", "perhaps").want(http.StatusBadRequest)
		boss.post("/admin/users/99/disabled", "disabled", "yes").want(http.StatusNotFound)
	})

	boss.post("/admin/users/2/disabled", "disabled", "yes").leadsTo("/admin/users/2?done=disabled")
	boss.get("/admin/users/2?done=disabled").want(http.StatusOK).says("is disabled, and its sessions have ended", "Enable the account", "disabled: cannot sign in")
	boss.get("/admin/users").says("disabled: cannot sign in")
	boss.post("/subjects/aws-support/edition", "edition", "course").want(http.StatusSeeOther)
	boss.get("/scoreboard").want(http.StatusOK).says("marie")
	boss.get("/instructor").says("marie")
	replay.get("/account").want(http.StatusUnauthorized)
	program.json("GET", "/api/v1/me", "").want(http.StatusUnauthorized)

	// A right password is answered as a login that nobody has, byte by byte.
	disabled := s.browser().post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusUnauthorized)
	nobody := s.browser().post("/sign-in", "login", "maria", "password", testPassword).want(http.StatusUnauthorized)
	if a, b := strings.ReplaceAll(disabled.Body, "marie", "maria"), nobody.Body; a != b {
		t.Errorf("a disabled account is told apart:\n%s\n%s", a, b)
	}
	for name, values := range disabled.Header {
		if name != "Date" && name != "X-Request-Id" && len(values) != len(nobody.Header[name]) {
			t.Errorf("%s: %v and %v", name, values, nobody.Header[name])
		}
	}

	boss.post("/admin/users/2/disabled", "disabled", "no").leadsTo("/admin/users/2?done=enabled")
	again := s.browser()
	again.post("/sign-in", "login", "marie", "password", testPassword).leadsTo("/")
	again.get("/account").want(http.StatusOK)
	replay.get("/account").want(http.StatusUnauthorized)

	boss.post("/admin/users/2/sessions/end").leadsTo("/admin/users/2?done=sessions")
	again.get("/account").want(http.StatusUnauthorized)
	boss.post("/admin/users/1/sessions/end").leadsTo("/admin/users/1?done=sessions") // but the one that asks
	boss.get("/admin/users/1?done=sessions").want(http.StatusOK).says("The sessions have ended")
}

func TestClientOf(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                   "Firefox, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":                      "Edge, Windows",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                                    "Chrome, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1":            "Safari, iPhone",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15":                              "Safari, Mac",
		"Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36": "Samsung Internet, Android",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0":                                "Opera, Linux",
		"curl/8.5.0": "", "": "", "<script>alert(1)</script>": "", "Windows": "Windows",
	} {
		if got := clientOf(agent); got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}
