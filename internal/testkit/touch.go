package testkit

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Tap touches the middle of the first element that matches the CSS selector
// with one finger, once it is in view and nothing covers it. The page's reader
// needs a viewport with touch.
func (p *Page) Tap(selector string) {
	p.t.Helper()
	at := find[point](p, "tap", selector, middle+"return at;")
	touch := func(kind input.DispatchTouchEventType, fingers ...*input.TouchPoint) chromedp.Action[chromedp.Void] {
		return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			if fingers == nil {
				fingers = []*input.TouchPoint{} // the browser wants a list
			}
			_, err := cdp.Call(ctx, t, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: fingers})
			return err
		})
	}
	p.step("tap "+selector, func(ctx context.Context) error {
		return chromedp.Do(ctx, touch("touchStart", &input.TouchPoint{X: at.X, Y: at.Y}), touch("touchEnd"))
	})
}
