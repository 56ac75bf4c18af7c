package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/study"
)

// Store keeps what is known of learners for package study.
var _ study.Store = (*Store)(nil)

// reviewRow is a row of reviews.
type reviewRow struct {
	ID                      int64
	LearnerID               int64
	Subject, Edition, Topic string
	AttemptID               int64
	Position                int
	At                      int64
	Day                     float64
	Item, Model             string
	Wording                 int
	Facility, Floor         float64
	Certainty               string
	Right                   bool
	Mixed, Schedules, Rates bool
	Mistapped               bool
	Facts, Mixups           string
}

// TableName tells GORM where the rows are.
func (reviewRow) TableName() string { return "reviews" }

// traceRow is a row of traces.
type traceRow struct {
	LearnerID             int64
	Subject, Fact         string
	Stability, Difficulty float64
	Reviewed, CheckDay    float64
	Reviews, Lapses, Held int
	Proven                bool
	Model                 string
	Wording               int
	ReviewedAt            int64
}

// TableName tells GORM where the rows are.
func (traceRow) TableName() string { return "traces" }

func (r traceRow) known() study.Known {
	return study.Known{Model: r.Model, Wording: r.Wording, At: moment(r.ReviewedAt), Trace: memory.Trace{
		State:    memory.State{Stability: r.Stability, Difficulty: r.Difficulty},
		Reviewed: r.Reviewed, Check: r.CheckDay, Reviews: r.Reviews, Lapses: r.Lapses, Held: r.Held, Proven: r.Proven}}
}

// ratingRow is a row of ratings or of abilities.
type ratingRow struct {
	Kind, ID    string
	Value       float64
	Answers     int
	Information float64
}

func (r ratingRow) rating() memory.Rating {
	return memory.Rating{Value: r.Value, Answers: r.Answers, Information: r.Information}
}

// storeReviews adds the reviews that follow from a change of an attempt to the
// log, and applies them. A mistap is taken out of memory again. An answer that
// arrives after one that was given later takes its place before that one.
func storeReviews(tx *gorm.DB, a *quiz.Attempt) error {
	reviews, err := study.ReviewsOf(a)
	if err != nil {
		return fmt.Errorf("review answers: %w", err)
	}
	for i := range reviews {
		r := &reviews[i]
		before, err := loadLearned(tx, r)
		if err != nil {
			return err
		}
		if err := expect(tx, r, before); err != nil {
			return err
		}
		if err := addReview(tx, r); err != nil {
			return err
		}
		if err := apply(tx, r, before); err != nil {
			return err
		}
	}
	for _, pos := range a.Mistaken() {
		if err := forget(tx, a, pos); err != nil {
			return fmt.Errorf("take a mistap out of memory: %w", err)
		}
	}
	return nil
}

// expect notes in a new review what was to be expected when its answer was
// given. For a fact that has a later answer already, that is what was known
// then.
func expect(tx *gorm.DB, r *study.Review, before study.Learned) error {
	then := study.Learned{Facts: make(map[string]study.Known, len(before.Facts))}
	for name, k := range before.Facts {
		if r.Late(k) {
			reviews, err := reviewsOf(tx, r.Learner, r.Subject, name)
			if err != nil {
				return err
			}
			later := func(past study.Review) bool { return past.At.After(r.At) }
			k = study.Replay(name, slices.DeleteFunc(reviews, later))
		}
		then.Facts[name] = k
	}
	r.Expect(then)
	return nil
}

func addReview(tx *gorm.DB, r *study.Review) error {
	facts, err := json.Marshal(r.Facts)
	if err != nil {
		return fmt.Errorf("store a review: %w", err)
	}
	mixups, err := json.Marshal(r.Mixups)
	if err != nil {
		return fmt.Errorf("store a review: %w", err)
	}
	row := reviewRow{LearnerID: int64(r.Learner), Subject: r.Subject, Edition: r.Edition, Topic: r.Topic, AttemptID: int64(r.Attempt),
		Position: r.Position, At: r.At.UnixMilli(), Day: r.Day, Item: r.Item, Model: r.Model, Wording: r.Wording, Facility: r.Facility,
		Floor: r.Floor, Certainty: string(r.Certainty), Right: r.Right, Mixed: r.Mixed, Schedules: r.Schedules, Rates: r.Rates,
		Mistapped: r.Mistapped, Facts: string(facts), Mixups: string(mixups)}
	if err := tx.Create(&row).Error; err != nil {
		return fmt.Errorf("store a review: %w", err)
	}
	r.ID = row.ID
	return nil
}

func (row reviewRow) review() (study.Review, error) {
	r := study.Review{ID: row.ID, Learner: quiz.LearnerID(row.LearnerID), Subject: row.Subject, Edition: row.Edition, Topic: row.Topic,
		Attempt: quiz.AttemptID(row.AttemptID), Position: row.Position, At: moment(row.At), Day: row.Day, Item: row.Item, Model: row.Model,
		Wording: row.Wording, Facility: row.Facility, Floor: row.Floor, Certainty: quiz.Certainty(row.Certainty), Right: row.Right,
		Mixed: row.Mixed, Schedules: row.Schedules, Rates: row.Rates, Mistapped: row.Mistapped}
	if err := json.Unmarshal([]byte(row.Facts), &r.Facts); err != nil {
		return r, fmt.Errorf("read the facts of review %d: %w", row.ID, err)
	}
	if err := json.Unmarshal([]byte(row.Mixups), &r.Mixups); err != nil {
		return r, fmt.Errorf("read the mix-ups of review %d: %w", row.ID, err)
	}
	return r, nil
}

// loadLearned reads what is known before a review.
func loadLearned(tx *gorm.DB, r *study.Review) (study.Learned, error) {
	l := study.Learned{Facts: make(map[string]study.Known, len(r.Facts))}
	names := make([]string, len(r.Facts))
	for i, f := range r.Facts {
		names[i] = f.Name
		l.Facts[f.Name] = study.Known{}
	}
	var traces []traceRow
	if err := tx.Where("learner_id = ? AND subject = ? AND fact IN ?", int64(r.Learner), r.Subject, names).Find(&traces).Error; err != nil {
		return l, fmt.Errorf("load traces: %w", err)
	}
	for _, row := range traces {
		l.Facts[row.Fact] = row.known()
	}
	var rated []ratingRow
	err := tx.Raw(`SELECT kind, id, value, answers, information FROM ratings
WHERE subject = ? AND (kind = 'fact' AND id IN ? OR kind = 'model' AND id = ?)
UNION ALL SELECT kind, '', value, answers, information FROM abilities WHERE learner_id = ? AND subject = ?`,
		r.Subject, names, r.Model, int64(r.Learner), r.Subject).Scan(&rated).Error
	if err != nil {
		return l, fmt.Errorf("load ratings: %w", err)
	}
	for _, row := range rated {
		switch row.Kind {
		case "fact":
			k := l.Facts[row.ID]
			k.Rating = row.rating()
			l.Facts[row.ID] = k
		case "model":
			l.Model = row.rating()
		case "ability":
			l.Ability = row.rating()
		case "memory":
			l.Memory = row.rating()
		}
	}
	return l, nil
}

// apply stores what follows from a review, which is in the log by now.
func apply(tx *gorm.DB, r *study.Review, before study.Learned) error {
	after := r.Apply(before)
	for _, f := range r.Facts {
		k := after.Facts[f.Name]
		if r.Late(before.Facts[f.Name]) {
			reviews, err := reviewsOf(tx.Where("id <= ?", r.ID), r.Learner, r.Subject, f.Name)
			if err != nil {
				return err
			}
			replayed := study.Replay(f.Name, reviews)
			replayed.Rating = k.Rating
			k = replayed
		}
		if k.Trace != before.Facts[f.Name].Trace {
			if err := storeTrace(tx, r, f.Name, k); err != nil {
				return err
			}
		}
		if r.Rates {
			if err := storeRating(tx, r.Subject, "fact", f.Name, k.Rating); err != nil {
				return err
			}
		}
	}
	if r.Rates {
		if err := storeRating(tx, r.Subject, "model", r.Model, after.Model); err != nil {
			return err
		}
		for kind, rating := range map[string]memory.Rating{"ability": after.Ability, "memory": after.Memory} {
			if err := storeAbility(tx, int64(r.Learner), r.Subject, kind, rating); err != nil {
				return err
			}
		}
	}
	return storeHabit(tx, r)
}

func storeTrace(tx *gorm.DB, r *study.Review, fact string, k study.Known) error {
	return putTrace(tx, newTraceRow(int64(r.Learner), r.Subject, fact, k))
}

func newTraceRow(learner int64, subject, fact string, k study.Known) traceRow {
	t := k.Trace
	return traceRow{LearnerID: learner, Subject: subject, Fact: fact, Stability: t.Stability, Difficulty: t.Difficulty,
		Reviewed: t.Reviewed, CheckDay: t.Check, Reviews: t.Reviews, Lapses: t.Lapses, Held: t.Held, Proven: t.Proven,
		Model: k.Model, Wording: k.Wording, ReviewedAt: k.At.UnixMilli()}
}

func putTrace(tx *gorm.DB, r traceRow) error {
	err := tx.Exec(`INSERT OR REPLACE INTO traces (learner_id, subject, fact, stability, difficulty, reviewed, check_day,
  reviews, lapses, held, proven, model, wording, reviewed_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.LearnerID, r.Subject, r.Fact, r.Stability, r.Difficulty, r.Reviewed, r.CheckDay,
		r.Reviews, r.Lapses, r.Held, r.Proven, r.Model, r.Wording, r.ReviewedAt).Error
	if err != nil {
		return fmt.Errorf("store a trace: %w", err)
	}
	return nil
}

func dropTrace(tx *gorm.DB, r traceRow) error {
	err := tx.Exec("DELETE FROM traces WHERE learner_id = ? AND subject = ? AND fact = ?", r.LearnerID, r.Subject, r.Fact).Error
	if err != nil {
		return fmt.Errorf("drop a trace: %w", err)
	}
	return nil
}

func storeAbility(tx *gorm.DB, learner int64, subject, kind string, r memory.Rating) error {
	err := tx.Exec(`INSERT INTO abilities (learner_id, subject, kind, value, answers, information)
VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  value = excluded.value, answers = excluded.answers, information = excluded.information`,
		learner, subject, kind, r.Value, r.Answers, r.Information).Error
	if err != nil {
		return fmt.Errorf("store an ability: %w", err)
	}
	return nil
}

func storeRating(tx *gorm.DB, subject, kind, id string, r memory.Rating) error {
	err := tx.Exec(`INSERT INTO ratings (subject, kind, id, value, answers, information)
VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  value = excluded.value, answers = excluded.answers, information = excluded.information`,
		subject, kind, id, r.Value, r.Answers, r.Information).Error
	if err != nil {
		return fmt.Errorf("store a rating: %w", err)
	}
	return nil
}

// dayOf is the day on which an answer counts.
func dayOf(r *study.Review) int { return int(r.Day) }

// storeHabit counts the answer on its day and by its certainty, and counts its
// mix-ups.
func storeHabit(tx *gorm.DB, r *study.Review) error {
	err := tx.Exec("INSERT INTO study_days (learner_id, subject, day, answers) VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET answers = answers + 1",
		int64(r.Learner), r.Subject, dayOf(r)).Error
	if err != nil {
		return fmt.Errorf("count a day of study: %w", err)
	}
	if r.Certainty != quiz.Unasked {
		right := 0
		if r.Right {
			right = 1
		}
		err := tx.Exec(`INSERT INTO calibrations (learner_id, subject, certainty, answers, right)
VALUES (?, ?, ?, 1, ?) ON CONFLICT DO UPDATE SET answers = answers + 1, right = right + excluded.right`,
			int64(r.Learner), r.Subject, string(r.Certainty), right).Error
		if err != nil {
			return fmt.Errorf("count a certainty: %w", err)
		}
	}
	for _, m := range r.Mixups {
		err := tx.Exec(`INSERT INTO mixups (learner_id, subject, key, taken, times, at)
VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT DO UPDATE SET times = times + 1, at = max(at, excluded.at)`,
			int64(r.Learner), r.Subject, m.Key, m.Taken, r.At.UnixMilli()).Error
		if err != nil {
			return fmt.Errorf("count a mix-up: %w", err)
		}
	}
	return nil
}

// forget marks the review of an answer as a mistap and computes the memory of
// its facts again without it.
func forget(tx *gorm.DB, a *quiz.Attempt, pos int) error {
	var row reviewRow
	if err := tx.Where("attempt_id = ? AND position = ?", int64(a.ID), pos).Take(&row).Error; err != nil {
		return err
	}
	if err := tx.Exec("UPDATE reviews SET mistapped = 1 WHERE id = ?", row.ID).Error; err != nil {
		return err
	}
	r, err := row.review()
	if err != nil {
		return err
	}
	for _, f := range r.Facts {
		reviews, err := reviewsOf(tx, r.Learner, r.Subject, f.Name)
		if err != nil {
			return err
		}
		k := study.Replay(f.Name, reviews)
		if k.Trace.Reviews > 0 {
			err = storeTrace(tx, &r, f.Name, k)
		} else {
			err = dropTrace(tx, newTraceRow(int64(r.Learner), r.Subject, f.Name, k))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Reviews implements study.Store.
func (s *Store) Reviews(ctx context.Context, who quiz.LearnerID, subject, fact string) ([]study.Review, error) {
	return reviewsOf(s.read.WithContext(ctx), who, subject, fact)
}

// reviewsOf lists a learner's reviews of a fact in the order in which the
// answers were given.
func reviewsOf(tx *gorm.DB, who quiz.LearnerID, subject, fact string) ([]study.Review, error) {
	var rows []reviewRow
	err := tx.Where("learner_id = ? AND subject = ? AND EXISTS (SELECT 1 FROM json_each(facts) WHERE value ->> 'name' = ?)",
		int64(who), subject, fact).Order("at, id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list reviews: %w", err)
	}
	return reviewsIn(rows)
}

func reviewsIn(rows []reviewRow) ([]study.Review, error) {
	reviews := make([]study.Review, len(rows))
	for i, row := range rows {
		var err error
		if reviews[i], err = row.review(); err != nil {
			return nil, err
		}
	}
	return reviews, nil
}

// ReviewsUntil implements study.Store.
func (s *Store) ReviewsUntil(ctx context.Context, who quiz.LearnerID, a quiz.AttemptID) ([]study.Review, error) {
	var rows []reviewRow
	err := s.read.WithContext(ctx).Raw(`WITH its AS (SELECT * FROM reviews WHERE attempt_id = ? AND learner_id = ?)
SELECT * FROM reviews WHERE learner_id = ? AND subject IN (SELECT subject FROM its) AND at <= (SELECT max(at) FROM its) AND EXISTS (
  SELECT 1 FROM json_each(reviews.facts) WHERE value ->> 'name' IN (SELECT fact.value ->> 'name' FROM its, json_each(its.facts) AS fact))
ORDER BY at, id`, int64(a), int64(who), int64(who)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list reviews until an attempt: %w", err)
	}
	return reviewsIn(rows)
}
