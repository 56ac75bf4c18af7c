package simulate

import (
	"math/rand/v2"

	"viva/internal/memory"
)

// Edge compares two ways to choose the next item: at the learner's edge, where
// the answer says most about their ability, and at random. A Study asks only
// items that were never asked before. An Experiment lets the services choose,
// counts items that come back, and may ask a fact again.
type Edge struct {
	Adaptive Path `json:"adaptive"`
	Random   Path `json:"random"`
}

// Path is one way to choose items.
type Path struct {
	Learners int   `json:"learners"`
	Reached  int   `json:"reached"` // learners whose ability became known to within EdgeError
	Answers  int   `json:"answers"` // of all learners, whether it became known or not
	Ability  Pairs `json:"-"`       // when they stopped
	Early    Pairs `json:"-"`       // after edgeEarly answers
}

const (
	// EdgeError is the standard error in logits at which an ability counts as
	// known, by its rating. Path.Ability says how far off the rating truly is.
	EdgeError = 0.4
	// edgeEarly is the number of answers after which both ways are compared.
	edgeEarly = 20
)

// Edge plays every learner twice, as twins: one is asked at their edge, the
// other at random.
func (s Study) Edge() *Edge {
	world := NewWorld(s.Facts, s.Seed)
	ratings := NewRatings(world)
	for i := range s.Learners / perWarmUp {
		l, chance := s.learner(i)
		v := NewViva(world, ratings, memory.Plan{})
		for _, item := range chance.Perm(s.Facts)[:s.Facts/2] {
			ask(l, v, item)
		}
	}
	e := &Edge{}
	for i := range s.Learners {
		for _, p := range []*Path{&e.Adaptive, &e.Random} {
			l, chance := s.learner(s.Learners + i)
			p.walk(l, NewViva(world, ratings.clone(), memory.Plan{}), chance, p == &e.Adaptive)
		}
	}
	return e
}

// walk asks until the ability is known or no item is left.
func (p *Path) walk(l *Learner, v *Viva, chance *rand.Rand, adaptive bool) {
	left := chance.Perm(len(v.world.Items))
	for n := 1; v.Ability.Error() > EdgeError; n++ {
		at := 0
		if adaptive {
			at = edge(v, left)
		}
		if at < 0 || len(left) == 0 {
			break
		}
		ask(l, v, left[at])
		left = append(left[:at], left[at+1:]...)
		p.Answers++
		if n == edgeEarly {
			p.Early.Add(l.Ability, v.Ability.Value)
		}
	}
	p.Learners++
	p.Ability.Add(l.Ability, v.Ability.Value)
	if v.Ability.Error() <= EdgeError {
		p.Reached++
	}
}

// edge is the index in left of the item whose answer says most; -1 if none is
// left.
func edge(v *Viva, left []int) int {
	best, most := -1, -1.0
	for i, item := range left {
		if says := v.Meeting(item, 0).Information(); says > most {
			best, most = i, says
		}
	}
	return best
}

// ask lets the learner answer an item without feedback. All is asked on day 0.
func ask(l *Learner, v *Viva, item int) {
	q := v.world.Question(item)
	right, certainty := l.Answer(q.Facts, q.Difficulty, q.Floor, 0)
	v.Record(item, 0, memory.Recall{Right: right, Certainty: certainty, Floor: q.Floor})
}

func (r *Ratings) clone() *Ratings {
	return &Ratings{append([]memory.Rating(nil), r.Facts...), append([]memory.Rating(nil), r.Models...)}
}
