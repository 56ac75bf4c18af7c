package acceptance

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"viva/internal/testkit"
)

// rows counts the rows of every table but those that count tries and seconds.
func (s *site) rows(t testing.TB) map[string]int {
	t.Helper()
	db := s.database(t)
	names, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('throttle', 'guesses', 'heartbeats')")
	if err != nil {
		t.Fatal(err)
	}
	defer names.Close()
	counts := map[string]int{}
	for names.Next() {
		var name string
		if err := names.Scan(&name); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM "` + name + `"`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		counts[name] = n
	}
	return counts
}

// Whatever changes something comes from our own pages, in the form that it is
// sent in there; and what is fetched changes nothing.
func TestB01CrossSite(t *testing.T) {
	t.Parallel()
	s := serve(t, append(questions(t, t.TempDir(), 0), unhurried...)...)
	v := s.staff(t, "admin")
	a := v.begins("birds", "practice", 1, "topics", []string{"song"})
	before := s.rows(t)
	for _, r := range routes(t) {
		path := r.at(birdsAt(a, 1))
		if r.method == "GET" {
			if !r.ends() {
				v.get(path)
			}
			continue
		}
		for what, header := range map[string][]string{
			"another site's":       {"Sec-Fetch-Site", "cross-site"},
			"a neighbour's":        {"Sec-Fetch-Site", "same-site"},
			"of a foreign origin":  {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
			"of no origin":         {"Sec-Fetch-Site", "", "Origin", "null"},
			"of another port":      {"Sec-Fetch-Site", "", "Origin", "http://localhost:1"},
			"that says nothing":    {"Sec-Fetch-Site", ""},
			"cross-site, as text":  {"Sec-Fetch-Site", "cross-site", "Content-Type", "text/plain"},
			"cross-site, in parts": {"Sec-Fetch-Site", "cross-site", "Content-Type", "multipart/form-data; boundary=x"},
		} {
			if got := v.do(r.method, path, "a=1", append([]string{"Content-Type", formType}, header...)...); got.status != http.StatusForbidden {
				t.Errorf("%s %s, %s: status %d", r.method, r.path, what, got.status)
			}
		}
		for _, media := range []string{"text/plain", "multipart/form-data; boundary=x", "application/xml", "text/plain+json"} {
			if got := v.do(r.method, path, "{}", "Content-Type", media); got.status < 400 {
				t.Errorf("%s %s as %s: status %d", r.method, r.path, media, got.status)
			}
		}
		if strings.HasPrefix(r.path, "/api/") {
			if got := v.do(r.method, path, "a=1", "Content-Type", formType); got.status < 400 {
				t.Errorf("%s %s as a form: status %d", r.method, r.path, got.status)
			}
		}
	}
	after := s.rows(t)
	for _, grows := range []string{"audit", "audits", "security_events", "events"} { // refusals are noted
		delete(before, grows)
		delete(after, grows)
	}
	if !maps.Equal(before, after) {
		t.Errorf("rows were %v, are %v", before, after)
	}
	v.get("/account").want(http.StatusOK)
}

// Cookies are what they have to be, on http of this machine and behind https.
func TestB02Cookies(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]*regexp.Regexp{
		"":                     regexp.MustCompile(`(?i)^viva_\w+=[^;]*(; (max-age=\d+|expires=[^;]+|path=/|HttpOnly|SameSite=Lax))+$`),
		"https://viva.example": regexp.MustCompile(`(?i)^__Host-viva_\w+=[^;]*(; (max-age=\d+|expires=[^;]+|path=/|HttpOnly|secure|SameSite=Lax))+$`),
	} {
		var more []string
		if base != "" {
			more = []string{"--base-url", base}
		}
		s := serve(t, more...)
		v := s.visitor(t)
		name, seen := newName(), 0
		for _, r := range []*reply{v.post("/sign-up", "name", name, "password", password), v.post("/preferences", "theme", "dark", "lang", "fr"), v.post("/sign-out")} {
			r.want(http.StatusSeeOther)
			for _, c := range r.header.Values("Set-Cookie") {
				seen++
				low := strings.ToLower(c)
				if !want.MatchString(c) || !strings.Contains(low, "httponly") || !strings.Contains(low, "samesite=lax") || !strings.Contains(low, "path=/") || (base != "") != strings.Contains(low, "secure") {
					t.Errorf("at %q a cookie is %s", base, c)
				}
			}
		}
		if seen < 5 {
			t.Errorf("at %q, %d cookies", base, seen)
		}
	}
}

// pagesFor are the pages that somebody sees, with an attempt of their own.
func pagesFor(t testing.TB, audiences []string, parameters map[string]string) (paths []string) {
	for _, r := range routes(t) {
		if r.method == "GET" && slices.Contains(audiences, r.audience) && !strings.HasPrefix(r.path, "/api/") && !strings.Contains(r.path, ":hash") &&
			!regexp.MustCompile(`\.(csv|json|ics|js|xlsx|zip|jsonl)$|^/(livez|readyz|healthz)|/data`).MatchString(r.path) {
			paths = append(paths, r.at(parameters))
		}
	}
	return paths
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

// missing are the statuses that pages may have here: what is not there, and what a
// page refuses.
var missing = []int{400, 401, 403, 404, 422}

// No page violates the policy, which allows nothing but our own files.
func TestB03Policy(t *testing.T) {
	s := shared(t)
	v := s.staff(t, "admin")
	a := v.begins("aws-support", "practice", 1)
	v.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
	p := testkit.Open(t, testkit.Options{AllowStatus: missing})
	signInPage(p, s, v.name)
	at := map[string]string{"id": fmt.Sprint(a.ID), "position": "1", "subject": "aws-support", "edition": "course", "exam": "clf-c02-short", "reading": "plans-compared", "milestone": "facts-100"}
	paths := pagesFor(t, []string{"everybody", "takers", "members", "instructors", "admins"}, at)
	at["id"] = fmt.Sprint(v.id())
	for _, path := range append(paths, "/admin/users/"+at["id"], "/nowhere", "/subjects/none/practice") {
		p.Goto(s.url + path) // the page's end fails the test where it was violated
		if got := v.get(path); got.header.Get("Content-Security-Policy") != policy {
			t.Errorf("%s has the policy %q", path, got.header.Get("Content-Security-Policy"))
		} else if found := inlined.FindString(got.body); found != "" {
			t.Errorf("%s has %q", path, found)
		}
	}
	if len(paths) < 30 {
		t.Errorf("%d pages", len(paths))
	}
}

// inlined is what the policy forbids within a page.
var inlined = regexp.MustCompile(`(?i)<[^>]+\s(style|on\w+)=|<script(?:\s+type="module")?>\s*[^<\s]|<style`)

// Every answer has the headers that keep a browser from guessing, whatever it is.
func TestB04Headers(t *testing.T) {
	t.Parallel()
	s := serve(t, "--base-url", "https://viva.example")
	v := s.visitor(t)
	css := ""
	for _, file := range v.files("/") {
		if strings.HasSuffix(file, ".css") {
			css = file
		}
	}
	replies := []*reply{v.do("POST", "/sign-in", strings.Repeat("a", 100<<10), "Content-Type", formType), v.do("TRACE", "/", ""), v.do("POST", "/sign-in", "x", "Content-Encoding", "gzip"),
		v.get(css), v.do("GET", css, "", "If-None-Match", `"x"`), v.get("/nowhere"), v.do("POST", "/sign-in", "", "Sec-Fetch-Site", "cross-site"), v.get("/sw.js")}
	for _, r := range routes(t) {
		replies = append(replies, v.do(r.method, r.at(birdsAt(attempt{ID: 1}, 1)), ""))
	}
	for _, r := range replies {
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000", "Content-Security-Policy": policy} {
			if got := r.header.Get(name); got != want {
				t.Errorf("%s (%d): %s is %q", r.what, r.status, name, got)
			}
		}
	}
	if back := s.raw(t, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("a", 9<<10)+"\r\n\r\n"); !strings.HasPrefix(back, "HTTP/1.1 431") || !strings.Contains(back, "nosniff") {
		t.Errorf("headers that are too long: %.200q", back)
	}
}

// No other site reads anything.
func TestB05NoSharing(t *testing.T) {
	t.Parallel()
	v := shared(t).learner(t)
	for _, r := range routes(t) {
		path := r.at(birdsAt(attempt{ID: 1}, 1))
		for _, reply := range []*reply{v.do("GET", path, "", "Origin", "https://evil.example"),
			v.do("OPTIONS", path, "", "Origin", "https://evil.example", "Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers", "authorization")} {
			for name := range reply.header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s has %s", reply.what, name)
				}
			}
		}
	}
}

// After signing out, nothing comes back: no page is kept.
func TestB06BackAfterSigningOut(t *testing.T) {
	s := shared(t)
	v := s.learner(t)
	for _, path := range []string{"/", "/account", "/scores", "/account/data.json", "/api/v1/me"} {
		if got := v.get(path).header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
	p := testkit.Open(t, testkit.Options{AllowStatus: missing})
	signInPage(p, s, v.name)
	p.Goto(s.url + "/account")
	if !strings.Contains(testkit.Eval[string](p, "document.documentElement.outerHTML"), v.name) {
		t.Fatal("the page of the account does not name it")
	}
	p.Loads(func() {
		testkit.Eval[bool](p, `document.querySelector("form[action='/sign-out']").requestSubmit() === undefined`)
	})
	p.Back()
	if strings.Contains(testkit.Eval[string](p, "document.documentElement.outerHTML"), v.name) {
		t.Error("the page of the account is shown again")
	}
	if got := s.signedIn(t, v.name).post("/sign-out").header.Get("Clear-Site-Data"); got != `"cache"` {
		t.Errorf("signing out: Clear-Site-Data %q", got)
	}
}

// payloads are texts that would run, or load something of another machine, where a
// page took them for more than text. All of them mark what they make.
func payloads() (all []string) {
	const run = "document.title='ran'"
	for _, tag := range []string{"img", "svg", "video", "audio", "body", "input", "iframe", "object", "embed", "details", "marquee", "math", "select", "textarea", "form", "button", "a", "table", "dialog"} {
		for _, event := range []string{"onerror", "onload", "onfocus autofocus", "ontoggle open", "onmouseover", "onpointerenter", "onanimationstart"} {
			name, more, _ := strings.Cut(event, " ")
			all = append(all, fmt.Sprintf("<%s data-xss src=x %s=%s %s>", tag, name, run, more))
		}
	}
	for _, open := range []string{`"`, `'`, "`", ">", `">`, `'>`, "--", "-->", "]]>", "</title>", "</textarea>", "</script>", "</style>", "</option></select>", "</noscript>", "{{", "${"} {
		all = append(all, open+"<script data-xss>"+run+"</script>", open+` data-xss onfocus="`+run+`" autofocus x="`)
	}
	for _, scheme := range []string{"javascript:", "JaVaScRiPt:", "java\tscript:", "&#106;avascript:", "data:text/html,", "vbscript:", "//elsewhere.example/", "http://elsewhere.example/"} {
		all = append(all, `<a data-xss href="`+scheme+run+`">x</a>`, `<img data-xss src="`+scheme+`x">`, `[x](`+scheme+run+`)`)
	}
	return append(all, "{{.}}", "{{printf `%s` .}}", "${7*7}", "<%= 7*7 %>", "\u2028"+run, "<scr<script>ipt data-xss>"+run+"</script>", "<svg data-xss><style>@import'//elsewhere.example/'</style>",
		"<meta data-xss http-equiv=refresh content='0;url=//elsewhere.example/'>", "<base data-xss href=//elsewhere.example/>", "<link data-xss rel=stylesheet href=//elsewhere.example/x.css>",
		"\ufeff<script data-xss>"+run+"</script>", "%3Cscript data-xss%3E"+run, "&lt;script data-xss&gt;"+run, `\u003cscript data-xss\u003e`+run)
}

// packed puts payloads together in texts of at most so many letters.
func packed(all []string, most int) (texts []string) {
	text := ""
	for _, p := range all {
		if len(text)+len(p)+1 > most {
			texts = append(texts, text)
			text = ""
		}
		text += p + " "
	}
	return append(texts, text)
}

// What people write is text wherever it is shown. Every field takes all payloads
// that it has room for, by its form and by the API; then a browser looks at every
// page on which they can be read.
func TestB07StoredScripts(t *testing.T) {
	s := serve(t, append(append(questions(t, t.TempDir(), 0), unhurried...), "--objections-per-day", "0")...)
	v := s.learner(t)
	hostile := payloads()
	if len(hostile) < 200 {
		t.Fatalf("%d payloads", len(hostile))
	}
	texts := packed(hostile, 900)
	var pages []string
	for _, edition := range []string{"old", "new"} {
		a := v.begins("birds", "exam", 9, "edition", edition, "topics", []string{"song"})
		for i := range a.Items {
			draft := fmt.Sprintf("/items/%d/draft", i+1)
			v.json("PUT", fmt.Sprintf("/api/v1/attempts/%d%s", a.ID, draft), j{"given": []string{texts[i%len(texts)]}})
			v.post(fmt.Sprintf("/attempts/%d%s", a.ID, draft), "given", texts[i%len(texts)], "strike", texts[0])
		}
		v.finishes(a).want(http.StatusOK)
		for i := range a.Items {
			text, page := texts[i%len(texts)], fmt.Sprintf("/attempts/%d/items/%d", a.ID, i+1)
			if edition == "old" {
				v.post(page+"/memo", "bookmark", "yes", "note", text).want(http.StatusSeeOther)
				v.post(page+"/objections", "words", text).want(http.StatusSeeOther)
			} else {
				v.json("PUT", "/api/v1"+page+"/memo", j{"bookmarked": true, "note": text}).want(http.StatusOK)
				v.json("POST", "/api/v1"+page+"/objections", j{"words": text}).want(http.StatusCreated)
			}
			pages = append(pages, page)
		}
		pages = append(pages, fmt.Sprintf("/attempts/%d/result", a.ID))
	}
	pages = append(typedHostilely(t, v, hostile), slices.Concat(pages[:3], pages[9:12])...)
	people := namedHostilely(t, s, hostile)
	pages = append(pages, "/scoreboard?subject=birds", "/subjects/birds/bookmarks", "/scores", "/account", "/subjects/birds/progress")
	staff := []string{"/instructor?subject=birds", "/instructor/objections?subject=birds", "/instructor/objections", "/admin/users", fmt.Sprintf("/admin/users/%d", people)}
	for i, text := range packed(hostile, 700) {
		q := url.QueryEscape(text)
		staff = append(staff, []string{"/admin/users?text=" + q, "/instructor?name=" + q, "/instructor?subject=" + q, "/instructor/objections?topic=" + q, "/admin/users?role=" + q}[i%5])
		pages = append(pages, []string{"/sign-in?next=/" + q, "/scoreboard?period=" + q, "/subjects/birds/facts?topic=" + q, "/subjects/birds/fact?name=" + q, "/nowhere/" + url.PathEscape(text)}[i%5])
	}
	shown := 0
	for who, paths := range map[string][]string{v.name: pages, s.staff(t, "admin").name: staff} {
		p := testkit.Open(t, testkit.Options{AllowStatus: missing})
		signInPage(p, s, who)
		for _, path := range paths {
			p.Goto(s.url + path)
			got := testkit.Eval[[]string](p, `[document.title, document.querySelector("[data-xss]")?.outerHTML ?? "", document.documentElement.textContent.includes("data-xss") ? "shown" : ""]`)
			if got[0] == "ran" || got[1] != "" {
				t.Errorf("%.60s runs or holds %q", path, got[1])
			}
			if got[2] != "" {
				shown++
			}
		}
	}
	if shown < 12 {
		t.Errorf("payloads are read on %d pages: little was written", shown)
	}
}

// typedHostilely gives answers that are typed, and returns their pages.
func typedHostilely(t *testing.T, v *visitor, hostile []string) (pages []string) {
	t.Helper()
	a := v.begins("birds", "practice", 1, "topics", []string{"price"})
	for _, text := range append(packed(hostile, 400), hostile[:20]...) {
		v.json("PUT", fmt.Sprintf("/api/v1/attempts/%d/answers/1", a.ID), j{"given": []string{text}, "revision": 1})
		v.post(fmt.Sprintf("/attempts/%d/items/1", a.ID), "given", text)
	}
	return []string{fmt.Sprintf("/attempts/%d/items/1", a.ID)}
}

// namedHostilely makes accounts that are called so, as far as they may, and returns
// the last one. Names that were there before they were judged are put into the
// database.
func namedHostilely(t *testing.T, s *site, hostile []string) (id int64) {
	t.Helper()
	var short []string
	for _, text := range append(hostile, "<b data-xss>x</b>", "<u data-xss>", `"><i data-xss>`) {
		if len(text) <= 40 {
			short = append(short, text)
		}
	}
	for i := range some(6, len(short)) {
		text := short[len(short)-1-i]
		w := s.learner(t)
		w.post("/account", "shown_as", text, "listed", "yes")
		w.post("/account/address", "email", text, "address_password", password)
		s.visitor(t).json("POST", "/api/v1/users", j{"name": text, "password": password, "shown_as": text, "email": text})
		s.change(t, "UPDATE users SET shown_as = ?, email = ?, listed = 1 WHERE name = ?", text, text, w.name)
		a := w.begins("birds", "exam", 1, "edition", "new")
		w.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
		w.finishes(a).want(http.StatusOK)
		id = w.id()
		s.change(t, "UPDATE users SET name = ? WHERE id = ?", text+fmt.Sprint(i), id)
	}
	return id
}

// No text gets into a script, and no link leads to one.
func TestB08Links(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	a := v.begins("birds", "practice", 2, "topics", []string{"song"})
	v.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
	page := fmt.Sprintf("/attempts/%d/items/1", a.ID)
	const text = "</script><script>1</script> \u2028 javascript:alert(1) data:text/html,x vbscript:x {\"a\":\"</SCRIPT\"}"
	v.post(page+"/memo", "note", text).want(http.StatusSeeOther)
	v.post(page+"/objections", "words", text).want(http.StatusSeeOther)
	link := regexp.MustCompile(`(?i)(href|src|action|formaction)\s*=\s*["']?\s*(javascript|data|vbscript):`)
	seen := false
	for _, path := range append(pagesFor(t, []string{"everybody", "takers", "members"}, birdsAt(a, 1)), "/?next=javascript:alert(1)", "/sign-in?next=data:text/html,x", "/subjects/birds/bookmarks") {
		r := v.get(path)
		if found := link.FindString(r.body); found != "" {
			t.Errorf("%s has a link to %q", path, found)
		}
		for _, script := range regexp.MustCompile(`(?is)<script([^>]*)>(.*?)</script>`).FindAllStringSubmatch(r.body, -1) {
			if strings.TrimSpace(script[2]) != "" && !strings.Contains(script[1], "json") {
				t.Errorf("%s has a script: %.80q", path, script[2])
			}
		}
		seen = seen || strings.Contains(r.body, "&lt;/script&gt;")
	}
	if !seen {
		t.Error("the text is on no page: nothing was tried")
	}
}

// What follows a form leads to a page of this site.
func TestB09Redirects(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	for _, next := range []string{"//evil.example", `/\evil.example`, "https:evil.example", "https://evil.example", "/%5cevil.example", "\t//evil.example", "//localhost@evil.example", "/\t/evil.example",
		`\\evil.example`, "/.//evil.example", "/x/..//evil.example", "/%2fevil.example", "javascript:alert(1)", "/\r\nLocation: //evil.example", "///evil.example", "http:///evil.example"} {
		for _, r := range []*reply{
			s.visitor(t).post("/preferences", "theme", "dark", "next", next),
			v.get("/sign-in?next=" + url.QueryEscape(next)), v.get("/sign-up?next=" + url.QueryEscape(next)),
		} {
			to := r.header.Get("Location")
			at, err := url.Parse(to)
			if r.status < 300 || r.status > 399 || err != nil || at.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, "evil") {
				t.Errorf("%s with %q: %d to %q", r.what, next, r.status, to)
			}
		}
	}
	in := s.visitor(t).post("/sign-in", "login", v.name, "password", password, "next", "//evil.example").want(http.StatusSeeOther)
	if to := in.header.Get("Location"); to != "/" {
		t.Errorf("signing in leads to %q", to)
	}
	own := s.visitor(t).post("/sign-in", "login", v.name, "password", password, "next", "/scores?x=1").want(http.StatusSeeOther)
	if to := own.header.Get("Location"); to != "/scores?x=1" {
		t.Errorf("a path of our own is lost: %q", to)
	}
}

// Files are taken along, as what they are.
func TestB10Downloads(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.staff(t, "admin")
	for path, media := range map[string]string{"/instructor/scores.csv": "text/csv", "/account/data.json": "application/json", "/account/answers.csv": "text/csv", "/subjects/aws-support/plan.ics": "text/calendar"} {
		r := v.get(path).want(http.StatusOK)
		if got := r.header.Get("Content-Type"); !strings.HasPrefix(got, media) {
			t.Errorf("%s is of type %q", path, got)
		}
		if got := r.header.Get("Content-Disposition"); !regexp.MustCompile(`^attachment; filename="[\w.-]+"$`).MatchString(got) {
			t.Errorf("%s: Content-Disposition %q", path, got)
		}
		if r.header.Get("X-Content-Type-Options") != "nosniff" || r.header.Get("Content-Security-Policy") != policy {
			t.Errorf("%s may be taken for something else", path)
		}
	}
}
