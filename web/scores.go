package web

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/web/chart"
	"viva/web/words"
)

// scoresPage shows the reader's own attempts over time.
type scoresPage struct {
	base
	Lines []attemptLine // newest first
	Open  []attemptLine
	Chart *chart.Results // nil for fewer than two results
	Older string         // link to the page after this one, or ""
	Newer bool           // this is not the first page
}

// scoresLimit is how many attempts a page lists; charted is how many results
// a chart can show before they run into each other.
const (
	scoresLimit = 50
	charted     = 30
)

func (s *Site) showScores(c *fiber.Ctx) error {
	q, err := pageQuery(c, "before")
	if err != nil {
		return err
	}
	query := quiz.AttemptsQuery{Limit: scoresLimit}
	if text := q.Value("before"); text != "" {
		before, ok := positive(text)
		if !ok {
			return errMalformed
		}
		query.Before = quiz.AttemptID(before)
	}
	page := scoresPage{base: s.base(c, "scores_title"), Newer: query.Before > 0}
	who, err := s.learner(c)
	if err != nil {
		return s.render(c, "scores", page) // a stranger has none yet
	}
	all, err := s.quiz.Attempts(c.UserContext(), who, query)
	if err != nil {
		return err
	}
	if len(all) == scoresLimit {
		page.Older = "/scores?before=" + strconv.FormatInt(int64(all[len(all)-1].ID), 10)
	}
	for _, l := range s.attemptLines(page.base, all) {
		if l.Open() {
			page.Open = append(page.Open, l)
		} else {
			page.Lines = append(page.Lines, l)
		}
	}
	if page.Chart, err = scoreChart(page.Phrases, page.Lines); err != nil {
		return err
	}
	return s.render(c, "scores", page)
}

// scoreChart draws the last results, oldest first.
func scoreChart(p words.Phrases, newestFirst []attemptLine) (*chart.Results, error) {
	recent := slices.Clone(newestFirst[:min(len(newestFirst), charted)])
	slices.Reverse(recent)
	var points []chart.Result
	for _, l := range recent {
		points = append(points, chart.Result{Share: l.Share(), At: l.FinishedAt, Exam: l.Mode == deck.Exam})
	}
	return chart.NewResults(p, points)
}
