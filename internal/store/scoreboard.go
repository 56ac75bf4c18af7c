package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// rankedRow is a row of a scoreboard.
type rankedRow struct {
	LearnerID           int64
	Name                string
	Points, Answered    int
	BestPoints, BestMax int
	Rank, N             int
}

func (r rankedRow) row() quiz.ScoreRow {
	return quiz.ScoreRow{Rank: r.Rank, Learner: quiz.LearnerID(r.LearnerID), Name: r.Name, Points: r.Points,
		Answered: r.Answered, Best: quiz.Fraction{Points: r.BestPoints, Max: r.BestMax}}
}

// ranked gives ranks 1, 2, 2, 4 to those who agreed to be shown.
const ranked = `WITH ranked AS (
  SELECT s.learner_id, u.shown_as AS name, s.points, s.answered, s.best_points, s.best_max,
    RANK() OVER (ORDER BY s.points DESC) AS rank,
    ROW_NUMBER() OVER (ORDER BY s.points DESC, s.answered, s.learner_id) AS n
  FROM scores s JOIN users u ON u.id = s.learner_id
  WHERE s.subject = ? AND s.edition = ? AND s.period = ? AND s.topic = '' AND s.answered > 0
    AND u.listed = 1 AND u.role <> 'guest'
)
SELECT * FROM ranked WHERE (n > ? AND n <= ?) OR learner_id = ? ORDER BY n`

// Scoreboard implements quiz.Store.
func (s *Store) Scoreboard(ctx context.Context, who quiz.LearnerID, q quiz.ScoreboardQuery, period string) (quiz.Scoreboard, error) {
	after := 0
	if q.After != "" {
		var err error
		if after, err = strconv.Atoi(q.After); err != nil || after < 1 {
			return quiz.Scoreboard{}, quiz.ErrAfter.At("after")
		}
	}
	var rows []rankedRow
	err := s.read.WithContext(ctx).Raw(ranked, q.Subject, q.Edition, period, after, after+q.Limit+1, int64(who)).Scan(&rows).Error
	if err != nil {
		return quiz.Scoreboard{}, fmt.Errorf("read scoreboard: %w", err)
	}
	var board quiz.Scoreboard
	for _, r := range rows {
		row := r.row()
		if r.LearnerID == int64(who) {
			board.Me = &row
		}
		switch {
		case r.N <= after || r.N > after+q.Limit+1: // only here as the asking learner's own
		case r.N == after+q.Limit+1:
			board.Next = strconv.Itoa(after + q.Limit)
		default:
			board.Rows = append(board.Rows, row)
		}
	}
	if board.Me == nil {
		board.Me, err = s.unranked(ctx, who, q, period)
	}
	return board, err
}

// unranked is the own row of a learner who is not shown to others.
func (s *Store) unranked(ctx context.Context, who quiz.LearnerID, q quiz.ScoreboardQuery, period string) (*quiz.ScoreRow, error) {
	var rows []rankedRow
	err := s.read.WithContext(ctx).Raw(`SELECT s.learner_id, u.shown_as AS name, s.points, s.answered, s.best_points, s.best_max
FROM scores s JOIN users u ON u.id = s.learner_id
WHERE s.learner_id = ? AND s.subject = ? AND s.edition = ? AND s.period = ? AND s.topic = ''`,
		int64(who), q.Subject, q.Edition, period).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	row := rows[0].row()
	return &row, nil
}

// gradebookRow is a learner with the score of one topic, "" being all.
type gradebookRow struct {
	Name, ShownAs string
	Score         scoreRow `gorm:"embedded"`
}

// Gradebook implements quiz.Store.
func (s *Store) Gradebook(ctx context.Context, q quiz.GradebookQuery) ([]quiz.GradebookRow, error) {
	var found []gradebookRow
	sql := `SELECT u.id AS learner_id, u.name, u.shown_as, s.points, s.answered, s.attempts, s.best_points, s.best_max,
  s.last_points, s.last_max, s.active_at, COALESCE(s.topic, '') AS topic
FROM users u LEFT JOIN scores s ON s.learner_id = u.id AND s.subject = ? AND s.edition = ? AND s.period = ?
WHERE u.role = ? AND (u.name LIKE ? ESCAPE '\' OR u.shown_as LIKE ? ESCAPE '\')
ORDER BY u.name_key, u.id, s.topic`
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q.Name) + "%"
	err := s.read.WithContext(ctx).Raw(sql, q.Subject, q.Edition, quiz.AllTime, string(users.Learner), like, like).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read gradebook: %w", err)
	}
	var rows []quiz.GradebookRow
	for _, f := range found {
		score := f.Score
		if n := len(rows); n == 0 || rows[n-1].Learner != quiz.LearnerID(score.LearnerID) {
			if q.Limit > 0 && n == q.Limit {
				break
			}
			rows = append(rows, quiz.GradebookRow{Learner: quiz.LearnerID(score.LearnerID), Name: f.Name, ShownAs: f.ShownAs,
				Topics: map[string]quiz.Fraction{}})
		}
		score.addTo(&rows[len(rows)-1])
	}
	return rows, nil
}

// addTo writes a score into its learner's row.
func (r scoreRow) addTo(row *quiz.GradebookRow) {
	if r.Topic != "" {
		row.Topics[r.Topic] = quiz.Fraction{Points: r.Points, Max: r.Answered * deck.MaxPoints}
		return
	}
	row.Attempts, row.Points, row.Answered = r.Attempts, r.Points, r.Answered
	row.Best = quiz.Fraction{Points: r.BestPoints, Max: r.BestMax}
	row.Last = quiz.Fraction{Points: r.LastPoints, Max: r.LastMax}
	if r.ActiveAt > 0 {
		row.LastActivity = moment(r.ActiveAt)
	}
}
