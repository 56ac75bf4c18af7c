package quiz

import (
	"context"
	"time"

	"viva/internal/deck"
	"viva/internal/limits"
)

// Store is what quiz asks of storage. Every method that changes something is
// one transaction.
type Store interface {
	// CreateAttempt stores a new attempt and sets its ID, unless allow
	// refuses. allow is told what Before returns at that moment.
	CreateAttempt(ctx context.Context, a *Attempt, w Windows, allow func(Before) error) error

	// Before tells what who began before, within these windows.
	Before(ctx context.Context, who LearnerID, w Windows) (Before, error)

	// LastRanked is when who's last exam by that profile ended that ranks, or
	// its time was over; zero where there was none. CreateAttempt lets a new one
	// Rest after it.
	LastRanked(ctx context.Context, who LearnerID, subject, edition, exam string) (time.Time, error)

	// Attempt returns the attempt, or ErrNoAttempt unless it belongs to who.
	Attempt(ctx context.Context, who LearnerID, id AttemptID) (*Attempt, error)

	// TimedOpen returns who's attempts that have a deadline and are not
	// finished, oldest first.
	TimedOpen(ctx context.Context, who LearnerID) ([]*Attempt, error)

	// Underway tells what who has under way. An exam whose deadline is at after
	// or before is over.
	Underway(ctx context.Context, who LearnerID, after time.Time) (Underway, error)

	// Overdue lists the attempts that are not finished though their deadline
	// is at that moment or before.
	Overdue(ctx context.Context, at time.Time) ([]Owned, error)

	// LeftAlone lists at most so much practice that is not finished and in which
	// its learner did nothing after that moment; no sets taken along.
	LeftAlone(ctx context.Context, since time.Time, most int) ([]Owned, error)

	// Own returns all rows that belong to who; see [Own].
	Own(ctx context.Context, who LearnerID) (Own, error)

	// OwnAnswers returns who's answers in finished attempts, oldest first.
	OwnAnswers(ctx context.Context, who LearnerID) ([]OwnAnswer, error)

	// Heartbeat is the last one that was kept, zero where none was.
	Heartbeat(ctx context.Context) (time.Time, error)

	// Beat keeps a heartbeat. It also moves all times of exams that ran until
	// now by shift, and returns how many these are.
	Beat(ctx context.Context, at time.Time, shift time.Duration) (exams int, err error)

	// OpenerAnswered reports whether anybody answered the opener of that key.
	OpenerAnswered(ctx context.Context, key string) (bool, error)

	// UpdateAttempt stores what change does to the attempt (new responses and
	// items, notes, the one transition to finished, the scores and memories that
	// follow), or nothing. It returns ErrNoAttempt unless the attempt belongs to
	// who, and ErrKeyReused when the learner used a response's key in another
	// attempt.
	UpdateAttempt(ctx context.Context, who LearnerID, id AttemptID, change func(*Attempt) error) error

	// Answered counts the responses of who that were given in a span. Inside a
	// change of UpdateAttempt, nobody else's can come between.
	Answered(ctx context.Context, who LearnerID, within limits.Span) (limits.Uses, error)

	// Attempts lists who's attempts, newest first.
	Attempts(ctx context.Context, who LearnerID, q AttemptsQuery) ([]Summary, error)

	// AddObjection stores the objection that raise makes to the item at pos of
	// the attempt, and returns it with its ID; one that has an ID already is
	// stored already. raise is told of the learner's earlier objections, of
	// which those in that span count as Lately. It returns ErrNoAttempt unless
	// the attempt belongs to who.
	AddObjection(ctx context.Context, who LearnerID, id AttemptID, pos int, lately limits.Span,
		raise func(*Attempt, Objected) (Objection, error)) (Objection, error)

	// ObjectionsHere lists who's objections to the item at pos, oldest first.
	ObjectionsHere(ctx context.Context, who LearnerID, id AttemptID, pos int) ([]Objection, error)

	// Objections lists everybody's objections, newest first.
	Objections(ctx context.Context, q ObjectionsQuery) ([]Objection, error)

	// UpdateMemo stores the memo that change makes of the item at pos, and
	// returns it; an empty one is taken away. change is told what is kept of
	// the item, and on how many questions something is kept. It returns
	// ErrNoAttempt unless the attempt belongs to who.
	UpdateMemo(ctx context.Context, who LearnerID, id AttemptID, pos int,
		change func(a *Attempt, was Memo, kept int) (Memo, error)) (Memo, error)

	// Memo returns what who keeps of an item, or the empty Memo.
	Memo(ctx context.Context, who LearnerID, subject, item string) (Memo, error)

	// Memos reads a page of who's bookmarks and notes, and counts all of them.
	Memos(ctx context.Context, who LearnerID, q MemosQuery) (page []Memo, total int, err error)

	// Bookmarks lists the ids of who's bookmarked items of an edition.
	Bookmarks(ctx context.Context, who LearnerID, subject, edition string) ([]string, error)

	// FeltMost lists at most so many items that felt too easy or too hard, those
	// of which most learners said so first.
	FeltMost(ctx context.Context, subject string, most int) ([]FeltCount, error)

	// Scoreboard reads a page of the maintained scores of one period key.
	Scoreboard(ctx context.Context, who LearnerID, q ScoreboardQuery, periodKey string) (Scoreboard, error)

	// Gradebook reads a page of all learners' maintained scores for an
	// instructor.
	Gradebook(ctx context.Context, q GradebookQuery) ([]GradebookRow, error)

	// GradebookSize counts the rows of all pages of a gradebook.
	GradebookSize(ctx context.Context, q GradebookQuery) (int, error)

	// RebuildScores computes all score rows afresh from the responses.
	RebuildScores(ctx context.Context) error
}

// Owned names an attempt and whose it is.
type Owned struct {
	Learner LearnerID
	Attempt AttemptID
}

// AttemptsQuery asks for a page of a learner's attempts.
type AttemptsQuery struct {
	Subject, Edition string // "" is all
	Exam             string // id of a profile; "" is all, exams or not
	Finished         bool   // only finished ones
	Before           AttemptID
	Limit            int // 1 to 100; 0 is 50
}

// Summary is an attempt in a list.
type Summary struct {
	ID               AttemptID
	Subject, Edition string
	Lang             string
	Mode             deck.Mode
	Kind             Kind
	Exam             string // id of its profile, or ""
	Scale            deck.Scale
	Topics           []string
	Ranked           bool
	Size, Answered   int
	StartedAt        time.Time
	Deadline         time.Time // zero without a limit
	FinishedAt       time.Time // zero while open
	Points, Max      int       // of a finished attempt
}

// Missed reports whether a finished attempt has wrong answers. In practice, an
// item left without an answer is not told, so it does not count as wrong.
func (s Summary) Missed() bool {
	told := s.Answered
	if s.Mode == deck.Exam {
		told = s.Max
	}
	return !s.FinishedAt.IsZero() && s.Points < told
}
