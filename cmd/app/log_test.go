package main

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What commands do and what a server does by itself is told once, by whom and in
// which order; so is what was refused just before the server was stopped.
func TestLogOfCommands(t *testing.T) {
	s := startServer(t, t.TempDir())
	do := func(input string, args ...string) string {
		t.Helper()
		code, out, errs := runApp(input, append(args, "--data", s.data)...)
		if code != 0 || strings.Contains(errs, "security log") {
			t.Fatalf("%q: exit %d, %s", args, code, errs)
		}
		return out
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	do("correct horse battery\n", "user", "create", "ada")
	do("", "user", "rename", "ada", "Ada L")
	do("", "user", "hide", "ada l")
	do("", "user", "show", "ada l")
	do("another horse battery\n", "user", "reset-password", "ada l")
	do("", "key", "rotate")
	do("", "key", "forget")
	do("", "backup", file)
	res, err := http.PostForm(s.url+"/sign-in", map[string][]string{"login": {"correct horse battery"}, "password": {"x"}})
	if err != nil || res.StatusCode != http.StatusUnauthorized {
		t.Fatal(res, err)
	}
	res.Body.Close()
	s.stop()
	if told, want := kindsOf(do("", "log")), []string{"start", "user_created", "renamed", "hidden", "shown", "password_reset",
		"key_rotated", "key_forgotten", "backup", "sign_in_failed"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	do("", "restore", file)
	if told := kindsOf(do("", "log")); !slices.Equal(told[len(told)-2:], []string{"key_forgotten", "restore"}) {
		t.Errorf("after a restore %q is told", told)
	}
	for _, tt := range []struct {
		filter []string
		want   int
	}{
		{[]string{"--kind", "renamed"}, 1}, {[]string{"--account", "ada l", "--limit", "3"}, 3}, {[]string{"--account", "#1", "--limit", "0"}, 5},
		{[]string{"--until", "2020-01-01"}, 0}, {[]string{"--since", "2020-01-01", "--kind", "start"}, 1}, {[]string{"--address", "192.0.2.1"}, 0},
	} {
		if told := kindsOf(do("", append([]string{"log"}, tt.filter...)...)); len(told) != tt.want {
			t.Errorf("%q tells %q, want %d", tt.filter, told, tt.want)
		}
	}
	if lines := strings.Count(do("", "log", "--json"), `"kind":`); lines != 9 {
		t.Errorf("%d lines of JSON, want 9", lines)
	}
	if code, _, errs := runApp("", "log", "--kind", "king", "--data", s.data); code != 1 || !strings.Contains(errs, "no such kind") {
		t.Errorf("exit %d, %s", code, errs)
	}
}

// kindsOf are the events of a printed log, the oldest first.
func kindsOf(printed string) (kinds []string) {
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	for _, line := range slices.Backward(lines[1:]) {
		kinds = append(kinds, strings.Fields(line)[2])
	}
	return kinds
}
