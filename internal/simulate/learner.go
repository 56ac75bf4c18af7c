package simulate

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"viva/internal/memory"
)

// Model is how a simulated memory works.
type Model string

// The models, neither of which is that of package memory.
const (
	PowerLaw Model = "power law"
	HalfLife Model = "half-life"
)

// Models are all of them.
var Models = []Model{PowerLaw, HalfLife}

// mind is the memory of one fact.
type mind interface {
	// recall is the chance of recall on that day, from 0 to 1.
	recall(day float64) float64
	// study strengthens the memory: by recalling the fact, or by reading it
	// after failing to.
	study(day float64, recalled bool)
}

// Learner is one simulated learner.
type Learner struct {
	Ability float64 // in logits, of knowing a fact before ever reading it
	Model   Model

	slip   float64 // chance of a wrong answer though the fact is known
	bold   float64 // how much surer than justified, in standard deviations
	firm   float64 // chance that an error is a firm belief
	traits traits  // of memory, as drawn for this learner
	seed   uint64
	chance *rand.Rand
	minds  map[string]mind
	failed map[string]bool // not recalled at the last answer, and not read since
}

// traits are what a learner's memories of all facts have in common.
type traits struct {
	strength float64 // of a first encounter, in standard deviations
	decay    float64 // of forgetting, as a factor
}

// NewLearner draws a learner of that ability and model. Equal arguments give
// learners that answer alike.
func NewLearner(model Model, ability float64, seed uint64) *Learner {
	chance := rand.New(rand.NewPCG(seed, 0x6c6561726e6572))
	return &Learner{
		Ability: ability,
		Model:   model,
		slip:    0.01 + 0.06*chance.Float64(),
		bold:    0.4 + 0.5*chance.NormFloat64(),
		firm:    0.25 * chance.Float64(),
		traits:  traits{strength: chance.NormFloat64(), decay: math.Exp(0.25 * chance.NormFloat64())},
		seed:    seed,
		chance:  chance,
		minds:   map[string]mind{},
		failed:  map[string]bool{},
	}
}

// Knows is the true chance that the learner knows all of the facts on that
// day. If none was ever read or recalled, that follows from how far the ability
// exceeds the difficulty of the item, both in logits.
func (l *Learner) Knows(facts []string, difficulty, day float64) float64 {
	p := 1.0
	for _, f := range facts {
		p *= l.knows(f, len(facts), difficulty, day)
	}
	return p
}

// knows is the chance that the learner knows one fact on that day. Before the
// fact is met, that depends on the difficulty of the item and on n, the number
// of facts that it asks for.
func (l *Learner) knows(fact string, n int, difficulty, day float64) float64 {
	if m := l.minds[fact]; m != nil {
		return m.recall(day)
	}
	return l.before(n, difficulty)
}

// Chance is the true chance of a right answer on that day, guesses and slips
// included.
func (l *Learner) Chance(facts []string, difficulty, floor, day float64) float64 {
	k := l.Knows(facts, difficulty, day)
	return k*(1-l.slip) + (1-k)*floor
}

// before is the chance to know one of n facts beforehand. It is such that the
// chance to know all n follows from ability and difficulty alone.
func (l *Learner) before(n int, difficulty float64) float64 {
	return math.Pow(memory.Knows(l.Ability, difficulty), 1/float64(n))
}

// Answer lets the learner answer an item on that day, and returns whether the
// answer was right and how sure they said they were. Recalling a fact
// strengthens it; what the feedback says is learnt only by Read.
func (l *Learner) Answer(facts []string, difficulty, floor, day float64) (right bool, certainty memory.Certainty) {
	known := true
	for _, f := range facts {
		known = l.recalls(f, l.before(len(facts), difficulty), day) && known
	}
	if known {
		right = l.chance.Float64() >= l.slip
	} else {
		right = l.chance.Float64() < floor
	}
	return right, l.certainty(known)
}

// recalls reports whether the learner recalls one fact now. One draw for each
// fact decides whether they knew it beforehand, whichever item asks for it.
func (l *Learner) recalls(fact string, before, day float64) bool {
	m := l.minds[fact]
	if m == nil {
		own := l.stream(fact)
		known := own.Float64() < before
		m = newMind(l.Model, l.traits, known, day, own)
		if known {
			l.minds[fact] = m
		}
		l.failed[fact] = !known
		if known {
			m.study(day, true)
		}
		return known
	}
	recalled := l.chance.Float64() < m.recall(day)
	l.failed[fact] = !recalled
	if recalled {
		m.study(day, true)
	}
	return recalled
}

// stream is the source of chance for one fact, the same whenever it is asked.
func (l *Learner) stream(fact string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(fact))
	return rand.New(rand.NewPCG(l.seed, h.Sum64()))
}

// Read lets the learner read the facts in the feedback on that day. Facts that
// were just recalled gain nothing by it.
func (l *Learner) Read(facts []string, day float64) {
	for _, f := range facts {
		m := l.minds[f]
		if m == nil {
			own := l.stream(f)
			own.Float64() // whether it was known: it was not
			m = newMind(l.Model, l.traits, false, day, own)
			l.minds[f] = m
		} else if l.failed[f] {
			m.study(day, false)
		}
		l.failed[f] = false
	}
}

// certainty is how sure the learner says they are: a feeling that follows what
// they know, with noise and shifted by boldness. Some errors feel like
// knowledge.
func (l *Learner) certainty(known bool) memory.Certainty {
	feeling := l.bold + l.chance.NormFloat64()
	if known || l.chance.Float64() < l.firm {
		feeling += 2
	}
	switch {
	case feeling > 1.5:
		return memory.Sure
	case feeling > 0.5:
		return memory.Think
	}
	return memory.Guess
}

func newMind(model Model, t traits, known bool, day float64, chance *rand.Rand) mind {
	if model == PowerLaw {
		return newPowerMind(t, known, day, chance)
	}
	return newHalfMind(t, known, day, chance)
}
