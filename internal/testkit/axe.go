package testkit

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	source, err := os.ReadFile(filepath.Join(Root(p.t), filepath.FromSlash(axePath)))
	if err != nil {
		p.t.Fatalf("axe: %v: run `sh test.sh`", err)
	}
	Eval[bool](p, string(source)+"\n;true")
	return Eval[[]Violation](p, axeRun)
}
