package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"viva/internal/testkit/chance"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit/birds"
	"viva/internal/users"
	"viva/web/chart"
	"viva/web/words"
)

// shortExam is an exam of the first subject: 13 questions in 18 minutes, of
// which 10 count.
const shortExam = "/subjects/aws-support/exams/clf-c02-short"

// sit begins the short exam and returns the attempt's path.
func (k taker) sit(extra string) string {
	k.site.t.Helper()
	r := k.post(shortExam, "extra", extra, "lang", "en").want(http.StatusSeeOther)
	path, first, found := strings.Cut(r.Header.Get("Location"), "/items/")
	if !found || first != "1" {
		k.site.t.Fatalf("an exam begins at %q", r.Header.Get("Location"))
	}
	return path
}

// An exam without a profile has no clock, but the same pages.
func TestExam(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.start("exam", 3)
	item := func(n int) string { return fmt.Sprintf("%s/items/%d", path, n) }

	// A question can be left blank; nothing is told before the end.
	k.post(item(1)).leadsTo(item(2))
	k.post(item(2), append(k.choice(path, 2, false), "revision", "1")...).leadsTo(item(3))
	page := k.get(item(2)).says("Saved", ">Back<", ">Flag<", ">All<").hides("Not correct", "Source:", "Correct answer", "data-clock")
	sound(t, page.Body)

	// A tab that is behind is told what stands, and may then change it.
	stale := k.post(item(2), append(k.choice(path, 2, true), "revision", "1")...)
	stale.want(http.StatusConflict).says("Another answer was kept", "What stands: ", `name="revision" value="2"`)
	sound(t, stale.Body)
	k.post(item(2), append(k.choice(path, 2, true), "revision", "2", "go", "1")...).leadsTo(item(1))
	k.post(item(2), append(k.choice(path, 2, true), "revision", "2")...).leadsTo(item(3)) // sent twice

	// Ending takes two steps, and asking ends nothing.
	k.post(item(3), "go", "finish").leadsTo(path + "/finish")
	k.post(item(3), "go", "overview").leadsTo(path + "/overview")
	k.post(item(3), "go", "review").leadsTo(path + "/overview") // as a page of v0.1.0 that is still open
	if r := k.get(path + "/review?show=flagged").want(http.StatusMovedPermanently); r.Header.Get("Location") != path+"/overview?show=flagged" {
		t.Errorf("the old address of the overview leads to %q", r.Header.Get("Location"))
	}
	k.post(item(3)).leadsTo(path + "/overview")
	sound(t, k.get(path+"/overview").says("2 questions unanswered.", item(1), item(3), "End the exam").Body)
	sound(t, k.get(path+"/finish").says("2 questions unanswered.", "a guess costs nothing", "End the exam now").Body)
	if k.attempt(path).Finished() {
		t.Fatal("asking closed the attempt")
	}

	k.post(path + "/finish").leadsTo(path + "/result")
	k.post(item(1), k.choice(path, 1, true)...).want(http.StatusConflict).says("This attempt is already finished.")
	k.post(item(1)+"/draft", "flag", "yes").want(http.StatusConflict).says("This attempt is already finished.")
	k.get(path + "/overview").leadsTo(path + "/result")
	sound(t, k.get(path+"/result").says("1/3", "One of three", "2 questions were left blank.", "Not answered").Body)
	sound(t, k.get(item(1)).says("Not answered", "Correct answer", "Next").Body)
	k.get(item(3)).says("See the result")
}

// Flags and strike-outs are kept without JavaScript, with the answer that was
// chosen so far, and the exam goes on where it was left.
func TestExamNotes(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.sit("100")
	item := func(n int) string { return fmt.Sprintf("%s/items/%d", path, n) }
	options := k.attempt(path).Items()[1].Options

	k.post(item(2)+"/draft", append(k.choice(path, 2, false), "revision", "1", "flag", "yes")...).leadsTo(item(2))
	k.post(item(2)+"/draft", "strike", options[0].ID).leadsTo(item(2) + "?strike=on")
	k.post(item(2)+"/draft", "strike", options[1].ID).leadsTo(item(2) + "?strike=on")
	k.post(item(2)+"/draft", "strike", options[1].ID).leadsTo(item(2) + "?strike=on") // sent twice
	k.post(item(2)+"/draft", "restore", options[0].ID).leadsTo(item(2) + "?strike=on")
	q, err := k.attempt(path).Question(2)
	if err != nil || !q.Note.Flagged || fmt.Sprint(q.Note.Struck) != fmt.Sprint([]string{options[1].ID}) || q.Revision != 1 {
		t.Errorf("the question keeps %+v, revision %d, %v", q.Note, q.Revision, err)
	}
	page := k.get(item(2)).says(`name="restore" value="`+options[1].ID+`"`, `name="strike" value="`+options[0].ID+`"`, `name="flag" value="no"`, `aria-pressed="true"`)
	sound(t, page.Body)
	k.get(path).leadsTo(item(2))
	k.post(item(2), "go", "5").leadsTo(item(5))
	k.clone().get(path).leadsTo(item(5)) // another device

	// A flag is kept even where the answer beside it cannot be taken.
	k.post(item(5)+"/draft", "given", "nonsense", "flag", "yes").want(http.StatusUnprocessableEntity).says("Your answer was not taken")
	if !k.attempt(path).Note(5).Flagged {
		t.Error("the flag is gone with the answer")
	}
	k.post(item(5)+"/draft", "strike", "nonsense").want(http.StatusUnprocessableEntity)

	k.get(path+"/overview").says("12 questions unanswered, 2 flagged.", "Flagged (2)")
	flagged := k.get(path+"/overview?show=flagged").says(item(2), item(5)).hides(item(3))
	sound(t, flagged.Body)
	k.get(path + "/overview?show=unanswered").says(item(5)).hides(`href="` + item(2) + `"`)
	k.get(path + "/finish").says("12 questions unanswered, 2 flagged.")
}

// The rules are told before the exam, extra time is chosen there, and only one
// exam is open at a time.
func TestExamStart(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	k.get("/subjects/aws-support/practice").says("Exams", shortExam, "13 questions, 18 minutes")
	page := k.get(shortExam).says("<dd>13<", "18 min<", "<dd>700<", "of 1,000, an estimate", "costs no more than none", "10 count, 3 are unscored",
		"independent of Amazon Web Services", "27 minutes", "+&#8239;25%", "Begin the exam", `exams/clf-c02"`)
	sound(t, page.Body)
	k.get("/subjects/aws-support/exams/nothing").want(http.StatusNotFound)
	k.get("/subjects/aws-support/course/exams/nothing").want(http.StatusNotFound)
	k.get("/subjects/aws-support/1999/exams/clf-c02-short").want(http.StatusNotFound)
	s.unchanged(func() {
		sound(t, k.post(shortExam, "extra", "110").want(http.StatusUnprocessableEntity).says("Extra time is 100").Body)
		k.post(shortExam, "extra", "-1").want(http.StatusUnprocessableEntity)
		k.post(shortExam, "extra", "x").want(http.StatusUnprocessableEntity)
		k.post(shortExam, "minutes", "900").want(http.StatusBadRequest)
		k.post(shortExam, "extra", "100", "extra", "200").want(http.StatusBadRequest)
		k.post(shortExam, "lang", "de").want(http.StatusUnprocessableEntity)
	})

	path := k.sit("150")
	a := k.attempt(path)
	if a.Size() != 13 || !a.Deadline.Equal(s.clock.now().Add(27*time.Minute)) {
		t.Errorf("%d questions until %v", a.Size(), a.Deadline)
	}
	s.unchanged(func() {
		sound(t, k.post(shortExam, "extra", "100").want(http.StatusConflict).says("An exam is open", path, path+"/finish").Body)
	})
	k.get(shortExam).says("27:00 left.", "Go on with the exam", "End the exam").hides("Begin the exam")
	k.post(path + "/finish").leadsTo(path + "/result")
	k.get(shortExam).says("Begin the exam")

	// A visitor is told that an account is needed, and is no guest for that.
	s.unchanged(func() {
		visitor := s.browser()
		sound(t, visitor.get(shortExam).says("Without an account ten questions", "/sign-up?next=").hides("Begin the exam").Body)
		visitor.post(shortExam, "extra", "100").want(http.StatusForbidden)
	})
}

// The time that is left stands on every page, and the end comes by itself with
// what was saved.
func TestExamRunsOut(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.sit("125") // 22 minutes and a half
	item := func(n int) string { return fmt.Sprintf("%s/items/%d", path, n) }
	k.get(item(1)).says(`data-left="1350000"`, ">22:30<")
	s.clock.advance(20 * time.Minute)
	k.post(item(1), k.choice(path, 1, true)...).leadsTo(item(2))
	for _, page := range []string{item(3), path + "/overview", path + "/finish"} {
		k.get(page).says(`data-left="150000"`, ">2:30<")
	}
	s.clock.advance(150*time.Second + quiz.Grace)
	late := k.post(item(2), append(k.choice(path, 2, true), "revision", "1")...)
	sound(t, late.want(http.StatusConflict).says("The time is over. What was saved before counts.").Body)
	k.get(item(2)).says("Not answered")
	k.get(path + "/overview").leadsTo(path + "/result")
	raw := "1 of the 10 that count was right"
	if k.attempt(path).Items()[0].Role == deck.Trial {
		raw = "0 of the 10 that count were right"
	}
	page := k.get(path+"/result").says("Not passed yet", "The time ran out", "1 answer to 13 questions", "22:30 of 22:30", "20:00",
		raw, "3 questions were unscored", "an estimate", "Practise these 1", "Unscored, counts for nothing")
	sound(t, page.Body)
}

// A result tells raw and scaled score with its band, topics with intervals,
// the time of each question, and the reasons of what was wrong.
func TestExamResult(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.sit("100")
	for pos := 1; pos <= 13; pos++ {
		s.clock.advance(7 * time.Second)
		k.post(fmt.Sprintf("%s/items/%d", path, pos), k.choice(path, pos, true)...).want(http.StatusSeeOther)
	}
	k.post(path + "/finish").leadsTo(path + "/result")
	page := k.get(path+"/result").says("<h1>Passed", "1,000", "10 of the 10 that count were right", "is worth 8", "to 1,000.", "700 are needed", "1:31 of 18:00", ">0:07<", "Probably between", "and 100%").
		hides("What you gave", "The time ran out", "Practise these")
	sound(t, page.Body)

	path = k.sit("100")
	k.post(path+"/items/1", k.choice(path, 1, false)...).want(http.StatusSeeOther)
	k.post(path + "/finish").leadsTo(path + "/result")
	page = k.get(path+"/result").says("<h1>Not passed yet", "What you gave, and what was right", "12 questions were left blank.", `name="kind" value="wrong"`)
	a := k.attempt(path)
	f, _, err := a.Feedback(1)
	if err != nil {
		t.Fatal(err)
	}
	page.says(escaped(f.Against()[0]), escaped(f.Why[0]))
	sound(t, page.Body)
}

// The result of a finished exam stays, whatever exams.yaml says later: another
// scale, or nothing of this exam any longer.
func TestExamVerdictStays(t *testing.T) {
	f := newAPIOn(t, withExam(birds.Canary(), 2, "single, multiple"))
	ada := f.signedIn("ada")
	var a started
	ada.post("/attempts", j{"subject": "birds", "edition": "old", "exam": "tweet"}).want(201).into(&a)
	path := fmt.Sprintf("/attempts/%d", a.ID)
	verdict := func() string {
		var end struct{ Result struct{ Exam j } }
		r := ada.get(path).want(200)
		r.into(&end)
		page := string(ada.page("GET", path+"/result", "").want(200).body)
		h1, _, _ := strings.Cut(page[strings.Index(page, "<h1>"):], "</h1>")
		figure, _, _ := strings.Cut(page[strings.Index(page, `<p class="gain">`):], "</p>")
		return fmt.Sprint(end.Result.Exam, h1, figure)
	}
	ada.post(finishPath(a.ID), nil).want(200)
	was := verdict()
	if !strings.Contains(was, "passed:false") || !strings.Contains(was, "100") {
		t.Fatalf("an exam that was left blank is told as %s", was)
	}
	edited := *f.quiz.Decks()[0]
	for _, exams := range [][]deck.ExamProfile{{{ID: "tweet", Title: edited.Exams[0].Title, Scale: deck.Scale{From: 50, To: 90, Pass: 51}}}, nil} {
		edited.Exams = exams
		f.quiz = quiz.NewService([]*deck.Deck{&edited}, f.store, f.clock.now, chance.Reader(t))
		if is := verdict(); is != was {
			t.Errorf("with the exams %v the verdict is\n%s\nand was\n%s", exams, is, was)
		}
	}
}

// Every template of an exam, with all there can be and with nothing.
func TestExamTemplates(t *testing.T) {
	s := newSite(t)
	d := s.quiz.Decks()[0]
	for _, l := range words.Langs {
		b := base{Phrases: s.words.In(l.ID), Theme: "dark", Path: "/x?a=<b>", Decks: s.quiz.Decks(), titleKey: "exam_overview", assets: s.assets}
		where := attemptBase{ID: 7, Position: 2, Size: 3, Answered: 1, Exam: true, Edition: "<E>", Topic: "<T>", DeckPath: "/subjects/s/e"}
		open := openExam{Name: "<N>", Timed: true, Left: 61 * time.Minute, Deadline: s.clock.now(),
			Numbers: []examNumber{{1, true, true, false}, {2, false, false, true}, {3, false, true, false}}}
		question := quiz.Question{Position: 2, Type: "multiple", Lang: "fr", Stem: "a < b", Choose: 2, Unproved: true, Note: quiz.Note{Flagged: true}}
		rows := []choice{{ID: "x", Letter: "A", Text: "<x>", Chosen: true}, {ID: "y", Letter: "B", Text: "y", Struck: true}}
		wrong := examItem{itemResult: itemResult{2, "<s>", "fr", true, false}, Trial: true, Spent: time.Hour}
		res := quiz.ExamResult{Raw: 1, Scored: 2, Scaled: 550, Low: 300, High: 800, Scale: deck.Scale{From: 100, To: 1000, Pass: 700}, Topics: []quiz.TopicInterval{{Topic: "t", Points: 1, Max: 2, Low: 0.1, High: 0.9}}}
		for _, tt := range []struct {
			page, name string
			view       any
		}{
			{"exam", "full", examPage{itemPage{base: b, attemptBase: where, Question: question, Choices: rows, Strikes: true, Mistake: "<m>", Kept: "<k>", TypeNote: "<n>"}, open}},
			{"exam", "numeric", examPage{itemPage{base: b, attemptBase: where, Question: quiz.Question{Type: "numeric", Unit: "USD"}}, open}},
			{"exam", "empty", examPage{itemPage: itemPage{base: b}}},
			{"exam_overview", "full", overviewPage{base: b, attemptBase: where, openExam: open, Rows: open.Numbers, Back: "/b",
				Filters: []overviewFilter{{"all", "/a", 3, true}, {"unanswered", "/u", 2, false}, {"flagged", "/f", 2, false}}}},
			{"exam_overview", "empty", overviewPage{base: b}},
			{"exam_end", "full", endPage{b, where, open}},
			{"exam_end", "empty", endPage{base: b}},
			{"exam_start", "full", examStartPage{base: b, Deck: d, Edition: &d.Editions[0], Exam: &d.Exams[0], Citation: &deck.Citation{Title: "<t>", URL: "https://x.example"},
				Extras: []extraChoice{{125, 113, true}}, Open: 3, OpenLeft: "1:00", Mistake: "<m>"}},
			{"exam_start", "free", examStartPage{base: b, Deck: d, Edition: &d.Editions[0], Exam: &d.Exams[1], Extras: []extraChoice{{100, 18, true}}}},
			{"exam_start", "empty", examStartPage{base: b, Deck: &deck.Deck{Unproved: true}, Edition: &deck.Edition{}, Exam: &deck.ExamProfile{}, Account: true}},
			{"exam_result", "full", examResultPage{base: b, attemptBase: where, Exam: "<e>", Result: res, Trials: 3, Blank: 1, Expired: true, Used: time.Hour, Allowed: time.Hour,
				Topics: []topicInterval{{"<t>", res.Topics[0]}}, Scale: newScaleBar(res), At: s.clock.now(), Like: &examLike{3, "<e>", &d.Exams[0], "/s", 125},
				Sat: []sitting{{4, res, s.clock.now(), true}, {3, res, s.clock.now(), false}}, Trend: &chart.Trend{Desc: "<d>", Sat: []chart.Sitting{{Passed: true}, {}}, Texts: []chart.Mark{{Text: "<m>"}}},
				Wrong: []examWrong{{examItem: wrong, Situation: "<s>", Rows: []wrongRow{{"<p>", []givenPart{{"<a>", true}, {"<b>", false}}, []string{"<c>"}}, {}}, Read: "<r>", Around: "<o>",
					Working: []string{"<w>"}, Because: []string{"<y>"}, Asides: []quiz.Aside{{Name: "now", Says: []string{"<n>"}}}, Sources: []groundLine{{Medium: true}}}}, Items: []examItem{wrong, {itemResult: itemResult{1, "s", "en", true, true}}, {}}}},
			{"exam_result", "empty", examResultPage{base: b, Result: quiz.ExamResult{Passed: true}}},
		} {
			t.Run(l.ID+"/"+tt.page+"/"+tt.name, func(t *testing.T) { sound(t, rendered(t, s, tt.page, tt.view)) })
		}
	}
}

func TestClockText(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0:00", time.Millisecond: "0:01", 59*time.Second + 1: "1:00", 10 * time.Minute: "10:00", time.Hour: "1:00:00", 90*time.Minute - time.Second: "1:29:59"} {
		if got := clockText(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

// The rules of an exam say that it does not rank yet, and from when it does; its
// result says that it did not.
func TestPauseIsToldBeforehand(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	rules := shortExam
	sit := func() string {
		t.Helper()
		path, _, found := strings.Cut(k.post(rules).want(http.StatusSeeOther).Header.Get("Location"), "/items/")
		if !found {
			t.Fatal("no exam began")
		}
		k.post(path + "/finish").leadsTo(path + "/result")
		return path + "/result"
	}
	k.get(rules).hides("short while ago")
	k.get(sit()).says("begin in 60 minutes or later").hides("too soon after the one before")
	k.get(rules).says("You can sit it again at once", "begin in 60 minutes or later")
	s.clock.advance(quiz.ExamPause - time.Second)
	sound(t, k.get(rules).says("begin in 1 minute or later").Body)
	k.get(sit()).says("too soon after the one before", "begin in 1 minute or later")
	k.header["Accept-Language"] = "fr"
	k.get(rules).says("dans 1 minute ou plus tard")
	s.clock.advance(time.Second)
	k.get(rules).hides("ou plus tard")
	k.get(sit()).hides("trop tôt")
}
