package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// overviewPage lists the questions of an open exam before it is ended.
type overviewPage struct {
	base
	attemptBase
	openExam
	Show    string // all, unanswered or flagged
	Filters []overviewFilter
	Rows    []examNumber // the questions that Show selects
	Back    string       // the question at which the learner was
}

// overviewFilter leads to a part of the list.
type overviewFilter struct {
	Show, Path string
	Count      int
	Current    bool
}

// shows are the filters of an overview in the order of their links.
var shows = []string{"all", "unanswered", "flagged"}

// lets reports whether a filter selects a question.
func lets(show string, n examNumber) bool {
	return show == "all" || show == "unanswered" && !n.Answered || show == "flagged" && n.Flagged
}

// showOverview lists the questions with their state. Only an open exam has such
// a page.
func (s *Site) showOverview(c *fiber.Ctx) error {
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
	page := overviewPage{base: s.base(c, "exam_overview"), Show: f.Value("show"), Back: resumePath(a)}
	page.attemptBase, page.openExam = s.attemptBase(page.base, a, a.Size()), s.openExam(a, page.Lang, 0)
	page.Alone = true
	if page.Show != "unanswered" && page.Show != "flagged" {
		page.Show = "all"
	}
	for _, show := range shows {
		filter := overviewFilter{Show: show, Path: page.AttemptPath("overview"), Current: show == page.Show}
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
	return s.render(c, "exam_overview", page)
}

// forwardToOverview leads on from the address that the overview had in v0.1.0.
func (s *Site) forwardToOverview(c *fiber.Ctx) error {
	a, _, err := s.attempt(c)
	if err != nil {
		return err
	}
	to := overviewPath(a.ID)
	if query := c.Context().URI().QueryString(); len(query) > 0 {
		to += "?" + string(query)
	}
	return c.Redirect(to, fiber.StatusMovedPermanently)
}

// examResume is where an open exam goes on: at the question where the learner
// was last, on whatever device.
func examResume(a *quiz.Attempt) string {
	return itemPath(a.ID, max(1, min(a.MovedTo, a.Size())))
}

// overviewPath is the address of an exam's overview.
func overviewPath(id quiz.AttemptID) string { return fmt.Sprintf("/attempts/%d/overview", id) }
