package testkit_test

import (
	"cmp"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit"
)

// What a journey does, every engine does.
func TestEngines(t *testing.T) {
	base := serve(t)
	for _, engine := range testkit.Engines {
		t.Run(engine.String(), func(t *testing.T) {
			lang := "fr-CA,fr"
			if engine == testkit.WebKit {
				lang = "en"
			}
			p := testkit.Open(t, testkit.Options{Engine: engine, Viewport: testkit.Phone, Dark: true, ReducedMotion: true, Language: lang, AllowStatus: []int{404}})
			if status := p.Goto(base + "/missing"); status != 404 && engine != testkit.WebKit {
				t.Errorf("a missing page has status %d", status)
			}
			p.Goto(base + "/good")
			if p.Overflow() {
				t.Error("the good page overflows a phone")
			}
			for _, query := range []string{"(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"} {
				if !testkit.Eval[bool](p, fmt.Sprintf("matchMedia(%q).matches", query)) {
					t.Errorf("the page is not %s", query)
				}
			}
			if v := p.Axe(); len(v) > 0 {
				t.Errorf("the good page: %v", v)
			}
			for key, saw := range map[string]string{"2": "2", "Escape": "Escape", "ArrowDown": "ArrowDown", "Shift+ArrowUp": "shift ArrowUp"} {
				p.Press(key)
				if got := p.Text("#state"); got != saw {
					t.Errorf("press %s: the page saw %q, want %q", key, got, saw)
				}
			}
			p.Type("input[name=name]", "Zoé")
			p.Follow("button")
			if got := p.Text("h1"); got != "Hello Zoé" {
				t.Errorf("the form answers %q", got)
			}
			p.Back()
			if got := p.Text("h1"); got != "Good" {
				t.Errorf("back is %q", got)
			}
			testkit.Eval[int](p, "self.kept = 1")
			p.Reload()
			if !testkit.Eval[bool](p, "self.kept === undefined && document.querySelector('h1') !== null") {
				t.Error("the page was not loaded anew")
			}
			if got := testkit.Eval[int](p, "new Promise(done => setTimeout(() => done(3)))"); got != 3 {
				t.Errorf("a promise of 3 is %d", got)
			}

			p.Goto(base + "/form?name=Marie")
			p.ForgetCookies()
			p.Goto(base + "/headers")
			if got := p.Text("h1"); !strings.HasSuffix(got, "|") {
				t.Errorf("with no cookies the page is asked for with %q", got)
			}

			p.Goto(base + "/bad")
			for _, want := range []string{"color-contrast", "image-alt"} {
				if got := rules(p.Axe()); !slices.Contains(got, want) {
					t.Errorf("the bad page breaks %v, want %s among them", got, want)
				}
			}
			p.Goto(base + "/wide")
			if !p.Overflow() {
				t.Error("500 pixels fit on a phone")
			}
			p.Goto(base + "/moves")
			p.Click("#place button")
			if got := p.Text("#got"); got != "clicked Meant" {
				t.Errorf("the page was %q", got)
			}
			p.Goto(base + "/taps")
			p.Tap("button", 100*time.Millisecond, 300*time.Millisecond)
			p.WaitUntil(`document.querySelector("#got").textContent === "3"`)

			p.Resize(testkit.Viewport{Width: 320, Height: 568})
			want := map[testkit.Engine]string{testkit.WebKit: "447x568"}[engine] // its narrowest
			if got := drawn(t, p); got != cmp.Or(want, "320x568") {
				t.Errorf("the picture is %s", got)
			}
			if engine == testkit.Firefox {
				tells(t, p, base)
			}
		})
	}
}

// tells checks that a page of Firefox tells what speaks against it, and is
// asked for in the reader's languages with cookies of its own.
func tells(t *testing.T, p *testkit.Page, base string) {
	t.Helper()
	p.Problems() // of the pages before
	for path, want := range map[string]string{
		"/good": "", "/inline-script": "inline script", "/inline-style": "inline style", "/foreign-image": "img-src",
		"/throws": "undefinedFunction is not defined", "/rejects": "unkept", "/complains": "console error: it",
	} {
		p.Goto(base + path)
		got := strings.Join(p.Problems(), "\n")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: problems = %q, want %q", path, got, want)
		}
	}
	p.Goto(base + "/form?name=Marie")
	p.Goto(base + "/headers")
	if got := p.Text("h1"); !strings.HasPrefix(got, "fr-CA,fr") || !strings.HasSuffix(got, "|name=Marie") {
		t.Errorf("language and cookie = %q", got)
	}
}

// drawn is the size of the picture of a page.
func drawn(t *testing.T, p *testkit.Page) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.png")
	p.Screenshot(path, false)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.DecodeConfig(f)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%dx%d", img.Width, img.Height)
}
