package acceptance

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/testkit"
)

// Bodies are bounded before they are read, however they come.
func TestH01BodyLimits(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.learner(t)
	before := s.memory(t)
	big := strings.Repeat("a", 5<<20)
	for _, r := range routes(t) {
		if r.method == "GET" {
			continue
		}
		path := r.at(birdsAt(attempt{ID: 1}, 1))
		got, err := v.try(r.method, path, "a="+big[:100<<10], "Content-Type", formType)
		if err == nil && got.status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s %s with 100 KB: status %d", r.method, r.path, got.status)
		}
	}
	for _, head := range []string{"Content-Length: " + fmt.Sprint(len(big)) + "\r\n\r\n" + big, "Transfer-Encoding: chunked\r\n\r\n500000\r\n" + big + "\r\n0\r\n\r\n"} {
		back := s.raw(t, "POST /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "+formType+"\r\n"+head)
		if back != "" && !strings.HasPrefix(back, "HTTP/1.1 413") {
			t.Errorf("5 MB: %.80q", back)
		}
	}
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	w.Write([]byte(strings.Repeat("a=1&", 8<<20)))
	w.Close()
	for _, encoding := range []string{"gzip", "br", "deflate", "zstd", "identity", "gzip, gzip"} {
		for _, media := range []string{formType, jsonType, "multipart/form-data; boundary=x"} {
			v.do("POST", "/sign-in", bomb.String(), "Content-Type", media, "Content-Encoding", encoding).want(http.StatusUnsupportedMediaType)
		}
	}
	if grown := s.memory(t) - before; grown > 80<<20 {
		t.Errorf("refusing bodies takes %d MB", grown>>20)
	}
}

// Connections that never end their request are closed, and keep nobody else out.
func TestH02SlowClients(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.visitor(t)
	many := some(150, 1500)
	began := time.Now()
	var open []net.Conn
	for i := range many {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			break // more than this machine gives out
		}
		defer conn.Close()
		fmt.Fprint(conn, []string{"GET / HTTP/1.1\r\nHost: x\r\nX-A: ", "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na="}[i%2])
		open = append(open, conn)
	}
	var longest time.Duration
	served := 0
	dripping, closed := open[:min(20, len(open))], 0
	for closed < len(dripping) && time.Since(began) < 40*time.Second {
		at := time.Now()
		v.get("/about").want(http.StatusOK)
		longest = max(longest, time.Since(at))
		served++
		closed = 0
		for _, conn := range dripping {
			conn.SetDeadline(time.Now().Add(time.Millisecond))
			_, err := io.WriteString(conn, "a")
			if err == nil {
				_, err = conn.Read(make([]byte, 4096))
			}
			if err != nil && !isTimeout(err) {
				closed++
			}
		}
		time.Sleep(300 * time.Millisecond)
	}
	if took := time.Since(began); closed < len(dripping) || took < 10*time.Second {
		t.Errorf("%d of %d slow connections are closed after %v", closed, len(dripping), took.Round(time.Second))
	}
	if longest > 5*time.Second {
		t.Errorf("others wait %v", longest)
	}
	t.Logf("%d slow connections, %d requests beside them, the longest %v", len(open), served, longest)
}

func isTimeout(err error) bool {
	timed, ok := err.(net.Error)
	return ok && timed.Timeout()
}

// What could be read in two ways is refused and ends its connection.
func TestH03Smuggling(t *testing.T) {
	t.Parallel()
	s := shared(t)
	const next = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
	for what, text := range map[string]string{
		"two lengths":                "POST /sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab" + next,
		"a length with a sign":       "POST /sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc" + next,
		"length and chunks":          "POST /sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next,
		"a space before the colon":   "POST /sign-out HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + next,
		"no host":                    "GET / HTTP/1.1\r\n\r\n" + next,
		"a folded header":            "GET / HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n" + next,
		"bare line feeds":            "GET / HTTP/1.1\nHost: x\n\n" + next,
		"an unknown coding":          "POST /sign-out HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + next,
		"a chunk of a wrong length":  "POST /sign-out HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n" + next,
		"a chunk longer than anyone": "POST /sign-out HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n" + next,
	} {
		back := s.raw(t, text)
		if n := strings.Count(back, "HTTP/1.1 "); n > 1 || n == 1 && !strings.HasPrefix(back, "HTTP/1.1 4") {
			t.Errorf("%s: %d replies, %.60q", what, n, back)
		}
	}
}

// Nobody is believed about where a request comes from, but proxies that are named;
// of what those say, the rightmost that is no proxy.
func TestH04ProxyHeaders(t *testing.T) {
	t.Parallel()
	guests := func(s *site, n int, forwarded func(i int) string) (refused int) {
		for i := range n {
			r := s.visitor(t).do("POST", "/attempts", "subject=aws-support&edition=course&mode=practice&size=1&lang=en", "Content-Type", formType,
				"X-Forwarded-For", forwarded(i), "X-Real-IP", forwarded(i), "Forwarded", "for="+forwarded(i), "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https")
			if r.status == http.StatusTooManyRequests {
				refused++
			}
			for _, c := range r.header.Values("Set-Cookie") {
				if strings.Contains(c, "evil") || strings.Contains(strings.ToLower(c), "secure") {
					t.Errorf("a cookie is %s", c)
				}
			}
			if strings.Contains(r.header.Get("Location"), "evil") || strings.Contains(r.body, "evil.example") {
				t.Errorf("a reply has the host of a header")
			}
		}
		return refused
	}
	made := func(i int) string { return fmt.Sprintf("10.9.%d.%d", i/250, i%250) }
	if refused := guests(serve(t, "--guests-per-hour", "3"), 6, made); refused != 3 {
		t.Errorf("without a proxy, %d of 6 made-up addresses are refused, want 3", refused)
	}
	trusting := serve(t, "--guests-per-hour", "3", "--trusted-proxies", "127.0.0.1,::1")
	if refused := guests(trusting, 6, func(i int) string { return made(i) + ", 192.0.2.7" }); refused != 3 {
		t.Errorf("behind a proxy, %d of 6 from one address are refused, want 3", refused)
	}
	if refused := guests(trusting, 6, func(i int) string { return "6.6.6.6, " + made(i) }); refused != 0 {
		t.Errorf("behind a proxy, %d of 6 addresses are refused", refused)
	}
}

// insides are texts that would tell of the program's inside.
var insides = []string{"goroutine", ".go:", "sqlite", "SQLITE", "no such table", "database is locked", "viva.db", "uffer size", "/tmp/", "gorm", "fasthttp", "panic", "runtime error"}

// Whatever is wrong, strangers read a sentence that is always the same, and the id
// of their request.
func TestH05ErrorBodies(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.learner(t)
	tell := func(what string, r *reply) {
		t.Helper()
		for _, inside := range insides {
			if strings.Contains(r.body, inside) {
				t.Errorf("%s tells %q: %.300s", what, inside, r.body)
			}
		}
		if r.status >= 500 && !strings.Contains(r.body, r.header.Get("X-Request-Id")) {
			t.Errorf("%s: no id of the request", what)
		}
	}
	for _, body := range []string{"{", "[]", `{"login":1}`, "null", "\xff\xfe", strings.Repeat("[", 20000), `{"login":"a","login":"b"}`} {
		r := v.do("POST", "/api/v1/sessions", body, "Content-Type", jsonType)
		if tell("a broken body", r); r.status != http.StatusBadRequest {
			t.Errorf("%.20q: status %d", body, r.status)
		}
	}
	for _, path := range []string{"/nowhere", "/attempts/x", "/attempts/99999999999999999999", "/static/x/../../go.mod", "/%ff", "/subjects/%00/practice"} {
		tell(path, v.get(path))
	}
	for _, header := range []string{"X: " + strings.Repeat("a", 9000), "Cookie: viva_access=\x01\x02", "Authorization: Bearer " + strings.Repeat("é", 100), "Accept: */*;q=x", "Range: bytes=9-1"} {
		back := s.raw(t, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"+header+"\r\n\r\n")
		for _, inside := range insides {
			if strings.Contains(back, inside) {
				t.Errorf("%.30s tells %q", header, inside)
			}
		}
	}
	// The database is gone under the program's feet.
	rename := func(from, to string) {
		if _, err := s.database(t).Exec("ALTER TABLE " + from + " RENAME TO " + to); err != nil {
			t.Fatal(err)
		}
	}
	rename("attempts", "attempts_gone")
	for _, r := range []*reply{v.get("/scores"), v.get("/api/v1/attempts"), v.json("POST", "/api/v1/attempts", j{"subject": "aws-support", "mode": "practice", "size": 1})} {
		if tell("without a table", r); r.status < 500 {
			t.Errorf("%s without its table: status %d", r.what, r.status)
		}
	}
	s.says(t, "attempts") // the log tells who runs the site
	rename("attempts_gone", "attempts")
	v.get("/scores").want(http.StatusOK)
}

// hostile are requests of all kinds that a program should only refuse.
func hostile(host string) (all []string) {
	head := "Host: " + host + "\r\nConnection: close\r\n"
	for _, method := range []string{"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "X"} {
		for _, path := range []string{"*", "/attempts/-1", "/attempts/18446744073709551616/items/0", "/attempts/1/items/99999999999", "/api/v1/attempts?before=-1&limit=0", "/api/v1/attempts?limit=99999999999",
			"/subjects/aws-support/plan?x=%", "/read/aws-support/%2e%2e", "/static/%00/x", "/api/v1/study/none/plan", "http://x/y", "/?%zz", "/api/v1/scoreboard?after=%ff"} {
			all = append(all, method+" "+path+" HTTP/1.1\r\n"+head+"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
				method+" "+path+" HTTP/1.1\r\n"+head+"Content-Type: "+formType+"\r\nContent-Length: 9\r\n\r\na=%00&b=%")
		}
	}
	return append(all, "\x16\x03\x01\x02\x00\x01", "GET", "\r\n\r\n\r\n", "GET / HTTP/9.9\r\n"+head+"\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", strings.Repeat("\x00", 1000))
}

// Nothing that is sent ends the program, or is a defect of it.
func TestH06ProcessLives(t *testing.T) {
	t.Parallel()
	s := serve(t)
	pid := s.cmd.Process.Pid
	v := s.learner(t)
	for _, text := range hostile(s.addr) {
		s.raw(t, text)
	}
	for _, r := range routes(t) {
		for _, body := range []string{"", "{}", "a=1", `{"given":[null]}`, `{"given":{}}`, "\x00"} {
			for _, media := range []string{formType, jsonType} {
				if r.ends() {
					continue
				}
				if got := v.do(r.method, r.at(birdsAt(attempt{ID: 1}, 1)), body, "Content-Type", media); got.status >= 500 {
					t.Errorf("%s %s with %q: status %d", r.method, r.path, body, got.status)
				}
			}
		}
	}
	v.get("/livez").want(http.StatusOK)
	if log := s.log.String(); strings.Contains(log, `"msg":"defect"`) || strings.Contains(log, "panic") {
		t.Errorf("the log tells of a defect")
	}
	select {
	case err := <-s.ended:
		t.Errorf("program %d ended with %v", pid, err)
	default:
	}
}

// A method that a route does not have is refused, whatever a header wishes.
func TestH07Methods(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	for _, method := range []string{"TRACE", "PATCH", "PROPFIND", "X"} {
		for _, path := range []string{"/", "/account", "/api/v1/me", "/nowhere"} {
			if got := v.do(method, path, ""); got.status != http.StatusMethodNotAllowed && !(path == "/nowhere" && got.status == http.StatusNotFound) {
				t.Errorf("%s %s: status %d", method, path, got.status)
			}
		}
	}
	if back := s.raw(t, "CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); !strings.HasPrefix(back, "HTTP/1.1 4") {
		t.Errorf("CONNECT: %.60q", back)
	}
	for _, header := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
		v.do("GET", "/api/v1/me", "", header, "DELETE").want(http.StatusOK)
		if got := v.do("POST", "/preferences?_method=DELETE", "theme=dark", "Content-Type", formType, header, "DELETE"); got.status != http.StatusSeeOther {
			t.Errorf("%s: status %d", header, got.status)
		}
	}
}

// What is written twice, too deep, or beside what is asked for, is refused.
func TestH08Parameters(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	deep := strings.Repeat(`{"name":`, 20000) + "1" + strings.Repeat("}", 20000)
	for _, body := range []string{`{"zone":"Europe/Paris","zone":"Europe/London"}`, `{"zone":"Europe/Paris"}{}`, `{"zone":"Europe/Paris"} x`, `{"Zone":"Europe/Paris"}`, `{"zone":"Europe/Paris","x":1}`,
		deep[:60<<10], `[` + strings.Repeat("[", 20000), `{"zone":"Europe/Paris"`, `{"zone":["Europe/Paris"]}`, "", "\ufeff{}"} {
		if got := v.do("PUT", "/api/v1/me/zone", body, "Content-Type", jsonType); got.status != http.StatusBadRequest && got.status != http.StatusUnprocessableEntity {
			t.Errorf("%.40q: status %d", body, got.status)
		}
	}
	for _, form := range []string{"theme=dark&theme=light", "theme=dark&x=1", "theme[]=dark", "theme=dark&%74heme=light", "theme=%ff", "theme=%"} {
		if got := v.do("POST", "/preferences", form, "Content-Type", formType); got.status != http.StatusBadRequest && got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", form, got.status)
		}
	}
	for _, query := range []string{"?limit=1&limit=2", "?x=1", "?limit=1&Limit=2", "?limit=%", "?limit=01", "?limit=1e1"} {
		if got := v.get("/api/v1/attempts" + query); got.status != http.StatusBadRequest && got.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", query, got.status)
		}
	}
}

// Work that takes long is bounded: many exports at once keep nobody else waiting.
func TestH10ExpensiveWork(t *testing.T) {
	t.Parallel()
	s := serve(t)
	teacher := s.staff(t, "instructor")
	v := s.learner(t)
	var all sync.WaitGroup
	for range some(30, 50) {
		for _, path := range []string{"/instructor/scores.csv", "/account/data.json", "/instructor/report"} {
			all.Go(func() {
				r, err := teacher.try("GET", path, "")
				if err != nil || r.status >= 500 && r.status != http.StatusServiceUnavailable {
					t.Errorf("%s among many: %v %v", path, r, err)
				}
			})
		}
	}
	var longest time.Duration
	for range 10 {
		began := time.Now()
		v.get("/about").want(http.StatusOK)
		longest = max(longest, time.Since(began))
	}
	all.Wait()
	if limit := 5 * time.Second; longest > limit && !testkit.Nightly() || longest > 2*limit {
		t.Errorf("others wait %v", longest)
	}
}

// Files are those that the program carries, by their exact names.
func TestH11Files(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.visitor(t)
	files := v.files("/")
	for _, file := range files {
		v.get(file).want(http.StatusOK)
	}
	for _, path := range append(slicesOf(files[0]), "/static/../pages/signin.html", "/static/", "/static", "/static/x/app.css", "/static/x/../../site.go", "/.git/config", "/pages/signin.html", "/.env", "/go.mod", "/viva.db", "/data/viva.db", "/key",
		"/static/.git/config", "/sw.js/", "/sw.js%00", "/favicon.ico/../key", "/..%2f..%2fetc%2fpasswd", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/debug/pprof/", "/metrics") {
		back := s.raw(t, "GET "+path+" HTTP/1.1\r\nHost: "+s.addr+"\r\nConnection: close\r\n\r\n")
		if status, _, _ := strings.Cut(strings.TrimPrefix(back, "HTTP/1.1 "), " "); status != "404" && status != "400" && status != "403" {
			t.Errorf("%s: %.60q", path, back)
		}
	}
}

// slicesOf are other spellings of a file's address.
func slicesOf(file string) []string {
	dir, name := file[:strings.LastIndex(file, "/")], file[strings.LastIndex(file, "/")+1:]
	return []string{dir, dir + "/", dir + "//" + name, dir + "/./" + name, dir + "/x/../" + name, dir + "/..%2f" + name, file + "/", file + "%00", file + ".map", dir + "/" + strings.ToUpper(name), dir + "/..%2fpages%2fsignin.html"}
}
