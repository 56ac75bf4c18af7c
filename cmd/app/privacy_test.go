package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the page on privacy says is read once, at the start, and refused where it
// is no text.
func TestPrivacyFile(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for path, want := range map[string]string{file("good", "Bonjour à tous."): "", file("latin", "Bonjour \xe0 tous."): "UTF-8", file("long", strings.Repeat("x", maxPrivacy+1)): "at most", filepath.Join(dir, "none"): "no such file"} {
		set, _, err := Config{Addr: "127.0.0.1:8080", Data: dir, PrivacyFile: path, Contact: "dpo@example.org", limitFlags: limitFlags{GuestDays: 7}}.Check()
		said := ""
		if err != nil {
			said = err.Error()
		}
		if (said == "") != (want == "") || !strings.Contains(said, want) {
			t.Errorf("%s: %q, want %q", path, said, want)
		}
		if want == "" && (set.privacy.Words != "Bonjour à tous." || set.privacy.Contact != "dpo@example.org" || set.privacy.GuestDays != 7) {
			t.Errorf("%+v", set.privacy)
		}
	}
}
