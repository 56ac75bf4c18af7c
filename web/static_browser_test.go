package web

import (
	"encoding/json"
	"path"
	"testing"

	"viva/internal/testkit"
)

// A browser reads from a shortened sheet the rules that it reads from the sheet
// as it was written.
func TestBrowserReadsShortenedSheetsAlike(t *testing.T) {
	s := newSite(t)
	p := testkit.Open(t, testkit.Options{})
	p.Goto("http://" + s.listen() + "/about")
	for name, file := range s.assets.named {
		if path.Ext(name) != ".css" {
			continue
		}
		written, err := readStatic(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		sheets, err := json.Marshal([]string{string(written), string(file.body)})
		if err != nil {
			t.Fatal(err)
		}
		if differ := testkit.Eval[[]string](p, rulesThatDiffer+"("+string(sheets)+")"); len(differ) > 0 {
			t.Errorf("%s: %q", name, differ)
		}
	}
}

// rulesThatDiffer reads two sheets and lists the rules of which one has another
// condition or selector than the other, or gives an element another value: the
// same value may be written in several ways.
const rulesThatDiffer = `(sheets => {
	const probe = document.body.appendChild(document.createElement("p"));
	const alike = text => text.replace(/\s*([,:()])\s*/g, "$1").replace(/\b0%/g, "0px").toLowerCase(); // where no picture is, its place is either
	const values = style => {
		probe.style.cssText = style.cssText;
		const computed = getComputedStyle(probe);
		return [...style].map(name => alike(name + ": " + computed.getPropertyValue(name) + style.getPropertyPriority(name)));
	};
	const rules = (list, within) => [...list].flatMap(rule => {
		if (rule instanceof CSSFontFaceRule) return [alike(rule.cssText)];
		const head = within + rule.constructor.name + " " + (rule.selectorText ?? rule.name ?? rule.keyText ?? alike(rule.conditionText));
		return [head + (rule.style ? " " + values(rule.style).join("; ") : ""), ...rules(rule.cssRules ?? [], head + " ")];
	});
	const [written, short] = sheets.map(text => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(text);
		return rules(sheet.cssRules, "");
	});
	return written.flatMap((rule, i) => rule === short[i] ? [] : [rule, short[i] ?? ""]).concat(short.slice(written.length));
})`
