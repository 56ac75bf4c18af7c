package deck

// MaxSize is the greatest number of items that are dealt at once.
const MaxSize = 100

// Mode decides when feedback is given.
type Mode string

// The modes of an attempt.
const (
	Practice Mode = "practice" // feedback after each answer; the first answer stands
	Exam     Mode = "exam"     // feedback after finishing; the last answer stands
)

// Role says what an item counts for in its attempt.
type Role string

// The roles of items.
const (
	Scored Role = ""       // for points and, in a ranked attempt, for scores
	Trial  Role = "trial"  // for nothing but the figures of its model; a learner cannot tell it apart
	Return Role = "return" // a fact that comes back within the attempt, asked otherwise
)
