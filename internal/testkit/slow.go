package testkit

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Line is the quality of a connection. The browser makes each request wait
// for its latency, redirects too, and shares the throughput among them; it
// does not slow down the connecting itself, which takes a round trip on TCP
// and one more on TLS.
type Line struct {
	Latency float64 // ms from a request to the first byte of its answer
	Rate    float64 // kbit/s, in each direction
}

// Slow3G is what the preset of that name in the browser's own tools aims at:
// 400 ms, and 400 kbit/s of 500. (The tools multiply the latency by five, for
// want of a slow connecting.)
var Slow3G = Line{Latency: 400, Rate: 400}

// slowing are the parameters of slowing a connection. A browser of before the
// protocol moved "offline" into each rule refuses the command without one for
// all rules; later ones ignore it.
type slowing struct {
	Offline bool `json:"offline"`
	network.EmulateNetworkConditionsByRuleParams
}

var slowDown = cdp.Command[slowing, network.EmulateNetworkConditionsByRuleResult]{Method: network.CommandEmulateNetworkConditionsByRule}

// Slow makes the page's connection that line, and its processor so many times
// slower, from now on.
func (p *Page) Slow(line Line, processor float64) {
	p.t.Helper()
	bytes := line.Rate * 1000 / 8 // a second
	conditions := slowing{EmulateNetworkConditionsByRuleParams: network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{
			{Latency: line.Latency, DownloadThroughput: bytes, UploadThroughput: bytes},
		},
	}}
	p.step("slow the page down", func(ctx context.Context) error {
		return chromedp.Do(ctx,
			chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, slowDown, conditions)
				return err
			}),
			chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				_, err := cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: processor})
				return err
			}),
		)
	})
}
