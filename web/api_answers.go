package web

import (
	"errors"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
)

// apiFeedback is what a learner is told about an item.
type apiFeedback struct {
	Position    int                 `json:"position"`
	Revision    int                 `json:"revision,omitzero"`
	Answered    bool                `json:"answered"`
	Correct     bool                `json:"correct"`
	Score       int                 `json:"score"`
	Max         int                 `json:"max"`
	Trial       bool                `json:"trial,omitzero"` // it counts for nothing
	Certainty   quiz.Certainty      `json:"certainty,omitempty"`
	Mistapped   bool                `json:"mistapped,omitzero"`
	Comeback    bool                `json:"comeback,omitzero"`
	Options     []apiOptionFeedback `json:"options"`
	Prompts     []apiPromptFeedback `json:"prompts,omitempty"`
	Number      *apiNumberFeedback  `json:"number,omitzero"`
	Why         []string            `json:"why"`
	Corrections []string            `json:"corrections"`
	Now         []string            `json:"now"`
	Words       []string            `json:"words"`
	Grounds     []apiGround         `json:"grounds"`
	Source      apiSource           `json:"source"`
	Confidence  deck.Confidence     `json:"confidence"`
	Edition     string              `json:"edition"`
	ValidFrom   deck.Date           `json:"valid_from,omitzero"`
	ValidTo     deck.Date           `json:"valid_to,omitzero"`
	Facts       []string            `json:"facts"`
}

type apiOptionFeedback struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Correct bool   `json:"correct"`
	Chosen  bool   `json:"chosen"`
	Reason  string `json:"reason"`
}

type apiPromptFeedback struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Key     string `json:"key"`
	Given   string `json:"given,omitempty"` // left out when left blank
	Correct bool   `json:"correct"`
	Reason  string `json:"reason"`
}

type apiNumberFeedback struct {
	Key       deck.Decimal `json:"key"`
	Tolerance deck.Decimal `json:"tolerance"`
	Unit      string       `json:"unit"`
	Working   []string     `json:"working"`
	Mistake   string       `json:"mistake,omitempty"` // where it is known
}

type apiSource struct {
	Title string `json:"title"`
	URL   string `json:"url,omitzero"` // of official pages only
	Date  string `json:"date"`
	// Checked is when it was last found to say so; attempts of long ago lack it.
	Checked deck.Date `json:"checked,omitzero"`
}

// apiGround is a fact behind the key with what vouches for it.
type apiGround struct {
	Fact       string          `json:"fact"`
	Says       string          `json:"says"`
	Source     apiSource       `json:"source"`
	ValidFrom  deck.Date       `json:"valid_from,omitzero"`
	ValidTo    deck.Date       `json:"valid_to,omitzero"` // left out: no end known
	Confidence deck.Confidence `json:"confidence"`
}

func apiSourceOf(c deck.Citation) apiSource {
	out := apiSource{Title: c.Title, Date: c.Date, Checked: c.Checked}
	if c.Official {
		out.URL = c.URL
	}
	return out
}

func apiFeedbackOf(f quiz.Feedback, revision int) apiFeedback {
	out := apiFeedback{Position: f.Position, Revision: revision, Answered: f.Answered, Correct: f.Correct,
		Score: f.Points, Max: f.Max, Trial: f.Trial, Certainty: f.Certainty, Mistapped: f.Mistapped, Comeback: f.Comeback, Why: f.Why, Corrections: f.Corrections, Now: f.Now, Words: f.Words,
		Source: apiSourceOf(f.Source), Confidence: f.Confidence, Edition: f.Edition,
		ValidFrom: f.Period.From, ValidTo: f.Period.To, Facts: f.Facts}
	for _, g := range f.Grounds {
		out.Grounds = append(out.Grounds, apiGround{Fact: g.Fact, Says: g.Says, Source: apiSourceOf(g.Source),
			ValidFrom: g.From, ValidTo: g.To, Confidence: g.Confidence})
	}
	for _, o := range f.Options {
		out.Options = append(out.Options, apiOptionFeedback(o))
	}
	for _, p := range f.Prompts {
		out.Prompts = append(out.Prompts, apiPromptFeedback(p))
	}
	if f.Number != nil {
		number := apiNumberFeedback(*f.Number)
		out.Number = &number
	}
	return out
}

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
	return writeJSON(c, fiber.StatusOK, apiFeedbackOf(f, r.Revision))
}

// apiSaved acknowledges an answer in an exam.
type apiSaved struct {
	Position int  `json:"position"`
	Revision int  `json:"revision"`
	Saved    bool `json:"saved"`
}

// readGiven understands an answer.
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

// givenOf is an answer of these options and of that revision, which may be
// left out, under the key of the request.
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

// idempotencyKey is the one that the request carries, or "".
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

// withCurrent gathers, in the fault of a stale answer, the one that stands
// under one name.
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
