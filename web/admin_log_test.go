package web

import (
	"database/sql"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/limits"
	"viva/internal/users"
)

// told lists the security log as its page tells it, the oldest first: the kinds
// of events in words, with how often each happened.
func (c *browser) told(filter string) (list []string) {
	c.site.t.Helper()
	event := regexp.MustCompile(`<strong>([^<]+)</strong>(?: \((\d+) times)?`)
	for next := "/admin/log" + filter; next != ""; {
		page := c.get(next).want(http.StatusOK)
		_, body, _ := strings.Cut(page.Body, `<ul class="accounts events">`)
		for _, m := range event.FindAllStringSubmatch(body, -1) {
			list = append(list, m[1]+strings.TrimSuffix(" "+m[2], " "))
		}
		next = ""
		if m := regexp.MustCompile(`<a rel="next" href="([^"]+)"`).FindStringSubmatch(page.Body); m != nil {
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	slices.Reverse(list)
	return list
}

// Everything that can happen over HTTP is told once, on the page that an
// administrator reads. What only commands do is in cmd/app.
func TestEveryEventIsToldOnce(t *testing.T) {
	s := newSite(t)
	s.users.Limit(limits.Limits{Guests: limits.Rate{Most: 1, In: time.Hour}})
	token, _, err := s.users.SetupToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	boss := s.browser()
	boss.post("/setup", "token", token, "name", "boss", "password", testPassword).leadsTo("/admin/users")
	step := func(what string, do func()) {
		t.Helper()
		s.clock.advance(time.Minute) // an event for itself
		before := boss.told("")
		do()
		after := boss.told("")
		if got := after[len(before):]; !slices.Equal(got, []string{what}) {
			t.Errorf("told %q, want %q", got, what)
		}
	}
	marie := s.browser()
	step("Signed up", func() {
		marie.post("/sign-up", "name", "marie", "password", testPassword, "listed", "yes").want(http.StatusSeeOther)
	})
	step("Signed out", func() { marie.clone().post("/sign-out").want(http.StatusSeeOther) })
	step("Signed in", func() {
		marie.post("/sign-in", "login", "marie", "password", testPassword).want(http.StatusSeeOther)
	})
	stranger := s.browser()
	step("Wrong password 10", func() {
		for range 10 {
			stranger.post("/sign-in", "login", "marie", "password", "wrong").want(http.StatusUnauthorized)
		}
	})
	step("Sign-in refused after too many guesses 3", func() {
		for range 3 {
			stranger.post("/sign-in", "login", "marie", "password", "wrong").want(http.StatusTooManyRequests)
		}
	})
	step("Wrong current password", func() {
		marie.post("/account/password", "current", "wrong", "password", testPassword+"s").want(http.StatusUnprocessableEntity)
	})
	step("Password changed", func() {
		marie.post("/account/password", "current", testPassword, "password", testPassword+"s").want(http.StatusSeeOther)
	})
	step("Role changed", func() { boss.post("/admin/users/2/role", "role", "instructor").want(http.StatusSeeOther) })
	step("Scores exported", func() { marie.get("/instructor/scores.csv").want(http.StatusOK) })
	step("Own data exported", func() { marie.get("/account/data.json").want(http.StatusOK) })
	step("Access denied", func() { marie.get("/admin/users").want(http.StatusForbidden) })
	step("Access denied", func() { marie.get("/admin/log").want(http.StatusForbidden) })
	step("Access denied", func() {
		marie.do("POST", "/preferences", "theme=dark", "Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded").want(http.StatusForbidden)
	})
	step("Renamed", func() { boss.post("/admin/users/2", "name", "Marion").want(http.StatusSeeOther) })
	step("Kept off scoreboards", func() {
		boss.post("/admin/users/2", "name", "Marion", "hidden", "yes").want(http.StatusSeeOther)
	})
	step("May be on scoreboards again", func() { boss.post("/admin/users/2", "name", "Marion").want(http.StatusSeeOther) })
	step("New password by an administrator", func() { boss.post("/admin/users/2/password").want(http.StatusOK) })
	step("Security log exported", func() { boss.get("/admin/log.csv").want(http.StatusOK) })
	step("Refused: too much at once", func() {
		s.guest()
		s.browser().post("/attempts", "subject", "aws-support", "edition", "course", "mode", "practice", "size", "1", "lang", "en").want(http.StatusTooManyRequests)
	})
	paul := s.as("paul", users.Learner)
	step("Session ended: one of its tokens was used twice", func() {
		old := paul.clone()
		for _, c := range []*browser{paul, paul, old} {
			s.clock.advance(11 * time.Minute) // the access token is over, and so is the grace
			c.get("/account")
		}
	})
}

// The page, the file and the API tell the same events, by the same filters.
func TestLogFilters(t *testing.T) {
	s := newSite(t)
	boss := s.as("boss", users.Admin)
	s.account("marie", users.Learner)
	boss.get("/admin/log?kind=backup").want(http.StatusOK).says("No event matches", `href="/admin/log"`)
	for i := range 120 {
		s.clock.advance(time.Minute)
		origin := users.Origin{Addr: netip.AddrFrom4([4]byte{10, 0, 0, byte(i)}).String()}
		s.users.Events().Refuse(users.WithOrigin(t.Context(), origin), users.Event{Kind: users.EventDenied, Target: 2})
	}
	tells := map[string]int{
		"": 123, "?kind=denied": 120, "?account=Marie": 121, "?account=%232": 121, "?account=2&kind=denied": 120, "?account=99": 0,
		"?address=10.0.0.7": 1, "?from=2026-11-23": 0, "?from=2026-11-22&to=2026-11-22": 123, "?to=2026-11-21": 0, "?kind=&account=&address=&from=&to=": 123,
	}
	for filter, want := range tells {
		if got := len(boss.told(filter)); got != want {
			t.Errorf("%s: the page tells %d events, want %d", filter, got, want)
		}
	}
	for filter, want := range tells {
		if got := strings.Count(boss.get("/admin/log.csv"+filter).want(http.StatusOK).Body, "\r\n") - 1; got != want && got != want+1 { // the file before is told too
			t.Errorf("%s: the file tells %d events, want %d", filter, got, want)
		}
	}
	for filter, field := range map[string]string{"?kind=king": "kind", "?account=nobody": "account", "?address=x": "address", "?from=x": "from", "?to=22.11.": "to"} {
		boss.get("/admin/log"+filter).want(http.StatusUnprocessableEntity).says(`id="`+field, "error-summary")
		boss.get("/admin/log.csv" + filter).want(http.StatusUnprocessableEntity)
		boss.get("/api/v1/events" + filter).want(http.StatusUnprocessableEntity).says(`"field":"` + field + `"`)
	}
	boss.get("/admin/log?before=x").want(http.StatusUnprocessableEntity)

	var ids []string
	id := regexp.MustCompile(`"id":(\d+)`)
	for path := "/api/v1/events?kind=denied&limit=50"; path != ""; {
		reply := boss.get(path).want(http.StatusOK)
		for _, m := range id.FindAllStringSubmatch(reply.Body, -1) {
			ids = append(ids, m[1])
		}
		path = ""
		if m := regexp.MustCompile(`"next":"([^"]+)"`).FindStringSubmatch(reply.Body); m != nil {
			path = "/api/v1/events?kind=denied&limit=50&before=" + url.QueryEscape(m[1])
		}
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) != 120 {
		t.Errorf("the API tells %d events, want 120", len(ids))
	}
}

// hostile is a name such as only an old database holds, and what may come in
// headers.
const hostile = "=1+1\x1b[31m\u202e\r\n<script>"

// What strangers send is inert on the page, in the file and in the log of the
// program.
func TestLogIsInert(t *testing.T) {
	s := newSite(t, func(c *Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")} })
	boss := s.as("boss", users.Admin)
	s.account("marie", users.Learner)
	db, err := sql.Open("sqlite3", "file:"+s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE users SET name = ? WHERE id = 2", hostile); err != nil {
		t.Fatal(err)
	}
	marie := s.browser()
	marie.do("POST", "/sign-in", url.Values{"login": {hostile}, "password": {hostile}}.Encode(), "Content-Type", "application/x-www-form-urlencoded",
		"X-Forwarded-For", "fe80::1%=1+1[31m\u202e", "User-Agent", "[31m\u202e", "X-Request-Id", "=1+1") // the server takes no controls in headers
	boss.post("/admin/users/2/role", "role", "instructor").want(http.StatusSeeOther)
	s.browser().get("/admin/%1b%5b31m%0a=1")

	page := boss.get("/admin/log").want(http.StatusOK).says("fe80::/64", "Wrong password").Body
	sound(t, page)
	if strings.Contains(page, "<script>") {
		t.Error("the page runs what a name says")
	}
	file := boss.get("/admin/log.csv").want(http.StatusOK).Body
	rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	named := slices.IndexFunc(rows, func(row []string) bool { return strings.Contains(row[6], "script") })
	if named < 0 || rows[named][6] != `'=1+1\u001b[31m\u202e\u000d\u000a<script>` {
		t.Errorf("the file has no such name: %q", rows)
	}
	for what, text := range map[string]string{"file": file, "log": s.log.String()} {
		if strings.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("the %s carries what acts on a terminal:\n%q", what, text)
		}
	}
}

// A flood of refusals leaves as many entries as are written at once, whatever
// names the addresses.
func TestFloodOfRefusedRequests(t *testing.T) {
	s := newSite(t, func(c *Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")} })
	boss := s.as("boss", users.Admin)
	marie := s.as("marie", users.Learner)
	for i := range 1000 {
		marie.do("GET", "/admin/users", "", "X-Forwarded-For", fmt.Sprintf("10.1.%d.%d", i/256, i%256)).want(http.StatusForbidden)
	}
	if list := boss.told("?kind=denied"); len(list) != 201 || !slices.Contains(list, "Access denied 800") {
		t.Errorf("%d entries, want 201: %q", len(list), list)
	}
	boss.get("/admin/log.csv?kind=denied").says(`"denied",800,0,"",0,"","*","",""`)
}
