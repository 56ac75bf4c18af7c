package memory

import "math"

// Rating is a point on the scale that learners, models and facts share. A
// learner one logit above an item knows it with a chance of 73 %, one at its
// level with 50 %. The zero Rating is average and unknown.
type Rating struct {
	Value       float64 // in logits
	Answers     int     // how many have moved it
	Information float64 // what they say about Value, in 1/logit² (Fisher)
}

// priorError is how far a rating may lie from its start before any answer, as
// a standard deviation in logits.
const priorError = 1.0

// Error is the standard error of Value in logits. It begins at priorError and
// falls with every answer that says something about Value.
func (r Rating) Error() float64 {
	return 1 / math.Sqrt(1/(priorError*priorError)+r.Information)
}

func (r Rating) variance() float64 { return r.Error() * r.Error() }

// leastStep is the smallest step, in logits², by which a rating moves. It never
// stands still, since learners learn and models are reworded.
const leastStep = 0.02

// Luck is how far, in logits, luck alone moves the rating of whoever stays as
// they are, in the answers since it had that information: one standard
// deviation.
func (r Rating) Luck(since float64) float64 {
	return max(r.variance(), leastStep) * math.Sqrt(max(r.Information-since, 0))
}

// moved is the rating after an answer. slope is how much the log-likelihood of
// the answer rises per logit of the rating, information what the answer says
// about the rating. This is Elo's rule with the variance as its step, which is
// a Newton step towards the likeliest value. A slope of 0 means that the answer
// did not depend on the rating.
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
	Days   float64 // since the last review, where Seen; 0 is not known
	Seen   bool    // this learner was asked about it before
}

// Meeting is a learner before an item, with the item's model and the facts that
// it asks about.
//
// Whether a learner knows a fact that they were never asked depends on their
// ability and on the difficulties of model and fact. For a fact that they were
// asked before it depends on the forgetting curve, and on how much better or
// worse than that curve they remember; difficulties play no part. Using both
// scales for such facts was tried in simulation: it drives abilities and
// difficulties away from the truth, the further the longer learners practise.
type Meeting struct {
	Learner Rating // ability, moved by facts not Seen
	Memory  Rating // of this learner against the curve, moved by facts Seen
	Model   Rating // difficulty, over all learners
	Facts   []Met
	Floor   float64 // chance from 0 to 1 of guessing right
}

// stance is a meeting in numbers: the logit of the chance to know the item, and
// by how much that rises with each rating of the learner. With the difficulties
// of the model and of the facts not Seen it falls as it rises with the ability.
type stance struct {
	logit, learner, memory float64
}

// stance multiplies the chances of the facts, since all of them must be known.
// That an item asks for several is part of the model's own difficulty, which
// speaks of learners who have seen none of them: each fact not Seen has its
// share of that chance.
func (m Meeting) stance() stance {
	facts := m.Facts
	if len(facts) == 0 {
		facts = []Met{{Rating: Rating{Information: math.Inf(1)}}}
	}
	var s stance
	var unseen, difficulty, doubt float64
	known := 0.0 // the logarithm of the chance
	for _, f := range facts {
		if !f.Seen {
			unseen++
			difficulty += f.Rating.Value
			doubt += f.Rating.variance()
			continue
		}
		bend := memoryBend(f.Recall) * lasting(f.Days)
		shrink := shrinkage(bend * bend * m.Memory.variance())
		recalled := Knows(shrink*(logitOf(f.Recall)+bend*m.Memory.Value), 0)
		known += math.Log(recalled)
		s.memory += (1 - recalled) * shrink * bend
	}
	if unseen > 0 {
		share := unseen / float64(len(facts))
		shrink := shrinkage(m.Learner.variance() + m.Model.variance() + doubt/(unseen*unseen))
		knows := Knows(shrink*(m.Learner.Value-m.Model.Value-difficulty/unseen), 0)
		known += share * math.Log(knows)
		s.learner = share * (1 - knows) * shrink
	}
	unknown := -math.Expm1(known)
	return stance{known - math.Log(unknown), s.learner / unknown, s.memory / unknown}
}

// shrinkage is the factor by which a logit shrinks towards even odds because it
// is only known within a variance (Glickman's factor).
func shrinkage(variance float64) float64 { return 1 / math.Sqrt(1+math.Pi/8*variance) }

// memoryBend is how much the rating of a learner's memory counts for a fact. It
// grows with the square root of the chance that the fact was forgotten, and is
// 1 where that chance is a tenth.
func memoryBend(recall float64) float64 {
	return math.Sqrt(max(1-recall, 1-surest) / 0.1)
}

// lastingDays is after about how many days a recall tells what lasts.
const lastingDays = 5.0

// lasting is how much the rating of a learner's memory counts for a fact that
// was reviewed so many days ago, from 0 to 1. What is left on the next day says
// little about what stays for weeks: in simulation it misled the rating about
// every forecast that looked further ahead.
func lasting(days float64) float64 {
	if days == 0 {
		return 1 // the log of before did not keep it
	}
	x := days / lastingDays
	return 1 - math.Exp(-x*x)
}

// Chance is the chance, from 0 to 1, of a right answer: of knowing it, or else
// of guessing it.
func (m Meeting) Chance() float64 { return Expect(m.stance().logit, 0, m.Floor) }

// Information is what the answer will say about the learner's ability, in
// 1/logit²: nothing where all facts were seen before. The item at the learner's
// edge is the one whose answer says most.
func (m Meeting) Information() float64 {
	s := m.stance()
	return s.learner * s.learner * information(s.logit, m.Floor)
}

// information is what an answer says about the logit of the chance to know an
// item, in the three-parameter logistic model: (p-c)²/(1-c)² · (1-p)/p with
// chance p and floor c.
func information(logit, floor float64) float64 {
	p, known := Expect(logit, 0, floor), Knows(logit, 0)
	return known * known * (1 - p) / p
}

// After is the meeting after its answer: each rating that the answer depended
// on has moved by what the answer says about it. Where guessing is easy, a
// right answer to a hard item says little.
func (m Meeting) After(right bool) Meeting {
	s := m.stance()
	p, known := Expect(s.logit, 0, m.Floor), Knows(s.logit, 0)
	slope := -known
	if right {
		slope = known * (1 - p) / p
	}
	says := information(s.logit, m.Floor)
	move := func(r Rating, by float64) Rating { return r.moved(by*slope, by*by*says) }
	next := m
	next.Learner = move(m.Learner, s.learner)
	next.Memory = move(m.Memory, s.memory)
	next.Model = move(m.Model, -s.learner)
	next.Facts = make([]Met, len(m.Facts))
	unseen := 0
	for _, f := range m.Facts {
		if !f.Seen {
			unseen++
		}
	}
	for i, f := range m.Facts {
		if !f.Seen {
			f.Rating = move(f.Rating, -s.learner/float64(unseen))
		}
		next.Facts[i] = f
	}
	return next
}

// Knows is the chance, from 0 to 1, that a learner knows an item's answer.
func Knows(ability, difficulty float64) float64 { return 1 / (1 + math.Exp(difficulty-ability)) }

// Expect is the chance of a right answer: of knowing it, or else of guessing
// it. floor is the chance of a right guess: one in four with four options, 0
// for a number that is typed.
func Expect(ability, difficulty, floor float64) float64 {
	return floor + (1-floor)*Knows(ability, difficulty)
}

// surest is the highest chance that is believed. The lowest is its complement.
const surest = 0.98

func logitOf(chance float64) float64 {
	chance = min(max(chance, 1-surest), surest)
	return math.Log(chance / (1 - chance))
}

// DifficultyOf is the difficulty at which an average learner answers right with
// the chance facility, if guesses are right with the chance floor; both are
// from 0 to 1. A model that nobody has answered yet starts there.
func DifficultyOf(facility, floor float64) float64 {
	if floor >= 1 {
		return 0
	}
	return -logitOf((facility - floor) / (1 - floor))
}
