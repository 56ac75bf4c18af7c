package web

import (
	"bytes"
	"cmp"
	"fmt"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

// wider shows the pages of addresses in this one, and names those that do not
// fit into it.
const wider = `(async () => {
	const wide = [];
	for (const address of %s.split(" ")) {
		const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
		document.querySelector("main").replaceWith(page.querySelector("main"));
		if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wide.push(address + ": " + document.querySelector("h1").innerText);
	}
	return wide;
})()`

// The questions with the longest words fit on the narrowest phone: asked, told,
// and in the list of the result.
func TestLongWordsFit(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	p := signIn(t, s, "http://"+s.listen(), testkit.Options{Viewport: testkit.Viewport{Width: 320, Height: 640, Touch: true}})
	for _, d := range s.quiz.Decks() {
		for _, lang := range []string{"en", "fr"} {
			letters := longWords(t, s, d, lang)
			a, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: d.ID(), Edition: d.Current, Mode: deck.Exam, Size: 40, Lang: lang, Advanced: true,
				Arrange: func(hands [][]*deck.Spec, _ *rand.Rand) int {
					slices.SortStableFunc(hands, func(a, b []*deck.Spec) int { return cmp.Compare(letters[b[0].Model.ID], letters[a[0].Model.ID]) })
					return len(hands)
				}})
			if err != nil {
				t.Fatal(err)
			}
			var pages []string
			for pos := range a.Items() {
				pages = append(pages, fmt.Sprintf("/attempts/%d/items/%d", a.ID, pos+1))
			}
			look := func(state string) {
				t.Helper()
				for _, page := range testkit.Eval[[]string](p, fmt.Sprintf(wider, "`"+strings.Join(pages, " ")+"`")) {
					t.Errorf("%s, %s, %s: wider than 320 px: %s", d.ID(), lang, state, page)
				}
			}
			look("asked")
			if _, _, err := s.quiz.Finish(t.Context(), k.who, a.ID); err != nil {
				t.Fatal(err)
			}
			pages = append(pages, fmt.Sprintf("/attempts/%d/result", a.ID))
			look("told")
		}
	}
}

// A question of practice fits on a phone with all that stands above it: the
// edition, the note of its type, and the cells of ten questions, or of as many as
// have cells, and of the three that may come back.
func TestHeadOfPracticeFits(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	d := s.quiz.Decks()[0]
	noted := func(hand []*deck.Spec) int { return len(d.TypeNote(hand[0].Model.Type, "fr")) }
	for _, lang := range []string{"en", "fr"} {
		p := signIn(t, s, "http://"+s.listen(), testkit.Options{Viewport: testkit.Phone, Language: lang})
		home := p.URL()
		for _, edition := range []string{d.Current, "course"} {
			a, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: d.ID(), Edition: edition, Mode: deck.Practice, Size: 10, Lang: lang, Advanced: true,
				Arrange: func(hands [][]*deck.Spec, _ *rand.Rand) int {
					slices.SortStableFunc(hands, func(a, b []*deck.Spec) int { return cmp.Compare(noted(b), noted(a)) })
					return len(hands)
				}})
			if err != nil {
				t.Fatal(err)
			}
			p.Goto(fmt.Sprintf("%sattempts/%d/items/1", home, a.ID))
			if !p.Exists(".type-note") {
				t.Fatal("the question has no note of its type")
			}
			for _, cells := range []int{13, maxCells + 3} {
				testkit.Eval[bool](p, fmt.Sprintf(`(e => { while (e.childElementCount < %d) e.append(e.lastElementChild.cloneNode()); return true; })(document.querySelector(".tally"))`, cells))
				for _, width := range []int64{308, 320, 360} { // the first with a bar to scroll by, as in Firefox
					p.Resize(testkit.Viewport{Width: width, Height: 740, Touch: true})
					if wide := testkit.Eval[int64](p, "document.documentElement.scrollWidth"); wide > width {
						t.Errorf("%s, %s, %d cells: %d px wide on %d", edition, lang, cells, wide, width)
					}
				}
			}
		}
	}
}

// longWords is how many letters of an option, on average, are in words that
// hardly fit on a phone, for each model.
func longWords(t *testing.T, s *testSite, d *deck.Deck, lang string) map[string]float64 {
	t.Helper()
	const hardly = 22
	letters, options := map[string]float64{}, map[string]float64{}
	for seed := range uint64(8) {
		items, err := d.DealAttempt(deck.Request{Edition: d.Current, Lang: lang, Mode: deck.Exam, Size: 40, Topics: topicsOf(d),
			Day: s.quiz.Today(), Streams: deck.NewStreams(seed)})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range items {
			for _, o := range it.Options {
				options[it.Model]++
				for word := range strings.FieldsSeq(o.Text) {
					if n := utf8.RuneCountInString(word); n > hardly {
						letters[it.Model] += float64(n)
					}
				}
			}
		}
	}
	for model := range letters {
		letters[model] /= options[model]
	}
	return letters
}

func topicsOf(d *deck.Deck) (ids []string) {
	for _, t := range d.Topics {
		ids = append(ids, t.ID)
	}
	return ids
}

// On a phone the editions on Today stand in one row, a date keeps its day beside
// its month, and the scoreboard needs no scrolling sideways.
func TestRowsFitAPhone(t *testing.T) {
	s := newSite(t)
	s.taker("ada", users.Learner).take("practice", 10, 6)
	base := "http://" + s.listen()
	for _, lang := range []string{"en", "fr"} {
		p := signIn(t, s, base, testkit.Options{Viewport: testkit.Phone, Language: lang})
		p.WaitFor("main > .editions")
		if rows := testkit.Eval[int](p, `new Set([...document.querySelectorAll("main > .editions button")].map(e => e.getBoundingClientRect().top)).size`); rows != 1 {
			t.Errorf("%s: the editions are in %d rows", lang, rows)
		}
		if day := p.Text("main h1"); !strings.Contains(day, "22\u00a0") {
			t.Errorf("%s: a line may end after the day of %q", lang, day)
		}
		p.Goto(base + "/scoreboard")
		if hidden := testkit.Eval[int](p, `(e => e.scrollWidth - e.clientWidth)(document.querySelector(".table"))`); hidden > 0 {
			t.Errorf("%s: %d px of the scoreboard are out of sight", lang, hidden)
		}
	}
}

// The columns of a reading share its width: none is so narrow that a sentence
// gets a line for each word, and a name or a price one line for itself.
func TestColumnsShareTheWidth(t *testing.T) {
	s := newSite(t)
	p := testkit.Open(t, testkit.Options{Language: "fr"})
	p.Goto("http://" + s.listen() + "/read/aws-support/plans-compared?edition=2024")
	if narrow := testkit.Eval[string](p, `[...document.querySelectorAll(".columns-5 thead th")].slice(2).filter(e => e.getBoundingClientRect().width < 180).map(e => e.innerText).join()`); narrow != "" {
		t.Errorf("narrower than 180 px: %s", narrow)
	}
	if broken := testkit.Eval[string](p, `[...document.querySelectorAll(".columns-5 td:nth-child(2) > div > span")].filter(e => e.getClientRects().length > 1).map(e => e.innerText).join()`); broken != "" {
		t.Errorf("prices on two lines: %s", broken)
	}
}

// brokenWords is a script: the words below what a selector matches that are not
// on one line.
func brokenWords(selector string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%q)].flatMap(e => {
	const broken = [], walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), range = document.createRange();
	while (walk.nextNode()) for (const word of walk.currentNode.data.matchAll(/\S+/g)) {
		range.setStart(walk.currentNode, word.index);
		range.setEnd(walk.currentNode, word.index + word[0].length);
		if (range.getClientRects().length > 1) broken.push(word[0]);
	}
	return broken;
}).join(" ")`, selector)
}

// In a window as narrow as a phone, with a mouse, labels of buttons break
// between words only, and the count of a topic leaves its title the whole row.
func TestNarrowWindow(t *testing.T) {
	s := newSite(t)
	s.taker("ada", users.Learner)
	base := "http://" + s.listen()
	for _, lang := range []string{"en", "fr"} {
		p := signIn(t, s, base, testkit.Options{Viewport: testkit.Viewport{Width: 360, Height: 740}, Language: lang})
		p.Goto(base + "/subjects/aws-support/practice")
		if beside := testkit.Eval[string](p, `[...document.querySelectorAll("#topics .tick")].find(tick =>
			tick.querySelector(".number").getBoundingClientRect().top < tick.children[1].getBoundingClientRect().bottom)?.innerText ?? ""`); beside != "" {
			t.Errorf("%s: the count is beside its title: %q", lang, beside)
		}
		p.Follow("main .bar .primary")
		p.WaitFor("[data-check]")
		if broken := testkit.Eval[string](p, brokenWords(".button")); broken != "" {
			t.Errorf("%s: buttons break in %q", lang, broken)
		}
	}
}

// The table of learners is wider than a phone. Its edge is shaded as long as it
// goes on there, and the keyboard reaches it.
func TestWideTableShowsThatItScrolls(t *testing.T) {
	s := newSite(t)
	s.taker("ada", users.Instructor).take("practice", 2, 1)
	s.taker("bob", users.Learner).take("practice", 2, 1)
	base := "http://" + s.listen()
	for _, dark := range []bool{false, true} {
		p := signIn(t, s, base, testkit.Options{Viewport: testkit.Viewport{Width: 360, Height: 740}, Dark: dark})
		p.Goto(base + "/instructor")
		shaded := func(scrolled string) bool {
			t.Helper()
			at := testkit.Eval[[]float64](p, `(table => {
				table.focus();
				table.scrollIntoView();
				table.scrollLeft = `+scrolled+`;
				const box = table.getBoundingClientRect();
				return [box.right, box.top + 3];
			})(document.querySelector("[role=region][aria-label][tabindex='0']"))`)
			file := filepath.Join(t.TempDir(), "table.png")
			p.Screenshot(file, false)
			shot, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			drawn, err := png.Decode(bytes.NewReader(shot))
			if err != nil {
				t.Fatal(err)
			}
			x, y := int(at[0]), int(at[1])
			return drawn.At(x-2, y) != drawn.At(x+5, y)
		}
		if !shaded("0") {
			t.Errorf("dark %t: nothing shows that the table goes on", dark)
		}
		if shaded("table.scrollWidth") {
			t.Errorf("dark %t: its end is shaded as if it went on", dark)
		}
	}
}
