package testkit

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Load is one answer that the page got from the network.
type Load struct {
	URL      string
	Kind     string // Document, Stylesheet, Script, Image, Fetch ...
	Encoding string // content coding: br, gzip, or "" for none
	Bytes    int64  // headers and body, as they came over the line
}

// noteLoad keeps what the browser tells about its network: the answer first,
// and when it has come in whole how long it was.
func (p *Page) noteLoad(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if r := e.RedirectResponse; r != nil {
			p.loads = append(p.loads, newLoad(r, "Redirect", r.EncodedDataLength))
		}
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument {
			clear(p.coming) // of a page that was left we may never hear the end
		}
		p.coming[e.RequestID] = newLoad(e.Response, string(e.Type), 0)
	case *network.EventLoadingFailed:
		delete(p.coming, e.RequestID)
	case *network.EventLoadingFinished:
		l, ok := p.coming[e.RequestID]
		if !ok {
			return
		}
		delete(p.coming, e.RequestID)
		if l.Bytes = int64(e.EncodedDataLength); l.Bytes > 0 { // not from the cache
			p.loads = append(p.loads, l)
		}
	}
}

func newLoad(r *network.Response, kind string, bytes float64) Load {
	l := Load{URL: r.URL, Kind: kind, Bytes: int64(bytes)}
	for name, value := range r.Headers {
		if text, ok := value.(string); ok && strings.EqualFold(name, "Content-Encoding") {
			l.Encoding = text
		}
	}
	return l
}

// Loaded returns what came over the network since the last call. What the page
// links to but the browser had no use for, such as an icon when nobody looks
// at the tab, is loaded first, so that the sum is what a page weighs at most.
func (p *Page) Loaded() []Load {
	p.t.Helper()
	Eval[int](p, `(async () => {
		await document.fonts.ready;
		const links = [...document.querySelectorAll("link[href]:not([rel=canonical], [rel=alternate]), script[src], img[src]")].map(e => e.href || e.src);
		const seen = new Set(performance.getEntriesByType("resource").map(e => e.name));
		const missing = links.filter(l => !seen.has(l));
		await Promise.all(missing.map(l => fetch(l).then(r => r.text())));
		return missing.length;
	})()`)
	var loads []Load
	p.step("wait for what is loading", func(ctx context.Context) error {
		for !p.takeLoads(&loads) {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(20 * time.Millisecond):
			}
		}
		return nil
	})
	return loads
}

// takeLoads takes what has come, once nothing is on its way.
func (p *Page) takeLoads(loads *[]Load) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.coming) > 0 {
		return false
	}
	*loads, p.loads = p.loads, nil
	return true
}

// Weight is the sum of the bytes of all loads.
func Weight(loads []Load) (bytes int64) {
	for _, l := range loads {
		bytes += l.Bytes
	}
	return bytes
}

// Hosts returns the hosts, with their ports, that the page has asked, each
// once and in order.
func (p *Page) Hosts() []string {
	var hosts []string
	for _, address := range p.Requests() {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			hosts = append(hosts, u.Host)
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// Forget empties the cache, so that the next page is loaded as by a reader
// who has never been here, cookies excepted.
func (p *Page) Forget() {
	p.t.Helper()
	p.step("empty the cache", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, network.ClearBrowserCache, cdp.Empty{})
			return err
		}))
	})
}
