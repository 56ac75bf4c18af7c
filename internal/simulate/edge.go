package simulate

import (
	"math/rand/v2"

	"viva/internal/memory"
)

// Edge is what choosing the next item at the learner's edge is worth against
// taking it at random. A Study asks what was never asked before, and takes what
// tells most; a Trial lets the services choose, counts what comes back, and
// chance may ask a fact again.
type Edge struct {
	Adaptive Path `json:"adaptive"`
	Random   Path `json:"random"`
}

// Path is one way to choose items.
type Path struct {
	Learners int   `json:"learners"`
	Reached  int   `json:"reached"` // learners whose ability became known to within EdgeError
	Answers  int   `json:"answers"` // that all learners needed for it, or gave without
	Ability  Pairs `json:"-"`       // when they stopped
	Early    Pairs `json:"-"`       // after edgeEarly answers
}

const (
	// EdgeError is the standard error in logits at which ability is known, as
	// its rating sees it. Path.Ability tells how far off it is in truth.
	EdgeError = 0.4
	// edgeEarly is after how many answers both ways are compared at equal cost.
	edgeEarly = 20
)

// Edge asks every learner twice, as two learners that are alike.
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

// edge is where in left the item stands that tells most; -1 where none is left.
func edge(v *Viva, left []int) int {
	best, most := -1, -1.0
	for i, item := range left {
		if told := v.Meeting(item, 0).Information(); told > most {
			best, most = i, told
		}
	}
	return best
}

// ask has the learner answer an item without telling them anything, all on one
// day.
func ask(l *Learner, v *Viva, item int) {
	q := v.world.Question(item)
	right, certainty := l.Answer(q.Facts, q.Difficulty, q.Floor, 0)
	v.Record(item, 0, memory.Recall{Right: right, Certainty: certainty, Floor: q.Floor})
}

func (r *Ratings) clone() *Ratings {
	return &Ratings{append([]memory.Rating(nil), r.Facts...), append([]memory.Rating(nil), r.Models...)}
}
