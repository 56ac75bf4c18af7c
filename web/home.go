package web

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// homePage tells strangers and guests what Viva is, and asks them a question on
// the spot.
type homePage struct {
	base
	Deck      *deck.Deck // the first subject
	Others    []*deck.Deck
	Editions  []deck.Edition // those that have begun
	Edition   *deck.Edition  // the one that is studied; nil where none has begun
	Questions int            // that it has
	Since     string         // the day since which all sources were read, written out, or ""

	// What the box beside this holds: a question, or where a guest goes on.
	Asked    *itemPage    // before its answer, or told; nil where there is none
	Sealed   string       // its place, before its answer
	Gone     string       // why an answer was not taken, if another question stands here now
	Continue *attemptLine // what a guest left open, or nil
	Start    *startForm   // of what a guest may still be dealt, or nil
	Last     *attemptLine // what a guest did last, where nothing is open; or nil
}

// Heading is what learners get from the subject.
func (p homePage) Heading() (string, error) {
	if text := p.Deck.Home.Heading.In(p.Lang); text != "" {
		return text, nil
	}
	return p.T("home_heading", "Subject", p.Deck.Title.In(p.Lang))
}

// Lines are the sentences of the heading, each on a line of its own.
func (p homePage) Lines() ([]string, error) {
	text, err := p.Heading()
	return strings.SplitAfter(text, ". "), err
}

// Title is the heading, or the verdict on the answer that was just given.
func (p homePage) Title() (string, error) {
	if p.Asked != nil && p.Asked.Feedback != nil {
		return p.Asked.Title()
	}
	text, err := p.Heading()
	return strings.TrimSuffix(text, "."), err
}

// DeckPath is where topics and length are chosen.
func (p homePage) DeckPath() string { return deckPath(p.Deck.Subject) }

// ExamPath is where the exams of the subject begin.
func (p homePage) ExamPath() string { return "/exam" }

// EditionForm chooses another edition to be asked in.
func (p homePage) EditionForm() (editionForm, error) {
	label, err := p.T("home_edition")
	return editionForm{base: p.base, Deck: p.Deck, Editions: p.Editions, Edition: p.Edition, Next: "/", Label: label}, err
}

// PracticePath is where topics and length of a subject are chosen.
func (p homePage) PracticePath(d *deck.Deck) string { return deckPath(d.Subject) }

func (s *Site) showHome(c *fiber.Ctx) error {
	if who, err := s.learner(c); err == nil && !who.Guest {
		return s.showToday(c, who)
	}
	page, err := s.homePage(c)
	if err != nil {
		return err
	}
	if q, err := pageQuery(c, "done"); err == nil {
		page.Notice = homeNotice(q.Value("done"), page.Guest())
	}
	return s.render(c, "home", page)
}

// homeNotice is the key of what the home page says of what was just done. Who
// answered and comes back a stranger has a browser that keeps no cookies.
func homeNotice(did string, guest bool) string {
	switch {
	case did == "begun":
		return "home_begun"
	case did == "answered" && !guest:
		return "home_no_cookies"
	}
	return ""
}

// homePage makes the page with a fresh question for a stranger, and with where
// a guest goes on.
func (s *Site) homePage(c *fiber.Ctx) (homePage, error) {
	decks, today := s.quiz.Decks(), s.quiz.Today()
	page := homePage{base: s.base(c, "home_title"), Deck: decks[0], Others: decks[1:], Editions: decks[0].EditionsOn(today)}
	page.Path = "/" // also where an answer was refused
	page.Since = page.Deck.ReadSince().In(page.Lang)
	if len(page.Editions) == 0 {
		return page, nil
	}
	var err error
	if page.Edition, err = s.edition(c, page.Deck); err != nil {
		return page, err
	}
	page.Questions = page.Deck.Size(page.Edition.ID, today)
	if who, err := s.learner(c); err == nil {
		return page, s.goOn(c, &page, who)
	}
	o, sealed, err := s.newOpener(page.Deck, page.Edition, page.Lang)
	if err != nil {
		return page, err
	}
	if o == nil {
		return page, page.offer(min(quiz.GuestSize, page.Questions))
	}
	return page, s.ask(c, &page, o, sealed)
}

// offer puts a button on the page that starts so many questions.
func (p *homePage) offer(size int) error {
	label, err := p.T("home_start", "Count", size)
	p.Start = &startForm{Subject: p.Deck.Subject, Edition: p.Edition.ID, Mode: deck.Practice, Size: size, Label: label, Primary: true}
	return err
}

// ask puts a question on the page whose place is sealed.
func (s *Site) ask(c *fiber.Ctx, page *homePage, o *quiz.Opener, sealed string) error {
	asked, err := s.itemPage(c, o.Attempt(), 1)
	asked.Size = quiz.GuestSize
	page.Asked, page.Sealed = &asked, sealed
	return err
}

// goOn puts on the page where a guest goes on: at the feedback of the first
// question, where they left off, with what they may still be dealt, or with an
// account.
func (s *Site) goOn(c *fiber.Ctx, page *homePage, who quiz.Learner) error {
	recent, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Limit: quiz.GuestSize})
	if err != nil {
		return err
	}
	lines := s.attemptLines(page.base, recent)
	if i := slices.IndexFunc(lines, attemptLine.Open); i >= 0 {
		page.Continue = &lines[i]
		if lines[i].Answered == 1 {
			return s.tellOpener(c, page, who, lines[i].ID)
		}
		return nil
	}
	if len(lines) > 0 {
		page.Last = &lines[0]
	}
	left := quiz.GuestSize
	for _, l := range lines {
		left -= l.Size
	}
	if left <= 0 {
		return nil
	}
	return page.offer(left)
}

// tellOpener puts the feedback of the first question on the page, if that is
// all that was answered of an attempt that began here.
func (s *Site) tellOpener(c *fiber.Ctx, page *homePage, who quiz.Learner, id quiz.AttemptID) error {
	a, err := s.quiz.Attempt(c.UserContext(), who, id)
	if err != nil || !a.Opened() {
		return err
	}
	asked, err := s.itemPage(c, a, 1)
	page.Asked = &asked
	return err
}
