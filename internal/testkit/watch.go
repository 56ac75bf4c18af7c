package testkit

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// listen notes every event of the tab that speaks against the page. It runs
// on the goroutine that reads the browser's messages and must not wait.
func (p *Page) listen(event any) {
	p.noteLoad(event)
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.note(&p.requests, e.Request.URL)
		if !local(e.Request.URL) {
			p.note(&p.problems, "request to another machine: "+e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		p.note(&p.problems, "uncaught: "+exception(e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			p.note(&p.problems, "console.error: "+arguments(e.Args))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !p.allowed(e.Entry) {
			p.note(&p.problems, fmt.Sprintf("%s error: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

func (p *Page) note(list *[]string, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*list = append(*list, text)
}

// allowed reports whether a log entry only tells of a status that the test
// expects.
func (p *Page) allowed(e *log.Entry) bool {
	return e.Source == log.EntrySourceNetwork &&
		slices.ContainsFunc(p.opts.AllowStatus, func(status int) bool {
			return strings.Contains(e.Text, fmt.Sprintf("status of %d", status))
		})
}

// Problems returns what spoke against the page until now, and forgets it, so
// that the test can expect it. What nobody asked for fails the test. News of
// the network may be late: a test that expects some asks again.
func (p *Page) Problems() []string {
	// A round trip: what the browser had said before it is noted by then.
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	_, err := evaluate[bool](ctx, p, "true")

	p.mu.Lock()
	defer p.mu.Unlock()
	problems := p.problems
	p.problems = nil
	if err != nil {
		problems = append(problems, "the page does not answer: "+err.Error())
	}
	return problems
}

// Requests returns the addresses that the page has asked for, in order.
func (p *Page) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// local reports whether an address stays on this machine.
func local(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "data", "blob", "about":
		return true
	}
	if u.Hostname() == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && addr.IsLoopback()
}

func exception(d *runtime.ExceptionDetails) string {
	text := d.Text
	if d.Exception != nil {
		text += " " + d.Exception.Description
	}
	return fmt.Sprintf("%s (%s:%d)", text, d.URL, d.LineNumber+1)
}

func arguments(args []*runtime.RemoteObject) string {
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = a.Description
		if words[i] == "" {
			words[i] = string(a.Value)
		}
	}
	return strings.Join(words, " ")
}
