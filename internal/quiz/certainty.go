package quiz

import "viva/internal/fault"

// Certainty says how sure of an answer a learner was, by their own words,
// before its feedback. (Confidence says how well a fact was read.)
type Certainty string

// The certainties.
const (
	Unasked Certainty = ""
	Guess   Certainty = "guess"
	Think   Certainty = "think"
	Sure    Certainty = "sure"
)

// Certainties lists what a learner can choose, the surest first.
var Certainties = []Certainty{Sure, Think, Guess}

var certainties = append([]Certainty{Unasked}, Certainties...)

// ErrCertainty refuses a word that is no certainty.
var ErrCertainty = fault.New(fault.Invalid, "certainty",
	"How sure you are is one of: sure, think, guess.", "")
