package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// apiDraft acknowledges what a learner did at a question of an exam.
type apiDraft struct {
	Position int      `json:"position"`
	Revision int      `json:"revision,omitzero"` // of the answer that stands
	Answered int      `json:"answered"`          // questions of the exam with an answer
	Flagged  bool     `json:"flagged"`
	Struck   []string `json:"struck"`
	Left     *int     `json:"left_seconds,omitzero"` // where there is a deadline
	Saved    bool     `json:"saved"`
}

// apiJot keeps an answer, a flag and strike-outs in one go. An empty object
// only notes where the learner is and asks for the time left.
func (s *Site) apiJot(c *fiber.Ctx) error {
	var draft quiz.Draft
	who, id, err := s.onAttempt(c, func(c *fiber.Ctx) (err error) { draft, err = readJot(c); return err })
	if err != nil {
		return err
	}
	pos := positionParam(c)
	a, _, err := s.quiz.Jot(c.UserContext(), who, id, pos, draft)
	if err != nil {
		return withCurrent(err)
	}
	q, err := a.Question(pos)
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, apiDraft{Position: pos, Revision: q.Revision, Answered: a.Answered(), Flagged: q.Note.Flagged,
		Struck: append([]string{}, q.Note.Struck...), Left: s.leftSeconds(a), Saved: true})
}

// readJot reads a draft. An idempotency key without an answer is ignored.
func readJot(c *fiber.Ctx) (d quiz.Draft, err error) {
	var in struct {
		Given    *[]string `json:"given"`
		Revision *int      `json:"revision"`
		Flagged  *bool     `json:"flagged"`
		Struck   *[]string `json:"struck"`
	}
	if err := readJSON(c, &in); err != nil {
		return d, err
	}
	d.Flagged, d.Struck = in.Flagged, in.Struck
	var options []string
	if in.Given != nil {
		options = *in.Given
	}
	g, err := givenOf(c, options, in.Revision)
	if err == nil && in.Given != nil {
		d.Given = &g
	}
	return d, err
}

// leftSeconds is the time left of an open attempt with a deadline, in seconds,
// rounded up.
func (s *Site) leftSeconds(a *quiz.Attempt) *int {
	if !a.Timed() || a.Finished() {
		return nil
	}
	left := int((a.Left(s.now()) + time.Second - 1) / time.Second)
	return &left
}

// apiExamResult is how an exam with a profile went.
type apiExamResult struct {
	Scaled int  `json:"scaled"`
	Low    int  `json:"low"`
	High   int  `json:"high"`
	Pass   int  `json:"pass"`
	Passed bool `json:"passed"`
}

// apiExamResultOf is nil for an attempt without a scale.
func apiExamResultOf(a *quiz.Attempt) (*apiExamResult, error) {
	if !a.Scaled() {
		return nil, nil
	}
	r, err := a.ExamResult()
	if err != nil {
		return nil, err
	}
	return &apiExamResult{Scaled: r.Scaled, Low: r.Low, High: r.High, Pass: r.Scale.Pass, Passed: r.Passed}, nil
}
