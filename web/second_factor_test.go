package web

import (
	"fmt"
	"html"
	"image/color"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp/totp"

	"viva/internal/users"
)

var (
	secretShown = regexp.MustCompile(`<code class="secret" translate="no">([A-Z2-7 ]+)</code>`)
	sealedField = regexp.MustCompile(`name="sealed" value="([^"]+)"`)
	codesShown  = regexp.MustCompile(`<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>`)
	appLink     = regexp.MustCompile(`href="(otpauth:[^"]+)"`)
)

// factored is a browser whose owner has a second factor.
type factored struct {
	*browser
	name   string
	secret string
	codes  []string // for recovery
	sealed string   // the same, as the page hands them out
}

// setUpFactor sets a second factor up on the pages.
func (c *browser) setUpFactor(name string) *factored {
	c.site.t.Helper()
	k := &factored{browser: c, name: name}
	shown := c.post("/account/second-factor/new", "current", testPassword, "next", "/about").want(http.StatusOK)
	k.secret = strings.ReplaceAll(secretShown.FindStringSubmatch(shown.Body)[1], " ", "")
	sealed := sealedField.FindStringSubmatch(shown.Body)[1]
	on := c.post("/account/second-factor/confirm", "sealed", sealed, "code", k.code(0), "next", "/about").want(http.StatusOK)
	for _, found := range codesShown.FindAllStringSubmatch(on.Body, -1) {
		k.codes = append(k.codes, found[1])
	}
	if len(k.codes) != 10 {
		c.site.t.Fatalf("%d recovery codes are shown:\n%s", len(k.codes), on.Body)
	}
	k.sealed = sealedField.FindStringSubmatch(on.says(`href="/about"`, "I have kept them").Body)[1]
	c.site.clock.advance(time.Minute) // its first code is used
	return k
}

// code is what the app shows, so many steps from now.
func (k *factored) code(steps int) string {
	k.site.t.Helper()
	code, err := totp.GenerateCode(k.secret, k.site.clock.now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		k.site.t.Fatal(err)
	}
	return code
}

// wrongCode is none that is right about now.
func (k *factored) wrongCode() string {
	right := []string{k.code(-1), k.code(0), k.code(1)}
	for n := 0; ; n++ {
		if code := fmt.Sprintf("%06d", n); !slices.Contains(right, code) {
			return code
		}
	}
}

// half gives the password in a new browser, and is asked for the code.
func (k *factored) half(next string) *browser {
	k.site.t.Helper()
	c := k.site.browser()
	c.post("/sign-in", "login", k.name, "password", testPassword, "next", next).leadsTo(codePath(false, next))
	return c
}

func TestSetUpSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.as("marie", users.Learner)
	other := s.browser()
	other.post("/sign-in", "login", "marie", "password", testPassword).leadsTo("/")
	c.get("/account").want(http.StatusOK).says("Second factor", `href="/account/second-factor"`)
	c.get("/account/second-factor").want(http.StatusOK).says(`autocomplete="current-password"`, "authenticator app").hides("Not now")
	s.unchanged(func() {
		c.post("/account/second-factor/new", "current", "wrong").want(http.StatusUnprocessableEntity).says(`id="current-error"`).hides("<svg class=\"qr\"")
		r := c.post("/account/second-factor/new", "current", testPassword).want(http.StatusOK)
		r.says(`<svg class="qr"`, `role="img"`, `inputmode="numeric"`, `autocomplete="one-time-code"`)
		if kept := r.Header.Get("Cache-Control"); kept != "no-store" {
			t.Errorf("the page with the secret may be kept: %q", kept)
		}
		sealed := sealedField.FindStringSubmatch(r.Body)[1]
		again := c.post("/account/second-factor/confirm", "sealed", sealed, "code", "12345").want(http.StatusUnprocessableEntity).says(`id="code-error"`)
		if secretShown.FindString(again.Body) != secretShown.FindString(r.Body) {
			t.Error("after a wrong code it shows another secret")
		}
		c.post("/account/second-factor/confirm", "sealed", "x", "code", "123456").want(http.StatusConflict).says("begin the set-up again")
	})
	k := c.setUpFactor("marie")
	other.get("/account").want(http.StatusUnauthorized) // other sessions end
	page := c.get("/account/second-factor").want(http.StatusOK).says("You have 10 recovery codes left", "22 November 2026")
	page.hides(k.codes[0], k.secret)
	c.get("/account").says("Signing in asks for a code since 22 November 2026")
	c.post("/account/second-factor/new", "current", testPassword).want(http.StatusConflict)

	file := c.post("/account/second-factor/codes.txt", "sealed", k.sealed).want(http.StatusOK)
	if got, want := file.Header.Get("Content-Disposition"), `attachment; filename="viva-recovery-codes.txt"`; got != want {
		t.Errorf("the file is sent as %q", got)
	}
	file.says(append([]string{"Recovery codes of marie, Viva localhost"}, k.codes...)...)
	s.as("paul", users.Learner).post("/account/second-factor/codes.txt", "sealed", k.sealed).want(http.StatusConflict).hides(k.codes[0])
	s.clock.advance(users.EnrolmentLife)
	c.post("/account/second-factor/codes.txt", "sealed", k.sealed).want(http.StatusConflict).hides(k.codes[0])

	own := c.get("/account/data.json").want(http.StatusOK).says(`"second_factor_at"`).hides("totp", "argon2", k.secret)
	if strings.Count(own.Body, `"made_at"`) != 10 {
		t.Errorf("of recovery codes it says\n%s", own.Body)
	}
}

func TestSignInWithSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	k := s.as("marie", users.Instructor).setUpFactor("marie")
	wrong := s.browser().post("/sign-in", "login", "marie", "password", "wrong").want(http.StatusUnauthorized)
	nobody := s.browser().post("/sign-in", "login", "nobod", "password", "wrong").want(http.StatusUnauthorized)
	if strings.ReplaceAll(wrong.Body, "marie", "nobod") != nobody.Body {
		t.Error("a wrong password tells whether there is a second factor")
	}
	c := k.half("/scores")
	for _, name := range []string{accessCookie, refreshCookie, deviceCookie} {
		if _, has := c.jar[name]; has {
			t.Errorf("without its code the browser has %s", name)
		}
	}
	c.get("/account").want(http.StatusUnauthorized)
	// What is pending is no token, of whatever kind.
	for _, name := range []string{accessCookie, refreshCookie} {
		thief := c.clone()
		thief.jar[name] = c.jar[pendingCookie]
		thief.get("/account").want(http.StatusUnauthorized)
	}
	s.program(c.jar[pendingCookie].value).get("/api/v1/me").want(http.StatusUnauthorized)
	owner := k.clone()
	owner.jar[pendingCookie] = k.jar[accessCookie]
	owner.post("/sign-in/code", "code", k.code(0)).want(http.StatusSeeOther)

	c.get("/sign-in/code?next=%2Fscores").want(http.StatusOK).says(`autocomplete="one-time-code"`, `inputmode="numeric"`, `value="/scores"`, "recovery=yes").hides("marie")
	c.get("/sign-in/code?recovery=yes").want(http.StatusOK).says("Ten letters").hides("inputmode")
	c.post("/sign-in/code", "code", k.wrongCode(), "next", "/scores").want(http.StatusUnprocessableEntity).says(`id="code-error"`, "not right", `value="/scores"`)
	code := k.code(0)
	c.post("/sign-in/code", "code", code[:3]+" "+code[3:], "next", "/scores").leadsTo("/scores")
	c.get("/account").want(http.StatusOK)
	if left, has := c.jar[pendingCookie]; has && left.value != "" {
		t.Error("the pending sign-in is kept")
	}
	k.half("/").post("/sign-in/code", "code", code).want(http.StatusUnprocessableEntity) // used
	k.half("/").post("/sign-in/code", "code", k.codes[0], "recovery", "yes").leadsTo("/")
	k.half("/").post("/sign-in/code", "code", k.codes[0], "recovery", "yes").want(http.StatusUnprocessableEntity).says("Ten letters")

	late := k.half("/scores")
	s.clock.advance(users.PendingLife)
	late.get("/sign-in/code?next=%2Fscores").leadsTo("/sign-in?entered=yes&next=%2Fscores")
	late.post("/sign-in/code", "code", k.code(0), "next", "//evil.example").leadsTo("/sign-in?entered=yes&next=%2F")

	for _, code := range k.codes[1:6] {
		k.half("/").post("/sign-in/code", "code", code).leadsTo("/")
	}
	few := k.half("/scores")
	few.post("/sign-in/code", "code", k.codes[6], "next", "/scores").leadsTo("/account/second-factor?done=factor_few&next=%2Fscores")
	few.get("/account/second-factor?done=factor_few&next=%2Fscores").want(http.StatusOK).says("3 recovery codes left", "Draw new ones", `href="/scores"`)
}

// However often strangers guess, the sign-in page takes a code beside the password.
func TestSignInPastGuesses(t *testing.T) {
	s := newSite(t)
	k := s.as("marie", users.Instructor).setUpFactor("marie")
	c := s.browser()
	for range 10 {
		c.post("/sign-in", "login", "marie", "password", "wrong").want(http.StatusUnauthorized).hides("Code of your app")
	}
	c.post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusTooManyRequests).says("Code of your app")
	c.post("/sign-in", "login", "marie", "password", testPassword, "code", k.wrongCode()).want(http.StatusTooManyRequests).says("Code of your app")
	c.post("/sign-in", "login", "marie", "password", testPassword, "code", k.code(0), "next", "/scores").leadsTo("/scores")
}

func TestChangeSecondFactor(t *testing.T) {
	s := newSite(t)
	k := s.as("marie", users.Learner).setUpFactor("marie")
	k.post("/account/second-factor", "current", testPassword, "code", k.code(0), "do", "else").want(http.StatusBadRequest)
	s.unchanged(func() {
		k.post("/account/second-factor", "current", "wrong", "code", k.code(0), "do", "off").want(http.StatusUnprocessableEntity).says(`id="current-error"`)
		k.post("/account/second-factor", "current", testPassword, "code", k.wrongCode(), "do", "off").want(http.StatusUnprocessableEntity).says(`id="code-error"`)
	})
	drawn := k.post("/account/second-factor", "current", testPassword, "code", k.code(0), "do", "codes").want(http.StatusOK)
	fresh := codesShown.FindAllStringSubmatch(drawn.Body, -1)
	if len(fresh) != 10 || fresh[0][1] == k.codes[0] {
		t.Fatalf("drawn: %v", fresh)
	}
	k.post("/account/second-factor", "current", testPassword, "code", k.codes[0], "do", "off").want(http.StatusUnprocessableEntity)
	k.post("/account/second-factor", "current", testPassword, "code", fresh[3][1], "do", "off").leadsTo("/account/second-factor?done=factor_off")
	k.get("/account/second-factor?done=factor_off").says("Your second factor is off", "Set up")
	s.browser().post("/sign-in", "login", "marie", "password", testPassword).leadsTo("/")

	// By an administrator, and told to its owner.
	k = k.setUpFactor("marie")
	boss := s.as("boss", users.Admin)
	boss.get("/admin/users/1").want(http.StatusOK).says("Signing in asks for a code since", "Turn the second factor off")
	boss.post("/admin/users/2/second-factor").want(http.StatusConflict).says("on the page of your account")
	boss.post("/admin/users/1/second-factor").leadsTo("/admin/users/1?done=factor_taken")
	boss.get("/admin/users/1?done=factor_taken").says("The second factor is off", "the password alone")
	boss.post("/admin/users/1/second-factor").want(http.StatusConflict).says("has no second factor")
	k.get("/account").says("Whoever runs this site turned your second factor off on")
}

// Who instructs or administers is asked at the second sign-in, and can put it off.
func TestSecondFactorIsOffered(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Users.DemandFactor(users.FactorOffer) })
	s.as("marie", users.Instructor).get("/").want(http.StatusOK)
	c := s.browser()
	offer := "/account/second-factor?asked=yes&next=%2Finstructor"
	c.post("/sign-in", "login", "marie", "password", testPassword, "next", "/instructor").leadsTo(offer)
	c.get(offer).want(http.StatusOK).says("Not now", `name="next" value="/instructor"`)
	c.get("/instructor").want(http.StatusOK) // nothing is closed
	c.post("/account/second-factor/later", "next", "/instructor").leadsTo("/instructor")
	c.post("/sign-in", "login", "marie", "password", testPassword, "next", "/instructor").leadsTo("/instructor")
	s.clock.advance(users.FactorOfferPause)
	c.post("/sign-in", "login", "marie", "password", testPassword, "next", "/instructor").leadsTo(offer)
}

// Where it is a duty, who instructs or administers reaches nothing but what sets it
// up: not one route of the table. Then all is as it was.
func TestSecondFactorIsADuty(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var staff []player
	for _, name := range []string{"instructor", "admin"} {
		p := s.player(s.as(name, users.Role(name)))
		p.name = name
		staff = append(staff, p)
	}
	learner := s.as("learner", users.Learner)
	type asked struct{ route, name string }
	before := map[asked]int{}
	ask := func(each func(r reach, p player, got *pageReply)) {
		for _, r := range s.reaches() {
			for _, p := range staff {
				if strings.HasSuffix(r.path, "/sign-out") || r.method() == "DELETE" || r.route == "POST /account/second-factor/later" {
					continue // it would end the session for the rest
				}
				each(r, p, p.ask(r.method(), r))
			}
		}
	}
	ask(func(r reach, p player, got *pageReply) { before[asked{r.route, p.name}] = got.Status })
	open := []string{"/livez", "/readyz", "/healthz", "/static/:hash/+", "/sw.js", "/sign-in", "/sign-in/code", "/preferences", "/about", "/privacy",
		"/account/second-factor", "/account/second-factor/new", "/account/second-factor/confirm", "/account/second-factor/codes.txt",
		"/api/openapi.yaml", "/api/v1/sessions", "/api/v1/sessions/refresh"}
	s.users.DemandFactor(users.FactorStaff)
	closed := 0
	ask(func(r reach, p player, got *pageReply) {
		_, route, _ := strings.Cut(r.route, " ")
		if slices.Contains(open, route) || before[asked{r.route, p.name}] == http.StatusForbidden {
			return
		}
		closed++
		says := "This site asks you for a second factor"
		if strings.HasPrefix(r.path, "/api/") || strings.HasPrefix(r.path, "/offline/") {
			says = `"code":"second_factor_missing"`
		}
		if got.Status != http.StatusForbidden || !got.holds(says) {
			t.Errorf("%s answers %d to %s, who owes a second factor: %.200s", r.route, got.Status, p.name, got.Body)
		}
	})
	if closed < 120 {
		t.Errorf("only %d requests were refused", closed)
	}
	learner.get("/account").want(http.StatusOK)
	for _, p := range staff {
		p.get("/instructor").want(http.StatusForbidden).says(`action="/account/second-factor/new"`, `name="next" value="/instructor"`)
		p.setUpFactor(p.name)
		p.get("/instructor").want(http.StatusOK)
	}
	ask(func(r reach, p player, got *pageReply) {
		if was := before[asked{r.route, p.name}]; got.Status == http.StatusForbidden && was != http.StatusForbidden {
			t.Errorf("%s answers %d to %s, and %d before", r.route, got.Status, p.name, was)
		}
	})
}

// A program gives the code with the password.
func TestAPISecondFactor(t *testing.T) {
	s := newSite(t)
	k := s.as("marie", users.Instructor).setUpFactor("marie")
	ask := func(password, code string) *pageReply {
		return s.program("").json("POST", "/api/v1/sessions", fmt.Sprintf(`{"login":"marie","password":%q,"code":%q}`, password, code))
	}
	ask(testPassword, "").want(http.StatusUnauthorized).says(`"code":"second_factor_required"`).hides("pending", "token")
	ask("wrong", "").want(http.StatusUnauthorized).says(`"code":"sign_in"`)
	ask("wrong", k.code(0)).want(http.StatusUnauthorized).says(`"code":"sign_in"`)
	ask(testPassword, k.wrongCode()).want(http.StatusUnprocessableEntity).says(`"code":"code_wrong"`, `"field":"code"`)
	ask(testPassword, k.code(0)).want(http.StatusOK).says("access_token", "device_token")
	ask(testPassword, k.code(0)).want(http.StatusUnprocessableEntity)
	ask(testPassword, k.codes[0]).want(http.StatusOK)
	for range 10 {
		ask(testPassword, k.wrongCode())
	}
	refused := ask(testPassword, k.code(1)).want(http.StatusTooManyRequests).says(`"code":"too_many_codes"`)
	if wait := refused.Header.Get("Retry-After"); wait != "900" {
		t.Errorf("it says to wait %q s", wait)
	}
}

// The drawing has the modules of the code, and the code what the link has.
func TestQRCodeOfASecret(t *testing.T) {
	s := newSite(t)
	c := s.as("Élodie O'Neil", users.Learner)
	r := c.post("/account/second-factor/new", "current", testPassword).want(http.StatusOK)
	found := appLink.FindStringSubmatch(r.Body)
	if found == nil {
		t.Fatalf("no link for an app:\n%s", r.Body)
	}
	link := html.UnescapeString(found[1])
	if want := "otpauth://totp/Viva%20localhost:%C3%89lodie%20O%27Neil?algorithm=SHA1"; !strings.HasPrefix(link, want) && !strings.HasPrefix(link, strings.ReplaceAll(want, "%27", "'")) {
		t.Errorf("an app is given %s", link)
	}
	drawn, err := drawQR(link)
	if err != nil || !strings.Contains(r.Body, `d="`+drawn.Path+`"`) {
		t.Fatalf("the page draws something else than its link, %v", err)
	}
	code, err := qr.Encode(link, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	dark := map[[2]int]bool{}
	for part := range strings.SplitSeq(strings.TrimSuffix(drawn.Path, "z"), "z") {
		var x, y, width, back int
		if _, err := fmt.Sscanf(part, "M%d %dh%dv1h-%d", &x, &y, &width, &back); err != nil || width != back {
			t.Fatalf("%q: %v", part, err)
		}
		for i := range width {
			dark[[2]int{x + i, y}] = true
		}
	}
	for y := range drawn.Size {
		for x := range drawn.Size {
			if dark[[2]int{x, y}] != (code.At(x, y) == color.Black) {
				t.Fatalf("module %d, %d", x, y)
			}
		}
	}
}
