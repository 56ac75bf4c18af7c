package web

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/chart"
	"viva/web/words"
)

// sittingSize is how many questions a click deals of what memory asks for: a
// few minutes' work, and what a visitor may have.
const sittingSize = quiz.TrialSize

// agenda is what the plan asks of the day, for the part "agenda".
type agenda struct {
	base
	study.Today
	Deck     *deck.Deck
	Edition  *deck.Edition
	Week     *chart.Week
	Start    *sittingForm // what the day asks for, or nil
	Cram     *sittingForm // what is weakest, where nothing is asked; or nil
	Outdated bool         // the edition is not in force on the day of the exam
	TrialEnd bool         // a visitor has had all questions there are without an account
}

// sittingForm is a form of one button that starts a sitting.
type sittingForm struct {
	Subject string
	Kind    quiz.Kind
	Size    int
	Pair    []string // only what shows one of these
	Label   string
	About   string // what the button is about, where its label does not tell
	Primary bool
}

// Asked is how many questions the day still has.
func (a agenda) Asked() int { return a.Due + a.New }

// ExamOn is the day of the exam, written out.
func (a agenda) ExamOn() string { return a.Plan.ExamOn.In(a.Lang) }

// PausedUntil is the day on which the pause is over, written out.
func (a agenda) PausedUntil() string { return a.Plan.PausedUntil.In(a.Lang) }

// NextOn is the next day with something to ask, written out, or "".
func (a agenda) NextOn() string { return a.Next.In(a.Lang) }

// PlanPath is where the plan is changed.
func (a agenda) PlanPath() string { return planPath(a.Deck.Subject) }

func planPath(subject string) string     { return "/subjects/" + subject + "/plan" }
func progressPath(subject string) string { return "/subjects/" + subject + "/progress" }

// agendaOf puts what the plan asks of the day on a page. left is how many
// questions a visitor may still be dealt, or -1.
func (s *Site) agendaOf(b base, d *deck.Deck, t study.Today, left int) (*agenda, error) {
	a := &agenda{base: b, Today: t, Deck: d, Edition: d.Edition(t.Plan.Edition), Outdated: t.Plan.Outdated(d), TrialEnd: left == 0}
	var err error
	if a.Week, err = weekOf(b.Phrases, "week-"+d.Subject, t); err != nil {
		return nil, err
	}
	size := sittingSize
	if left >= 0 {
		size = min(size, left)
	}
	switch n := min(a.Asked(), size); {
	case a.TrialEnd:
	case n > 0:
		a.Start = &sittingForm{Subject: d.Subject, Kind: quiz.Due, Size: n, Primary: true}
		a.Start.Label, err = b.T("today_start", "Count", n)
	case t.Met > 0:
		a.Cram = &sittingForm{Subject: d.Subject, Kind: quiz.Cram, Size: min(size, t.Met)}
		a.Cram.Label, err = b.T("today_cram", "Count", a.Cram.Size)
	}
	return a, err
}

// weekOf draws the week of a plan. Any answer makes a day count.
func weekOf(p words.Phrases, id string, t study.Today) (*chart.Week, error) {
	w := chart.WeekData{ID: id, Today: t.Weekday(), Goal: t.Plan.Goal}
	for i, answers := range t.Days {
		day := t.On.Shift(i - w.Today)
		w.Days[i] = chart.WeekDay{Answers: answers, Done: answers > 0, Paused: t.Plan.PausedOn(day)}
	}
	return chart.NewWeek(p, w)
}

// sittingFields are those of a form that starts a sitting.
var sittingFields = []string{"kind", "size", "pair*"}

// startSitting deals what memory asks for.
func (s *Site) startSitting(c *fiber.Ctx) error {
	f, err := readForm(c, sittingFields...)
	if err != nil {
		return err
	}
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	size, err := strconv.Atoi(f.Value("size"))
	if err != nil {
		return quiz.ErrSize.At("size")
	}
	a, err := s.sit(c, who, study.Sitting{Kind: quiz.Kind(f.Value("kind")), Size: size, Pair: f.All("pair"), Lang: s.lang(c)})
	if err != nil {
		return err
	}
	return redirect(c, itemPath(a.ID, 1))
}

// sit deals a sitting on the subject of the path. A set to take along is dealt
// elsewhere.
func (s *Site) sit(c *fiber.Ctx, who quiz.Learner, sit study.Sitting) (*quiz.Attempt, error) {
	switch {
	case sit.Kind != quiz.Due && sit.Kind != quiz.Cram:
		return nil, quiz.ErrKind.At("kind")
	case len(sit.Pair) != 0 && len(sit.Pair) != 2:
		return nil, errMalformed
	}
	sit.Subject = c.Params("subject")
	return s.study.Sit(c.UserContext(), who, sit)
}

// planPage lets a learner plan a subject.
type planPage struct {
	base
	Deck     *deck.Deck
	Editions []deck.Edition // those that have begun
	Form     form           // the plan as kept, or as entered
	Habits   form
	Kept     study.Plan
	Left     int           // days until the exam, or -1
	Proposed *deck.Edition // the one in force on the day of the exam
	Outdated bool          // the chosen edition is another one, and not in force then
	Extras   []int
}

var (
	planFields   = []string{"edition", "exam", "exam_on", "daily", "goal", "paused_from", "paused_until"}
	habitsFields = []string{"certainty", "extra"}
)

// ExamOn is the day of the exam, written out, or "".
func (p planPage) ExamOn() string { return p.Kept.ExamOn.In(p.Lang) }

// EditionTitle is that of the edition that is asked.
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

// Whole reads a number that a form holds.
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

// subjectAsked finds the subject that the path names, and who studies it.
func (s *Site) subjectAsked(c *fiber.Ctx) (*deck.Deck, quiz.Learner, error) {
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return nil, quiz.Learner{}, err
	}
	who, err := s.learner(c)
	return d, who, err
}

// planPage makes the page with what is kept.
func (s *Site) planPage(c *fiber.Ctx) (planPage, error) {
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return planPage{}, err
	}
	p, err := s.study.Plan(c.UserContext(), who, d.Subject)
	if err != nil {
		return planPage{}, err
	}
	h, err := s.study.Habits(c.UserContext(), who)
	if err != nil {
		return planPage{}, err
	}
	today, own := s.quiz.Today(), s.study.DateOf(who)
	page := planPage{base: s.base(c, "plan_page_title", "Subject", d.Title.In(s.lang(c))), Deck: d, Editions: d.EditionsOn(today), Kept: p,
		Left: p.DaysLeft(own), Outdated: p.Outdated(d), Proposed: d.Edition(study.Proposed(d, p.ExamOn, today)), Extras: quiz.Extras}
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

// readPlan understands the form of a plan.
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

// changeHabits keeps how the learner likes to be asked. Whether they are asked
// how sure they are is told to this browser too, which visitors choose by.
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

// dayOf is the first moment of a day; zero for none.
func dayOf(d deck.Date) time.Time {
	at, _ := time.Parse(time.DateOnly, string(d))
	return at
}
