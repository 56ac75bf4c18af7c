package testkit_test

import (
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const good = `<h1>Good</h1>
<p id=state>no script</p>
<form action="/form"><label>Name <input name=name value=old></label> <button>Send</button></form>
<script src="/page.js"></script>`

const bad = `<h1>Bad</h1>
<p id=faint style="color:#ccc;background:#fff">Hardly visible</p>
<img src="/dot.svg" width=9 height=9>`

// moves is a page that comes to rest after it was looked at: a button goes
// down, another takes its place.
const moves = `<h1>Moves</h1><p id=new hidden><button>Other</button></p><p id=place><button>Meant</button></p><p id=got></p>
<script>
const place = document.querySelector("#place"), got = document.querySelector("#got");
document.addEventListener("click", e => { got.textContent += "clicked " + e.target.textContent + " " });
let looks = 0;
const look = document.elementFromPoint;
document.elementFromPoint = function(...at) {
	const hit = look.apply(this, at);
	looks++;
	if (looks === 1) queueMicrotask(() => { document.querySelector("#new").hidden = false }); // a timer might come after the click
	if (looks === 2) place.addEventListener("mousedown", () => { place.innerHTML = place.innerHTML }, {once: true});
	return hit;
};
</script>`

// serve serves pages with the faults that a test can plant.
func serve(t *testing.T) string {
	t.Helper()
	html := func(policy, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if policy != "" {
				w.Header().Set("Content-Security-Policy", policy)
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang=en><title>Test</title>
<meta name=viewport content="width=device-width,initial-scale=1"><link rel=icon href="/dot.svg"><main>%s</main>`, body)
		}
	}
	strict := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'"
	mux := http.NewServeMux()
	mux.Handle("/good", html(strict, good))
	mux.Handle("/bad", html("", bad))
	mux.Handle("/wide", html("", `<h1>Wide</h1><div style="width:500px">wide</div>`))
	mux.Handle("/inline-script", html(strict, `<h1>Inline</h1><script>document.title = "run"</script>`))
	mux.Handle("/inline-style", html(strict, `<h1 style="color:red">Inline</h1>`))
	mux.Handle("/foreign-image", html(strict, `<h1>Foreign</h1><img alt="" src="http://127.0.0.2:1/x.png">`))
	mux.Handle("/abroad", html("", `<h1>Abroad</h1><img alt="" src="http://elsewhere.example/x.png">`))
	mux.Handle("/throws", html("", `<h1>Throws</h1><script>undefinedFunction()</script>`))
	mux.Handle("/rejects", html("", `<h1>Rejects</h1><script>Promise.reject(new Error("unkept"))</script>`))
	mux.Handle("/complains", html("", `<h1>Complains</h1><script>console.error("it", {broken: 1})</script>`))
	mux.Handle("/moves", html("", moves))
	mux.Handle("/heard", html("", `<h2>Heard</h2><fieldset><legend>Which?</legend>
<label><input type=radio name=given checked> First</label><input type=radio name=given id=second><label for=second><span>Second</span></label></fieldset>
<button aria-describedby=hint>Send</button> <span id=hint>Nobody sees it</span><p hidden>Hidden</p><p aria-hidden=true>Silent</p>
<p role=status>Saved</p><img src="/dot.svg" alt="A picture">`))
	mux.Handle("/taps", html("", `<h1>Taps</h1><button>Tap</button><p id=got>0</p>
<script>document.querySelector("button").onclick = () => document.querySelector("#got").textContent++</script>`))
	mux.HandleFunc("/page.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, `document.querySelector("#state").textContent = "script";
document.addEventListener("keydown", e => { document.querySelector("#state").textContent = (e.shiftKey ? "shift " : "") + e.key });`)
	})
	mux.HandleFunc("/dot.svg", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	})
	mux.HandleFunc("/form", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "name", Value: url.QueryEscape(r.FormValue("name"))})
		html(strict, "<h1>Hello "+r.FormValue("name")+"</h1>")(w, r)
	})
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("/headers", func(w http.ResponseWriter, r *http.Request) {
		html("", "<h1>"+r.Header.Get("Accept-Language")+"|"+r.Header.Get("Cookie")+"</h1>")(w, r)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// rules are the names of the rules broken.
func rules(violations []testkit.Violation) []string {
	var ids []string
	for _, v := range violations {
		ids = append(ids, v.ID)
	}
	return ids
}

func TestAxeFindsPlantedFaults(t *testing.T) {
	base := serve(t)
	p := testkit.Open(t, testkit.Options{})

	p.Goto(base + "/good")
	if v := p.Axe(); len(v) > 0 {
		t.Errorf("the good page: %v", v)
	}
	p.Goto(base + "/bad")
	got := rules(p.Axe())
	for _, want := range []string{"color-contrast", "image-alt"} {
		if !slices.Contains(got, want) {
			t.Errorf("the bad page breaks %v, want %s among them", got, want)
		}
	}
}

// A click arrives, once, at what it is meant for, whatever the page does
// between the look and the click.
func TestClickArrives(t *testing.T) {
	p := testkit.Open(t, testkit.Options{})
	p.Goto(serve(t) + "/moves")
	p.Click("#place button")
	if got := p.Text("#got"); got != "clicked Meant" {
		t.Errorf("the page was %q", got)
	}
	if looks := testkit.Eval[int](p, "looks"); looks != 3 {
		t.Errorf("%d looks, want one before each of three clicks", looks)
	}
}

func TestProblems(t *testing.T) {
	tests := []struct {
		path string
		want string
	}{
		{"/good", ""},
		{"/inline-script", "script"},
		{"/inline-style", "style"},
		{"/foreign-image", "img-src"},
		{"/abroad", "request to another machine: http://elsewhere.example/x.png"},
		{"/throws", "undefinedFunction is not defined"},
		{"/rejects", "unkept"},
		{"/complains", `console.error: "it"`},
		{"/missing", "status of 404"},
	}
	base := serve(t)
	for _, tt := range tests {
		t.Run(strings.TrimPrefix(tt.path, "/"), func(t *testing.T) {
			p := testkit.Open(t, testkit.Options{})
			p.Goto(base + tt.path)
			got := strings.Join(p.Problems(), "\n")
			// What the network tells may come after what the page tells.
			for range 100 {
				if strings.Contains(got, tt.want) {
					break
				}
				time.Sleep(50 * time.Millisecond)
				got += strings.Join(p.Problems(), "\n")
			}
			if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
				t.Errorf("problems = %q, want %q", got, tt.want)
			}
		})
	}
}

// failures is a test that counts what it is failed with.
type failures struct {
	testing.TB
	errors   []string
	cleanups []func()
}

func (f *failures) Errorf(format string, args ...any) {
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}
func (f *failures) Cleanup(do func()) { f.cleanups = append(f.cleanups, do) }
func (f *failures) Helper()           {}

func TestUnexpectedProblemFailsTheTest(t *testing.T) {
	f := &failures{TB: t}
	base := serve(t)
	p := testkit.Open(f, testkit.Options{})
	p.Goto(base + "/inline-script")
	for _, do := range slices.Backward(f.cleanups) {
		do()
	}
	if len(f.errors) == 0 {
		t.Error("a page with a policy violation passed")
	}
}

func TestAllowStatus(t *testing.T) {
	base := serve(t)
	p := testkit.Open(t, testkit.Options{AllowStatus: []int{404}})
	if status := p.Goto(base + "/missing"); status != 404 {
		t.Errorf("status = %d, want 404", status)
	}
}

func TestOverflow(t *testing.T) {
	base := serve(t)
	p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone})
	p.Goto(base + "/good")
	if p.Overflow() {
		t.Error("the good page overflows a phone")
	}
	p.Goto(base + "/wide")
	if !p.Overflow() {
		t.Error("500 pixels fit on a phone")
	}
}

func TestNoScript(t *testing.T) {
	base := serve(t)
	on := testkit.Open(t, testkit.Options{})
	on.Goto(base + "/good")
	if got := on.Text("#state"); got != "script" {
		t.Errorf("with scripts: %q", got)
	}
	off := testkit.Open(t, testkit.Options{NoScript: true})
	off.Goto(base + "/good")
	off.WaitFor("#state")
	if got := off.Text("#state"); got != "no script" {
		t.Errorf("without scripts: %q", got)
	}
	if !off.Exists("form") || off.Exists("video") {
		t.Error("Exists does not see the page without scripts")
	}
	off.Type("input[name=name]", "Zoé")
	off.Follow("button")
	if got := off.Text("h1"); got != "Hello Zoé" {
		t.Errorf("the form without scripts answers %q", got)
	}
}

func TestKeyboardAndForms(t *testing.T) {
	base := serve(t)
	p := testkit.Open(t, testkit.Options{})
	p.Goto(base + "/good")
	// Enter comes before the focus moves to a button that it would press.
	for _, k := range []struct{ press, saw string }{
		{"2", "2"}, {"Enter", "Enter"}, {"ArrowDown", "ArrowDown"}, {"?", "shift ?"}, {"Shift+Tab", "shift Tab"},
	} {
		p.Press(k.press)
		if got := p.Text("#state"); got != k.saw {
			t.Errorf("press %s: the page saw %q, want %q", k.press, got, k.saw)
		}
	}
	p.Type("input[name=name]", "Ada")
	p.Loads(func() { p.Press("Enter") })
	if got := p.Text("h1"); got != "Hello Ada" {
		t.Errorf("the form answers %q", got)
	}
	if !strings.HasSuffix(p.URL(), "/form?name=Ada") {
		t.Errorf("URL = %s", p.URL())
	}
	if got := p.Requests(); !slices.Contains(got, p.URL()) {
		t.Errorf("requests = %v, without %s", got, p.URL())
	}
}

func TestReader(t *testing.T) {
	tests := []struct {
		name  string
		opts  testkit.Options
		query string
	}{
		{"desktop", testkit.Options{}, "(width: 1280px) and (height: 800px)"},
		{"phone", testkit.Options{Viewport: testkit.Phone}, "(width: 360px) and (height: 740px) and (pointer: coarse)"},
		{"light", testkit.Options{}, "(prefers-color-scheme: light) and (prefers-reduced-motion: no-preference) and (forced-colors: none)"},
		{"dark", testkit.Options{Dark: true}, "(prefers-color-scheme: dark)"},
		{"forced colours", testkit.Options{ForcedColors: true}, "(forced-colors: active)"},
		{"reduced motion", testkit.Options{ReducedMotion: true}, "(prefers-reduced-motion: reduce)"},
	}
	base := serve(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := testkit.Open(t, tt.opts)
			p.Goto(base + "/good")
			if !testkit.Eval[bool](p, fmt.Sprintf("matchMedia(%q).matches", tt.query)) {
				t.Errorf("the page is not %s", tt.query)
			}
		})
	}
}

func TestLanguageAndSeparateCookies(t *testing.T) {
	base := serve(t)
	french := testkit.Open(t, testkit.Options{Language: "fr-CA,fr"})
	french.Goto(base + "/form?name=Marie")
	french.Goto(base + "/headers")
	if got := french.Text("h1"); !strings.HasPrefix(got, "fr-CA,fr") || !strings.HasSuffix(got, "|name=Marie") {
		t.Errorf("language and cookie = %q", got)
	}
	english := testkit.Open(t, testkit.Options{})
	english.Goto(base + "/headers")
	if got := english.Text("h1"); got != "en|" {
		t.Errorf("language and cookie of another page = %q", got)
	}
}

func TestScreenshot(t *testing.T) {
	base := serve(t)
	p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone})
	p.Goto(base + "/good")
	path := filepath.Join(t.TempDir(), "shots", "good.png")
	p.Screenshot(path, false)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.DecodeConfig(f)
	if err != nil {
		t.Fatalf("decode the screenshot: %v", err)
	}
	if img.Width != 360 || img.Height != 740 {
		t.Errorf("the screenshot is %dx%d", img.Width, img.Height)
	}
}

func TestRoot(t *testing.T) {
	if _, err := os.Stat(filepath.Join(testkit.Root(t), "internal", "testkit", "browser.go")); err != nil {
		t.Error(err)
	}
}
