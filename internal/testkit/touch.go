package testkit

import (
	"context"
	"time"
)

// Tap touches the middle of the first element that matches the CSS selector
// with one finger, once it is in view and nothing covers it, and the same spot
// once more after each gap, whatever is there by then. It tells how many
// touches came: a page that is just being left may take none. The page's reader
// needs a viewport with touch.
func (p *Page) Tap(selector string, gaps ...time.Duration) (came int) {
	p.t.Helper()
	at := find[point](p, "tap", selector, middle+"return at;")
	p.step("tap "+selector, func(ctx context.Context) (err error) {
		came, err = p.engine.tap(ctx, at, gaps...)
		return err
	})
	return came
}
