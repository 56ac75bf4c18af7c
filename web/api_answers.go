package web

import (
	"errors"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
)

func (s *Site) apiAnswer(c *fiber.Ctx) error {
	var given quiz.Given
	who, id, err := s.onAttempt(c, func(c *fiber.Ctx) (err error) { given, err = readGiven(c); return err })
	if err != nil {
		return err
	}
	pos := positionParam(c)
	a, r, err := s.quiz.Answer(c.UserContext(), who, id, pos, given)
	if err != nil {
		return withCurrent(err)
	}
	if a.Mode == deck.Exam {
		return writeJSON(c, fiber.StatusOK, apiSaved{Position: r.Position, Revision: r.Revision, Saved: true})
	}
	f, ok, err := a.Feedback(r.Position)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("attempt %d has no feedback on the answer just stored at %d", id, pos)
	}
	return writeJSON(c, fiber.StatusOK, f)
}

// apiSaved acknowledges an answer in an exam.
type apiSaved struct {
	Position int  `json:"position"`
	Revision int  `json:"revision"`
	Saved    bool `json:"saved"`
}

// readGiven reads an answer from the body.
func readGiven(c *fiber.Ctx) (g quiz.Given, err error) {
	var in struct {
		Given     []string       `json:"given"`
		Revision  *int           `json:"revision"`
		Certainty quiz.Certainty `json:"certainty"`
	}
	if err := readJSON(c, &in); err != nil {
		return g, err
	}
	g, err = givenOf(c, in.Given, in.Revision)
	g.Certainty = in.Certainty
	return g, err
}

// givenOf is an answer with these options and this revision, which may be nil,
// and with the idempotency key of the request.
func givenOf(c *fiber.Ctx, options []string, revision *int) (g quiz.Given, err error) {
	g.Options = options
	if revision != nil {
		if g.Revision = *revision; g.Revision < 1 {
			return g, quiz.ErrRevision.At("revision")
		}
	}
	g.Key, err = idempotencyKey(c)
	return g, err
}

// idempotencyKey is the idempotency key of the request, or "".
func idempotencyKey(c *fiber.Ctx) (string, error) {
	keys := c.Request().Header.PeekAll("Idempotency-Key")
	switch {
	case len(keys) > 1:
		return "", errHeader
	case len(keys) == 1 && len(keys[0]) == 0:
		return "", quiz.ErrKey
	case len(keys) == 1:
		return string(keys[0]), nil
	}
	return "", nil
}

// withCurrent puts the answer that stands under one name in the error of a
// stale answer.
func withCurrent(err error) error {
	f := fault.As(err)
	if f == nil || !errors.Is(f, quiz.ErrStale) {
		return err
	}
	return quiz.ErrStale.With("current", struct {
		Given    any `json:"given"`
		Revision any `json:"revision"`
	}{f.Detail["given"], f.Detail["revision"]})
}
