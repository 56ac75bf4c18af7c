package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"viva/internal/deck"
	"viva/internal/limits"
	"viva/internal/quiz"
)

// objectionRow is a row of objections.
type objectionRow struct {
	ID                                int64
	LearnerID, AttemptID              int64
	Position                          int
	Subject, Edition, Lang, Knowledge string
	Item, Body                        string
	Response                          *string
	Words                             string
	MadeAt                            int64
}

// TableName tells GORM where the rows are.
func (objectionRow) TableName() string { return "objections" }

// storedResponse is the answer objected to, as a row of objections keeps it.
type storedResponse struct {
	Given      []string `json:"given"`
	Revision   int      `json:"revision"`
	Mark       int32    `json:"mark"`             // in hundred-thousandths
	Points     int      `json:"points,omitempty"` // written by v0.1.0, which had no mark
	Hasty      bool     `json:"hasty,omitempty"`
	AnsweredAt int64    `json:"answered_at"`
}

// AddObjection implements quiz.Store.
func (s *Store) AddObjection(ctx context.Context, who quiz.LearnerID, id quiz.AttemptID, pos int, lately limits.Span,
	raise func(*quiz.Attempt, quiz.Objected) (quiz.Objection, error)) (o quiz.Objection, err error) {
	err = s.tx(ctx, func(tx *gorm.DB) error {
		a, err := loadAttempt(tx, who, id)
		if err != nil {
			return err
		}
		before, err := objected(tx, a, pos, lately)
		if err != nil {
			return err
		}
		if o, err = raise(a, before); err != nil || o.ID > 0 {
			return err
		}
		row, err := newObjectionRow(o)
		if err != nil {
			return err
		}
		if err := tx.Create(&row).Error; err != nil {
			return fmt.Errorf("store an objection: %w", err)
		}
		o.ID = quiz.ObjectionID(row.ID)
		return nil
	})
	return o, err
}

// objected counts what the attempt's learner has objected to before.
func objected(tx *gorm.DB, a *quiz.Attempt, pos int, lately limits.Span) (before quiz.Objected, err error) {
	if pos < 1 || pos > a.Size() {
		return before, nil
	}
	if before.Here, err = objectionsHere(tx, a.Learner, a.ID, pos); err != nil {
		return before, err
	}
	it := a.Items()[pos-1]
	var n struct {
		ToItem, Lately int
		First          int64
	}
	err = tx.Raw(`SELECT COUNT(*) FILTER (WHERE subject = @subject AND edition = @edition AND item = @item) AS to_item,
  COUNT(*) FILTER (WHERE made_at > @from AND made_at <= @until) AS lately,
  COALESCE(MIN(made_at) FILTER (WHERE made_at > @from AND made_at <= @until), 0) AS first
FROM objections WHERE learner_id = @who`, sql.Named("subject", it.Subject), sql.Named("edition", it.Edition), sql.Named("item", it.ID),
		sql.Named("from", lately.From.UnixMilli()), sql.Named("until", lately.Until.UnixMilli()), sql.Named("who", int64(a.Learner))).Scan(&n).Error
	if err != nil {
		return before, fmt.Errorf("count objections: %w", err)
	}
	before.ToItem, before.Lately = n.ToItem, uses(n.Lately, n.First)
	return before, nil
}

// ObjectionsHere implements quiz.Store.
func (s *Store) ObjectionsHere(ctx context.Context, who quiz.LearnerID, id quiz.AttemptID, pos int) ([]quiz.Objection, error) {
	return objectionsHere(s.read.WithContext(ctx), who, id, pos)
}

func objectionsHere(db *gorm.DB, who quiz.LearnerID, id quiz.AttemptID, pos int) ([]quiz.Objection, error) {
	var rows []objectionRow
	err := db.Where("learner_id = ? AND attempt_id = ? AND position = ?", int64(who), int64(id), pos).Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list objections to item %d of attempt %d: %w", pos, id, err)
	}
	out := make([]quiz.Objection, len(rows))
	for i, r := range rows {
		if out[i], err = r.objection(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// shownObjection is an objection with the name under which its learner is
// shown.
type shownObjection struct {
	ObjectionRow objectionRow `gorm:"embedded"`
	ShownAs      string
}

// Objections implements quiz.Store.
func (s *Store) Objections(ctx context.Context, q quiz.ObjectionsQuery) ([]quiz.Objection, error) {
	var rows []shownObjection
	err := s.read.WithContext(ctx).Raw(`SELECT o.*, u.shown_as FROM objections o JOIN users u ON u.id = o.learner_id
WHERE (? = '' OR o.subject = ?) AND (? = 0 OR o.id < ?) ORDER BY o.id DESC LIMIT ?`,
		q.Subject, q.Subject, int64(q.Before), int64(q.Before), q.Limit).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list objections: %w", err)
	}
	out := make([]quiz.Objection, len(rows))
	for i, r := range rows {
		if out[i], err = r.ObjectionRow.objection(); err != nil {
			return nil, err
		}
		out[i].ShownAs = r.ShownAs
	}
	return out, nil
}

func newObjectionRow(o quiz.Objection) (objectionRow, error) {
	body, err := json.Marshal(storedItemOf(o.Item))
	if err != nil {
		return objectionRow{}, fmt.Errorf("store the item %s of an objection: %w", o.Item.ID, err)
	}
	row := objectionRow{LearnerID: int64(o.Learner), AttemptID: int64(o.Attempt), Position: o.Position, Subject: o.Item.Subject,
		Edition: o.Item.Edition, Lang: o.Lang, Knowledge: o.Knowledge, Item: o.Item.ID, Body: string(body), Words: o.Words,
		MadeAt: o.At.UnixMilli()}
	if r := o.Response; r != nil {
		b, err := json.Marshal(storedResponse{Given: r.Given, Revision: r.Revision, Mark: int32(r.Mark), Hasty: r.Hasty, AnsweredAt: r.AnsweredAt.UnixMilli()})
		if err != nil {
			return objectionRow{}, fmt.Errorf("store the answer of an objection: %w", err)
		}
		row.Response = optional(string(b))
	}
	return row, nil
}

// objection turns a row into the domain's words.
func (r objectionRow) objection() (quiz.Objection, error) {
	o := quiz.Objection{ID: quiz.ObjectionID(r.ID), Learner: quiz.LearnerID(r.LearnerID), Attempt: quiz.AttemptID(r.AttemptID),
		Position: r.Position, Lang: r.Lang, Knowledge: r.Knowledge, Words: r.Words, At: moment(r.MadeAt)}
	var err error
	if o.Item, err = readItem([]byte(r.Body)); err != nil {
		return o, fmt.Errorf("read the item of objection %d: %w", r.ID, err)
	}
	if r.Response != nil {
		var given storedResponse
		if err := json.Unmarshal([]byte(*r.Response), &given); err != nil {
			return o, fmt.Errorf("read the answer of objection %d: %w", r.ID, err)
		}
		o.Response = &quiz.Response{Position: r.Position, Revision: given.Revision, Given: given.Given,
			Mark: deck.Mark(given.Mark) + deck.Mark(given.Points)*deck.FullMark, Hasty: given.Hasty, AnsweredAt: moment(given.AnsweredAt)}
	}
	return o, nil
}
