package web

import (
	"github.com/gofiber/fiber/v2"
)

// finishPage asks once more before an attempt is finished.
type finishPage struct {
	base
	attemptBase
	Open []int // positions without an answer
}

func (s *Site) askToFinish(c *fiber.Ctx) error {
	a, _, err := s.attempt(c)
	if err != nil {
		return err
	}
	if a.Finished() {
		return redirect(c, resumePath(a))
	}
	if openExamPage(a) {
		return s.askToEnd(c, a)
	}
	page := finishPage{base: s.base(c, "player_finish_title")}
	page.attemptBase = s.attemptBase(page.base, a, a.Size())
	for pos := 1; pos <= a.Size(); pos++ {
		if q, err := a.Question(pos); err == nil && q.Given == nil {
			page.Open = append(page.Open, pos)
		}
	}
	return s.render(c, "finish", page)
}

func (s *Site) finishAttempt(c *fiber.Ctx) error {
	a, who, err := s.attempt(c)
	if err != nil {
		return err
	}
	if _, err := readForm(c); err != nil {
		return err
	}
	if a, _, err = s.quiz.Finish(c.UserContext(), who, a.ID); err != nil {
		return err
	}
	return redirect(c, resumePath(a))
}
