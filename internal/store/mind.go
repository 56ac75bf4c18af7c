package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/study"
)

// keptDays is how many of the last days of study a mind holds.
const keptDays = 400

// Mind implements study.Store.
func (s *Store) Mind(ctx context.Context, who quiz.LearnerID, subject string) (study.Mind, error) {
	m := study.Mind{Facts: map[string]study.Known{}, Calibrations: map[quiz.Certainty]study.Calibration{}, Days: map[int]int{}}
	err := s.read.WithContext(ctx).Transaction(func(tx *gorm.DB) error { // one moment for all tables
		for _, read := range []func(*gorm.DB, quiz.LearnerID, string, *study.Mind) error{readTraces, readAbilities, readHabits} {
			if err := read(tx, who, subject, &m); err != nil {
				return err
			}
		}
		return nil
	})
	return m, err
}

func readTraces(tx *gorm.DB, who quiz.LearnerID, subject string, m *study.Mind) error {
	var rows []traceRow
	if err := tx.Where("learner_id = ? AND subject = ?", int64(who), subject).Find(&rows).Error; err != nil {
		return fmt.Errorf("read traces: %w", err)
	}
	for _, row := range rows {
		m.Facts[row.Fact] = row.known()
	}
	return nil
}

func readAbilities(tx *gorm.DB, who quiz.LearnerID, subject string, m *study.Mind) error {
	var rows []ratingRow
	err := tx.Raw("SELECT kind, value, answers, information FROM abilities WHERE learner_id = ? AND subject = ?", int64(who), subject).Scan(&rows).Error
	if err != nil {
		return fmt.Errorf("read abilities: %w", err)
	}
	for _, row := range rows {
		switch row.Kind {
		case "ability":
			m.Ability = row.rating()
		case "memory":
			m.Memory = row.rating()
		}
	}
	return nil
}

// readHabits reads how sure the learner was, what they mixed up and when they
// studied.
func readHabits(tx *gorm.DB, who quiz.LearnerID, subject string, m *study.Mind) error {
	var calibrations []struct {
		Certainty      string
		Answers, Right int
	}
	if err := tx.Raw("SELECT certainty, answers, right FROM calibrations WHERE learner_id = ? AND subject = ?", int64(who), subject).Scan(&calibrations).Error; err != nil {
		return fmt.Errorf("read calibrations: %w", err)
	}
	for _, c := range calibrations {
		m.Calibrations[quiz.Certainty(c.Certainty)] = study.Calibration{Answers: c.Answers, Right: c.Right}
	}
	var mixups []struct {
		Key, Taken string
		Times      int
	}
	if err := tx.Raw("SELECT key, taken, times FROM mixups WHERE learner_id = ? AND subject = ? ORDER BY times DESC, at DESC, key, taken", int64(who), subject).Scan(&mixups).Error; err != nil {
		return fmt.Errorf("read mix-ups: %w", err)
	}
	for _, x := range mixups {
		m.Mixups = append(m.Mixups, study.MixedUp{Mixup: deck.Mixup{Key: x.Key, Taken: x.Taken}, Times: x.Times})
	}
	var days []struct{ Day, Answers int }
	if err := tx.Raw("SELECT day, answers FROM study_days WHERE learner_id = ? AND subject = ? ORDER BY day DESC LIMIT ?", int64(who), subject, keptDays).Scan(&days).Error; err != nil {
		return fmt.Errorf("read days of study: %w", err)
	}
	for _, d := range days {
		m.Days[d.Day] = d.Answers
	}
	return nil
}

// Asked implements study.Store.
func (s *Store) Asked(ctx context.Context, who quiz.LearnerID, subject string, most int) ([]study.Asked, error) {
	var rows []struct {
		Item, Model string
		Wording     int
		AttemptID   int64
		At          int64
	}
	err := s.read.WithContext(ctx).Raw("SELECT item, model, wording, attempt_id, at FROM reviews WHERE learner_id = ? AND subject = ? ORDER BY id DESC LIMIT ?",
		int64(who), subject, most).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read the last answers: %w", err)
	}
	asked := make([]study.Asked, len(rows))
	for i, row := range rows {
		asked[i] = study.Asked{Item: row.Item, Model: row.Model, Wording: row.Wording, Attempt: quiz.AttemptID(row.AttemptID), At: moment(row.At)}
	}
	return asked, nil
}

// Ratings implements study.Store.
func (s *Store) Ratings(ctx context.Context, subject string) (study.Ratings, error) {
	r := study.Ratings{Facts: map[string]memory.Rating{}, Models: map[string]memory.Rating{}}
	var rows []ratingRow
	err := s.read.WithContext(ctx).Raw("SELECT kind, id, value, answers, information FROM ratings WHERE subject = ?", subject).Scan(&rows).Error
	if err != nil {
		return r, fmt.Errorf("read ratings: %w", err)
	}
	for _, row := range rows {
		if row.Kind == "fact" {
			r.Facts[row.ID] = row.rating()
		} else {
			r.Models[row.ID] = row.rating()
		}
	}
	return r, nil
}

// planRow is a row of plans.
type planRow struct {
	LearnerID               int64
	Subject, Edition, Exam  string
	ExamOn                  string
	Daily, Goal             int
	PausedFrom, PausedUntil string
}

// TableName tells GORM where the rows are.
func (planRow) TableName() string { return "plans" }

// Plan implements study.Store.
func (s *Store) Plan(ctx context.Context, who quiz.LearnerID, subject string) (study.Plan, bool, error) {
	var r planRow
	err := s.read.WithContext(ctx).Where("learner_id = ? AND subject = ?", int64(who), subject).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return study.Plan{}, false, nil
	}
	if err != nil {
		return study.Plan{}, false, fmt.Errorf("read a plan: %w", err)
	}
	return study.Plan{Edition: r.Edition, Exam: r.Exam, ExamOn: deck.Date(r.ExamOn), Daily: r.Daily, Goal: r.Goal,
		PausedFrom: deck.Date(r.PausedFrom), PausedUntil: deck.Date(r.PausedUntil)}, true, nil
}

// SetPlan implements study.Store.
func (s *Store) SetPlan(ctx context.Context, who quiz.LearnerID, subject string, p study.Plan) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec(`INSERT OR REPLACE INTO plans (learner_id, subject, edition, exam, exam_on, daily, goal, paused_from, paused_until)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, int64(who), subject, p.Edition, p.Exam,
			string(p.ExamOn), p.Daily, p.Goal, string(p.PausedFrom), string(p.PausedUntil)).Error
	})
	if err != nil {
		return fmt.Errorf("store a plan: %w", err)
	}
	return nil
}

// Habits implements study.Store.
func (s *Store) Habits(ctx context.Context, who quiz.LearnerID) (study.Habits, bool, error) {
	var rows []struct {
		Certainty bool
		Extra     int
	}
	err := s.read.WithContext(ctx).Raw("SELECT certainty, extra FROM habits WHERE learner_id = ?", int64(who)).Scan(&rows).Error
	if err != nil {
		return study.Habits{}, false, fmt.Errorf("read habits: %w", err)
	}
	if len(rows) == 0 {
		return study.Habits{}, false, nil
	}
	return study.Habits{Certainty: rows[0].Certainty, Extra: rows[0].Extra}, true, nil
}

// SetHabits implements study.Store.
func (s *Store) SetHabits(ctx context.Context, who quiz.LearnerID, h study.Habits) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("INSERT OR REPLACE INTO habits (learner_id, certainty, extra) VALUES (?, ?, ?)", int64(who), h.Certainty, h.Extra).Error
	})
	if err != nil {
		return fmt.Errorf("store habits: %w", err)
	}
	return nil
}
