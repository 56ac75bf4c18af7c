package web

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
	"viva/internal/study"
)

// planPage lets a learner plan a subject.
type planPage struct {
	base
	Deck     *deck.Deck
	Editions []deck.Edition // those that have begun
	Form     form           // the plan as kept, or as entered
	Habits   form
	Kept     study.Plan
	Left     int           // days until the exam, or -1
	Asks     int           // questions that it still asks today
	Proposed *deck.Edition // the one that is studied if none is chosen
	Outdated bool          // the chosen edition is not in force on the day of the exam
	Extras   []int
}

var (
	planFields   = []string{"edition", "exam", "exam_on", "daily", "goal", "paused_from", "paused_until"}
	habitsFields = []string{"certainty", "extra"}
)

// ExamOn is the day of the exam, written out, or "".
func (p planPage) ExamOn() string { return p.Kept.ExamOn.In(p.Lang) }

// EditionTitle is the title of the edition that is studied.
func (p planPage) EditionTitle() string {
	if e := p.Deck.Edition(p.Kept.Edition); e != nil {
		return e.Title.In(p.Lang)
	}
	return p.Kept.Edition
}

// Mistake is what is wrong with a field of the plan, or "".
func (p planPage) Mistake(name string) (string, error) {
	if f := p.Form.Fault(name); f != nil {
		return p.Phrase(f)
	}
	return "", nil
}

// Goals are the weekly goals to choose from, in days.
func (p planPage) Goals() []string { return []string{"0", "1", "2", "3", "4", "5", "6", "7"} }

// Others are the fields of the plan beside its edition.
func (p planPage) Others() []string { return planFields[1:] }

// Whole reads a whole number from a form; 0 if it is none.
func (p planPage) Whole(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func (s *Site) showPlan(c *fiber.Ctx) error {
	q, err := pageQuery(c, "done")
	if err != nil {
		return err
	}
	page, err := s.planPage(c)
	if err != nil {
		return err
	}
	page.Notice = done[q.Value("done")]
	return s.render(c, "plan", page)
}

// planPage makes the page with the kept plan.
func (s *Site) planPage(c *fiber.Ctx) (planPage, error) {
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return planPage{}, err
	}
	day, err := s.study.Today(c.UserContext(), who, d.Subject)
	if err != nil {
		return planPage{}, err
	}
	p := day.Plan
	h, err := s.study.Habits(c.UserContext(), who)
	if err != nil {
		return planPage{}, err
	}
	today, own := s.quiz.Today(), s.study.DateOf(who)
	page := planPage{base: s.base(c, "plan_page_title", "Subject", d.Title.In(s.lang(c))), Deck: d, Editions: d.EditionsOn(today), Kept: p,
		Left: p.DaysLeft(own), Asks: day.Asks(), Outdated: p.Outdated(d), Proposed: d.Edition(p.Automatic), Extras: quiz.Extras}
	page.Path = planPath(d.Subject) // also when a refused post is shown again
	edition := p.Edition
	if p.Follows {
		edition = ""
	}
	page.Form = filled("edition", edition, "exam", p.Exam, "exam_on", string(p.ExamOn), "daily", strconv.Itoa(p.Daily),
		"goal", strconv.Itoa(p.Goal), "paused_from", string(p.PausedFrom), "paused_until", string(p.PausedUntil))
	page.Habits = filled("extra", strconv.Itoa(h.Extra))
	if s.asksCertainty(c) {
		page.Habits.values.Set("certainty", certaintyHabits[0])
	}
	return page, nil
}

// readPlan reads the form of a plan.
func readPlan(f form) (study.Plan, error) {
	p := study.Plan{Edition: f.Value("edition"), Exam: f.Value("exam"), ExamOn: deck.Date(f.Value("exam_on")),
		PausedFrom: deck.Date(f.Value("paused_from")), PausedUntil: deck.Date(f.Value("paused_until"))}
	var faults fault.Fields
	var err error
	if p.Daily, err = strconv.Atoi(f.Value("daily")); err != nil {
		faults = append(faults, study.ErrDaily.At("daily"))
	}
	if p.Goal, err = strconv.Atoi(f.Value("goal")); err != nil {
		faults = append(faults, study.ErrGoal.At("goal"))
	}
	return p, faults.Err()
}

func (s *Site) changePlan(c *fiber.Ctx) error {
	f, err := readForm(c, planFields...)
	if err != nil {
		return err
	}
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	subject := c.Params("subject")
	p, err := readPlan(f)
	if err == nil {
		err = s.study.SetPlan(c.UserContext(), who, subject, p)
	}
	if err == nil {
		return redirect(c, planPath(subject)+"?done=plan")
	}
	if errors.Is(err, quiz.ErrSubject) {
		return err
	}
	if err := f.refuse(c, err); err != nil {
		return err
	}
	page, err := s.planPage(c)
	if err != nil {
		return err
	}
	page.Form, page.Failed = f, true
	return s.render(c, "plan", page)
}

// changeHabits keeps how the learner likes to be asked. Whether to ask how sure
// they are is kept in this browser as well, since its choice comes first.
func (s *Site) changeHabits(c *fiber.Ctx) error {
	f, err := readForm(c, habitsFields...)
	if err != nil {
		return err
	}
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	if _, err := s.quiz.Deck(c.Params("subject")); err != nil {
		return err
	}
	extra, err := strconv.Atoi(f.Value("extra"))
	if err != nil {
		return quiz.ErrExtra.At("extra")
	}
	h := study.Habits{Certainty: f.Has("certainty"), Extra: extra}
	if err := s.study.SetHabits(c.UserContext(), who, h); err != nil {
		return err
	}
	habit := certaintyHabits[1]
	if h.Certainty {
		habit = certaintyHabits[0]
	}
	s.setCookie(c, certaintyCookie, habit, preferenceLife)
	return redirect(c, planPath(c.Params("subject"))+"?done=habits")
}
