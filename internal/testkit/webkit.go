package testkit

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// webkit is a session of WebKitGTK's driver, which is spoken to by WebDriver
// over HTTP: https://www.w3.org/TR/webdriver2/
type webkit struct{ session string }

var (
	errNoWebKit = errors.New("no WebKitWebDriver: run `sh test.sh`, or set WEBKIT_DRIVER_PATH")
	errNoScreen = errors.New("no Xvfb, which WebKit draws on: run `sh test.sh`")
)

// openWebKit starts a screen, a driver and its browser for one reader.
func openWebKit(t testing.TB, o Options) (context.Context, engine, error) {
	if o.NoScript || o.ForcedColors || o.Watch != "" || o.Language != "en" {
		return nil, nil, errors.New("no reader without scripts, with forced colours, a watch or another language than English")
	}
	driver, err := findProgram("WEBKIT_DRIVER_PATH", []string{"WebKitWebDriver"}, errNoWebKit)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	display, err := startScreen(t)
	if err != nil {
		return nil, nil, err
	}
	address, err := startDriver(t, driver, display, o)
	if err != nil {
		return nil, nil, err
	}
	begin, done := context.WithTimeout(ctx, startPatience)
	defer done()
	w, err := newSession(begin, address, o)
	if err != nil {
		return nil, nil, err
	}
	t.Cleanup(func() { // a driver that is ended leaves its browser behind
		end, done := context.WithTimeout(ctx, patience)
		defer done()
		w.call(end, http.MethodDelete, "", nil, nil)
	})
	return ctx, w, w.resize(begin, o.Viewport)
}

// startScreen starts a screen that nobody sees, until the test ends, and tells
// its name.
func startScreen(t testing.TB) (display string, err error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return "", errNoScreen
	}
	number, told, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer number.Close()
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "1600x1400x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{told} // its third
	err = startUntilEnd(t, cmd)
	told.Close()
	if err != nil {
		return "", err
	}
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("Xvfb ended before it had a screen: %w", err)
	}
	return ":" + strings.TrimSpace(line), nil
}

// startDriver starts the driver on that screen, until the test ends, and tells
// its address. The reader's motion is a setting of GTK.
func startDriver(t testing.TB, path, display string, o Options) (address string, err error) {
	home, err := os.MkdirTemp("", "viva-webkit-")
	if err != nil {
		return "", err
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	settings := filepath.Join(home, "gtk-3.0", "settings.ini")
	if err := os.Mkdir(filepath.Dir(settings), 0o700); err != nil {
		return "", err
	}
	text := fmt.Sprintf("[Settings]\ngtk-enable-animations=%t\n", !o.ReducedMotion)
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		return "", err
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(free.Addr().String())
	free.Close()
	if err != nil {
		return "", err
	}
	cmd := exec.Command(path, "--host=127.0.0.1", "--port="+port)
	cmd.Env = append(os.Environ(), "DISPLAY="+display, "GDK_BACKEND=x11", "GSETTINGS_BACKEND=memory", "NO_AT_BRIDGE=1",
		"XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "XDG_DATA_HOME="+home)
	return "http://127.0.0.1:" + port, startUntilEnd(t, cmd)
}

// newSession starts the driver's browser, which talks to nobody but this
// machine: all else goes to a proxy that is not there.
func newSession(ctx context.Context, address string, o Options) (*webkit, error) {
	args := []string{"--automation", "--proxy=http://127.0.0.1:9", "--ignore-host=127.0.0.1", "--ignore-host=localhost"}
	if o.Dark {
		args = append(args, "--dark-mode")
	}
	wanted := map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"webkitgtk:browserOptions": map[string]any{"args": args}}}}
	w := &webkit{address + "/session"}
	for {
		var got struct {
			SessionID string `json:"sessionId"`
		}
		err := w.call(ctx, http.MethodPost, "", wanted, &got)
		if err == nil {
			w.session += "/" + got.SessionID
			return w, nil
		}
		var refused *net.OpError // while the driver starts
		if !errors.As(err, &refused) || ctx.Err() != nil {
			return nil, err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// call sends a command and reads its value.
func (w *webkit) call(ctx context.Context, method, path string, params, value any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return err
	}
	if params == nil {
		body = nil
	}
	req, err := http.NewRequestWithContext(ctx, method, w.session+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	reply := struct{ Value json.RawMessage }{}
	if err := json.NewDecoder(res.Body).Decode(&reply); err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if res.StatusCode != http.StatusOK {
		var failed struct{ Error, Message string }
		json.Unmarshal(reply.Value, &failed) // says less when it is of another form
		if failed.Error == "javascript error" {
			return &mistake{failed.Message}
		}
		return fmt.Errorf("%s %s: %s: %s", method, path, failed.Error, failed.Message)
	}
	if value == nil {
		return nil
	}
	return json.Unmarshal(reply.Value, value)
}

func (w *webkit) post(ctx context.Context, path string, params map[string]any) error {
	return w.call(ctx, http.MethodPost, path, params, nil)
}

func (w *webkit) navigate(ctx context.Context, url string) (status int, err error) {
	return 0, w.post(ctx, "/url", map[string]any{"url": url})
}

func (w *webkit) evaluate(ctx context.Context, expression string, promise bool) ([]byte, error) {
	var text string // stays empty where the value is undefined
	err := w.call(ctx, http.MethodPost, "/execute/sync", map[string]any{
		"script": "return " + asJSON(expression, promise), "args": []any{}}, &text)
	return []byte(text), err
}

func (w *webkit) act(ctx context.Context, sources []source) error {
	return w.post(ctx, "/actions", map[string]any{"actions": sources})
}

func (w *webkit) click(ctx context.Context, at point) error {
	return w.act(ctx, click("mouse", at))
}

func (w *webkit) tap(ctx context.Context, at point, gaps ...time.Duration) (int, error) {
	return taps(gaps, func() error { return w.act(ctx, click("mouse", at)) })
}

func (w *webkit) press(ctx context.Context, key string, held []string) error {
	return w.act(ctx, pressing(key, held))
}

func (w *webkit) enter(ctx context.Context, text string) error { return w.act(ctx, typing(text)) }

// forgetCookies leaves those of other hosts than the page's.
func (w *webkit) forgetCookies(ctx context.Context) error {
	return w.call(ctx, http.MethodDelete, "/cookie", nil, nil)
}

// resize makes the window as wide and high as the page needs with what the
// browser has around it. The narrowest window is 447 pixels wide.
func (w *webkit) resize(ctx context.Context, v Viewport) error {
	raw, err := w.evaluate(ctx, "outerHeight - innerHeight", false)
	if err != nil {
		return err
	}
	above, err := decode[int64](raw)
	if err != nil {
		return err
	}
	return w.post(ctx, "/window/rect", map[string]any{"width": v.Width, "height": v.Height + above})
}

func (w *webkit) picture(ctx context.Context, _ bool) (png []byte, err error) {
	err = w.call(ctx, http.MethodGet, "/screenshot", nil, &png)
	return png, err
}
