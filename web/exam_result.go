package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// examResultPage shows how an exam with a profile went.
type examResultPage struct {
	base
	attemptBase
	Exam    string // its title, or its id if the subject no longer has such an exam
	Result  quiz.ExamResult
	Trials  int  // trial items
	Blank   int  // questions without an answer, trial items included
	Expired bool // the time ran out
	Used    time.Duration
	Allowed time.Duration
	Topics  []topicInterval
	Scale   scaleBar
	Wrong   []examWrong
	Items   []examItem
	Start   string // the page of the rules, to sit it again, or ""
}

// topicInterval is a topic's share of an exam's result.
type topicInterval struct {
	Title string
	quiz.TopicInterval
}

// Share is the points as a proportion of 0 to 1.
func (t topicInterval) Share() float64 { return share(t.Points, t.Max) }

// Width is the length of the bar, of 100.
func (t topicInterval) Width() float64 { return 100 * t.Share() }

// From is where the interval begins, of 100.
func (t topicInterval) From() float64 { return 100 * t.Low }

// Span is how long the interval is, of 100.
func (t topicInterval) Span() float64 { return 100 * (t.High - t.Low) }

// scaleBar draws a scaled score with its band and the pass mark, each of 100.
type scaleBar struct{ Score, Low, Span, Pass float64 }

// newScaleBar draws a result on its scale.
func newScaleBar(r quiz.ExamResult) scaleBar {
	s := r.Scale
	at := func(score int) float64 { return 100 * float64(score-s.From) / float64(s.To-s.From) }
	return scaleBar{Score: at(r.Scaled), Low: at(r.Low), Span: at(r.High) - at(r.Low), Pass: at(s.Pass)}
}

// examItem is a question in the list of an exam's result.
type examItem struct {
	itemResult
	Trial bool
	Spent time.Duration
}

// SpentClock is the time spent at the question, written as on a clock.
func (i examItem) SpentClock() string { return clockText(i.Spent) }

// UsedClock is how long the exam took, written as on a clock.
func (p examResultPage) UsedClock() string { return clockText(p.Used) }

// AllowedClock is how long the exam could have taken.
func (p examResultPage) AllowedClock() string { return clockText(p.Allowed) }

// examWrong is a question that was not right, with the reasons.
type examWrong struct {
	examItem
	Reasons []string // against what was chosen
	Why     []string // the facts behind the key
}

// showExamResult shows the result of an exam with a profile.
func (s *Site) showExamResult(c *fiber.Ctx, a *quiz.Attempt) error {
	res, err := a.ExamResult()
	if err != nil {
		return err
	}
	title, start := a.Exam, ""
	if p := s.examOf(a); p != nil {
		title, start = p.Title.In(s.lang(c)), examPath(a.Subject, p.ID)
	}
	page := examResultPage{base: s.base(c, "exam_result_title", "Exam", title), Exam: title, Result: res,
		Trials: a.Size() - res.Scored, Blank: a.Size() - a.Answered(), Expired: !a.FinishedAt.Before(a.Deadline), Allowed: a.Deadline.Sub(a.StartedAt),
		Scale: newScaleBar(res), Start: start}
	page.Used = min(page.Allowed, a.FinishedAt.Sub(a.StartedAt)) // without the grace after the deadline
	page.attemptBase = s.attemptBase(page.base, a, a.Size())
	for _, t := range res.Topics {
		page.Topics = append(page.Topics, topicInterval{s.topicTitle(a.Subject, t.Topic, page.Lang), t})
	}
	for pos := 1; pos <= a.Size(); pos++ {
		q, f, _, err := questionAt(a, pos)
		if err != nil {
			return err
		}
		item := examItem{itemResult: itemResultOf(q, f), Trial: f.Trial, Spent: q.Note.Spent}
		page.Items = append(page.Items, item)
		if !f.Correct {
			page.Wrong = append(page.Wrong, examWrong{examItem: item, Reasons: f.Against(), Why: f.Why})
		}
	}
	return s.render(c, "exam_result", page)
}
