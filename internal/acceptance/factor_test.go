package acceptance

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

var (
	shownSecret   = regexp.MustCompile(`<code class="secret" translate="no">([A-Z2-7 ]+)</code>`)
	sealedSecret  = regexp.MustCompile(`name="sealed" value="([^"]+)"`)
	shownRecovery = regexp.MustCompile(`<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>`)
)

// codeOf is what an app shows, so many steps from now.
func codeOf(t *testing.T, secret string, steps time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(steps*30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Where it is a duty, staff reach nothing without a second factor. Its codes count
// once, a step before and after their own, and guesses at them are bounded.
func TestP13SecondFactor(t *testing.T) {
	t.Parallel()
	s := serve(t, "--second-factor", "staff")
	s.learner(t).get("/scores").want(http.StatusOK)
	v := s.staff(t, "instructor")
	v.get("/instructor").want(http.StatusForbidden)
	access, _ := v.tokens()
	if r := s.program(t, access).get("/api/v1/objections").want(http.StatusForbidden); !strings.Contains(r.body, `"code":"second_factor_missing"`) {
		t.Errorf("a program is told %s", r.body)
	}
	shown := v.post("/account/second-factor/new", "current", password, "next", "/").want(http.StatusOK).body
	secret := strings.ReplaceAll(shownSecret.FindStringSubmatch(shown)[1], " ", "")
	sealed := sealedSecret.FindStringSubmatch(shown)[1]
	v.post("/account/second-factor/confirm", "sealed", sealed, "code", codeOf(t, secret, -4), "next", "/").want(http.StatusUnprocessableEntity)
	on := v.post("/account/second-factor/confirm", "sealed", sealed, "code", codeOf(t, secret, -1), "next", "/").want(http.StatusOK)
	recovery := shownRecovery.FindStringSubmatch(on.body)[1]
	v.get("/instructor").want(http.StatusOK)

	half := func() *visitor {
		w := s.signedIn(t, v.name) // by the password, as far as that leads
		w.get("/instructor").want(http.StatusUnauthorized)
		return w
	}
	code := codeOf(t, secret, 0)
	w := half()
	w.post("/sign-in/code", "code", code, "next", "/").want(http.StatusSeeOther)
	w.get("/instructor").want(http.StatusOK)
	half().post("/sign-in/code", "code", code, "next", "/").want(http.StatusUnprocessableEntity)                  // used
	half().post("/sign-in/code", "code", codeOf(t, secret, 4), "next", "/").want(http.StatusUnprocessableEntity)  // too early
	half().post("/sign-in/code", "code", codeOf(t, secret, -4), "next", "/").want(http.StatusUnprocessableEntity) // too late
	half().post("/sign-in/code", "code", recovery, "next", "/").want(http.StatusSeeOther)
	half().post("/sign-in/code", "code", recovery, "next", "/").want(http.StatusUnprocessableEntity)
	guesser := half()
	for range 9 { // after the one with the recovery code that was used
		guesser.post("/sign-in/code", "code", codeOf(t, secret, -9), "next", "/").want(http.StatusUnprocessableEntity)
	}
	guesser.post("/sign-in/code", "code", codeOf(t, secret, 1), "next", "/").want(http.StatusTooManyRequests)
}
