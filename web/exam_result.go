package web

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/chart"
)

// examResultPage shows how an exam with a profile went.
type examResultPage struct {
	base
	attemptBase
	Exam    string // its title, or its id if the subject no longer has such an exam
	Result  quiz.ExamResult
	Ranked  bool // counts for scores
	Rests   int  // minutes until another one does; 0 is now
	Trials  int  // trial items
	Blank   int  // questions without an answer, trial items included
	Expired bool // the time ran out
	Used    time.Duration
	Allowed time.Duration
	Topics  []topicInterval
	Scale   scaleBar
	Wrong   []examWrong
	Items   []examItem
	At      time.Time
	Like    *examLike    // nil where the exam cannot be sat again
	Sat     []sitting    // all the times that it was sat, newest first
	Trend   *chart.Trend // nil for fewer than two
	Reached string       // the page that prints a pass, or ""
}

// examLike is the form that begins an exam like this one, as hard as this.
type examLike struct {
	quiz.AttemptID
	Edition string
	Exam    *deck.ExamProfile
	Action  string
	Extra   int // per cent of its time
}

// Minutes is how long it lasts.
func (l examLike) Minutes() int { return int((l.Exam.Time(l.Extra) + time.Minute - 1) / time.Minute) }

// sitting is one time that the exam was sat.
type sitting struct {
	quiz.AttemptID
	quiz.ExamResult
	At   time.Time
	Here bool // this page is about it
}

// charted sittings are the last so many.
const chartedSittings = 20

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

// showExamResult shows the result of an exam with a profile.
func (s *Site) showExamResult(c *fiber.Ctx, a *quiz.Attempt) error {
	res, err := a.ExamResult()
	if err != nil {
		return err
	}
	title := a.Exam
	if p := s.examOf(a); p != nil {
		title = p.Title.In(s.lang(c))
	}
	page := examResultPage{base: s.base(c, "exam_result_title", "Exam", title), Exam: title, Result: res,
		Trials: a.Size() - res.Scored, Blank: a.Size() - a.Answered(), Expired: !a.FinishedAt.Before(a.Deadline), Allowed: a.Deadline.Sub(a.StartedAt),
		Scale: newScaleBar(res), Like: s.examLike(a), Ranked: a.Ranked}
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
			wrong, err := newExamWrong(page.Phrases, item, q, f)
			if err != nil {
				return err
			}
			page.Wrong = append(page.Wrong, wrong)
		}
	}
	if res.Passed && page.SignedIn() {
		page.Reached = milestonePath(a.Subject, study.Milestone{Sat: &quiz.Summary{ID: a.ID}})
	}
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	if page.Rests, err = s.rests(c, who, a.Subject, a.Edition, a.Exam); err != nil {
		return err
	}
	if err := s.fillTrend(c, &page, a); err != nil {
		return err
	}
	return s.render(c, "exam_result", page)
}

// examLike is nil where the profile or the edition is no longer offered.
func (s *Site) examLike(a *quiz.Attempt) *examLike {
	p := s.examOf(a)
	if p == nil {
		return nil
	}
	if d, err := s.quiz.Deck(a.Subject); err != nil || d.EditionOn(a.Edition, s.quiz.Today()) == nil {
		return nil
	}
	return &examLike{AttemptID: a.ID, Edition: a.Edition, Exam: p, Action: examPath(a.Subject, p.ID), Extra: a.Extra(p)}
}

// fillTrend says when the exam ended by the learner's clock, lists the times that the learner sat this exam in this edition, and
// draws their scores. Those on another scale cannot be compared.
func (s *Site) fillTrend(c *fiber.Ctx, page *examResultPage, a *quiz.Attempt) error {
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	page.At = who.Local(a.FinishedAt)
	all, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Subject: a.Subject, Edition: a.Edition, Exam: a.Exam, Finished: true, Limit: chartedSittings})
	if err != nil {
		return err
	}
	data := chart.TrendData{From: a.Scale.From, To: a.Scale.To, Pass: a.Scale.Pass}
	for _, sum := range all {
		r, ok := sum.ExamResult()
		if !ok || r.Scale != a.Scale {
			continue
		}
		page.Sat = append(page.Sat, sitting{sum.ID, r, who.Local(sum.FinishedAt), sum.ID == a.ID})
		data.Sat = append(data.Sat, chart.Sitting{Score: r.Scaled, Low: r.Low, High: r.High, At: sum.FinishedAt, Passed: r.Passed})
	}
	slices.Reverse(data.Sat)
	page.Trend, err = chart.NewTrend(page.Phrases, data)
	return err
}
