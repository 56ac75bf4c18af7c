package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"viva/internal/testkit"
	"viva/internal/users"
)

// A second factor is set up, asked for and recovered by a keyboard alone, on pages
// about which the accessibility checker has nothing to say, and which no screen is
// too narrow for.
func TestBrowserSecondFactorByKeyboard(t *testing.T) {
	testkit.Long(t)
	narrow := testkit.Viewport{Width: 320, Height: 640, Touch: true}
	for _, o := range testkit.ByDay(1,
		testkit.Options{Viewport: narrow, Language: "fr"},
		testkit.Options{Viewport: testkit.Phone, Dark: true},
		testkit.Options{Viewport: testkit.Desktop},
	) {
		t.Run(fmt.Sprintf("%s %d", o.Language, o.Viewport.Width), func(t *testing.T) {
			o.AllowStatus, o.ReducedMotion = []int{422}, true
			s := newSite(t)
			s.account("marie", users.Instructor)
			p, base := testkit.Open(t, o), "http://"+s.listen()
			look := func(name string) {
				t.Helper()
				for _, v := range p.Axe() {
					t.Errorf("%s: %v", name, v)
				}
				if p.Overflow() {
					t.Errorf("%s is wider than the screen", name)
				}
			}
			enter := func(field, text string) { // and send the form
				t.Helper()
				p.Type(field, text)
				p.Loads(func() { p.Press("Enter") })
			}
			password := func() {
				t.Helper()
				p.Goto(base + "/sign-in?next=%2Faccount")
				p.Type("#login", "marie")
				enter("#password", testPassword)
			}
			code := func(secret string) string {
				t.Helper()
				text, err := totp.GenerateCode(secret, s.clock.now())
				if err != nil {
					t.Fatal(err)
				}
				return text
			}
			password()
			p.Goto(base + "/account/second-factor?asked=yes&next=%2Fabout")
			look("offer")
			enter("#current", "wrong")
			p.WaitFor("#current-error")
			enter("#current", testPassword)
			look("new")
			secret := strings.ReplaceAll(p.Text(".secret"), " ", "")
			enter("#code", "123")
			p.WaitFor("#code-error")
			look("new-wrong")
			enter("#code", code(secret))
			look("codes")
			recovery := p.Text(".codes code")
			s.clock.advance(time.Minute)
			p.Goto(base + "/account/second-factor")
			look("on")

			p.ForgetCookies()
			password()
			look("code")
			enter("#code", "12345")
			p.WaitFor("#code-error")
			enter("#code", code(secret))
			if path := strings.TrimPrefix(p.URL(), base); path != "/account" {
				t.Errorf("it leads to %s", path)
			}
			look("account")
			p.ForgetCookies()
			password()
			p.Type("#code", "") // from the field, two steps to the other way in
			p.Press("Tab")
			p.Press("Tab")
			p.Loads(func() { p.Press("Enter") })
			look("recovery")
			enter("#code", recovery)
			p.WaitFor("#factor")
		})
	}
}
