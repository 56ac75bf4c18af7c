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
// subject/edition. No more is kept for readers without an account.
const editionCookie = "viva_edition"

// edition is the edition of a subject that the reader studies, as their plan
// says. Addresses of practice, exams and scoreboards do not name it.
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

// chosenByStranger is what the browser of a stranger keeps. It may be anything.
func (s *Site) chosenByStranger(c *fiber.Ctx) (subject, edition string) {
	subject, edition, _ = strings.Cut(s.cookie(c, editionCookie), "/")
	return subject, edition
}

// keepEdition gives a new account the edition that its owner chose as a
// stranger, unless there is no such edition any more.
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
	Edition  *deck.Edition  // the one that is chosen now
	Next     string         // where it leads
	Label    string         // before the buttons where they stand in a row
}

// chooseEdition keeps which edition of a subject the reader studies: in the
// plan of an account, or in a cookie of a stranger's browser.
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

// forwardToDeck leads from the old address of practice, which named an edition,
// to the new one. An address changes no choice, so the page says if the chosen
// edition is another one.
func (s *Site) forwardToDeck(c *fiber.Ctx) error {
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return err
	}
	return s.forwardTo(c, d, deckPath(d.Subject))
}

// forwardExamForm leads to the rules of an exam when a form is sent to their
// old address. It does not begin the exam: the time would run in an edition
// that the learner may not have seen.
func (s *Site) forwardExamForm(c *fiber.Ctx) error {
	if _, err := readForm(c, "extra", "lang"); err != nil {
		return err
	}
	return s.forwardToExam(c)
}

// forwardToExam does for the rules of an exam what forwardToDeck does for
// practice.
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
