package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// apiObjection is an objection with the question as it was dealt and how its
// answer was derived.
type apiObjection struct {
	ID        quiz.ObjectionID `json:"id"`
	By        string           `json:"by,omitzero"` // only in the instructors' list, and not of a visitor
	Subject   string           `json:"subject"`
	Edition   string           `json:"edition"`
	Lang      string           `json:"lang"`
	Knowledge string           `json:"knowledge"`
	Hash      string           `json:"hash"`
	Model     string           `json:"model"`
	Attempt   quiz.AttemptID   `json:"attempt"`
	Position  int              `json:"position"`
	Words     string           `json:"words"`
	At        time.Time        `json:"at"`
	Item      apiItem          `json:"item"`
}

func (s *Site) apiObjectionOf(o quiz.Objection) (apiObjection, error) {
	question, feedback, err := o.Told()
	if err != nil {
		return apiObjection{}, err
	}
	return apiObjection{ID: o.ID, By: o.ShownAs, Subject: o.Item.Subject, Edition: o.Item.Edition, Lang: o.Lang,
		Knowledge: o.Knowledge, Hash: o.Item.Hash, Model: o.Item.Model, Attempt: o.Attempt, Position: o.Position,
		Words: o.Words, At: apiTime(o.At), Item: s.apiItemWith(o.Item.Subject, question, &feedback)}, nil
}

func (s *Site) apiObject(c *fiber.Ctx) error {
	var in struct {
		Words string `json:"words"`
	}
	who, id, err := s.onAttempt(c, func(c *fiber.Ctx) error { return readJSON(c, &in) })
	if err != nil {
		return err
	}
	_, o, err := s.quiz.Object(c.UserContext(), who, id, positionParam(c), in.Words)
	if err != nil {
		return err
	}
	out, err := s.apiObjectionOf(o)
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusCreated, out)
}

func (s *Site) apiObjections(c *fiber.Ctx) error {
	params, err := readParams(c, "subject", "before", "limit")
	if err != nil {
		return err
	}
	q := quiz.ObjectionsQuery{Subject: params["subject"]}
	if q.Limit, q.Before, err = pageParams[quiz.ObjectionID](params); err != nil {
		return err
	}
	list, err := s.quiz.Objections(c.UserContext(), q)
	if err != nil {
		return err
	}
	out := struct {
		Objections []apiObjection   `json:"objections"`
		Next       quiz.ObjectionID `json:"next,omitzero"`
	}{}
	for _, o := range list {
		row, err := s.apiObjectionOf(o)
		if err != nil {
			return err
		}
		out.Objections = append(out.Objections, row)
	}
	if n := len(list); n == q.Limit {
		out.Next = list[n-1].ID
	}
	return writeJSON(c, fiber.StatusOK, out)
}
