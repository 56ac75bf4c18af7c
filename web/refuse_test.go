package web

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/store"
)

// waitLog waits until the log holds a text.
func (s *testSite) waitLog(text string) string {
	s.t.Helper()
	for range 3000 {
		if said := s.log.String(); strings.Contains(said, text) {
			return said
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatalf("the log never says %q:\n%s", text, s.log)
	return ""
}

// A connection that breaks in the middle of a request is no defect of ours.
func TestBrokenConnectionIsNoDefect(t *testing.T) {
	s := newSite(t)
	conn, err := net.Dial("tcp", s.listen())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHo")
	conn.(*net.TCPConn).SetLinger(0) // a reset instead of a farewell
	conn.Close()
	if said := s.waitLog(`"route":"-"`); !strings.Contains(said, `"status":400`) || strings.Contains(said, "defect") {
		t.Errorf("the log says:\n%s", said)
	}
}

// Who runs the site learns why requests cannot be served, in one line each
// that has the request's id; visitors are told nothing of our insides.
func TestLogSaysWhyNotNow(t *testing.T) {
	for cause, after := range map[error]string{store.ErrBusy: "5", store.ErrFull: "60", errOverloaded: "5"} {
		s := newSite(t)
		s.app.Get("/test/now", func(c *fiber.Ctx) error { return fmt.Errorf("look for the attempt: %w", cause) })
		r := s.browser().get("/test/now?x=1").want(fiber.StatusServiceUnavailable).hides("look for the attempt")
		r.says(`<a class="button primary" href="/test/now?x=1">Try again</a>`)
		if got := r.Header.Get("Retry-After"); got != after {
			t.Errorf("%v: to be tried again after %q seconds, want %s", cause, got, after)
		}
		var lines []string
		for line := range strings.Lines(s.log.String()) {
			if strings.Contains(line, "cannot serve now") {
				lines = append(lines, line)
			}
			if strings.Contains(line, `"msg":"defect"`) {
				t.Errorf("%v is told as a defect: %s", cause, line)
			}
		}
		if len(lines) != 1 {
			t.Fatalf("%v: %d lines:\n%s", cause, len(lines), s.log)
		}
		for _, want := range []string{`"level":"WARN"`, "look for the attempt", cause.Error(), r.Header.Get("X-Request-ID")} {
			if !strings.Contains(lines[0], want) {
				t.Errorf("%v: the line does not say %q: %s", cause, want, lines[0])
			}
		}
	}
	s := newSite(t)
	s.browser().get("/no/such/page").want(fiber.StatusNotFound).hides("Try again")
	if strings.Contains(s.log.String(), "cannot serve now") {
		t.Errorf("a page that is not there is told as one of ours:\n%s", s.log)
	}
}
