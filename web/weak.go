package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/words"
)

// weakPage lists the facts that the reader remembers worst.
type weakPage struct {
	base
	Deck     *deck.Deck
	Edition  *deck.Edition
	Facts    []weakLine
	Withheld int
	Cram     *sittingForm
}

// weakLine is a weak fact.
type weakLine struct {
	factLine
	Grounds []groundLine
}

func (s *Site) showWeak(c *fiber.Ctx) error {
	if _, err := pageQuery(c); err != nil {
		return err
	}
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return err
	}
	page := weakPage{base: s.base(c, "weak_title", "Subject", d.Title.In(s.lang(c))), Deck: d}
	if page.Edition, err = s.edition(c, d); err != nil {
		return err
	}
	facts, withheld, err := s.study.Weak(c.UserContext(), who, d.Subject, page.Lang)
	if err != nil {
		return err
	}
	page.Withheld = withheld
	w := words.Wording{Phrases: page.Phrases}
	for _, f := range facts {
		page.Facts = append(page.Facts, newWeakLine(&w, d.Subject, f))
	}
	if w.Err != nil {
		return w.Err
	}
	if page.Cram, err = s.cramOf(c, page.base, d, who, len(facts)); err != nil {
		return err
	}
	return s.render(c, "weak", page)
}

func newWeakLine(w *words.Wording, subject string, f study.WeakFact) weakLine {
	return weakLine{newFactLine(w, subject, f.FactStanding), groundLines(quiz.GroundsOf(f.Grounds), w.Lang)}
}

// cramOf is the button that asks the weakest facts, or nil where there are none
// or a guest has no question left.
func (s *Site) cramOf(c *fiber.Ctx, b base, d *deck.Deck, who quiz.Learner, facts int) (*sittingForm, error) {
	left, err := s.guestLeft(c, who)
	if err != nil {
		return nil, err
	}
	size := min(readSize, facts)
	if left >= 0 {
		size = min(size, left)
	}
	if size == 0 {
		return nil, nil
	}
	f := &sittingForm{Subject: d.Subject, Kind: quiz.Cram, Size: size, Primary: true}
	f.Label, err = b.T("read_ask", "Count", size)
	return f, err
}
