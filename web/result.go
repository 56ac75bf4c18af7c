package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// resultPage shows the result of a finished attempt.
type resultPage struct {
	base
	attemptBase
	Result quiz.Result
	Remark string // key of the sentence that puts the score into words
	Ranked bool
	Topics []topicResult
	Items  []itemResult
	Again  startForm
	Wrong  *wrongForm // nil if nothing was wrong
}

// topicResult is a topic's share of a result.
type topicResult struct {
	Title       string
	Points, Max int
	Practise    *startForm // nil if there is nothing to ask
}

// Share is the points as a proportion of 0 to 1.
func (t topicResult) Share() float64 { return share(t.Points, t.Max) }

// Width is the length of the bar, of 100.
func (t topicResult) Width() int { return int(t.Share()*100 + 0.5) }

// itemResult is a question in the list of a result.
type itemResult struct {
	Position          int
	Stem, Lang        string
	Answered, Correct bool
}

func itemResultOf(q quiz.Question, f quiz.Feedback) itemResult {
	return itemResult{Position: q.Position, Stem: q.Stem, Lang: q.Lang, Answered: f.Answered, Correct: f.Correct}
}

// Share is the points as a proportion of 0 to 1.
func (p resultPage) Share() float64 { return share(p.Result.Points, p.Result.Max) }

func (s *Site) showResult(c *fiber.Ctx) error {
	a, _, err := s.attempt(c)
	if err != nil {
		return err
	}
	if !a.Finished() {
		return redirect(c, resumePath(a))
	}
	if a.Scaled() {
		return s.showExamResult(c, a)
	}
	res, err := a.Result()
	if err != nil {
		return err
	}
	page := resultPage{base: s.base(c, "result_title"), Result: res, Ranked: a.Ranked, Remark: remark(res)}
	page.attemptBase = s.attemptBase(page.base, a, a.Size())
	if page.Topics, err = s.topicResults(page.base, a, res); err != nil {
		return err
	}
	for pos := 1; pos <= a.Size(); pos++ {
		q, f, _, err := questionAt(a, pos)
		if err != nil {
			return err
		}
		page.Items = append(page.Items, itemResultOf(q, f))
	}
	if page.Wrong, err = wrongFormOf(page.base, a); err != nil {
		return err
	}
	label, err := page.T("result_again")
	if err != nil {
		return err
	}
	page.Again = startForm{Subject: a.Subject, Edition: a.Edition, Mode: a.Mode, Size: a.Size(), Topics: a.Topics, Label: label, Primary: true}
	return s.render(c, "result", page)
}

// remark is the key of a sentence about a result.
func remark(res quiz.Result) string {
	switch share := share(res.Points, res.Max); {
	case share == 1:
		return "result_remark_all"
	case share >= 0.8:
		return "result_remark_most"
	case share >= 0.5:
		return "result_remark_half"
	}
	return "result_remark_few"
}

// topicResults lists the topics of a result, each with a form to practise it
// alone.
func (s *Site) topicResults(b base, a *quiz.Attempt, res quiz.Result) ([]topicResult, error) {
	label, err := b.T("result_practise_topic")
	if err != nil {
		return nil, err
	}
	d, noDeck := s.quiz.Deck(a.Subject)
	var rows []topicResult
	for _, t := range res.Topics {
		row := topicResult{Title: s.topicTitle(a.Subject, t.Topic, b.Lang), Points: t.Points, Max: t.Max}
		if noDeck == nil {
			practice := deck.Request{Edition: a.Edition, Lang: b.Lang, Mode: deck.Practice, Topics: []string{t.Topic},
				Levels: []string{deck.Usual}, Day: s.quiz.Today()}
			n, err := d.AvailableUpTo(practice, sizes[0])
			if err != nil {
				return nil, fmt.Errorf("count questions on %s: %w", t.Topic, err)
			}
			if n > 0 {
				row.Practise = &startForm{Subject: a.Subject, Edition: a.Edition, Mode: deck.Practice,
					Size: n, Topics: []string{t.Topic}, Label: label, About: row.Title}
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
