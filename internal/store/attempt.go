package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// Store keeps attempts and scores for package quiz.
var _ quiz.Store = (*Store)(nil)

// attemptRow is a row of attempts.
type attemptRow struct {
	ID                                   int64
	LearnerID                            int64
	Subject, Edition, Lang, Mode, Topics string
	Kind, Exam                           string
	ScaleFrom, ScaleTo, Pass             *int // of an exam with a profile
	Deadline, MovedAt                    *int64
	MovedTo                              int
	Seed                                 int64
	Ranked                               bool
	Knowledge                            string
	Size, Answered                       int
	StartedAt                            int64
	FinishedAt, FinishedAs, Points, Max  *int64
	Rushed                               bool
	BegunAs                              *int64 // NULL before it was kept
	Foreseen                             string
	Abandoned                            bool
}

// TableName tells GORM where the rows are.
func (attemptRow) TableName() string { return "attempts" }

// itemRow is a row of items.
type itemRow struct {
	AttemptID         int64
	Position          int
	Item, Hash, Model string
	ModelVersion      int
	Topic, Role       string
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
	Mark               int32
	Certainty          string
	Mistapped, Hasty   bool
	Key                *string
	AnsweredAt         int64
	Day                float64
}

// TableName tells GORM where the rows are.
func (responseRow) TableName() string { return "responses" }

// noteRow is a row of notes.
type noteRow struct {
	AttemptID int64
	Position  int
	Flagged   bool
	Struck    string
	SpentMs   int64
}

// TableName tells GORM where the rows are.
func (noteRow) TableName() string { return "notes" }

// CreateAttempt implements quiz.Store.
func (s *Store) CreateAttempt(ctx context.Context, a *quiz.Attempt, w quiz.Windows, allow func(quiz.Before) error) error {
	bodies, err := packBodies(1, a.Items()) // outside the transaction, as it takes a while
	if err != nil {
		return err
	}
	return s.tx(ctx, func(tx *gorm.DB) error {
		if err := rest(tx, a); err != nil {
			return err
		}
		before, err := begunBefore(tx, a.Learner, w)
		if err != nil {
			return err
		}
		if err := allow(before); err != nil {
			return err
		}
		row := attemptRow{LearnerID: int64(a.Learner), Subject: a.Subject, Edition: a.Edition, Lang: a.Lang,
			Mode: string(a.Mode), Kind: string(a.Kind), Exam: a.Exam, Deadline: optionalMoment(a.Deadline), Topics: strings.Join(a.Topics, " "), Seed: int64(a.Seed), Ranked: a.Ranked,
			Knowledge: a.Knowledge, Size: a.Size(), StartedAt: a.StartedAt.UnixMilli(), Foreseen: a.Foreseen}
		if a.Scaled() {
			row.ScaleFrom, row.ScaleTo, row.Pass = &a.Scale.From, &a.Scale.To, &a.Scale.Pass
		}
		if row.BegunAs, err = lastChange(tx); err != nil {
			return err
		}
		if err := tx.Create(&row).Error; err != nil {
			return fmt.Errorf("store attempt: %w", err)
		}
		if err := createItems(tx, row.ID, a.Items(), bodies); err != nil {
			return err
		}
		a.ID, a.BegunAs = quiz.AttemptID(row.ID), *row.BegunAs
		return countAll(tx, a, a.CountedFirst())
	})
}

// rest lets a new exam rest after the last one.
func rest(tx *gorm.DB, a *quiz.Attempt) error {
	if a.Exam == "" {
		return nil
	}
	ended, err := lastRanked(tx, a.Learner, a.Subject, a.Edition, a.Exam)
	if err == nil {
		a.Rest(ended)
	}
	return err
}

// LastRanked implements quiz.Store.
func (s *Store) LastRanked(ctx context.Context, who quiz.LearnerID, subject, edition, exam string) (time.Time, error) {
	return lastRanked(s.read.WithContext(ctx), who, subject, edition, exam)
}

func lastRanked(tx *gorm.DB, who quiz.LearnerID, subject, edition, exam string) (time.Time, error) {
	var ended *int64
	err := tx.Raw(`SELECT MAX(COALESCE(finished_at, deadline + ?)) FROM attempts
WHERE learner_id = ? AND subject = ? AND edition = ? AND exam = ? AND ranked = 1`,
		quiz.Grace.Milliseconds(), int64(who), subject, edition, exam).Scan(&ended).Error
	if err != nil {
		return time.Time{}, fmt.Errorf("look for the last sitting of an exam: %w", err)
	}
	return momentOf(ended), nil
}

// createItems stores items of an attempt at the positions of their bodies.
func createItems(tx *gorm.DB, attempt int64, items []deck.Item, bodies []bodyRow) error {
	rows := make([]itemRow, len(items))
	for i, it := range items {
		bodies[i].AttemptID = attempt
		rows[i] = itemRow{AttemptID: attempt, Position: bodies[i].Position, Item: it.ID, Hash: it.Hash, Model: it.Model,
			ModelVersion: it.ModelVersion, Topic: it.Topic, Role: string(it.Role)}
	}
	if err := tx.Create(&rows).Error; err != nil {
		return fmt.Errorf("store items: %w", err)
	}
	if err := tx.Create(&bodies).Error; err != nil {
		return fmt.Errorf("store the bodies of items: %w", err)
	}
	return nil
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
	items, err := loadItems(tx, row.ID)
	if err != nil {
		return nil, err
	}
	var responses []responseRow
	if err := tx.Where("attempt_id = ?", row.ID).Order("id").Find(&responses).Error; err != nil {
		return nil, fmt.Errorf("load responses of attempt %d: %w", id, err)
	}
	var notes []noteRow
	if err := tx.Where("attempt_id = ?", row.ID).Find(&notes).Error; err != nil {
		return nil, fmt.Errorf("load notes of attempt %d: %w", id, err)
	}
	return row.attempt(items, responses, notes)
}

// attempt turns rows into the domain's words.
func (r attemptRow) attempt(items []deck.Item, responseRows []responseRow, noteRows []noteRow) (*quiz.Attempt, error) {
	if len(items) != r.Size {
		return nil, fmt.Errorf("attempt %d has %d items and is of %d: the database is damaged", r.ID, len(items), r.Size)
	}
	responses := make([]quiz.Response, len(responseRows))
	for i, row := range responseRows {
		responses[i] = quiz.Response{Position: row.Position, Revision: row.Revision, Mark: deck.Mark(row.Mark),
			Certainty: quiz.Certainty(row.Certainty), Mistapped: row.Mistapped, Hasty: row.Hasty,
			Key: text(row.Key), AnsweredAt: moment(row.AnsweredAt), Day: row.Day, StoredAs: row.ID}
		if err := json.Unmarshal([]byte(row.Given), &responses[i].Given); err != nil {
			return nil, fmt.Errorf("read response %d: %w", row.ID, err)
		}
	}
	notes := make(map[int]quiz.Note, len(noteRows))
	for _, row := range noteRows {
		notes[row.Position] = quiz.Note{Flagged: row.Flagged, Struck: strings.Fields(row.Struck), Spent: time.Duration(row.SpentMs) * time.Millisecond}
	}
	a := quiz.Attempt{ID: quiz.AttemptID(r.ID), Learner: quiz.LearnerID(r.LearnerID), Subject: r.Subject, Edition: r.Edition,
		Lang: r.Lang, Mode: deck.Mode(r.Mode), Kind: quiz.Kind(r.Kind), Exam: r.Exam, Topics: strings.Fields(r.Topics), Seed: uint64(r.Seed), Ranked: r.Ranked,
		Knowledge: r.Knowledge, StartedAt: moment(r.StartedAt), Deadline: momentOf(r.Deadline), MovedAt: momentOf(r.MovedAt), MovedTo: r.MovedTo,
		Foreseen: r.Foreseen, Abandoned: r.Abandoned}
	a.Scale = r.scale()
	if r.BegunAs != nil {
		a.BegunAs, a.Spends = *r.BegunAs, true
	}
	if r.FinishedAt != nil {
		a.FinishedAt, a.FinishedAs = moment(*r.FinishedAt), *r.FinishedAs
	}
	return quiz.Restore(a, items, responses, notes), nil
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
		for _, store := range []func(*gorm.DB, *quiz.Attempt) error{storeJoined, storeResponses, storeNotes, storeFinish, storeScores, storeReviews} {
			if err := store(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// storeJoined stores the items that were added to the attempt.
func storeJoined(tx *gorm.DB, a *quiz.Attempt) error {
	from, items := a.Joined()
	if len(items) == 0 {
		return nil
	}
	bodies, err := packBodies(from, items)
	if err != nil {
		return err
	}
	if err := createItems(tx, int64(a.ID), items, bodies); err != nil {
		return err
	}
	if err := tx.Exec("UPDATE attempts SET size = ? WHERE id = ?", a.Size(), int64(a.ID)).Error; err != nil {
		return fmt.Errorf("store the size of an attempt: %w", err)
	}
	return nil
}

// storeNotes stores notes that changed, with the position that the learner
// moved to, and which answers are called mistaps.
func storeNotes(tx *gorm.DB, a *quiz.Attempt) error {
	for _, pos := range a.Noted() {
		n := a.Note(pos)
		err := tx.Exec(`INSERT INTO notes (attempt_id, position, flagged, struck, spent_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  flagged = excluded.flagged, struck = excluded.struck, spent_ms = excluded.spent_ms`,
			int64(a.ID), pos, n.Flagged, strings.Join(n.Struck, " "), n.Spent.Milliseconds()).Error
		if err != nil {
			return fmt.Errorf("store a note: %w", err)
		}
	}
	if len(a.Noted()) > 0 {
		if err := tx.Exec("UPDATE attempts SET moved_at = ?, moved_to = ? WHERE id = ?", a.MovedAt.UnixMilli(), a.MovedTo, int64(a.ID)).Error; err != nil {
			return fmt.Errorf("store when the learner moved: %w", err)
		}
	}
	for _, pos := range a.Mistaken() {
		if err := tx.Exec("UPDATE responses SET mistapped = 1 WHERE attempt_id = ? AND position = ?", int64(a.ID), pos).Error; err != nil {
			return fmt.Errorf("store a mistap: %w", err)
		}
	}
	return nil
}

// TimedOpen implements quiz.Store.
func (s *Store) TimedOpen(ctx context.Context, who quiz.LearnerID) ([]*quiz.Attempt, error) {
	var open []*quiz.Attempt
	err := s.read.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) { // one moment for all of them
		open, err = timedOpen(tx, who)
		return err
	})
	return open, err
}

// openerAnswered goes by the index of the migration 0018.
const openerAnswered = "SELECT EXISTS (SELECT 1 FROM responses WHERE key = ? AND key GLOB 'opener-*')"

// OpenerAnswered implements quiz.Store.
func (s *Store) OpenerAnswered(ctx context.Context, key string) (answered bool, err error) {
	if err := s.read.WithContext(ctx).Raw(openerAnswered, key).Scan(&answered).Error; err != nil {
		return false, fmt.Errorf("look for the answer to an opener: %w", err)
	}
	return answered, nil
}

func timedOpen(tx *gorm.DB, who quiz.LearnerID) ([]*quiz.Attempt, error) {
	var ids []int64
	err := tx.Raw("SELECT id FROM attempts WHERE learner_id = ? AND deadline IS NOT NULL AND finished_at IS NULL ORDER BY id", int64(who)).Scan(&ids).Error
	if err != nil {
		return nil, fmt.Errorf("list open exams: %w", err)
	}
	var open []*quiz.Attempt
	for _, id := range ids {
		a, err := loadAttempt(tx, who, quiz.AttemptID(id))
		if err != nil {
			return nil, err
		}
		open = append(open, a)
	}
	return open, nil
}

// underway is one statement, as every page asks it.
const underway = `SELECT EXISTS (SELECT 1 FROM reviews WHERE learner_id = @who) AS begun, a.id, a.deadline
FROM (SELECT 1) LEFT JOIN attempts a ON a.learner_id = @who AND a.finished_at IS NULL AND a.deadline IS NOT NULL AND a.deadline > @after
ORDER BY a.id LIMIT 1`

// Underway implements quiz.Store.
func (s *Store) Underway(ctx context.Context, who quiz.LearnerID, after time.Time) (quiz.Underway, error) {
	var row struct {
		Begun        bool
		ID, Deadline *int64
	}
	err := s.read.WithContext(ctx).Raw(underway, sql.Named("who", int64(who)), sql.Named("after", after.UnixMilli())).Scan(&row).Error
	if err != nil {
		return quiz.Underway{}, fmt.Errorf("look what is under way: %w", err)
	}
	u := quiz.Underway{Begun: row.Begun, Deadline: momentOf(row.Deadline)}
	if row.ID != nil {
		u.Exam = quiz.AttemptID(*row.ID)
	}
	return u, nil
}

// Overdue implements quiz.Store.
func (s *Store) Overdue(ctx context.Context, at time.Time) ([]quiz.Owned, error) {
	var rows []attemptRow
	err := s.read.WithContext(ctx).Select("id", "learner_id").Where("deadline <= ? AND finished_at IS NULL", at.UnixMilli()).
		Order("deadline").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list overdue attempts: %w", err)
	}
	owned := make([]quiz.Owned, len(rows))
	for i, r := range rows {
		owned[i] = quiz.Owned{Learner: quiz.LearnerID(r.LearnerID), Attempt: quiz.AttemptID(r.ID)}
	}
	return owned, nil
}

func storeResponses(tx *gorm.DB, a *quiz.Attempt) error {
	fresh := a.Fresh()
	if len(fresh) == 0 {
		return nil
	}
	for i := range fresh {
		if err := checkDropped(tx, a, fresh[i]); err != nil {
			return err
		}
		given, err := json.Marshal(fresh[i].Given)
		if err != nil {
			return fmt.Errorf("store response: %w", err)
		}
		row := responseRow{AttemptID: int64(a.ID), Position: fresh[i].Position, Revision: fresh[i].Revision,
			LearnerID: int64(a.Learner), Given: string(given), Mark: int32(fresh[i].Mark),
			Certainty: string(fresh[i].Certainty), Mistapped: fresh[i].Mistapped, Hasty: fresh[i].Hasty, Key: optional(fresh[i].Key), AnsweredAt: fresh[i].AnsweredAt.UnixMilli(),
			Day: fresh[i].Day}
		err = tx.Create(&row).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return quiz.ErrKeyReused
		}
		if err != nil {
			return fmt.Errorf("store response: %w", err)
		}
		fresh[i].StoredAs = row.ID
	}
	if err := dropReplaced(tx, a); err != nil {
		return err
	}
	if err := tx.Exec("UPDATE attempts SET answered = ?, rushed = ? WHERE id = ?", a.Answered(), a.Rushed(), int64(a.ID)).Error; err != nil {
		return fmt.Errorf("store how much is answered: %w", err)
	}
	return nil
}

// storeFinish makes an open attempt a finished one. Of several ends that arrive
// at once, one wins and the others get ErrFinished.
func storeFinish(tx *gorm.DB, a *quiz.Attempt) error {
	if !a.Finishing() {
		return nil
	}
	as, err := lastChange(tx)
	if err != nil {
		return err
	}
	res, err := a.Result()
	if err != nil {
		return err
	}
	done := tx.Exec("UPDATE attempts SET finished_at = ?, finished_as = ?, points = ?, max = ?, abandoned = ? WHERE id = ? AND finished_at IS NULL",
		a.FinishedAt.UnixMilli(), *as, res.Points, res.Max, a.Abandoned, int64(a.ID))
	if done.Error != nil {
		return fmt.Errorf("store finish: %w", done.Error)
	}
	if done.RowsAffected != 1 {
		return quiz.ErrFinished
	}
	a.FinishedAs = *as
	return nil
}

// lastChange is the number of the last response among all changes: what an
// attempt that begins or ends now comes after.
func lastChange(tx *gorm.DB) (*int64, error) {
	var as int64
	if err := tx.Raw("SELECT COALESCE(MAX(id), 0) FROM responses").Scan(&as).Error; err != nil {
		return nil, fmt.Errorf("order changes: %w", err)
	}
	return &as, nil
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
	if q.Exam != "" {
		db = db.Where("exam = ?", q.Exam)
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

// scale is zero for an attempt that is told on none.
func (r attemptRow) scale() deck.Scale {
	if r.ScaleTo == nil {
		return deck.Scale{}
	}
	return deck.Scale{From: *r.ScaleFrom, To: *r.ScaleTo, Pass: *r.Pass}
}

func (r attemptRow) summary() quiz.Summary {
	sum := quiz.Summary{ID: quiz.AttemptID(r.ID), Subject: r.Subject, Edition: r.Edition, Lang: r.Lang,
		Mode: deck.Mode(r.Mode), Kind: quiz.Kind(r.Kind), Exam: r.Exam, Scale: r.scale(), Topics: strings.Fields(r.Topics), Ranked: r.Ranked,
		Size: r.Size, Answered: r.Answered, StartedAt: moment(r.StartedAt), Deadline: momentOf(r.Deadline)}
	if r.FinishedAt != nil {
		sum.FinishedAt, sum.Points, sum.Max = moment(*r.FinishedAt), int(*r.Points), int(*r.Max)
	}
	return sum
}
