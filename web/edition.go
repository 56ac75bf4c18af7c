package web

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/users"
)

// editionCookie keeps the edition that a stranger chose last, as
// subject/edition: nothing else is kept of who has no account.
const editionCookie = "viva_edition"

// edition is the one of a subject that the reader studies, as their plan says.
// It is in no address of practice, exams and boards.
func (s *Site) edition(c *fiber.Ctx, d *deck.Deck) (*deck.Edition, error) {
	today := s.quiz.Today()
	var chosen string
	if who, err := s.learner(c); err == nil {
		p, err := s.study.Plan(c.UserContext(), who, d.Subject)
		if err != nil {
			return nil, err
		}
		chosen = p.Edition
	} else if subject, id := s.chosenByStranger(c); subject == d.Subject {
		chosen = id
	}
	e := d.EditionOn(chosen, today)
	if e == nil {
		e = d.EditionOn(study.Proposed(d, "", today), today)
	}
	if e == nil { // none has begun
		return nil, errNotFound
	}
	return e, nil
}

// chosenByStranger is what a stranger's browser keeps, whatever that is.
func (s *Site) chosenByStranger(c *fiber.Ctx) (subject, edition string) {
	subject, edition, _ = strings.Cut(s.cookie(c, editionCookie), "/")
	return subject, edition
}

// keepEdition gives a new account what its owner chose as a stranger. A choice
// that is none any more is passed over.
func (s *Site) keepEdition(c *fiber.Ctx, who users.ID) error {
	subject, edition := s.chosenByStranger(c)
	err := s.study.ChooseEdition(c.UserContext(), quiz.Learner{ID: quiz.LearnerID(who)}, subject, edition)
	if errors.Is(err, quiz.ErrSubject) || errors.Is(err, quiz.ErrEdition) {
		return nil
	}
	return err
}

// editionForm is a form of one button for each edition of a subject. It keeps
// the choice and leads on.
type editionForm struct {
	base
	Deck     *deck.Deck
	Editions []deck.Edition // those that have begun
	Edition  *deck.Edition  // the one chosen by now
	Next     string         // where it leads
}

// chooseEdition keeps which edition of a subject the reader studies: in the
// plan of an account, in a cookie of a stranger's browser.
func (s *Site) chooseEdition(c *fiber.Ctx) error {
	f, err := readForm(c, "edition", "next")
	if err != nil {
		return err
	}
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return err
	}
	e := d.EditionOn(f.Value("edition"), s.quiz.Today())
	if e == nil {
		return quiz.ErrEdition.At("edition")
	}
	if who, err := s.learner(c); err != nil {
		s.setCookie(c, editionCookie, d.Subject+"/"+e.ID, preferenceLife)
	} else if err := s.study.ChooseEdition(c.UserContext(), who, d.Subject, e.ID); err != nil {
		return err
	}
	if f.Has("next") {
		return redirect(c, ownPath(f.Value("next")))
	}
	return redirect(c, deckPath(d.Subject))
}

// forwardToDeck leads from where practice was, with the edition in its address,
// to where it is. An address changes no choice, so the page says when the
// edition chosen is another one.
func (s *Site) forwardToDeck(c *fiber.Ctx) error {
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return err
	}
	return s.forwardTo(c, d, deckPath(d.Subject))
}

// forwardExamForm leads to the rules of an exam from a form that was sent to
// where they were. It begins no exam: the time would run in an edition that was
// not looked at.
func (s *Site) forwardExamForm(c *fiber.Ctx) error {
	if _, err := readForm(c, "extra", "lang"); err != nil {
		return err
	}
	return s.forwardToExam(c)
}

// forwardToExam does the same as forwardToDeck for an exam.
func (s *Site) forwardToExam(c *fiber.Ctx) error {
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return err
	}
	if d.Exam(c.Params("exam")) == nil {
		return errNotFound
	}
	return s.forwardTo(c, d, examPath(d.Subject, c.Params("exam")))
}

func (s *Site) forwardTo(c *fiber.Ctx, d *deck.Deck, path string) error {
	named := d.EditionOn(c.Params("edition"), s.quiz.Today())
	if named == nil {
		return errNotFound
	}
	e, err := s.edition(c, d)
	if err != nil {
		return err
	}
	if e.ID != named.ID {
		path += "?done=elsewhere"
	}
	return redirect(c, path)
}
