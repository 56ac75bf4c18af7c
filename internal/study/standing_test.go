package study_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/study"
)

func (d *desk) standing() study.Standing {
	d.t.Helper()
	st, err := d.study.Standing(context.Background(), d.who, aws, "en")
	if err != nil {
		d.t.Fatal(err)
	}
	return st
}

func (d *desk) forecast() study.Forecast {
	d.t.Helper()
	f, err := d.study.Forecast(context.Background(), d.who, aws)
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

// Every fact of the edition that is asked at the usual level is counted once, at
// a level; those met stand where their answers put them.
func TestStandingCountsEveryFact(t *testing.T) {
	d := newDesk(t)
	asked := map[string]bool{}
	for _, spec := range decks()[0].Specs("2026", "2026-11-23") {
		for _, name := range spec.Names() {
			if spec.Model.Level == deck.Usual {
				asked[name] = true
			}
		}
	}
	count := func() (levels [5]int) {
		for _, topic := range d.standing().Topics {
			for l, n := range topic.Facts {
				levels[l] += n
			}
		}
		return levels
	}
	if got := count(); got != [5]int{len(asked)} {
		t.Errorf("before the first answer: %v, want all %d new", got, len(asked))
	}
	wrong := d.mustSit(quiz.Due, 5, false)
	right := d.mustSit(quiz.Due, 7, true)
	met := d.mind().Facts
	got := count()
	if got[memory.New] != len(asked)-len(met) || got[memory.Attempted] == 0 || got[memory.Familiar] == 0 || got[memory.Proficient]+got[memory.Mastered] > 0 {
		t.Errorf("after %d wrong and %d right: %v of %d, %d met", wrong.Size(), right.Size(), got, len(asked), len(met))
	}

	st := d.standing()
	if st.Answers != wrong.Size()+right.Size() || len(st.Weakest) == 0 {
		t.Errorf("%d answers, %d weak facts", st.Answers, len(st.Weakest))
	}
	for i, f := range st.Weakest {
		if _, known := met[f.Name]; !known || f.Says == "" || decks()[0].Topic(f.Topic) == nil {
			t.Errorf("weak fact %+v", f)
		}
		if i > 0 && f.Recall < st.Weakest[i-1].Recall {
			t.Errorf("fact %d is weaker than the one before: %v", i, f.Recall)
		}
	}
}

// Answers count also where nobody asked how sure the learner was.
func TestStandingCountsAnswersWithoutCertainty(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	a, err := d.quiz.Start(ctx, d.who, quiz.Start{Subject: aws, Mode: deck.Practice, Size: 2})
	if err != nil {
		t.Fatal(err)
	}
	for i, it := range a.Items() {
		if _, _, err := d.quiz.Answer(ctx, d.who, a.ID, i+1, quiz.Given{Options: it.Sample(true)}); err != nil {
			t.Fatal(err)
		}
	}
	if n := d.standing().Answers; n != a.Size() {
		t.Errorf("%d answers, %d were given", n, a.Size())
	}
}

// Answers that were sure count apart from guesses, and a mix-up is told by the
// texts of its options, in either language.
func TestStandingTellsCertaintyAndConfusions(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	a, err := d.sit(quiz.Due, 30)
	if err != nil {
		t.Fatal(err)
	}
	want := map[deck.Mixup]int{}
	answered := map[quiz.Certainty]study.CertaintyShare{}
	for i, it := range a.Items() {
		certainty := []quiz.Certainty{quiz.Guess, quiz.Think, quiz.Sure}[i%3]
		right := i%2 == 0
		if _, _, err := d.quiz.Answer(ctx, d.who, a.ID, i+1, quiz.Given{Options: it.Sample(right), Certainty: certainty}); err != nil {
			t.Fatal(err)
		}
		share := answered[certainty]
		share.Answered++
		if right {
			share.Right++
		} else if it.Choose == 1 && it.Prompts == nil && it.Number == nil {
			key, taken := "", ""
			for _, o := range it.Options {
				switch {
				case o.Correct:
					key = o.Shows
				case o.ID == it.Sample(false)[0]:
					taken = o.Shows
				}
			}
			want[deck.Mixup{Key: key, Taken: taken}]++
		}
		answered[certainty] = share
	}
	st := d.standing()
	for i, certainty := range []quiz.Certainty{quiz.Guess, quiz.Think, quiz.Sure} {
		c := st.Calibration[i]
		if c.Certainty != certainty || c.Answered != answered[certainty].Answered || c.Right != answered[certainty].Right {
			t.Errorf("%s: %+v, want %+v", certainty, c, answered[certainty])
		}
		if share := float64(c.Right) / float64(c.Answered); !(c.Low < share && share < c.High) {
			t.Errorf("%s: %v lies outside %v to %v", certainty, share, c.Low, c.High)
		}
	}
	if len(st.Mixups) == 0 {
		t.Fatal("nothing was mixed up")
	}
	french, err := d.study.Standing(ctx, d.who, aws, "fr")
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range st.Mixups {
		if want[m.Mixup] != m.Times && want[m.Mixup] > 0 || m.Key == "" || m.Taken == "" || m.Key == m.Taken || m.Key == m.Mixup.Key {
			t.Errorf("confusion %+v, want %d times", m, want[m.Mixup])
		}
		if label, ok := decks()[0].Label(m.Mixup.Key, "fr"); !ok || french.Mixups[i].Key != label {
			t.Errorf("in French: %+v, want %q", french.Mixups[i], label)
		}
	}
	if _, ok := decks()[0].Label("no such thing", "en"); ok {
		t.Error("an unknown id has a label")
	}

	// A pair can be practised: every question is about one of the two.
	pair := []string{st.Mixups[0].Mixup.Key, st.Mixups[0].Mixup.Taken}
	practice, err := d.study.Sit(ctx, d.who, study.Sitting{Subject: aws, Kind: quiz.Due, Size: 5, Pair: pair})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range practice.Items() {
		told := ""
		for _, name := range it.Names {
			grounds, err := decks()[0].Says(name, "2026", "2026-11-23", "en")
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range grounds {
				told += strings.ToLower(g.Says)
			}
		}
		if !strings.Contains(told, strings.ToLower(st.Mixups[0].Key)) && !strings.Contains(told, strings.ToLower(st.Mixups[0].Taken)) {
			t.Errorf("%s is about neither %q nor %q: %s", it.ID, st.Mixups[0].Key, st.Mixups[0].Taken, told)
		}
	}
}

// The facts of a topic stand in the order of the chance that is shown.
func TestFactsWeakestFirst(t *testing.T) {
	d := newDesk(t)
	d.mustSit(quiz.Due, 30, true)
	d.now = d.now.Add(9 * 24 * time.Hour)
	d.mustSit(quiz.Due, 30, false) // of these each is fresh, and none is held
	pairs := 0
	for _, topic := range decks()[0].Topics {
		all, err := d.study.Facts(context.Background(), d.who, aws, topic.ID, "en")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range all.Met {
			if today := f.Recall > 0.99; f.Asked != today {
				t.Errorf("%s: %q (%.2f) was asked today: %v", topic.ID, f.Says, f.Recall, f.Asked)
			}
		}
		for i, f := range all.Met[min(1, len(all.Met)):] {
			pairs++
			if f.Recall < all.Met[i].Recall {
				t.Errorf("%s: %q (%.2f) stands after %q (%.2f)", topic.ID, f.Says, f.Recall, all.Met[i].Says, all.Met[i].Recall)
			}
		}
	}
	if pairs == 0 {
		t.Fatal("no topic has two facts to compare")
	}
}

// A fact is told to who has met it, with a curve that ends where memory stands
// and jumps where it was answered; not to others, and not while an exam asks
// it.
func TestFactHistory(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	d.plan(func(p *study.Plan) { p.ExamOn = "2027-01-10" })
	a := d.mustSit(quiz.Due, 3, true)
	name := a.Items()[0].Names[0]
	fact := func(who quiz.Learner, name string) (study.FactHistory, error) {
		return d.study.Fact(ctx, who, aws, name, "en")
	}
	for range 2 {
		d.now = d.now.Add(6 * 24 * time.Hour)
		d.mustSit(quiz.Due, 60, true)
	}
	d.now = d.now.Add(36 * time.Hour)
	h, err := fact(d.who, name)
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Grounds) == 0 || h.Says != h.Grounds[0].Says || h.Grounds[0].Source.Title == "" || h.Level < memory.Familiar || h.Edition != "2026" {
		t.Errorf("the fact: %+v", h.FactStanding)
	}
	if h.Exam == nil || *h.Exam != float64(d.today().Left) {
		t.Errorf("the exam is in %v days, want %d", h.Exam, d.today().Left)
	}
	last := h.Curve[0]
	now := math.Inf(1)
	for i, p := range h.Curve {
		if p.Recall < 0 || p.Recall > 1 || p.Day < last.Day {
			t.Errorf("point %d: %+v after %+v", i, p, last)
		}
		if p.Day == 0 {
			now = p.Recall
		}
		last = p
	}
	if trace := d.mind().Facts[name].Trace; math.Abs(now-memory.DefaultWeights.At(trace, quiz.Day(d.now))) > 1e-9 || h.Recall != now {
		t.Errorf("the curve says %v today, memory %v", now, h.Recall)
	}
	if h.Curve[0].Day > -12 || last.Day < *h.Exam {
		t.Errorf("the curve goes from %v to %v", h.Curve[0].Day, last.Day)
	}

	for _, tt := range []struct {
		who  quiz.Learner
		name string
	}{{d.learner("bob"), name}, {d.who, "nothing"}, {d.who, ""}} {
		if _, err := fact(tt.who, tt.name); !errors.Is(err, study.ErrNoFact) {
			t.Errorf("%v is told %q: %v", tt.who, tt.name, err)
		}
	}

	exam, err := d.study.Start(ctx, d.who, quiz.Start{Subject: aws, Edition: "2026", Mode: deck.Exam, Exam: "clf-c02"})
	if err != nil {
		t.Fatal(err)
	}
	asked := ""
	for _, it := range exam.Items() {
		for _, n := range it.Names {
			if d.mind().Facts[n].Trace.Reviews > 0 {
				asked = n
			}
		}
	}
	if asked == "" {
		t.Fatal("the exam asks nothing that was met")
	}
	if _, err := fact(d.who, asked); !errors.Is(err, study.ErrFactWithheld) {
		t.Errorf("while an exam asks it, a fact is told: %v", err)
	}
	for _, f := range d.standing().Weakest {
		if f.Name == asked {
			t.Error("among the weakest, too")
		}
	}
	if _, _, err := d.quiz.Finish(ctx, d.who, exam.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := fact(d.who, asked); err != nil {
		t.Errorf("after the exam: %v", err)
	}
}

// The forecast is for the scored items of the plan's exam; it rises with what
// is known, falls with the days until the exam, and says when it knows too
// little.
func TestForecast(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	d := newDesk(t)
	first := d.forecast()
	if first.Exam.ID != "clf-c02" || first.On != "" || len(first.Outlook.Scores) != 51 || first.Outlook.Needs == 0 {
		t.Errorf("before the first answer: %s on %q, %d scores, needs %d", first.Exam.ID, first.On, len(first.Outlook.Scores), first.Outlook.Needs)
	}
	if s := first.Exam.Scale; s.Of(first.Pass, 50) < s.Pass || s.Of(first.Pass-1, 50) >= s.Pass {
		t.Errorf("%d right answers pass", first.Pass)
	}
	d.plan(func(p *study.Plan) { p.Daily = study.MaxDaily })
	for range 5 {
		d.mustSit(quiz.Due, 60, true)
		d.now = d.now.AddDate(0, 0, 1)
	}
	good := d.forecast()
	if good.Outlook.Scores.Mean() <= first.Outlook.Scores.Mean()+5 || good.Chance <= first.Chance || good.Low <= first.Low {
		t.Errorf("after 300 right answers %v, before %v", good.Outlook.Scores.Mean(), first.Outlook.Scores.Mean())
	}
	if good.Low > good.High || good.High > 1000 || good.Low < 100 {
		t.Errorf("the band is %d to %d", good.Low, good.High)
	}
	d.plan(func(p *study.Plan) { p.ExamOn = "2027-11-01" })
	later := d.forecast()
	if later.On != "2027-11-01" || later.Outlook.Scores.Mean() >= good.Outlook.Scores.Mean()-1 {
		t.Errorf("in a year, without a review, %v; today %v", later.Outlook.Scores.Mean(), good.Outlook.Scores.Mean())
	}
	d.plan(func(p *study.Plan) { p.Exam = "clf-c02-short" })
	if short := d.forecast(); len(short.Outlook.Scores) != 11 {
		t.Errorf("the short exam scores %d items", len(short.Outlook.Scores)-1)
	}
}

// Progress tells of one moment what the parts tell.
func TestProgressIsItsParts(t *testing.T) {
	d := newDesk(t)
	d.mustSit(quiz.Due, 10, false)
	p, err := d.study.Progress(context.Background(), d.who, aws, "en")
	if err != nil {
		t.Fatal(err)
	}
	if p.Today.Done != d.today().Done || p.Standing.Answers != d.standing().Answers || p.Forecast.Low != d.forecast().Low {
		t.Errorf("%+v", p)
	}
}

func BenchmarkProgress(b *testing.B) {
	d := newDesk(b)
	d.plan(func(p *study.Plan) { p.Daily = study.MaxDaily })
	for range 5 {
		d.mustSit(quiz.Due, 60, true)
		d.now = d.now.AddDate(0, 0, 1)
	}
	for b.Loop() {
		if _, err := d.study.Progress(context.Background(), d.who, aws, "en"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkForecast(b *testing.B) {
	d := newDesk(b)
	d.mustSit(quiz.Due, 20, true)
	for b.Loop() {
		if _, err := d.study.Forecast(context.Background(), d.who, aws); err != nil {
			b.Fatal(err)
		}
	}
}

// The shares that the words of certainty stand for follow each other without a
// gap, the least sure first.
func TestCertaintiesStandForAllChances(t *testing.T) {
	from := 0.0
	for _, certainty := range []quiz.Certainty{quiz.Guess, quiz.Think, quiz.Sure} {
		low, high := study.CertaintyShare{Certainty: certainty}.StandsFor()
		if low != from || high <= low {
			t.Errorf("%s stands for %v to %v, after %v", certainty, low, high, from)
		}
		from = high
	}
	if from != 1 {
		t.Errorf("they end at %v", from)
	}
}
