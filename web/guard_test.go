package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/users"
)

// listen serves the site on a port of its own.
func (s *testSite) listen() (addr string) {
	s.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.app.Listener(ln) }()
	s.t.Cleanup(func() {
		err := s.app.ShutdownWithTimeout(time.Minute)
		ln.Close() // a server that had not begun to serve was not shut down
		if err := errors.Join(err, <-ended); err != nil {
			s.t.Error(err)
		}
	})
	return ln.Addr().String()
}

// raw sends these bytes over a connection and returns all that comes back.
func raw(t *testing.T, addr, text string) string {
	t.Helper()
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	// The server may close while we still write: what it said before counts.
	back, _ := io.ReadAll(conn)
	return string(back)
}

// Fiber reuses the memory of requests; what a handler keeps must not change.
func TestKeptStringsStay(t *testing.T) {
	s := newSite(t)
	type kept struct{ param, header, query, cookie string }
	var all []kept
	s.app.Get("/test/keep/:v", func(c *fiber.Ctx) error {
		all = append(all, kept{c.Params("v"), c.Get("X-A"), c.Query("q"), c.Cookies("ck")})
		return nil
	})
	for i := range 50 {
		v := "v" + strings.Repeat(string(rune('a'+i%26)), 1+i%7)
		s.browser().do("GET", "/test/keep/"+v+"?q="+v, "", "X-A", v, "Cookie", "ck="+v).want(http.StatusOK)
		if want := (kept{v, v, v, v}); all[i] != want {
			t.Fatalf("read %+v, want %+v", all[i], want)
		}
	}
	for i, k := range all {
		if v := "v" + strings.Repeat(string(rune('a'+i%26)), 1+i%7); k != (kept{v, v, v, v}) {
			t.Fatalf("kept %+v, which was %q", k, v)
		}
	}
	if !s.app.Config().Immutable {
		t.Error("Immutable is off")
	}
}

func TestContentEncodingIsRefused(t *testing.T) {
	s := newSite(t)
	for _, encoding := range []string{"gzip", "br", "deflate", "zstd", "identity", "gzip, gzip"} {
		for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"} {
			for _, path := range []string{"/sign-in", "/preferences", "/api/v1/sessions", "/nowhere"} {
				s.unchanged(func() {
					s.browser().do("POST", path, "\x1f\x8b\x08 anything", "Content-Type", media, "Content-Encoding", encoding).
						want(http.StatusUnsupportedMediaType)
				})
			}
		}
	}
}

func TestClientAddress(t *testing.T) {
	ours, network := netip.MustParsePrefix("0.0.0.0/32"), netip.MustParsePrefix("10.0.0.0/8")
	for _, test := range []struct {
		name      string
		proxies   []netip.Prefix
		forwarded string
		want      string
	}{
		{"no proxy trusted", nil, "6.6.6.6", "0.0.0.0"},
		{"the proxy's word, not the client's", []netip.Prefix{ours}, "6.6.6.6, 9.9.9.9", "9.9.9.9"},
		{"a chain of proxies", []netip.Prefix{ours, network}, "6.6.6.6, 9.9.9.9, 10.1.2.3", "9.9.9.9"},
		{"only proxies", []netip.Prefix{ours, network}, "10.1.2.3", "10.1.2.3"},
		{"nonsense ends the chain", []netip.Prefix{ours}, "6.6.6.6, evil", "0.0.0.0"},
		{"IPv6", []netip.Prefix{ours}, "2001:db8::1", "2001:db8::1"},
		{"IPv4 written as IPv6", []netip.Prefix{ours}, "::ffff:9.9.9.9", "9.9.9.9"},
		{"another proxy's network", []netip.Prefix{network}, "6.6.6.6", "0.0.0.0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, func(c *Config) { c.TrustedProxies = test.proxies })
			s.app.Get("/test/address", func(c *fiber.Ctx) error { return c.SendString(s.clientAddr(c)) })
			r := s.browser().do("GET", "/test/address", "", "X-Forwarded-For", test.forwarded,
				"X-Real-IP", "7.7.7.7", "Forwarded", "for=7.7.7.7")
			if r.Body != test.want {
				t.Errorf("the client is %q, want %q", r.Body, test.want)
			}
		})
	}
}

func TestForwardedHostAndSchemeAreIgnored(t *testing.T) {
	s := newSite(t, func(c *Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/32")} })
	s.account("marie", users.Learner)
	r := s.browser().do("POST", "/sign-in", "login=marie&password=correct+horse+battery", "X-Forwarded-Host", "evil.example",
		"X-Forwarded-Proto", "https", "Content-Type", "application/x-www-form-urlencoded").leadsTo("/")
	for _, k := range r.Header.Values("Set-Cookie") {
		if strings.Contains(k, "evil") || strings.Contains(strings.ToLower(k), "secure") {
			t.Errorf("cookie %s", k)
		}
	}
}

// Whatever goes wrong, strangers learn nothing of our insides.
func TestErrorsAreConstant(t *testing.T) {
	s := newSite(t)
	const inside = "file:/srv/secret.db?_key=hunter2 no such table"
	s.app.Get("/test/defect", func(*fiber.Ctx) error { return errors.New(inside) })
	s.app.Get("/test/panic", func(*fiber.Ctx) error { panic(inside) })
	s.app.Get("/test/fiber", func(*fiber.Ctx) error { return fiber.NewError(fiber.StatusTeapot, inside) })
	for _, path := range []string{"/test/defect", "/test/panic", "/test/fiber"} {
		for _, accept := range []string{"text/html", "application/json"} {
			r := s.browser().do("GET", path, "", "Accept", accept).want(http.StatusInternalServerError)
			r.hides("secret", "hunter2", "table", "goroutine", ".go").says(r.Header.Get("X-Request-Id"))
			if !strings.Contains(s.log.String(), r.Header.Get("X-Request-Id")) {
				t.Errorf("%s: the log does not know the request", path)
			}
		}
	}
	if !strings.Contains(s.log.String(), "hunter2") {
		t.Error("the log does not say what went wrong")
	}
	if !strings.Contains(s.log.String(), "guard_test.go") {
		t.Error("the log does not say where a panic was")
	}
	s.browser().get("/livez").want(http.StatusOK)
	for _, path := range []string{"/<canary>", "/nowhere?q=<canary>", "/admin/<canary>", "/%3Ccanary%3E"} {
		s.browser().get(path).want(http.StatusNotFound).hides("<canary>", "Cannot")
	}
}

// What cannot be served at the moment is told as that.
func TestOverload(t *testing.T) {
	s := newSite(t)
	s.app.Get("/test/slow", func(*fiber.Ctx) error { return fmt.Errorf("read a row: %w", context.DeadlineExceeded) })
	s.app.Get("/test/deadline", func(c *fiber.Ctx) error {
		if _, ok := c.UserContext().Deadline(); !ok {
			return errors.New("no deadline")
		}
		return nil
	})
	s.browser().get("/test/deadline").want(http.StatusOK)
	r := s.browser().get("/test/slow").want(http.StatusServiceUnavailable).says("The server is busy")
	if r.Header.Get("Retry-After") != "5" {
		t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
	}
}

// A stranger who asks for health learns whether, not why.
func TestNotReady(t *testing.T) {
	broken := false
	s := newSite(t, func(c *Config) {
		c.Ready = func(context.Context) error {
			if broken {
				return errors.New("open /srv/secret.db: gone")
			}
			return nil
		}
	})
	for _, path := range []string{"/readyz", "/healthz"} {
		broken = false
		s.browser().get(path).want(http.StatusOK)
		broken = true
		s.browser().get(path).want(http.StatusServiceUnavailable).hides("secret", "gone")
		s.browser().get("/livez").want(http.StatusOK)
	}
	if !strings.Contains(s.log.String(), "secret.db: gone") {
		t.Error("the log does not say why")
	}
}

// Nothing starts a goroutine in which a panic would end the process, and
// nothing uses the parts of Fiber that were seen to fail.
func TestForbiddenCalls(t *testing.T) {
	forbidden := regexp.MustCompile(`(?m)^\s*go (func|\w+[.(])|BodyParser|QueryParser|ParamsParser|CookieParser|ReqHeaderParser|` +
		`\.Static\(|(app|r)\.All\(|\.Hostname\(\)|\.BaseURL\(\)|\.IP\(\)|\.IPs\(\)|\.Protocol\(\)|\.Secure\(\)|\.MultipartForm\(|c\.Body\(\)|` +
		`fiber/v2/middleware|text/template|template\.(HTML|JS|CSS|URL|HTMLAttr)\b`)
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) < 10 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code := regexp.MustCompile(`(?m)//.*$`).ReplaceAll(source, nil)
		if found := forbidden.FindAll(code, -1); found != nil {
			t.Errorf("%s uses %q", name, found)
		}
	}
}

func TestOddPathsOpenNothing(t *testing.T) {
	s := newSite(t)
	learner := s.as("marie", users.Learner)
	css, err := s.assets.url("app.css")
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{
		"/%61dmin/users", "//admin/users", "/x/../admin/users", "/x/..%2fadmin/users", "/ADMIN/users", "/admin/users/",
		"/admin/users;x", "/admin/users%00", "/./admin/users", "/admin%2fusers", "/admin//users", "/admin\\users",
		"/instructor/", "/Instructor", "/instructor/scores.csv/", "//instructor/scores.csv", "/instructor/%73cores.csv",
		"/static/../pages/layout.html", "/static/", "/static", "/static/x/app.css", "/static/x/../../site.go",
		css + "/", css + "%00", strings.Replace(css, "app.css", "..%2fpages%2fsignin.html", 1),
		strings.Replace(css, "app.css", "APP.CSS", 1), strings.Replace(css, "app.css", ".git", 1), "/.git/config", "/pages/signin.html",
	}
	for _, path := range paths {
		for _, c := range []*browser{s.browser(), learner} {
			if r := c.get(path); r.Status < 400 {
				t.Errorf("%s: status %d", path, r.Status)
			}
		}
	}
	s.browser().get(css).want(http.StatusOK)
}

// Requests that could mean two things end their connection.
func TestAmbiguousRequestsAreRefused(t *testing.T) {
	s := newSite(t)
	addr := s.listen()
	const end = "Connection: close\r\n\r\n"
	for name, text := range map[string]string{
		"no host":             "GET / HTTP/1.1\r\n" + end,
		"two lengths":         "POST /sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + end + "ab",
		"signed length":       "POST /sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n" + end + "abc",
		"space before colon":  "GET / HTTP/1.1\r\nHost : x\r\n" + end,
		"a bare line feed":    "GET / HTTP/1.1\r\nHost: x\nA: b\r\n" + end,
		"a folded line":       "GET / HTTP/1.1\r\nHost: x\r\nA: a\r\n b\r\n" + end,
		"no header":           "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n" + end,
		"control in a header": "GET / HTTP/1.1\r\nHost: x\r\nA\x00B: y\r\n" + end,
	} {
		back := raw(t, addr, text)
		if !strings.HasPrefix(back, "HTTP/1.1 400 ") || strings.Count(back, "HTTP/1.1 ") != 1 || strings.Contains(back, "nonsense") {
			t.Errorf("%s: answered %.300q", name, back)
		}
		secured(t, name, back)
	}
	back := raw(t, addr, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: "+strings.Repeat("canary", 2000)+"\r\n"+end)
	if !strings.HasPrefix(back, "HTTP/1.1 431 ") || strings.Contains(back, "canary") || strings.Contains(back, "uffer") {
		t.Errorf("long header: answered %.300q", back)
	}
	secured(t, "long header", back)
	for name, text := range map[string]string{
		"said":    "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n" + end + strings.Repeat("a", 70000),
		"chunked": "POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + end + "11170\r\n" + strings.Repeat("a", 0x11170) + "\r\n0\r\n\r\n",
	} {
		back = raw(t, addr, text)
		if !strings.HasPrefix(back, "HTTP/1.1 413 ") {
			t.Errorf("large body, %s: answered %.300q", name, back)
		}
		secured(t, "large body", back)
	}
}

// secured fails the test when an answer as sent lacks a header that all have.
func secured(t *testing.T, what, back string) {
	t.Helper()
	for _, header := range []string{"Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
		"Referrer-Policy: same-origin", "Cross-Origin-Opener-Policy: same-origin", "Cross-Origin-Resource-Policy: same-origin",
		"Cache-Control: no-store", "X-Request-Id: "} {
		if !strings.Contains(strings.ToLower(back), strings.ToLower("\r\n"+header)) {
			t.Errorf("%s: no %q in %.900q", what, header, back)
		}
	}
}

func TestMethods(t *testing.T) {
	s := newSite(t)
	for _, method := range []string{"TRACE", "CONNECT", "PATCH", "OPTIONS", "BREW", "PROPFIND"} {
		for _, path := range []string{"/", "/sign-in", "/api/v1/me"} {
			r := s.browser().do(method, path, "").want(http.StatusMethodNotAllowed)
			if r.Header.Get("Allow") == "" || r.Header.Get("Content-Security-Policy") != contentPolicy {
				t.Errorf("%s %s: headers %v", method, path, r.Header)
			}
		}
	}
	s.browser().do("POST", "/about", "", "X-HTTP-Method-Override", "GET").want(http.StatusMethodNotAllowed)
	s.browser().do("GET", "/sign-out", "", "X-HTTP-Method-Override", "POST").want(http.StatusMethodNotAllowed)
	if r := s.browser().do("HEAD", "/about", "").want(http.StatusOK); r.Body != "" {
		t.Errorf("HEAD has a body: %s", r.Body)
	}
}

func TestOrigin(t *testing.T) {
	s := newSite(t)
	marie := s.as("marie", users.Learner)
	for _, test := range []struct {
		name    string
		cookies bool
		header  []string
		allowed bool
	}{
		{"our page", true, []string{"Sec-Fetch-Site", "same-origin"}, true},
		{"typed address", true, []string{"Sec-Fetch-Site", "none"}, true},
		{"foreign page", true, []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"neighbour", true, []string{"Sec-Fetch-Site", "same-site"}, false},
		{"foreign page, no cookie", false, []string{"Sec-Fetch-Site", "cross-site"}, false},
		{"contradiction", true, []string{"Sec-Fetch-Site", "cross-site", "Origin", testOrigin}, false},
		{"older browser, our page", true, []string{"Sec-Fetch-Site", "", "Origin", testOrigin}, true},
		{"older browser, foreign page", true, []string{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, false},
		{"other port", true, []string{"Sec-Fetch-Site", "", "Origin", "http://localhost:8081"}, false},
		{"other scheme", true, []string{"Sec-Fetch-Site", "", "Origin", "https://localhost:8080"}, false},
		{"null", true, []string{"Sec-Fetch-Site", "", "Origin", "null"}, false},
		{"neither, cookies", true, []string{"Sec-Fetch-Site", ""}, false},
		{"neither, no cookie", false, []string{"Sec-Fetch-Site", ""}, true},
	} {
		c := s.browser()
		if test.cookies {
			c = marie.clone()
		}
		for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json"} {
			r := c.clone().do("POST", "/preferences", "theme=dark", append([]string{"Content-Type", media}, test.header...)...)
			want := http.StatusForbidden
			if test.allowed && media == "application/x-www-form-urlencoded" {
				want = http.StatusSeeOther
			} else if test.allowed {
				want = http.StatusUnsupportedMediaType
			}
			if r.Status != want {
				t.Errorf("%s, %s: status %d, want %d", test.name, media, r.Status, want)
			}
		}
		if r := c.do("GET", "/about", "", test.header...); r.Status != http.StatusOK || r.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: GET gives %d, %v", test.name, r.Status, r.Header)
		}
	}
}

// Every answer, whatever became of the request, has the headers.
func TestHeadersEverywhere(t *testing.T) {
	for _, base := range []string{testOrigin, "https://viva.example"} {
		s := newSite(t, func(c *Config) { c.BaseURL, c.SecureCookies = base, strings.HasPrefix(base, "https:") })
		s.app.Get("/test/panic", func(*fiber.Ctx) error { panic("oh") })
		css, _ := s.assets.url("app.css")
		marie := s.as("marie", users.Admin)
		answers := []*pageReply{
			marie.get("/"), marie.get("/account"), marie.get("/admin/users"), marie.get("/scores"), marie.get("/scoreboard"),
			marie.get("/instructor"), marie.get("/instructor/scores.csv"), marie.get("/about"), s.browser().get("/sign-in"),
			marie.get(css), marie.get("/livez"), marie.get("/readyz"), marie.get("/healthz"), marie.get("/api/v1/me"),
			marie.get("/api/openapi.yaml"), marie.get("/nowhere"), marie.get("/test/panic"), marie.post("/about"),
			s.browser().get("/account"), marie.get("/setup?token=x"), marie.post("/preferences", "lang", "xx"),
			marie.do("POST", "/preferences", "x", "Content-Encoding", "gzip"), marie.do("BREW", "/", ""),
			marie.do("OPTIONS", "/", ""), marie.post("/preferences", "theme", "dark"),
		}
		for _, r := range answers {
			for name, want := range map[string]string{
				"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
				"Access-Control-Allow-Origin": "", "Server": "", "X-Powered-By": "",
				"Strict-Transport-Security": map[bool]string{true: "max-age=31536000"}[s.cfg.SecureCookies],
			} {
				if got := r.Header.Get(name); got != want {
					t.Errorf("%s (%d): %s is %q, want %q", r.what, r.Status, name, got, want)
				}
			}
			if len(r.Header.Get("X-Request-Id")) != 24 {
				t.Errorf("%s: request id %q", r.what, r.Header.Get("X-Request-Id"))
			}
			kept := strings.Contains(r.Header.Get("Cache-Control"), "immutable")
			if isFile := strings.Contains(r.what, "/static/"); kept != isFile || !isFile && r.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s (%d): Cache-Control %q", r.what, r.Status, r.Header.Get("Cache-Control"))
			}
		}
	}
	for _, directive := range []string{"unsafe-inline", "unsafe-eval", "data:", "*", "http:"} {
		if strings.Contains(contentPolicy, directive) {
			t.Errorf("the policy allows %s", directive)
		}
	}
}

func TestNothingInline(t *testing.T) {
	inline := regexp.MustCompile(`(?i)\sstyle\s*=|\son[a-z]+\s*=|<style|javascript:|<script(\s[^>]*)?>[^<\s]`)
	var names []string
	for _, pattern := range []string{"pages/*.html", "pages/*/*.html", "static/*.svg"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	if len(names) < 10 {
		t.Fatalf("only %d templates", len(names))
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := inline.FindAllString(string(text), -1); found != nil && !strings.HasPrefix(name, "static/") {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// The log knows a request by its route, never by what was in it.
func TestLogLine(t *testing.T) {
	s := newSite(t, mailing)
	c := s.browser()
	c.post("/sign-up", "name", "canaryname", "password", "canary lodger barrel", "email", "canary@example.org").want(http.StatusSeeOther)
	c.get("/setup?token=canarytoken")
	c.get("/canarypath%1b[31m?canaryquery")
	c.do("GET", "/", "", "User-Agent", "canaryagent")
	c.do("CANARY", "/", "")
	token := c.jar[accessCookie].value
	r := s.browser().post("/sign-in", "login", "canaryname", "password", "canary wrong").want(http.StatusUnauthorized)
	if about := regexp.MustCompile(`"msg":"security","event":"sign_in_failed".*"request":"` + r.Header.Get("X-Request-Id")); !about.MatchString(s.log.String()) {
		t.Errorf("the security log does not name the request:\n%s", s.log)
	}
	log := s.log.String()
	if strings.Contains(log, "canary") || strings.Contains(log, token) || strings.Contains(log, "eyJ") {
		t.Errorf("the log tells too much:\n%s", log)
	}
	for _, want := range []string{`"route":"/sign-up"`, `"route":"/setup"`, `"route":"-"`, `"status":403`, `"user":1`, `"method":"-"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
}

func TestOwnPath(t *testing.T) {
	for text, want := range map[string]string{
		"/": "/", "/about": "/about", "/scoreboard?subject=x&period=week": "/scoreboard?subject=x&period=week",
		"/a#b": "/a", "/attempts/1/items/2": "/attempts/1/items/2", "/caf%C3%A9": "/caf%C3%A9",
		"": "/", "about": "/", "//evil": "/", "/\\evil": "/", "https:evil": "/", "https://evil": "/", "/%5cevil": "/",
		"/%2fevil": "/", "\t//evil": "/", "/\t/evil": "/", "//localhost@evil": "/", "javascript:alert(1)": "/", "/\r\nSet-Cookie:x": "/",
		"/.//evil": "/", "/a/..//evil": "/", "/a/../%2fevil": "/",
		"/%0d%0aSet-Cookie:x": "/", "\\\\evil": "/", "/ /evil": "/", "/%": "/", strings.Repeat("/a", 2000): "/",
	} {
		if got := ownPath(text); got != want {
			t.Errorf("ownPath(%q) is %q, want %q", text, got, want)
		}
	}
}

func TestRedirectsStayHere(t *testing.T) {
	s := newSite(t)
	s.account("marie", users.Learner)
	for _, next := range []string{"//evil", "/\\evil", "https:evil", "/%5cevil", "\t//evil", "//localhost@evil", "/\x00/evil"} {
		s.browser().post("/preferences", "theme", "dark", "next", next).leadsTo("/")
		s.browser().post("/sign-in", "login", "marie", "password", testPassword, "next", next).leadsTo("/")
	}
	c := s.as("paul", users.Learner)
	c.do("GET", "/sign-in?next=//evil", "").leadsTo("/")
	c.do("GET", "/sign-up?next=%2f%5cevil", "").leadsTo("/")
}
