package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/chart"
	"viva/web/words"
)

// sittingSize is how many questions a sitting beside the plan has.
const sittingSize = quiz.GuestSize

// agenda is what the plan asks of the day, for the part "agenda".
type agenda struct {
	base
	study.Today
	Deck     *deck.Deck
	Edition  *deck.Edition
	Week     *chart.Week
	Start    *sittingForm // what the day asks for, or nil
	Cram     *sittingForm // the weakest facts, if the day asks for nothing; or nil
	Outdated bool         // the edition is not in force on the day of the exam
	NoneLeft bool         // a guest has been dealt all the questions that they may have
}

// sittingForm is a form of one button that starts a sitting.
type sittingForm struct {
	Subject string
	Edition string // "" is the plan's
	Kind    quiz.Kind
	Size    int
	Pair    []string // only items that show one of these
	Label   string
	About   string // what the button is about, if its label does not say it
	Primary bool
	Link    bool // it looks like a link
}

// About says what the questions of the day are about.
func (a agenda) About() (string, error) {
	w := words.Wording{Phrases: a.Phrases}
	return dueAndNew(&w, a.Today), w.Err
}

// ExamOn is the day of the exam, written out.
func (a agenda) ExamOn() string { return a.Plan.ExamOn.In(a.Lang) }

// PausedUntil is the day on which the pause is over, written out.
func (a agenda) PausedUntil() string { return a.Plan.PausedUntil.In(a.Lang) }

// NextOn is the next day with something to ask, written out, or "".
func (a agenda) NextOn() string { return a.Next.In(a.Lang) }

// PlanPath is the address where the plan is changed.
func (a agenda) PlanPath() string { return planPath(a.Deck.Subject) }

func planPath(subject string) string     { return "/subjects/" + subject + "/plan" }
func progressPath(subject string) string { return "/subjects/" + subject + "/progress" }

// agendaOf makes the agenda of a page. left is how many questions a guest may
// still be dealt, or -1 for a reader with an account.
func (s *Site) agendaOf(b base, d *deck.Deck, t study.Today, left int) (*agenda, error) {
	a := &agenda{base: b, Today: t, Deck: d, Edition: d.Edition(t.Plan.Edition), Outdated: t.Plan.Outdated(d), NoneLeft: left == 0}
	var err error
	if a.Week, err = weekOf(b.Phrases, "week-"+d.Subject, t); err != nil {
		return nil, err
	}
	most := study.MaxSitting
	if left >= 0 {
		most = left
	}
	switch n := min(t.Sitting(), most); {
	case a.NoneLeft:
	case n > 0:
		a.Start = &sittingForm{Subject: d.Subject, Kind: quiz.Due, Size: n, Primary: true}
		a.Start.Label, err = b.T("today_start")
	case t.Met > 0:
		a.Cram = &sittingForm{Subject: d.Subject, Kind: quiz.Cram, Size: min(sittingSize, most, t.Met)}
		a.Cram.Label, err = b.T("today_cram", "Count", a.Cram.Size)
	}
	return a, err
}

// weekOf draws the week of a plan. A day counts as soon as it has an answer.
func weekOf(p words.Phrases, id string, t study.Today) (*chart.Week, error) {
	w := chart.WeekData{ID: id, Today: t.Weekday(), Goal: t.Plan.Goal}
	for i, answers := range t.Days {
		day := t.On.Shift(i - w.Today)
		w.Days[i] = chart.WeekDay{Answers: answers, Done: answers > 0, Paused: t.Plan.PausedOn(day)}
	}
	return chart.NewWeek(p, w)
}

// sittingFields are the fields of a form that starts a sitting.
var sittingFields = []string{"kind", "edition", "size", "pair*"}

// startSitting deals a sitting.
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
	a, err := s.sit(c, who, study.Sitting{Kind: quiz.Kind(f.Value("kind")), Edition: f.Value("edition"), Size: size, Pair: f.All("pair"), Lang: s.lang(c)})
	if err != nil {
		return err
	}
	return s.leadToItem(c, a, 1)
}

// sit deals a sitting on the subject that the path names: what is due, a cram or
// bookmarks. takeSet deals sets to take along.
func (s *Site) sit(c *fiber.Ctx, who quiz.Learner, sit study.Sitting) (*quiz.Attempt, error) {
	switch {
	case sit.Kind != quiz.Due && sit.Kind != quiz.Cram && sit.Kind != quiz.Bookmarked:
		return nil, quiz.ErrKind.At("kind")
	case len(sit.Pair) != 0 && len(sit.Pair) != 2:
		return nil, errMalformed
	}
	sit.Subject = c.Params("subject")
	return s.study.Sit(c.UserContext(), who, sit)
}

// subjectAsked finds the subject that the path names, and the learner who asks.
func (s *Site) subjectAsked(c *fiber.Ctx) (*deck.Deck, quiz.Learner, error) {
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return nil, quiz.Learner{}, err
	}
	who, err := s.learner(c)
	return d, who, err
}

// dayOf is the first moment of a day in UTC; the zero time for no day.
func dayOf(d deck.Date) time.Time {
	at, _ := time.Parse(time.DateOnly, string(d))
	return at
}
