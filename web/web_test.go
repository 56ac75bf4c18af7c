package web

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/testkit/chance"
	"viva/internal/testkit/database"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/store"
	"viva/internal/study"
	"viva/internal/users"
	"viva/questions"
)

// clock is a clock that stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// logged collects log lines of parallel requests.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// testSite is a whole site on a database of its own.
type testSite struct {
	*Site
	t     testing.TB
	clock *clock
	log   *logged
	store *store.Store
	path  string // of the database

	counter *sql.Stmt // of rows, see rows
	crawled bool      // its files have been fetched, see crawl
}

const testOrigin = "http://localhost:8080"

// cheap makes a hash cost next to nothing.
var cheap = users.Params{Memory: 8, Time: 1, Threads: 1}

// embeddedDecks are loaded once for all tests, by the verdict they carry.
var embeddedDecks = sync.OnceValues(func() ([]*deck.Deck, error) {
	v := audit.Carried(questions.FS, questions.Verdicts)
	if v.Standing() != audit.Proved {
		return nil, fmt.Errorf("%d faults in the decks: %v", len(v.Faults), v.Faults)
	}
	return v.Decks(), nil
})

// newSite makes a site on the embedded decks, at noon of 22 November 2026.
func newSite(t testing.TB, change ...func(*Config)) *testSite {
	t.Helper()
	decks, err := embeddedDecks()
	if err != nil {
		t.Fatal(err)
	}
	return newSiteOf(t, decks, change...)
}

// newSiteOf makes a site on these decks.
func newSiteOf(t testing.TB, decks []*deck.Deck, change ...func(*Config)) *testSite {
	t.Helper()
	s := &testSite{t: t, log: &logged{}, path: database.Empty(t, store.Open),
		clock: &clock{at: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}}
	log := slog.New(Traced(slog.NewJSONHandler(s.log, nil)))
	var err error
	if s.store, err = store.Open(t.Context(), s.path, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	accounts, err := users.New(users.Config{Store: s.store, Key: bytes.Repeat([]byte("k"), users.KeySize),
		Now: s.clock.now, Rand: chance.Reader(t), Log: log, Hash: cheap})
	if err != nil {
		t.Fatal(err)
	}
	quizzes := quiz.NewService(decks, s.store, s.clock.now, chance.Reader(t))
	cfg := Config{Quiz: quizzes, Study: study.NewService(quizzes, s.store, s.clock.now), Users: accounts,
		Log: log, Now: s.clock.now, BaseURL: testOrigin, Version: "test", Ready: s.store.Ping, Reports: &deskOf{state: audit.Ready}}
	for _, f := range change {
		f(&cfg)
	}
	if s.Site, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	return s
}

// rows counts the rows of every table but those that count tries, and the
// security log, which tells of refusals and of files that were fetched. Tests ask
// often, so one connection serves them and one statement counts all tables.
func (s *testSite) rows() map[string]int {
	s.t.Helper()
	if s.counter == nil {
		s.counter = s.newCounter()
	}
	rows, err := s.counter.Query()
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			s.t.Fatal(err)
		}
		counts[name] = n
	}
	if err := rows.Err(); err != nil || len(counts) == 0 {
		s.t.Fatal("no tables", err)
	}
	return counts
}

// newCounter prepares the statement that counts the rows.
func (s *testSite) newCounter() *sql.Stmt {
	s.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+s.path+"?mode=ro")
	if err != nil {
		s.t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	s.t.Cleanup(func() { db.Close() }) // before the site's own database
	var statement string
	err = db.QueryRow(`SELECT group_concat('SELECT ''' || name || ''', count(*) FROM "' || name || '"', ' UNION ALL ')
		FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('throttle', 'guesses', 'events')`).Scan(&statement)
	if err != nil {
		s.t.Fatal(err)
	}
	count, err := db.Prepare(statement)
	if err != nil {
		s.t.Fatal(err)
	}
	return count
}

// unchanged fails the test when do stores anything.
func (s *testSite) unchanged(do func()) {
	s.t.Helper()
	before := s.rows()
	do()
	if after := s.rows(); !maps.Equal(before, after) {
		s.t.Errorf("rows were %v, are %v", before, after)
	}
}

const testPassword = "correct horse battery"

// account makes an account with testPassword.
func (s *testSite) account(name string, role users.Role) users.User {
	s.t.Helper()
	u, err := s.users.Create(s.t.Context(), users.NewUser{Name: name, Password: testPassword}, role)
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// as makes a browser that is signed in to a new account.
func (s *testSite) as(name string, role users.Role) *browser {
	s.t.Helper()
	s.account(name, role)
	c := s.browser()
	c.post("/sign-in", "login", name, "password", testPassword).want(http.StatusSeeOther)
	return c
}

// guest makes the browser of a guest, who was dealt one question.
func (s *testSite) guest() *browser {
	s.t.Helper()
	c := s.browser()
	c.start("practice", 1)
	return c
}

// browser is what people use: it keeps cookies and says where a request comes
// from.
type browser struct {
	site   *testSite
	jar    map[string]cookie
	header map[string]string // sent with every request
}

type cookie struct {
	value   string
	expires time.Time // zero with the browser
}

func (s *testSite) browser() *browser {
	return &browser{site: s, jar: map[string]cookie{}, header: map[string]string{}}
}

// program makes a client that holds a token and no cookies.
func (s *testSite) program(token string) *browser {
	c := s.browser()
	if token != "" {
		c.header["Authorization"] = "Bearer " + token
	}
	return c
}

// pageReply is an answer, read.
type pageReply struct {
	t      testing.TB
	what   string
	Status int
	Header http.Header
	Body   string
}

func (c *browser) get(path string) *pageReply { c.site.t.Helper(); return c.do("GET", path, "") }

// post sends a form, given in pairs of name and value.
func (c *browser) post(path string, pairs ...string) *pageReply {
	c.site.t.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return c.do("POST", path, values.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

// json sends a body of JSON.
func (c *browser) json(method, path, body string, header ...string) *pageReply {
	c.site.t.Helper()
	return c.do(method, path, body, append([]string{"Content-Type", "application/json"}, header...)...)
}

// do sends any request. Headers come in pairs; an empty value drops one that
// would be sent otherwise.
func (c *browser) do(method, path, body string, header ...string) *pageReply {
	c.site.t.Helper()
	req := httptest.NewRequest(method, "/", strings.NewReader(body))
	req.URL = &url.URL{Opaque: path} // exactly as given
	req.RequestURI = path
	req.Host = "localhost:8080"
	if body == "" {
		req.Body = http.NoBody
	}
	if len(c.header["Authorization"]) == 0 {
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	now := c.site.clock.now()
	for name, k := range c.jar {
		if k.expires.IsZero() || now.Before(k.expires) {
			req.AddCookie(&http.Cookie{Name: name, Value: k.value})
		}
	}
	for name, value := range c.header {
		req.Header.Set(name, value)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if req.Header.Del(header[i]); header[i+1] != "" {
			req.Header.Set(header[i], header[i+1])
		}
	}
	res, err := c.site.app.Test(req, -1)
	if err != nil {
		c.site.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.site.t.Fatalf("%s %s: %v", method, path, err)
	}
	c.keep(res.Cookies())
	return &pageReply{t: c.site.t, what: method + " " + path, Status: res.StatusCode, Header: res.Header, Body: string(text)}
}

// keep does with cookies what a browser does.
func (c *browser) keep(cookies []*http.Cookie) {
	now := c.site.clock.now()
	for _, k := range cookies {
		expires := k.Expires
		if k.MaxAge > 0 {
			expires = now.Add(time.Duration(k.MaxAge) * time.Second)
		}
		c.jar[k.Name] = cookie{k.Value, expires}
	}
}

// clone makes a second browser with the same cookies.
func (c *browser) clone() *browser {
	return &browser{site: c.site, jar: maps.Clone(c.jar), header: maps.Clone(c.header)}
}

// start begins an attempt on severity codes in "course" and returns its path.
func (c *browser) start(mode string, size int) string {
	c.site.t.Helper()
	d := c.site.quiz.Decks()[0]
	r := c.post("/attempts", "subject", d.Subject, "edition", d.Editions[0].ID, "mode", mode,
		"size", fmt.Sprint(size), "lang", "en").want(http.StatusSeeOther)
	path, _, found := strings.Cut(r.Header.Get("Location"), "/items/")
	if !found {
		c.site.t.Fatalf("an attempt begins at %q", r.Header.Get("Location"))
	}
	return path
}

// want fails the test unless the answer has this status.
func (r *pageReply) want(status int) *pageReply {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("%s: status %d, want %d\n%s", r.what, r.Status, status, r.Body)
	}
	return r
}

// leadsTo fails the test unless the answer redirects there after a form.
func (r *pageReply) leadsTo(path string) *pageReply {
	r.t.Helper()
	r.want(http.StatusSeeOther)
	if got := r.Header.Get("Location"); got != path {
		r.t.Fatalf("%s: leads to %q, want %q", r.what, got, path)
	}
	return r
}

// flat makes a text one of plain spaces and hyphens, as tests write it where
// they are not about line breaks.
var flat = strings.NewReplacer("\u00a0", " ", "\u2011", "-")

// namedRun is a name that no translation changes, within a sentence.
var namedRun = regexp.MustCompile(`<span translate="no">([^<]*)</span>`)

// holds reports whether the body has a text, as it stands or as it is read.
func (r *pageReply) holds(text string) bool {
	read := namedRun.ReplaceAllString(r.Body, "$1")
	return strings.Contains(r.Body, text) || strings.Contains(read, text) || strings.Contains(flat.Replace(read), text)
}

// says fails the test unless the body holds all these texts.
func (r *pageReply) says(texts ...string) *pageReply {
	r.t.Helper()
	for _, text := range texts {
		if !r.holds(text) {
			r.t.Errorf("%s does not say %q:\n%s", r.what, text, r.Body)
		}
	}
	return r
}

// hides fails the test when the body holds one of these texts.
func (r *pageReply) hides(texts ...string) *pageReply {
	r.t.Helper()
	for _, text := range texts {
		if r.holds(text) {
			r.t.Errorf("%s says %q:\n%s", r.what, text, r.Body)
		}
	}
	return r
}
