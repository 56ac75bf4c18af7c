package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// endPage asks once more before an exam is ended.
type endPage struct {
	base
	attemptBase
	openExam
}

// askToEnd shows the second step of ending an exam. The first is the overview.
func (s *Site) askToEnd(c *fiber.Ctx, a *quiz.Attempt) error {
	page := endPage{base: s.base(c, "exam_end_title")}
	page.attemptBase, page.openExam = s.attemptBase(page.base, a, a.Size()), s.openExam(a, page.Lang, 0)
	page.Alone = true
	return s.render(c, "exam_end", page)
}
