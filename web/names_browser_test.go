package web

import (
	"database/sql"
	"strings"
	"testing"

	"viva/internal/testkit"
	"viva/internal/users"
)

// learn makes learners who have points and names that no page is drawn for. The
// last one was chosen when there was no bound on marks.
func (s *testSite) learn() {
	s.t.Helper()
	for i, name := range []string{"ada", strings.Repeat("Maximilian", 4), oddName, "zoe"} {
		s.taker(name, users.Learner).take("practice", 4, 4-i)
	}
	db, err := sql.Open("sqlite3", "file:"+s.path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE users SET shown_as = ? WHERE name = 'zoe'", "Zoé"+strings.Repeat("\u0316\u0301\u0489", 12)+"a"); err != nil {
		s.t.Fatal(err)
	}
}

// A name of forty letters, of either direction, leaves the columns of figures in
// sight on a phone, and what is piled on a letter stays within its lines.
func TestLongNamesKeepTheirPlace(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	s.learn()
	name := strings.Repeat("Wilhelmina", 4)
	s.account(name, users.Admin)
	base := "http://" + s.listen()
	p := testkit.Open(t, testkit.Options{Viewport: testkit.Viewport{Width: 360, Height: 740, Touch: true}, ReducedMotion: true})
	p.Goto(base + "/sign-in")
	p.Type("[name=login]", name)
	p.Type("[name=password]", testPassword)
	p.Follow("main form .primary")
	p.Goto(base + "/scoreboard")
	p.Follow(`[name=edition][value=course]`)
	for _, page := range []string{"/scoreboard", "/instructor", "/admin/users", "/account"} {
		p.Goto(base + page)
		p.Click(".menu summary")
		if p.Overflow() {
			t.Errorf("%s: wider than the screen", page)
		}
		if out := testkit.Eval[[]string](p, `[...document.querySelectorAll(".who")].filter(e => e.checkVisibility()).filter(e => {
			const r = e.getBoundingClientRect(), around = e.parentElement.getBoundingClientRect(), style = getComputedStyle(e);
			return r.width === 0 || r.left < around.left - 1 || r.right > around.right + 1 || style.contain !== "paint" || style.overflow !== "clip";
		}).map(e => e.textContent)`); len(out) > 0 {
			t.Errorf("%s: not held in their place: %q", page, out)
		}
		testkit.Eval[bool](p, `!(document.querySelector(".menu").open = false)`)
		if !p.Exists("table") {
			continue
		}
		figures := testkit.Eval[[]float64](p, `[...document.querySelectorAll("tbody tr")].map(r => r.querySelector(".who").closest("th").nextElementSibling.getBoundingClientRect().right)`)
		if len(figures) != 4 {
			t.Fatalf("%s has %d rows, want 4", page, len(figures))
		}
		for _, right := range figures {
			if right > 344 { // where the sheet ends
				t.Errorf("%s: the first figure ends at %v", page, right)
			}
		}
	}
}
