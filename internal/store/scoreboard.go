package store

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

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

// ranked ranks the learners who agreed to be shown: 1, 2, 2, 4.
const ranked = `WITH ranked AS (
  SELECT s.learner_id, u.shown_as AS name, s.points, s.answered, s.best_points, s.best_max,
    RANK() OVER (ORDER BY s.points DESC) AS rank,
    ROW_NUMBER() OVER (ORDER BY s.points DESC, s.answered, s.learner_id) AS n
  FROM scores s JOIN users u ON u.id = s.learner_id
  WHERE s.subject = ? AND s.edition = ? AND s.period = ? AND s.topic = '' AND s.answered > 0
    AND u.listed = 1 AND u.hidden = 0 AND u.role <> 'guest'
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
		case r.N <= after || r.N > after+q.Limit+1: // it is only there as the learner's own row
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
	if err != nil {
		return nil, fmt.Errorf("read a score: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	row := rows[0].row()
	return &row, nil
}

// gradebookRow is a learner with the score on one topic; "" is all topics.
type gradebookRow struct {
	Name, ShownAs string
	Rushed        int
	Score         scoreRow `gorm:"embedded"`
}

// gradebookSorts are the columns behind the orders of the gradebook.
var gradebookSorts = map[quiz.GradebookSort]string{
	quiz.ByName:     "u.name_sort",
	quiz.ByAttempts: "COALESCE(s.attempts, 0)",
	quiz.ByPoints:   "COALESCE(s.points, 0)",
	quiz.ByBest:     "COALESCE(s.best_points * 1.0 / NULLIF(s.best_max, 0), -1)",
	quiz.ByLast:     "COALESCE(s.last_points * 1.0 / NULLIF(s.last_max, 0), -1)",
	quiz.ByActivity: "COALESCE(s.active_at, 0)",
}

// gradebook sorts all learners, and reads the scores by topic only of the
// learners on the page.
const gradebook = `WITH page AS (
  SELECT u.id, u.name, u.shown_as, ROW_NUMBER() OVER (ORDER BY %s, u.name_sort, u.id) AS n
  FROM users u LEFT JOIN scores s ON s.learner_id = u.id AND s.subject = @subject AND s.edition = @edition AND s.period = @period AND s.topic = ''
  WHERE u.role = @role AND instr(u.name_search, @name) > 0
  ORDER BY n LIMIT @limit OFFSET @skip
)
SELECT p.id AS learner_id, p.name, p.shown_as,
  (SELECT COUNT(*) FROM attempts a WHERE a.learner_id = p.id AND a.rushed = 1 AND a.subject = @subject AND a.edition = @edition) AS rushed,
  s.points, s.answered, s.attempts, s.best_points, s.best_max,
  s.last_points, s.last_max, s.active_at, COALESCE(s.topic, '') AS topic
FROM page p LEFT JOIN scores s ON s.learner_id = p.id AND s.subject = @subject AND s.edition = @edition AND s.period = @period
ORDER BY p.n, s.topic`

// Gradebook implements quiz.Store.
func (s *Store) Gradebook(ctx context.Context, q quiz.GradebookQuery) ([]quiz.GradebookRow, error) {
	by, ok := gradebookSorts[cmp.Or(q.Sort, quiz.ByName)]
	if !ok {
		return nil, fmt.Errorf("read the gradebook: no order %q", q.Sort)
	}
	if q.Descending {
		by += " DESC"
	}
	limit := q.Limit
	if limit == 0 {
		limit = -1
	}
	var found []gradebookRow
	err := s.read.WithContext(ctx).Raw(fmt.Sprintf(gradebook, by), map[string]any{
		"subject": q.Subject, "edition": q.Edition, "period": quiz.AllTime, "role": string(users.Learner),
		"name": users.SearchKey(q.Name), "limit": limit, "skip": q.Skip,
	}).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("read the gradebook: %w", err)
	}
	var rows []quiz.GradebookRow
	for _, f := range found {
		score := f.Score
		if n := len(rows); n == 0 || rows[n-1].Learner != quiz.LearnerID(score.LearnerID) {
			rows = append(rows, quiz.GradebookRow{Learner: quiz.LearnerID(score.LearnerID), Name: f.Name, ShownAs: f.ShownAs, Rushed: f.Rushed,
				Topics: map[string]quiz.Fraction{}})
		}
		score.addTo(&rows[len(rows)-1])
	}
	return rows, nil
}

// GradebookSize implements quiz.Store.
func (s *Store) GradebookSize(ctx context.Context, q quiz.GradebookQuery) (int, error) {
	var n int
	err := s.read.WithContext(ctx).Raw("SELECT COUNT(*) FROM users WHERE role = ? AND instr(name_search, ?) > 0",
		string(users.Learner), users.SearchKey(q.Name)).Scan(&n).Error
	if err != nil {
		return 0, fmt.Errorf("count learners: %w", err)
	}
	return n, nil
}

// addTo writes a score into the row of its learner.
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
