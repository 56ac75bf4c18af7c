package web

import (
	"cmp"
	"fmt"
	"math/rand/v2"
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
