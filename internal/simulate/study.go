package simulate

import (
	"math/rand/v2"

	"viva/internal/memory"
)

// Study is a simulation with many learners of one model.
type Study struct {
	Model    Model
	Learners int // that count
	Facts    int
	Seed     uint64 // other seeds, other learners and another world
}

// For every three learners that count another comes first and does not: the
// ratings of models and facts take answers to become what they are.
const perWarmUp = 3

// skips is the share of days on which simulated learners do not practise.
const skips = 0.15

// skipStream is the stream of chance that says which.
const skipStream = 0x736b697073

// learner draws the i-th learner of the study.
func (s Study) learner(i int) (*Learner, *rand.Rand) {
	seed := s.Seed<<32 + uint64(i)
	chance := rand.New(rand.NewPCG(seed, 0x7374756479))
	return NewLearner(s.Model, chance.NormFloat64(), seed), chance
}

// Forecast is how far what Viva expects of learners comes true.
type Forecast struct {
	Learners int
	Practice Reliability // of every answer in practice
	Exam     Reliability // of every answer in an exam
	Score    Pairs       // right answers in the exam, and as many expected
	Ability  Pairs
	Inside   int // exams whose score lay in the outlook's band
	Items    int // of an exam
}

// How a forecast is tested: with practice of so many answers a day, of so many
// days, and an exam up to so many days later, or on the next.
var forecastDaily = [...]int{4, 10, 20}

const (
	forecastDays  = 60
	forecastPause = 20
	examItems     = 65
)

// Forecast lets learners practise for a different time and as diligently as
// they like, and then sit an exam.
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

// exam lets the learner sit an exam of items drawn at random, and compares. The
// forecast knows which items, as that of the services does not.
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
