package acceptance

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit"
)

// No parameter reaches SQL as more than a value: what is false in SQL and what is
// true there are answered alike.
func TestI01SQL(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.staff(t, "admin")
	s.learner(t)
	clean := func(r *reply, text string) string {
		body := strings.NewReplacer(r.header.Get("X-Request-Id"), "", htmlOf(text), "", text, "").Replace(addressed.ReplaceAllString(r.body, ""))
		return fmt.Sprint(r.status, body)
	}
	pairs := [][2]string{{"' OR '1'='1", "' OR '1'='2"}, {"1 OR 1=1", "1 OR 1=2"}, {"x') OR 1=1 --", "x') OR 1=2 --"}, {"(CASE WHEN 1=1 THEN 1 ELSE 2 END)", "(CASE WHEN 1=2 THEN 1 ELSE 2 END)"},
		{"name = 'admin'", "name = 'nobody'"}, {"1; DROP TABLE users --", "1; DROP TABLE nothing --"}}
	for _, address := range []string{"/admin/users?text=", "/admin/users?role=", "/admin/users?after=", "/instructor?subject=", "/instructor?name=", "/instructor?sort=", "/instructor?order=", "/instructor?page=", "/instructor/objections?before=", "/instructor/objections?subject=", "/scoreboard?subject=",
		"/scoreboard?period=", "/scoreboard?after=", "/subjects/aws-support/facts?topic=", "/subjects/aws-support/fact?name=", "/api/v1/attempts?before=", "/api/v1/attempts?limit=", "/api/v1/scoreboard?subject=aws-support&after=",
		"/api/v1/scoreboard?subject=aws-support&period=", "/api/v1/objections?subject=", "/api/v1/subjects/aws-support/report?edition=", "/attempts/", "/admin/users/", "/subjects/"} {
		for _, pair := range pairs {
			var said [2]string
			for i, text := range pair {
				r := v.get(address + url.QueryEscape(text))
				if r.status >= 500 {
					t.Errorf("%s%s: status %d", address, text, r.status)
				}
				said[i] = clean(r, text)
			}
			if said[0] != said[1] {
				t.Errorf("%s tells %q from %q", address, pair[0], pair[1])
			}
		}
		for _, text := range []string{"'", `"`, "`", "%", "_", "\\", "100000000000000000000", "-1", "0x10", "1e3", "\x00", "[]", "NULL"} {
			if r := v.get(address + url.QueryEscape(text)); r.status >= 500 {
				t.Errorf("%s%q: status %d", address, text, r.status)
			}
		}
	}
	// What stands for anything in a pattern stands for itself in a search.
	for _, text := range []string{"%", "_", "pupil%", "pupil_1"} {
		if r := v.get("/admin/users?text=" + url.QueryEscape(text)); strings.Contains(r.body, "/admin/users/1\"") {
			t.Errorf("searching %q finds everybody", text)
		}
	}
	for _, login := range []string{"name = 'admin'", "' OR 1=1 --", v.name + "' --"} {
		if r := s.visitor(t).post("/sign-in", "login", login, "password", password); r.status != http.StatusUnauthorized {
			t.Errorf("signing in as %q: status %d", login, r.status)
		}
	}
}

// addressed are attributes in which a page repeats its address.
var addressed = regexp.MustCompile(`(href|value|action|content)="[^"]*"`)

// htmlOf is a text as pages write it.
func htmlOf(text string) string {
	return strings.NewReplacer("'", "&#39;", `"`, "&#34;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// No pattern that somebody gave is run, and what is typed is read in no time.
func TestI06TypedAnswers(t *testing.T) {
	t.Parallel()
	v := shared(t).learner(t)
	a := v.begins("birds", "exam", 1, "topics", []string{"price"})
	for i, text := range []string{strings.Repeat("a", 30000), strings.Repeat("1", 30000), strings.Repeat("(a+)+", 5000), strings.Repeat("1 ", 15000), strings.Repeat("9,", 15000), "(?:" + strings.Repeat("a?", 10000) + ")", strings.Repeat("\u0301", 15000)} {
		began := time.Now()
		r := v.answers(a, 1, []string{text}, i+1)
		if took := time.Since(began); r.status >= 500 || took > 2*time.Second {
			t.Errorf("%d letters: status %d after %v", len(text), r.status, took)
		}
	}
}

// A table for other programs has no cell that they would compute.
func TestI07Formulas(t *testing.T) {
	t.Parallel()
	s := serve(t, unhurried...)
	teacher := s.staff(t, "instructor")
	names := []string{"=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "－1", "＋1", "＠x", `"=1`, "a\n=1", ` =1`, "=cmd|' /C calc'!A0", "'=1", ";=1", ",=1"}
	for _, name := range names {
		v := s.learner(t)
		v.post("/account", "shown_as", name, "listed", "yes")
		s.change(t, "UPDATE users SET shown_as = ? WHERE name = ?", name, v.name)
		a := v.begins("aws-support", "exam", 1, "edition", "course")
		v.answers(a, 1, a.pick(1, 0), 1).want(http.StatusOK)
		v.finishes(a).want(http.StatusOK)
	}
	seen := 0
	for _, path := range []string{"/instructor/scores.csv?subject=aws-support&edition=course", "/instructor/scores.csv"} {
		r := teacher.get(path).want(http.StatusOK)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.body, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatalf("%s is no CSV: %v", path, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if regexp.MustCompile(`^\s*[=+@＝＋＠－]|^\s*-[^0-9]|^-1$`).MatchString(cell) {
					t.Errorf("%s has the cell %q", path, cell)
				}
				if strings.Contains(cell, "=1+1") {
					seen++
				}
			}
		}
	}
	if seen == 0 {
		t.Error("the names are in no table")
	}
}

// Whatever is in a request, it leaves one line in the log that a program can read.
func TestI08LogLines(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.visitor(t)
	lines := func() int { return strings.Count(s.log.String(), `"msg":"request"`) }
	s.says(t, `"route":"/readyz"`)
	before, asked := lines(), 0
	for _, evil := range []string{"\x1b[31mred", "\u202egnp", "a\",\"msg\":\"request\",\"level\":\"ERROR", "%0a%0d{\"msg\":\"request\"}", "\u2028x", "\x7f"} {
		s.raw(t, "GET /x?"+url.QueryEscape(evil)+" HTTP/1.1\r\nHost: x\r\nUser-Agent: "+evil+"\r\nConnection: close\r\n\r\n")
		v.get("/" + url.PathEscape(evil))
		v.post("/sign-in", "login", evil, "password", evil)
		v.do("GET", "/", "", "Referer", url.QueryEscape(evil), "X-Request-Id", "evil")
		asked += 4
	}
	for range 500 {
		if lines() >= before+asked {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if got := lines() - before; got != asked {
		t.Errorf("%d requests leave %d lines", asked, got)
	}
	for line := range strings.Lines(s.log.String()) {
		if strings.ContainsAny(line, "\x1b\u202e\u2028\x7f") {
			t.Errorf("the log has %q", line)
		}
		if strings.HasPrefix(line, "{") && !json.Valid([]byte(line)) {
			t.Errorf("no program reads %q", line)
		}
		if strings.Contains(line, "evil") || strings.Contains(line, "gnp") {
			t.Errorf("the log tells what a stranger wrote: %q", line)
		}
	}
}

// Pages are made by templates that quote, and never of what somebody wrote.
func TestI09Templates(t *testing.T) {
	t.Parallel()
	s := shared(t)
	v := s.learner(t)
	const text = `{{.}} {{printf "%d" 4711}} {{template "layout"}} ${4711} <%= 4711 %>`
	a := v.begins("birds", "exam", 1)
	v.finishes(a).want(http.StatusOK)
	page := fmt.Sprintf("/attempts/%d/items/1", a.ID)
	v.post(page+"/memo", "note", text).want(http.StatusSeeOther)
	if r := v.get(page).want(http.StatusOK); !strings.Contains(r.body, "{{.}} {{printf") {
		t.Error("a note is not shown as it was written")
	}
	trusting := regexp.MustCompile(`"text/template"|template\.(HTML|JS|CSS|URL|HTMLAttr|JSStr|Srcset)\(`)
	root := os.DirFS(testkit.Root(t))
	read := 0
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || !regexp.MustCompile(`^(web|cmd/app|internal)/`).MatchString(filepath.ToSlash(name)) {
			return err
		}
		source, err := fs.ReadFile(root, name)
		if read++; err == nil && !slices.Contains(trusted, name) {
			if found := trusting.Find(source); found != nil {
				t.Errorf("%s has %s", name, found)
			}
		}
		return err
	})
	if err != nil || read < 100 {
		t.Error(read, err)
	}
}

// trusted are the files that make no page of what somebody wrote: the chart's own
// drawing, and texts of our own.
var trusted = []string{}

// The program asks nobody anything: no connection leaves it while everything is
// asked of it.
func TestI10AsksNobody(t *testing.T) {
	t.Parallel()
	s := serve(t)
	v := s.staff(t, "admin")
	before := s.outgoing(t)
	done := make(chan struct{})
	var seen []string
	go func() {
		defer close(done)
		for range 60 {
			seen = append(seen, s.outgoing(t)...)
			time.Sleep(20 * time.Millisecond)
		}
	}()
	for _, r := range routes(t) {
		if !r.ends() {
			v.do(r.method, r.at(birdsAt(attempt{ID: 1}, 1)), "url=http%3A%2F%2F127.0.0.1%3A1%2F&next=http%3A%2F%2F127.0.0.1%3A1%2F", "Content-Type", formType, "Referer", "http://127.0.0.1:1/", "Origin", s.url)
		}
	}
	<-done
	if len(before)+len(seen) > 0 {
		t.Errorf("the program connects to %v", append(before, seen...))
	}
}

// outgoing are the connections of the program to others: those that do not end at
// its own port.
func (s *site) outgoing(t testing.TB) (all []string) {
	dir := fmt.Sprintf("/proc/%d", s.cmd.Process.Pid)
	links, err := os.ReadDir(dir + "/fd")
	if err != nil {
		return nil // not on Linux, or ended
	}
	var mine []string
	for _, link := range links {
		if to, err := os.Readlink(dir + "/fd/" + link.Name()); err == nil && strings.HasPrefix(to, "socket:[") {
			mine = append(mine, strings.Trim(strings.TrimPrefix(to, "socket:"), "[]"))
		}
	}
	port := fmt.Sprintf("%04X", mustPort(s.addr))
	for _, kind := range []string{"tcp", "tcp6", "udp", "udp6"} {
		table, _ := os.ReadFile(dir + "/net/" + kind)
		for line := range bytes.Lines(table) {
			f := strings.Fields(string(line))
			if len(f) > 9 && slices.Contains(mine, f[9]) && !strings.HasSuffix(f[1], ":"+port) {
				all = append(all, f[1]+" to "+f[2])
			}
		}
	}
	return all
}

func mustPort(addr string) (port int) {
	fmt.Sscan(addr[strings.LastIndex(addr, ":")+1:], &port)
	return port
}
