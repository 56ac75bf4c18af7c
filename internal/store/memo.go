package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"viva/internal/quiz"
)

// memoRow is a row of memos.
type memoRow struct {
	LearnerID           int64
	Subject, Item       string
	Bookmarked          bool
	Felt, Words         string
	ChangedAt           int64
	Edition, Lang, Stem string
	AttemptID           int64
	Position            int
}

// TableName tells GORM where the rows are.
func (memoRow) TableName() string { return "memos" }

func (r memoRow) memo() quiz.Memo {
	return quiz.Memo{Subject: r.Subject, Item: r.Item, Bookmarked: r.Bookmarked, Felt: quiz.Felt(r.Felt), Words: r.Words, At: moment(r.ChangedAt),
		Edition: r.Edition, Lang: r.Lang, Stem: r.Stem, Attempt: quiz.AttemptID(r.AttemptID), Position: r.Position}
}

// UpdateMemo implements quiz.Store.
func (s *Store) UpdateMemo(ctx context.Context, who quiz.LearnerID, id quiz.AttemptID, pos int,
	change func(a *quiz.Attempt, was quiz.Memo, kept int) (quiz.Memo, error)) (m quiz.Memo, err error) {
	err = s.tx(ctx, func(tx *gorm.DB) error {
		a, err := loadAttempt(tx, who, id)
		if err != nil {
			return err
		}
		var was quiz.Memo
		if pos >= 1 && pos <= a.Size() {
			if was, err = memoOf(tx, who, a.Subject, a.Items()[pos-1].ID); err != nil {
				return err
			}
		}
		var kept int64
		if err := tx.Model(&memoRow{}).Where("learner_id = ?", int64(who)).Count(&kept).Error; err != nil {
			return fmt.Errorf("count memos: %w", err)
		}
		if m, err = change(a, was, int(kept)); err != nil || m == was {
			return err
		}
		return storeMemo(tx, who, m)
	})
	return m, err
}

func storeMemo(tx *gorm.DB, who quiz.LearnerID, m quiz.Memo) error {
	if m.Empty() {
		err := tx.Where("learner_id = ? AND subject = ? AND item = ?", int64(who), m.Subject, m.Item).Delete(&memoRow{}).Error
		if err != nil {
			return fmt.Errorf("take a memo away: %w", err)
		}
		return nil
	}
	row := memoRow{LearnerID: int64(who), Subject: m.Subject, Item: m.Item, Bookmarked: m.Bookmarked, Felt: string(m.Felt), Words: m.Words,
		ChangedAt: m.At.UnixMilli(), Edition: m.Edition, Lang: m.Lang, Stem: m.Stem, AttemptID: int64(m.Attempt), Position: m.Position}
	if err := tx.Clauses(clause.OnConflict{UpdateAll: true, Columns: memoKey}).Create(&row).Error; err != nil {
		return fmt.Errorf("store a memo: %w", err)
	}
	return nil
}

var memoKey = []clause.Column{{Name: "learner_id"}, {Name: "subject"}, {Name: "item"}}

// Memo implements quiz.Store.
func (s *Store) Memo(ctx context.Context, who quiz.LearnerID, subject, item string) (quiz.Memo, error) {
	return memoOf(s.read.WithContext(ctx), who, subject, item)
}

func memoOf(db *gorm.DB, who quiz.LearnerID, subject, item string) (quiz.Memo, error) {
	var r memoRow
	err := db.Where("learner_id = ? AND subject = ? AND item = ?", int64(who), subject, item).Take(&r).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return quiz.Memo{}, nil
	case err != nil:
		return quiz.Memo{}, fmt.Errorf("read a memo: %w", err)
	}
	return r.memo(), nil
}

// Memos implements quiz.Store.
func (s *Store) Memos(ctx context.Context, who quiz.LearnerID, q quiz.MemosQuery) (page []quiz.Memo, total int, err error) {
	db := s.read.WithContext(ctx).Model(&memoRow{}).Where("learner_id = ? AND subject = ?", int64(who), q.Subject)
	if q.Edition != "" {
		db = db.Where("edition = ?", q.Edition)
	}
	if q.Bookmarked {
		db = db.Where("bookmarked = 1")
	} else {
		db = db.Where("bookmarked = 1 OR words <> ''")
	}
	var n int64
	if err := db.Session(&gorm.Session{}).Count(&n).Error; err != nil {
		return nil, 0, fmt.Errorf("count memos: %w", err)
	}
	var rows []memoRow
	if err := db.Order("changed_at DESC, item").Offset(q.Skip).Limit(q.Limit).Find(&rows).Error; err != nil {
		return nil, 0, fmt.Errorf("list memos: %w", err)
	}
	for _, r := range rows {
		page = append(page, r.memo())
	}
	return page, int(n), nil
}

// Bookmarks implements quiz.Store.
func (s *Store) Bookmarks(ctx context.Context, who quiz.LearnerID, subject, edition string) ([]string, error) {
	var items []string
	err := s.read.WithContext(ctx).Raw("SELECT item FROM memos WHERE learner_id = ? AND subject = ? AND edition = ? AND bookmarked = 1 ORDER BY item",
		int64(who), subject, edition).Scan(&items).Error
	if err != nil {
		return nil, fmt.Errorf("list bookmarks: %w", err)
	}
	return items, nil
}

// FeltMost implements quiz.Store.
func (s *Store) FeltMost(ctx context.Context, subject string, most int) ([]quiz.FeltCount, error) {
	var counts []quiz.FeltCount
	err := s.read.WithContext(ctx).Raw(`SELECT subject, item, lang, stem,
  COUNT(*) FILTER (WHERE felt = 'easy') AS easy, COUNT(*) FILTER (WHERE felt = 'hard') AS hard
FROM memos WHERE felt <> '' AND (? = '' OR subject = ?) GROUP BY subject, item ORDER BY COUNT(*) DESC, subject, item LIMIT ?`,
		subject, subject, most).Scan(&counts).Error
	if err != nil {
		return nil, fmt.Errorf("count how questions felt: %w", err)
	}
	return counts, nil
}
