package testkit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

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
	return findProgram("CHROME_PATH", browsers, errNoChromium)
}

func (v Viewport) emulate() chromedp.Action[chromedp.Void] {
	if v.Touch {
		return chromedp.EmulateViewport(v.Width, v.Height, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	return chromedp.EmulateViewport(v.Width, v.Height)
}

// chromium is a tab of the one browser. Which one, the context says.
type chromium struct{}

// openChromium opens a tab for the reader of p, who hears what it tells. The
// context is that of the tab.
func openChromium(t testing.TB, p *Page) (context.Context, engine, error) {
	parent, err := start()
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	t.Cleanup(cancel)
	// The life of the tab is bound to the context of its first command, so
	// this one has no deadline.
	return ctx, chromium{}, chromedp.Do(ctx, p.emulate()...)
}

func (chromium) navigate(ctx context.Context, url string) (status int, err error) {
	res, err := chromedp.Run(ctx, chromedp.NavigateResponse(url))
	if err == nil && res != nil {
		status = int(res.Status)
	}
	return status, err
}

func (chromium) evaluate(ctx context.Context, expression string, promise bool) ([]byte, error) {
	var opts []chromedp.EvaluateOption
	if promise {
		opts = append(opts, chromedp.EvalAwaitPromise)
	}
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[[]byte](expression, append(opts, chromedp.EvalAsValue)...))
	var thrown *chromedp.ExceptionError
	if errors.As(err, &thrown) {
		err = &mistake{thrown.Error()}
	}
	return raw, err
}

func (chromium) click(ctx context.Context, at point) error {
	return chromedp.Do(ctx, chromedp.MouseClickXY(at.X, at.Y))
}

func (chromium) tap(ctx context.Context, at point, gaps ...time.Duration) (int, error) {
	touch := func(kind input.DispatchTouchEventType, fingers ...*input.TouchPoint) chromedp.Action[chromedp.Void] {
		return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			if fingers == nil {
				fingers = []*input.TouchPoint{} // the browser wants a list
			}
			_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: fingers})
			return err
		})
	}
	return taps(gaps, func() error {
		return chromedp.Do(ctx, touch("touchStart", &input.TouchPoint{X: at.X, Y: at.Y}), touch("touchEnd"))
	})
}

func (chromium) press(ctx context.Context, key string, held []string) error {
	if code, ok := keys[key]; ok {
		key = code
	}
	opts := []chromedp.KeyOption{asKeyboard}
	for _, name := range held {
		opts = append(opts, chromedp.KeyModifiers(modifierKeys[name]))
	}
	return chromedp.Do(ctx, chromedp.KeyEvent(key, opts...))
}

func (chromium) enter(ctx context.Context, text string) error {
	return chromedp.Do(ctx, chromedp.KeyEvent(text))
}

func (chromium) forgetCookies(ctx context.Context) error {
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
}

func (chromium) resize(ctx context.Context, v Viewport) error {
	return chromedp.Do(ctx, v.emulate())
}

func (chromium) picture(ctx context.Context, full bool) ([]byte, error) {
	if full {
		return chromedp.Run(ctx, chromedp.FullScreenshot(100))
	}
	return chromedp.Run(ctx, chromedp.CaptureScreenshot())
}

// media is what a page may ask about the reader.
func (o Options) media() emulation.SetEmulatedMediaParams {
	pick := func(on bool, yes, no string) string {
		if on {
			return yes
		}
		return no
	}
	return emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: pick(o.Dark, "dark", "light")},
		{Name: "prefers-reduced-motion", Value: pick(o.ReducedMotion, "reduce", "no-preference")},
		{Name: "forced-colors", Value: pick(o.ForcedColors, "active", "none")},
	}}
}

// emulate makes the tab that of the reader in the options.
func (p *Page) emulate() []chromedp.Action[chromedp.Void] {
	o := p.opts
	media := o.media()
	return []chromedp.Action[chromedp.Void]{
		o.Viewport.emulate(),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, media)
			return err
		}),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			// The language is set together with the browser's name, which
			// we leave as it is.
			agent, err := chromedp.Evaluate[string]("navigator.userAgent")(ctx, t)
			if err != nil {
				return err
			}
			_, err = cdp.Call(ctx, t, emulation.SetUserAgentOverride,
				emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: o.Language})
			return err
		}),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled,
				emulation.SetScriptExecutionDisabledParams{Value: o.NoScript})
			return err
		}),
		p.watchPaints(),
	}
}

// keys are the names of keys that print nothing, as Chromium is told them.
var keys = map[string]string{
	"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "Space": " ",
	"Backspace": kb.Backspace, "Home": kb.Home, "End": kb.End,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown,
	"ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
}

var modifierKeys = map[string]kb.Modifier{
	"Shift": chromedp.ModifierShift, "Control": chromedp.ModifierCtrl,
	"Alt": chromedp.ModifierAlt, "Meta": chromedp.ModifierMeta,
}

// asKeyboard makes a key go down as that of a keyboard does: what a page
// prevents then, such as a click by Enter, does not come a moment later.
func asKeyboard(e *input.DispatchKeyEventParams) {
	if e.Type == kb.KeyDown {
		e.Type = "rawKeyDown"
	}
}
