package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
)

// examStartPage shows the rules of an exam before it begins.
type examStartPage struct {
	base
	Deck     *deck.Deck
	Edition  *deck.Edition
	Exam     *deck.ExamProfile
	Citation *deck.Citation // the page that its figures come from, or nil
	Extras   []extraChoice
	Open     quiz.AttemptID // an exam that still runs, or 0
	OpenLeft string         // how long that still runs, written as on a clock
	Rests    int            // minutes until a sitting ranks again; 0 is now
	Mistake  string         // why it could not begin, or ""
	Account  bool           // the reader needs an account first
}

// extraChoice is an amount of time to choose, as a percentage of the usual
// time.
type extraChoice struct {
	Percent int
	Minutes int
	Chosen  bool
}

// Back is the page of the subject.
func (p examStartPage) Back() string { return deckPath(p.Deck.Subject) }

// Action is where the form is sent: to the address of the page itself.
func (p examStartPage) Action() string { return examPath(p.Deck.Subject, p.Exam.ID) }

// OpenPath is the address of a page of the exam that still runs. The page "" is
// where the exam goes on.
func (p examStartPage) OpenPath(page string) string {
	path := "/attempts/" + strconv.FormatInt(int64(p.Open), 10)
	if page != "" {
		path += "/" + page
	}
	return path
}

// ExamPath is the address of the rules of an exam.
func (p deckPage) ExamPath(id string) string { return examPath(p.Deck.Subject, id) }

// examPath is the address of the rules of an exam.
func examPath(subject, exam string) string {
	return "/subjects/" + subject + "/exams/" + exam
}

// Of is the address of the rules of another exam of the subject.
func (p examStartPage) Of(exam string) string { return examPath(p.Deck.Subject, exam) }

// More is how much the time is more than the usual one, as a proportion.
func (e extraChoice) More() float64 { return float64(e.Percent-100) / 100 }

// examHere is the exam that a path names, in an edition.
type examHere struct {
	deck    *deck.Deck
	edition *deck.Edition
	exam    *deck.ExamProfile
}

// examHere finds the exam that the path names, in the edition that the reader
// studies.
func (s *Site) examHere(c *fiber.Ctx) (examHere, error) {
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return examHere{}, err
	}
	p := d.Exam(c.Params("exam"))
	if p == nil {
		return examHere{}, errNotFound
	}
	e, err := s.edition(c, d)
	return examHere{d, e, p}, err
}

func (s *Site) showExamStart(c *fiber.Ctx) error {
	q, err := pageQuery(c, "done")
	if err != nil {
		return err
	}
	here, err := s.examHere(c)
	if err != nil {
		return err
	}
	extra := quiz.Extras[0]
	if who, err := s.learner(c); err == nil {
		habits, err := s.study.Habits(c.UserContext(), who)
		if err != nil {
			return err
		}
		extra = habits.Extra
	}
	page, err := s.examStartPage(c, here, extra)
	if err != nil {
		return err
	}
	page.Notice = done[q.Value("done")]
	return s.render(c, "exam_start", page)
}

// examStartPage makes the page with that extra time chosen.
func (s *Site) examStartPage(c *fiber.Ctx, here examHere, extra int) (examStartPage, error) {
	p := here.exam
	page := examStartPage{base: s.base(c, "exam_start_title", "Exam", p.Title.In(s.lang(c))), Deck: here.deck, Edition: here.edition, Exam: p,
		Account: quiz.CheckGuest(p.Items) != nil}
	if cited, ok := p.Citation(page.Lang); ok {
		page.Citation = &cited
	}
	for _, percent := range quiz.Extras {
		page.Extras = append(page.Extras, extraChoice{Percent: percent, Minutes: int((p.Time(percent) + time.Minute - 1) / time.Minute), Chosen: percent == extra})
	}
	page.Path = page.Action() // also when a refused post is shown again
	page.Account = page.Account && !page.SignedIn()
	who, err := s.learner(c)
	if err != nil {
		return page, nil // a stranger has no exam open
	}
	open, err := s.quiz.OpenExam(c.UserContext(), who)
	if err != nil {
		return examStartPage{}, err
	}
	if open != nil {
		page.Open, page.OpenLeft = open.ID, clockText(open.Left(s.now()))
	}
	page.Rests, err = s.rests(c, who, here.deck.Subject, here.edition.ID, p.ID)
	return page, err
}

// rests is in how many minutes an exam of the learner ranks again; 0 is now.
func (s *Site) rests(c *fiber.Ctx, who quiz.Learner, subject, edition, exam string) (int, error) {
	rests, err := s.quiz.Rests(c.UserContext(), who, subject, edition, exam)
	return int((rests + time.Minute - 1) / time.Minute), err
}

// startExam deals the exam. From then on its time runs.
func (s *Site) startExam(c *fiber.Ctx) error {
	here, err := s.examHere(c)
	if err != nil {
		return err
	}
	f, err := readForm(c, "edition", "extra", "lang", "like")
	if err != nil {
		return err
	}
	if f.Has("edition") { // whose rules were on the page: another may have been chosen since
		if here.edition = here.deck.EditionOn(f.Value("edition"), s.quiz.Today()); here.edition == nil {
			return quiz.ErrEdition.At("edition")
		}
	}
	req := quiz.Start{Subject: here.deck.Subject, Edition: here.edition.ID, Exam: here.exam.ID, Lang: s.lang(c)}
	if f.Has("lang") {
		req.Lang = f.Value("lang")
	}
	if text := f.Value("extra"); text != "" {
		if req.Extra, err = strconv.Atoi(text); err != nil || req.Extra < 1 {
			return s.refuseExam(c, here, 0, quiz.ErrExtra.At("extra"))
		}
	}
	if err := s.quiz.Check(req); err != nil {
		return s.refuseExam(c, here, req.Extra, err)
	}
	who, err := s.examinee(c, here.exam)
	if err != nil {
		return s.refuseExam(c, here, req.Extra, err)
	}
	if f.Has("like") {
		if req.Like, err = s.facilityOf(c, who, req, f.Value("like")); err != nil {
			return err
		}
	}
	a, err := s.study.Start(c.UserContext(), who, req)
	if err != nil {
		return s.refuseExam(c, here, req.Extra, err)
	}
	return redirect(c, itemPath(a.ID, 1))
}

// facilityOf is how hard an exam of the learner was that the next one is to be
// like: one of the same profile, which has ended.
func (s *Site) facilityOf(c *fiber.Ctx, who quiz.Learner, req quiz.Start, like string) (int, error) {
	id, ok := positive(like)
	if !ok {
		return 0, errMalformed
	}
	a, err := s.quiz.Attempt(c.UserContext(), who, quiz.AttemptID(id))
	if err != nil {
		return 0, err
	}
	if a.Subject != req.Subject || a.Exam != req.Exam || !a.Finished() {
		return 0, errMalformed
	}
	return a.Facility(), nil
}

// examinee is the learner who sits the exam. A stranger becomes a guest, but
// only for an exam that is short enough for guests.
func (s *Site) examinee(c *fiber.Ctx, p *deck.ExamProfile) (quiz.Learner, error) {
	if _, known := principal(c); !known {
		if err := quiz.CheckGuest(p.Items); err != nil {
			return quiz.Learner{}, err
		}
	}
	return s.ensureLearner(c)
}

// refusedStarts are the reasons for not beginning an exam that its page can
// tell.
var refusedStarts = []*fault.Error{quiz.ErrExtra, quiz.ErrExamOpen, deck.ErrTooFew, quiz.ErrGuestLimit}

// refuseExam shows the rules again and says why the exam did not begin.
func (s *Site) refuseExam(c *fiber.Ctx, here examHere, extra int, err error) error {
	if !isAny(err, refusedStarts) {
		return err
	}
	page, failed := s.examStartPage(c, here, extra)
	if failed != nil {
		return failed
	}
	f, code, _ := explain(err)
	if page.Mistake, failed = page.Phrase(f); failed != nil {
		return failed
	}
	if page.Failed = true; extra == 0 {
		page.Extras[0].Chosen = true
	}
	c.Status(code)
	return s.render(c, "exam_start", page)
}
