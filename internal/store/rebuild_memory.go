package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

// RebuildMemory implements study.Store. What follows from each learner's own
// reviews comes first, then the ratings, which follow from the reviews of all.
func (s *Store) RebuildMemory(ctx context.Context) (int, error) {
	err := s.eachLearner(ctx, memoryTables, func(id int64) error {
		subjects, err := s.studied(ctx, id)
		if err != nil {
			return err
		}
		for _, subject := range subjects {
			if err := s.rebuild(ctx, memoryOf(id, subject)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = s.rebuildRatings(ctx)
	}
	if err != nil {
		return 0, fmt.Errorf("rebuild memory: %w", err)
	}
	var count int
	if err := s.read.WithContext(ctx).Raw("SELECT COUNT(*) FROM reviews").Scan(&count).Error; err != nil {
		return 0, fmt.Errorf("count reviews: %w", err)
	}
	return count, nil
}

// habitTables are the tables that follow from the reviews of one learner in one
// subject.
var habitTables = []string{"traces", "calibrations", "mixups", "study_days"}

// memoryTables are these, and the reviews.
var memoryTables = append([]string{"reviews"}, habitTables...)

// studied lists the subjects in which a learner has reviews, or rows that
// follow from reviews.
func (s *Store) studied(ctx context.Context, id int64) (subjects []string, err error) {
	query := "SELECT subject FROM reviews WHERE learner_id = @id"
	for _, table := range habitTables {
		query += " UNION SELECT subject FROM " + table + " WHERE learner_id = @id"
	}
	err = s.read.WithContext(ctx).Raw(query, map[string]any{"id": id}).Scan(&subjects).Error
	if err != nil {
		return nil, fmt.Errorf("list subjects: %w", err)
	}
	return subjects, nil
}

// memoryOf is what follows from a learner's reviews in a subject. Its stamp
// changes with a new review, and with a review that becomes a mistap.
func memoryOf(id int64, subject string) part {
	return part{
		stamp: func(db *gorm.DB) (m stamp, err error) {
			err = db.Raw(`SELECT (SELECT COALESCE(MAX(id), 0) FROM reviews WHERE learner_id = @id AND subject = @subject) AS first,
  (SELECT COUNT(*) FROM reviews WHERE learner_id = @id AND mistapped = 1) AS second`, map[string]any{"id": id, "subject": subject}).Scan(&m).Error
			return m, err
		},
		compare: func(db *gorm.DB) ([]change, error) {
			w := remembering{learner: id, subject: subject, traces: map[string]study.Known{},
				calibrations: map[string]calibrationRow{}, mixups: map[deck.Mixup]mixupRow{}, days: map[int]dayRow{}}
			if err := w.replay(db); err != nil {
				return nil, err
			}
			return w.differences(db)
		},
	}
}

// calibrationRow is a row of calibrations.
type calibrationRow struct {
	LearnerID          int64
	Subject, Certainty string
	Answers, Right     int
}

// TableName tells GORM where the rows are.
func (calibrationRow) TableName() string { return "calibrations" }

// mixupRow is a row of mixups.
type mixupRow struct {
	LearnerID           int64
	Subject, Key, Taken string
	Times               int
	At                  int64
}

// TableName tells GORM where the rows are.
func (mixupRow) TableName() string { return "mixups" }

// dayRow is a row of study_days.
type dayRow struct {
	LearnerID    int64
	Subject      string
	Day, Answers int
}

// TableName tells GORM where the rows are.
func (dayRow) TableName() string { return "study_days" }

// remembering is what follows from the reviews replayed so far.
type remembering struct {
	learner      int64
	subject      string
	traces       map[string]study.Known
	calibrations map[string]calibrationRow
	mixups       map[deck.Mixup]mixupRow
	days         map[int]dayRow
}

// replay goes through the log in the order in which the answers were given.
func (w *remembering) replay(db *gorm.DB) error {
	rows, err := db.Model(&reviewRow{}).Where("learner_id = ? AND subject = ?", w.learner, w.subject).Order("at, id").Rows()
	if err != nil {
		return fmt.Errorf("read the log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var row reviewRow
		if err := db.ScanRows(rows, &row); err != nil {
			return fmt.Errorf("read the log: %w", err)
		}
		r, err := row.review()
		if err != nil {
			return err
		}
		w.add(&r)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the log: %w", said(err))
	}
	return nil
}

func (w *remembering) add(r *study.Review) {
	if r.Schedules && !r.Mistapped {
		for _, f := range r.Facts {
			w.traces[f.Name] = r.Remember(f, w.traces[f.Name])
		}
	}
	day := dayOf(r)
	w.days[day] = dayRow{w.learner, w.subject, day, w.days[day].Answers + 1}
	if r.Certainty != quiz.Unasked {
		c := w.calibrations[string(r.Certainty)]
		c.LearnerID, c.Subject, c.Certainty, c.Answers = w.learner, w.subject, string(r.Certainty), c.Answers+1
		if r.Right {
			c.Right++
		}
		w.calibrations[c.Certainty] = c
	}
	for _, m := range r.Mixups {
		have := w.mixups[m]
		w.mixups[m] = mixupRow{w.learner, w.subject, m.Key, m.Taken, have.Times + 1, max(have.At, r.At.UnixMilli())}
	}
}

// differences compares what follows from the reviews with the rows that are
// kept.
func (w *remembering) differences(db *gorm.DB) ([]change, error) {
	traces := make(map[string]traceRow, len(w.traces))
	for fact, k := range w.traces {
		traces[fact] = newTraceRow(w.learner, w.subject, fact, k)
	}
	keptTraces, err1 := keptBy(db, w, func(r traceRow) string { return r.Fact })
	calibrations, err2 := keptBy(db, w, func(r calibrationRow) string { return r.Certainty })
	mixups, err3 := keptBy(db, w, func(r mixupRow) deck.Mixup { return deck.Mixup{Key: r.Key, Taken: r.Taken} })
	days, err4 := keptBy(db, w, func(r dayRow) int { return r.Day })
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			return nil, fmt.Errorf("read what is kept: %w", err)
		}
	}
	changes := differences(keptTraces, traces, putTrace, dropTrace)
	changes = append(changes, differences(calibrations, w.calibrations, putCalibration, dropCalibration)...)
	changes = append(changes, differences(mixups, w.mixups, putMixup, dropMixup)...)
	return append(changes, differences(days, w.days, putDay, dropDay)...), nil
}

// keptBy reads the learner's rows of a table, each under its key.
func keptBy[K comparable, R any](db *gorm.DB, w *remembering, key func(R) K) (map[K]R, error) {
	var rows []R
	if err := db.Where("learner_id = ? AND subject = ?", w.learner, w.subject).Find(&rows).Error; err != nil {
		return nil, err
	}
	kept := make(map[K]R, len(rows))
	for _, r := range rows {
		kept[key(r)] = r
	}
	return kept, nil
}

func putCalibration(tx *gorm.DB, r calibrationRow) error {
	return tx.Exec("INSERT OR REPLACE INTO calibrations (learner_id, subject, certainty, answers, right) VALUES (?, ?, ?, ?, ?)",
		r.LearnerID, r.Subject, r.Certainty, r.Answers, r.Right).Error
}

func dropCalibration(tx *gorm.DB, r calibrationRow) error {
	return tx.Exec("DELETE FROM calibrations WHERE learner_id = ? AND subject = ? AND certainty = ?", r.LearnerID, r.Subject, r.Certainty).Error
}

func putMixup(tx *gorm.DB, r mixupRow) error {
	return tx.Exec("INSERT OR REPLACE INTO mixups (learner_id, subject, key, taken, times, at) VALUES (?, ?, ?, ?, ?, ?)",
		r.LearnerID, r.Subject, r.Key, r.Taken, r.Times, r.At).Error
}

func dropMixup(tx *gorm.DB, r mixupRow) error {
	return tx.Exec("DELETE FROM mixups WHERE learner_id = ? AND subject = ? AND key = ? AND taken = ?", r.LearnerID, r.Subject, r.Key, r.Taken).Error
}

func putDay(tx *gorm.DB, r dayRow) error {
	return tx.Exec("INSERT OR REPLACE INTO study_days (learner_id, subject, day, answers) VALUES (?, ?, ?, ?)",
		r.LearnerID, r.Subject, r.Day, r.Answers).Error
}

func dropDay(tx *gorm.DB, r dayRow) error {
	return tx.Exec("DELETE FROM study_days WHERE learner_id = ? AND subject = ? AND day = ?", r.LearnerID, r.Subject, r.Day).Error
}
