package testkit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Sound is one thing that a screen reader says on its way down the page: a
// line of "role name", with the states that it tells.
type Sound struct {
	Depth       int // in what was said before
	Role, Name  string
	Description string
	States      []string // checked, live=polite ...
}

func (s Sound) String() string {
	var b strings.Builder
	b.WriteString(strings.Repeat("  ", s.Depth) + s.Role)
	if s.Name != "" {
		b.WriteString(" " + s.Name)
	}
	if s.Description != "" {
		b.WriteString(" (" + s.Description + ")")
	}
	if len(s.States) > 0 {
		b.WriteString(" [" + strings.Join(s.States, " ") + "]")
	}
	return b.String()
}

// told are the properties that a screen reader tells, each with its usual value,
// which it does not tell.
var told = map[accessibility.PropertyName][]string{
	"checked": {"false"}, "pressed": nil, "expanded": nil, "level": nil, "disabled": {"false"}, "required": {"false"},
	"invalid": {"false"}, "live": {"off"}, "modal": {"false"}, "selected": {"false"},
}

// Heard is what a screen reader says of the first element that matches the
// selector and of what is in it, by Chromium's tree of accessibility. The text
// that gives a control, a heading or a table its name is said with that name
// and not once more.
func (p *Page) Heard(selector string) (sounds []Sound) {
	p.t.Helper()
	p.step("listen to "+selector, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			e, err := chromedp.Evaluate[*runtime.RemoteObject]("document.querySelector("+quote(selector)+")")(ctx, t)
			if err != nil {
				return err
			}
			if e.ObjectID == "" {
				return fmt.Errorf("no %s", selector)
			}
			node, err := cdp.Call(ctx, t, dom.DescribeNode, dom.DescribeNodeParams{ObjectID: e.ObjectID})
			if err != nil {
				return err
			}
			tree, err := cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
			if err != nil {
				return err
			}
			l := listener{nodes: map[accessibility.NodeID]*accessibility.Node{}}
			var from *accessibility.Node
			for _, n := range tree.Nodes {
				l.nodes[n.NodeID] = n
				if n.BackendDOMNodeID == node.Node.BackendNodeID {
					from = n
				}
			}
			if from == nil {
				return fmt.Errorf("%s is not in the tree", selector)
			}
			l.walk(from, 0, "", false)
			sounds = l.sounds
			return nil
		}))
	})
	return sounds
}

// listener walks the tree in its order.
type listener struct {
	nodes  map[accessibility.NodeID]*accessibility.Node
	sounds []Sound
}

// silent are the roles of nodes that only hold others, and of those whose text
// is the name of something else.
var silent = []string{"none", "generic", "paragraph", "LineBreak", "LayoutTable", "ListMarker", "Figcaption", "LabelText", "Legend", "caption", "rowgroup"}

// naming are the last of these: a text in them is said already.
var naming = []string{"LabelText", "Legend", "caption"}

// walk says a node that stands in another of that name, or whose text names
// another, and what is in it. A node that is ignored, or that only holds
// others, says nothing itself.
func (l *listener) walk(n *accessibility.Node, depth int, within string, names bool) {
	s := Sound{Depth: depth, Role: text(n.Role), Name: text(n.Name), Description: text(n.Description), States: states(n)}
	switch {
	case s.Role == "InlineTextBox", s.Role == "StaticText" && (names || strings.Contains(within, s.Name)):
		return
	case s.Role == "StaticText":
		s.Role = "text"
	}
	if !n.Ignored && (!slices.Contains(silent, s.Role) || len(s.States) > 0) {
		l.sounds = append(l.sounds, s)
		depth, within = depth+1, s.Name
	}
	for _, id := range n.ChildIDs {
		if child := l.nodes[id]; child != nil {
			l.walk(child, depth, within, names || slices.Contains(naming, s.Role))
		}
	}
}

func states(n *accessibility.Node) (states []string) {
	for _, property := range n.Properties {
		usual, ok := told[property.Name]
		value := text(property.Value)
		if !ok || slices.Contains(usual, value) || property.Name == "level" && text(n.Role) != "heading" {
			continue
		}
		if value == "true" {
			states = append(states, string(property.Name))
		} else {
			states = append(states, string(property.Name)+"="+value)
		}
	}
	if value := text(n.Value); value != "" {
		states = append(states, "value="+value)
	}
	return states
}

// text is a value of the tree as it is said, on one line.
func text(v *accessibility.Value) string {
	if v == nil || len(v.Value) == 0 {
		return ""
	}
	said := string(v.Value)
	if v.Value.Kind() == '"' {
		said, _ = decode[string](v.Value)
	}
	return strings.Join(strings.Fields(said), " ")
}

// holders are the roles of what is named after something in it, which says the
// name again, and of cells, in which a figure may follow itself.
var holders = []string{"group", "region", "form", "list", "listitem", "figure", "table", "row", "cell", "rowheader", "columnheader"}

// SaidTwice tells what a listener has to hear twice: a text that follows
// itself, or a long one that comes anywhere again, be it in another. What
// describes a control is left out, as it is told on the way to the control and
// stands beside it.
func SaidTwice(sounds []Sound) (twice []string) {
	var heard []string
	last := ""
	for _, s := range sounds {
		if s.Name == "" || slices.Contains(holders, s.Role) {
			last = ""
			continue
		}
		again := slices.ContainsFunc(heard, func(before string) bool {
			return strings.Contains(before, s.Name) || strings.Contains(s.Name, before)
		})
		if s.Name == last || isLong(s.Name) && again {
			twice = append(twice, s.Role+" "+s.Name)
		}
		if last = s.Name; isLong(last) {
			heard = append(heard, last)
		}
	}
	return twice
}

// isLong says whether a text that comes again is said twice, and is not a word
// such as the name of an option in its feedback.
func isLong(text string) bool { return utf8.RuneCountInString(text) >= 40 }
