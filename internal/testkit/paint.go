package testkit

import (
	"context"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// watcher runs before the page's own scripts. It notes when somebody last
// tapped (across pages, so on one clock), marks what is watched so that the
// browser tells when it paints it, and notes what moved and which task was the longest.
const watcher = `(() => {
	const self = window.__testkit = {painted: null, shift: 0, shifts: [], longest: 0};
	addEventListener("click", e => sessionStorage.setItem("testkit-tap", performance.timeOrigin + e.timeStamp), {capture: true});
	const mark = () => document.querySelectorAll(WATCHED).forEach(e => { if (!e.hasAttribute("elementtiming")) e.setAttribute("elementtiming", "watched") });
	new MutationObserver(mark).observe(document, {childList: true, subtree: true});
	new PerformanceObserver(list => list.getEntries().forEach(e => {
		if (e.identifier === "watched" && self.painted === null) self.painted = performance.timeOrigin + (e.renderTime || e.startTime);
	})).observe({type: "element", buffered: true});
	new PerformanceObserver(list => list.getEntries().forEach(e => {
		if (e.hadRecentInput) return;
		self.shift += e.value;
		for (const s of e.sources) self.shifts.push(e.value.toFixed(4) + " " + (s.node && s.node.nodeType === 1 ? s.node.outerHTML.slice(0, 80) : s.node && s.node.nodeName) +
			" from " + JSON.stringify(s.previousRect) + " to " + JSON.stringify(s.currentRect));
	})).observe({type: "layout-shift", buffered: true});
	new PerformanceObserver(list => list.getEntries().forEach(e => { self.longest = Math.max(self.longest, e.duration) })).observe({type: "longtask", buffered: true});
})()`

// watchPaints makes every page of the tab tell of its painting, if wanted.
func (p *Page) watchPaints() chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if p.opts.Watch == "" {
			return nil
		}
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: strings.ReplaceAll(watcher, "WATCHED", quote(p.opts.Watch))})
		return err
	})
}

// Painted waits until the element that Options.Watch names is on the screen,
// and tells how long that took from the beginning of the navigation and, when
// one tap led here, from that tap.
func (p *Page) Painted() (sinceNavigation, sinceTap time.Duration) {
	p.t.Helper()
	ms := poll[[2]float64](p, "wait for the painting of "+p.opts.Watch, `(() => {
		const at = window.__testkit?.painted;
		if (!at) return null;
		return [at - performance.timeOrigin, at - Number(sessionStorage.getItem("testkit-tap") || at)];
	})()`)
	duration := func(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
	return duration(ms[0]), duration(ms[1])
}

// FirstPaint is the time from the beginning of the navigation to the first
// text or picture on the screen.
func (p *Page) FirstPaint() time.Duration {
	p.t.Helper()
	ms := poll[float64](p, "wait for the first paint", `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null`)
	return time.Duration(ms * float64(time.Millisecond))
}

// LongestTask is the longest that this page has kept its thread busy in one
// go; 0 where nothing took 50 ms, since the browser tells of nothing shorter.
func (p *Page) LongestTask() time.Duration {
	p.t.Helper()
	return time.Duration(Eval[float64](p, `window.__testkit.longest`) * float64(time.Millisecond))
}

// Shift is how much of this page has moved since it was loaded, without the
// reader doing anything in the half second before: the sum of the browser's
// layout-shift scores, 0 when nothing did. what tells what moved.
func (p *Page) Shift() (score float64, what string) {
	p.t.Helper()
	if p.opts.Watch == "" {
		p.t.Fatal("shift: the page is not watched; set Options.Watch")
	}
	// Two frames later, what has moved is told.
	Eval[bool](p, `new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => r(true)))))`)
	got := Eval[struct {
		Score float64  `json:"score"`
		What  []string `json:"what"`
	}](p, `({score: window.__testkit.shift, what: window.__testkit.shifts})`)
	return got.Score, strings.Join(got.What, "\n")
}
