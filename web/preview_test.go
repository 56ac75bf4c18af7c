package web

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/testkit"
	"viva/web/words"
)

// previewOf is a preview of the small subject that has questions of every type.
func previewOf(t *testing.T, faults, toDo []string) (*Preview, Previewed) {
	t.Helper()
	d, wrong := planets()
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	p, err := NewPreview()
	if err != nil {
		t.Fatal(err)
	}
	shown := Previewed{Faults: faults, ToDo: toDo, Decks: []*deck.Deck{d}, Day: "2026-11-29", At: time.Date(2026, 11, 29, 8, 5, 9, 0, time.UTC)}
	p.Show(shown)
	return p, shown
}

// ask gets an address of the preview.
func (p *Preview) ask(t *testing.T, host, path string) (*http.Response, string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	req.Host = host
	res, err := p.app.Test(req, 5000)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

const ownHost = "127.0.0.1:8000"

// Before the first check is done, the page says so and praises nothing.
func TestPreviewBeforeTheFirstCheck(t *testing.T) {
	p, err := NewPreview()
	if err != nil {
		t.Fatal(err)
	}
	for lang, says := range map[string][2]string{
		"en": {"The first check is under way", "No faults"},
		"fr": {"La première vérification est en cours", "Aucun défaut"},
	} {
		_, page := p.ask(t, ownHost, "/?lang="+lang)
		if !strings.Contains(page, says[0]) || strings.Contains(page, says[1]) || strings.Contains(page, "00:00:00") {
			t.Errorf("%s: before the first check the page is\n%s", lang, page)
		}
	}
}

// The page shows every question with its key and the reasons of the others, in
// both languages, below what is wrong.
func TestPreviewShowsQuestions(t *testing.T) {
	p, shown := previewOf(t, []string{"a/b.yaml:1:2: <what> to do"}, []string{"c.yaml:3:4: later, by app questions ledger --sheet or a map"})
	d := shown.Decks[0]
	for lang, says := range map[string][]string{
		"en": {"1\u00a0fault: nothing of this is served", "1\u00a0thing to do", "Checked at 08:05:09", "Correct answer"},
		"fr": {"1\u00a0défaut\u00a0: rien n’est servi", "1\u00a0chose à faire", "Vérifié à 08:05:09", "Bonne réponse"},
	} {
		var all strings.Builder
		for page := range 3 {
			_, body := p.ask(t, ownHost, fmt.Sprintf("/?lang=%s&page=%d", lang, page+1))
			sound(t, body)
			for _, text := range append(says[:3:3], "a/b.yaml:1:2: &lt;what&gt; to do", "c.yaml:3:4: later, by <code>app questions ledger --sheet</code> or a map<") {
				if !strings.Contains(body, text) {
					t.Errorf("%s, page %d does not say %q", lang, page+1, text)
				}
			}
			all.WriteString(body)
		}
		whole := all.String()
		for _, e := range d.EditionsOn(shown.Day) {
			for _, s := range d.Specs(e.ID, shown.Day) {
				it, err := d.Deal(s, lang, deck.NewStreams(0))
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(whole, escaped(it.Stem)) {
					t.Errorf("%s: %s is not shown: %q", lang, it.ID, it.Stem)
				}
				for _, o := range it.Options {
					if !o.Correct && it.Type == "single" && !strings.Contains(whole, escaped(o.Reason)) {
						t.Errorf("%s: %s gives no reason %q", lang, it.ID, o.Reason)
					}
				}
			}
		}
		if !strings.Contains(whole, says[3]) {
			t.Errorf("no %q", says[3])
		}
	}
}

// What all questions lack is said once, what many lines ask for as well, and a
// topic that is called like its subject is not named twice.
func TestPreviewSaysThingsOnce(t *testing.T) {
	p, shown := previewOf(t, nil, []string{"a.yaml:1:1: “a; b?” waits; answer it", "a.yaml:2:1: “c?” waits; answer it", "b.tsv:1:1: empty; fill it in"})
	d := *shown.Decks[0]
	d.Unproved = true
	d.Topics = slices.Clone(d.Topics)
	for i := range d.Topics {
		d.Topics[i].Title = d.Title
	}
	shown.Decks = []*deck.Deck{&d}
	p.Show(shown)
	_, body := p.ask(t, ownHost, "/?lang=en")
	sound(t, body)
	for text, want := range map[string]int{
		"<p>Answer it:</p>": 1, "; answer it": 0, "<li>a.yaml:1:1: “a; b?” waits</li><li>a.yaml:2:1: “c?” waits</li>": 1,
		"<li>b.tsv:1:1: empty; fill it in</li>": 1, `class="unproved"`: len(d.EditionsOn(shown.Day)), "all is proved": 0,
	} {
		if got := strings.Count(body, text); got != want {
			t.Errorf("%q stands %d times, want %d", text, got, want)
		}
	}
	if twice := " · " + d.Title.EN; strings.Contains(body, twice) {
		t.Errorf("the page names the subject twice: %q", twice)
	}
	shown.ToDo = nil
	p.Show(shown)
	for lang, want := range map[string]string{"en": "No faults, and all is proved", "fr": "Aucun défaut, et tout est vérifié deux fois"} {
		if _, body := p.ask(t, ownHost, "/?lang="+lang); !strings.Contains(body, want) {
			t.Errorf("%s: no %q", lang, want)
		}
	}
}

// What it answers is for this machine alone, and runs nothing but its own
// files.
func TestPreviewIsForThisMachine(t *testing.T) {
	p, _ := previewOf(t, nil, nil)
	for host, want := range map[string]int{ownHost: 200, "localhost:8000": 200, "evil.example:8000": 421, "127.0.0.1": 421, "[::1]:8000": 421, "127.0.0.1.evil.example:80": 421} {
		for _, path := range []string{"/", "/version"} {
			res, body := p.ask(t, host, path)
			if res.StatusCode != want || want != 200 && strings.Contains(body, "Viva") {
				t.Errorf("%s%s: %d, want %d", host, path, res.StatusCode, want)
			}
			if got := res.Header.Get("Content-Security-Policy"); got != contentPolicy {
				t.Errorf("%s%s: policy %q", host, path, got)
			}
		}
	}
	_, body := p.ask(t, ownHost, "/?lang=fr&theme=dark")
	if !strings.Contains(body, `lang="fr" data-theme="dark"`) || strings.Contains(body, `src="http`) || strings.Contains(body, "/sign-in") {
		t.Errorf("%.2000s", body)
	}
	if _, body := p.ask(t, ownHost, `/?lang=xx&theme=%22x&page=-3`); !strings.Contains(body, `lang="en" data-theme="system"`) {
		t.Errorf("%.300s", body)
	}
	for _, path := range []string{"/x", "/static/x/preview.js", "/api/v1/subjects"} {
		if res, _ := p.ask(t, ownHost, path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// The answer about the version waits for another one; while files have faults,
// the last questions stay.
func TestPreviewTellsChanges(t *testing.T) {
	p, shown := previewOf(t, nil, nil)
	if _, body := p.ask(t, ownHost, "/version?have=0"); body != "1" {
		t.Errorf("version %s", body)
	}
	got := make(chan string)
	go func() {
		_, body := p.ask(t, ownHost, "/version?have=1")
		got <- body
	}()
	select {
	case body := <-got:
		t.Errorf("it did not wait: %s", body)
	case <-time.After(50 * time.Millisecond):
	}
	p.Show(Previewed{Faults: []string{"x:1:1: y"}, Day: shown.Day, At: shown.At})
	if body := <-got; body != "2" {
		t.Errorf("version %s", body)
	}
	_, body := p.ask(t, ownHost, "/?lang=en")
	for _, text := range []string{"x:1:1: y", "from before the faults", `id="stem-1"`} {
		if !strings.Contains(body, text) {
			t.Errorf("no %q", text)
		}
	}
	p.Show(shown)
	if _, body := p.ask(t, ownHost, "/?lang=en"); strings.Contains(body, "from before the faults") || !strings.Contains(body, "No faults") {
		t.Errorf("%.2000s", body)
	}
}

func TestPreviewIsDrawn(t *testing.T) {
	s := newTypesSite(t)
	p, shown := previewOf(t, nil, nil)
	for _, l := range words.Langs {
		bare := base{Phrases: p.words.In(l.ID), Theme: "system", Path: "/", Bare: true, titleKey: "preview_title", assets: p.assets}
		full := previewPage{base: bare, Previewed: shown, Stale: true, Revision: 2, Page: 1}
		full.Faults, full.ToDo = []string{`a.yaml:1:1: <"x">`}, []string{"b.yaml:1:1: y"}
		if err := full.deal(); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			page, name string
			view       any
		}{
			{"preview", "full", full},
			{"preview", "empty", previewPage{base: bare, Page: 1, Pages: 1}},
		} {
			t.Run(l.ID+"/"+tt.name, func(t *testing.T) { sound(t, rendered(t, s, tt.page, tt.view)) })
		}
	}
}

// On a phone, in the dark and in either language, the accessibility checker has
// nothing to say, and the page loads itself again where the reader was.
func TestPreviewInBrowser(t *testing.T) {
	testkit.Long(t)
	var toDo []string
	for n := range 20 { // so that some commands stand where a line ends
		toDo = append(toDo, strings.Repeat("a ", n)+"app questions proof --draft begins it")
	}
	p, shown := previewOf(t, []string{"/a/very/long/path/to/a/file/of/somebody/facts-with-a-long-name.yaml:1:1: mend it"}, toDo)
	server := httptest.NewUnstartedServer(nil)
	listener := server.Listener
	go func() { _ = p.app.Listener(listener) }()
	t.Cleanup(func() { _ = p.Shutdown(t.Context()) })
	for _, lang := range []string{"en", "fr"} {
		for _, dark := range []bool{false, true} {
			page := testkit.Open(t, testkit.Options{Language: lang, Dark: dark, Viewport: testkit.Phone})
			page.Goto("http://" + listener.Addr().String() + "/")
			for _, v := range page.Axe() {
				t.Errorf("%s, dark %v: %v", lang, dark, v)
			}
			if page.Overflow() {
				t.Errorf("%s, dark %v: wider than the screen", lang, dark)
			}
			if broken := testkit.Eval[string](page, brokenWords("code")); broken != "" {
				t.Errorf("%s: commands break in %q", lang, broken)
			}
			if !testkit.Eval[bool](page, `(size => size(".previewed .source") === size(".previewed > .small"))(at => getComputedStyle(document.querySelector(at)).fontSize)`) {
				t.Errorf("%s: sources are written in another size than for learners", lang)
			}
			testkit.Eval[int](page, "window.stayed = 1")
			p.Show(shown)
			page.WaitUntil("window.stayed === undefined && document.readyState === 'complete'")
		}
	}
}
