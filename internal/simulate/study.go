package simulate

import (
	"math/rand/v2"

	"viva/internal/memory"
)

// Study is a simulation with many learners of one model.
type Study struct {
	Model    Model
	Learners int // counted; those who are played before to warm up are not
	Facts    int
	Seed     uint64 // another seed draws other learners and another world
}

// perWarmUp is how many learners that count there are for each that does not.
// Those that do not count are played first: the ratings of models and facts
// need answers to settle.
const perWarmUp = 3

// skips is the share of days on which simulated learners do not practise.
const skips = 0.15

// skipStream is the stream of chance that decides which days those are.
const skipStream = 0x736b697073

// learner draws the i-th learner of the study.
func (s Study) learner(i int) (*Learner, *rand.Rand) {
	seed := s.Seed<<32 + uint64(i)
	chance := rand.New(rand.NewPCG(seed, 0x7374756479))
	return NewLearner(s.Model, chance.NormFloat64(), seed), chance
}

// Forecast compares what Viva expects of learners with what comes true.
type Forecast struct {
	Learners int
	Practice Reliability // of every answer in practice
	Exam     Reliability // of every answer in an exam
	Score    Pairs       // right answers in the exam, beside the expected number
	Ability  Pairs
	Inside   int // exams whose score lay in the outlook's band
	Items    int // of an exam
}

// How a forecast is tested: learners practise with so many answers a day, for
// at least ten and fewer than forecastDays days, and sit an exam fewer than
// forecastPause days after the day that follows.
var forecastDaily = [...]int{4, 10, 20}

const (
	forecastDays  = 60
	forecastPause = 20
	examItems     = 65
)

// Forecast lets learners practise, each for another time and with another
// number of answers a day, and then sit an exam.
func (s Study) Forecast() (*Forecast, error) {
	world := NewWorld(s.Facts, s.Seed)
	ratings := NewRatings(world)
	f := &Forecast{Items: min(examItems, s.Facts)}
	warm := s.Learners / perWarmUp
	for i := range warm + s.Learners {
		l, chance := s.learner(i)
		v := NewViva(world, ratings, memory.Plan{Exam: forecastDays})
		c := Course{World: world, Days: 10 + chance.IntN(forecastDays-10), Skips: skips}
		counts := i >= warm
		_, err := c.Play(l, Paced(world, v, forecastDaily[i%len(forecastDaily)]), func(q Question, day float64, r memory.Recall) {
			if counts {
				f.Practice.Add(v.Meeting(q.Item, day).Chance(), r.Right)
			}
		})
		if err != nil {
			return nil, err
		}
		if counts {
			f.exam(l, v, float64(c.Days+chance.IntN(forecastPause)), chance)
		}
	}
	return f, nil
}

// exam lets the learner sit an exam of items drawn at random and compares the
// result with the forecast. Unlike the forecast of the services, this one knows
// which items are asked.
func (f *Forecast) exam(l *Learner, v *Viva, day float64, chance *rand.Rand) {
	f.Learners++
	f.Ability.Add(l.Ability, v.Ability.Value)
	var items []memory.Meeting
	expected, right := 0.0, 0
	for _, i := range chance.Perm(len(v.world.Items))[:f.Items] {
		m := v.Meeting(i, day)
		items = append(items, m)
		expected += m.Chance()
		q := v.world.Question(i)
		came := chance.Float64() < l.Chance(q.Facts, q.Difficulty, q.Floor, day)
		f.Exam.Add(m.Chance(), came)
		if came {
			right++
		}
	}
	f.Score.Add(float64(right), expected)
	if o := memory.Foresee(v.Ability, v.Memory, items); o.Low <= right && right <= o.High {
		f.Inside++
	}
}

// Ahead compares forecasts some days ahead with what comes true.
type Ahead struct {
	Learners int
	Scores   Reliability // chances to reach each score that the forecast leaves open
	Score    Pairs       // right answers in the exam, beside the expected number
	Inside   int         // exams whose score lay in the outlook's band
}

// A course before a forecast, as an Experiment plays it.
const (
	aheadCourse = 28 // days
	aheadDaily  = 10 // answers
	aheadItems  = 50 // of the exam
)

// settled is the chance below which a score counts as sure to be missed; above
// its complement it counts as sure to be reached. Such scores would only
// flatter the forecast.
const settled = 0.05

// Ahead lets learners practise, tells them what to expect so many days later,
// and lets them sit the exam then, without another answer in between. Every
// second one has the last day of the course for the day of the exam.
func (s Study) Ahead(days float64) (*Ahead, error) {
	world := NewWorld(s.Facts, s.Seed)
	ratings := NewRatings(world)
	a := &Ahead{}
	warm := s.Learners / perWarmUp
	for i := range warm + s.Learners {
		l, chance := s.learner(i)
		plan := memory.Plan{}
		if i%2 == 0 {
			plan.Exam = aheadCourse
		}
		v := NewViva(world, ratings, plan)
		c := Course{World: world, Days: aheadCourse, Skips: skips}
		if _, err := c.Play(l, Paced(world, v, aheadDaily), nil); err != nil {
			return nil, err
		}
		if i >= warm {
			a.exam(l, v, aheadCourse+days, chance)
		}
	}
	return a, nil
}

// exam compares a forecast with the exam of that day.
func (a *Ahead) exam(l *Learner, v *Viva, day float64, chance *rand.Rand) {
	var items []memory.Meeting
	right := 0
	for _, i := range chance.Perm(len(v.world.Items))[:min(aheadItems, len(v.world.Items))] {
		q := v.world.Question(i)
		items = append(items, v.Meeting(i, day))
		if chance.Float64() < l.Chance(q.Facts, q.Difficulty, q.Floor, day) {
			right++
		}
	}
	o := memory.Foresee(v.Ability, v.Memory, items)
	a.Learners++
	a.Score.Add(float64(right), o.Scores.Mean())
	for score := 1; score <= len(items); score++ {
		if p := o.Scores.AtLeast(score); p > settled && p < 1-settled {
			a.Scores.Add(p, right >= score)
		}
	}
	if o.Low <= right && right <= o.High {
		a.Inside++
	}
}
