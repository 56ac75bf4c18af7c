package store

import (
	"fmt"

	"gorm.io/gorm"

	"viva/internal/quiz"
)

// scoreRow is a row of scores: what is kept of one learner in one period, on
// all topics ("") or one.
type scoreRow struct {
	LearnerID                       int64
	Subject, Edition, Period, Topic string
	Points, Answered, Attempts      int
	BestPoints, BestMax             int
	LastPoints, LastMax             int
	ActiveAt                        int64
}

// TableName tells GORM where the rows are.
func (scoreRow) TableName() string { return "scores" }

// storeScores adds to the learner's scores what follows from a change of an
// attempt.
func storeScores(tx *gorm.DB, a *quiz.Attempt) error {
	if err := countAll(tx, a, a.CountedNow()); err != nil {
		return err
	}
	if o, ok := a.Outcome(); ok && a.Finishing() {
		if err := conclude(tx, a, o); err != nil {
			return fmt.Errorf("score an attempt: %w", err)
		}
	}
	return nil
}

func countAll(tx *gorm.DB, a *quiz.Attempt, counted []quiz.Counted) error {
	for _, c := range counted {
		if err := count(tx, a, c); err != nil {
			return fmt.Errorf("count an answer: %w", err)
		}
	}
	return nil
}

// count counts an answer in every period in which its item has not counted yet.
// In the others it only sets the time of the last activity. One that is only
// told leaves the scores as they are.
func count(tx *gorm.DB, a *quiz.Attempt, c quiz.Counted) error {
	for _, period := range quiz.PeriodsOf(c.At) {
		first := tx.Exec("INSERT INTO counted (learner_id, subject, edition, period, item) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			int64(a.Learner), a.Subject, a.Edition, period, c.Item)
		if first.Error != nil {
			return first.Error
		}
		if c.Told {
			continue
		}
		row := scoreRow{Period: period, ActiveAt: c.At.UnixMilli()}
		if first.RowsAffected == 1 {
			row.Points, row.Answered = c.Points, 1
		}
		if err := add(tx, a, row); err != nil {
			return err
		}
		if period == quiz.AllTime {
			row.Topic = c.Topic
			if err := add(tx, a, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// conclude adds the outcome of a finished attempt to its periods.
func conclude(tx *gorm.DB, a *quiz.Attempt, o quiz.Outcome) error {
	for _, period := range quiz.PeriodsOf(o.At) {
		var have scoreRow
		err := tx.Raw("SELECT best_points, best_max FROM scores WHERE learner_id = ? AND subject = ? AND edition = ? AND period = ? AND topic = ''",
			int64(a.Learner), a.Subject, a.Edition, period).Scan(&have).Error
		if err != nil {
			return err
		}
		row := scoreRow{Period: period, Attempts: 1, ActiveAt: o.At.UnixMilli(),
			BestPoints: have.BestPoints, BestMax: have.BestMax, LastPoints: o.Points, LastMax: o.Max}
		if quiz.Better(o.Points, o.Max, have.BestPoints, have.BestMax) {
			row.BestPoints, row.BestMax = o.Points, o.Max
		}
		if err := add(tx, a, row); err != nil {
			return err
		}
	}
	return nil
}

// add adds the counts of a row to the kept ones. If the row counts an attempt,
// its best and last replace the kept ones.
func add(tx *gorm.DB, a *quiz.Attempt, r scoreRow) error {
	return tx.Exec(`INSERT INTO scores (learner_id, subject, edition, period, topic, points, answered, attempts,
  best_points, best_max, last_points, last_max, active_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
  points = points + excluded.points,
  answered = answered + excluded.answered,
  attempts = attempts + excluded.attempts,
  best_points = CASE excluded.attempts WHEN 0 THEN best_points ELSE excluded.best_points END,
  best_max    = CASE excluded.attempts WHEN 0 THEN best_max    ELSE excluded.best_max    END,
  last_points = CASE excluded.attempts WHEN 0 THEN last_points ELSE excluded.last_points END,
  last_max    = CASE excluded.attempts WHEN 0 THEN last_max    ELSE excluded.last_max    END,
  active_at = MAX(active_at, excluded.active_at)`,
		int64(a.Learner), a.Subject, a.Edition, r.Period, r.Topic, r.Points, r.Answered, r.Attempts,
		r.BestPoints, r.BestMax, r.LastPoints, r.LastMax, r.ActiveAt).Error
}
