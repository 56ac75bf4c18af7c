package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"viva/internal/quiz"
)

// Store keeps attempts and scores for package quiz.
var _ quiz.Store = (*Store)(nil)

// attemptRow is a row of attempts.
type attemptRow struct {
	ID                                   int64
	LearnerID                            int64
	Subject, Edition, Lang, Mode, Topics string
	Seed                                 int64
	Ranked                               bool
	Knowledge                            string
	Size, Answered                       int
	StartedAt                            int64
	FinishedAt, FinishedAs, Points, Max  *int64
}

// TableName tells GORM where the rows are.
func (attemptRow) TableName() string { return "attempts" }

// itemRow is a row of items.
type itemRow struct {
	AttemptID         int64
	Position          int
	Item, Hash, Model string
	ModelVersion      int
	Topic, Body       string
}

// TableName tells GORM where the rows are.
func (itemRow) TableName() string { return "items" }

// responseRow is a row of responses.
type responseRow struct {
	ID                 int64
	AttemptID          int64
	Position, Revision int
	LearnerID          int64
	Given              string
	Points             int
	Key                *string
	AnsweredAt         int64
}

// TableName tells GORM where the rows are.
func (responseRow) TableName() string { return "responses" }

// CreateAttempt implements quiz.Store.
func (s *Store) CreateAttempt(ctx context.Context, a *quiz.Attempt, allow func(dealt int) error) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		var dealt int
		if err := tx.Raw("SELECT COALESCE(SUM(size), 0) FROM attempts WHERE learner_id = ?", int64(a.Learner)).Scan(&dealt).Error; err != nil {
			return fmt.Errorf("count dealt items: %w", err)
		}
		if err := allow(dealt); err != nil {
			return err
		}
		row := attemptRow{LearnerID: int64(a.Learner), Subject: a.Subject, Edition: a.Edition, Lang: a.Lang,
			Mode: string(a.Mode), Topics: strings.Join(a.Topics, " "), Seed: int64(a.Seed), Ranked: a.Ranked,
			Knowledge: a.Knowledge, Size: a.Size(), StartedAt: a.StartedAt.UnixMilli()}
		if err := tx.Create(&row).Error; err != nil {
			return fmt.Errorf("store attempt: %w", err)
		}
		rows, err := itemRows(row.ID, a.Items())
		if err != nil {
			return err
		}
		if err := tx.Create(&rows).Error; err != nil {
			return fmt.Errorf("store items: %w", err)
		}
		a.ID = quiz.AttemptID(row.ID)
		return nil
	})
}

func itemRows(attempt int64, items []quiz.Item) ([]itemRow, error) {
	rows := make([]itemRow, len(items))
	for i, it := range items {
		body, err := json.Marshal(it)
		if err != nil {
			return nil, fmt.Errorf("store item %s: %w", it.ID, err)
		}
		rows[i] = itemRow{AttemptID: attempt, Position: i + 1, Item: it.ID, Hash: it.Hash, Model: it.Model,
			ModelVersion: it.ModelVersion, Topic: it.Topic, Body: string(body)}
	}
	return rows, nil
}

// Attempt implements quiz.Store.
func (s *Store) Attempt(ctx context.Context, who quiz.LearnerID, id quiz.AttemptID) (*quiz.Attempt, error) {
	var a *quiz.Attempt
	err := s.read.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) { // one moment for its three tables
		a, err = loadAttempt(tx, who, id)
		return err
	})
	return a, err
}

func loadAttempt(tx *gorm.DB, who quiz.LearnerID, id quiz.AttemptID) (*quiz.Attempt, error) {
	var row attemptRow
	err := tx.Where("id = ? AND learner_id = ?", int64(id), int64(who)).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, quiz.ErrNoAttempt
	}
	if err != nil {
		return nil, fmt.Errorf("load attempt %d: %w", id, err)
	}
	var items []itemRow
	if err := tx.Where("attempt_id = ?", row.ID).Order("position").Find(&items).Error; err != nil {
		return nil, fmt.Errorf("load items of attempt %d: %w", id, err)
	}
	var responses []responseRow
	if err := tx.Where("attempt_id = ?", row.ID).Order("id").Find(&responses).Error; err != nil {
		return nil, fmt.Errorf("load responses of attempt %d: %w", id, err)
	}
	return row.attempt(items, responses)
}

// attempt turns rows into the domain's words.
func (r attemptRow) attempt(itemRows []itemRow, responseRows []responseRow) (*quiz.Attempt, error) {
	items := make([]quiz.Item, len(itemRows))
	for i, row := range itemRows {
		if err := json.Unmarshal([]byte(row.Body), &items[i]); err != nil {
			return nil, fmt.Errorf("read item %d of attempt %d: %w", row.Position, r.ID, err)
		}
	}
	responses := make([]quiz.Response, len(responseRows))
	for i, row := range responseRows {
		responses[i] = quiz.Response{Position: row.Position, Revision: row.Revision, Points: row.Points,
			Key: text(row.Key), AnsweredAt: moment(row.AnsweredAt), StoredAs: row.ID}
		if err := json.Unmarshal([]byte(row.Given), &responses[i].Given); err != nil {
			return nil, fmt.Errorf("read response %d: %w", row.ID, err)
		}
	}
	a := quiz.Attempt{ID: quiz.AttemptID(r.ID), Learner: quiz.LearnerID(r.LearnerID), Subject: r.Subject, Edition: r.Edition,
		Lang: r.Lang, Mode: quiz.Mode(r.Mode), Topics: strings.Fields(r.Topics), Seed: uint64(r.Seed), Ranked: r.Ranked,
		Knowledge: r.Knowledge, StartedAt: moment(r.StartedAt)}
	if r.FinishedAt != nil {
		a.FinishedAt, a.FinishedAs = moment(*r.FinishedAt), *r.FinishedAs
	}
	return quiz.Restore(a, items, responses), nil
}

// UpdateAttempt implements quiz.Store.
func (s *Store) UpdateAttempt(ctx context.Context, who quiz.LearnerID, id quiz.AttemptID, change func(*quiz.Attempt) error) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		a, err := loadAttempt(tx, who, id)
		if err != nil {
			return err
		}
		if err := change(a); err != nil {
			return err
		}
		if err := storeResponses(tx, a); err != nil {
			return err
		}
		if a.Finishing() {
			if err := storeFinish(tx, a); err != nil {
				return err
			}
		}
		return storeScores(tx, a)
	})
}

func storeResponses(tx *gorm.DB, a *quiz.Attempt) error {
	fresh := a.Fresh()
	if len(fresh) == 0 {
		return nil
	}
	for i := range fresh {
		given, err := json.Marshal(fresh[i].Given)
		if err != nil {
			return fmt.Errorf("store response: %w", err)
		}
		row := responseRow{AttemptID: int64(a.ID), Position: fresh[i].Position, Revision: fresh[i].Revision,
			LearnerID: int64(a.Learner), Given: string(given), Points: fresh[i].Points,
			Key: optional(fresh[i].Key), AnsweredAt: fresh[i].AnsweredAt.UnixMilli()}
		err = tx.Create(&row).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return quiz.ErrKeyReused
		}
		if err != nil {
			return fmt.Errorf("store response: %w", err)
		}
		fresh[i].StoredAs = row.ID
	}
	return tx.Exec("UPDATE attempts SET answered = ? WHERE id = ?", a.Answered(), int64(a.ID)).Error
}

// storeFinish makes the one transition from open to finished.
func storeFinish(tx *gorm.DB, a *quiz.Attempt) error {
	var as int64
	if err := tx.Raw("SELECT COALESCE(MAX(id), 0) FROM responses").Scan(&as).Error; err != nil {
		return fmt.Errorf("order finish: %w", err)
	}
	res, err := a.Result()
	if err != nil {
		return err
	}
	done := tx.Exec("UPDATE attempts SET finished_at = ?, finished_as = ?, points = ?, max = ? WHERE id = ? AND finished_at IS NULL",
		a.FinishedAt.UnixMilli(), as, res.Points, res.Max, int64(a.ID))
	if done.Error != nil {
		return fmt.Errorf("store finish: %w", done.Error)
	}
	if done.RowsAffected != 1 {
		return quiz.ErrFinished
	}
	a.FinishedAs = as
	return nil
}

// Attempts implements quiz.Store.
func (s *Store) Attempts(ctx context.Context, who quiz.LearnerID, q quiz.AttemptsQuery) ([]quiz.Summary, error) {
	db := s.read.WithContext(ctx).Where("learner_id = ?", int64(who))
	if q.Subject != "" {
		db = db.Where("subject = ?", q.Subject)
	}
	if q.Edition != "" {
		db = db.Where("edition = ?", q.Edition)
	}
	if q.Finished {
		db = db.Where("finished_at IS NOT NULL")
	}
	if q.Before > 0 {
		db = db.Where("id < ?", int64(q.Before))
	}
	var rows []attemptRow
	if err := db.Order("id DESC").Limit(q.Limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list attempts: %w", err)
	}
	out := make([]quiz.Summary, len(rows))
	for i, r := range rows {
		out[i] = r.summary()
	}
	return out, nil
}

func (r attemptRow) summary() quiz.Summary {
	sum := quiz.Summary{ID: quiz.AttemptID(r.ID), Subject: r.Subject, Edition: r.Edition, Lang: r.Lang,
		Mode: quiz.Mode(r.Mode), Topics: strings.Fields(r.Topics), Ranked: r.Ranked, Size: r.Size, Answered: r.Answered,
		StartedAt: moment(r.StartedAt), FinishedAt: time.Time{}}
	if r.FinishedAt != nil {
		sum.FinishedAt, sum.Points, sum.Max = moment(*r.FinishedAt), int(*r.Points), int(*r.Max)
	}
	return sum
}
