package web

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// apiSummary is an attempt in a list.
type apiSummary struct {
	ID         quiz.AttemptID `json:"id"`
	Subject    string         `json:"subject"`
	Edition    string         `json:"edition"`
	Mode       deck.Mode      `json:"mode"`
	Kind       quiz.Kind      `json:"kind,omitempty"`
	Exam       string         `json:"exam,omitempty"`
	Lang       string         `json:"lang"`
	Topics     []string       `json:"topics"`
	Ranked     bool           `json:"ranked"`
	Size       int            `json:"size"`
	Answered   int            `json:"answered"`
	StartedAt  time.Time      `json:"started_at"`
	Deadline   time.Time      `json:"deadline,omitzero"`
	FinishedAt time.Time      `json:"finished_at,omitzero"`
	Score      *int           `json:"score,omitzero"` // of a finished attempt
	Max        *int           `json:"max,omitzero"`
}

func apiSummaryOf(a quiz.Summary) apiSummary {
	out := apiSummary{ID: a.ID, Subject: a.Subject, Edition: a.Edition, Mode: a.Mode, Kind: a.Kind, Lang: a.Lang, Topics: a.Topics,
		Ranked: a.Ranked, Size: a.Size, Answered: a.Answered, StartedAt: apiTime(a.StartedAt), Exam: a.Exam}
	if !a.Deadline.IsZero() {
		out.Deadline = apiTime(a.Deadline)
	}
	if !a.FinishedAt.IsZero() {
		out.FinishedAt, out.Score, out.Max = apiTime(a.FinishedAt), &a.Points, &a.Max
	}
	return out
}

// apiAttempt is an attempt with its questions, and with the feedback that may
// be told by now.
type apiAttempt struct {
	apiSummary
	Seed      *uint64    `json:"seed,omitzero"`         // of an attempt that is not ranked
	Exhausted []string   `json:"exhausted,omitempty"`   // topics with nothing fresh left, told when it starts
	Left      *int       `json:"left_seconds,omitzero"` // of an open exam with a deadline
	Items     []apiItem  `json:"items"`
	Result    *apiResult `json:"result,omitzero"`
}

type apiItem struct {
	Position  int            `json:"position"`
	Type      string         `json:"type"`
	Topic     string         `json:"topic,omitempty"` // only with the feedback: it may name the key
	Edition   string         `json:"edition"`
	TypeNote  string         `json:"type_note,omitempty"`
	Situation string         `json:"situation,omitempty"`
	Set       *apiSet        `json:"set,omitzero"`
	Proved    bool           `json:"proved"`
	Return    bool           `json:"return,omitzero"` // it came back within the attempt
	Stem      string         `json:"stem"`
	Choose    int            `json:"choose"`
	Options   []apiOption    `json:"options"`
	Prompts   []apiOption    `json:"prompts,omitempty"`
	Unit      string         `json:"unit,omitempty"`
	MatchCase bool           `json:"match_case,omitzero"`
	Given     []string       `json:"given,omitempty"`
	Revision  int            `json:"revision,omitzero"`
	Flagged   bool           `json:"flagged,omitzero"`
	Struck    []string       `json:"struck,omitempty"`
	Spent     int            `json:"spent_seconds,omitzero"`
	Feedback  *quiz.Feedback `json:"feedback,omitzero"`
}

// apiSet says where the questions about one situation stand.
type apiSet struct {
	First int `json:"first"`
	Size  int `json:"size"`
}

// apiOption is an option or a prompt.
type apiOption struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

func (s *Site) apiAttemptOf(a *quiz.Attempt) (apiAttempt, error) {
	out := apiAttempt{Items: make([]apiItem, a.Size()), Left: s.leftSeconds(a), Exhausted: a.Exhausted}
	summary := quiz.Summary{ID: a.ID, Subject: a.Subject, Edition: a.Edition, Lang: a.Lang, Mode: a.Mode, Kind: a.Kind, Topics: a.Topics,
		Ranked: a.Ranked, Size: a.Size(), Answered: a.Answered(), StartedAt: a.StartedAt, Exam: a.Exam, Deadline: a.Deadline}
	if a.Finished() {
		res, err := a.Result()
		if err != nil {
			return apiAttempt{}, err
		}
		summary.FinishedAt, summary.Points, summary.Max = a.FinishedAt, res.Points, res.Max
		result, err := apiResultOf(a, res)
		if err != nil {
			return apiAttempt{}, err
		}
		out.Result = &result
	}
	out.apiSummary = apiSummaryOf(summary)
	if !a.Ranked && a.Mode == deck.Practice { // the seed of an exam deals its questions again
		out.Seed = &a.Seed
	}
	for i := range out.Items {
		var err error
		if out.Items[i], err = s.apiItemOf(a, i+1); err != nil {
			return apiAttempt{}, err
		}
	}
	return out, nil
}

func (s *Site) apiItemOf(a *quiz.Attempt, pos int) (apiItem, error) {
	q, f, told, err := questionAt(a, pos)
	if err != nil {
		return apiItem{}, err
	}
	if !told {
		return s.apiItemWith(a.Subject, q, nil), nil
	}
	return s.apiItemWith(a.Subject, q, &f), nil
}

// apiItemWith is a question with its feedback. f is nil while the key must stay
// hidden.
func (s *Site) apiItemWith(subject string, q quiz.Question, f *quiz.Feedback) apiItem {
	out := apiItem{Position: q.Position, Type: q.Type, Edition: q.Edition, Proved: !q.Unproved, Return: q.Return, Stem: q.Stem,
		Options: []apiOption{}, TypeNote: s.typeNote(subject, q.Type, q.Lang), Choose: q.Choose, Unit: q.Unit, MatchCase: q.MatchCase, Given: q.Given, Revision: q.Revision,
		Flagged: q.Note.Flagged, Struck: q.Note.Struck, Spent: int(q.Note.Spent.Seconds())}
	if q.Set != nil {
		out.Situation, out.Set = q.Set.Situation, &apiSet{First: q.Set.First, Size: q.Set.Size}
	}
	for _, o := range q.Options { // an empty list where nothing is to be chosen, never null
		out.Options = append(out.Options, apiOption(o))
	}
	for _, p := range q.Prompts {
		out.Prompts = append(out.Prompts, apiOption(p))
	}
	if f != nil {
		out.Topic, out.Feedback = f.Topic, f
	}
	return out
}

// apiResult is the outcome of a finished attempt.
type apiResult struct {
	ID         quiz.AttemptID  `json:"id"`
	Score      int             `json:"score"`
	Max        int             `json:"max"`
	Answered   int             `json:"answered"`
	FinishedAt time.Time       `json:"finished_at"`
	Topics     []apiTopicScore `json:"topics"`
	Exam       *apiExamResult  `json:"exam,omitzero"`
}

type apiTopicScore struct {
	Topic string `json:"topic"`
	Score int    `json:"score"`
	Max   int    `json:"max"`
}

func apiResultOf(a *quiz.Attempt, r quiz.Result) (out apiResult, err error) {
	out = apiResult{ID: a.ID, Score: r.Points, Max: r.Max, Answered: r.Answered, FinishedAt: apiTime(a.FinishedAt)}
	for _, t := range r.Topics {
		out.Topics = append(out.Topics, apiTopicScore{Topic: t.Topic, Score: t.Points, Max: t.Max})
	}
	out.Exam, err = apiExamResultOf(a)
	return out, err
}

func (s *Site) apiStart(c *fiber.Ctx) error {
	who, _, err := s.asker(c)
	if err != nil {
		return err
	}
	var in struct {
		Subject string    `json:"subject"`
		Edition string    `json:"edition"`
		Mode    deck.Mode `json:"mode"`
		Size    int       `json:"size"`
		Topics  []string  `json:"topics"`
		Types   []string  `json:"types"`
		More    bool      `json:"advanced"`
		Lang    string    `json:"lang"`
		Seed    *int64    `json:"seed"`
		Exam    string    `json:"exam"`
		Extra   *int      `json:"extra"`
		Kind    quiz.Kind `json:"kind"`
		From    int64     `json:"from"`
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	if in.Kind != quiz.Mixed || in.From != 0 {
		return s.apiStartWrong(c, who)
	}
	if err := needed(member{"subject", in.Subject}); err != nil {
		return err
	}
	start := quiz.Start{Subject: in.Subject, Edition: in.Edition, Mode: in.Mode, Size: in.Size,
		Topics: in.Topics, Types: in.Types, Advanced: in.More, Lang: in.Lang, Exam: in.Exam}
	if in.Extra != nil {
		if start.Extra = *in.Extra; start.Extra < 1 {
			return quiz.ErrExtra.At("extra")
		}
	}
	if in.Seed != nil {
		if *in.Seed < 0 {
			return quiz.ErrSeed.At("seed")
		}
		seed := uint64(*in.Seed)
		start.Seed = &seed
	}
	a, err := s.study.Start(c.UserContext(), who, start)
	if err != nil {
		return err
	}
	return s.apiStarted(c, a)
}

// apiStartWrong starts practice on what was wrong in an earlier attempt, which
// decides subject, edition and mode.
func (s *Site) apiStartWrong(c *fiber.Ctx, who quiz.Learner) error {
	var in struct {
		Kind quiz.Kind      `json:"kind"`
		From quiz.AttemptID `json:"from"`
		Size int            `json:"size"`
		Lang string         `json:"lang"`
	}
	if err := readJSON(c, &in); err != nil {
		return err
	}
	if in.Kind != quiz.Wrong {
		return quiz.ErrKind.At("kind")
	}
	a, err := s.quiz.StartWrong(c.UserContext(), who, in.From, in.Lang, in.Size)
	if err != nil {
		return err
	}
	return s.apiStarted(c, a)
}

// apiStarted replies with a new attempt.
func (s *Site) apiStarted(c *fiber.Ctx, a *quiz.Attempt) error {
	out, err := s.apiAttemptOf(a)
	if err != nil {
		return err
	}
	c.Location(fmt.Sprintf("/api/v1/attempts/%d", a.ID))
	return writeJSON(c, fiber.StatusCreated, out)
}

func (s *Site) apiAttempts(c *fiber.Ctx) error {
	who, params, err := s.asker(c, "before", "limit")
	if err != nil {
		return err
	}
	q := quiz.AttemptsQuery{}
	if q.Limit, q.Before, err = pageParams[quiz.AttemptID](params); err != nil {
		return err
	}
	list, err := s.quiz.Attempts(c.UserContext(), who, q)
	if err != nil {
		return err
	}
	out := struct {
		Attempts []apiSummary   `json:"attempts"`
		Next     quiz.AttemptID `json:"next,omitzero"`
	}{}
	for _, a := range list {
		out.Attempts = append(out.Attempts, apiSummaryOf(a))
	}
	if n := len(list); n == q.Limit {
		out.Next = list[n-1].ID
	}
	return writeJSON(c, fiber.StatusOK, out)
}

// positionParam is the position that the path names, or 0. No item has that
// position, so it is refused once it is known whose attempt it is.
func positionParam(c *fiber.Ctx) int {
	pos, _ := position(c)
	return pos
}

// onAttempt reads a request on an attempt: who asks, and for which attempt. The
// query, which must be empty, and the body are read before the id, so that a
// bad request gets the same reply on any attempt. read reads the body, which is
// ignored if read is nil.
func (s *Site) onAttempt(c *fiber.Ctx, read func(*fiber.Ctx) error) (quiz.Learner, quiz.AttemptID, error) {
	who, _, err := s.asker(c)
	if err != nil {
		return who, 0, err
	}
	if read != nil {
		if err := read(c); err != nil {
			return who, 0, err
		}
	}
	id, err := attemptID(c)
	return who, id, err
}

func (s *Site) apiAttempt(c *fiber.Ctx) error {
	who, id, err := s.onAttempt(c, nil)
	if err != nil {
		return err
	}
	a, err := s.quiz.Attempt(c.UserContext(), who, id)
	if err != nil {
		return err
	}
	out, err := s.apiAttemptOf(a)
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, out)
}

func (s *Site) apiFinish(c *fiber.Ctx) error {
	who, id, err := s.onAttempt(c, readNothing)
	if err != nil {
		return err
	}
	a, res, err := s.quiz.Finish(c.UserContext(), who, id)
	if err != nil {
		return err
	}
	out, err := apiResultOf(a, res)
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, out)
}
