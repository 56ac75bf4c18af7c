package web

import (
	"os"
	"path/filepath"
	"testing"
)

// From a folder, pages and static files are read anew for each request, so
// that whoever changes one sees it at once.
func TestPagesFromAFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, embedded); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, func(c *Config) { c.Dev = dir })
	script, err := s.assets.url("timer.js")
	if err != nil {
		t.Fatal(err)
	}
	s.browser().get("/about").want(200).hides("written a moment ago")
	s.browser().get(script).want(200).hides("written a moment ago")
	for name, text := range map[string]string{
		"pages/about.html": `{{define "content"}}<p>written a moment ago</p>{{end}}`,
		"static/timer.js":  "// written a moment ago",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.browser().get("/about").want(200).says("written a moment ago")
	r := s.browser().get(script).want(200).says("written a moment ago")
	if kept := r.Header.Get("Cache-Control"); kept != "no-store" {
		t.Errorf("browsers may keep a file that changes: %s", kept)
	}
}
