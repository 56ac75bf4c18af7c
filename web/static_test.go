package web

import (
	"testing"
	"testing/fstest"
)

// The parts of a file are served as that file, in the order of their names, and
// not one by one.
func TestPartsOfAStaticFile(t *testing.T) {
	files := fstest.MapFS{
		"static/a.css/2-last.css":  {Data: []byte("b {}\n")},
		"static/a.css/1-first.css": {Data: []byte("a {}\n")},
		"static/b.js":              {Data: []byte("1;\n")},
		"static/notes.txt":         {Data: []byte("not served")},
	}
	a, err := loadAssets(files, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.named) != 2 || string(a.named["a.css"].body) != "a {}\nb {}\n" || string(a.named["b.js"].body) != "1;\n" {
		t.Errorf("served are %v", a.named)
	}
	before := a.hash
	files["static/a.css/2-last.css"] = &fstest.MapFile{Data: []byte("c {}\n")}
	if a, err = loadAssets(files, false); err != nil || a.hash == before {
		t.Errorf("a part that changed leaves the address as it was (%v)", err)
	}
}
