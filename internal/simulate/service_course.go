package simulate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/study"
)

// arm is a way to choose what a learner is asked. Where schedule is nil, that
// is Viva's own plan.
type arm struct {
	name     string
	dated    bool // the plan knows the day of the exam
	schedule func(facts int, seed uint64) Scheduler
}

var arms = []arm{
	{"plan with exam date", true, nil},
	{"plan", false, nil},
	{"fixed intervals", false, Fixed},
	{"SM-2", false, SM2},
	{"no schedule", false, Unplanned},
}

// How a day goes: learners practise in the evening, take a while for an
// answer, and sit exams in the morning.
const (
	evening   = 18 * time.Hour
	morning   = 9 * time.Hour
	perAnswer = 30 * time.Second
	aheadDays = 14 // from the last forecast to the exam, for every second learner
)

// How practice at the edge goes.
const (
	edgeFirst  = 1 << 20 // number of its first learner: none of them takes a course
	edgeSize   = 5       // items of an attempt: the edge moves with every answer
	edgeAtMost = 150     // answers of a learner
)

// player plays learners at a site.
type player struct {
	experiment *Experiment
	site       *Site
	hidden     *hidden
	clock      *clock
	study      Study
	found      *Findings
}

// pupil is a learner at a site.
type pupil struct {
	*player
	*Learner
	who quiz.Learner
}

func (p *player) enrol(ctx context.Context, l *Learner) (*pupil, error) {
	who, err := p.site.Enrol(ctx)
	return &pupil{p, l, who}, err
}

// course lets the i-th learner follow an arm until the exam, and compares what
// the services concluded with the truth. Only learners who follow one of Viva's
// plans sit the exam, as it takes a third of the computing time of a course.
func (p *player) course(ctx context.Context, i, arm int) error {
	l, _ := p.study.learner(i)
	p.clock.at = firstDay
	who, err := p.enrol(ctx, l)
	if err != nil {
		return err
	}
	exam := firstDay.AddDate(0, 0, p.experiment.Days)
	plan := study.Plan{Edition: p.hidden.edition, Daily: p.experiment.Daily}
	if arms[arm].dated {
		plan.ExamOn = deck.DateOf(exam)
	}
	if err := p.site.Study.SetPlan(ctx, who.who, p.experiment.Deck.ID(), plan); err != nil {
		return err
	}
	o := Outcome{Before: p.hidden.knowledge(l, p.clock.day())}
	skip := rand.New(rand.NewPCG(l.seed, skipStream))
	next := p.chooser(who, arms[arm], l.seed)
	for d := range p.experiment.Days {
		if skip.Float64() < skips {
			continue
		}
		p.clock.at = firstDay.AddDate(0, 0, d).Add(evening)
		n, err := next(ctx)
		if err != nil {
			return err
		}
		o.Answers += n
	}
	p.clock.at = exam.Add(morning)
	o.After = p.hidden.knowledge(l, p.clock.day())
	p.found.Plans[arm].add(i, o)
	mind, err := p.site.Store.Mind(ctx, who.who.ID, p.experiment.Deck.ID())
	if err != nil {
		return err
	}
	p.found.Ability.Add(l.Ability, mind.Ability.Value)
	if arms[arm].schedule != nil {
		return nil
	}
	return who.exam(ctx, plan, i%2 == 1)
}

// chooser returns a function that plays a day of an arm and returns how many
// answers it took.
func (p *player) chooser(who *pupil, a arm, seed uint64) func(context.Context) (int, error) {
	if a.schedule == nil {
		return func(ctx context.Context) (int, error) {
			attempt, err := p.site.Study.Sit(ctx, who.who, study.Sitting{Subject: p.experiment.Deck.ID(), Kind: quiz.Due, Size: p.experiment.Daily})
			return who.sit(ctx, attempt, err, nil)
		}
	}
	s := a.schedule(len(p.hidden.facts), seed)
	last := map[string]deck.Want{}
	return func(ctx context.Context) (int, error) {
		today := math.Floor(p.clock.day())
		var wants []deck.Want
		for _, i := range s.Next(today, len(p.hidden.facts)) {
			w := last[p.hidden.facts[i]]
			w.Fact = p.hidden.facts[i]
			wants = append(wants, w)
		}
		attempt, err := p.site.Quiz.Start(ctx, who.who, quiz.Start{Subject: p.experiment.Deck.ID(), Edition: p.hidden.edition,
			Mode: deck.Practice, Kind: quiz.Due, Size: p.experiment.Daily, Wants: wants})
		return who.sit(ctx, attempt, err, func(it deck.Item, r memory.Recall) {
			for _, name := range it.Names {
				last[name] = deck.Want{Model: it.Model, Wording: it.Wording}
				if i, counts := p.hidden.index[name]; counts {
					s.Record(i, today, r)
				}
			}
		})
	}
}

// sit answers a practice attempt to its end, with the items that come back, and
// returns how many answers that took: none on a day with nothing to ask. watch,
// if not nil, sees each answer to an item that did not come back.
func (p *pupil) sit(ctx context.Context, a *quiz.Attempt, err error, watch func(deck.Item, memory.Recall)) (int, error) {
	if errors.Is(err, quiz.ErrNothing) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	for pos := 1; pos <= a.Size(); pos++ {
		it := a.Items()[pos-1]
		var r memory.Recall
		if a, r, err = p.answer(ctx, a, pos); err != nil {
			return 0, err
		}
		p.Read(it.Names, p.clock.day())
		if watch != nil && it.Role != deck.Return {
			watch(it, r)
		}
	}
	_, _, err = p.site.Quiz.Finish(ctx, p.who, a.ID)
	return a.Size(), err
}

// answer lets the learner answer the item at a position.
func (p *pupil) answer(ctx context.Context, a *quiz.Attempt, pos int) (*quiz.Attempt, memory.Recall, error) {
	p.clock.at = p.clock.at.Add(perAnswer)
	it := a.Items()[pos-1]
	w, known := p.hidden.items[it.ID]
	if !known {
		return nil, memory.Recall{}, fmt.Errorf("item %s is asked, but nothing is known of it", it.ID)
	}
	r := memory.Recall{Floor: w.floor, Mixed: true}
	r.Right, r.Certainty = p.Answer(it.Names, w.difficulty, w.floor, p.clock.day())
	given := quiz.Given{Options: it.Sample(r.Right)}
	if a.Mode == deck.Practice {
		given.Certainty = quiz.Certainty(r.Certainty)
	}
	a, _, err := p.site.Quiz.Answer(ctx, p.who, a.ID, pos, given)
	return a, r, err
}

// exam asks for a forecast, at once or some days ahead, and sits the exam on
// its day.
func (p *pupil) exam(ctx context.Context, plan study.Plan, ahead bool) error {
	subject := p.experiment.Deck.ID()
	on := p.clock.at
	foretold := &p.found.OnDay
	if ahead {
		foretold, on = &p.found.Ahead, on.AddDate(0, 0, aheadDays)
	}
	plan.ExamOn = deck.DateOf(on)
	if err := p.site.Study.SetPlan(ctx, p.who, subject, plan); err != nil {
		return err
	}
	f, err := p.site.Study.Forecast(ctx, p.who, subject)
	if err != nil {
		return err
	}
	if f.Exam == nil {
		return errors.New("the subject has no exam to forecast")
	}
	p.clock.at = on
	a, err := p.site.Study.Start(ctx, p.who, quiz.Start{Subject: subject, Edition: plan.Edition, Exam: f.Exam.ID})
	if err != nil {
		return err
	}
	for pos := 1; pos <= a.Size(); pos++ {
		if a, _, err = p.answer(ctx, a, pos); err != nil {
			return err
		}
	}
	if a, _, err = p.site.Quiz.Finish(ctx, p.who, a.ID); err != nil {
		return err
	}
	result, err := a.ExamResult()
	if err != nil {
		return err
	}
	foretold.add(f, result)
	return nil
}

// edge lets two new learners who are twins practise on all topics: one is asked
// what lies at their edge, the other what is dealt at random.
func (p *player) edge(ctx context.Context, i int) error {
	for _, path := range []*Path{&p.found.Edge.Adaptive, &p.found.Edge.Random} {
		l, _ := p.study.learner(edgeFirst + i)
		p.clock.at = firstDay.Add(evening)
		who, err := p.enrol(ctx, l)
		if err != nil {
			return err
		}
		start := p.site.Quiz.Start
		if path == &p.found.Edge.Adaptive {
			start = p.site.Study.Start
		}
		if err := who.walk(ctx, path, start); err != nil {
			return err
		}
	}
	return nil
}

// walk practises until the ability is known well enough.
func (p *pupil) walk(ctx context.Context, path *Path, start func(context.Context, quiz.Learner, quiz.Start) (*quiz.Attempt, error)) error {
	var ability memory.Rating
	path.Learners++
	n := 0
	for n < edgeAtMost && ability.Error() > EdgeError {
		a, err := start(ctx, p.who, quiz.Start{Subject: p.experiment.Deck.ID(), Edition: p.hidden.edition, Mode: deck.Practice, Size: edgeSize})
		if err != nil {
			return err
		}
		for pos := 1; pos <= a.Size() && ability.Error() > EdgeError; pos++ {
			it := a.Items()[pos-1]
			if a, _, err = p.answer(ctx, a, pos); err != nil {
				return err
			}
			p.Read(it.Names, p.clock.day())
			mind, err := p.site.Store.Mind(ctx, p.who.ID, p.experiment.Deck.ID())
			if err != nil {
				return err
			}
			ability = mind.Ability
			if n++; n == edgeEarly {
				path.Early.Add(p.Ability, ability.Value)
			}
		}
	}
	path.Answers += n
	path.Ability.Add(p.Ability, ability.Value)
	if ability.Error() <= EdgeError {
		path.Reached++
	}
	return nil
}
