package web

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/users"
)

func TestCookies(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newSite(t, func(c *Config) {
			if secure {
				c.BaseURL, c.SecureCookies = "https://viva.example", true
			}
		})
		s.account("marie", users.Learner)
		c := s.browser()
		signedIn := c.post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusSeeOther)
		chosen := c.post("/preferences", "lang", "fr", "theme", "dark").want(http.StatusSeeOther)
		left := c.post("/sign-out").want(http.StatusSeeOther)
		var names []string
		for _, r := range []*pageReply{signedIn, chosen, left} {
			for _, k := range (&http.Response{Header: r.Header}).Cookies() {
				names = append(names, k.Name)
				if !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || k.Secure != secure {
					t.Errorf("cookie %s", k.Raw)
				}
			}
		}
		want := "viva_access viva_refresh viva_device viva_lang viva_theme viva_access viva_refresh"
		if secure {
			want = "__Host-" + strings.ReplaceAll(want, " ", " __Host-")
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("cookies %s, want %s", got, want)
		}
		if got := left.Header.Get("Clear-Site-Data"); got != `"cache"` {
			t.Errorf("Clear-Site-Data is %s", got)
		}
	}
}

// Pages are all that a browser without JavaScript fetches, and they keep it
// signed in, whether it drops the expired access cookie or still sends it.
func TestRenewalOnAnyRequest(t *testing.T) {
	t.Parallel()
	for _, dropsExpired := range []bool{true, false} {
		s := newSite(t)
		c := s.as("marie", users.Learner)
		for range 30 {
			before := c.jar[refreshCookie].value
			s.clock.advance(11 * time.Minute)
			if !dropsExpired {
				c.jar[accessCookie] = cookie{value: c.jar[accessCookie].value}
			}
			c.get("/account").want(http.StatusOK).says("marie")
			if c.jar[refreshCookie].value == before {
				t.Fatal("the refresh token was not replaced")
			}
			s.clock.advance(11 * time.Minute)
			c.post("/account", "shown_as", "Marie", "listed", "yes").leadsTo("/account?done=profile")
		}
		s.clock.advance(7*24*time.Hour + time.Second)
		c.jar[refreshCookie] = cookie{value: c.jar[refreshCookie].value}
		c.get("/account").want(http.StatusUnauthorized)
		if c.jar[refreshCookie].value != "" {
			t.Error("a dead refresh token stays in the browser")
		}
	}
}

// Who is signed in stays so when the server's clock is put back, by which
// their access token is one of the future.
func TestSignedInWhenTheClockGoesBack(t *testing.T) {
	for _, by := range []time.Duration{-3 * time.Second, -time.Minute, -time.Hour, -25 * time.Hour} {
		s := newSite(t)
		c := s.as("marie", users.Learner)
		before := c.jar[refreshCookie].value
		s.clock.advance(by)
		c.get("/account").want(http.StatusOK).says("marie")
		s.clock.advance(time.Minute)
		c.get("/account").want(http.StatusOK).says("marie")
		if renewed := c.jar[refreshCookie].value != before; renewed != (by < -5*time.Second) {
			t.Errorf("put back by %v: renewed is %v", -by, renewed)
		}
	}
}

func TestParallelTabs(t *testing.T) {
	s := newSite(t)
	c := s.as("marie", users.Learner)
	s.clock.advance(11 * time.Minute)
	tabs := make([]*browser, 20)
	var all sync.WaitGroup
	for i := range tabs {
		tabs[i] = c.clone()
		all.Go(func() {
			if r := tabs[i].get("/account"); r.Status != http.StatusOK {
				t.Errorf("tab %d: status %d", i, r.Status)
			}
		})
	}
	all.Wait()
	for _, tab := range tabs[1:] {
		if tab.jar[refreshCookie].value != tabs[0].jar[refreshCookie].value {
			t.Error("tabs hold different refresh tokens")
		}
	}
	s.clock.advance(59 * time.Second)
	c.clone().get("/account").want(http.StatusOK) // a lost answer, asked again
	s.clock.advance(2 * time.Second)
	tabs[1].get("/account").want(http.StatusOK)
	c.get("/account").want(http.StatusUnauthorized) // stolen, for all we know
	tabs[1].get("/account").want(http.StatusUnauthorized)
	if !strings.Contains(s.log.String(), "refresh_reused") {
		t.Error("the log does not tell of the reuse")
	}
}

func TestSignOutEndsBothTokens(t *testing.T) {
	s := newSite(t)
	c := s.as("marie", users.Learner)
	old := c.clone()
	c.post("/sign-out").leadsTo("/")
	c.post("/sign-out").leadsTo("/") // twice is once
	for _, name := range []string{accessCookie, refreshCookie} {
		replay := s.browser()
		replay.jar[name] = old.jar[name]
		replay.get("/account").want(http.StatusUnauthorized)
	}
	s.program(old.jar[accessCookie].value).get("/api/v1/me").want(http.StatusUnauthorized)
}

// A session that was there before signing in, planted or not, is dead
// afterwards.
func TestFixation(t *testing.T) {
	s := newSite(t)
	s.account("marie", users.Learner)
	c := s.as("mallory", users.Learner)
	planted := c.clone()
	c.post("/sign-in", "login", "marie", "password", testPassword).leadsTo("/")
	planted.get("/account").want(http.StatusUnauthorized)
	c.get("/account").want(http.StatusOK).says("marie")

	guest := s.guest()
	planted = guest.clone()
	guest.post("/sign-up", "name", "paul", "password", testPassword).leadsTo("/")
	planted.get("/api/v1/me").want(http.StatusUnauthorized)
	guest.get("/account").want(http.StatusOK).says("paul")
}

func TestGuestKeepsAttempts(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	attempt := c.start("practice", 2)
	c.get(attempt + "/items/1").want(http.StatusOK)
	c.get("/account").want(http.StatusUnauthorized)
	c.get("/sign-up").want(http.StatusOK).says("score are kept")
	before := s.rows()
	c.post("/sign-up", "name", "marie", "password", testPassword, "listed", "yes").leadsTo("/")
	after := s.rows()
	if before["users"] != after["users"] || before["attempts"] != 1 || after["attempts"] != 1 {
		t.Errorf("rows were %v, are %v", before, after)
	}
	c.get(attempt + "/items/1").want(http.StatusOK)
	c.get("/account").want(http.StatusOK).says("marie")
	s.as("paul", users.Learner).get(attempt + "/items/1").want(http.StatusNotFound)
}

func TestRoleBitesAtOnce(t *testing.T) {
	s := newSite(t)
	boss := s.as("boss", users.Admin)
	c := s.as("marie", users.Instructor)
	c.get("/instructor").want(http.StatusOK)
	boss.post("/admin/users/2/role", "role", "learner").leadsTo("/admin/users?done=role")
	c.get("/instructor").want(http.StatusForbidden)
	boss.post("/admin/users/2/role", "role", "admin", "list_text", "mar", "list_role", "").leadsTo("/admin/users?done=role&text=mar")
	c.get("/admin/users").want(http.StatusOK)
}

func TestPasswordChangeEndsOtherSessions(t *testing.T) {
	s := newSite(t)
	here := s.as("marie", users.Learner)
	there := s.browser()
	there.post("/sign-in", "login", "marie", "password", testPassword).leadsTo("/")
	here.post("/account/password", "current", "wrong password", "password", "another long one").
		want(http.StatusUnprocessableEntity).says(`id="current-error"`).hides("another long one")
	here.post("/account/password", "current", testPassword, "password", "12345678").
		want(http.StatusUnprocessableEntity).says(`id="password-error"`)
	there.get("/account").want(http.StatusOK)
	here.post("/account/password", "current", testPassword, "password", "another long one").leadsTo("/account?done=password")
	here.get("/account?done=password").want(http.StatusOK).says("Your password is changed")
	there.get("/account").want(http.StatusUnauthorized)
	there.post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusUnauthorized)
	there.post("/sign-in", "login", "marie", "password", "another long one").leadsTo("/")
}

// A request with a token is judged by the token, whatever cookies come along.
func TestTokenOverCookie(t *testing.T) {
	s := newSite(t)
	c := s.as("marie", users.Learner)
	token := c.jar[accessCookie].value
	s.program(token).get("/api/v1/me").want(http.StatusOK)
	for _, header := range []string{"Bearer nonsense", "Bearer", "Basic bWFyaWU6eA==", token, "Bearer " + token + "x",
		"Bearer " + strings.Repeat("a.", 2000), "Bearer " + c.jar[refreshCookie].value} {
		r := c.do("GET", "/api/v1/me", "", "Authorization", header).want(http.StatusUnauthorized)
		if r.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%s: no WWW-Authenticate", header)
		}
	}
	for _, name := range []string{accessCookie, refreshCookie} { // neither passes as the other
		swapped := s.browser()
		swapped.jar[accessCookie], swapped.jar[refreshCookie] = cookie{value: c.jar[refreshCookie].value}, cookie{value: token}
		delete(swapped.jar, name)
		swapped.get("/account").want(http.StatusUnauthorized)
	}
}

func TestTooManyTries(t *testing.T) {
	s := newSite(t)
	s.account("marie", users.Learner)
	for range 10 {
		s.browser().post("/sign-in", "login", "marie", "password", "a wrong password").want(http.StatusUnauthorized).
			says("name or password is not right", `value="marie"`).hides("a wrong password")
	}
	r := s.browser().post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusTooManyRequests)
	if r.says("Too many wrong passwords", `value="marie"`).Header.Get("Retry-After") != "900" {
		t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
	}
	s.clock.advance(15 * time.Minute)
	s.browser().post("/sign-in", "login", "marie", "password", testPassword).leadsTo("/")
}

// A browser that has signed in before is let in whatever happens elsewhere, and
// says so to nobody else. It is known by a cookie that outlives signing out.
func TestKnownBrowser(t *testing.T) {
	s := newSite(t)
	marie := s.as("marie", users.Learner)
	marie.post("/sign-out").leadsTo("/")
	device := marie.jar[deviceCookie]
	if device.value == "" || !device.expires.Equal(s.clock.now().Add(users.DeviceLife).Truncate(time.Second)) {
		t.Errorf("the device is known by %+v", device)
	}
	for i := range 100 {
		if i > 0 && i%10 == 0 {
			s.clock.advance(15 * time.Minute)
		}
		s.browser().post("/sign-in", "login", "marie", "password", "a wrong password").want(http.StatusUnauthorized)
	}
	s.browser().post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusForbidden).
		says("Too many wrong passwords", "ask whoever runs this site", `value="marie"`)
	marie.post("/sign-in", "login", "marie", "password", testPassword).leadsTo("/")
	if marie.jar[deviceCookie].value != device.value {
		t.Error("the browser is known by another cookie")
	}
	marie.post("/account/password", "current", testPassword, "password", "another long one").leadsTo("/account?done=password")
	if changed := marie.jar[deviceCookie].value; changed == "" || changed == device.value {
		t.Errorf("after a new password the device is %q", changed)
	}
}

// Whether a name exists cannot be told from the answer, however often somebody
// guesses, and with a device that is known elsewhere.
func TestSignInTellsNothing(t *testing.T) {
	s := newSite(t)
	s.account("marie", users.Learner)
	device := s.as("paul", users.Learner).jar[deviceCookie]
	seen := map[int]bool{}
	for i := range 120 {
		known, unknown := s.browser(), s.browser()
		known.jar[deviceCookie], unknown.jar[deviceCookie] = device, device
		a := known.post("/sign-in", "login", "marie", "password", "a wrong password")
		b := unknown.post("/sign-in", "login", "maria", "password", "a wrong password")
		if a.Status != b.Status || a.Header.Get("Retry-After") != b.Header.Get("Retry-After") || strings.ReplaceAll(a.Body, "marie", "maria") != b.Body {
			t.Fatalf("guess %d, known: %d\n%s\nunknown: %d\n%s", i, a.Status, a.Body, b.Status, b.Body)
		}
		seen[a.Status] = true
		if a.Status == http.StatusTooManyRequests {
			s.clock.advance(15 * time.Minute)
		}
	}
	if len(seen) != 3 {
		t.Errorf("seen %v, want 401, 403 and 429", seen)
	}
}
