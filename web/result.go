package web

import (
	"errors"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/words"
)

// resultPage shows the result of a finished attempt: the mark, what was gained
// and one next step.
type resultPage struct {
	base
	attemptBase
	Result quiz.Result
	Ranked bool

	Abandoned bool          // closed, as its reader left it alone
	Days      string        // address of the days of the plan, as a file for calendars; "" but after a sitting of the plan
	Ending    *study.Ending // nil where the subject is gone
	Step      nextStep
	Topics    []topicResult
	Items     []itemResult
	Again     *startForm // the same again, for whoever does not follow the plan; or nil
	Rework    *wrongForm // of what was wrong, where that is not the next step; or nil
	Wrong     []examWrong

	Reached []milestoneLine // by this attempt
}

// nextStep is the one thing to do next. One field is set; if none is, enough
// was done for today.
type nextStep struct {
	SignUp  bool         // a guest was dealt all that they may have
	Start   *startForm   // a guest goes on
	Sitting *sittingForm // the plan still asks for something today
	Wrong   *wrongForm
}

// Done reports whether enough was done for today.
func (n nextStep) Done() bool { return n == nextStep{} }

// Ringed reports whether the mark is a success, which the marker rings.
func (p resultPage) Ringed() bool { return p.Share() >= ringed }

// ringed is the least share that is ringed: 8 of 10.
const ringed = 0.8

// Heading is the mark in words, with a remark.
func (p resultPage) Heading() (string, error) {
	text, err := p.T(remark(p.Result), "Points", p.Spelled(p.Result.Points), "Max", p.Spelled(p.Result.Max))
	return words.Sentence(text), err
}

// Back is when the first of what was asked comes back, in words, or "".
func (p resultPage) Back() (string, error) {
	if p.Ending == nil || p.Ending.Next == "" {
		return "", nil
	}
	return p.When(p.Ending.Next, p.Ending.Today.On)
}

// Change says what could be expected of the exam when the sitting began, and
// what can be now; "" where that cannot be told. What luck alone may do is not
// told as progress.
func (p resultPage) Change() (string, error) {
	if p.Ending == nil || p.Ending.Change == nil {
		return "", nil
	}
	c := p.Ending.Change
	key := "result_chance"
	switch {
	case c.Now == c.Then:
		key = "result_chance_same"
	case c.Luck:
		key = "result_chance_luck"
	}
	return p.T(key, "Date", c.On.In(p.Lang), "Then", p.Percent(c.Then), "Now", p.Percent(c.Now))
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
	a, who, err := s.attempt(c)
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
	page := resultPage{base: s.base(c, "result_title"), Result: res, Ranked: a.Ranked, Abandoned: a.Abandoned}
	page.attemptBase = s.attemptBase(page.base, a, a.Size())
	for pos := 1; pos <= a.Size(); pos++ {
		q, f, _, err := questionAt(a, pos)
		if err != nil {
			return err
		}
		item := itemResultOf(q, f)
		page.Items = append(page.Items, item)
		if f.Answered && !f.Correct {
			wrong, err := newExamWrong(page.Phrases, examItem{itemResult: item}, q, f)
			if err != nil {
				return err
			}
			page.Wrong = append(page.Wrong, wrong)
		}
	}
	left, err := s.guestLeft(c, who)
	if err != nil {
		return err
	}
	if a.Kind == quiz.Due && !who.Guest {
		page.Days = page.CalendarPath(a.Subject)
	}
	if page.Topics, err = s.topicResults(page.base, a, res, left); err != nil {
		return err
	}
	ending, err := s.study.Ending(c.UserContext(), who, a)
	switch {
	case err == nil:
		page.Ending = &ending
		if err := page.tellReached(s, a, who); err != nil {
			return err
		}
	case !errors.Is(err, quiz.ErrSubject):
		return err
	}
	if err := page.lead(a, left); err != nil {
		return err
	}
	return s.render(c, "result", page)
}

// tellReached tells which milestones the attempt reached. Their pages have the
// name of an account.
func (p *resultPage) tellReached(s *Site, a *quiz.Attempt, who quiz.Learner) error {
	d, err := s.quiz.Deck(a.Subject)
	if err != nil || who.Guest {
		return err
	}
	w := words.Wording{Phrases: p.Phrases}
	p.Reached = milestoneLines(&w, d, p.Ending.Reached)
	return w.Err
}

// lead decides what to do next. left is how many questions a guest may still be
// dealt, or -1 for a reader with an account: nothing is offered that would be
// refused.
func (p *resultPage) lead(a *quiz.Attempt, left int) error {
	if p.Ending == nil {
		return nil
	}
	wrong, err := wrongFormOf(p.base, a, left)
	if err != nil {
		return err
	}
	again := &startForm{Subject: a.Subject, Edition: a.Edition, Mode: a.Mode, Size: a.Size(), Topics: a.Topics}
	today, part := p.Ending.Today.Asks(), p.Ending.Today.Sitting()
	switch {
	case left == 0:
		p.Step.SignUp = true
		return nil
	case left > 0:
		again.Size, again.Primary = min(left, sittingSize), true
		p.Step.Start, p.Rework = again, wrong
		again.Label, err = p.T("result_go_on", "Count", again.Size)
		return err
	case today > 0:
		p.Step.Sitting, p.Rework = &sittingForm{Subject: a.Subject, Kind: quiz.Due, Size: part, Primary: true}, wrong
		if p.Step.Sitting.Label, err = p.T("result_go_on_today", "Count", today); today > part {
			p.Step.Sitting.Label, err = p.T("result_go_on_part", "Part", part, "Count", today)
		}
	case wrong != nil:
		wrong.Main = true
		p.Step.Wrong = wrong
	}
	if err == nil && a.Kind == quiz.Mixed {
		p.Again = again
		p.Again.Label, err = p.T("result_again")
	}
	return err
}

// remark is the key of a sentence about a result.
func remark(res quiz.Result) string {
	switch share := share(res.Points, res.Max); {
	case res.Points == 0:
		return "result_remark_none"
	case share == 1:
		return "result_remark_all"
	case share >= ringed:
		return "result_remark_most"
	case share >= 0.5:
		return "result_remark_half"
	}
	return "result_remark_few"
}

// topicResults lists the topics of a result, each with a form to practise it
// alone. left is how many questions a guest may still be dealt, or -1 for a
// reader with an account.
func (s *Site) topicResults(b base, a *quiz.Attempt, res quiz.Result, left int) ([]topicResult, error) {
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
			if left >= 0 {
				n = min(n, left)
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
