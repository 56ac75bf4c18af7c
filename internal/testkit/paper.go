package testkit

import (
	"context"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Paper is a size of paper that people print on.
type Paper struct {
	Name string
	chromedp.PaperSize
}

// Papers are the two that the world uses.
var Papers = []Paper{{"A4", chromedp.PaperA4}, {"Letter", chromedp.PaperLetter}}

// margin is what Chromium leaves at each side of the paper, in inches: 1 cm.
const margin = 1 / 2.54

// onPaper tells what is lost on paper, of the page as it stands in the media
// and the width of print: text beyond the edge or beyond what clips it, what
// would be dark or too light to read, and headings that may be alone at the
// foot of a page.
const onPaper = `(() => {
	const faults = new Map(), width = document.documentElement.clientWidth; // one of a kind is told
	const light = colour => { // 0 is black, 1 white
		const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
		return 1 - a * (1 - (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255);
	};
	const tell = (what, e) => {
		const kind = what + ": " + e.tagName.toLowerCase() + " " + (e.getAttribute("class") ?? "");
		faults.set(kind, faults.get(kind) ?? e.textContent.trim().slice(0, 40));
	};
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
	const edge = e => { // where what is in e is cut off
		let right = width;
		for (let a = e; a; a = a.parentElement) {
			if (getComputedStyle(a).overflowX === "visible") continue;
			const box = a.getBoundingClientRect();
			if (box.width <= 2) return null; // for those who only listen
			right = Math.min(right, box.right);
		}
		return right;
	};
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || !e.checkVisibility({visibilityProperty: true})) continue;
		range.selectNodeContents(walk.currentNode);
		const box = range.getBoundingClientRect(), right = edge(e);
		if (!box.width || right === null) continue;
		if (box.right > right + 1 || box.left < -1) tell("cut off", e);
		const style = getComputedStyle(e);
		if (!e.closest("svg") && light(style.color) > 0.6 && style.printColorAdjust !== "exact") tell("too light to read", e);
	}
	for (const e of document.querySelectorAll("*")) {
		if (!e.checkVisibility() || e.closest("svg")) continue;
		const box = e.getBoundingClientRect();
		if (box.width * box.height > 1000 && light(getComputedStyle(e).backgroundColor) < 0.7) tell("dark", e);
	}
	for (const e of document.querySelectorAll("h1, h2, h3, h4, caption, thead, h1 + p:not(:last-child), h2 + p:not(:last-child), h3 + p:not(:last-child)")) {
		if (e.checkVisibility() && edge(e) !== null && getComputedStyle(e).breakAfter !== "avoid") tell("may end a page", e);
	}
	return Array.from(faults, ([kind, text]) => kind + " “" + text + "”");
})()`

// OnPaper tells what would be lost if the page were printed on that paper, and
// where. Only Chromium prints.
func (p *Page) OnPaper(paper Paper) (faults []string) {
	p.t.Helper()
	p.media("print")
	across := int64((paper.Width - 2*margin) * 96)
	p.Resize(Viewport{Width: across, Height: int64((paper.Height - 2*margin) * 96)})
	faults = Eval[[]string](p, onPaper)
	p.Resize(p.opts.Viewport)
	p.media("")
	return faults
}

// media shows the page as that media would, with the reader's colours.
func (p *Page) media(name string) {
	p.t.Helper()
	p.step("show as "+name, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			params := p.opts.media()
			params.Media = name
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, params)
			return err
		}))
	})
}

// Print writes the page to a PDF as a reader prints it, without backgrounds,
// and makes the directory when needed.
func (p *Page) Print(path string, paper Paper) {
	p.t.Helper()
	p.step("print "+path, func(ctx context.Context) error {
		pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(paper.PaperSize)))
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		return os.WriteFile(path, pdf, 0o644)
	})
}
