package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// body is what an address answers, with its status.
func body(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// A monitor reads routes and times at an address of its own, and nobody does at
// the site's.
func TestMetrics(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	monitor := "http://" + l.Addr().String()
	l.Close()
	s := startServer(t, t.TempDir(), "--metrics-addr", l.Addr().String())
	for _, path := range []string{"/about", "/nothing-here/secret-token", "/attempts/17/items/1"} {
		s.status(path)
	}
	code, text := body(t, monitor+"/metrics")
	if code != http.StatusOK {
		t.Fatal(code)
	}
	for _, want := range []string{`viva_request_duration_seconds_count{method="GET",route="/about",status="2xx"} 1`, `route="-",status="4xx"`,
		`viva_database_bytes `, `viva_backup_timestamp_seconds 0`, `viva_build_info{version="` + release, "go_goroutines ", "process_open_fds "} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics have no %s", want)
		}
	}
	for _, never := range []string{"secret-token", "/17/"} {
		if strings.Contains(text, never) {
			t.Errorf("the metrics tell %q", never)
		}
	}
	if code, text := body(t, monitor+"/debug/pprof/goroutine?debug=1"); code != http.StatusOK || !strings.Contains(text, "goroutine profile") {
		t.Errorf("a profile: status %d", code)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if got := s.status(path); got != http.StatusNotFound {
			t.Errorf("the site answers %s with %d", path, got)
		}
	}
	if code := s.stop(); code != 0 {
		t.Errorf("stopped with %d:\n%s", code, s.log)
	}
}
