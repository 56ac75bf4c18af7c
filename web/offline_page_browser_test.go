package web

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// offlineReader signs ada in, in a browser.
func offlineReader(t *testing.T) (p *testkit.Page, base string) {
	t.Helper()
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	base = "http://" + s.listen()
	return seat(t, k, base, "", testkit.Options{}).Page, base
}

// The focus never falls off the page: not where a question is left for the
// list, not where what had it is taken away.
func TestOfflineFocus(t *testing.T) {
	p, base := offlineReader(t)
	p.Goto(base + "/offline")
	p.Click("[data-take] .button.primary")
	p.WaitUntil(`document.activeElement.matches("[data-sets] .button") && navigator.serviceWorker.controller !== null`)
	p.Press("Enter")
	p.WaitFor("form[data-answer]")
	p.WaitUntil(`document.activeElement.matches("#stem, [data-situation]")`)
	p.Click(".quiet a")
	p.WaitFor("[data-sets] .button")
	p.WaitUntil(`!document.querySelector("[data-offline]").hidden && document.activeElement.tagName === "H1"`)
	p.Click("[data-remove]")
	p.WaitFor("[data-none]")
	p.WaitUntil(`document.activeElement.tagName === "H1"`)
}

// A set that was taken along with v0.1.0 is asked and told by the page of
// today.
func TestOfflineSetOfVersion1(t *testing.T) {
	p, base := offlineReader(t)
	p.Goto(base + "/about")
	set, err := os.ReadFile("testdata/offline-set-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	size := testkit.Eval[int](p, fmt.Sprintf(`new Promise((done, failed) => {
		const set = %s, before = indexedDB.open("viva-offline", 1);
		before.onupgradeneeded = () => {
			before.result.createObjectStore("sets", { keyPath: "id" }).put(set);
			before.result.createObjectStore("answers", { keyPath: ["attempt", "position"] });
		};
		before.onsuccess = () => { before.result.close(); done(set.items.length) };
		before.onerror = () => failed(before.error);
	})`, set))
	if size != 6 {
		t.Fatalf("%d questions, want one of each type that v0.1.0 had", size)
	}
	counted := 0
	for pos := 1; pos <= size; pos++ {
		p.Goto(fmt.Sprintf("%s/offline?%d#1/%d", base, pos, pos))
		p.WaitFor("form[data-answer]")
		p.FillByTapping()
		p.Check()
		p.WaitFor("#verdict, .working")
		if p.Exists(".verdict .in-place") {
			counted++
			want := testkit.Eval[string](p, `(all => all.filter(row => row.matches(".chosen-right")).length + " of " + all.length + " in place")([...document.querySelectorAll("li.choice.right")])`)
			if got := strings.ReplaceAll(p.Text(".verdict .in-place"), "\u00a0", " "); got != want {
				t.Errorf("question %d counts its rows as %q, want %q", pos, got, want)
			}
		}
	}
	if counted == 0 {
		t.Error("no question counts its rows")
	}
	p.Goto(base + "/offline#1/5")
	p.WaitFor(".aside-now")
	if got := p.Text(".aside-now p"); got != "It is otherwise today." {
		t.Errorf("told as true today: %q", got)
	}
}

// Answers go a page at a time, and what the server refused of the first page is
// still told after the last.
func TestOfflineTellsAllThatIsRefused(t *testing.T) {
	p, base := offlineReader(t)
	p.Goto(base + "/offline")
	p.WaitFor("[data-take] .button.primary") // the store is there
	const waiting = 51
	testkit.Eval[bool](p, fmt.Sprintf(`new Promise((done, failed) => {
		const open = indexedDB.open("viva-offline");
		open.onerror = () => failed(open.error);
		open.onsuccess = () => {
			const all = open.result.transaction("answers", "readwrite");
			for (let position = 1; position <= %d; position++) {
				all.objectStore("answers").add({ key: "k" + position, attempt: 999, position, given: ["a"], certainty: "",
					answered_at: new Date(Date.now() - 1000 * position).toISOString(), learner: 1, name: "ada", sent: false });
			}
			all.oncomplete = () => { open.result.close(); done(true) };
		};
	})`, waiting))
	p.Goto(base + "/offline?again")
	p.WaitUntil(fmt.Sprintf(`document.querySelector("[data-say]").textContent.includes("%d")`, waiting))
}

// A browser that refuses to keep anything says so, and still signs out.
func TestOfflineRefusedByBrowser(t *testing.T) {
	p, base := offlineReader(t)
	p.Goto(base + "/about")
	testkit.Eval[bool](p, `new Promise((done, failed) => {
		const later = indexedDB.open("viva-offline", 99); // which the page cannot open
		later.onsuccess = () => { later.result.close(); done(true) };
		later.onerror = () => failed(later.error);
	})`)
	p.Goto(base + "/offline")
	p.WaitFor("[data-unable]")
	p.Goto(base + "/offline?leave")
	p.WaitUntil(`location.pathname === "/" && document.querySelector(".account [href^='/sign-in']") !== null`)
}
