package testkit

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// firefox is a Firefox of its own, which is spoken to by WebDriver BiDi:
// https://www.w3.org/TR/webdriver-bidi/
type firefox struct {
	conn  *websocket.Conn
	tab   string
	touch bool
	note  func(problem string)

	mu      sync.Mutex
	calls   int
	replies map[int]chan<- bidiReply
}

// bidiReply is a message of the browser: the reply to a call, or an event.
type bidiReply struct {
	ID      int             `json:"id"`
	Type    string          `json:"type"` // success, error or event
	Method  string          `json:"method"`
	Message string          `json:"message"` // of an error
	Result  json.RawMessage `json:"result"`
	Params  json.RawMessage `json:"params"`
}

// firefoxes are the names of the browser: of its long-term release on Debian,
// and elsewhere.
var firefoxes = []string{"firefox-esr", "firefox"}

var errNoFirefox = errors.New("no Firefox: run `sh test.sh`, or set FIREFOX_PATH")

// openFirefox starts a browser for one reader. Colours, motion and languages
// are preferences of the whole browser, so it serves no second one.
func openFirefox(t testing.TB, o Options, note func(problem string)) (context.Context, engine, error) {
	if o.NoScript || o.ForcedColors || o.Watch != "" {
		return nil, nil, errors.New("no reader without scripts, with forced colours or a watch")
	}
	path, err := findProgram("FIREFOX_PATH", firefoxes, errNoFirefox)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	address, err := startFirefox(t, path, o)
	if err != nil {
		return nil, nil, err
	}
	begin, done := context.WithTimeout(ctx, startPatience)
	defer done()
	conn, _, err := websocket.Dial(begin, address+"/session", nil)
	if err != nil {
		return nil, nil, err
	}
	conn.SetReadLimit(-1)
	f := &firefox{conn: conn, touch: o.Viewport.Touch, note: note, replies: map[int]chan<- bidiReply{}}
	go f.listen(ctx)
	return ctx, f, f.begin(begin, o.Viewport)
}

// startFirefox starts the program with a fresh profile, until the test ends,
// and tells where it listens.
func startFirefox(t testing.TB, path string, o Options) (address string, err error) {
	profile, err := os.MkdirTemp("", "viva-firefox-")
	if err != nil {
		return "", err
	}
	t.Cleanup(func() { os.RemoveAll(profile) })
	if err := os.WriteFile(filepath.Join(profile, "user.js"), preferences(o), 0o600); err != nil {
		return "", err
	}
	cmd := exec.Command(path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank")
	said, err := cmd.StderrPipe()
	if err != nil {
		return "", err
	}
	if err := startUntilEnd(t, cmd); err != nil {
		return "", err
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); ok {
			go io.Copy(io.Discard, said)
			return address, nil
		}
	}
	return "", errors.New("it ended before it listened")
}

// preferences make the browser that of its reader, and let it talk to nobody
// but this machine: all else goes to a proxy that is not there.
func preferences(o Options) []byte {
	pick := func(on bool, yes, no int) int {
		if on {
			return yes
		}
		return no
	}
	var b strings.Builder
	for name, value := range map[string]any{
		"layout.css.prefers-color-scheme.content-override": pick(o.Dark, 0, 1),
		"ui.prefersReducedMotion":                          pick(o.ReducedMotion, 1, 0),
		"dom.w3c_touch_events.enabled":                     pick(o.Viewport.Touch, 1, 0),
		"intl.accept_languages":                            o.Language,
		"network.proxy.type":                               1,
		"network.proxy.http":                               "127.0.0.1",
		"network.proxy.http_port":                          9,
		"network.proxy.ssl":                                "127.0.0.1",
		"network.proxy.ssl_port":                           9,
	} {
		text, _ := json.Marshal(value) // of a number or a string
		fmt.Fprintf(&b, "user_pref(%q, %s);\n", name, text)
	}
	return []byte(b.String())
}

// begin asks for the tab that is open and for what its console tells.
func (f *firefox) begin(ctx context.Context, v Viewport) error {
	if _, err := f.call(ctx, "session.new", map[string]any{"capabilities": struct{}{}}); err != nil {
		return err
	}
	if _, err := f.call(ctx, "session.subscribe", map[string]any{"events": []string{"log.entryAdded"}}); err != nil {
		return err
	}
	raw, err := f.call(ctx, "browsingContext.getTree", struct{}{})
	if err != nil {
		return err
	}
	var tree struct {
		Contexts []struct {
			Context string `json:"context"`
		} `json:"contexts"`
	}
	if err := json.Unmarshal(raw, &tree); err != nil {
		return err
	}
	if len(tree.Contexts) == 0 {
		return errors.New("it has no tab")
	}
	f.tab = tree.Contexts[0].Context
	return f.resize(ctx, v)
}

// listen hands replies to those who wait for them, until the browser is gone.
func (f *firefox) listen(ctx context.Context) {
	for {
		_, raw, err := f.conn.Read(ctx)
		if err != nil {
			return
		}
		var r bidiReply
		if err := json.Unmarshal(raw, &r); err != nil {
			f.note("a message that is not of the protocol: " + err.Error())
			continue
		}
		if r.Method == "log.entryAdded" {
			f.noteLog(r.Params)
			continue
		}
		f.mu.Lock()
		reply := f.replies[r.ID]
		delete(f.replies, r.ID)
		f.mu.Unlock()
		if reply != nil {
			reply <- r
		}
	}
}

// givenUp is in what is told of a load that ended because its page was left:
// NS_BINDING_ABORTED.
const givenUp = "status=2152398850"

// noteLog keeps an entry of the console that speaks against the page: an error
// of its own, an uncaught exception, what the policy refused.
func (f *firefox) noteLog(params json.RawMessage) {
	var entry struct{ Level, Type, Text string }
	if err := json.Unmarshal(params, &entry); err == nil && entry.Level == "error" && !strings.Contains(entry.Text, givenUp) {
		f.note(entry.Type + " error: " + entry.Text)
	}
}

// call sends a command and waits for its result.
func (f *firefox) call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	reply := make(chan bidiReply, 1)
	f.mu.Lock()
	f.calls++
	id := f.calls
	f.replies[id] = reply
	f.mu.Unlock()
	message, err := json.Marshal(map[string]any{"id": id, "method": method, "params": params})
	if err != nil {
		return nil, err
	}
	if err := f.conn.Write(ctx, websocket.MessageText, message); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", method, ctx.Err())
	case r := <-reply:
		if r.Type == "error" {
			return nil, fmt.Errorf("%s: %s", method, r.Message)
		}
		return r.Result, nil
	}
}

func (f *firefox) navigate(ctx context.Context, url string) (status int, err error) {
	if _, err := f.call(ctx, "browsingContext.navigate", map[string]any{"context": f.tab, "url": url, "wait": "complete"}); err != nil {
		return 0, err
	}
	raw, err := f.evaluate(ctx, `performance.getEntriesByType("navigation")[0]?.responseStatus ?? 0`, false)
	if err != nil {
		return 0, err
	}
	return decode[int](raw)
}

func (f *firefox) evaluate(ctx context.Context, expression string, promise bool) ([]byte, error) {
	raw, err := f.call(ctx, "script.evaluate", map[string]any{
		"expression": asJSON(expression, promise), "awaitPromise": promise, "target": map[string]any{"context": f.tab}})
	if err != nil {
		return nil, err
	}
	var got struct {
		Type             string
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		return nil, err
	}
	if got.Type == "exception" {
		return nil, &mistake{got.ExceptionDetails.Text}
	}
	return []byte(got.Result.Value), nil
}

func (f *firefox) act(ctx context.Context, sources []source) error {
	_, err := f.call(ctx, "input.performActions", map[string]any{"context": f.tab, "actions": sources})
	return err
}

func (f *firefox) click(ctx context.Context, at point) error {
	return f.act(ctx, click("mouse", at))
}

func (f *firefox) tap(ctx context.Context, at point, gaps ...time.Duration) (int, error) {
	return taps(gaps, func() error { return f.act(ctx, click("touch", at)) })
}

func (f *firefox) press(ctx context.Context, key string, held []string) error {
	return f.act(ctx, pressing(key, held))
}

func (f *firefox) enter(ctx context.Context, text string) error { return f.act(ctx, typing(text)) }

func (f *firefox) forgetCookies(ctx context.Context) error {
	_, err := f.call(ctx, "storage.deleteCookies", struct{}{})
	return err
}

func (f *firefox) resize(ctx context.Context, v Viewport) error {
	_, err := f.call(ctx, "browsingContext.setViewport", map[string]any{
		"context": f.tab, "viewport": map[string]int64{"width": v.Width, "height": v.Height}})
	return err
}

func (f *firefox) picture(ctx context.Context, full bool) ([]byte, error) {
	origin := "viewport"
	if full {
		origin = "document"
	}
	raw, err := f.call(ctx, "browsingContext.captureScreenshot", map[string]any{"context": f.tab, "origin": origin})
	if err != nil {
		return nil, err
	}
	var got struct{ Data []byte }
	err = json.Unmarshal(raw, &got)
	return got.Data, err
}
