package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"viva/internal/deck"
	"viva/internal/users"
)

// pairOf is what a result says below "You", "Right" and "Because".
func pairOf(t *testing.T, body, lang string) (you, right, because string) {
	t.Helper()
	names := map[string][3]string{"en": {"You", "Right", "Because"}, "fr": {"Vous", "Juste", "Parce que"}}[lang]
	part := map[string]string{}
	for _, rest := range strings.Split(body, "<dt>")[1:] {
		name, rest, _ := strings.Cut(rest, "</dt>")
		told, _, _ := strings.Cut(rest, "</dl>")
		part[name] += told
	}
	return part[names[0]], part[names[1]], part[names[2]]
}

// The result says of each wrong question what was given, what was right and
// why, in full, whatever its type.
func TestExamResultNamesBoth(t *testing.T) {
	for _, typ := range deck.TypeNames() {
		for _, lang := range deck.Langs {
			t.Run(typ+" "+lang, func(t *testing.T) {
				s := newTypesSite(t)
				k := s.taker("ada", users.Learner)
				path, pos := k.find(typ, "exam", lang)
				item := fmt.Sprintf("%s/items/%d", path, pos)
				k.post(item, fieldsOf(k.attempt(path).Items()[pos-1].Sample(false))...).want(http.StatusSeeOther)
				k.post(path + "/finish").leadsTo(path + "/result")
				a := k.attempt(path)
				f, told, err := a.Feedback(pos)
				if err != nil || !told || f.Correct {
					t.Fatalf("told is %v, %v", told, err)
				}
				q, err := a.Question(pos)
				if err != nil {
					t.Fatal(err)
				}
				b := base{Phrases: s.words.In(lang), Theme: "dark", titleKey: "exam_overview", assets: s.assets}
				wrong, err := newExamWrong(b.Phrases, examItem{itemResult: itemResultOf(q, f)}, q, f)
				if err != nil {
					t.Fatal(err)
				}
				page := rendered(t, s, "exam_result", examResultPage{base: b, Wrong: []examWrong{wrong}})
				sound(t, page)
				you, right, because := pairOf(t, page, lang)
				says := func(where, part, want string) {
					t.Helper()
					if want != "" && !strings.Contains(part, escaped(want)) {
						t.Errorf("below %s there is no %q:\n%s", where, want, part)
					}
				}
				switch {
				case f.Number != nil:
					says("You", you, q.Given[0])
					says("Right", right, f.Number.Key.In(lang)+" "+f.Number.Unit)
					says("Because", because, f.Number.Working[0])
				case f.Entry != nil:
					says("You", you, q.Given[0])
					says("Right", right, f.Entry.Key)
				}
				for _, row := range f.Prompts {
					says("You", you, row.Given)
					says("Right", right, row.Key)
					if !row.Correct {
						says("Because", because, row.Reason)
					}
				}
				for _, o := range f.Options {
					if o.Chosen {
						says("You", you, o.Text)
					}
					if o.Correct && len(f.Prompts) == 0 {
						says("Right", right, o.Text)
						says("Because", because, o.Reason)
					}
				}
				for _, reason := range append(f.Against(), f.Why...) {
					says("Because", because, reason)
				}
				says("the source", page, f.Source.Title)
				if q.Set != nil {
					says("the situation", page, q.Set.Situation)
				}
			})
		}
	}
}

// Questions that were left blank are told with what was right; whoever sits the
// exam again reads how it went each time, and what the exam like it asks is as
// long as this one was.
func TestExamResultAgain(t *testing.T) {
	s := newSite(t)
	k := s.taker("ada", users.Learner)
	path := k.sit("150")
	k.post(path + "/finish").leadsTo(path + "/result")
	page := k.get(path+"/result").says("No answer", "Practise these 13", "Begin one like it: 13 questions, 27 min", `name="like"`).hides("How it went each time")
	sound(t, page.Body)
	id := strings.TrimPrefix(path, "/attempts/")

	r := k.post(shortExam, "edition", k.attempt(path).Edition, "extra", "150", "like", id).want(http.StatusSeeOther)
	again, _, _ := strings.Cut(r.Header.Get("Location"), "/items/")
	a, b := k.attempt(path), k.attempt(again)
	if far := a.Facility() - b.Facility(); far > 2*deck.LikeWithin || -far > 2*deck.LikeWithin || b.Extra(s.quiz.Decks()[0].Exam(b.Exam)) != 150 {
		t.Errorf("of an exam of %d thousandths one of %d is like, with %v", a.Facility(), b.Facility(), b.Deadline.Sub(b.StartedAt))
	}
	for pos := 1; pos <= 13; pos++ {
		k.post(fmt.Sprintf("%s/items/%d", again, pos), k.choice(again, pos, true)...).want(http.StatusSeeOther)
	}
	k.post(again + "/finish").leadsTo(again + "/result")
	page = k.get(again+"/result").says("How it went each time", "900 more than the first time", "seldom does that", path+"/result", "this one", "Begin one like it")
	sound(t, page.Body)
	if n := strings.Count(page.Body, "900 more than the first time"); n != 1 {
		t.Errorf("the trend is told %d times", n)
	}

	bob := s.taker("bob", users.Learner)
	bob.post(shortExam, "extra", "100", "like", id).want(http.StatusNotFound)
	k.post(shortExam, "extra", "100", "like", "x").want(http.StatusBadRequest)
	k.post("/subjects/aws-support/exams/clf-c02", "extra", "100", "like", id).want(http.StatusBadRequest)
}
