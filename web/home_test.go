package web

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
)

// openerOf reads the form of the question on a home page: its sealed place and
// the ids of its options.
func openerOf(t *testing.T, page *pageReply) (sealed string, options []string) {
	t.Helper()
	for _, e := range elements(t, page.Body) {
		switch e.attrs["name"] {
		case "question":
			sealed = e.attrs["value"]
		case "given":
			options = append(options, e.attrs["value"])
		}
	}
	if sealed == "" || len(options) < 2 {
		t.Fatalf("no question stands on the home page:\n%s", page.Body)
	}
	return sealed, options
}

// rightOf is the option that is right, which no page tells.
func (s *testSite) rightOf(sealed string, options []string) (right, wrong string) {
	s.t.Helper()
	o, err := s.unseal(sealed)
	if err != nil {
		s.t.Fatal(err)
	}
	it := o.Attempt().Items()[0]
	return it.Sample(true)[0], it.Sample(false)[0]
}

// guestOf is the guest that a browser became.
func (c *browser) guestOf() quiz.Learner {
	c.site.t.Helper()
	p, err := c.site.users.Authenticate(c.site.t.Context(), c.jar["viva_access"].value)
	if err != nil || p.User.Role != users.Guest {
		c.site.t.Fatal(p.User.Role, err)
	}
	return quiz.Learner{ID: quiz.LearnerID(p.User.ID), Guest: true}
}

// A stranger learns what this is, for whom, what it costs and how much of an
// exam it is, and finds a question: another one at each visit, for which nothing
// is stored and no cookie is set.
func TestHomeOfAStranger(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	s.unchanged(func() {
		says := map[string][]string{
			"en": {"Know AWS Support.", "For CLF-C02 candidates and students of an AWS course.", "1,379 questions", "Free, without advertising.", "1 of 10, no account",
				"proved from dated facts", "All sources were read since 22 November 2026.", "as a range", "12% of the exam", "Sit a mock exam", `<a href="/exam">`, "Read first", `<a href="/read">`, "65 questions in 90 minutes", "HTTP semantics"},
			"fr": {"Apprenez AWS Support.", "Pour qui prépare CLF-C02 et pour qui suit un cours AWS.", "1 379 questions", "Gratuit et sans publicité.", "1 sur 10, sans compte",
				"démontrée à partir de faits datés", "depuis le 22 novembre 2026", "fourchette", "12 % de l’examen", "Passer un examen blanc", "Lire d’abord", "65 questions en 90 minutes", "Sémantique de HTTP"},
		}
		for lang, texts := range says {
			stems := map[string]bool{}
			for range 5 {
				page := c.do("GET", "/", "", "Accept-Language", lang).want(http.StatusOK).says(texts...)
				sound(t, page.Body)
				if n := strings.Count(page.Body, `class="button primary"`); n != 1 {
					t.Errorf("%d primary buttons", n)
				}
				sealed, options := openerOf(t, page)
				right, _ := s.rightOf(sealed, options)
				if strings.Count(page.Body, right) != 1 {
					t.Error("the page tells which option is right")
				}
				_, stem, _ := strings.Cut(page.Body, `id="stem"`)
				stem, _, _ = strings.Cut(stem, "</h2>")
				stems[stem] = true
			}
			if len(stems) < 2 {
				t.Errorf("%s: five visits see the same question", lang)
			}
		}
	})
	if len(c.jar) > 0 {
		t.Errorf("looking at the home page sets cookies: %v", c.jar)
	}
}

// The question is of the edition that the stranger chose, and so is the number
// of questions.
func TestHomeInTheChosenEdition(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	c.post(awsEdition, "edition", "2024", "next", "/").leadsTo("/")
	page := c.get("/").says("1,180 questions", `value="2024" aria-current="true"`)
	sealed, _ := openerOf(t, page)
	if o, err := s.unseal(sealed); err != nil || o.Edition != "2024" {
		t.Errorf("asked of %+v, %v", o, err)
	}
}

// The answer makes a guest, whose ten questions begin with this one. Its
// feedback stands on the home page, also when that is loaded again.
func TestHomeAnswer(t *testing.T) {
	s := newSite(t)
	for _, right := range []bool{true, false} {
		c := s.browser()
		sealed, options := openerOf(t, c.get("/"))
		given, wrong := s.rightOf(sealed, options)
		verdict := "Correct"
		if !right {
			given, verdict = wrong, "Not correct"
		}
		c.post("/", "question", sealed, "given", given).leadsTo("/?done=answered")
		who := c.guestOf()
		a, err := s.newestOf(who)
		if err != nil {
			t.Fatal(err)
		}
		next := fmt.Sprintf("/attempts/%d/items/2", a.ID)
		for range 2 {
			page := c.get("/?done=answered").want(http.StatusOK).says(verdict, "1 of 10, no account", `href="`+next+`"`, `class="editions"`, "Source:").hides(`name="question"`, "cookies")
			sound(t, page.Body)
			if n := strings.Count(page.Body, `class="button primary"`); n != 1 {
				t.Errorf("%d primary buttons after the answer", n)
			}
		}
		c.get(next).want(http.StatusOK).says("Question 2 of 10")
		c.get(fmt.Sprintf("/attempts/%d/items/1", a.ID)).says(verdict)
		if a.Size() != quiz.GuestSize || a.Answered() != 1 || a.Seed == 0 {
			t.Errorf("the attempt has %d questions, %d answered", a.Size(), a.Answered())
		}

		// Sent again, it is the same answer; another one comes too late.
		s.unchanged(func() {
			c.post("/", "question", sealed, "given", given).leadsTo("/")
			c.post("/", "question", sealed, "given", options[0]).leadsTo("/")
		})
	}
}

// newestOf is the attempt that somebody began last.
func (s *testSite) newestOf(who quiz.Learner) (*quiz.Attempt, error) {
	last, err := s.quiz.Attempts(s.t.Context(), who, quiz.AttemptsQuery{})
	if err != nil {
		return nil, err
	}
	return s.quiz.Attempt(s.t.Context(), who, last[0].ID)
}

// Two posts of one form, as a double click sends them before the first reply
// has brought its cookies, are one guest with one answer.
func TestHomeAnswerSentTwice(t *testing.T) {
	s := newSite(t)
	first := s.browser()
	sealed, options := openerOf(t, first.get("/"))
	clicks := []*browser{first, first.clone(), first.clone()}
	var done sync.WaitGroup
	for _, c := range clicks {
		done.Go(func() { c.post("/", "question", sealed, "given", options[1]).leadsTo("/?done=answered") })
	}
	done.Wait()
	rows := s.rows()
	if rows["attempts"] != 1 || rows["responses"] != 1 || rows["users"] != 1 {
		t.Errorf("%d guests, %d attempts, %d responses", rows["users"], rows["attempts"], rows["responses"])
	}
	for _, c := range clicks {
		c.get("/").says("Next")
	}

	// Who kept the form, and throws away the cookies, cannot answer once more.
	late := s.browser()
	s.unchanged(func() {
		s.firsts.bySeed = nil // as after a restart
		page := late.post("/", "question", sealed, "given", options[0]).want(http.StatusConflict).says("out of date")
		if again, _ := openerOf(t, page); again == sealed {
			t.Error("the same question is asked again")
		}
		s.clock.advance(time.Minute)
		late.post("/", "question", sealed, "given", options[1]).want(http.StatusConflict)
	})
}

// What is not a choice is asked for again, and what we did not seal, or long
// ago, is refused. Nothing is stored.
func TestHomeRefusals(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	sealed, options := openerOf(t, c.get("/"))
	s.unchanged(func() {
		page := c.post("/", "question", sealed).want(http.StatusUnprocessableEntity).says("Choose")
		sound(t, page.Body)
		if again, same := openerOf(t, page); again != sealed || strings.Join(same, " ") != strings.Join(options, " ") {
			t.Error("a form sent empty comes back with another question")
		}
		tampered := "A" + sealed[1:]
		if tampered == sealed {
			tampered = "B" + sealed[1:]
		}
		for _, place := range []string{tampered, "", sealed[:30], "aws-support 2026 en 1 x"} {
			c.post("/", "question", place, "given", options[0]).want(http.StatusBadRequest).says("could not be understood")
		}
		c.post("/", "question", sealed, "given", options[0], "seed", "1").want(http.StatusBadRequest)
		s.clock.advance(openerLife + time.Minute)
		page = c.post("/", "question", sealed, "given", options[0]).want(http.StatusConflict).says("This question is out of date. Here is another one.")
		sound(t, page.Body)
		openerOf(t, page)
	})
	if len(c.jar) > 0 {
		t.Errorf("a refused answer sets cookies: %v", c.jar)
	}
}

// Who began in the meantime, in another tab or with an account, is led to where
// they stand, and told that this answer was not taken.
func TestHomeAnswerBesideAnother(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	one, options := openerOf(t, c.get("/"))
	other, others := openerOf(t, c.get("/"))
	c.post("/", "question", one, "given", options[0]).leadsTo("/?done=answered")
	member := s.as("ada", users.Learner)
	s.unchanged(func() {
		c.post("/", "question", other, "given", others[0]).leadsTo("/?done=begun")
		c.get("/?done=begun").says("That answer was not taken", "Next")
		member.post("/", "question", other, "given", others[0]).leadsTo("/?done=begun")
	})

	// A browser without cookies is told why nothing came of the answer.
	s.browser().get("/?done=answered").says("your browser keeps no cookies")
}

// A guest is led on: to the open attempt of whatever edition, to what the trial
// still has, and at its end to an account. Nothing that is offered is refused.
func TestHomeOfAGuest(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	path := c.start("practice", 4)
	choosesEdition := func(state string) {
		t.Helper()
		if n := strings.Count(c.get("/").Body, `class="editions"`); n != 1 {
			t.Errorf("%s: %d rows of editions on the home page", state, n)
		}
	}
	choosesEdition("dealt")
	sound(t, c.get("/").says("Where you left off", "0 of 4 answered", ">Start</a>", `href="`+path+`"`).hides(`name="question"`, "/sign-up\" class").Body)
	k := taker{c, c.guestOf()}
	for pos := range 4 {
		k.post(fmt.Sprintf("%s/items/%d", path, pos+1), k.choice(path, pos+1, pos < 3)...).want(http.StatusSeeOther)
	}
	c.post(path + "/finish").want(http.StatusSeeOther)
	page := c.get("/").says("6 questions without an account", "Start 6 questions")
	sound(t, page.Body)
	choosesEdition("some left")
	fields := []string{}
	for _, e := range elements(t, page.Body) {
		if e.name == "input" && e.attrs["type"] == "hidden" && e.attrs["name"] != "next" {
			fields = append(fields, e.attrs["name"], e.attrs["value"])
		}
	}
	r := c.post("/attempts", fields...).want(http.StatusSeeOther)
	path, _, _ = strings.Cut(r.Header.Get("Location"), "/items/")
	c.get("/").says("Where you left off", "0 of 6 answered")
	for pos := range 6 {
		k.post(fmt.Sprintf("%s/items/%d", path, pos+1), k.choice(path, pos+1, true)...).want(http.StatusSeeOther)
	}
	c.post(path + "/finish").want(http.StatusSeeOther)
	page = c.get("/").says("Your ten questions are answered", `href="`+path+`/result"`, "6 of 6 were right", `<a class="button primary" href="/sign-up">`).
		hides(`action="/attempts"`, `action="/study`)
	sound(t, page.Body)
	if n := strings.Count(page.Body, `class="button primary"`); n != 1 {
		t.Errorf("%d primary buttons at the end of the trial", n)
	}
	choosesEdition("none left")
	sound(t, c.get("/subjects/aws-support/practice").says("Your ten questions without an account are answered", `<a class="button primary" href="/sign-up">`).hides(`<button class="button primary">`).Body)
}

// Guests who ask for more than the trial has, with questions open, are led to
// these: all were dealt, none is answered.
func TestTrialDealtNotAnswered(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	path := c.start("practice", quiz.GuestSize)
	page := c.post("/attempts", "subject", "aws-support", "edition", "2026", "mode", "practice", "size", "10").want(http.StatusForbidden)
	page.says("Your ten questions without an account were dealt already", "10 of them are open", `href="`+path+`"`).hides("are answered", `<button class="button primary">`)
	sound(t, page.Body)
	c.get("/subjects/aws-support/practice").says("10 of them are open", `<a class="button primary" href="`+path+`">`).hides(`<button class="button primary">`)
}

// What a stranger answered on the home page is in no ranking before an account
// has it, and in the ranking then.
func TestHomeAnswerRanksNowhere(t *testing.T) {
	s := newSite(t)
	c := s.browser()
	sealed, options := openerOf(t, c.get("/"))
	right, _ := s.rightOf(sealed, options)
	c.post("/", "question", sealed, "given", right).want(http.StatusSeeOther)
	before := maps.Clone(c.jar)
	s.browser().get("/scoreboard").hides("<tbody>")
	c.post("/sign-up", "name", "ada", "password", testPassword, "listed", "yes").want(http.StatusSeeOther)
	if maps.Equal(before, c.jar) {
		t.Fatal("no account was made")
	}
	c.get("/scoreboard").says("ada")
}
