package quiz

import "viva/internal/fault"

// Certainty is how sure a learner says to be of an answer, before its
// feedback. (Confidence is how well a fact was read.)
type Certainty string

// The certainties.
const (
	Unasked Certainty = ""
	Guess   Certainty = "guess"
	Think   Certainty = "think"
	Sure    Certainty = "sure"
)

// Certainties are those a learner can choose, the surest first.
var Certainties = []Certainty{Sure, Think, Guess}

var certainties = append([]Certainty{Unasked}, Certainties...)

// ErrCertainty is said to a certainty that there is none of.
var ErrCertainty = fault.New(fault.Invalid, "certainty", "How sure you are is one of: sure, think, guess.")
