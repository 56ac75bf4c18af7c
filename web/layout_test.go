package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
)

// An exam that runs stands on every page of its learner but its own, errors
// too, and on nobody else's.
func TestRunningExamStandsOnEveryPage(t *testing.T) {
	s := newSite(t)
	ada, bob := s.taker("ada", users.Learner), s.taker("bob", users.Learner)
	a, err := s.quiz.Start(t.Context(), ada.who, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"})
	if err != nil {
		t.Fatal(err)
	}
	own := fmt.Sprintf("/attempts/%d", a.ID)
	strip := `data-running="` // with what is left
	for _, path := range []string{"/", "/about", "/account", "/scoreboard", "/subjects/aws-support/exams/clf-c02", "/nowhere", "/attempts/999999/items/1"} {
		page := ada.get(path)
		sound(t, page.says(strip+"1080000\"", "Your exam runs until 12:18", `href="`+own+`"`, "Back to the exam").Body)
		bob.get(path).hides(strip)
		s.browser().get(path).hides(strip)
	}
	for _, path := range []string{"/items/1", "/overview", "/finish"} {
		ada.get(own + path).want(http.StatusOK).hides(strip)
	}
	ada.get("/offline/kept").hides(strip) // anybody may read it
	s.clock.advance(17*time.Minute + 30*time.Second)
	ada.get("/").says(strip+"30000\"", ">0:30<")
	s.clock.advance(time.Minute)
	ada.get("/").hides(strip)
}

// Until when it runs is told on the clock of the reader.
func TestRunningExamEndsOnTheReadersClock(t *testing.T) {
	s := newSite(t)
	ada := s.taker("ada", users.Learner)
	if _, err := s.users.SetZone(t.Context(), users.ID(ada.who.ID), "Asia/Kolkata"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.quiz.Start(t.Context(), ada.who, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"}); err != nil {
		t.Fatal(err)
	}
	ada.get("/about").says("until 17:48.")
	ada.post("/preferences", "lang", "fr")
	ada.get("/about").says("jusqu’à 17\u00a0h\u00a048.")
}

// The menu leads a stranger to practice, and whoever has begun to the day and
// to what is known by now.
func TestMenuFollowsTheReader(t *testing.T) {
	s := newSite(t)
	menu := func(page *pageReply) string {
		_, after, _ := strings.Cut(page.Body, `<nav `)
		inside, _, _ := strings.Cut(after, `</nav>`)
		return inside
	}
	holds := func(who, menu string, links, without []string) {
		t.Helper()
		for _, text := range links {
			if !strings.Contains(menu, text) {
				t.Errorf("%s has no %q in the menu: %s", who, text, menu)
			}
		}
		for _, text := range without {
			if strings.Contains(menu, text) {
				t.Errorf("%s has %q in the menu: %s", who, text, menu)
			}
		}
	}
	holds("a stranger", menu(s.browser().get("/")), []string{`href="/" aria-current="page">Practise`, `href="/exam">Exam`, "Scoreboard"}, []string{"Today", "Progress", "Learners"})
	ada := s.taker("ada", users.Learner)
	holds("a new learner", menu(ada.get("/")), []string{"Practise"}, []string{"Today", "Progress"})
	ada.take("practice", 1, 1)
	holds("a learner who has begun", menu(ada.get("/")), []string{`href="/" aria-current="page">Today`, "Progress"}, []string{"Practise"})
	holds("on the rules of an exam", menu(ada.get("/subjects/aws-support/exams/clf-c02-short")), []string{`href="/exam" aria-current="page"`}, nil)
	holds("an instructor", menu(s.as("prof", users.Instructor).get("/")), []string{"Learners"}, []string{"Accounts"})
}

// One click in the menu leads to the rules of the exam that the reader prepares
// for, or into the exam that runs.
func TestExamIsOneClickAway(t *testing.T) {
	s := newSite(t)
	ada := s.taker("ada", users.Learner)
	rules := func(who *browser, path string) {
		t.Helper()
		who.get("/exam").want(http.StatusSeeOther).leadsTo(path)
	}
	rules(s.browser(), "/subjects/aws-support/exams/clf-c02")
	rules(ada.browser, "/subjects/aws-support/exams/clf-c02")
	if _, err := s.quiz.Start(t.Context(), ada.who, quiz.Start{Subject: "http-semantics", Mode: "practice", Size: 1}); err != nil {
		t.Fatal(err)
	}
	rules(ada.browser, "/subjects/http-semantics/exams/short")
	ada.json("PUT", "/api/v1/study/aws-support/plan", `{"exam":"clf-c02-short"}`).want(http.StatusOK)
	if _, err := s.quiz.Start(t.Context(), ada.who, quiz.Start{Subject: "aws-support", Mode: "practice", Size: 1}); err != nil {
		t.Fatal(err)
	}
	rules(ada.browser, "/subjects/aws-support/exams/clf-c02-short")
	a, err := s.quiz.Start(t.Context(), ada.who, quiz.Start{Subject: "aws-support", Exam: "clf-c02"})
	if err != nil {
		t.Fatal(err)
	}
	rules(ada.browser, fmt.Sprintf("/attempts/%d", a.ID))
}

// A link that somebody shares is shown with a title, a sentence and a picture,
// at whole addresses. Readers who came to answer do not load any of that.
func TestSharedLinks(t *testing.T) {
	s := newSite(t)
	fr := s.browser()
	fr.post("/preferences", "lang", "fr").want(http.StatusSeeOther)
	for _, tt := range []struct {
		who                   *browser
		lang, path, url, says string
	}{
		{s.browser(), "en", "/", "/", "proved and sourced"},
		{fr, "fr", "/", "/", "prouvées et sourcées"},
		{s.browser(), "en", "/about?x=1", "/about", "says why each answer is right"},
		{fr, "fr", "/subjects/aws-support/exams/clf-c02", "/subjects/aws-support/exams/clf-c02", "65 questions en 90 minutes"},
	} {
		page := map[string]string{}
		for _, e := range elements(t, tt.who.get(tt.path).want(http.StatusOK).Body) {
			if e.name == "meta" {
				page[e.attrs["name"]+e.attrs["property"]] = e.attrs["content"]
			}
		}
		if !strings.Contains(page["description"], tt.says) || page["og:description"] != page["description"] || page["og:title"] == "" {
			t.Errorf("%s, %s: described as %q and %q", tt.path, tt.lang, page["description"], page["og:description"])
		}
		if page["og:url"] != testOrigin+tt.url || !strings.HasPrefix(page["og:locale"], tt.lang) {
			t.Errorf("%s, %s: shared as %q in %q", tt.path, tt.lang, page["og:url"], page["og:locale"])
		}
		picture, ok := strings.CutPrefix(page["og:image"], testOrigin)
		if !ok || !strings.Contains(picture, tt.lang) || tt.who.get(picture).want(http.StatusOK).Header.Get("Content-Type") != "image/png" {
			t.Errorf("%s, %s: the picture is %q", tt.path, tt.lang, page["og:image"])
		}
	}
	s.as("ada", users.Learner).get("/").says(`name="description"`).hides("og:")
	s.browser().get("/offline/kept").hides("og:")
}
