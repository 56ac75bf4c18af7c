package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/chart"
	"viva/web/words"
)

// factPage shows a fact that the reader has met, and how they remember it.
type factPage struct {
	base
	Deck    *deck.Deck
	Topic   string
	Up      string // the page of its topic
	Fact    factLine
	Grounds []groundLine
	Edition string // title of the edition in whose words the fact is told
	Curve   *chart.Curve
}

func (s *Site) showFact(c *fiber.Ctx) error {
	q, err := pageQuery(c, "name")
	if err != nil {
		return err
	}
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return err
	}
	h, err := s.study.Fact(c.UserContext(), who, d.Subject, q.Value("name"), s.lang(c))
	if err != nil {
		return err
	}
	page := factPage{base: s.base(c, "fact_page_title", "Fact", h.Says), Deck: d, Up: factsPath(d.Subject, h.Topic),
		Grounds: groundLines(quiz.GroundsOf(h.Grounds), s.lang(c))}
	w := words.Wording{Phrases: page.Phrases}
	page.Fact = newFactLine(&w, d.Subject, h.FactStanding)
	if t := d.Topic(h.Topic); t != nil {
		page.Topic = t.Title.In(page.Lang)
	}
	if e := d.Edition(h.Edition); e != nil {
		page.Edition = e.Title.In(page.Lang)
	}
	if w.Err != nil {
		return w.Err
	}
	if page.Curve, err = chart.NewCurve(page.Phrases, historyCurve(h)); err != nil {
		return err
	}
	return s.render(c, "fact", page)
}

// historyCurve is the data for the chart of a fact's forgetting curve.
func historyCurve(h study.FactHistory) chart.CurveData {
	d := chart.CurveData{ID: "curve", Now: time.UnixMilli(int64(h.Day * 24 * 60 * 60 * 1000)), Exam: h.Exam}
	for _, p := range h.Curve {
		d.Samples = append(d.Samples, chart.CurveSample{Day: p.Day, R: p.Recall})
	}
	for i := range h.Reviews {
		r := &h.Reviews[i]
		if r.Schedules && !r.Mistapped {
			d.Reviews = append(d.Reviews, chart.CurveReview{Day: min(0, r.Day-h.Day), Right: r.Fact(h.Name).Right})
		}
	}
	return d
}
