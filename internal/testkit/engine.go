package testkit

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

// Engine is what draws a page. The zero value is Chromium, which alone can do
// without scripts, slow down, print, tell of paints and count bytes.
type Engine int

// The engines of the browsers that people use, for Options.Engine. WebKit tells
// no status of a page and nothing of its console.
const (
	Chromium Engine = iota
	Firefox
	WebKit
)

// Engines are all of them.
var Engines = []Engine{Chromium, Firefox, WebKit}

func (e Engine) String() string { return [...]string{"Chromium", "Firefox", "WebKit"}[e] }

// engine is one tab with cookies of its own, as the engine that draws it is
// told what to do.
type engine interface {
	// navigate loads the address and returns the HTTP status, 0 where the
	// engine does not tell it.
	navigate(ctx context.Context, url string) (status int, err error)
	// evaluate computes a JavaScript expression to JSON, none where it is
	// undefined, and a promise to what it is fulfilled with where that is
	// asked for. A mistake of the expression is a *mistake; all other errors
	// may come from a page that is being left.
	evaluate(ctx context.Context, expression string, promise bool) ([]byte, error)
	// click clicks at a point of the viewport with a mouse.
	click(ctx context.Context, at point) error
	// tap touches a point with a finger, and once more after each gap, and
	// tells how many touches came. Where the engine knows no fingers, it is a
	// mouse.
	tap(ctx context.Context, at point, gaps ...time.Duration) (came int, err error)
	// press presses a key, a character or one of keys, while the modifiers
	// are held.
	press(ctx context.Context, key string, held []string) error
	// enter types a text into what has the focus.
	enter(ctx context.Context, text string) error
	// forgetCookies makes the reader one who has never been here.
	forgetCookies(ctx context.Context) error
	// resize shows the page in that size, or the nearest that the engine has.
	resize(ctx context.Context, v Viewport) error
	// picture draws what is in view, or the full page where the engine can.
	picture(ctx context.Context, full bool) (png []byte, err error)
}

// mistake is an exception of an expression that a test wrote.
type mistake struct{ text string }

func (m *mistake) Error() string { return "exception: " + m.text }

// asJSON makes an expression one that is computed to JSON as a string. Engines
// differ in how they tell an object.
func asJSON(expression string, promise bool) string {
	if promise {
		return "(async () => JSON.stringify(await (" + expression + "\n)))()"
	}
	return "JSON.stringify((" + expression + "\n))"
}

// decode reads what an expression was computed to. Only what can be nil may be
// null or undefined.
func decode[T any](raw []byte) (value T, err error) {
	if len(raw) == 0 || string(raw) == "null" {
		raw = []byte("null")
		if none, _ := json.Marshal(value); string(none) != "null" {
			return value, fmt.Errorf("null or undefined, want %T", value)
		}
	}
	err = json.Unmarshal(raw, &value)
	return value, err
}

// findProgram finds the program that the variable of the environment names, or
// the first of the names.
func findProgram(variable string, names []string, none error) (string, error) {
	if path := os.Getenv(variable); path != "" {
		names = []string{path}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", none
}

// startPatience bounds the start of a browser of its own, which does more than a
// step and has to do it beside the browsers of other packages.
const startPatience = 3 * patience

// startUntilEnd starts a program that the end of the test kills.
func startUntilEnd(t testing.TB, cmd *exec.Cmd) error {
	cmd.WaitDelay = time.Second // what it started may have its output a moment longer
	if err := cmd.Start(); err != nil {
		return err
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	return nil
}
