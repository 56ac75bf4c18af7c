package web

import (
	"bytes"
	"database/sql"
	"net/http"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
)

// ask reads one value from the database of a site.
func ask[T any](s *testSite, query string, args ...any) (value T) {
	s.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+s.path+"?mode=ro")
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query, args...).Scan(&value); err != nil {
		s.t.Fatal(err)
	}
	return value
}

// answersOn answers a question and tells the day for which that counts.
func (k taker) answersOn() string {
	k.site.t.Helper()
	path := k.start("practice", 1)
	if k.who.ID == 0 { // a stranger is a guest by now
		k.who.ID = quiz.LearnerID(ask[int64](k.site, "SELECT MAX(id) FROM users"))
	}
	k.post(path+"/items/1", k.choice(path, 1, true)...).want(http.StatusSeeOther)
	return ask[string](k.site, "SELECT date(CAST(day AS INTEGER) * 86400, 'unixepoch') FROM responses ORDER BY id DESC LIMIT 1")
}

// A guest's days are those of their browser. A cookie that names no zone counts
// as none, and then the days are those of UTC.
func TestVisitorsDays(t *testing.T) {
	s := newSite(t)
	s.clock.advance(17 * time.Hour) // 05:00 on the 23rd in UTC
	for zone, want := range map[string]string{
		"America/Los_Angeles": "2026-11-22", "Asia/Tokyo": "2026-11-23", "Pacific/Kiritimati": "2026-11-23",
		"": "2026-11-23", "Europe/Atlantis": "2026-11-23", "../../etc/passwd": "2026-11-23", "right/America/Los_Angeles": "2026-11-23",
	} {
		c := s.browser()
		if zone != "" {
			c.jar[zoneCookie] = cookie{value: zone}
		}
		if got := (taker{browser: c}).answersOn(); got != want {
			t.Errorf("%q: an answer counts for %s, want %s", zone, got, want)
		}
	}
	if n := ask[int](s, "SELECT COUNT(*) FROM users WHERE zone <> ''"); n > 0 {
		t.Errorf("%d visitors have their zone stored", n)
	}
}

// An account takes the zone of the first browser in which its owner does
// something, and keeps it until it is changed.
func TestAccountsZone(t *testing.T) {
	s := newSite(t)
	s.clock.advance(17 * time.Hour) // 05:00 on the 23rd in UTC
	k := s.taker("ada", users.Learner)
	zone := func() string { return ask[string](s, "SELECT zone FROM users WHERE name = 'ada'") }
	k.jar[zoneCookie] = cookie{value: "America/Los_Angeles"}
	if k.get("/account").want(http.StatusOK); zone() != "" {
		t.Errorf("looking around stores %s", zone())
	}
	if day := k.answersOn(); day != "2026-11-22" || zone() != "America/Los_Angeles" {
		t.Errorf("an answer counts for %s in %q", day, zone())
	}
	k.jar[zoneCookie] = cookie{value: "Asia/Tokyo"} // on a journey
	if day := k.answersOn(); day != "2026-11-22" || zone() != "America/Los_Angeles" {
		t.Errorf("on a journey an answer counts for %s in %q", day, zone())
	}
	k.get("/account").says(`value="America/Los_Angeles"`)
	k.post("/account", "shown_as", "Ada", "zone", "Europe/Paris").leadsTo("/account?done=profile")
	if day := k.answersOn(); day != "2026-11-23" || zone() != "Europe/Paris" {
		t.Errorf("after the change an answer counts for %s in %q", day, zone())
	}
	for _, wrong := range []string{"Europe/Atlantis", "Local", "/etc/localtime", "<b>"} {
		k.post("/account", "shown_as", "Somebody", "zone", wrong).want(http.StatusUnprocessableEntity).
			says(`id="zone-error"`, "No time zone has this name").hides("<b>")
		if zone() != "Europe/Paris" || ask[string](s, "SELECT shown_as FROM users WHERE name = 'ada'") != "Ada" {
			t.Errorf("%q was refused, but something is stored", wrong)
		}
	}
	k.post("/account", "shown_as", "Ada", "zone", "").leadsTo("/account?done=profile") // the browser's again
	if day := k.answersOn(); day != "2026-11-23" || zone() != "Asia/Tokyo" {
		t.Errorf("left to the browser an answer counts for %s in %q", day, zone())
	}
}

// A program sets the zone of its account; cookies mean nothing to it.
func TestAPIZone(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	if me := ada.get("/me").want(200); bytes.Contains(me.body, []byte("zone")) {
		t.Errorf("a new account is %s", me.body)
	}
	if got := ada.put("/me/zone", j{"zone": "Asia/Kolkata"}).want(200).text("zone"); got != "Asia/Kolkata" {
		t.Errorf("set to %q", got)
	}
	for _, wrong := range []any{"Europe/Atlantis", "asia/kolkata", "right/UTC"} {
		ada.put("/me/zone", j{"zone": wrong}).refused(422, "zone")
	}
	ada.put("/me/zone", j{"zone": 330}).refused(400, "wrong_type")
	if got := ada.get("/me").want(200).text("zone"); got != "Asia/Kolkata" {
		t.Errorf("after what was refused it is %q", got)
	}
	bob := f.signedIn("bob")
	bob.post("/attempts", j{"subject": "aws-support", "mode": "practice", "size": 1}, "Cookie", zoneCookie+"=Asia/Tokyo", "Sec-Fetch-Site", "same-origin").want(201)
	if me := bob.get("/me").want(200); bytes.Contains(me.body, []byte("zone")) {
		t.Errorf("by a cookie it is %s", me.body)
	}
}
