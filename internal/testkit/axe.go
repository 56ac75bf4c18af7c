package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axePath is where test.sh has npm put the accessibility checker.
const axePath = "internal/testkit/axe/node_modules/axe-core/axe.min.js"

// Violation is a rule of accessibility that the page breaks, and where.
type Violation struct {
	ID     string // the rule's name in axe-core, such as "color-contrast"
	Impact string // minor, moderate, serious or critical
	Help   string
	Nodes  []ViolationNode
}

// ViolationNode is one element that breaks the rule.
type ViolationNode struct {
	Target string // CSS selector
	HTML   string
	Why    string
}

func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n  %s\n    %s\n    %s", n.Target, n.HTML, strings.ReplaceAll(n.Why, "\n", "\n    "))
	}
	return b.String()
}

// axeRun computes with every rule that is not experimental. The selector of
// an element inside a frame or a shadow tree is a list of steps.
const axeRun = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({
	ID: v.id, Impact: v.impact || "", Help: v.help,
	Nodes: v.nodes.map(n => ({Target: n.target.flat(9).join(" "), HTML: n.html, Why: n.failureSummary || ""}))
})))`

// Axe checks the accessibility of the page as it stands.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	if p.opts.NoScript {
		p.t.Fatal("axe: the checker waits for timers, which do not run with JavaScript off")
	}
	Eval[bool](p, stillness)
	p.step("load axe", p.loadAxe)
	return Eval[[]Violation](p, axeRun)
}

// stillness waits for what fades in: until then it has less contrast.
const stillness = `Promise.allSettled(document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime < 2000).map(a => a.finished)).then(() => true)`

// loadAxe runs the checker's script on the page. Chromium keeps it compiled
// from page to page of one process: to send it takes longer than to run it.
func (p *Page) loadAxe(ctx context.Context) error {
	if p.axe != "" && chromedp.Do(ctx, chromedp.Func(p.runAxe)) == nil {
		return nil
	}
	source, err := os.ReadFile(filepath.Join(Root(p.t), filepath.FromSlash(axePath)))
	if err != nil {
		return fmt.Errorf("%w: run `sh test.sh`", err)
	}
	if p.opts.Engine != Chromium {
		_, err := p.engine.evaluate(ctx, "(() => {"+string(source)+"})()", false)
		return err
	}
	return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		res, err := cdp.Call(ctx, t, runtime.CompileScript, runtime.CompileScriptParams{Expression: string(source), SourceURL: "axe.js", PersistScript: true})
		if err == nil && res.ExceptionDetails != nil {
			err = errors.New(res.ExceptionDetails.Text)
		}
		if err != nil {
			return err
		}
		p.axe = res.ScriptID
		return p.runAxe(ctx, t)
	}))
}

// runAxe runs the script that Chromium has compiled.
func (p *Page) runAxe(ctx context.Context, t *chromedp.Target) error {
	res, err := cdp.Call(ctx, t, runtime.RunScript, runtime.RunScriptParams{ScriptID: p.axe})
	if err == nil && res.ExceptionDetails != nil {
		err = errors.New(res.ExceptionDetails.Text)
	}
	return err
}
