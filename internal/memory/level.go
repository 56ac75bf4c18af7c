package memory

// Level is how far a learner has come with a fact or a topic.
type Level int

// The levels, in rising order.
const (
	New        Level = iota // never met
	Attempted               // met, but the last answer was no recall
	Familiar                // recalled at the last review
	Proficient              // recalled on several days, and likely to be recalled today
	Mastered                // and then recalled among other topics
)

var levelWords = [...]string{"new", "attempted", "familiar", "proficient", "mastered"}

// String is the code word of the level, in small letters.
func (l Level) String() string { return levelWords[l] }

// A proficient learner has recalled the fact on two days without a lapse
// between them, has a memory of it that lasts a week, and recalls it today with
// a chance of four in five. As that chance falls, the level falls back until
// the next review.
const (
	proficientDays      = 2
	proficientStability = 7.0
	proficientRecall    = 0.8
)

// LevelOf is the level of a fact on that day.
func LevelOf(t Trace, day float64, w *Weights) Level {
	switch {
	case t.Reviews == 0:
		return New
	case t.Held == 0:
		return Attempted
	case t.Held < proficientDays || t.Stability < proficientStability || w.At(t, day) < proficientRecall:
		return Familiar
	case !t.Proven:
		return Proficient
	}
	return Mastered
}

// LevelOfTopic is the highest level that four in five of the topic's facts
// have reached. A topic of which any fact was met is at least Attempted; one
// without facts is New.
func LevelOfTopic(facts []Level) Level {
	level := New
	for l := Attempted; l <= Mastered; l++ {
		reached := 0
		for _, f := range facts {
			if f >= l {
				reached++
			}
		}
		if reached > 0 && (l == Attempted || 5*reached >= 4*len(facts)) {
			level = l
		}
	}
	return level
}
