package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/web/chart"
	"viva/web/words"
)

// standingPage shows learners where they stand in a subject.
type standingPage struct {
	base
	Deck        *deck.Deck
	Agenda      *agenda // nil for a stranger, and before the first answer
	Forecast    *chart.Forecast
	Exam        *deck.ExamProfile // of the forecast, or nil
	Low, High   int               // the ends of its band, on the scale of the exam
	Needs       int               // answers that are missing until a forecast can be told
	Expect      study.Forecast    // as it was reckoned
	Open        *topicLine        // the topic with most facts never met, or nil
	Milestones  []milestoneLine
	Mastery     *chart.Mastery
	Topics      []topicLine
	Calibration *chart.Calibration
	Confusions  []confusionLine
	Weakest     []factLine
	Load        []loadDay
}

// topicLine is a topic with how well it is known.
type topicLine struct {
	Title, Path, Level string
	Known, Facts       int // facts that are proficient or better, and all
	Unmet              int
}

// confusionLine is an option that was taken for another.
type confusionLine struct {
	study.Confusion
	Practise sittingForm
}

// loadDay is how much the plan asks for on a day.
type loadDay struct {
	Day     string // of the week, in short
	Name    string // in full
	Answers int
}

// Heading is the range to expect of the exam, where it can be told.
func (p standingPage) Heading() (string, error) {
	if p.Exam == nil || p.Needs > 0 {
		return p.T("progress_heading")
	}
	o := p.Expect.Outlook
	if p.Expect.On != "" {
		return p.T("progress_expect_on", "Low", o.Low, "High", o.High, "Of", len(o.Scores)-1, "Date", p.Expect.On.In(p.Lang))
	}
	return p.T("progress_expect", "Low", o.Low, "High", o.High, "Of", len(o.Scores)-1)
}

// PlanPath is the address where the plan is changed.
func (p standingPage) PlanPath() string { return planPath(p.Deck.Subject) }

// ProgressLink is the entry of the navigation for the reader's progress. On the
// page of a subject's progress it leads to that subject, elsewhere to the
// first.
func (b base) ProgressLink() (navLink, error) {
	if len(b.Decks) == 0 {
		return b.Link("/scores", "layout_progress")
	}
	link, err := b.Link(progressPath(b.Decks[0].Subject), "layout_progress")
	for _, d := range b.Decks {
		if other, _ := b.Link(progressPath(d.Subject), "layout_progress"); other.Current {
			link = other
		}
	}
	return link, err
}

// ProgressPath is the address of the reader's progress in a subject.
func (b base) ProgressPath(subject string) string { return progressPath(subject) }

func (s *Site) showProgress(c *fiber.Ctx) error {
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return err
	}
	page := standingPage{base: s.base(c, "progress_page_title", "Subject", d.Title.In(s.lang(c))), Deck: d}
	who, err := s.learner(c)
	if err != nil {
		return s.render(c, "progress", page) // a stranger has none yet
	}
	p, err := s.study.Progress(c.UserContext(), who, d.Subject, page.Lang)
	if err != nil {
		return err
	}
	if p.Standing.Answers == 0 {
		return s.render(c, "progress", page)
	}
	reached, err := s.study.Milestones(c.UserContext(), who, d.Subject)
	if err != nil {
		return err
	}
	if who.Guest { // their pages have a name
		reached = nil
	}
	if err := page.fill(p, reached); err != nil {
		return err
	}
	left, err := s.guestLeft(c, who)
	if err != nil {
		return err
	}
	if page.Agenda, err = s.agendaOf(page.base, d, p.Today, left); err != nil {
		return err
	}
	return s.render(c, "progress", page)
}

// fill puts progress on its page: charts, mix-ups, facts, load and milestones.
func (page *standingPage) fill(p study.Progress, reached []study.Milestone) error {
	w := words.Wording{Phrases: page.Phrases}
	page.Milestones = milestoneLines(&w, page.Deck, reached)
	page.drawForecast(&w, p.Forecast)
	page.drawTopics(&w, p.Standing)
	page.drawCalibration(&w, p.Standing)
	for _, m := range p.Standing.Mixups {
		page.Confusions = append(page.Confusions, confusionLine{Confusion: m, Practise: sittingForm{Subject: page.Deck.Subject, Kind: quiz.Due,
			Size: sittingSize / 2, Pair: []string{m.Mixup.Key, m.Mixup.Taken}, Label: w.Say("progress_practise_two"),
			About: w.Say("progress_pair", "Taken", m.Taken, "Key", m.Key)}})
	}
	for _, f := range p.Standing.Weakest {
		page.Weakest = append(page.Weakest, newFactLine(&w, page.Deck.Subject, f))
	}
	for i, n := range p.Today.Load {
		at := (p.Today.Weekday() + i) % 7
		page.Load = append(page.Load, loadDay{Day: w.Say(chart.Weekdays[at].Short), Name: words.Sentence(w.Say(chart.Weekdays[at].Name)), Answers: n})
	}
	return w.Err
}

func (page *standingPage) drawForecast(w *words.Wording, f study.Forecast) {
	if f.Exam == nil {
		return
	}
	page.Expect = f
	page.Exam, page.Low, page.High, page.Needs = f.Exam, f.Low, f.High, f.Outlook.Needs
	d := chart.ForecastData{ID: "forecast", On: dayOf(f.On), Chances: f.Outlook.Scores, Pass: f.Pass, Low: f.Outlook.Low, High: f.Outlook.High,
		Share: memory.OutlookShare, Needs: f.Outlook.Needs}
	var err error
	page.Forecast, err = chart.NewForecast(page.Phrases, d)
	w.Keep(err)
}

func (page *standingPage) drawTopics(w *words.Wording, st study.Standing) {
	var bars []chart.TopicLevels
	for _, t := range st.Topics {
		title := page.Deck.Topic(t.Topic).Title.In(page.Lang)
		bars = append(bars, chart.TopicLevels{Title: title, Facts: t.Facts})
		line := topicLine{Title: title, Path: factsPath(page.Deck.Subject, t.Topic), Level: w.Say(chart.Levels[t.Level])}
		for level, n := range t.Facts {
			line.Facts += n
			if memory.Level(level) >= memory.Proficient {
				line.Known += n
			}
		}
		line.Unmet = t.Facts[memory.New]
		page.Topics = append(page.Topics, line)
	}
	for i := range page.Topics {
		if t := &page.Topics[i]; t.Unmet > 0 && (page.Open == nil || t.Unmet > page.Open.Unmet) {
			page.Open = t
		}
	}
	var err error
	page.Mastery, err = chart.NewMastery(page.Phrases, "mastery", bars)
	w.Keep(err)
}

func (page *standingPage) drawCalibration(w *words.Wording, st study.Standing) {
	var shares [3]chart.CertaintyShare
	for i, c := range st.Calibration {
		shares[i] = chart.CertaintyShare{Right: c.Right, Asked: c.Answered, Low: c.Low, High: c.High}
		shares[i].ExpectLow, shares[i].ExpectUp = c.StandsFor()
	}
	var err error
	page.Calibration, err = chart.NewCalibration(page.Phrases, "calibration", shares)
	w.Keep(err)
}

// guestLeft is how many questions a guest may still be dealt, or -1 for one who
// has an account.
func (s *Site) guestLeft(c *fiber.Ctx, who quiz.Learner) (int, error) {
	if !who.Guest {
		return -1, nil
	}
	return s.quiz.GuestLeft(c.UserContext(), who)
}
