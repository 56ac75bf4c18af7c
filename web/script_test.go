package web

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"viva/internal/users"
)

// Scripts in testdata are lists of requests with what must come back:
//
//	# comment
//	POST /sign-in as anonymous
//	header Accept: text/html
//	postquery
//		login=marie
//		password=wrong
//	status == 401
//	body contains not right
//	unchanged
//
// A request ends at an empty line. "as" names a principal: anonymous, guest,
// learner, instructor or admin; each keeps its cookies through the file. A
// body is given by postquery, one field a line, or by json, as it is.
// The checks are status, redirect, body and header, with ==, contains or
// lacks; unchanged says that nothing was stored.
func TestScripts(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s := newSite(t, mailing)
			s.account("marie", users.Learner)
			cast := map[string]*browser{
				"anonymous": s.browser(), "guest": s.guest(), "learner": s.as("learner", users.Learner),
				"instructor": s.as("instructor", users.Instructor), "admin": s.as("admin", users.Admin),
			}
			for _, step := range parseScript(t, name, string(text)) {
				step.run(t, s, cast)
			}
		})
	}
}

// step is one request of a script.
type step struct {
	at               string // file and line
	method, path, as string
	header           []string
	body             string
	checks           []string
	unchanged        bool
}

func parseScript(t *testing.T, name, text string) (steps []step) {
	t.Helper()
	var s *step
	var into string // what indented lines belong to
	for i, line := range strings.Split(text+"\n", "\n") {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.TrimSpace(line) == "":
			if s != nil {
				steps, s = append(steps, *s), nil
			}
		case s == nil:
			s, into = &step{at: fmt.Sprintf("%s:%d", name, i+1), method: word, as: "anonymous"}, ""
			s.path, s.as, _ = strings.Cut(rest+" as anonymous", " as ")
			s.as, _, _ = strings.Cut(s.as, " as ")
		case strings.HasPrefix(line, "\t") && into == "postquery":
			s.body += map[bool]string{true: "&"}[s.body != ""] + strings.TrimPrefix(line, "\t")
		case strings.HasPrefix(line, "\t") && into == "json":
			s.body += strings.TrimPrefix(line, "\t") + "\n"
		case word == "postquery":
			into = word
			s.header = append(s.header, "Content-Type", "application/x-www-form-urlencoded")
		case word == "json":
			into = word
			s.header = append(s.header, "Content-Type", "application/json")
		case word == "header" && strings.Contains(strings.Fields(rest)[0], ":"):
			field, value, _ := strings.Cut(rest, ":")
			s.header = append(s.header, field, strings.TrimSpace(value))
		case word == "unchanged":
			s.unchanged = true
		default:
			s.checks = append(s.checks, line)
		}
	}
	return steps
}

func (s step) run(t *testing.T, site *testSite, cast map[string]*browser) {
	t.Helper()
	c := cast[s.as]
	if c == nil {
		t.Fatalf("%s: nobody is called %q", s.at, s.as)
	}
	before := site.rows()
	r := c.do(s.method, s.path, strings.ReplaceAll(s.body, " ", "+"), s.header...)
	if after := site.rows(); s.unchanged && !maps.Equal(before, after) {
		t.Errorf("%s: rows were %v, are %v", s.at, before, after)
	}
	if len(s.checks) == 0 {
		t.Fatalf("%s: nothing is checked", s.at)
	}
	for _, check := range s.checks {
		if err := r.check(check); err != nil {
			t.Errorf("%s: %s %s: %v", s.at, s.method, s.path, err)
		}
	}
}

// check judges one line such as "status == 200" or "header Allow contains GET".
func (r *pageReply) check(line string) error {
	for _, operator := range []string{" == ", " contains ", " lacks "} {
		subject, want, found := strings.Cut(line, operator)
		if !found {
			continue
		}
		var got string
		switch name, field, _ := strings.Cut(subject, " "); name {
		case "status":
			got = fmt.Sprint(r.Status)
		case "redirect":
			got = r.Header.Get("Location")
		case "body":
			got = r.Body
		case "header":
			got = r.Header.Get(field)
		default:
			return fmt.Errorf("%q cannot be checked", subject)
		}
		holds := map[string]bool{" == ": got == want, " contains ": strings.Contains(got, want), " lacks ": !strings.Contains(got, want)}
		if !holds[operator] {
			return fmt.Errorf("want %s, have %.2000s", line, got)
		}
		return nil
	}
	return fmt.Errorf("%q is no check", line)
}
