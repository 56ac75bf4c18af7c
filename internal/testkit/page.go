package testkit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
)

// Viewport is the size of a page in CSS pixels.
type Viewport struct {
	Width, Height int64
	Touch         bool // a phone: touch events, mobile layout
}

// The two sizes that every page is looked at in.
var (
	Phone   = Viewport{Width: 360, Height: 740, Touch: true}
	Desktop = Viewport{Width: 1280, Height: 800}
)

// Options is what a reader brings to a page. The zero value is a desktop in
// English and light colours, with JavaScript.
type Options struct {
	Engine        Engine
	Viewport      Viewport // Desktop when zero
	Dark          bool
	ForcedColors  bool
	ReducedMotion bool
	NoScript      bool
	Language      string // as in Accept-Language: "fr-CA,fr"; "en" when empty
	Watch         string // CSS selector whose painting Painted tells, see there

	// AllowStatus lists the HTTP statuses, such as 404 and 422, that may
	// arrive; the browser logs each as an error.
	AllowStatus []int
}

// Page is one tab with cookies of its own.
type Page struct {
	t      testing.TB
	ctx    context.Context
	opts   Options
	engine engine
	seen   int          // how often another page was waited for
	axe    cdp.ScriptID // of the accessibility checker, where Chromium has it

	mu       sync.Mutex
	problems []string
	requests []string
	coming   map[network.RequestID]Load // begun to arrive
	loads    []Load
}

// Open opens a blank page and closes it when the test ends. Under -short the
// test steps aside: a browser costs more than all else.
func Open(t testing.TB, o Options) *Page {
	t.Helper()
	Long(t)
	if o.Viewport.Width == 0 {
		o.Viewport = Desktop
	}
	if o.Language == "" {
		o.Language = "en"
	}
	p := &Page{t: t, opts: o, coming: map[network.RequestID]Load{}}
	var err error
	switch o.Engine {
	case Firefox:
		p.ctx, p.engine, err = openFirefox(t, o, func(problem string) { p.note(&p.problems, problem) })
	case WebKit:
		p.ctx, p.engine, err = openWebKit(t, o)
	default:
		p.ctx, p.engine, err = openChromium(t, p)
	}
	if err != nil {
		t.Fatalf("open a page of %s: %v", o.Engine, err)
	}
	t.Cleanup(func() {
		for _, problem := range p.Problems() {
			t.Errorf("page: %s", problem)
		}
	})
	if o.Engine == Chromium {
		p.begin()
	}
	return p
}

// begin goes to an empty page of the host that the tests serve on, of which
// nothing is kept. The browser lets the process of about:blank draw it, and
// after it the site. From about:blank straight to the site it would start
// another process: the site's Cross-Origin-Opener-Policy parts the two.
func (p *Page) begin() {
	p.t.Helper()
	p.Goto(browser.blank)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems, p.requests, p.loads = nil, nil, nil
	clear(p.coming)
}

// step runs do within our patience and ends the test when it fails, telling
// where the page stood.
func (p *Page) step(what string, do func(ctx context.Context) error) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := do(ctx); err != nil {
		p.t.Fatalf("%s: %v\n%s", what, err, p.where())
	}
}

// where describes the page for a failing test.
func (p *Page) where() string {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	text, err := evaluate[string](ctx, p, `location.href + "\n" + document.title + "\n" + (document.body ? document.body.innerText.slice(0, 600) : "")`)
	if err != nil {
		return "the page does not answer: " + err.Error()
	}
	return "the page was " + text
}

// Goto loads the address and returns the HTTP status, 0 where the engine does
// not tell it.
func (p *Page) Goto(url string) (status int) {
	p.t.Helper()
	p.step("go to "+url, func(ctx context.Context) (err error) {
		status, err = p.engine.navigate(ctx, url)
		return err
	})
	return status
}

// Loads does what the test says and waits until another page is there with all
// that it loads, or until a script has put one, with its address, in the place
// of this. The page that is left is known by a mark: one that comes back as it
// was left has an older mark.
//
// A page that a script has put there is left to be seen for a moment, as people
// do: the player ignores the second tap of two at once.
func (p *Page) Loads(do func()) {
	p.t.Helper()
	p.seen++
	Eval[int](p, fmt.Sprintf("self.testkitSeen = %d", p.seen))
	left := p.URL()
	do()
	p.WaitUntil(fmt.Sprintf(`self.testkitSeen === %d ? location.href !== %q : performance.getEntriesByType("navigation")[0]?.loadEventEnd > 0`, p.seen, left))
	if Eval[bool](p, fmt.Sprintf("self.testkitSeen === %d", p.seen)) {
		time.Sleep(450 * time.Millisecond)
	}
}

// Back goes to the page before.
func (p *Page) Back() {
	p.t.Helper()
	p.Loads(func() { p.t.Helper(); Eval[int](p, "setTimeout(() => history.back())") })
}

// Reload loads the page once more.
func (p *Page) Reload() {
	p.t.Helper()
	p.Loads(func() { p.t.Helper(); Eval[int](p, "setTimeout(() => location.reload())") })
}

// Follow clicks a link or a button and waits until another page has loaded.
func (p *Page) Follow(selector string) {
	p.t.Helper()
	p.Loads(func() { p.t.Helper(); p.Click(selector) })
}

// Type replaces what is in a text field, key by key.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	find[bool](p, "type into", selector, `
		if (!e.checkVisibility({visibilityProperty: true})) return null;
		e.focus();
		e.select();
		return document.activeElement === e ? true : null;`)
	if text == "" {
		p.Press("Backspace")
		return
	}
	p.step("type into "+selector, func(ctx context.Context) error { return p.engine.enter(ctx, text) })
}

// modifiers are keys that are held while another is pressed.
var modifiers = []string{"Shift", "Control", "Alt", "Meta"}

// Press presses a key where the focus is: a character, a name such as "Tab"
// or "ArrowDown", or either with modifiers before it, as in "Shift+Tab".
func (p *Page) Press(key string) {
	p.t.Helper()
	var held []string
	name := key
	for {
		before, after, more := strings.Cut(name, "+")
		if !more || !slices.Contains(modifiers, before) {
			break
		}
		held, name = append(held, before), after
	}
	if named[name] == "" && utf8.RuneCountInString(name) != 1 {
		p.t.Fatalf("press %s: there is no such key", key)
	}
	p.step("press "+key, func(ctx context.Context) error { return p.engine.press(ctx, name, held) })
}

// WaitFor waits until the first element that matches the selector is visible.
func (p *Page) WaitFor(selector string) {
	p.t.Helper()
	find[bool](p, "wait for", selector, "return e.checkVisibility({visibilityProperty: true}) ? true : null;")
}

// WaitUntil waits until the JavaScript condition holds.
func (p *Page) WaitUntil(condition string) {
	p.t.Helper()
	poll[bool](p, "wait until "+condition, "("+condition+") ? true : null")
}

// Text is the text of the first matching element, as a reader sees it.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return strings.TrimSpace(find[string](p, "read", selector, "return e.innerText;"))
}

// find runs the body of a JavaScript function on the first element e that
// matches the selector, again and again until it returns something.
//
// The browser's own tree of nodes would do the same, but goes stale whenever
// a script or a navigation changes the page between two commands.
func find[T any](p *Page, what, selector, body string) T {
	p.t.Helper()
	return poll[T](p, what+" "+selector, onFirst(selector, body))
}

// onFirst is the body of a JavaScript function applied to the first element e
// that matches the selector, or null.
func onFirst(selector, body string) string {
	return fmt.Sprintf(`(() => { const e = document.querySelector(%s); if (!e) return null; %s })()`, quote(selector), body)
}

// poll computes the expression until it is not null.
func poll[T any](p *Page, what, expression string) (value T) {
	p.t.Helper()
	p.step(what, func(ctx context.Context) (err error) {
		value, err = await[T](ctx, p, expression)
		return err
	})
	return value
}

// await computes the expression until it is not null.
func await[T any](ctx context.Context, p *Page, expression string) (value T, err error) {
	for {
		got, err := evaluate[*T](ctx, p, expression)
		var wrong *mistake
		switch {
		case errors.As(err, &wrong):
			return value, err // in the test's own expression
		case err == nil && got != nil:
			return *got, nil
		}
		// Other errors come from a page that is about to be replaced.
		select {
		case <-ctx.Done():
			return value, errors.Join(ctx.Err(), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// evaluate computes the expression once.
func evaluate[T any](ctx context.Context, p *Page, expression string) (value T, err error) {
	raw, err := p.engine.evaluate(ctx, expression, false)
	if err != nil {
		return value, err
	}
	return decode[T](raw)
}

// quote writes a string as JavaScript does.
func quote(s string) string {
	b, _ := json.Marshal(s) // a string cannot fail
	return string(b)
}

// Exists reports whether any element matches the selector now.
func (p *Page) Exists(selector string) bool {
	p.t.Helper()
	return Eval[bool](p, "document.querySelector("+quote(selector)+") !== null")
}

// URL is the address of the page.
func (p *Page) URL() string {
	p.t.Helper()
	return Eval[string](p, "location.href")
}

// Eval computes a JavaScript expression on the page, waiting for a promise.
// It also works where the page's own scripts are off, promises excepted.
func Eval[T any](p *Page, expression string) (value T) {
	p.t.Helper()
	p.step("evaluate "+head(expression), func(ctx context.Context) (err error) {
		raw, err := p.engine.evaluate(ctx, expression, true)
		if err == nil {
			value, err = decode[T](raw)
		}
		return err
	})
	return value
}

// head shortens a script for a message.
func head(s string) string {
	if len(s) > 120 {
		return s[:120] + "..."
	}
	return s
}

// Screenshot writes a PNG of what is in view, or of the full page where the
// engine can, and makes the directory when needed.
func (p *Page) Screenshot(path string, full bool) {
	p.t.Helper()
	p.step("screenshot "+path, func(ctx context.Context) error {
		png, err := p.engine.picture(ctx, full)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, png, 0o644)
	})
}

// ForgetCookies makes the reader somebody whom the server of the page has never
// seen. What the browser stores else stays.
func (p *Page) ForgetCookies() {
	p.t.Helper()
	p.step("forget cookies", func(ctx context.Context) error { return p.engine.forgetCookies(ctx) })
}

// Resize shows the page in another size, as it stands, or in the nearest that
// the engine has.
func (p *Page) Resize(v Viewport) {
	p.t.Helper()
	p.step("resize", func(ctx context.Context) error { return p.engine.resize(ctx, v) })
}

// Overflow reports whether the page is wider than its viewport, so that a
// reader has to scroll sideways.
func (p *Page) Overflow() bool {
	p.t.Helper()
	return Eval[bool](p, "document.documentElement.scrollWidth > document.documentElement.clientWidth")
}
