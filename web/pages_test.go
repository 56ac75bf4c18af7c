package web

import (
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"viva/internal/audit"
	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/users"
	"viva/web/chart"
	"viva/web/words"
)

// element is a start tag of a page.
type element struct {
	name  string
	attrs map[string]string
}

// void elements of HTML have no end.
var void = []string{"meta", "link", "input", "br"}

// optional attributes mean something without a value.
var optional = regexp.MustCompile(` (checked|selected|hidden|open|autofocus|disabled|required|download|data-[a-z-]+)(?:[ >])`)

// elements parses a page and fails the test unless every tag is closed where
// it should be.
func elements(t *testing.T, body string) []element {
	t.Helper()
	_, body, ok := strings.Cut(body, "<!DOCTYPE html>")
	if !ok {
		t.Fatalf("no doctype in %.80q", body)
	}
	for optional.MatchString(body) { // neighbours share the blank between them
		body = optional.ReplaceAllStringFunc(body, func(s string) string { return s[:len(s)-1] + `=""` + s[len(s)-1:] })
	}
	d := xml.NewDecoder(strings.NewReader(body))
	d.Entity = xml.HTMLEntity
	var all []element
	var open []string
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("parse: %v\n%s", err, body)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{token.Name.Local, map[string]string{}}
			for _, a := range token.Attr {
				if _, twice := e.attrs[a.Name.Local]; twice {
					t.Errorf("<%s> has %s twice", e.name, a.Name.Local)
				}
				e.attrs[a.Name.Local] = a.Value
			}
			all = append(all, e)
			if !slices.Contains(void, e.name) {
				open = append(open, e.name)
			}
		case xml.EndElement:
			if slices.Contains(void, token.Name.Local) {
				continue // the decoder closes <input/> by itself
			}
			if len(open) == 0 || open[len(open)-1] != token.Name.Local {
				t.Fatalf("</%s> closes %v\n%s", token.Name.Local, open, body)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %v", open)
	}
	return all
}

// sound checks what every page promises: one main heading, unique ids, labels
// that point somewhere, nothing inline, no trace of a template that failed.
func sound(t *testing.T, body string) {
	t.Helper()
	all := elements(t, body)
	ids, headings := map[string]bool{}, 0
	for _, e := range all {
		if id := e.attrs["id"]; id != "" {
			if ids[id] {
				t.Errorf("id %q is there twice", id)
			}
			ids[id] = true
		}
		if e.name == "h1" {
			headings++
		}
		for name := range e.attrs {
			if name == "style" || strings.HasPrefix(name, "on") {
				t.Errorf("<%s> has %s inline", e.name, name)
			}
		}
		if e.name == "style" || (e.name == "script" && e.attrs["src"] == "") {
			t.Errorf("<%s> is inline", e.name)
		}
	}
	for _, e := range all {
		for _, name := range []string{"for", "aria-labelledby", "aria-describedby"} {
			for id := range strings.FieldsSeq(e.attrs[name]) {
				if !ids[id] {
					t.Errorf("<%s %s=%q> points nowhere", e.name, name, id)
				}
			}
		}
	}
	if headings != 1 {
		t.Errorf("%d main headings", headings)
	}
	for _, trace := range []string{"<no value>", "%!", "ZgotmplZ", "&lt;span", "map["} {
		if strings.Contains(body, trace) {
			t.Errorf("the page holds %q", trace)
		}
	}
}

// Every template of the learner's and the instructor's pages, with all there
// can be and with nothing, in both languages.
func TestTemplates(t *testing.T) {
	s := newSite(t)
	d := s.quiz.Decks()[0]
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for _, l := range words.Langs {
		b := base{Phrases: s.words.In(l.ID), Theme: "dark", Path: "/", Decks: s.quiz.Decks(), titleKey: "home_title", assets: s.assets,
			Notice: "account_done_profile", Failed: true, Principal: users.Principal{User: users.User{ID: 1, Name: "Ada <b>", Role: users.Admin}}}
		bare := base{Phrases: s.words.In(l.ID), Theme: "system", Path: "/", Decks: s.quiz.Decks(), titleKey: "home_title", assets: s.assets}
		other := "fr"
		if l.ID == "fr" {
			other = "en"
		}
		start := startForm{Subject: "s", Edition: "e", Mode: deck.Exam, Size: 5, Topics: []string{"a", "b"}, Label: "go", About: "x", Primary: true}
		line := attemptLine{Summary: quiz.Summary{ID: 3, Mode: deck.Exam, Size: 4, Answered: 2, Points: 1, Max: 4, FinishedAt: at}, Edition: "<i>"}
		open := attemptLine{Summary: quiz.Summary{ID: 4, Size: 4, Answered: 2}}
		drawn, err := chart.NewResults(b.Phrases, []chart.Result{{Share: 0.5, At: at}, {Share: 1, At: at, Exam: true}})
		if err != nil {
			t.Fatal(err)
		}
		where := attemptBase{ID: 7, Position: 2, Size: 3, Answered: 1, Exam: true, Edition: "<E>", Topic: "<T>", DeckPath: "/subjects/s/e"}
		question := quiz.Question{Position: 2, Type: "multiple", Lang: other, Stem: "a < b", Choose: 2}
		rows := []choice{{ID: "x", Letter: "A", Text: "<x>", Chosen: true}, {ID: "y", Letter: "B", Text: "y"}}
		told := []choice{
			{ID: "x", Letter: "A", Text: "<x>", Chosen: true, Told: true, Reason: "<r>"},
			{ID: "y", Letter: "B", Text: "y", Told: true, Correct: true, Reason: "r"},
			{ID: "z", Letter: "C", Text: "z", Told: true, Correct: true, Chosen: true},
		}
		cited := quiz.Source{Title: "<t>", URL: "https://docs.aws.amazon.com/x", Date: "2026-11-20", Checked: "2026-11-22"}
		feedback := &quiz.Feedback{Answered: true, Grounds: []quiz.Ground{{Says: "<w>", Source: cited, Confidence: deck.Medium},
			{Says: "v", Source: cited, ValidTo: "2026-12-31"}}, Hooks: []string{"<h>"}, Corrections: []string{"c"}, Now: []string{"n"}, Words: []string{"w"},
			Confidence: deck.Medium, Source: cited}
		board := boardChoice{Deck: d, Editions: d.Editions, Edition: &d.Editions[0]}
		me := &quiz.ScoreRow{Learner: 9, Name: "me", Rank: 70, Points: 3, Answered: 4}
		ranks := quiz.Scoreboard{Me: me, Rows: []quiz.ScoreRow{{Rank: 1, Learner: 1, Name: "<b>", Points: 12345, Answered: 20000, Best: quiz.Fraction{Points: 1, Max: 2}}}}
		planned := form{values: url.Values{"edition": {"2024"}, "exam_on": {"<x>"}, "goal": {"3"}, "certainty": {"ask"}, "extra": {"150"}}}
		for _, name := range planFields {
			planned.Faults = append(planned.Faults, users.ErrZone.At(name))
		}
		moved, kept := b, bare
		moved.Failed, kept.Unknown = false, true
		met := factLine{study.FactStanding{Name: "n", Says: "<s>", Recall: 0.5, Due: "2026-11-29"}, "/f", "<l>", "<r>"}
		charts := chartsOf(t, b)
		sitting := sittingForm{Subject: "s", Kind: quiz.Due, Size: 3, Pair: []string{"a", "b"}, Label: "<l>", About: "<a>", Primary: true}

		memo := quiz.Memo{Bookmarked: true, Felt: quiz.TooHard, Words: "<w>\nx", At: at, Stem: "<s>", Lang: other}

		for _, tt := range []struct {
			page, name string
			view       any
		}{
			{"today", "full", todayPage{base: b, Deck: d, Edition: &d.Editions[0], Day: "<d>", Week: charts.Week[0], Span: &span{1, 2, 3}, Cram: &sitting,
				Prospect: study.Prospect{Today: study.Today{Due: 2, New: 3, Left: 4, Load: []int{5, 6}, Plan: study.Plan{ExamOn: "2026-12-24"}}, Forecast: study.Forecast{Exam: &d.Exams[0], Low: 500, High: 800}},
				Next:     nextThing{Heading: "<h>", Text: "<t>", Sitting: &sitting}, Others: []otherSubject{{d, 3}, {d, 0}}, Last: []attemptLine{line}}},
			{"today", "open", todayPage{base: b, Deck: d, Week: charts.Week[0], Next: nextThing{Heading: "<h>", Label: "<l>", Path: "/attempts/4"},
				Prospect: study.Prospect{Today: study.Today{}, Forecast: study.Forecast{Exam: &d.Exams[0], Outlook: memory.Outlook{Needs: 4}}}}},
			{"today", "empty", todayPage{base: bare, Deck: &deck.Deck{Unproved: true}, Week: charts.Week[2], Next: nextThing{Start: &start}, Prospect: study.Prospect{Today: study.Today{Left: -1}}}},
			{"home", "full", homePage{base: b, Deck: d, Others: []*deck.Deck{d}, Editions: d.Editions, Edition: &d.Editions[0], Questions: 3, Since: "<s>", Gone: "<g>",
				Asked: &itemPage{base: b, attemptBase: where, Question: question, Choices: rows, Mistake: "<m>"}, Sealed: "<x>"}},
			{"home", "told", homePage{base: b, Deck: d, Edition: &d.Editions[0], Asked: &itemPage{base: b, attemptBase: where, Question: question, Choices: told, Feedback: feedback, Next: "/x"}}},
			{"home", "open", homePage{base: b, Deck: d, Edition: &d.Editions[0], Continue: &open}},
			{"home", "some left", homePage{base: b, Deck: d, Edition: &d.Editions[0], Start: &start}},
			{"home", "spent", homePage{base: b, Deck: d, Edition: &d.Editions[0], Last: &line}},
			{"home", "empty", homePage{base: bare, Deck: &deck.Deck{}}},
			{"deck", "full", deckPage{base: b, Deck: d, Editions: d.Editions, Edition: &d.Editions[0], Mode: deck.Exam, Sizes: []sizeChoice{{5, true}},
				Topics: []topicChoice{{ID: "a", Title: "<A>", Items: 4, Chosen: true}, {ID: "b", Title: "B", Why: "why"}},
				Faults: []formFault{{"size", "<s>"}, {"topics", "t"}, {"mode", "m"}, {"edition", "e"}}}},
			{"deck", "guest limit", deckPage{base: b, Deck: d, Editions: d.Editions, Edition: &d.Editions[0], TooMany: true, NoneLeft: true, Faults: []formFault{{"", "x"}}}},
			{"deck", "trial open", deckPage{base: b, Deck: d, Editions: d.Editions, Edition: &d.Editions[0], TooMany: true, NoneLeft: true, Open: &open, Faults: []formFault{{"", "x"}}}},
			{"deck", "empty", deckPage{base: bare, Deck: &deck.Deck{}, Edition: &deck.Edition{}}},
			{"attempt", "refused", itemPage{base: b, attemptBase: where, Question: question, Choices: rows, Mistake: "<m>"}},
			{"attempt", "full", itemPage{base: b, attemptBase: where, Question: question, Choices: told, Feedback: feedback, Kept: "<k>", Next: "/x"}},
			{"attempt", "finished", itemPage{base: b, attemptBase: attemptBase{ID: 7, Position: 3, Size: 3, Finished: true}, Question: question, Choices: told,
				Feedback: &quiz.Feedback{Correct: true, Answered: true}, Next: "/x"}},
			{"attempt", "all answered", itemPage{base: b, attemptBase: attemptBase{ID: 7, Position: 3, Size: 3}, Question: question, Choices: told[1:2],
				Feedback: &quiz.Feedback{}, Next: "/x", Finish: true}},
			{"attempt", "noted", itemPage{base: b, attemptBase: where, Question: question, Choices: told, Feedback: feedback, Memo: memo, Next: "/x",
				Note: form{values: url.Values{"note": {"</textarea>"}}, Faults: fault.Fields{quiz.ErrMemoWords.At("note")}}}},
			{"attempt", "empty", itemPage{base: bare}},
			{"bookmarks", "full", bookmarksPage{base: b, Deck: d, Previous: "/p", Next: "/n", Practise: []sittingForm{sitting, {Edition: "e"}},
				Lines: []memoLine{{memo, "/m", "<e>"}, {quiz.Memo{Stem: "s", Felt: quiz.TooEasy, At: at}, "/m", "e"}}}},
			{"bookmarks", "trial over", bookmarksPage{base: bare, Deck: d, NoneLeft: true, Lines: []memoLine{{memo, "/m", "e"}}}},
			{"bookmarks", "empty", bookmarksPage{base: bare, Deck: &deck.Deck{}}},
			{"objection", "full", objectionPage{itemPage{base: b, attemptBase: where, Question: question, Choices: told, Feedback: feedback},
				[]quiz.Objection{{Words: "<w>\nx", At: at}}}},
			{"objection", "refused", objectionPage{itemPage: itemPage{base: b, attemptBase: where, Question: question, Choices: told, Feedback: feedback,
				Object: form{values: url.Values{"words": {"</textarea>"}}, Faults: fault.Fields{quiz.ErrWords.At("words")}}}}},
			{"objection", "empty", objectionPage{itemPage: itemPage{base: bare, Feedback: &quiz.Feedback{}}}},
			{"objections", "full", objectionsPage{base: b, Subject: d.Subject, Next: "/n", Newer: "/f", Felt: []quiz.FeltCount{{Lang: other, Stem: "<s>", Easy: 1}}, Objections: []objectedItem{
				{itemPage: itemPage{base: b, attemptBase: where, Question: question, Choices: rows, Feedback: feedback}, Words: "<w>", ShownAs: "<s>", At: at},
				{itemPage: itemPage{base: b, attemptBase: where, Question: question, Choices: rows, Feedback: feedback}, Words: "v", At: at}}}},
			{"objections", "empty", objectionsPage{base: bare}},
			{"finish", "full", finishPage{base: b, attemptBase: where, Open: []int{2, 3}}},
			{"finish", "empty", finishPage{base: bare}},
			{"result", "full", resultPage{base: b, attemptBase: where, Result: quiz.Result{Points: 1, Max: 3, Answered: 2},
				Topics: []topicResult{{Title: "<t>", Points: 1, Max: 3, Practise: &start}, {Title: "u", Max: 1}}, Again: &start, Step: nextStep{Sitting: &sitting},
				Reached: []milestoneLine{{"/m", "<m>"}}, Rework: &wrongForm{From: 7, Label: "<w>"}, Ending: &study.Ending{Gained: 2, Next: "2026-11-30", Today: study.Today{On: "2026-11-22"}},
				Wrong: []examWrong{{examItem: examItem{itemResult: itemResult{1, "<s>", other, true, false}}, Rows: []wrongRow{{Yours: []givenPart{{Text: "<g>"}}, Right: []string{"<r>"}}}, Because: []string{"<b>"}}},
				Items: []itemResult{{1, "<s>", other, true, true}, {2, "s", l.ID, true, false}, {3, "s", l.ID, false, false}}}},
			{"result", "trial over", resultPage{base: bare, Result: quiz.Result{Points: 3, Max: 3}, Step: nextStep{SignUp: true}, Ending: &study.Ending{Gained: 1, Next: "2026-11-23",
				Today: study.Today{On: "2026-11-22"}}}},
			{"result", "empty", resultPage{base: bare, Ranked: true}},
			{"scores", "full", scoresPage{base: b, Lines: []attemptLine{line}, Open: []attemptLine{open}, Chart: drawn, Older: "/scores?before=3", Newer: true}},
			{"scores", "no older", scoresPage{base: b, Newer: true}},
			{"scores", "empty", scoresPage{base: bare}},
			{"scoreboard", "full", boardPage{base: b, boardChoice: board, Board: ranks, Me: 9, OffMe: true, Period: "week", Next: "/n", First: "/f"}},
			{"scoreboard", "not shown", boardPage{base: b, boardChoice: board, Board: quiz.Scoreboard{Me: &quiz.ScoreRow{Points: 4}}, Me: 9, Period: "all"}},
			{"scoreboard", "empty", boardPage{base: bare, boardChoice: board, Period: "month"}},
			{"report", "full", reportPage{base: b, Deck: &deck.Deck{Unproved: true}, State: audit.Ready, Missed: 1, Report: audit.Report{Subjects: []audit.Subject{{}}},
				Rows: []reportRow{{base: b, Name: "<n>", Goal: "<g>", Row: audit.Row{ID: "a", Found: 1, Notes: []string{"<o>"}, Figures: []audit.Figure{{Name: "<f>", Unit: "<u>"}},
					Offenders: []audit.Offender{{Says: "<s>"}}}}, {base: b, Name: "m", Row: audit.Row{ID: "b", Met: true}}}}},
			{"report", "failed", reportPage{base: b, Deck: d, State: audit.Failed}},
			{"report", "empty", reportPage{base: bare, Deck: &deck.Deck{}}},
			{"attempt", "not proved", itemPage{base: b, Question: quiz.Question{Unproved: true}}},
			{"gradebook", "full", gradebookPage{base: b, boardChoice: board, Name: `"<x>`, Total: 101, From: 51, Previous: "/instructor?page=1&name=%3Cx%3E", Next: "/instructor?page=3", Topics: d.Topics, Files: []fileLink{{"CSV", "/c"}},
				Columns: []sortColumn{{"N", "/a", "ascending", false}, {"M", "/b", "descending", true}, {"O", "/c", "", true}},
				Rows: []quiz.GradebookRow{{Name: "=<b>", ShownAs: "b", Answered: 3, Points: 1, Best: quiz.Fraction{Points: 1, Max: 2}, LastActivity: at,
					Topics: map[string]quiz.Fraction{d.Topics[0].ID: {Points: 1, Max: 2}}}, {Name: "c"}}}},
			{"gradebook", "beyond the end", gradebookPage{base: b, boardChoice: board, Total: 3, From: 51, Previous: "/instructor?page=1"}},
			{"gradebook", "no match", gradebookPage{base: b, boardChoice: board, Name: "<zz>"}},
			{"gradebook", "empty", gradebookPage{base: bare, boardChoice: board}},
			{"plan", "full", planPage{base: b, Deck: d, Editions: d.Editions, Form: planned, Habits: planned, Kept: study.Plan{Edition: "2024", ExamOn: "2026-12-24"},
				Left: 32, Proposed: &d.Editions[0], Outdated: true, Extras: []int{100, 150}}},
			{"plan", "moved", planPage{base: moved, Deck: d, Editions: d.Editions, Form: form{values: planned.values}, Kept: study.Plan{Edition: d.Editions[0].ID, ExamOn: "2026-12-24"},
				Proposed: &d.Editions[0], Outdated: true}},
			{"plan", "empty", planPage{base: bare, Deck: &deck.Deck{}, Left: -1}},
			{"facts", "full", factsPage{base: b, Deck: d, Topic: &d.Topics[0], Topics: []topicLine{{Title: "<t>", Path: "/t"}}, Met: []factLine{met}, Unmet: 2, Withheld: 1}},
			{"facts", "empty", factsPage{base: bare, Deck: &deck.Deck{}, Topic: &deck.Topic{}}},
			{"fact", "full", factPage{base: b, Deck: d, Topic: "<t>", Up: "/t", Fact: met, Edition: "<e>", Curve: charts.Curve[0],
				Grounds: []groundLine{{Says: []string{"<s>", met.Says}, Source: cited, Date: "<d>", Checked: "<c>", Until: "<u>", Medium: true}}}},
			{"fact", "empty", factPage{base: bare, Deck: &deck.Deck{}, Curve: charts.Curve[4]}},
			{"progress", "full", standingPage{base: b, Deck: d, Exam: &d.Exams[0], Low: 500, High: 800, Topics: []topicLine{{"<t>", "/t", "<l>", 1, 2, 1}}, Open: &topicLine{Title: "<t>", Path: "/t", Unmet: 1}, Milestones: []milestoneLine{{"/m", "<m>"}},
				Agenda: &agenda{base: b, Deck: d, Edition: &d.Editions[0], Today: study.Today{Due: 2, Behind: 1, New: 3, Left: 4, Plan: study.Plan{ExamOn: "2026-12-24"}},
					Week: charts.Week[0], Start: &sitting, Outdated: true, NoneLeft: true},
				Forecast: charts.Forecast[0], Mastery: charts.Mastery[0], Calibration: charts.Calibration[0],
				Confusions: []confusionLine{{study.Confusion{Taken: "<k>", Key: "<n>", Times: 2}, sitting}}, Weakest: []factLine{met}, Load: []loadDay{{"<d>", "<n>", 3}}}},
			{"progress", "early", standingPage{base: b, Deck: d, Exam: &d.Exams[0], Needs: 5, Agenda: &agenda{base: b, Deck: d, Today: study.Today{Paused: true, Left: -1},
				Week: charts.Week[2], Cram: &sitting}, Forecast: charts.Forecast[3], Mastery: charts.Mastery[1], Calibration: charts.Calibration[2]}},
			{"progress", "empty", standingPage{base: bare, Deck: &deck.Deck{}}},
			{"milestone", "full", milestonePage{base: b, Deck: d, Name: "<n>", Says: "<s>", On: "<d>", Exam: true}},
			{"milestone", "empty", milestonePage{base: bare, Deck: &deck.Deck{}}},
			{"offline", "full", offlinePage{base: b, Sizes: setSizes, Asks: true}},
			{"offline", "kept", offlinePage{base: kept}},
			{"offline", "empty", offlinePage{base: bare}},
		} {
			t.Run(l.ID+"/"+tt.page+"/"+tt.name, func(t *testing.T) {
				sound(t, rendered(t, s, tt.page, tt.view))
			})
		}
	}
}

// rendered executes a page outside of any route.
func rendered(t *testing.T, s *testSite, name string, view any) string {
	t.Helper()
	c := s.app.AcquireCtx(&fasthttp.RequestCtx{})
	defer s.app.ReleaseCtx(c)
	if err := s.render(c, name, view); err != nil {
		t.Fatal(err)
	}
	return string(c.Response().Body())
}

// The right options come first, then what was chosen, then the rest, each with
// the letter that it had.
func TestFeedbackRows(t *testing.T) {
	page := itemPage{Choices: []choice{{Letter: "A"}, {Letter: "B"}, {Letter: "C"}, {Letter: "D"}}}
	unfold(page.Choices, quiz.Feedback{Options: []quiz.OptionFeedback{{Reason: "a"}, {Chosen: true, Reason: "b"}, {Correct: true, Reason: "c"}, {Correct: true, Chosen: true}}})
	letters := func(rows []choice) (all string) {
		for _, r := range rows {
			all += r.Letter
		}
		return all
	}
	if first, rest := letters(page.First()), letters(page.Rest()); first != "CDB" || rest != "A" {
		t.Errorf("first %s, then %s; want CDB, then A", first, rest)
	}
	if c := page.First()[0]; !c.Correct || c.Chosen || c.Reason != "c" {
		t.Errorf("the first row: %+v", c)
	}
}

func TestRemark(t *testing.T) {
	for _, tt := range []struct {
		points, max int
		want        string
	}{
		{10, 10, "all"}, {9, 10, "most"}, {8, 10, "most"}, {7, 10, "half"}, {5, 10, "half"}, {4, 10, "few"}, {1, 10, "few"}, {0, 10, "none"}, {1, 1, "all"},
	} {
		if got := remark(quiz.Result{Points: tt.points, Max: tt.max}); got != "result_remark_"+tt.want {
			t.Errorf("%d of %d: %s, want %s", tt.points, tt.max, got, tt.want)
		}
	}
}
