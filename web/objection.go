package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// objectionPage shows a question with the derivation of its answer, and what
// its learner objected to in it.
type objectionPage struct {
	itemPage
	Objections []quiz.Objection // the learner's own, oldest first
}

// ISO writes a moment in UTC, for programs.
func (b base) ISO(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// ObjectPath is the address to which an objection to the question is sent.
func (p attemptBase) ObjectPath() string { return itemPath(p.ID, p.Position) + "/objections" }

// ObjectField describes the text of an objection.
func (p itemPage) ObjectField() (field, error) {
	return p.Field(p.Object, "words", "text", "off", "objection_label", "objection_hint")
}

// objectionPage makes the page of a question that may be objected to.
func (s *Site) objectionPage(c *fiber.Ctx) (page objectionPage, who quiz.Learner, err error) {
	a, who, pos, err := s.attemptAt(c)
	if err != nil {
		return page, who, err
	}
	if page.itemPage, err = s.itemPage(c, a, pos); err != nil {
		return page, who, err
	}
	if page.Feedback == nil {
		return page, who, quiz.ErrNotTold
	}
	page.titleKey = "objection_title"
	page.Objections, err = s.quiz.ObjectionsHere(c.UserContext(), who, a.ID, pos)
	return page, who, err
}

// showObjection shows the derivation, below the objections that were made.
func (s *Site) showObjection(c *fiber.Ctx) error {
	page, _, err := s.objectionPage(c)
	if err != nil {
		return err
	}
	return s.render(c, "objection", page)
}

// objectToItem keeps an objection and shows the derivation.
func (s *Site) objectToItem(c *fiber.Ctx) error {
	page, who, err := s.objectionPage(c)
	if err != nil {
		return err
	}
	f, err := readForm(c, "words")
	if err != nil {
		return err
	}
	_, _, err = s.quiz.Object(c.UserContext(), who, page.ID, page.Position, f.Value("words"))
	if err == nil {
		return redirect(c, page.ObjectPath())
	}
	if err := f.refuse(c, err); err != nil {
		return err
	}
	page.Object, page.Failed = f, true
	return s.render(c, "objection", page)
}
