package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// Who was signed out meanwhile signs in and finds the answer on its page, as it
// was given, and how sure it was.
func TestAnswerOutlivesTheSession(t *testing.T) {
	for _, typ := range deck.TypeNames() {
		s := newTypesSite(t)
		k := s.taker("ada", users.Learner)
		path, pos := k.find(typ, "practice", "en")
		item := itemPath(k.attempt(path).ID, pos)
		given := k.choice(path, pos, true)
		away := s.browser()
		away.header["Sec-Fetch-Site"] = "same-origin"
		page := away.post(item, append(given, "certainty", "think")...).want(http.StatusUnauthorized).says("your answer stands on its page")
		_, form, _ := strings.Cut(page.Body, `action="/sign-in"`)
		_, next, _ := strings.Cut(form, `name="next" value="`)
		next, _, _ = strings.Cut(next, `"`)
		next = strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(next)
		away.post("/sign-in", "login", "ada", "password", testPassword, "next", next).leadsTo(next)
		filled := away.get(next).want(http.StatusOK).says(`value="think" aria-keyshortcuts="T" checked`)
		sound(t, filled.Body)
		want := given[1]
		if typ != "numeric" && typ != "text" {
			if !strings.Contains(filled.Body, `value="`+escaped(want)+`" checked`) && !strings.Contains(filled.Body, `value="`+escaped(want)+`" selected`) {
				t.Errorf("%s: %q is not filled in", typ, want)
			}
		} else {
			filled.says(`id="typed" value="` + want + `"`)
		}
		if n := k.attempt(path).Answered(); n != 0 {
			t.Errorf("%s: %d answers were kept without a session", typ, n)
		}
	}
}

// A browser that keeps no cookies is told so on the page that it comes to:
// after signing in, and after starting practice.
func TestCookiesAreRefused(t *testing.T) {
	s := newSite(t)
	s.taker("ada", users.Learner)
	const told = "Your browser keeps no cookies"
	enter := func(header, value string) (*browser, *pageReply) {
		c := s.browser()
		c.header[header] = value
		return c, c.post("/sign-in", "login", "ada", "password", testPassword, "next", "/about")
	}
	c, _ := enter("Sec-Fetch-Mode", "navigate")
	way := "/sign-in?" + url.Values{"entered": {"yes"}, "next": {"/about"}}.Encode()
	c.get(way).leadsTo("/about") // it has one now
	clear(c.jar)
	sound(t, c.get(way).want(http.StatusOK).says(told).Body)
	_, page := enter("Sec-Fetch-Site", "same-origin")
	page.leadsTo("/about") // no browser went there

	stranger := s.browser()
	stranger.header["Sec-Fetch-Site"] = "same-origin"
	path := stranger.start("practice", 3)
	stranger.get(path + "/items/1").want(http.StatusOK)
	clear(stranger.jar)
	stranger.get(path + "/items/1").want(http.StatusUnauthorized).says(told)
	stranger.header["Sec-Fetch-Site"] = "cross-site" // a link that somebody shared
	stranger.get(path + "/items/1").want(http.StatusUnauthorized).says("for people with an account").hides(told)
}

// Who chooses a language or a look and keeps no cookies is told on the page that
// they come back to, which keeps its own address; nobody else is.
func TestChoiceIsForgotten(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	c.header["Sec-Fetch-Mode"], c.header["Sec-Fetch-Site"] = "navigate", "same-origin"
	const told, back = "What you chose could not be kept", "/scoreboard?chosen=yes&period=week"
	for _, choice := range []string{"lang", "theme"} {
		clear(c.jar)
		c.post("/preferences", choice, map[string]string{"lang": "en", "theme": "dark"}[choice], "next", "/scoreboard?period=week").leadsTo(back)
		c.get(back).want(http.StatusOK).hides(told)
		c.post("/preferences", "lang", "en", "next", "/about").leadsTo("/about") // there is a cookie now
		clear(c.jar)
		sound(t, c.get(back).want(http.StatusOK).says(told).Body)
		clear(c.jar)
		c.post("/preferences", "lang", "fr", "next", back).leadsTo(back)
	}
	clear(c.jar)
	c.header["Sec-Fetch-Site"] = "cross-site" // a link that somebody shared
	c.get(back).want(http.StatusOK).hides(told)
}

// A browser that translates the page leaves an option that is a name as it is,
// and a name in a question.
func TestNamesAreNotTranslated(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	d := s.quiz.Decks()[0]
	names, others, inStems := 0, 0, 0
	seed := uint64(1)
	a, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: d.Subject, Edition: d.Current, Mode: deck.Practice, Size: 20, Seed: &seed, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	for i, it := range a.Items() {
		if len(it.Prompts) > 0 {
			continue
		}
		page := k.get(itemPath(a.ID, i+1)).Body
		for _, r := range d.Runs(it.Stem) {
			if r.Name {
				inStems++
			}
			if want := `<span translate="no">` + escaped(r.Text) + "</span>"; r.Name && !strings.Contains(page, want) {
				t.Errorf("%q: the name %q may be translated", it.Stem, r.Text)
			}
		}
		for _, o := range it.Options {
			kept := strings.Contains(page, `translate="no">`+escaped(o.Text)+"<")
			switch {
			case kept && o.Text == strings.ToLower(o.Text):
				t.Errorf("%q is no name", o.Text)
			case kept:
				names++
			default:
				others++
			}
		}
	}
	if !d.IsName("AWS Budgets") || d.IsName("AWS Budgets.") || d.IsName("1 hour") || names == 0 || others == 0 || inStems == 0 {
		t.Errorf("%d options are kept, %d are not, and %d names in stems", names, others, inStems)
	}
	k.get("/").says(`class="wordmark" href="/" translate="no"`)
}

// Nor does it translate one where a question is told again: in a result, its
// list of answers and the bookmarks.
func TestNamesAreNotTranslatedLater(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	seed := uint64(1)
	a, err := s.quiz.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Mode: deck.Practice, Size: 10, Seed: &seed, Lang: "en", Types: []string{"single"}})
	if err != nil {
		t.Fatal(err)
	}
	path := fmt.Sprintf("/attempts/%d", a.ID)
	result := k.endOf(t, path, 0).Body
	d, named := s.quiz.Decks()[0], 0
	for i, it := range a.Items() {
		var shown strings.Builder
		for _, r := range d.Runs(it.Stem) {
			if r.Name {
				named++
				fmt.Fprintf(&shown, `<span translate="no">%s</span>`, escaped(r.Text))
			} else {
				shown.WriteString(escaped(r.Text))
			}
		}
		if n := strings.Count(result, shown.String()); n != 2 {
			t.Errorf("%q: the result shows the stem with its names kept %d times, want 2", it.Stem, n)
		}
		k.post(itemPath(a.ID, i+1)+"/memo", "bookmark", "yes").want(http.StatusSeeOther)
		if !strings.Contains(k.get("/subjects/aws-support/bookmarks").Body, shown.String()) {
			t.Errorf("%q: a name may be translated among the bookmarks", it.Stem)
		}
	}
	if named == 0 {
		t.Error("no stem holds a name: the test proves nothing")
	}
}
