package web

import (
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// The parts of a file are served as that file, in the order of their names and
// without what only people read, and not one by one.
func TestPartsOfAStaticFile(t *testing.T) {
	files := fstest.MapFS{
		"static/a.css/2-last.css":  {Data: []byte("b {\n  color: red;\n}\n")},
		"static/a.css/1-first.css": {Data: []byte("/* first */\na { margin: 0 }\n")},
		"static/b.js":              {Data: []byte("// one\nf(1);\n")},
		"static/notes.txt":         {Data: []byte("not served")},
	}
	a, err := loadAssets(files, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.named) != 2 || string(a.named["a.css"].body) != "a{margin:0}b{color:red}" || string(a.named["b.js"].body) != "f(1)" {
		t.Errorf("served are %v, a.css as %q and b.js as %q", a.named, a.named["a.css"].body, a.named["b.js"].body)
	}
	before := a.hash
	files["static/a.css/2-last.css"] = &fstest.MapFile{Data: []byte("c { color: red }\n")}
	if a, err = loadAssets(files, false); err != nil || a.hash == before {
		t.Errorf("a part that changed leaves the address as it was (%v)", err)
	}
}

// Fonts are kept for ever, and sent as they are: they are packed already. Their
// licences are carried beside them, and not served.
func TestFonts(t *testing.T) {
	s := newSite(t)
	licences, err := fs.Glob(embedded, "static/fonts/OFL-*.txt")
	if err != nil || len(licences) != 2 {
		t.Errorf("the licences of two families are %v (%v)", licences, err)
	}
	fonts := 0
	for name := range s.assets.named {
		if !strings.HasPrefix(name, "fonts/") {
			continue
		}
		fonts++
		font := s.browser().do("GET", "/static/"+s.assets.hash+"/"+name, "", "Accept-Encoding", "br, gzip").want(http.StatusOK)
		if kind := font.Header.Get("Content-Type"); kind != "font/woff2" {
			t.Errorf("%s is served as %q", name, kind)
		}
		if kept, coding := font.Header.Get("Cache-Control"), font.Header.Get("Content-Encoding"); !strings.Contains(kept, "immutable") || coding != "" {
			t.Errorf("%s is kept %q and packed again in %q", name, kept, coding)
		}
	}
	if fonts != 3 {
		t.Errorf("%d fonts are served", fonts)
	}
}

// A sheet of A4 is as narrow as a phone to a query for widths, so each says
// that it means screens.
func TestWidthsAreOfScreens(t *testing.T) {
	s := newSite(t)
	asked := 0
	for name, file := range s.assets.named {
		for _, query := range regexp.MustCompile(`@media ([^{]*)`).FindAllStringSubmatch(string(file.body), -1) {
			if strings.Contains(query[1], "max-width") || strings.Contains(query[1], "max-height") {
				asked++
				if !strings.HasPrefix(query[1], "screen and ") {
					t.Errorf("%s asks paper, too: %s", name, query[0])
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no style sheet asks for a width")
	}
}
