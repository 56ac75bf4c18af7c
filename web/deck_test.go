package web

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/users"
)

func TestDeckPage(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	page := c.get("/subjects/aws-support/practice").want(http.StatusOK).says("Today’s line-up, 2026")
	sound(t, page.Body)
	d := s.quiz.Decks()[0]
	empty := 0
	for _, topic := range d.Topics {
		if d.Items("2026", topic.ID, s.quiz.Today()) == 0 {
			empty++
			page.says(escaped(topic.Empty["2026"].In("en")))
		}
	}
	if offered := strings.Count(page.Body, `name="topics"`); offered != len(d.Topics)-empty || empty == 0 {
		t.Errorf("%d topics are offered, %d of %d are empty", offered, empty, len(d.Topics))
	}
	// No choice is called as the exams are, which have a clock and pages of their own.
	for lang, says := range map[string]string{"en": "At the end", "fr": "À la fin"} {
		c.do("GET", "/subjects/aws-support/practice", "", "Accept-Language", lang).says(says).hides("<span>Exam</span>", "<span>Examen</span>")
	}
	c.get("/subjects/aws-support/1999").want(http.StatusNotFound)
	c.get("/subjects/gardening/2026").want(http.StatusNotFound)
	c.get("/subjects/gardening/practice").want(http.StatusNotFound)
}

func TestStartRefusals(t *testing.T) {
	s := newSite(t)
	d := s.quiz.Decks()[0]
	start := func(change ...string) []string {
		fields := map[string]string{"subject": d.Subject, "edition": "course", "mode": "practice", "size": "5"}
		for i := 0; i < len(change); i += 2 {
			fields[change[i]] = change[i+1]
		}
		var pairs []string
		for name, value := range fields {
			pairs = append(pairs, name, value)
		}
		return pairs
	}
	c := s.browser()
	s.unchanged(func() {
		for _, tt := range []struct {
			name   string
			fields []string
			want   int
			says   string
		}{
			{"subject", start("subject", "gardening"), http.StatusNotFound, "no such subject"},
			{"edition", start("edition", "1999"), http.StatusUnprocessableEntity, "no such edition"},
			{"mode", start("mode", "cheat"), http.StatusUnprocessableEntity, "practice or exam"},
			{"topic", start("topics", "gardening"), http.StatusUnprocessableEntity, "no such topic"},
			{"type", start("types", "essay"), http.StatusUnprocessableEntity, "no such type"},
			{"size 0", start("size", "0"), http.StatusUnprocessableEntity, "1 to 100"},
			{"size 101", start("size", "101"), http.StatusUnprocessableEntity, "1 to 100"},
			{"size ten", start("size", "ten"), http.StatusUnprocessableEntity, "1 to 100"},
			{"language", start("lang", "la"), http.StatusUnprocessableEntity, "English or French"},
			{"seed", start("seed", "-1"), http.StatusUnprocessableEntity, "A seed is"},
			{"seed in an exam", start("seed", "1", "mode", "exam"), http.StatusUnprocessableEntity, "practice only"},
			{"unknown field", start("score", "100"), http.StatusBadRequest, "could not be understood"},
			{"two sizes", append(start(), "size", "6"), http.StatusBadRequest, "could not be understood"},
		} {
			page := c.post("/attempts", tt.fields...).want(tt.want)
			if !strings.Contains(page.Body, tt.says) {
				t.Errorf("%s: the page does not say %q", tt.name, tt.says)
			}
			sound(t, page.Body)
		}
	})
	if len(c.jar) > 0 {
		t.Error("a refused start made a guest of a stranger")
	}
}

// An edition is offered from the day on which it begins, and nowhere before.
func TestEditionsBeginOnTheirDay(t *testing.T) {
	s := newSite(t)
	s.clock.at = time.Date(2025, 12, 1, 23, 59, 0, 0, time.UTC)
	c := s.browser()
	path, button, form := "/subjects/aws-support/2026", `name="edition" value="2026"`, []string{"subject", "aws-support", "edition", "2026", "mode", "practice", "size", "5"}
	c.get("/").want(http.StatusOK).says(`name="edition" value="2024"`).hides(button)
	c.get("/subjects/aws-support/practice").want(http.StatusOK).says(`name="edition" value="2024"`).hides(button)
	c.get(path).want(http.StatusNotFound)
	c.post("/subjects/aws-support/edition", "edition", "2026").want(http.StatusUnprocessableEntity)
	c.get("/scoreboard").want(http.StatusOK).hides(button)
	c.post("/attempts", form...).want(http.StatusUnprocessableEntity)

	s.clock.advance(time.Minute)
	c.get("/").want(http.StatusOK).says(button)
	c.get(path).want(http.StatusSeeOther)
	c.get("/subjects/aws-support/practice").want(http.StatusOK).says(button)
	c.get("/scoreboard").want(http.StatusOK).says(button)
	c.post("/attempts", form...).want(http.StatusSeeOther)
}

// Too few questions: the number that there are is offered, and it works.
func TestTooFew(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	d := s.quiz.Decks()[0]
	topic := "health"
	n, err := d.Available(deck.Request{Edition: "course", Lang: "en", Mode: deck.Practice, Topics: []string{topic}, Day: s.quiz.Today()})
	if err != nil || n == 0 || n >= deck.MaxSize {
		t.Fatalf("%d questions are available: %v", n, err)
	}
	fields := []string{"subject", d.Subject, "edition", "course", "mode", "practice", "topics", topic}
	number := s.words.In("en").Number
	page := k.post("/attempts", append(fields, "size", number(deck.MaxSize))...).want(http.StatusUnprocessableEntity).
		says("only "+number(n)+" question", `id="size-`+number(n)+`"`, "Error:")
	sound(t, page.Body)
	for _, e := range elements(t, page.Body) {
		_, chosen := e.attrs["checked"]
		if e.attrs["name"] == "size" && chosen != (e.attrs["value"] == number(n)) {
			t.Errorf("size %s: chosen %v", e.attrs["value"], chosen)
		}
		if e.attrs["name"] == "topics" && chosen != (e.attrs["value"] == topic) {
			t.Errorf("topic %s: chosen %v", e.attrs["value"], chosen)
		}
	}
	k.post("/attempts", append(fields, "size", number(n))...).want(http.StatusSeeOther)
}

// A guest is dealt ten questions in all.
func TestGuestLimit(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	fields := func(size string) []string {
		return []string{"subject", "aws-support", "edition", "course", "mode", "practice", "size", size}
	}
	c.post("/attempts", fields("6")...).want(http.StatusSeeOther)
	s.unchanged(func() {
		sound(t, c.post("/attempts", fields("5")...).want(http.StatusForbidden).says("4 questions left", "Sign up", `id="size-4"`).Body)
	})
	path := c.post("/attempts", fields("4")...).want(http.StatusSeeOther).Header.Get("Location")
	sound(t, c.post("/attempts", fields("1")...).want(http.StatusForbidden).says("Your ten questions", "/sign-up").Body)

	attempt, _, _ := strings.Cut(path, "/items/")
	c.post(attempt + "/finish").leadsTo(attempt + "/result")
	c.get(attempt+"/result").says("Make a free account", "4 questions were left blank.")
	c.get("/scores").says("These are the scores of your trial.")
}

// Types and level are chosen on the page and in the API alike; a plan's exam
// ticks its types. Where nothing fresh is left, both say so.
func TestDeckChoices(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	const page = "/subjects/aws-support/practice"
	fields := []string{"subject", "aws-support", "edition", "2026", "mode", "practice", "size", "1", "topics", "exam"}
	if got := k.get(page).want(http.StatusOK); strings.Count(got.Body, `name="types"`) != strings.Count(got.Body, `name="types" value="`) ||
		strings.Count(got.Body, ` checked`) < 10 || strings.Contains(got.Body, "<details class=\"choosy\" open") {
		t.Error("not all types are ticked at first")
	}
	k.post("/attempts", append(fields, "types", "single")...).want(http.StatusUnprocessableEntity).says("have only 0 questions", `<details class="choosy" open>`)
	first := k.post("/attempts", append(fields, "types", "single", "advanced", "yes")...).want(http.StatusSeeOther).Header.Get("Location")
	it := k.attempt(strings.TrimSuffix(first, "/items/1")).Items()[0]
	if it.Type != "single" || it.Level != deck.Advanced {
		t.Errorf("%s is a %s, %s", it.ID, it.Type, it.Level)
	}

	for n := range 2 { // the topic has one question that is not advanced
		at := k.post("/attempts", fields...).want(http.StatusSeeOther).Header.Get("Location")
		if told := strings.Contains(k.get(at).want(http.StatusOK).Body, "nothing new is left on: The exam"); told != (n > 0) {
			t.Errorf("time %d: it says that nothing is new: %t", n+1, told)
		}
		path := strings.Split(at, "?")[0]
		k.post(path, fieldsOf(k.attempt(strings.TrimSuffix(path, "/items/1")).Items()[0].Sample(true))...)
	}

	if err := s.study.SetPlan(t.Context(), k.who, "aws-support", study.Plan{Edition: "2026", ExamOn: "2027-01-10", Daily: 10}); err != nil {
		t.Fatal(err)
	}
	k.get(page).want(http.StatusOK).says(`name="types" value="single" checked`, `name="types" value="matching">`, "Your plan prepares for an exam", `<details class="choosy" open>`)
}

func TestAPIChoices(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	start := func(more j) apiReply {
		in := j{"subject": "aws-support", "edition": "2026", "mode": "practice", "size": 1, "topics": []string{"exam"}}
		maps.Copy(in, more)
		return ada.post("/attempts", in)
	}
	start(j{"types": []string{"essay"}}).refused(422, "no_type")
	start(j{"types": []string{"single"}}).refused(422, "too_few")
	var a started
	start(j{"types": []string{"single"}, "advanced": true}).want(201).into(&a)
	for n := range 2 { // the topic has one question that is not advanced
		reply := start(j{}).want(201)
		if _, told := reply.members()["exhausted"]; told != (n > 0) {
			t.Errorf("time %d: it says that nothing is new: %t", n+1, told)
		}
		var a started
		reply.into(&a)
		stored, err := f.quiz.Attempt(t.Context(), ada.learner(), quiz.AttemptID(a.ID))
		if err != nil {
			t.Fatal(err)
		}
		ada.put(answerPath(a.ID, 1), j{"given": stored.Items()[0].Sample(true)}).want(200)
	}
}
