package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// reviewPage lists the questions of an open exam before it is ended.
type reviewPage struct {
	base
	place
	sitting
	Show    string // all, unanswered or flagged
	Filters []reviewFilter
	Rows    []examNumber // those that Show lets through
	Back    string       // the question that the learner was at
}

// reviewFilter leads to a part of the list.
type reviewFilter struct {
	Show, Path string
	Count      int
	Current    bool
}

// shows are the filters of a review in the order of their links.
var shows = []string{"all", "unanswered", "flagged"}

// lets reports whether a filter lets a question through.
func lets(show string, n examNumber) bool {
	return show == "all" || show == "unanswered" && !n.Answered || show == "flagged" && n.Flagged
}

// showReview lists the questions with their state. An attempt that is no open
// exam has nothing to review.
func (s *Site) showReview(c *fiber.Ctx) error {
	a, _, err := s.attempt(c)
	if err != nil {
		return err
	}
	if !openExamPage(a) {
		return redirect(c, resumePath(a))
	}
	f, err := pageQuery(c, "show")
	if err != nil {
		return err
	}
	page := reviewPage{base: s.base(c, "exam_review"), Show: f.Value("show"), Back: resumePath(a)}
	page.place, page.sitting = s.place(page.base, a, a.Size()), s.sitting(a, page.Lang, 0)
	if page.Show != "unanswered" && page.Show != "flagged" {
		page.Show = "all"
	}
	for _, show := range shows {
		filter := reviewFilter{Show: show, Path: page.AttemptPath("review"), Current: show == page.Show}
		if show != "all" {
			filter.Path += "?show=" + show
		}
		for _, n := range page.Numbers {
			if lets(show, n) {
				filter.Count++
			}
		}
		page.Filters = append(page.Filters, filter)
	}
	for _, n := range page.Numbers {
		if lets(page.Show, n) {
			page.Rows = append(page.Rows, n)
		}
	}
	return s.render(c, "exam_review", page)
}

// examResume is where an open exam goes on: at the question the learner was
// at last, on whatever device that was.
func examResume(a *quiz.Attempt) string {
	return itemPath(a.ID, max(1, min(a.MovedTo, a.Size())))
}

// endPage asks once more before an exam is ended.
type endPage struct {
	base
	place
	sitting
}

// askToEnd is the second step of ending an exam; the review is the first.
func (s *Site) askToEnd(c *fiber.Ctx, a *quiz.Attempt) error {
	page := endPage{base: s.base(c, "exam_end_title")}
	page.place, page.sitting = s.place(page.base, a, a.Size()), s.sitting(a, page.Lang, 0)
	return s.render(c, "exam_end", page)
}

// reviewPath is the review of an exam.
func reviewPath(id quiz.AttemptID) string { return fmt.Sprintf("/attempts/%d/review", id) }
