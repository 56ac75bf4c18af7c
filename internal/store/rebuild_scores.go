package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// RebuildScores implements quiz.Store.
func (s *Store) RebuildScores(ctx context.Context) error {
	err := s.eachLearner(ctx, scoredTables, func(id int64) error {
		return s.rebuild(ctx, s.scoresOf(ctx, newTally(id)))
	})
	if err != nil {
		return fmt.Errorf("rebuild scores: %w", err)
	}
	return nil
}

// scoredTables are the tables that scores follow from, and those that have them.
var scoredTables = []string{"attempts", "scores", "counted"}

// scoresOf is what follows from a learner's attempts. Its stamp changes with
// each answer and with each beginning and end of an attempt.
func (s *Store) scoresOf(ctx context.Context, t *tally) part {
	return part{
		stamp: func(db *gorm.DB) (m stamp, err error) {
			err = db.Raw("SELECT COUNT(*) + COUNT(finished_at) AS first, COALESCE(SUM(answered), 0) AS second FROM attempts WHERE learner_id = ?", t.learner).Scan(&m).Error
			return m, err
		},
		compare: func(db *gorm.DB) ([]change, error) { return s.compareScores(ctx, db, t) },
	}
}

// countedRow is a row of counted.
type countedRow struct {
	LearnerID                      int64
	Subject, Edition, Period, Item string
}

// TableName tells GORM where the rows are.
func (countedRow) TableName() string { return "counted" }

// compareScores computes a learner's scores from all their attempts. Those that
// the tally has as they are now are not read again.
func (s *Store) compareScores(ctx context.Context, db *gorm.DB, t *tally) ([]change, error) {
	listed := 0
	for last := int64(0); ; {
		var rows []tallied
		err := db.Raw("SELECT id, answered, finished_at IS NOT NULL AS finished FROM attempts WHERE learner_id = ? AND id > ? ORDER BY id LIMIT ?",
			t.learner, last, s.batch).Scan(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("list attempts: %w", err)
		}
		if len(rows) == 0 {
			break
		}
		for _, row := range rows {
			if t.attempts[row.ID] == row {
				continue
			}
			a, err := s.Attempt(ctx, quiz.LearnerID(t.learner), quiz.AttemptID(row.ID))
			if err != nil {
				return nil, err
			}
			t.add(a)
			t.attempts[row.ID] = tallied{row.ID, a.Answered(), a.Finished()}
		}
		listed += len(rows)
		last = rows[len(rows)-1].ID
	}
	if listed < len(t.attempts) { // some are gone, as when the account is deleted
		*t = *newTally(t.learner)
		return s.compareScores(ctx, db, t)
	}
	return t.differences(db)
}

// tally adds up a learner's scores. Attempts may be added in any order, since
// each event knows where it stands among all, and again when they have gone on.
type tally struct {
	learner  int64
	attempts map[int64]tallied
	scores   map[scoreRow]*scored // by the row without its figures
	firsts   map[countedRow]first
}

func newTally(learner int64) *tally {
	return &tally{learner: learner, attempts: map[int64]tallied{}, scores: map[scoreRow]*scored{}, firsts: map[countedRow]first{}}
}

// tallied is how far an attempt was when it was added. After its end, which is
// added once, it does not change.
type tallied struct {
	ID       int64
	Answered int
	Finished bool
}

// scored is a score, with the sort key of the latest attempt in it.
type scored struct {
	row  scoreRow
	last sortKey
}

// first is the earliest answer to an item in a period: the one that counts.
type first struct {
	at     sortKey
	points int
	topic  string
	told   bool // without rank
}

// sortKey puts the events that change scores in the order in which they did.
type sortKey struct {
	order    int64
	finish   int // 1 if the event comes with the beginning or end of an attempt: after the last response
	at       time.Time
	attempt  quiz.AttemptID
	position int
}

func (k sortKey) compare(o sortKey) int {
	return cmp.Or(cmp.Compare(k.order, o.order), cmp.Compare(k.finish, o.finish), k.at.Compare(o.at),
		cmp.Compare(k.attempt, o.attempt), cmp.Compare(k.position, o.position))
}

// add adds the answers of an attempt that count, and its outcome.
func (t *tally) add(a *quiz.Attempt) {
	at := sortKey{finish: 1, at: a.StartedAt, attempt: a.ID}
	for i, c := range a.CountedFirst() {
		at.order, at.position = c.Order, i
		t.count(a, c, at)
	}
	at = sortKey{at: a.FinishedAt, attempt: a.ID}
	for i, c := range a.CountedEver() {
		at.order, at.position = c.Order, i
		if a.Mode == deck.Exam {
			at.finish = 1
		}
		t.count(a, c, at)
	}
	if o, ok := a.Outcome(); ok {
		at.order, at.finish, at.position = o.Order, 1, a.Size()
		for _, period := range quiz.PeriodsOf(o.At) {
			t.score(a, period, "").conclude(o, at)
		}
	}
}

// count notes an answer that counts, or an item that was told, at its place
// among all.
func (t *tally) count(a *quiz.Attempt, c quiz.Counted, at sortKey) {
	for _, period := range quiz.PeriodsOf(c.At) {
		if !c.Told {
			t.score(a, period, "").active(c.At)
			if period == quiz.AllTime {
				t.score(a, period, c.Topic).active(c.At)
			}
		}
		key := countedRow{t.learner, a.Subject, a.Edition, period, c.Item}
		if f, ok := t.firsts[key]; !ok || at.compare(f.at) < 0 {
			t.firsts[key] = first{at, c.Points, c.Topic, c.Told}
		}
	}
}

// score returns the score of a period on a topic; "" is all topics.
func (t *tally) score(a *quiz.Attempt, period, topic string) *scored {
	key := scoreRow{LearnerID: t.learner, Subject: a.Subject, Edition: a.Edition, Period: period, Topic: topic}
	if t.scores[key] == nil {
		t.scores[key] = &scored{row: key}
	}
	return t.scores[key]
}

func (s *scored) active(at time.Time) { s.row.ActiveAt = max(s.row.ActiveAt, at.UnixMilli()) }

// conclude adds the outcome of a finished attempt.
func (s *scored) conclude(o quiz.Outcome, at sortKey) {
	s.active(o.At)
	s.row.Attempts++
	if quiz.Better(o.Points, o.Max, s.row.BestPoints, s.row.BestMax) {
		s.row.BestPoints, s.row.BestMax = o.Points, o.Max
	}
	if at.compare(s.last) >= 0 {
		s.row.LastPoints, s.row.LastMax, s.last = o.Points, o.Max, at
	}
}

// differences compares the tally with the rows that are kept.
func (t *tally) differences(db *gorm.DB) ([]change, error) {
	scores := make(map[scoreRow]scoreRow, len(t.scores))
	for key, s := range t.scores {
		scores[key] = s.row
	}
	counted := make(map[countedRow]countedRow, len(t.firsts))
	for key, f := range t.firsts {
		counted[key] = key
		if f.told {
			continue
		}
		topics := []string{""}
		if key.Period == quiz.AllTime {
			topics = append(topics, f.topic)
		}
		for _, topic := range topics {
			of := scoreRow{LearnerID: t.learner, Subject: key.Subject, Edition: key.Edition, Period: key.Period, Topic: topic}
			row := scores[of]
			row.Points += f.points
			row.Answered++
			scores[of] = row
		}
	}
	var keptScores []scoreRow
	if err := db.Where("learner_id = ?", t.learner).Find(&keptScores).Error; err != nil {
		return nil, fmt.Errorf("read scores: %w", err)
	}
	kept := make(map[scoreRow]scoreRow, len(keptScores))
	for _, r := range keptScores {
		kept[scoreRow{LearnerID: r.LearnerID, Subject: r.Subject, Edition: r.Edition, Period: r.Period, Topic: r.Topic}] = r
	}
	var keptCounted []countedRow
	if err := db.Where("learner_id = ?", t.learner).Find(&keptCounted).Error; err != nil {
		return nil, fmt.Errorf("read what counts: %w", err)
	}
	known := make(map[countedRow]countedRow, len(keptCounted))
	for _, r := range keptCounted {
		known[r] = r
	}
	return append(differences(kept, scores, putScore, dropScore), differences(known, counted, putCounted, dropCounted)...), nil
}

func putScore(tx *gorm.DB, r scoreRow) error {
	return tx.Exec(`INSERT OR REPLACE INTO scores (learner_id, subject, edition, period, topic, points, answered, attempts,
  best_points, best_max, last_points, last_max, active_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.LearnerID, r.Subject, r.Edition, r.Period, r.Topic, r.Points, r.Answered, r.Attempts,
		r.BestPoints, r.BestMax, r.LastPoints, r.LastMax, r.ActiveAt).Error
}

func dropScore(tx *gorm.DB, r scoreRow) error {
	return tx.Exec("DELETE FROM scores WHERE learner_id = ? AND subject = ? AND edition = ? AND period = ? AND topic = ?",
		r.LearnerID, r.Subject, r.Edition, r.Period, r.Topic).Error
}

func putCounted(tx *gorm.DB, r countedRow) error {
	return tx.Exec("INSERT OR REPLACE INTO counted (learner_id, subject, edition, period, item) VALUES (?, ?, ?, ?, ?)",
		r.LearnerID, r.Subject, r.Edition, r.Period, r.Item).Error
}

func dropCounted(tx *gorm.DB, r countedRow) error {
	return tx.Exec("DELETE FROM counted WHERE learner_id = ? AND subject = ? AND edition = ? AND period = ? AND item = ?",
		r.LearnerID, r.Subject, r.Edition, r.Period, r.Item).Error
}
