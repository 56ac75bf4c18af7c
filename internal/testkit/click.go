package testkit

import "context"

// point is a point of the viewport.
type point struct{ X, Y float64 }

// middle looks for where an element e can be pressed, and for what a press
// hits there: e or what it is drawn by. It is null while that is out of view,
// covered, or takes no pointer yet.
const middle = `
	if (!e.checkVisibility({visibilityProperty: true}) || getComputedStyle(e).pointerEvents === "none") return null;
	const middle = () => {
		const r = e.getClientRects()[0];
		if (!r || !r.width || !r.height) return null;
		const at = {X: r.x + r.width / 2, Y: r.y + r.height / 2};
		hit = document.elementFromPoint(at.X, at.Y);
		return hit && (e.contains(hit) || hit.contains(e)) ? at : null;
	};
	let hit;
	let at = middle(); // nobody scrolls to what is in sight
	if (!at) {
		e.scrollIntoView({block: "center", behavior: "instant"});
		at = middle();
	}
	if (!at) return null;`

// aim keeps the click that comes from everything but what it is meant for.
// testkitDisarm ends that, and tells whether the page had moved or replaced
// what was meant. It does nothing where scripts are off: nothing moves there.
const aim = middle + `
	let missed = false;
	const kinds = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
	const watch = event => {
		missed ||= event.target !== hit;
		if (missed) {
			event.preventDefault();
			event.stopImmediatePropagation();
		}
		if (event.type === "click") disarm(); // the next is of a label, or of the page
	};
	const disarm = self.testkitDisarm = () => {
		for (const kind of kinds) removeEventListener(kind, watch, true);
		return missed;
	};
	for (const kind of kinds) addEventListener(kind, watch, true);
	return at;`

// Click clicks in the middle of the first element that matches the CSS
// selector, once it is in view and nothing covers it. When the page moves or
// replaces the element just then, the click is for nothing and comes again.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.step("click "+selector, func(ctx context.Context) error {
		for {
			at, err := await[point](ctx, p, onFirst(selector, aim))
			if err != nil {
				return err
			}
			if err := p.engine.click(ctx, at); err != nil {
				return err
			}
			// An error is that of a page that is being left: the click did it.
			missed, err := evaluate[bool](ctx, p, "self.testkitDisarm?.() === true")
			if err != nil || !missed {
				return nil
			}
		}
	})
}
