package study

import (
	"context"
	"time"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// Store is what study asks of storage. Reviews are stored with the answers
// they come from, in the same transaction; nothing here adds any.
type Store interface {
	// Mind reads all that is kept of a learner in a subject, at one moment.
	Mind(ctx context.Context, who quiz.LearnerID, subject string) (Mind, error)

	// Ratings reads those of a subject's facts and models, over all learners.
	Ratings(ctx context.Context, subject string) (Ratings, error)

	// Asked lists the last answers of a learner in a subject, at most so many
	// and the newest first.
	Asked(ctx context.Context, who quiz.LearnerID, subject string, most int) ([]Asked, error)

	// Reviews lists a learner's reviews of a fact, oldest first.
	Reviews(ctx context.Context, who quiz.LearnerID, subject, fact string) ([]Review, error)

	// ReviewsUntil lists the reviews of a learner's attempt, and those before
	// its last one that are about a fact of it, in the order in which the
	// answers were given.
	ReviewsUntil(ctx context.Context, who quiz.LearnerID, a quiz.AttemptID) ([]Review, error)

	// Plan returns a learner's plan; ok is false when there is none.
	Plan(ctx context.Context, who quiz.LearnerID, subject string) (p Plan, ok bool, err error)

	// SetPlan keeps a plan.
	SetPlan(ctx context.Context, who quiz.LearnerID, subject string, p Plan) error

	// Habits returns a learner's habits; ok is false when they never chose any.
	Habits(ctx context.Context, who quiz.LearnerID) (h Habits, ok bool, err error)

	// SetHabits keeps them.
	SetHabits(ctx context.Context, who quiz.LearnerID, h Habits) error

	// RebuildMemory computes everything afresh from the reviews and returns
	// how many there are.
	RebuildMemory(ctx context.Context) (reviews int, err error)
}

// Mind is what is kept of a learner in a subject.
type Mind struct {
	Facts        map[string]Known // by name; those reviewed at least once, ratings left out
	Ability      memory.Rating
	Memory       memory.Rating
	Calibrations map[quiz.Certainty]Calibration
	Mixups       []MixedUp   // the most frequent first
	Days         map[int]int // day since the epoch -> answers; the last 400
}

// Asked is an item that a learner answered.
type Asked struct {
	Item    string // its id
	Model   string
	Wording int
	Attempt quiz.AttemptID
	At      time.Time
}

// Calibration counts the answers of one certainty.
type Calibration struct{ Answers, Right int }

// MixedUp counts how often an option was taken for another.
type MixedUp struct {
	deck.Mixup
	Times int
}

// Ratings are those of a subject, by name of the fact and by id of the model.
type Ratings struct {
	Facts, Models map[string]memory.Rating
}
