// Package testkit opens pages in real browsers, for tests. Begin with Main,
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
// Start the server before the page, so that it ends after it. One Chromium
// serves all tests of a package; each page has cookies and storage of its own.
// Methods end the test when the browser cannot do what they ask. A test also
// fails, at its end, on every console error, uncaught exception, policy (CSP)
// violation or request that leaves this machine, unless it asked for them with
// Problems.
package testkit

import (
	"context"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
	"time"
)

// patience bounds one step of a test. It is long because several browsers
// may share two slow cores; nothing is measured by it.
const patience = 40 * time.Second

// Main runs the tests of a package, then closes the browser, if one was started,
// and does what else is to be done after them. It does not return.
func Main(m *testing.M, after ...func()) {
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
	for _, do := range after {
		do()
	}
	os.Exit(code)
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
