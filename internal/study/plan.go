package study

import (
	"context"
	"fmt"
	"time"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// Plan says how a learner means to study a subject. A zero date is none.
type Plan struct {
	Edition     string    // what is asked; "" is left to Automatic
	Exam        string    // id of the exam profile that is prepared for; "" is the subject's first
	ExamOn      deck.Date // the day of the exam, or ""
	Daily       int       // answers a day
	Goal        int       // days of study a week; 0 is no goal
	PausedFrom  deck.Date // first day of a pause, or ""
	PausedUntil deck.Date // the day on which it is over

	// Follows is set in a plan that was read whose learner chose no edition. Such
	// a plan is stored without one.
	Follows bool

	// Automatic is set in a plan that was read: the edition of a learner who
	// chooses none. It is the one in force on the day of the exam or, without
	// such a day, the one practised last.
	Automatic string
}

// Habits say how a learner likes to be asked, in every subject.
type Habits struct {
	Certainty bool // how sure they are is asked before feedback
	Extra     int  // per cent of an exam's time, one of quiz.Extras
}

// Bounds and defaults of a plan.
const (
	MaxDaily     = 200
	DefaultDaily = 20
	DefaultGoal  = 4       // of a plan that a program sets and that names none
	maxAhead     = 3 * 366 // days until an exam or the end of a pause
)

// What can be wrong with a plan.
var (
	ErrDaily = fault.New(fault.Invalid, "daily",
		"Plan 1 to 200 answers a day.",
		"Prévoyez de 1 à 200 réponses par jour.")
	ErrGoal = fault.New(fault.Invalid, "goal",
		"The weekly goal is 0 to 7 days.",
		"Choisissez un objectif de 0 à 7 jours par semaine.")
	ErrDay = fault.New(fault.Invalid, "day",
		"Write the day as 2026-11-30; it is at most three years ahead.",
		"Écrivez la date dans l’ordre année, mois, jour, comme 2026-12-30\u00a0; au plus trois ans à l’avance.")
	ErrPast = fault.New(fault.Invalid, "past",
		"The day of the exam lies in the past.", "")
	ErrPause = fault.New(fault.Invalid, "pause",
		"A pause has a first day and ends after it.", "")
)

// Plan returns who's plan for a subject, or the one everybody begins with.
func (s *Service) Plan(ctx context.Context, who quiz.Learner, subject string) (Plan, error) {
	d, err := s.quiz.Deck(subject)
	if err != nil {
		return Plan{}, err
	}
	p, ok, err := s.store.Plan(ctx, who.ID, subject)
	if err != nil {
		return Plan{}, fmt.Errorf("read the plan: %w", err)
	}
	if !ok {
		p = Plan{Daily: DefaultDaily}
	}
	p.Follows = p.Edition == ""
	if p.Automatic, err = s.automatic(ctx, who, d, p.ExamOn); err != nil {
		return Plan{}, err
	}
	if today := s.quiz.Today(); d.EditionOn(p.Edition, today) == nil && len(d.EditionsOn(today)) > 0 {
		p.Edition = p.Automatic
	}
	if d.Exam(p.Exam) == nil && len(d.Exams) > 0 {
		p.Exam = d.Exams[0].ID
	}
	return p, nil
}

// automatic is the edition of a learner who chooses none.
func (s *Service) automatic(ctx context.Context, who quiz.Learner, d *deck.Deck, examOn deck.Date) (string, error) {
	today := s.quiz.Today()
	if examOn == "" {
		last, err := s.quiz.Attempts(ctx, who, quiz.AttemptsQuery{Subject: d.Subject, Limit: 1})
		if err != nil {
			return "", fmt.Errorf("find what was practised last: %w", err)
		}
		if len(last) > 0 && d.EditionOn(last[0].Edition, today) != nil {
			return last[0].Edition, nil
		}
	}
	return Proposed(d, examOn, today), nil
}

// ChooseEdition stores the edition of a subject that who wants to study, and
// leaves the rest of their plan as it is. It does not check that rest: the day
// of an exam may be over by now.
func (s *Service) ChooseEdition(ctx context.Context, who quiz.Learner, subject, edition string) error {
	d, err := s.quiz.Deck(subject)
	if err != nil {
		return err
	}
	if d.EditionOn(edition, s.quiz.Today()) == nil {
		return quiz.ErrEdition.At("edition")
	}
	p, ok, err := s.store.Plan(ctx, who.ID, subject)
	if err != nil {
		return fmt.Errorf("read the plan: %w", err)
	}
	if !ok {
		p = Plan{Daily: DefaultDaily}
	}
	p.Edition = edition
	if err := s.store.SetPlan(ctx, who.ID, subject, p); err != nil {
		return fmt.Errorf("keep the edition: %w", err)
	}
	return nil
}

// SetPlan keeps who's plan, or says what is wrong with it.
func (s *Service) SetPlan(ctx context.Context, who quiz.Learner, subject string, p Plan) error {
	d, err := s.quiz.Deck(subject)
	if err != nil {
		return err
	}
	if err := p.check(d, s.quiz.Today(), s.DateOf(who)); err != nil {
		return err
	}
	if err := s.store.SetPlan(ctx, who.ID, subject, p); err != nil {
		return fmt.Errorf("keep the plan: %w", err)
	}
	return nil
}

// check says what is wrong with a plan. offered is the day that decides which
// editions have begun, today is the learner's own day.
func (p Plan) check(d *deck.Deck, offered, today deck.Date) error {
	switch {
	case p.Edition != "" && d.EditionOn(p.Edition, offered) == nil:
		return quiz.ErrEdition.At("edition")
	case p.Exam != "" && d.Exam(p.Exam) == nil:
		return quiz.ErrExam.At("exam")
	case p.Daily < 1 || p.Daily > MaxDaily:
		return ErrDaily.At("daily")
	case p.Goal < 0 || p.Goal > 7:
		return ErrGoal.At("goal")
	case !readable(p.ExamOn, today):
		return ErrDay.At("exam_on")
	case p.ExamOn != "" && p.ExamOn < today:
		return ErrPast.At("exam_on")
	case !readable(p.PausedFrom, today):
		return ErrDay.At("paused_from")
	case !readable(p.PausedUntil, today):
		return ErrDay.At("paused_until")
	case (p.PausedFrom == "") != (p.PausedUntil == "") || p.PausedUntil != "" && p.PausedUntil <= p.PausedFrom:
		return ErrPause.At("paused_until")
	}
	return nil
}

func readable(day, today deck.Date) bool {
	_, err := time.Parse(time.DateOnly, string(day))
	return day == "" || err == nil && dayOf(day)-dayOf(today) <= maxAhead
}

// dayOf is the first moment of a day as memory counts it; 0 for none.
func dayOf(day deck.Date) float64 {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return 0
	}
	return float64(at.Unix()) / (24 * 60 * 60)
}

// schedule is the plan as memory understands it.
func (p Plan) schedule() memory.Plan {
	return memory.Plan{Exam: dayOf(p.ExamOn), Daily: p.Daily, PausedFrom: dayOf(p.PausedFrom), PausedUntil: dayOf(p.PausedUntil)}
}

// DaysLeft counts the days until the exam; it is -1 without an exam, and when
// the exam is over.
func (p Plan) DaysLeft(today deck.Date) int {
	if p.ExamOn == "" || p.ExamOn < today {
		return -1
	}
	return int(dayOf(p.ExamOn) - dayOf(today))
}

// ahead is the exam that the plan prepares for on a day, or nil where none has
// a day to come.
func (p Plan) ahead(d *deck.Deck, today deck.Date) *deck.ExamProfile {
	if p.DaysLeft(today) < 0 || len(d.Exams) == 0 {
		return nil
	}
	if exam := d.Exam(p.Exam); exam != nil {
		return exam
	}
	return &d.Exams[0]
}

// PausedOn reports whether a day lies in the pause.
func (p Plan) PausedOn(day deck.Date) bool {
	return p.PausedFrom != "" && p.PausedFrom <= day && day < p.PausedUntil
}

// Proposed is the edition to study for an exam on that day, among those that
// have begun today: the subject's current one where it is in force then, else
// the last that is. "" is today.
func Proposed(d *deck.Deck, examOn, today deck.Date) string {
	if examOn == "" {
		examOn = today
	}
	begun := d.EditionsOn(today)
	best := ""
	for _, e := range begun {
		if inForce := e.From <= examOn && (e.To == "" || examOn <= e.To); inForce && best != d.Current {
			best = e.ID
		}
	}
	if best == "" && len(begun) > 0 {
		best = begun[len(begun)-1].ID
	}
	return best
}

// Outdated reports whether the chosen edition is not in force on the day of
// the exam.
func (p Plan) Outdated(d *deck.Deck) bool {
	e := d.Edition(p.Edition)
	return p.ExamOn != "" && e != nil && (e.From > p.ExamOn || e.To != "" && e.To < p.ExamOn)
}

// Habits returns who's habits.
func (s *Service) Habits(ctx context.Context, who quiz.Learner) (Habits, error) {
	h, ok, err := s.store.Habits(ctx, who.ID)
	if err != nil {
		return Habits{}, fmt.Errorf("read the habits: %w", err)
	}
	if !ok {
		h = Habits{Certainty: true, Extra: quiz.Extras[0]}
	}
	return h, nil
}

// SetHabits keeps who's habits.
func (s *Service) SetHabits(ctx context.Context, who quiz.Learner, h Habits) error {
	known := false
	for _, extra := range quiz.Extras {
		known = known || extra == h.Extra
	}
	if !known {
		return quiz.ErrExtra.At("extra")
	}
	if err := s.store.SetHabits(ctx, who.ID, h); err != nil {
		return fmt.Errorf("keep the habits: %w", err)
	}
	return nil
}
