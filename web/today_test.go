package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
)

// What the day still asks is one number, on every page and for programs, and
// the button beside it asks as much.
func TestDueIsOneNumber(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	token := k.json("POST", "/api/v1/sessions", `{"login":"ada","password":"`+testPassword+`"}`).want(http.StatusOK)
	access := regexp.MustCompile(`"access_token":"([^"]+)"`).FindStringSubmatch(token.Body)
	if access == nil {
		t.Fatal(token.Body)
	}
	program := s.program(access[1])
	number := func(page *pageReply, pattern string) int {
		t.Helper()
		found := regexp.MustCompile(pattern).FindStringSubmatch(flat.Replace(page.want(http.StatusOK).Body))
		if found == nil {
			t.Fatalf("%s: nothing like %s", page.what, pattern)
		}
		n, err := strconv.Atoi(found[1])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	agree := func(want int) {
		t.Helper()
		home := k.get("/")
		got := []int{number(home, `id="next">(\d+) questions? for today`),
			number(k.get(awsPlan), `still asks (\d+) question`), number(program.get("/api/v1/study/aws-support/today"), `"asks":(\d+)`),
			number(program.get("/api/v1/study/aws-support/today"), `"load":\[(\d+)`)}
		for _, n := range got {
			if n != want {
				t.Errorf("home, plan, the API and its load tell %v, want %d", got, want)
				break
			}
		}
		for _, page := range []*pageReply{home, k.get(awsProgress)} {
			if n := number(page, `(?s)name="kind" value="due">\s*<input type="hidden" name="size" value="(\d+)"`); n != min(want, 20) {
				t.Errorf("a button asks %d of %d", n, want)
			}
		}
	}
	answer := func(a *quiz.Attempt, n int) {
		t.Helper()
		for pos := a.NextOpen(); n > 0; pos, n = pos+1, n-1 {
			k.post(fmt.Sprintf("/attempts/%d/items/%d", a.ID, pos), fieldsOf(a.Items()[pos-1].Sample(pos%3 > 0))...).want(http.StatusSeeOther)
		}
	}
	k.post(awsPlan, "daily", "25", "goal", "0", "exam_on", "2026-12-30").want(http.StatusSeeOther)
	k.take("practice", 1, 1) // progress tells nothing before
	agree(24)
	r := k.post("/study/aws-support/sittings", "kind", "due", "size", "20").want(http.StatusSeeOther)
	path, _, _ := strings.Cut(r.Header.Get("Location"), "/items/")
	a := k.attempt(path)
	answer(a, 3)

	// What is open comes before what is due.
	k.get("/").says("Question 4 of 20", `class="button primary" href="`+path+`"`).hides("questions for today")
	k.post(path + "/finish").want(http.StatusSeeOther)
	agree(21)
	s.clock.advance(8 * 24 * time.Hour)
	k.post("/sign-in", "login", "ada", "password", testPassword)
	token = k.json("POST", "/api/v1/sessions", `{"login":"ada","password":"`+testPassword+`"}`).want(http.StatusOK)
	program = s.program(regexp.MustCompile(`"access_token":"([^"]+)"`).FindStringSubmatch(token.Body)[1])
	agree(25)

	k.post(awsPlan, "daily", "25", "goal", "0", "exam_on", "2026-12-30", "paused_from", "2026-11-30", "paused_until", "2026-12-05").want(http.StatusSeeOther)
	k.get(awsPlan).says("This plan asks nothing more today").hides("asks 0")
}

// Nobody who set no goal is told how far it is, also after choosing an edition.
func TestNoGoalIsNoneMissed(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.post(awsEdition, "edition", "2026", "next", "/").leadsTo("/")
	k.take("practice", 2, 1)
	k.get("/").says("This week", "You studied on 1 day.").hides("goal")
	k.get(awsProgress).hides("to the goal")
	k.post(awsPlan, "daily", "20", "goal", "3").want(http.StatusSeeOther)
	k.get("/").says("2 more days to the goal.")
}

// Each state of a learner's day has one next thing, and one blue button at most.
func TestToday(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	look := func(blue int, says ...string) *pageReply {
		t.Helper()
		page := k.get("/").want(http.StatusOK).says(says...)
		sound(t, page.Body)
		if n := strings.Count(page.Body, `class="button primary"`); n != blue {
			t.Errorf("%d blue buttons, want %d", n, blue)
		}
		return page
	}
	look(1, "Sunday, 22 November 2026", "Your first 10 questions", "Topics and length", "HTTP semantics", "Set the day of an exam")
	path := k.take("practice", 2, 1)
	look(1, "questions for today", "more answers, and a score can be told", "Your result: 1 of 2", path+"/result", "All my scores")
	k.start("practice", 3)
	look(1, "Question 1 of 3", "Start", "My course notes: 4 plans")

	// A running exam comes first; what is open besides is no more than an offer.
	k.post("/subjects/aws-support/exams/clf-c02-short", "extra", "100").want(http.StatusSeeOther)
	look(0, "Question 1 of 3", "data-running")

	b := s.taker("bob", users.Learner)
	k = b
	k.take("practice", 1, 1)
	k.post(awsPlan, "daily", "20", "goal", "0", "paused_from", "2026-11-22", "paused_until", "2026-11-29").want(http.StatusSeeOther)
	look(0, "A break", "until 29 November 2026", "10 more questions").hides("questions for today")
	k.do("GET", "/", "", "Accept-Language", "fr").says("Dimanche 22 novembre 2026", "Une pause", "Encore 10 questions")

	// Who practised another subject last finds that one.
	k.post("/attempts", "subject", "http-semantics", "mode", "practice", "size", "1").want(http.StatusSeeOther)
	look(1, "HTTP semantics · ", "Question 1 of 1", "AWS Support</a>")
}
