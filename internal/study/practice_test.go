package study_test

import (
	"context"
	"slices"
	"testing"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

// practise deals practice and answers all of it.
func (d *desk) practise(req quiz.Start, right bool) *quiz.Attempt {
	d.t.Helper()
	req.Subject, req.Edition, req.Mode = aws, "2026", deck.Practice
	a, err := d.study.Start(context.Background(), d.who, req)
	if err != nil {
		d.t.Fatal(err)
	}
	for i, it := range a.Items() {
		if _, _, err := d.quiz.Answer(context.Background(), d.who, a.ID, i+1, quiz.Given{Options: it.Sample(right), Certainty: quiz.Think}); err != nil {
			d.t.Fatal(err)
		}
	}
	return a
}

// familiesOf are those of a topic that practice asks.
func familiesOf(topic string) map[string]bool {
	all := map[string]bool{}
	for _, s := range decks()[0].Specs("2026", "2026-11-23") {
		if s.Topic == topic && s.Model.Level == deck.Usual {
			all[s.Model.Family] = true
		}
	}
	return all
}

// Practice on a topic asks one item of a family at most until all families were
// met, and no item twice while the topic has others; then it says so.
func TestPracticeIsFresh(t *testing.T) {
	const topic = "health"
	d := newDesk(t)
	families, met, items := familiesOf(topic), map[string]bool{}, map[string]int{}
	exhausted := 0
	for n := range 10 {
		a := d.practise(quiz.Start{Topics: []string{topic}, Size: 5}, n%2 == 0)
		seen := map[string]int{}
		for _, it := range a.Items() {
			if items[it.ID]++; items[it.ID] > 1 && len(a.Exhausted) == 0 {
				t.Errorf("attempt %d asks %s again, and does not say that nothing fresh is left", n+1, it.ID)
			}
			if seen[it.Family]++; seen[it.Family] > 1 && len(met) < len(families) {
				t.Errorf("attempt %d asks family %s %d times before %d families were met", n+1, it.Family, seen[it.Family], len(families)-len(met))
			}
			met[it.Family] = true
		}
		if len(a.Exhausted) > 0 {
			if exhausted++; !slices.Equal(a.Exhausted, []string{topic}) {
				t.Errorf("exhausted: %v", a.Exhausted)
			}
		}
	}
	if len(met) != len(families) || exhausted == 0 || exhausted > 5 {
		t.Errorf("%d of %d families were met; %d of 10 attempts say that nothing fresh is left", len(met), len(families), exhausted)
	}
}

// Who guesses, attempt after attempt on all topics, meets no question word for
// word again.
func TestGuesserMeetsNothingAgain(t *testing.T) {
	d := newDesk(t)
	asked := map[string]int{}
	for n := 1; n <= 6; n++ {
		for i, it := range d.practise(quiz.Start{Size: 10}, n == 4).Items() {
			if before := asked[it.ID]; before > 0 {
				t.Errorf("attempt %d asks as question %d %s, which attempt %d asked", n, i+1, it.ID, before)
			}
			asked[it.ID] = n
		}
	}
}

// What a topic lacks that is fresh, the others give.
func TestExhaustedTopicLeavesItsShare(t *testing.T) {
	d := newDesk(t)
	topics := []string{"exam", "plans"}
	d.practise(quiz.Start{Topics: topics[:1], Size: 1}, true) // the only one that is not advanced
	a := d.practise(quiz.Start{Topics: topics, Size: 10}, true)
	if slices.ContainsFunc(a.Items(), func(it deck.Item) bool { return it.Topic == "exam" }) || !slices.Equal(a.Exhausted, topics[:1]) {
		t.Errorf("exhausted: %v", a.Exhausted)
	}
}

// Practice asks what is advanced only of who wants it, and types as chosen.
func TestPracticeTakesLevelAndTypes(t *testing.T) {
	d := newDesk(t)
	advanced := 0
	for range 3 {
		for _, it := range d.practise(quiz.Start{Size: 20}, true).Items() {
			if it.Level != deck.Usual {
				t.Errorf("%s is %s", it.ID, it.Level)
			}
		}
		for _, it := range d.practise(quiz.Start{Size: 20, Advanced: true, Types: []string{"matching", "numeric"}}, true).Items() {
			if it.Level == deck.Advanced {
				advanced++
			}
			if it.Type != "matching" && it.Type != "numeric" {
				t.Errorf("%s is a %s", it.ID, it.Type)
			}
		}
	}
	if advanced == 0 {
		t.Error("nothing advanced is asked of who wants it")
	}
}

// With an exam ahead, practice and sittings ask only what it asks; a choice
// made by hand goes before.
func TestPracticeFollowsTheExam(t *testing.T) {
	d := newDesk(t)
	d.practise(quiz.Start{Size: 20, Types: []string{"matching"}}, false)
	d.practise(quiz.Start{Size: 5, Topics: []string{"exam"}, Advanced: true}, false)
	d.now = d.now.AddDate(0, 0, 2)
	d.plan(func(p *study.Plan) { p.ExamOn, p.Exam = "2026-12-20", "clf-c02-short" })
	exam := decks()[0].Exam("clf-c02-short")
	only := func(a *quiz.Attempt, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range a.Items() {
			if !slices.Contains(exam.Types, it.Type) || it.Level != deck.Usual {
				t.Errorf("%s is a %s, %s", it.ID, it.Type, it.Level)
			}
		}
	}
	only(d.practise(quiz.Start{Size: 10}, true), nil)
	only(d.sit(quiz.Due, 20))
	only(d.sit(quiz.Cram, 20))
	weigh := 0
	for _, topic := range d.standing().Topics {
		for _, n := range topic.Facts {
			weigh += n
		}
	}
	asked := map[string]bool{}
	for name := range d.mind().Facts {
		asked[name] = true
	}
	for _, s := range decks()[0].Specs("2026", "2026-11-25") {
		if exam.Asks(s) {
			for _, name := range s.Names() {
				asked[name] = true
			}
		}
	}
	if weigh != len(asked) {
		t.Errorf("%d facts weigh, want %d", weigh, len(asked))
	}
	if a := d.practise(quiz.Start{Size: 5, Types: []string{"matching"}}, true); a.Items()[0].Type != "matching" {
		t.Error("the exam goes before the choice")
	}
	defer func(levels []string) { exam.Levels = levels }(exam.Levels)
	exam.Levels = []string{deck.Advanced}
	for _, it := range d.practise(quiz.Start{Size: 5}, true).Items() {
		if it.Level != deck.Advanced {
			t.Errorf("%s is %s, which the exam does not ask", it.ID, it.Level)
		}
	}
}
