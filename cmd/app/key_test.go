package main

import (
	"net/http"
	"testing"
)

// A new key bites at the next start and signs nobody out; to forget the old one
// does.
func TestKeyRotation(t *testing.T) {
	s := startServer(t, t.TempDir())
	c := signUp(t, s.url, "marie")
	for _, step := range []struct {
		args []string
		want int
	}{{[]string{"key", "rotate"}, http.StatusOK}, {[]string{"key", "forget"}, http.StatusUnauthorized}} {
		if code, _, errs := runApp("", append(step.args, "--data", s.data)...); code != 0 {
			t.Fatal(errs)
		}
		s.stop()
		s.restart()
		if code, err := c.call("GET", "/me", "", nil, nil); code != step.want {
			t.Errorf("after %v a session answers %d (%v), want %d", step.args, code, err, step.want)
		}
	}
}
