package web

import (
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/chart"
	"viva/web/words"
)

// practiceSize is how many questions a button deals that names no length.
const practiceSize = quiz.GuestSize

// todayPage tells a learner the one thing to do next, and what it is for.
type todayPage struct {
	base
	study.Prospect
	Deck     *deck.Deck     // the subject that was practised last, or the first
	Editions []deck.Edition // those that have begun
	Edition  *deck.Edition
	Day      string // written out, with its name
	Next     nextThing
	Week     *chart.Week
	Span     *span // of the forecast; nil where there is none
	Cram     *sittingForm
	Others   []otherSubject
	Last     []attemptLine
}

// nextThing is the one thing that the page proposes.
type nextThing struct {
	Heading, Text string
	Label         string       // of what leads there, which is one of these
	Path          string       // of an attempt that goes on
	Sitting       *sittingForm // of what the day asks for
	Start         *startForm   // of practice beside the plan
	Quiet         bool         // it is no more than possible: a break is taken, or an exam runs
}

// label writes on the button what it does, and leaves it an outline where
// something else comes first.
func (n *nextThing) label(quiet bool) {
	n.Quiet = n.Quiet || quiet
	if n.Sitting != nil {
		n.Sitting.Label, n.Sitting.Primary = n.Label, !n.Quiet
	}
	if n.Start != nil {
		n.Start.Label, n.Start.Primary, n.Start.Plain = n.Label, !n.Quiet, true
	}
}

// otherSubject is a subject beside the one that the page is about.
type otherSubject struct {
	Deck *deck.Deck
	Asks int // questions that the day still asks on it
}

// span is a stretch of scores on a scale, drawn 300 wide.
type span struct {
	Left, Width, Pass int
}

// ExamOn is the day of the exam, written out.
func (p todayPage) ExamOn() string { return p.Plan.ExamOn.In(p.Lang) }

// Outdated reports whether the edition is not in force on the day of the exam.
func (p todayPage) Outdated() bool { return p.Plan.Outdated(p.Deck) }

// PlanPath is the address where the plan is changed.
func (p todayPage) PlanPath() string { return planPath(p.Deck.Subject) }

// PracticePath is where topics and length of a subject are chosen.
func (p todayPage) PracticePath(d *deck.Deck) string { return deckPath(d.Subject) }

// EditionForm chooses another edition, or is nil where there is no other.
func (p todayPage) EditionForm() *editionForm {
	if p.Edition == nil || len(p.Editions) < 2 {
		return nil
	}
	return &editionForm{base: p.base, Deck: p.Deck, Editions: p.Editions, Edition: p.Edition, Next: "/", Label: p.Deck.Title.In(p.Lang)}
}

// Initial is the first letter of a day of the week, for a row that a phone has
// room for.
func (p todayPage) Initial(day string) string {
	first, _ := utf8.DecodeRuneInString(day)
	return string(unicode.ToUpper(first))
}

// Tomorrow is how many questions the plan is expected to ask tomorrow of who
// has begun.
func (p todayPage) Tomorrow() int {
	if len(p.Load) < 2 || p.Met == 0 {
		return 0
	}
	return p.Load[1]
}

func (s *Site) showToday(c *fiber.Ctx, who quiz.Learner) error {
	page := todayPage{base: s.base(c, "today_heading")}
	if q, err := pageQuery(c, "done"); err == nil {
		page.Notice = homeNotice(q.Value("done"), true)
	}
	last, err := s.lastPractised(c, who)
	if err != nil {
		return err
	}
	if page.Deck, err = s.quiz.Deck(last.Subject); err != nil {
		page.Deck = s.quiz.Decks()[0]
	}
	if page.Prospect, err = s.study.Prospect(c.UserContext(), who, page.Deck.Subject); err != nil {
		return err
	}
	page.Edition = page.Deck.Edition(page.Plan.Edition)
	page.Editions = page.Deck.EditionsOn(s.quiz.Today())
	recent, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Limit: 20})
	if err != nil {
		return err
	}
	if err := page.fill(s.attemptLines(page.base, recent)); err != nil {
		return err
	}
	if page.Others, err = s.otherSubjects(c, who, page.Deck); err != nil {
		return err
	}
	return s.render(c, "today", page)
}

// fill puts the day on the page, and the newest of the learner's attempts.
func (p *todayPage) fill(attempts []attemptLine) error {
	w := words.Wording{Phrases: p.Phrases}
	p.Day = w.Say("today_date", "Day", words.Sentence(w.Say(chart.Weekdays[p.Weekday()].Name)), "Date", p.On.In(p.Lang))
	f, err := p.Frame()
	w.Keep(err)
	open := slices.IndexFunc(attempts, func(l attemptLine) bool {
		return l.Open() && l.Kind != quiz.Offline && (f.Exam == nil || l.ID != f.Exam.ID)
	})
	if open >= 0 {
		p.Next = p.goOn(&w, attempts[open])
	} else {
		p.Next = p.propose(&w)
	}
	p.Next.label(f.Exam != nil)
	if p.Asks() == 0 && p.Met > 0 {
		size := min(practiceSize, p.Met)
		p.Cram = &sittingForm{Subject: p.Deck.Subject, Kind: quiz.Cram, Size: size, Label: w.Say("today_cram", "Count", size), Link: true}
	}
	for _, l := range attempts {
		if !l.Open() && len(p.Last) < 3 {
			p.Last = append(p.Last, l)
		}
	}
	p.Week, err = weekOf(p.Phrases, "week", p.Today)
	w.Keep(err)
	if f := p.Forecast; f.Exam != nil && f.Outlook.Needs == 0 {
		at := func(score int) int {
			return (score - f.Exam.Scale.From) * 300 / max(1, f.Exam.Scale.To-f.Exam.Scale.From)
		}
		p.Span = &span{Left: at(f.Low), Width: max(2, at(f.High)-at(f.Low)), Pass: at(f.Exam.Scale.Pass)}
	}
	return w.Err
}

// goOn leads to an attempt that is open.
func (p *todayPage) goOn(w *words.Wording, l attemptLine) nextThing {
	return nextThing{Heading: w.Say("today_continue", "Position", min(l.Answered+1, l.Size), "Size", l.Size),
		Text: l.Subject + " · " + l.Edition, Label: w.Say(l.GoOn()), Path: "/attempts/" + strconv.FormatInt(int64(l.ID), 10)}
}

// propose is what the day asks for or, where that is nothing, practice.
func (p *todayPage) propose(w *words.Wording) nextThing {
	n := nextThing{Label: w.Say("today_start")}
	if p.Edition == nil { // none has begun
		n.Heading = w.Say("today_nothing")
		return n
	}
	n.Start = &startForm{Subject: p.Deck.Subject, Edition: p.Edition.ID, Mode: deck.Practice, Size: practiceSize}
	switch {
	case p.Paused:
		n.Heading, n.Text, n.Quiet = w.Say("today_break"), w.Say("today_paused", "Date", p.Plan.PausedUntil.In(p.Lang)), true
		n.Label = w.Say("today_more", "Count", practiceSize)
	case p.Met == 0 && p.Plan.ExamOn == "":
		n.Heading, n.Text = w.Say("today_first", "Count", practiceSize), w.Say("today_first_text")
	case p.Asks() > 0:
		n.Heading, n.Text, n.Start = w.Say("today_asks", "Count", p.Asks()), dueAndNew(w, p.Today), nil
		n.Sitting = &sittingForm{Subject: p.Deck.Subject, Kind: quiz.Due, Size: p.Sitting()}
	default:
		n.Heading = w.Say("today_nothing")
		if p.Done > 0 {
			n.Heading = w.Say("today_done", "Count", p.Done)
		}
		if p.Today.Next != "" {
			n.Text = w.Say("today_next", "Date", p.Today.Next.In(p.Lang))
		}
		n.Label = w.Say("today_more", "Count", practiceSize)
	}
	return n
}

// dueAndNew says what the questions of the day are about, and in how many goes
// they are asked.
func dueAndNew(w *words.Wording, t study.Today) string {
	var text string
	if t.Due > 0 {
		text = w.Say("today_due", "Count", t.Due)
	}
	if t.New > 0 {
		if text != "" {
			text += ", "
		}
		text += w.Say("today_new", "Count", t.New)
	}
	if t.Sitting() < t.Asks() {
		text += ". " + w.Say("today_share", "Count", t.Sitting())
	}
	return text
}

// otherSubjects are the others, with what the day still asks on those that the
// learner has begun.
func (s *Site) otherSubjects(c *fiber.Ctx, who quiz.Learner, shown *deck.Deck) ([]otherSubject, error) {
	var others []otherSubject
	for _, d := range s.quiz.Decks() {
		if d == shown {
			continue
		}
		t, err := s.study.Today(c.UserContext(), who, d.Subject)
		if err != nil {
			return nil, err
		}
		o := otherSubject{Deck: d}
		if t.Met > 0 || t.Plan.ExamOn != "" {
			o.Asks = t.Asks()
		}
		others = append(others, o)
	}
	return others, nil
}

// startForm is a form of one button that starts an attempt.
type startForm struct {
	Subject, Edition string
	Mode             deck.Mode
	Size             int
	Topics           []string // empty is all
	Label            string   // on the button
	About            string   // what the button is about, if its label does not say it
	Primary          bool
	Plain            bool // a button that is not primary; otherwise it looks like a link
}

// attemptLine is an attempt in a list.
type attemptLine struct {
	quiz.Summary
	Subject, Edition string // their titles
}

// Open reports whether the attempt can go on.
func (l attemptLine) Open() bool { return l.FinishedAt.IsZero() }

// GoOn is the key of what its button says.
func (l attemptLine) GoOn() string {
	if l.Answered == 0 {
		return "today_start"
	}
	return "home_continue_go"
}

// Unanswered is how many of its questions have no answer.
func (l attemptLine) Unanswered() int { return l.Size - l.Answered }

// Share is the points as a proportion of 0 to 1.
func (l attemptLine) Share() float64 { return share(l.Points, l.Max) }

func share(points, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(points) / float64(of)
}

// attemptLines gives attempts the titles of their subject and edition, or the
// ids if a subject is no longer there.
func (s *Site) attemptLines(b base, all []quiz.Summary) []attemptLine {
	lines := make([]attemptLine, 0, len(all))
	for _, a := range all {
		l := attemptLine{Summary: a, Subject: a.Subject, Edition: s.editionTitle(a.Subject, a.Edition, b.Lang)}
		if d, err := s.quiz.Deck(a.Subject); err == nil {
			l.Subject = d.Title.In(b.Lang)
		}
		lines = append(lines, l)
	}
	return lines
}
