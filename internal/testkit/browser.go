// Package testkit opens pages in a real browser, for tests. Begin with Main,
// from the TestMain of the package, then Open:
//
//	func TestMain(m *testing.M) { testkit.Main(m) }
//
//	func TestHome(t *testing.T) {
//		p := testkit.Open(t, testkit.Options{Viewport: testkit.Phone})
//		p.Goto(server.URL)
//		p.Follow("a.start")
//		p.WaitFor("form.question")
//	}
//
// Start the server before the page, so that it ends after it. One browser
// serves all tests of a package; each page has cookies and storage of its own.
// Methods end the test when the browser cannot do what they ask. A test also
// fails, at its end, on every console error, uncaught exception, policy (CSP)
// violation or request that leaves this machine, unless it asked for them with
// Problems.
package testkit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience bounds one step of a test. It is long because several browsers
// may share two slow cores; nothing is measured by it.
const patience = 40 * time.Second

// browser is the one browser of this test binary.
var browser struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	blank  string // the address of an empty page
	err    error
}

// errNoChromium says what to do rather than what was looked for.
var errNoChromium = errors.New("no chromium: run `sh test.sh`, or set CHROME_PATH")

// Main runs the tests of a package and then closes the browser, if one was
// started. It does not return.
func Main(m *testing.M) {
	ctx, cancel := context.WithCancel(context.Background())
	browser.ctx = ctx
	// Tests make a site each and leave it: with what is alive counted anew
	// each time that the memory has doubled, a seventh of their time is gone.
	debug.SetGCPercent(400)
	code := m.Run()
	if browser.cancel != nil {
		browser.cancel()
	}
	cancel()
	os.Exit(code)
}

// start returns the context of the running browser.
func start() (context.Context, error) {
	browser.once.Do(func() {
		if browser.ctx == nil {
			browser.err = errors.New("testkit: call testkit.Main from TestMain, which closes the browser")
			return
		}
		browser.ctx, browser.cancel, browser.err = launch(browser.ctx, os.Stderr)
		browser.blank = strings.Replace(serveBlank().URL, "127.0.0.1", "localhost", 1)
	})
	return browser.ctx, browser.err
}

// launches is how often a browser is started that dies before it shows a page.
// One that is killed as it starts, on a busy machine, says nothing about a page
// of ours; two in a row are no chance.
const launches = 2

// launch starts a browser that talks to nobody but this machine. A start that
// failed and was tried again is told to notes.
func launch(parent context.Context, notes io.Writer) (context.Context, context.CancelFunc, error) {
	path, err := findChromium()
	if err != nil {
		return nil, nil, err
	}
	for tried := 1; ; tried++ {
		ctx, cancel, err := launchOnce(parent, path)
		if err == nil || tried == launches {
			return ctx, cancel, err
		}
		fmt.Fprintf(notes, "testkit: start %d of the browser failed, trying again: %v\n", tried, err)
	}
}

// launchOnce starts the browser at path.
func launchOnce(parent context.Context, path string) (context.Context, context.CancelFunc, error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		// Only pages of our own are opened, and the sandbox needs name
		// spaces that containers and hardened kernels refuse.
		chromedp.NoSandbox,
		// Each test brings a reader of its own: a process kept ready for the
		// next site of a reader would be started for nobody.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,SpareRendererForSitePerProcess"),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
	)
	alloc, stop := chromedp.NewExecAllocator(parent, opts...)
	ctx, closeTab := chromedp.NewContext(alloc)
	cancel := func() { closeTab(); stop() }
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, nil, err
	}
	return ctx, cancel, nil
}

// serveBlank serves an empty page, which asks for no icon.
func serveBlank() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, `<!doctype html><title>blank</title><link rel="icon" href="data:,">`)
	}))
}

// browsers are the names that test.sh looks for, in the same order. The
// headless shell is the same engine without the windows of a browser, and
// opens a page in half the processor time.
var browsers = []string{"chromium-headless-shell", "headless-shell", "chromium", "chromium-browser", "google-chrome"}

// findChromium finds the first of them, or the one that CHROME_PATH names.
func findChromium() (string, error) {
	if path := os.Getenv("CHROME_PATH"); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", errNoChromium
		}
		return found, nil
	}
	for _, name := range browsers {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoChromium
}

// Long is said by a test that opens a browser, starts another process or takes
// a second of work, so that go test -short is a loop to think in.
func Long(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
}

// ByDay is the first n of the readers, sizes or languages that a test would see
// the same thing with, and at night all of them.
func ByDay[T any](n int, all ...T) []T {
	if Nightly() {
		return all
	}
	return all[:n]
}

// Nightly reports whether make nightly runs, which has time for more of the
// same: more kills, more samples.
func Nightly() bool { return os.Getenv("TEST_NIGHTLY") != "" }

// Root is the directory of the module, where go.mod is.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatalf("find the module: %v", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("find the module: no go.mod above the working directory")
		}
		dir = parent
	}
}
