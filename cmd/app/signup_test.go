package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The code to sign up with is read from a file, and refused where it is short,
// missing or of no effect. It is not among the settings that are printed.
func TestSignUpCode(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good", " abcd-efgh \nthe rest\n")
	for _, tt := range []struct{ signUp, file, code, refuse string }{
		{"open", "", "", ""}, {"closed", "", "", ""}, {"code", good, "abcd-efgh", ""},
		{"code", "", "", "needs the file"}, {"open", good, "", "alone"}, {"closed", good, "", "alone"},
		{"code", file("short", "abcdefg\n"), "", "less than 8"}, {"code", filepath.Join(dir, "none"), "", "no such file"},
	} {
		code, err := Config{SignUp: tt.signUp, SignUpCode: tt.file}.readSignUpCode()
		if code != tt.code || (err == nil) != (tt.refuse == "") || err != nil && !strings.Contains(err.Error(), tt.refuse) {
			t.Errorf("%+v: %q, %v", tt, code, err)
		}
	}
	if exit, out, errs := runApp("", "config", "--signup", "code", "--signup-code-file", good); exit != 0 || strings.Contains(out+errs, "abcd-efgh") || !strings.Contains(out, "VIVA_SIGNUP=code") {
		t.Errorf("exit %d, %s%s", exit, out, errs)
	}
}
