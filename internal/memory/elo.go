package memory

import "math"

// Rating is a place on a scale on which learners, models and facts meet: who
// stands one logit above an item knows it with 73 %, level with it with 50 %.
// The zero Rating is average and unknown.
type Rating struct {
	Value       float64 // in logits
	Answers     int     // so many have moved it
	Information float64 // what they told about Value, in 1/logit² (Fisher)
}

// priorError is how far a rating may lie from its start before any answer, as
// a standard deviation in logits.
const priorError = 1.0

// Error is the standard error of Value in logits: that of the prior at first,
// and smaller with every answer that tells something.
func (r Rating) Error() float64 {
	return 1 / math.Sqrt(1/(priorError*priorError)+r.Information)
}

func (r Rating) variance() float64 { return r.Error() * r.Error() }

// leastStep keeps a rating moving: learners learn, and models are reworded.
const leastStep = 0.02

// moved is the rating after an answer whose log-likelihood rises by slope per
// logit and that tells as much as information: Elo's rule with the variance
// as its step, which is a Newton step towards the likeliest value. A slope of
// 0 says that the answer did not depend on the rating.
func (r Rating) moved(slope, information float64) Rating {
	if slope == 0 {
		return r
	}
	r.Information += information
	r.Answers++
	r.Value += max(r.variance(), leastStep) * slope
	return r
}

// Met is a fact that an item asks about.
type Met struct {
	Rating Rating  // its difficulty, over all learners
	Recall float64 // chance from 0 to 1 that this learner recalls it, where Seen
	Seen   bool    // this learner was asked about it before
}

// Meeting is a learner before an item: its model, and the facts it asks about.
//
// What a learner was never asked they know by their ability, less the
// difficulty of model and fact. What they were asked before they know by the
// forgetting curve, and by how much better or worse than that curve they turn
// out to remember; difficulties say nothing more. Mixing both scales for seen
// facts was tried in simulation and drives abilities and difficulties apart
// from the truth, the more the longer learners practise.
type Meeting struct {
	Learner Rating // ability, moved by facts not Seen
	Memory  Rating // of this learner against the curve, moved by facts Seen
	Model   Rating // difficulty, over all learners
	Facts   []Met
	Floor   float64 // chance from 0 to 1 of guessing right
}

// stance is what a meeting comes to: the logit of the chance to know the item,
// and by how much it rises with each rating.
type stance struct {
	logit                   float64
	learner, memory, design float64 // design: falls, with model and unseen facts
}

// stance of several facts is their mean: what asking for several costs is in
// the model's own difficulty. As ratings are only known within their error,
// the logit shrinks towards even odds (Glickman's factor).
func (m Meeting) stance() stance {
	facts := m.Facts
	if len(facts) == 0 {
		facts = []Met{{Rating: Rating{Information: math.Inf(1)}}}
	}
	var s stance
	each := 1 / float64(len(facts))
	doubt := 0.0
	for _, f := range facts {
		if f.Seen {
			bend := memoryBend(f.Recall)
			s.logit += each * (logitOf(f.Recall) + bend*m.Memory.Value)
			s.memory += each * bend
			continue
		}
		s.logit += each * (m.Learner.Value - m.Model.Value - f.Rating.Value)
		s.learner += each
		doubt += each * each * f.Rating.variance()
	}
	s.design = s.learner
	doubt += s.learner*s.learner*(m.Learner.variance()+m.Model.variance()) + s.memory*s.memory*m.Memory.variance()
	shrink := 1 / math.Sqrt(1+math.Pi/8*doubt)
	return stance{s.logit * shrink, s.learner * shrink, s.memory * shrink, s.design * shrink}
}

// memoryBend is how much a learner's memory counts for a fact: little for one
// that hardly anybody has forgotten yet, and by the square root more as the
// expected share of the forgotten grows; 1 where that is a tenth.
func memoryBend(recall float64) float64 {
	return math.Sqrt(max(1-recall, 1-surest) / 0.1)
}

// Chance is the chance, from 0 to 1, of a right answer: of knowing it, or else
// of guessing it.
func (m Meeting) Chance() float64 { return Expect(m.stance().logit, 0, m.Floor) }

// Information is what the answer will tell about the learner's ability, in
// 1/logit²: nothing where all facts were seen before. The item that tells most
// is the one at the learner's edge.
func (m Meeting) Information() float64 {
	s := m.stance()
	return s.learner * s.learner * information(s.logit, m.Floor)
}

// information of the three-parameter logistic model about the logit to know an
// item: (p-c)²/(1-c)² · (1-p)/p with chance p and floor c.
func information(logit, floor float64) float64 {
	p, known := Expect(logit, 0, floor), Knows(logit, 0)
	return known * known * (1 - p) / p
}

// After is the meeting after its answer: the ratings it depended on moved by
// what it tells about them. With a guess floor a right answer to a hard item
// tells little.
func (m Meeting) After(right bool) Meeting {
	s := m.stance()
	p, known := Expect(s.logit, 0, m.Floor), Knows(s.logit, 0)
	slope := -known
	if right {
		slope = known * (1 - p) / p
	}
	told := information(s.logit, m.Floor)
	move := func(r Rating, by float64) Rating { return r.moved(by*slope, by*by*told) }
	next := m
	next.Learner = move(m.Learner, s.learner)
	next.Memory = move(m.Memory, s.memory)
	next.Model = move(m.Model, -s.design)
	next.Facts = make([]Met, len(m.Facts))
	unseen := 0
	for _, f := range m.Facts {
		if !f.Seen {
			unseen++
		}
	}
	for i, f := range m.Facts {
		if !f.Seen {
			f.Rating = move(f.Rating, -s.design/float64(unseen))
		}
		next.Facts[i] = f
	}
	return next
}

// Knows is the chance, from 0 to 1, that a learner knows an item's answer.
func Knows(ability, difficulty float64) float64 { return 1 / (1 + math.Exp(difficulty-ability)) }

// Expect is the chance of a right answer: of knowing it, or else of guessing
// it, whose chance is floor (one in four with four options, 0 for a number
// that is typed).
func Expect(ability, difficulty, floor float64) float64 {
	return floor + (1-floor)*Knows(ability, difficulty)
}

// surest is the chance beyond which none is believed, on either side.
const surest = 0.98

func logitOf(chance float64) float64 {
	chance = min(max(chance, 1-surest), surest)
	return math.Log(chance / (1 - chance))
}

// DifficultyOf is the difficulty at which an average learner answers right
// with the chance facility, guessing with floor: where a model starts that
// nobody has answered yet. Both lie from 0 to 1.
func DifficultyOf(facility, floor float64) float64 {
	if floor >= 1 {
		return 0
	}
	return -logitOf((facility - floor) / (1 - floor))
}
