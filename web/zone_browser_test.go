package web

import (
	"net/http"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// The script of a page tells the browser's zone, and the account keeps it from
// the first thing that is done there; its page shows it.
func TestBrowserTellsItsZone(t *testing.T) {
	for name, o := range map[string]testkit.Options{"phone": {Viewport: testkit.Phone, Language: "fr"}, "desktop": {}} {
		s := newSite(t)
		s.account("ada", users.Learner)
		base := "http://" + s.listen()
		p := signIn(t, s, base, o)
		p.Goto(base + "/account")
		p.WaitUntil(`document.cookie.includes("viva_zone=" + Intl.DateTimeFormat().resolvedOptions().timeZone)`)
		p.Follow("section[aria-labelledby=appearance] .button") // any change will do
		if status := p.Goto(base + "/account"); status != http.StatusOK {
			t.Fatal(status)
		}
		zone := ask[string](s, "SELECT zone FROM users WHERE name = 'ada'")
		if _, err := users.Zone(zone); err != nil {
			t.Errorf("%s: the account is in %q", name, zone)
		}
		if !p.Exists(`[name=zone][value="` + zone + `"]`) {
			t.Errorf("%s: the page does not show %s", name, zone)
		}
		if p.Overflow() {
			t.Errorf("%s: the page scrolls sideways", name)
		}
	}
}
