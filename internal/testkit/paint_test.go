package testkit_test

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit"
)

// serveMeasured serves pages whose weight, painting and moving are known.
func serveMeasured(t *testing.T) string {
	t.Helper()
	page := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, `<!doctype html><html lang=en><title>Measured</title><link rel=icon href="/icon.svg">%s`, body)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/still", page(`<h1 id=told>Still</h1><p>Below</p>`))
	mux.Handle("/moves", page(`<h1 id=told>Moves</h1><p>Below</p>
<script>const push = () => { const d = document.createElement("div"); d.style.height = "200px"; d.id = "pushed"; document.body.prepend(d); };
new PerformanceObserver((_, o) => { o.disconnect(); push(); }).observe({type: "paint", buffered: true}); // only what has been painted moves
</script>`))
	mux.Handle("/late", page(`<h1>Late</h1>
<script>setTimeout(() => { const h = document.createElement("h2"); h.id = "told"; h.textContent = "Told"; document.body.append(h); }, 400)</script>`))
	mux.Handle("/tap", page(`<a id=on href="/late">On</a>`))
	mux.Handle("/heavy", page(`<link rel=stylesheet href="/kept.css"><h1>Heavy</h1>`+strings.Repeat("x ", 2000)))
	mux.Handle("/turn", http.RedirectHandler("/heavy", http.StatusSeeOther))
	mux.HandleFunc("/kept.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Cache-Control", "max-age=3600, immutable")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, strings.Repeat("h1 { color: black }\n", 5000))
		z.Close()
	})
	mux.HandleFunc("/icon.svg", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg"/>`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestLoaded(t *testing.T) {
	base := serveMeasured(t)
	p := testkit.Open(t, testkit.Options{})
	p.Goto(base + "/turn")
	cold := map[string]testkit.Load{}
	for _, l := range p.Loaded() {
		u, err := url.Parse(l.URL)
		if err != nil {
			t.Fatal(err)
		}
		cold[u.Path] = l
	}
	for path, want := range map[string]struct {
		kind, encoding string
		least, most    int64
	}{
		"/turn":     {"Redirect", "", 50, 500},
		"/heavy":    {"Document", "", 4000, 5000},
		"/kept.css": {"Stylesheet", "gzip", 100, 1500}, // of 100 000 bytes
		"/icon.svg": {"", "", 40, 500},
	} {
		got, ok := cold[path]
		if !ok || want.kind != "" && got.Kind != want.kind || got.Encoding != want.encoding || got.Bytes < want.least || got.Bytes > want.most {
			t.Errorf("%s: %+v, want %+v", path, got, want)
		}
	}

	p.Goto(base + "/heavy")
	for _, l := range p.Loaded() {
		if strings.HasSuffix(l.URL, ".css") {
			t.Errorf("what was kept weighs again: %+v", l)
		}
	}
	p.Forget()
	p.Goto(base + "/heavy")
	if !slices.ContainsFunc(p.Loaded(), func(l testkit.Load) bool { return strings.HasSuffix(l.URL, ".css") }) {
		t.Error("what was forgotten weighs nothing")
	}
	if hosts := p.Hosts(); len(hosts) != 1 || "http://"+hosts[0] != base {
		t.Errorf("hosts %v, want that of %s", hosts, base)
	}
}

func TestShift(t *testing.T) {
	base := serveMeasured(t)
	p := testkit.Open(t, testkit.Options{Watch: "#told"})
	p.Goto(base + "/still")
	p.Painted()
	if score, what := p.Shift(); score != 0 {
		t.Errorf("nothing moves, and scores %v: %s", score, what)
	}
	p.Goto(base + "/moves")
	p.WaitFor("#pushed")
	if score, what := p.Shift(); score < 0.01 || !strings.Contains(what, "told") {
		t.Errorf("everything moves, and scores %v: %q", score, what)
	}
}

// What is inserted after a while cannot be painted before.
func TestPainted(t *testing.T) {
	base := serveMeasured(t)
	p := testkit.Open(t, testkit.Options{Watch: "#told"})
	p.Goto(base + "/tap")
	p.Follow("#on")
	loaded, tapped := p.Painted()
	if loaded < 400*time.Millisecond {
		t.Errorf("painted %v after the navigation, and there only after 400 ms", loaded)
	}
	if tapped < loaded || tapped > time.Minute {
		t.Errorf("painted %v after the tap, %v after the navigation that it began", tapped, loaded)
	}
	if first := p.FirstPaint(); first <= 0 || first > loaded {
		t.Errorf("something was painted after %v, the last thing after %v", first, loaded)
	}
}

func TestSlow(t *testing.T) {
	base := serveMeasured(t)
	p := testkit.Open(t, testkit.Options{})
	p.Slow(testkit.Line{Latency: 300, Rate: 400}, 2)
	p.Goto(base + "/turn") // two latencies, and 4 kB at 50 kB/s
	if waited := testkit.Eval[float64](p, `performance.getEntriesByType("navigation")[0].responseEnd`); waited < 600+80 {
		t.Errorf("two requests took %v ms on a line of 300 ms", waited)
	}
}
