package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// apiScoreRow is a learner on a scoreboard. There is nothing in it that the
// scoreboard does not show.
type apiScoreRow struct {
	Rank     *int      `json:"rank"` // null: not shown to others
	Name     string    `json:"name"`
	Points   int       `json:"points"`
	Answered int       `json:"answered"`
	Accuracy float64   `json:"accuracy"`
	Best     *apiScore `json:"best"` // null: no attempt finished yet
}

type apiScore struct {
	Score int `json:"score"`
	Max   int `json:"max"`
}

func apiScoreRowOf(r quiz.ScoreRow) apiScoreRow {
	out := apiScoreRow{Name: r.Name, Points: r.Points, Answered: r.Answered, Accuracy: r.Accuracy()}
	if r.Rank > 0 {
		out.Rank = &r.Rank
	}
	if r.Best.Max > 0 {
		out.Best = &apiScore{Score: r.Best.Points, Max: r.Best.Max}
	}
	return out
}

func (s *Site) apiScoreboard(c *fiber.Ctx) error {
	who, params, err := s.asker(c, "subject", "edition", "period", "limit", "after")
	if err != nil {
		return err
	}
	limit, err := limitOf(params)
	if err != nil {
		return err
	}
	board, err := s.quiz.Scoreboard(c.UserContext(), who, quiz.ScoreboardQuery{Subject: params["subject"],
		Edition: params["edition"], Period: params["period"], Limit: limit, After: params["after"]})
	if err != nil {
		return err
	}
	out := struct {
		Rows []apiScoreRow `json:"rows"`
		Me   *apiScoreRow  `json:"me"`
		Next string        `json:"next,omitzero"`
	}{Next: board.Next}
	for _, r := range board.Rows {
		out.Rows = append(out.Rows, apiScoreRowOf(r))
	}
	if board.Me != nil {
		me := apiScoreRowOf(*board.Me)
		out.Me = &me
	}
	return writeJSON(c, fiber.StatusOK, out)
}
