package simulate

import (
	"math/rand/v2"

	"viva/internal/memory"
)

// Question is an item as a learner meets it.
type Question struct {
	Item       int // index in the World
	Facts      []string
	Difficulty float64 // in logits, true
	Floor      float64 // chance of guessing right, 0 to 1
}

// Tutor is who asks a learner and keeps their answers.
type Tutor interface {
	// Next is what to ask on that day after done answers; ok is false when
	// that is enough for the day.
	Next(day float64, done int) (q Question, ok bool, err error)
	// Record keeps the answer to the last question.
	Record(q Question, day float64, r memory.Recall) error
}

// Course is so many days of practice, on days Start to Start+Days-1, before an
// exam on day Start+Days.
type Course struct {
	World *World
	Start float64
	Days  int
	Skips float64 // share of the days on which the learner does not practise
}

// Outcome is what a course did for a learner.
type Outcome struct {
	Answers       int
	Before, After float64 // share of the items truly known at the start and on the exam's day
}

// Play lets a learner go through the course with a tutor. watch, if not nil,
// sees every answer before the tutor keeps it.
func (c Course) Play(l *Learner, t Tutor, watch func(Question, float64, memory.Recall)) (Outcome, error) {
	chance := rand.New(rand.NewPCG(l.seed, skipStream))
	o := Outcome{Before: c.World.Knowledge(l, c.Start)}
	for d := range c.Days {
		if chance.Float64() < c.Skips {
			continue
		}
		n, err := studyDay(l, t, c.Start+float64(d), watch)
		if err != nil {
			return o, err
		}
		o.Answers += n
	}
	o.After = c.World.Knowledge(l, c.Start+float64(c.Days))
	return o, nil
}

// studyDay plays one day of a course and returns how many answers it took.
func studyDay(l *Learner, t Tutor, day float64, watch func(Question, float64, memory.Recall)) (int, error) {
	for done := 0; ; done++ {
		q, ok, err := t.Next(day, done)
		if err != nil || !ok {
			return done, err
		}
		right, certainty := l.Answer(q.Facts, q.Difficulty, q.Floor, day)
		l.Read(q.Facts, day)
		r := memory.Recall{Right: right, Certainty: certainty, Floor: q.Floor, Mixed: true}
		if watch != nil {
			watch(q, day, r)
		}
		if err := t.Record(q, day, r); err != nil {
			return done, err
		}
	}
}

// paced is a Tutor that follows a Scheduler.
type paced struct {
	world *World
	s     Scheduler
	daily int
	queue []int
}

// Paced returns a tutor that asks what a scheduler chooses: at most daily
// questions of a world a day.
func Paced(w *World, s Scheduler, daily int) Tutor { return &paced{world: w, s: s, daily: daily} }

func (p *paced) Next(day float64, done int) (Question, bool, error) {
	if done == 0 {
		p.queue = p.s.Next(day, p.daily)
	}
	if done >= len(p.queue) {
		return Question{}, false, nil
	}
	return p.world.Question(p.queue[done]), true, nil
}

func (p *paced) Record(q Question, day float64, r memory.Recall) error {
	p.s.Record(q.Item, day, r)
	return nil
}
