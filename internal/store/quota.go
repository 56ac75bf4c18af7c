package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"gorm.io/gorm"

	"viva/internal/limits"
	"viva/internal/quiz"
	"viva/internal/users"
)

// Quotas count what is stored, so nothing else has to be kept beside it: no
// count can be wrong after a crash, and none is open to two at once.

// begun counts a learner's attempts in one pass; see quiz.Before.
const begun = `SELECT COALESCE(SUM(size), 0) AS dealt,
  COUNT(*) FILTER (WHERE started_at > @starts_from AND started_at <= @starts_until) AS starts,
  COALESCE(MIN(started_at) FILTER (WHERE started_at > @starts_from AND started_at <= @starts_until), 0) AS first_start,
  COUNT(*) FILTER (WHERE kind = @set AND started_at > @sets_from AND started_at <= @sets_until) AS sets,
  COALESCE(MIN(started_at) FILTER (WHERE kind = @set AND started_at > @sets_from AND started_at <= @sets_until), 0) AS first_set,
  COUNT(*) FILTER (WHERE finished_at IS NULL AND exam = '' AND kind <> @set) AS open,
  COALESCE(MIN(COALESCE(moved_at, started_at)) FILTER (WHERE finished_at IS NULL AND mode = 'practice' AND kind <> @set), 0) AS first_left
FROM attempts WHERE learner_id = @who`

// Before implements quiz.Store.
func (s *Store) Before(ctx context.Context, who quiz.LearnerID, w quiz.Windows) (before quiz.Before, err error) {
	err = s.read.WithContext(ctx).Transaction(func(tx *gorm.DB) error { // one moment for all of it
		before, err = begunBefore(tx, who, w)
		return err
	})
	return before, err
}

func begunBefore(tx *gorm.DB, who quiz.LearnerID, w quiz.Windows) (quiz.Before, error) {
	var n struct {
		Dealt, Starts, Sets, Open       int
		FirstStart, FirstSet, FirstLeft int64
	}
	err := tx.Raw(begun, sql.Named("who", int64(who)), sql.Named("set", string(quiz.Offline)),
		sql.Named("starts_from", w.Starts.From.UnixMilli()), sql.Named("starts_until", w.Starts.Until.UnixMilli()),
		sql.Named("sets_from", w.Sets.From.UnixMilli()), sql.Named("sets_until", w.Sets.Until.UnixMilli())).Scan(&n).Error
	if err != nil {
		return quiz.Before{}, fmt.Errorf("count what was begun: %w", err)
	}
	before := quiz.Before{Dealt: n.Dealt, Starts: uses(n.Starts, n.FirstStart), Sets: uses(n.Sets, n.FirstSet), Open: uses(n.Open, n.FirstLeft)}
	before.Timed, err = timedOpen(tx, who)
	return before, err
}

func uses(n int, oldest int64) limits.Uses {
	u := limits.Uses{N: n}
	if oldest > 0 {
		u.Oldest = moment(oldest)
	}
	return u
}

// Answered implements quiz.Store.
func (s *Store) Answered(ctx context.Context, who quiz.LearnerID, within limits.Span) (limits.Uses, error) {
	var r struct {
		N     int
		First int64
	}
	err := s.read.WithContext(ctx).Raw("SELECT COUNT(*) AS n, COALESCE(MIN(answered_at), 0) AS first FROM responses WHERE learner_id = ? AND answered_at > ? AND answered_at <= ?",
		int64(who), within.From.UnixMilli(), within.Until.UnixMilli()).Scan(&r).Error
	if err != nil {
		return limits.Uses{}, fmt.Errorf("count answers: %w", err)
	}
	return uses(r.N, r.First), nil
}

// LeftAlone implements quiz.Store.
func (s *Store) LeftAlone(ctx context.Context, since time.Time, most int) ([]quiz.Owned, error) {
	var owned []quiz.Owned
	err := s.read.WithContext(ctx).Raw(`SELECT id AS attempt, learner_id AS learner FROM attempts
WHERE finished_at IS NULL AND mode = 'practice' AND kind <> ? AND COALESCE(moved_at, started_at) <= ? ORDER BY id LIMIT ?`,
		string(quiz.Offline), since.UnixMilli(), most).Scan(&owned).Error
	if err != nil {
		return nil, fmt.Errorf("list attempts that were left alone: %w", err)
	}
	return owned, nil
}

// goneGuests are guests without a sign of life: their sessions were not renewed,
// and nothing was begun or answered. What they do in an exam that runs is theirs
// until its end, and what they objected to is for an instructor to read. One of
// whom only reviews are left is not found again.
const goneGuests = `SELECT u.id FROM users u WHERE u.role = 'guest'
  AND MAX(u.created_at,
    (SELECT COALESCE(MAX(rotated_at), 0) FROM sessions WHERE user_id = u.id),
    (SELECT COALESCE(MAX(COALESCE(moved_at, started_at)), 0) FROM attempts WHERE learner_id = u.id))
    <= CASE WHEN EXISTS (SELECT 1 FROM responses WHERE learner_id = u.id) THEN @answered ELSE @unanswered END
  AND NOT EXISTS (SELECT 1 FROM attempts WHERE learner_id = u.id AND finished_at IS NULL AND deadline > @now)
  AND NOT EXISTS (SELECT 1 FROM objections WHERE learner_id = u.id)
  AND (EXISTS (SELECT 1 FROM attempts WHERE learner_id = u.id) OR NOT EXISTS (SELECT 1 FROM reviews WHERE learner_id = u.id))
ORDER BY u.id LIMIT @most`

// DropGuests implements users.Store.
func (s *Store) DropGuests(ctx context.Context, g users.Gone) (int, error) {
	var gone []int64
	err := s.tx(ctx, func(tx *gorm.DB) error {
		err := tx.Raw(goneGuests, sql.Named("answered", g.Answered.UnixMilli()), sql.Named("unanswered", g.Unanswered.UnixMilli()),
			sql.Named("now", g.Now.UnixMilli()), sql.Named("most", g.Most)).Scan(&gone).Error
		if err != nil || len(gone) == 0 {
			return err
		}
		return erase(tx, gone)
	})
	if err != nil {
		return 0, fmt.Errorf("delete guests: %w", err)
	}
	return len(gone), nil
}
