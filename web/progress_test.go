package web

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/testkit"
	"viva/internal/testkit/birds"
	"viva/internal/users"
)

const (
	awsPlan     = "/subjects/aws-support/plan"
	awsProgress = "/subjects/aws-support/progress"
)

// A plan comes back as it was entered, with what is wrong beside its field; one
// that is kept says what follows from it.
func TestPlanPage(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	good := []string{"edition", "", "exam", "clf-c02", "exam_on", "2026-12-30", "daily", "15", "goal", "3", "paused_from", "", "paused_until", ""}
	with := func(field, value string) []string {
		entered := append([]string{}, good...)
		for i := 0; i < len(entered); i += 2 {
			if entered[i] == field {
				entered[i+1] = value
			}
		}
		return entered
	}
	for _, tt := range []struct{ field, value, message string }{
		{"daily", "0", "Plan 1 to 200 answers a day."},
		{"daily", "many", "Plan 1 to 200 answers a day."},
		{"goal", "9", "The weekly goal is 0 to 7 days."},
		{"exam_on", "2026-11-21", "lies in the past"},
		{"exam_on", "soon", "Write the day as 2026-11-30"},
		{"paused_from", "2026-12-01", "A break has a first day and ends after it."},
		{"edition", "1999", "This subject has no such edition."},
		{"exam", "none", "This subject has no such exam."},
	} {
		s.unchanged(func() {
			page := k.post(awsPlan, with(tt.field, tt.value)...).want(http.StatusUnprocessableEntity).says(tt.message, "<title>Error: ", `role="alert"`)
			sound(t, page.Body)
			if tt.field != "goal" && tt.field != "edition" && tt.field != "exam" && !strings.Contains(page.Body, `value="`+tt.value+`"`) {
				t.Errorf("%s %q is not filled in again", tt.field, tt.value)
			}
			if !regexp.MustCompile(`href="#` + tt.field + `"|href="#paused_until"`).MatchString(page.Body) {
				t.Errorf("%s: the message does not lead to its field", tt.field)
			}
		})
	}
	k.post(awsPlan, append(good, "admin", "1")...).want(http.StatusBadRequest)
	k.post("/subjects/nothing/plan", good...).want(http.StatusNotFound)

	k.post(awsPlan, good...).leadsTo(awsPlan + "?done=plan")
	sound(t, k.get(awsPlan+"?done=plan").says("Your plan is saved.", `value="2026-12-30"`, "38 days until the exam.", "Automatic: Today’s line-up, 2026").
		hides("not in force").Body)
	k.get("/").says("38 <small>days</small>", "30 December 2026")

	// A chosen edition that is over by then is warned of, and one button mends
	// it.
	k.post(awsPlan, with("edition", "2024")...).leadsTo(awsPlan + "?done=plan")
	k.get(awsPlan).says("This edition is not in force then", "“The 2024 line-up”", "“Today’s line-up, 2026” is.", "Study the one in force then")
	k.get("/").says("The edition you study is not in force on the day of your exam.")
	k.post(awsPlan, good...).leadsTo(awsPlan + "?done=plan")
	k.get(awsPlan).hides("not in force then")

	// Habits, which this browser minds too.
	k.post("/subjects/aws-support/habits", "extra", "150").leadsTo(awsPlan + "?done=habits")
	k.get(awsPlan).says(`<option value="150" selected>`)
	if page := k.get(awsPlan).Body; regexp.MustCompile(`name="certainty"[^>]*checked`).MatchString(page) {
		t.Error("the habit of being asked is still on")
	}
	k.get(k.start("practice", 1) + "/items/1").hides(`value="sure"`)
	k.post("/subjects/aws-support/habits", "extra", "300").want(http.StatusUnprocessableEntity)
}

// A stranger and a new learner are told how to begin; nothing pretends.
func TestProgressBeforeTheFirstAnswer(t *testing.T) {
	s := newSite(t)
	sound(t, s.browser().get(awsProgress).want(http.StatusOK).says("Nothing is known of you", "You need no account", "/sign-in").hides("<figure").Body)
	k := s.as("ada", users.Learner)
	sound(t, k.get(awsProgress).says("Nothing is known of you", awsPlan, "/scores").hides("You need no account", "<figure").Body)
	sound(t, k.get("/").says("Your first 10 questions", "Set the day of an exam", "Sunday, 22 November 2026").hides("to review", "goal").Body)
	k.get("/subjects/nothing/progress").want(http.StatusNotFound)
}

// After three weeks the pages tell what is known, to the learner alone.
func TestProgressAfterThreeWeeks(t *testing.T) {
	testkit.Long(t)
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.post(awsPlan, "exam", "clf-c02", "daily", "20", "goal", "4", "exam_on", "2026-12-28").want(http.StatusSeeOther)
	k.studies("aws-support", 21, mostly(0.75))
	k.post("/sign-in", "login", "ada", "password", testPassword)

	home := k.get("/").says("Sunday, 13 December 2026", "15 <small>days</small>", "questions for today", "This week", "What to expect", "of 1,000", "Tomorrow: ")
	sound(t, home.Body)
	if n := strings.Count(home.Body, `class="button primary"`); n != 1 {
		t.Errorf("%d primary buttons on the home page", n)
	}
	page := k.get(awsProgress).says("On the scale of the exam that is", "if you review nothing more", "What you mix up", "Practise these two",
		"Least certain today", "How far to trust your feeling", "The next seven days", "CLF-C02 format, AWS Support topics")
	sound(t, page.Body)
	fact := regexp.MustCompile(`href="(/subjects/aws-support/fact\?name=[^"]+)">([^<]+)<`).FindStringSubmatch(page.Body)
	if fact == nil {
		t.Fatal("no fact is linked")
	}
	fact[1] = html.UnescapeString(fact[1]) // a name may have a space, which is a "+" in an address
	sound(t, k.get(fact[1]).want(http.StatusOK).says("Your memory of", "likely to be remembered", "Where this is from", fact[2]).Body)
	sound(t, k.get("/subjects/aws-support/facts?topic=plans").says("the weakest first", "have not come up yet").Body)
	k.get("/subjects/aws-support/facts?topic=nothing").want(http.StatusNotFound)

	sitting, _, _ := strings.Cut(k.post("/study/aws-support/sittings", "kind", "due", "size", "5").want(http.StatusSeeOther).Header.Get("Location"), "/items/")
	k.endOf(t, sitting, 4).says("Your chance to pass on 28 December 2026: ")

	other := s.as("bob", users.Learner)
	other.get(fact[1]).want(http.StatusNotFound).hides(fact[2])
	other.get(awsProgress).hides(fact[2])

	// What was taken for something else is practised at once.
	pair := regexp.MustCompile(`name="pair" value="([^"]+)"`).FindAllStringSubmatch(page.Body, 2)
	started := k.post("/study/aws-support/sittings", "kind", "due", "size", "5", "pair", pair[0][1], "pair", pair[1][1]).want(http.StatusSeeOther)
	k.get(started.Header.Get("Location")).want(http.StatusOK)

	// A fact that a running exam asks is not told meanwhile.
	a, err := s.study.Start(t.Context(), k.who, quiz.Start{Subject: "aws-support", Edition: "2026", Mode: deck.Exam, Exam: "clf-c02"})
	if err != nil {
		t.Fatal(err)
	}
	withheld, met := 0, map[string]bool{}
	for _, topic := range s.quiz.Decks()[0].Topics {
		all, err := s.study.Facts(t.Context(), k.who, "aws-support", topic.ID, "en")
		if err != nil {
			t.Fatal(err)
		}
		withheld += all.Withheld
		for _, f := range all.Met {
			met[f.Name] = true
		}
	}
	for _, it := range a.Items() {
		for _, name := range it.Names {
			if met[name] {
				t.Errorf("%s is asked in the exam and told beside it", name)
			}
			if r := k.get(factPath("aws-support", name)); r.Status == http.StatusOK {
				t.Errorf("%s is told while the exam runs", name)
			}
		}
	}
	if withheld == 0 {
		t.Error("the exam asks nothing that was met")
	}
}

// What the day asks for is dealt; when nothing is left, the page says when to
// come back, and what is weakest can be practised without moving the schedule.
func TestSittings(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.post(awsPlan, "daily", "3", "goal", "0").want(http.StatusSeeOther)
	r := k.post("/study/aws-support/sittings", "kind", "due", "size", "10").want(http.StatusSeeOther)
	path, _, _ := strings.Cut(r.Header.Get("Location"), "/items/")
	a := k.attempt(path)
	if a.Size() != 3 || a.Kind != quiz.Due {
		t.Fatalf("%d questions of kind %q, want the day's 3", a.Size(), a.Kind)
	}
	k.answerAll(a, func(string) bool { return true })
	k.get("/").says("Done for today: 3 answers.", "Come back on", "Practise the weakest: ", "leaves the schedule alone", "10 more questions")
	k.post("/study/aws-support/sittings", "kind", "due", "size", "10").want(http.StatusConflict).says("There is nothing to ask now")
	before := k.today()
	r = k.post("/study/aws-support/sittings", "kind", "cram", "size", "2").want(http.StatusSeeOther)
	path, _, _ = strings.Cut(r.Header.Get("Location"), "/items/")
	k.answerAll(k.attempt(path), func(string) bool { return false })
	s.clock.advance(day)
	k.post("/sign-in", "login", "ada", "password", testPassword)
	if after := k.today(); before.Next == "" || after.Met != before.Met {
		t.Errorf("cramming moved the schedule: %+v, %+v", before, after)
	}

	for _, body := range [][]string{{"kind", "offline", "size", "5"}, {"kind", "", "size", "5"}, {"kind", "due", "size", "0"}, {"kind", "due", "size", "x"}} {
		k.post("/study/aws-support/sittings", body...).want(http.StatusUnprocessableEntity)
	}
	k.post("/study/aws-support/sittings", "kind", "due", "size", "5", "pair", "one").want(http.StatusBadRequest)
	k.post("/study/nothing/sittings", "kind", "due", "size", "5").want(http.StatusNotFound)
	s.browser().post("/study/aws-support/sittings", "kind", "due", "size", "5").want(http.StatusUnauthorized)

	// A visitor has ten questions in all; then the page offers an account.
	guest := s.browser()
	guest.start("practice", 9)
	guest.post("/study/aws-support/sittings", "kind", "due", "size", "5").want(http.StatusForbidden)
}

func (k taker) today() study.Today {
	k.site.t.Helper()
	t, err := k.site.study.Today(k.site.t.Context(), k.who, "aws-support")
	if err != nil {
		k.site.t.Fatal(err)
	}
	return t
}

// TestCanaryOfFacts: of a fact nothing is told before its answer, whoever
// guesses its name; after the answer it is, to its learner only.
func TestCanaryOfFacts(t *testing.T) {
	testkit.Long(t)
	for _, mode := range []string{"practice", "exam"} {
		f := newAPIOn(t, birds.Canary())
		ada, bob := f.signedIn("ada"), f.signedIn("bob")
		var a started
		ada.post("/attempts", j{"subject": "birds", "edition": "old", "mode": mode, "size": 3, "topics": []string{"song"}}).want(201).into(&a)
		ada.put("/study/birds/plan", j{"edition": "old"}).want(200)
		names := map[string]bool{}
		for _, spec := range f.quiz.Decks()[0].Specs("old", f.quiz.Today()) {
			for _, name := range spec.Names() {
				names[name] = true
			}
		}
		told := func(c *apiClient) (replies []apiReply) {
			for name := range names {
				r := c.page("GET", "/subjects/birds/fact?name="+url.QueryEscape(name), "")
				// The forms of a page lead back to its address, which holds what the
				// reader wrote.
				for _, is := range []string{"=", "%3D"} {
					r.body = bytes.ReplaceAll(r.body, []byte("name"+is+name), nil)
				}
				if hears(r) {
					replies = append(replies, r)
				}
			}
			for _, address := range []string{"/subjects/birds/facts?topic=song", "/subjects/birds/progress", "/api/v1/study/birds/progress?lang=fr"} {
				if r := c.page("GET", address, ""); hears(r) {
					replies = append(replies, r)
				}
			}
			return replies
		}
		if r := told(ada); len(r) > 0 {
			t.Errorf("%s: before the answer %s tells a fact:\n%s", mode, r[0].what, r[0].body)
		}
		ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0), "revision": 1}).want(200)
		after := told(ada)
		if mode == "exam" {
			if len(after) > 0 {
				t.Errorf("before the end of the exam %s tells a fact", after[0].what)
			}
			ada.post(finishPath(a.ID), nil).want(200)
			after = told(ada)
		}
		if len(after) < 3 {
			t.Errorf("%s: after the answer only %d replies tell the fact", mode, len(after))
		}
		if r := told(bob); len(r) > 0 {
			t.Errorf("%s: to others %s tells a fact", mode, r[0].what)
		}
		if r := told(f.with("")); len(r) > 0 {
			t.Errorf("%s: to nobody %s tells a fact", mode, r[0].what)
		}
	}
}

// The API tells the same as the pages, as openapi.yaml describes it.
func TestAPIStudy(t *testing.T) {
	f := newAPI(t)
	ada := f.signedIn("ada")
	var plan struct {
		Edition, Proposed string
		Follows, Outdated bool
		Daily             int
		ExamOn            string `json:"exam_on"`
	}
	ada.get("/study/aws-support/plan").want(200).into(&plan)
	if plan.Edition != "2026" || !plan.Follows || plan.Daily != study.DefaultDaily {
		t.Errorf("the first plan: %+v", plan)
	}
	ada.put("/study/aws-support/plan", j{"edition": "2024", "exam_on": "2026-12-30", "daily": 5, "goal": 2}).want(200).into(&plan)
	if plan.Edition != "2024" || !plan.Outdated || plan.Proposed != "2026" || plan.ExamOn != "2026-12-30" || plan.Daily != 5 {
		t.Errorf("the plan: %+v", plan)
	}
	for _, body := range []j{{"daily": 0}, {"goal": 8}, {"exam_on": "2020-01-01"}, {"paused_from": "2026-12-01"}, {"edition": "none"}} {
		ada.put("/study/aws-support/plan", body).want(422)
	}
	ada.put("/study/aws-support/plan", j{"learner": 1}).want(400)
	ada.put("/study/aws-support/plan", j{"daily": 5}).want(200)

	var a started
	ada.post("/study/aws-support/sittings", j{"kind": "due", "size": 10}).want(201).into(&a)
	if len(a.Items) != 5 {
		t.Errorf("%d questions, want the day's 5", len(a.Items))
	}
	ada.put(answerPath(a.ID, 1), j{"given": a.pick(1, 0), "certainty": "sure"})
	var today struct{ Done, Met, New int }
	ada.get("/study/aws-support/today").want(200).into(&today)
	var standing struct {
		Answers     int
		Calibration []struct{ Answers int }
	}
	ada.get("/study/aws-support/progress?lang=fr").want(200).into(&standing)
	var forecast struct {
		Exam   string
		Needs  int
		Scores []float64
	}
	ada.get("/study/aws-support/forecast").want(200).into(&forecast)
	if forecast.Exam != "clf-c02" || forecast.Needs == 0 || forecast.Scores != nil {
		t.Errorf("after an answer the forecast pretends: %+v", forecast)
	}
	ada.get("/study/aws-support/progress?lang=de").want(422)
	ada.get("/study/nothing/today").want(404)
	ada.post("/study/aws-support/sittings", j{"kind": "offline", "size": 5}).want(422)
	f.with("").get("/study/aws-support/plan").want(401)
	if len(fmt.Sprint(today)) == 0 || standing.Calibration == nil {
		t.Error("nothing is told")
	}
}
