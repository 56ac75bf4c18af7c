package study_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"viva/internal/testkit/breakable"
	"viva/internal/testkit/chance"
	"viva/internal/testkit/database"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/store"
	"viva/internal/study"
	"viva/internal/users"
	"viva/questions"
)

func TestMain(m *testing.M) { breakable.Main(m) }

const aws = "aws-support"

var decks = sync.OnceValue(func() []*deck.Deck {
	d, faults := deck.LoadProved(questions.FS)
	if len(faults) > 0 {
		panic(faults)
	}
	return d
})

// desk is where one learner studies, on a real database, with a clock that
// tests turn.
type desk struct {
	t     testing.TB
	study *study.Service
	quiz  *quiz.Service
	store *store.Store
	now   time.Time
	who   quiz.Learner
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	s, err := store.Open(context.Background(), database.Empty(t, store.Open), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{t: t, store: s, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)} // a Monday
	clock := func() time.Time { return d.now }
	d.quiz = quiz.NewService(decks(), s, clock, chance.Reader(t))
	d.study = study.NewService(d.quiz, s, clock)
	d.who = d.learner("ada")
	return d
}

func (d *desk) learner(name string) quiz.Learner {
	d.t.Helper()
	a := users.Account{User: users.User{Name: name, Role: users.Learner, ShownAs: name, CreatedAt: d.now}, NameKey: name, ShownKey: name, PasswordHash: "x"}
	if err := d.store.UpdateAccounts(context.Background(), func(tx users.Tx) error { return tx.InsertAccount(&a) }); err != nil {
		d.t.Fatal(err)
	}
	return quiz.Learner{ID: quiz.LearnerID(a.ID)}
}

func (d *desk) today() study.Today {
	d.t.Helper()
	t, err := d.study.Today(context.Background(), d.who, aws)
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

func (d *desk) mind() study.Mind {
	d.t.Helper()
	m, err := d.store.Mind(context.Background(), d.who.ID, aws)
	if err != nil {
		d.t.Fatal(err)
	}
	return m
}

func (d *desk) plan(change func(*study.Plan)) {
	d.t.Helper()
	p, err := d.study.Plan(context.Background(), d.who, aws)
	if err != nil {
		d.t.Fatal(err)
	}
	change(&p)
	if err := d.study.SetPlan(context.Background(), d.who, aws, p); err != nil {
		d.t.Fatal(err)
	}
}

// sit deals a sitting, or returns why there is none.
func (d *desk) sit(kind quiz.Kind, size int) (*quiz.Attempt, error) {
	return d.study.Sit(context.Background(), d.who, study.Sitting{Subject: aws, Kind: kind, Size: size})
}

// mustSit deals a sitting and answers all of it.
func (d *desk) mustSit(kind quiz.Kind, size int, right bool) *quiz.Attempt {
	d.t.Helper()
	a, err := d.sit(kind, size)
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

// A plan asks new facts up to its number of answers a day, the next day those
// due before new ones, and then no more.
func TestTodayKeepsToThePlan(t *testing.T) {
	d := newDesk(t)
	d.plan(func(p *study.Plan) { p.Daily = 12 })
	if got := d.today(); got.Due != 0 || got.New != 12 || got.Done != 0 || got.Left != -1 || got.Paused {
		t.Fatalf("on the first day: %+v", got)
	}
	first := d.mustSit(quiz.Due, 20, false)
	if first.Size() != 12 {
		t.Errorf("%d items, planned are 12 a day", first.Size())
	}
	if got := d.today(); got.Due != 0 || got.New != 0 || got.Done != 12 || got.Days[0] != 12 {
		t.Errorf("when the day is done: %+v", got)
	}
	if _, err := d.sit(quiz.Due, 10); !errors.Is(err, quiz.ErrNothing) {
		t.Errorf("a sitting beyond the plan: %v", err)
	}
	next := d.today().Next
	if next != "2026-11-24" {
		t.Errorf("facts that were missed come again on %q, want the next day", next)
	}

	d.now = d.now.AddDate(0, 0, 1)
	got := d.today()
	if got.Due == 0 || got.Due+got.New != 12 || got.Done != 0 || got.Load[0] != 12 || got.Behind < 0 {
		t.Errorf("on the second day: %+v", got)
	}
	met := d.mind().Facts
	a, err := d.sit(quiz.Due, 20)
	if err != nil || a.Size() > 12 {
		t.Fatalf("%d items, %v", a.Size(), err)
	}
	again := 0
	for _, it := range a.Items() {
		if slices.ContainsFunc(it.Names, func(name string) bool { return met[name].Trace.Reviews > 0 }) {
			again++
		}
	}
	if again == 0 {
		t.Error("nothing due is asked")
	}
}

// With more due than fits into a day, what is left waits, and those asked are
// all due ones.
func TestTodayCapsTheBacklog(t *testing.T) {
	d := newDesk(t)
	d.plan(func(p *study.Plan) { p.Daily = 60 })
	d.mustSit(quiz.Due, 60, false)
	d.plan(func(p *study.Plan) { p.Daily = 5 })
	d.now = d.now.AddDate(0, 0, 10)
	got := d.today()
	if got.Due+got.New != 5 || got.Behind < 30 {
		t.Errorf("%d due, %d new, %d behind", got.Due, got.New, got.Behind)
	}
	if a := d.mustSit(quiz.Due, 50, true); a.Size() > 5 {
		t.Errorf("%d items, planned are 5 a day", a.Size())
	}
	if got := d.today(); got.Due > 0 || got.New > 0 {
		t.Errorf("after the day's answers: %+v", got)
	}
}

// A fact that ends is due on its last day, however well it is known.
func TestTodayAsksWhatEnds(t *testing.T) {
	const name, last = "program-private-questions", "2027-06-30"
	ctx := context.Background()
	d := newDesk(t)
	d.now = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	due := deck.Date("")
	for range 8 { // until it is known for years
		a, err := d.quiz.Start(ctx, d.who, quiz.Start{Subject: aws, Edition: "2026", Mode: deck.Practice, Kind: quiz.Due, Size: 1, Wants: []deck.Want{{Fact: name}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.quiz.Answer(ctx, d.who, a.ID, 1, quiz.Given{Options: a.Items()[0].Sample(true)}); err != nil {
			t.Fatal(err)
		}
		h, err := d.study.Fact(ctx, d.who, aws, name, "en")
		if err != nil {
			t.Fatal(err)
		}
		if due = h.Due; due >= last {
			break
		}
		at, _ := time.Parse(time.DateOnly, string(due))
		d.now = at.Add(9 * time.Hour)
	}
	if due != last {
		t.Fatalf("due on %s, want its last day, %s", due, last)
	}
	for day, want := range map[deck.Date]int{"2027-06-29": 0, last: 1, "2027-07-01": 0} {
		at, _ := time.Parse(time.DateOnly, string(day))
		d.now = at.Add(9 * time.Hour)
		if got := d.today(); got.Due+got.Behind != want { // new facts may go first
			t.Errorf("on %s %d facts are due, want %d", day, got.Due+got.Behind, want)
		}
	}
}

// While a plan is paused nothing is due; cramming is possible all the same.
func TestTodayWhilePaused(t *testing.T) {
	d := newDesk(t)
	d.mustSit(quiz.Due, 10, false)
	d.now = d.now.AddDate(0, 0, 2)
	d.plan(func(p *study.Plan) { p.PausedFrom, p.PausedUntil = "2026-11-25", "2026-11-28" })
	if got := d.today(); !got.Paused || got.Due != 0 || got.New != 0 || got.Load[0] != 0 || got.Next != "2026-11-28" {
		t.Errorf("paused: %+v", got)
	}
	if _, err := d.sit(quiz.Due, 10); !errors.Is(err, quiz.ErrNothing) {
		t.Errorf("a sitting in a pause: %v", err)
	}
	if a, err := d.sit(quiz.Cram, 10); err != nil || a.Size() == 0 {
		t.Errorf("cramming in a pause: %v", err)
	}
	d.now = d.now.AddDate(0, 0, 3)
	if got := d.today(); got.Paused || got.Due == 0 {
		t.Errorf("after the pause: %+v", got)
	}
}

// A cram sitting asks the weakest facts first and changes neither memory nor
// ratings; its answers are logged and counted.
func TestCramLeavesMemoryAlone(t *testing.T) {
	d := newDesk(t)
	d.mustSit(quiz.Due, 8, true)
	d.now = d.now.AddDate(0, 0, 4)
	d.mustSit(quiz.Due, 12, false)
	d.now = d.now.AddDate(0, 0, 2)
	before := d.mind()
	day := quiz.Day(d.now)
	a := d.mustSit(quiz.Cram, 15, true)
	after := d.mind()
	for name, k := range before.Facts {
		if after.Facts[name] != k {
			t.Errorf("cramming changed the memory of %s", name)
		}
	}
	if len(after.Facts) != len(before.Facts) || after.Ability != before.Ability || after.Memory != before.Memory {
		t.Error("cramming left traces or moved a rating")
	}
	last := -1.0
	for _, it := range a.Items() {
		recall := 2.0 // the wanted fact is the weakest of the item's own
		for _, name := range it.Names {
			if k, met := before.Facts[name]; met {
				recall = min(recall, memory.DefaultWeights.At(k.Trace, day))
			}
		}
		if recall > 1 {
			t.Errorf("%s asks nothing that was met", it.ID)
		}
		if len(it.Names) == 1 && recall < last-1e-12 {
			t.Errorf("%s with recall %.3f comes after %.3f", it.ID, recall, last)
		}
		if len(it.Names) == 1 {
			last = recall
		}
	}
	if got := d.today(); got.Done != a.Size() {
		t.Errorf("%d answers count for the day, want %d", got.Done, a.Size())
	}
}

// While an exam is open, no sitting asks what it asks.
func TestSittingsBesideAnExam(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	d.mustSit(quiz.Due, 20, false)
	d.now = d.now.AddDate(0, 0, 5)
	exam, err := d.study.Start(ctx, d.who, quiz.Start{Subject: aws, Exam: "clf-c02"})
	if err != nil {
		t.Fatal(err)
	}
	asks := map[string]bool{}
	for _, it := range exam.Items() {
		for _, name := range it.Names {
			asks[name] = true
		}
	}
	for _, kind := range []quiz.Kind{quiz.Due, quiz.Cram, quiz.Offline} {
		a, err := d.sit(kind, 20)
		if err != nil {
			t.Fatal(kind, err)
		}
		for _, it := range a.Items() {
			for _, name := range it.Names {
				if asks[name] {
					t.Errorf("a %s sitting asks %s, as the exam does", kind, name)
				}
			}
		}
	}
}

// The facts that come again are asked through another model or in another
// wording than last time, wherever there is one.
func TestDueFactsAreAskedOtherwise(t *testing.T) {
	d := newDesk(t)
	d0 := decks()[0]
	d.mustSit(quiz.Due, 20, false)
	for day := 1; day <= 3; day++ {
		d.now = d.now.AddDate(0, 0, 1)
		before := d.mind().Facts
		a := d.mustSit(quiz.Due, 20, false)
		for _, it := range a.Items() {
			for _, name := range it.Names {
				k, met := before[name]
				if !met || len(it.Names) > 1 || k.Model != it.Model {
					continue
				}
				for _, spec := range d0.Asking(a.Edition, name, d.quiz.Today()) {
					if spec.Model.ID != k.Model && spec.Model.Level == deck.Usual && len(spec.Names()) == 1 {
						t.Errorf("day %d: %s is asked through %s again, though %s asks it too", day, name, k.Model, spec.Model.ID)
					}
				}
				if it.Wording == k.Wording && len(d0.Asking(a.Edition, name, d.quiz.Today())[0].Model.Stem.EN) > 1 {
					t.Errorf("day %d: %s is asked by %s in wording %d again", day, name, it.Model, k.Wording)
				}
			}
		}
	}
}

// An answer to what practice asks tells more about the learner than one to what
// chance deals; a seed that the learner chose deals what it always did.
func TestPracticeAsksWhatTells(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	ctx := context.Background()
	d := newDesk(t)
	for i := range 2 { // a learner who knows half, which models differ in
		a, err := d.study.Start(ctx, d.who, quiz.Start{Subject: aws, Edition: "2026", Mode: deck.Practice, Size: 50})
		if err != nil {
			t.Fatal(err)
		}
		for pos, it := range a.Items() {
			if _, _, err := d.quiz.Answer(ctx, d.who, a.ID, pos+1, quiz.Given{Options: it.Sample(len(it.Model)%2 == i%2)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	ratings, err := d.store.Ratings(ctx, aws)
	if err != nil {
		t.Fatal(err)
	}
	mind := d.mind()
	tells := func(a *quiz.Attempt) (sum float64, n int) { // over the items that ask nothing again
		for _, it := range a.Items() {
			floor, err := it.Floor()
			if err != nil {
				t.Fatal(err)
			}
			m := memory.Meeting{Learner: mind.Ability, Memory: mind.Memory, Model: ratings.Models[it.Model], Floor: floor}
			for _, name := range it.Names {
				m.Facts = append(m.Facts, memory.Met{Rating: ratings.Facts[name], Recall: 0.9, Seen: mind.Facts[name].Trace.Reviews > 0})
			}
			if !slices.ContainsFunc(m.Facts, func(f memory.Met) bool { return f.Seen }) {
				sum, n = sum+m.Information(), n+1
			}
		}
		return sum, n
	}
	var aimed, random float64
	var aimedAt, randomAt int
	for range 24 {
		req := quiz.Start{Subject: aws, Edition: "2026", Mode: deck.Practice, Size: 12}
		a, err := d.study.Start(ctx, d.who, req)
		if err != nil {
			t.Fatal(err)
		}
		b, err := d.quiz.Start(ctx, d.who, req)
		if err != nil {
			t.Fatal(err)
		}
		sum, n := tells(a)
		aimed, aimedAt = aimed+sum, aimedAt+n
		sum, n = tells(b)
		random, randomAt = random+sum, randomAt+n
	}
	if one, other := aimed/float64(aimedAt), random/float64(randomAt); !(one >= 1.15*other) { // also where there is nothing to compare
		t.Errorf("an answer tells %.4f, one to what chance deals %.4f", one, other)
	} else {
		t.Logf("an answer tells %.4f, one to what chance deals %.4f", one, other)
	}

	seed := uint64(4)
	for i := range 2 {
		a, err := d.study.Start(ctx, d.who, quiz.Start{Subject: aws, Mode: deck.Practice, Size: 12, Seed: &seed})
		if err != nil {
			t.Fatal(err)
		}
		b, err := d.quiz.Start(ctx, d.who, quiz.Start{Subject: aws, Mode: deck.Practice, Size: 12, Seed: &seed})
		if err != nil {
			t.Fatal(err)
		}
		for pos := range a.Items() {
			if a.Items()[pos].Hash != b.Items()[pos].Hash {
				t.Fatalf("time %d: item %d of a chosen seed is bent by what is known of the learner", i, pos+1)
			}
		}
	}
}

// rated is a store in which the models have had that many answers.
type rated struct {
	*store.Store
	answers map[string]int
}

func (s rated) Ratings(context.Context, string) (study.Ratings, error) {
	models := map[string]memory.Rating{}
	for id, n := range s.answers {
		models[id] = memory.Rating{Answers: n}
	}
	return study.Ratings{Models: models}, nil
}

// The trial items of an exam go to models that few have answered, its scored
// items to the others.
func TestExamTriesYoungModels(t *testing.T) {
	d := newDesk(t)
	answers, of := map[string]int{}, map[string]int{} // by model; models by topic
	for _, spec := range decks()[0].Specs(decks()[0].Current, deck.DateOf(d.now)) {
		if _, seen := answers[spec.Model.ID]; !seen {
			of[spec.Topic]++
			answers[spec.Model.ID] = 29 + of[spec.Topic]%2 // each second one is no longer young
		}
	}
	d.study = study.NewService(d.quiz, rated{d.store, answers}, func() time.Time { return d.now })
	young, count := map[deck.Role]float64{}, map[deck.Role]float64{}
	for i := range 6 {
		a, err := d.study.Start(context.Background(), d.learner(fmt.Sprintf("cyd%d", i)), quiz.Start{Subject: aws, Exam: "clf-c02"})
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range a.Items() {
			count[it.Role]++
			if answers[it.Model] < 30 {
				young[it.Role]++
			}
		}
	}
	if trial, scored := young[deck.Trial]/count[deck.Trial], young[deck.Scored]/count[deck.Scored]; trial < 0.95 || scored > 0.5 { // without them it is nine and seven of ten
		t.Errorf("%.0f %% of the trial items are of young models, of the scored ones %.0f %%", 100*trial, 100*scored)
	}
}

// grown gives the desk's learner a memory of most facts.
func (d *desk) grown() {
	d.t.Helper()
	d.plan(func(p *study.Plan) { p.Daily = study.MaxDaily })
	for range 12 {
		if d.today().New > 0 {
			d.mustSit(quiz.Due, 100, true)
		}
		d.now = d.now.AddDate(0, 0, 1)
	}
	d.now = d.now.AddDate(0, 0, 20)
}

func BenchmarkToday(b *testing.B) {
	d := newDesk(b)
	d.grown()
	for b.Loop() {
		d.today()
	}
	b.ReportMetric(float64(len(d.mind().Facts)), "facts")
}

func BenchmarkMind(b *testing.B) {
	d := newDesk(b)
	d.grown()
	for b.Loop() {
		d.mind()
	}
}

func BenchmarkPractice(b *testing.B) {
	d := newDesk(b)
	d.grown()
	for b.Loop() {
		if _, err := d.study.Start(b.Context(), d.who, quiz.Start{Subject: aws, Edition: "2026", Mode: deck.Practice, Size: 10}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSit(b *testing.B) {
	d := newDesk(b)
	d.grown()
	for b.Loop() {
		if _, err := d.sit(quiz.Due, 20); err != nil {
			b.Fatal(err)
		}
	}
}
