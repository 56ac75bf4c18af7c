package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/study"
)

// apiPlan is a plan, with what follows from it.
type apiPlan struct {
	Edition     string    `json:"edition"`
	Follows     bool      `json:"follows"` // no edition was chosen
	Outdated    bool      `json:"outdated"`
	Proposed    string    `json:"proposed"`
	Exam        string    `json:"exam,omitempty"`
	ExamOn      deck.Date `json:"exam_on,omitempty"`
	Daily       int       `json:"daily"`
	Goal        int       `json:"goal"`
	PausedFrom  deck.Date `json:"paused_from,omitempty"`
	PausedUntil deck.Date `json:"paused_until,omitempty"`
}

// apiToday is what a plan asks of the day.
type apiToday struct {
	Edition  string    `json:"edition"`
	Due      int       `json:"due"`
	New      int       `json:"new"`
	Asks     int       `json:"asks"`
	Behind   int       `json:"behind"`
	Done     int       `json:"done"`
	Met      int       `json:"met"`
	Paused   bool      `json:"paused"`
	DaysLeft *int      `json:"days_left,omitzero"` // until the exam
	Next     deck.Date `json:"next,omitempty"`
	Load     []int     `json:"load"`
	Week     []int     `json:"week"`
}

// apiStanding is what a learner knows of a subject.
type apiStanding struct {
	Edition     string           `json:"edition"`
	Answers     int              `json:"answers"`
	Topics      []apiTopicLevel  `json:"topics"`
	Weakest     []apiFact        `json:"weakest"`
	Calibration []apiCalibration `json:"calibration"`
	Confusions  []apiConfusion   `json:"confusions"`
}

type apiTopicLevel struct {
	Topic string         `json:"topic"`
	Level string         `json:"level"`
	Facts map[string]int `json:"facts"` // level -> how many
}

type apiFact struct {
	Fact   string    `json:"fact"`
	Topic  string    `json:"topic"`
	Says   string    `json:"says"`
	Level  string    `json:"level"`
	Recall float64   `json:"recall"`
	Due    deck.Date `json:"due"`
}

type apiCalibration struct {
	Certainty quiz.Certainty `json:"certainty"`
	Answers   int            `json:"answers"`
	Right     int            `json:"right"`
	Low       float64        `json:"low"`
	High      float64        `json:"high"`
}

type apiConfusion struct {
	Key   apiOption `json:"key"`
	Taken apiOption `json:"taken"`
	Times int       `json:"times"`
}

// apiForecast is what a learner can expect of an exam. While too little is
// known, Needs is its only figure.
type apiForecast struct {
	Edition string    `json:"edition"`
	Exam    string    `json:"exam,omitempty"`
	On      deck.Date `json:"on,omitempty"`
	Needs   int       `json:"needs"`
	Scores  []float64 `json:"scores,omitempty"`
	Pass    int       `json:"pass,omitzero"`
	Chance  *float64  `json:"chance,omitzero"`
	Low     *int      `json:"low,omitzero"`
	High    *int      `json:"high,omitzero"`
}

// studies finds who asks and the subject, and reads the query as readParams
// does.
func (s *Site) studies(c *fiber.Ctx, params ...string) (quiz.Learner, *deck.Deck, map[string]string, error) {
	who, given, err := s.asker(c, params...)
	if err != nil {
		return who, nil, nil, err
	}
	d, err := s.quiz.Deck(c.Params("subject"))
	return who, d, given, err
}

func (s *Site) apiToday(c *fiber.Ctx) error {
	who, d, _, err := s.studies(c)
	if err != nil {
		return err
	}
	t, err := s.study.Today(c.UserContext(), who, d.Subject)
	if err != nil {
		return err
	}
	out := apiToday{Edition: t.Plan.Edition, Due: t.Due, New: t.New, Asks: t.Asks(), Behind: t.Behind, Done: t.Done, Met: t.Met, Paused: t.Paused,
		Next: t.Next, Load: t.Load, Week: t.Days[:]}
	if t.Left >= 0 {
		out.DaysLeft = &t.Left
	}
	return writeJSON(c, fiber.StatusOK, out)
}

func (s *Site) apiPlan(c *fiber.Ctx) error {
	who, d, _, err := s.studies(c)
	if err != nil {
		return err
	}
	return s.writePlan(c, who, d)
}

func (s *Site) writePlan(c *fiber.Ctx, who quiz.Learner, d *deck.Deck) error {
	p, err := s.study.Plan(c.UserContext(), who, d.Subject)
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, apiPlan{Edition: p.Edition, Follows: p.Follows, Outdated: p.Outdated(d),
		Proposed: study.Proposed(d, p.ExamOn, s.quiz.Today()), Exam: p.Exam, ExamOn: p.ExamOn, Daily: p.Daily, Goal: p.Goal,
		PausedFrom: p.PausedFrom, PausedUntil: p.PausedUntil})
}

func (s *Site) apiSetPlan(c *fiber.Ctx) error {
	who, d, _, err := s.studies(c)
	if err != nil {
		return err
	}
	in := struct {
		Edition     string    `json:"edition"`
		Exam        string    `json:"exam"`
		ExamOn      deck.Date `json:"exam_on"`
		Daily       int       `json:"daily"`
		Goal        int       `json:"goal"`
		PausedFrom  deck.Date `json:"paused_from"`
		PausedUntil deck.Date `json:"paused_until"`
	}{Daily: study.DefaultDaily, Goal: study.DefaultGoal}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	p := study.Plan{Edition: in.Edition, Exam: in.Exam, ExamOn: in.ExamOn, Daily: in.Daily, Goal: in.Goal,
		PausedFrom: in.PausedFrom, PausedUntil: in.PausedUntil}
	if err := s.study.SetPlan(c.UserContext(), who, d.Subject, p); err != nil {
		return err
	}
	return s.writePlan(c, who, d)
}

func (s *Site) apiProgress(c *fiber.Ctx) error {
	who, d, params, err := s.studies(c, "lang")
	if err != nil {
		return err
	}
	lang, err := langParam(params)
	if err != nil {
		return err
	}
	st, err := s.study.Standing(c.UserContext(), who, d.Subject, lang)
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, apiStandingOf(st))
}

// langParam is the language that a query asks for; English if it names none.
func langParam(params map[string]string) (string, error) {
	lang := params["lang"]
	if lang == "" {
		return deck.Langs[0], nil
	}
	if !slices.Contains(deck.Langs, lang) {
		return "", quiz.ErrLang.At("lang")
	}
	return lang, nil
}

func apiStandingOf(st study.Standing) apiStanding {
	out := apiStanding{Edition: st.Edition, Answers: st.Answers, Topics: []apiTopicLevel{}, Weakest: []apiFact{},
		Calibration: []apiCalibration{}, Confusions: []apiConfusion{}}
	for _, t := range st.Topics {
		topic := apiTopicLevel{Topic: t.Topic, Level: t.Level.String(), Facts: map[string]int{}}
		for level, n := range t.Facts {
			topic.Facts[memory.Level(level).String()] = n
		}
		out.Topics = append(out.Topics, topic)
	}
	for _, f := range st.Weakest {
		out.Weakest = append(out.Weakest, apiFact{Fact: f.Name, Topic: f.Topic, Says: f.Says, Level: f.Level.String(), Recall: f.Recall, Due: f.Due})
	}
	for _, c := range st.Calibration {
		out.Calibration = append(out.Calibration, apiCalibration{Certainty: c.Certainty, Answers: c.Answered, Right: c.Right, Low: c.Low, High: c.High})
	}
	for _, m := range st.Mixups {
		out.Confusions = append(out.Confusions, apiConfusion{Key: apiOption{ID: m.Mixup.Key, Text: m.Key},
			Taken: apiOption{ID: m.Mixup.Taken, Text: m.Taken}, Times: m.Times})
	}
	return out
}

func (s *Site) apiForecast(c *fiber.Ctx) error {
	who, d, _, err := s.studies(c)
	if err != nil {
		return err
	}
	f, err := s.study.Forecast(c.UserContext(), who, d.Subject)
	if err != nil {
		return err
	}
	out := apiForecast{Edition: f.Edition}
	if f.Exam != nil {
		out.Exam, out.On, out.Needs = f.Exam.ID, f.On, f.Outlook.Needs
		if out.Needs == 0 {
			out.Scores, out.Pass, out.Chance, out.Low, out.High = f.Outlook.Scores, f.Pass, &f.Chance, &f.Low, &f.High
		}
	}
	return writeJSON(c, fiber.StatusOK, out)
}

func (s *Site) apiSit(c *fiber.Ctx) error {
	who, _, _, err := s.studies(c)
	if err != nil {
		return err
	}
	var in struct {
		Kind    quiz.Kind `json:"kind"`
		Edition string    `json:"edition"`
		Size    int       `json:"size"`
		Lang    string    `json:"lang"`
		Pair    []string  `json:"pair"`
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	a, err := s.sit(c, who, study.Sitting{Kind: in.Kind, Edition: in.Edition, Size: in.Size, Lang: in.Lang, Pair: in.Pair})
	if err != nil {
		return err
	}
	return s.apiStarted(c, a)
}
