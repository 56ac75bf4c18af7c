package memory

// Certainty is how sure a learner said they were, before they saw whether the
// answer was right.
type Certainty string

// The certainties a learner can give.
const (
	Unasked Certainty = "" // the learner has turned the question off
	Guess   Certainty = "guess"
	Think   Certainty = "think"
	Sure    Certainty = "sure"
)

// Recall is one answer about a fact, as evidence of memory.
type Recall struct {
	Right     bool
	Certainty Certainty
	// Floor is the chance, from 0 to 1, of answering the item right without
	// knowing the fact.
	Floor float64
	// Mixed says that the item came among items of other topics, in mixed
	// practice or an exam, where only the item itself says which fact to think
	// of.
	Mixed bool
}

// easyToGuess is the guess floor from which a right guess says nothing about
// memory: four options or fewer.
const easyToGuess = 0.25

// Grade is what the answer says about memory. A right answer that is no guess
// is Good, however sure the learner is, since learners are overconfident; only
// Weights.Recalled makes one Easy. A right guess is Hard where few guesses are
// right, and otherwise not a recall at all.
func (r Recall) Grade() Grade {
	switch {
	case !r.Right:
		return Again
	case r.Certainty != Guess:
		return Good
	case r.Floor < easyToGuess:
		return Hard
	}
	return Again
}
