package web

import (
	"bytes"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"viva/internal/export"
	"viva/internal/users"
)

// showOwn sends all that is kept of the reader, as JSON.
func (s *Site) showOwn(c *fiber.Ctx) error {
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	own, err := s.quiz.Own(c.UserContext(), who)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := export.JSON(&file, own); err != nil {
		return err
	}
	return s.sendOwn(c, "viva.json", fiber.MIMEApplicationJSONCharsetUTF8, file.Bytes())
}

// showOwnAnswers sends the reader's answers as a table.
func (s *Site) showOwnAnswers(c *fiber.Ctx) error {
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	answers, err := s.quiz.OwnAnswers(c.UserContext(), who)
	if err != nil {
		return err
	}
	b := s.base(c, "account_title")
	var h export.AnswerHeadings
	for key, to := range map[string]*string{"own_at": &h.At, "own_subject": &h.Subject, "own_edition": &h.Edition, "own_question": &h.Question,
		"own_given": &h.Given, "own_right": &h.Right, "own_yes": &h.Yes, "own_no": &h.No} {
		if *to, err = b.T(key); err != nil {
			return err
		}
	}
	var file bytes.Buffer
	if err := export.CSV(&file, export.Answers(h, answers), b.Lang); err != nil {
		return err
	}
	return s.sendOwn(c, "viva-answers.csv", "text/csv; charset=utf-8", file.Bytes())
}

// sendOwn sends a file that is the reader's alone.
func (s *Site) sendOwn(c *fiber.Ctx, name, kind string, content []byte) error {
	p, _ := principal(c)
	if err := s.users.Events().Record(c.UserContext(), users.Event{Kind: users.EventOwnExported, Actor: p.User.ID, Target: p.User.ID, Detail: name}); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf("attachment; filename=%q", name))
	return c.Send(content)
}
