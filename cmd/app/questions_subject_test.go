package main

import (
	"os"
	"path/filepath"
	"testing"
)

// However an author names the folder of a subject, messages and files that are
// written lead to it.
func TestSubjectDirHere(t *testing.T) {
	own := filepath.Join(t.TempDir(), "sky")
	if err := os.MkdirAll(filepath.Join(own, "drafts"), 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(own, "deck.yaml"), "id: sky\n")
	for from, named := range map[string]string{own: ".", filepath.Join(own, "drafts"): "..", filepath.Dir(own): "sky", t.TempDir(): own} {
		t.Chdir(from)
		of, err := subjectDir{named}.open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(of.prefix, of.name, "deck.yaml")); err != nil || of.name != "sky" {
			t.Errorf("%q: prefix %q, name %q: %v", named, of.prefix, of.name, err)
		}
	}
}
