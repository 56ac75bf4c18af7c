package quiz

import (
	"time"

	"viva/internal/deck"
	"viva/internal/fault"
)

// Periods are the names of the periods of a scoreboard.
var Periods = []string{AllTime, "month", "week"}

// What can be wrong with a request for a scoreboard.
var (
	ErrPeriod = fault.New(fault.Invalid, "period",
		"The period is all, month or week.", "")
	ErrLimit = fault.New(fault.Invalid, "limit",
		"The limit is a whole number from 1 to 100.",
		"La limite est un nombre entier de 1 à 100.")
	ErrAfter = fault.New(fault.Invalid, "after",
		"This place in the list is not known; start from the first page.",
		"Cet endroit de la liste est inconnu. Repartez de la première page.")
)

// ScoreboardQuery asks for a page of a scoreboard.
type ScoreboardQuery struct {
	Subject, Edition string
	Period           string // all, month or week; "" is all
	Limit            int    // 1 to 100; 0 is 50
	After            string // Next of the page before, or ""
}

// Scoreboard is a page of ranks: 1, 2, 2, 4 by points. Only learners who
// agreed to be shown are ranked.
type Scoreboard struct {
	Rows []ScoreRow
	Me   *ScoreRow // the asking learner's own row, or nil; Rank 0 when not shown to others
	Next string    // After of the next page, or ""
}

// ScoreRow is one learner's maintained score.
type ScoreRow struct {
	Rank     int
	Learner  LearnerID // for links inside the program, never shown
	Name     string
	Points   int
	Answered int // distinct items answered
	Best     Fraction
}

// Accuracy is the proportion of answered items that were right, 0 to 1.
func (r ScoreRow) Accuracy() float64 {
	if r.Answered == 0 {
		return 0
	}
	return float64(r.Points) / float64(r.Answered*deck.MaxPoints)
}

// Fraction is points out of a maximum; Max 0 is none yet.
type Fraction struct{ Points, Max int }

// GradebookQuery asks for a page of the gradebook: all learners, also those
// whom no scoreboard shows.
type GradebookQuery struct {
	Subject, Edition string
	Name             string // part of a name, or ""
	Sort             GradebookSort
	Descending       bool
	Skip             int // rows before the page
	Limit            int // 0 is all
}

// GradebookSort is what the gradebook is sorted by; names decide between rows
// that are equal.
type GradebookSort string

// The orders of the gradebook.
const (
	ByName     GradebookSort = "name" // the default
	ByAttempts GradebookSort = "attempts"
	ByPoints   GradebookSort = "points"
	ByBest     GradebookSort = "best" // by proportion; none is the least
	ByLast     GradebookSort = "last"
	ByActivity GradebookSort = "activity"
)

// GradebookRow is what an instructor sees of a learner.
type GradebookRow struct {
	Learner      LearnerID
	Name         string
	ShownAs      string
	Attempts     int // finished and ranked
	Rushed       int // attempts whose pace no reader has, see Attempt.Rushed
	Points       int
	Answered     int
	Best, Last   Fraction
	LastActivity time.Time // zero when there is none
	Topics       map[string]Fraction
}

// periodKey turns a period's name into the key of its rows at a moment.
func periodKey(name string, now time.Time) (string, error) {
	keys := PeriodsOf(now)
	for i, n := range Periods {
		if n == name {
			return keys[i], nil
		}
	}
	return "", ErrPeriod.At("period")
}
