package web

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// itemPage shows one question of an attempt, before or after its answer.
type itemPage struct {
	base
	attemptBase
	Question  quiz.Question
	Choices   []choice // of a question with options to tick
	Rows      []row    // of a question with rows to fill
	Typed     string   // the number typed
	TypeNote  string   // what the subject says of questions of this type, or ""
	Tally     tally
	Feedback  *quiz.Feedback // nil while the key must stay hidden
	CanMistap bool           // the answer can be called a mistap
	Asks      bool           // the learner is asked how sure they are
	Certainty quiz.Certainty // said with an answer that was not taken
	Exhausted string         // titles of the chosen topics on which nothing fresh was left, or ""
	Refused   string         // why what was asked for was not done, or ""
	Mistake   string         // why the answer was not taken, or ""
	Kept      string         // why another answer stands, where this one came too late, or ""
	Strikes   bool           // options can be struck out
	Striking  bool           // the buttons for that are shown
	Next      string         // the page to go on to after the feedback
	Finish    bool           // nothing is left to answer
	Object    form           // for an objection, once the answer is told
	Memo      quiz.Memo      // what the learner keeps of the question, once the answer is told
	Note      form           // a note that was refused
	Theirs    bool           // the answer is a learner's, not the reader's
	Refilled  bool           // the answer on the page comes from its address
}

// Revision is the revision that the next answer gets.
func (p itemPage) Revision() int { return p.Question.Revision + 1 }

// KeptAnswer is the answer that stands: the letters of options, the options
// of rows from the first to the last, or what was typed.
func (p itemPage) KeptAnswer() string {
	var parts []string
	for _, c := range p.Choices {
		if c.Chosen {
			parts = append(parts, c.Letter)
		}
	}
	for _, r := range p.Rows {
		for _, o := range r.Options {
			if o.Chosen {
				parts = append(parts, o.Text)
			}
		}
	}
	if p.Typed != "" {
		parts = append(parts, p.Typed)
	}
	return strings.Join(parts, ", ")
}

// attemptBase says of which attempt a page is, and at which position.
type attemptBase struct {
	ID             quiz.AttemptID
	Position, Size int
	Answered       int
	Exam           bool
	Finished       bool
	Edition        string // its title
	Short          string // its short title, which leaves the tally its room on a phone
	Topic          string // its title, or "" while the key must stay hidden
	DeckPath       string

	deck *deck.Deck // what the names in questions are looked up in, or nil where the subject is gone
}

// IsName reports whether a text is a name, which a browser that translates the
// page must leave as it is.
func (p attemptBase) IsName(text string) bool { return p.deck != nil && p.deck.IsName(text) }

// Runs parts a text of a question into such names and the rest.
func (p attemptBase) Runs(text string) []deck.Run {
	if p.deck == nil {
		return []deck.Run{{Text: text}}
	}
	return p.deck.Runs(text)
}

// choice is an option to tick, as a row of the page.
type choice struct {
	ID, Letter, Text string
	Chosen           bool
	Struck           bool // ruled out by the learner
	Told             bool // the fields below are known
	Correct          bool
	Reason           string
}

// AttemptPath is the address of the attempt's page of that name.
func (p attemptBase) AttemptPath(page string) string {
	return fmt.Sprintf("/attempts/%d/%s", p.ID, page)
}

// Item is the address of a question.
func (p attemptBase) Item(position int) string { return itemPath(p.ID, position) }

// Last reports whether this is the last question.
func (p attemptBase) Last() bool { return p.Position == p.Size }

// Before is the position before this one, for links.
func (p attemptBase) Before() int { return p.Position - 1 }

// After is the position after this one.
func (p attemptBase) After() int { return p.Position + 1 }

// Unanswered is how many questions have no answer.
func (p attemptBase) Unanswered() int { return p.Size - p.Answered }

func itemPath(id quiz.AttemptID, position int) string {
	return fmt.Sprintf("/attempts/%d/items/%d", id, position)
}

// attempt returns the attempt that the path names, if it is the reader's.
func (s *Site) attempt(c *fiber.Ctx) (*quiz.Attempt, quiz.Learner, error) {
	who, err := s.learner(c)
	if err != nil {
		return nil, quiz.Learner{}, err
	}
	id, err := attemptID(c)
	if err != nil {
		return nil, quiz.Learner{}, err
	}
	a, err := s.quiz.Attempt(c.UserContext(), who, id)
	return a, who, err
}

// attemptAt returns the attempt, with the position of the question that the
// path names. The position is read last: for others the attempt does not exist,
// whatever follows it in the path.
func (s *Site) attemptAt(c *fiber.Ctx) (*quiz.Attempt, quiz.Learner, int, error) {
	a, who, err := s.attempt(c)
	if err != nil {
		return nil, quiz.Learner{}, 0, err
	}
	pos, err := position(c)
	return a, who, pos, err
}

// attemptID reads the attempt's id from the path. Anything that is no id is the
// id of no attempt.
func attemptID(c *fiber.Ctx) (quiz.AttemptID, error) {
	id, ok := pathNumber(c, "id")
	if !ok {
		return 0, quiz.ErrNoAttempt
	}
	return quiz.AttemptID(id), nil
}

// position reads the position of the question from the path. If it cannot be
// read, it is 0, beside the error.
func position(c *fiber.Ctx) (int, error) {
	n, ok := pathNumber(c, "position")
	if !ok || n > math.MaxInt32 {
		return 0, quiz.ErrNoItem
	}
	return int(n), nil
}

// resumeAttempt leads to the page where the learner left off.
func (s *Site) resumeAttempt(c *fiber.Ctx) error {
	a, _, err := s.attempt(c)
	if err != nil {
		return err
	}
	return redirect(c, resumePath(a))
}

func resumePath(a *quiz.Attempt) string {
	switch next := a.NextOpen(); {
	case a.Finished():
		return fmt.Sprintf("/attempts/%d/result", a.ID)
	case a.Mode == deck.Exam:
		return examResume(a)
	case next > 0:
		return itemPath(a.ID, next)
	}
	return fmt.Sprintf("/attempts/%d/finish", a.ID)
}

func (s *Site) showItem(c *fiber.Ctx) error {
	a, page, err := s.itemAsked(c)
	if err != nil {
		return err
	}
	page.Exhausted = s.exhausted(c, a)
	if page.Feedback == nil && !openExamPage(a) {
		page.refill(c)
	}
	return s.renderItem(c, a, page)
}

// refill shows the answer that the address holds: one that was sent after the
// session had ended, see answerKept.
func (p *itemPage) refill(c *fiber.Ctx) {
	if q, err := pageQuery(c, "given*", "certainty"); err == nil && len(q.All("given")) > 0 {
		p.fill(q.All("given"))
		p.Refilled = true
		p.Certainty = quiz.Certainty(q.Value("certainty"))
	}
}

// exhausted are the titles of the topics that the address says to be exhausted, as
// far as the attempt has them.
func (s *Site) exhausted(c *fiber.Ctx, a *quiz.Attempt) string {
	q, err := pageQuery(c, "exhausted*")
	if err != nil {
		return "" // the question can be shown all the same
	}
	var titles []string
	for _, topic := range a.Topics {
		if slices.Contains(q.All("exhausted"), topic) {
			titles = append(titles, s.topicTitle(a.Subject, topic, s.lang(c)))
		}
	}
	return strings.Join(titles, ", ")
}

// renderItem shows a question: on the page of an open exam, or on that of
// practice.
func (s *Site) renderItem(c *fiber.Ctx, a *quiz.Attempt, page itemPage) error {
	if openExamPage(a) {
		return s.renderExamItem(c, a, page)
	}
	return s.render(c, "attempt", page)
}

// leadToItem answers a form with a question of practice. A browser is sent
// there; a script that can put the page in the place of the one with the form
// asks for it at once (RFC 7240), which saves its reader a round trip.
func (s *Site) leadToItem(c *fiber.Ctx, a *quiz.Attempt, pos int) error {
	const atOnce = "return=representation"
	path := itemPath(a.ID, pos)
	if c.Get("Prefer") != atOnce || openExamPage(a) {
		return redirect(c, path)
	}
	c.Set("Preference-Applied", atOnce)
	c.Set(fiber.HeaderContentLocation, path)
	page, err := s.itemPage(c, a, pos)
	if err != nil {
		return err
	}
	return s.renderItem(c, a, page)
}

// itemAsked makes the page of the question that the path names, in its present
// state.
func (s *Site) itemAsked(c *fiber.Ctx) (*quiz.Attempt, itemPage, error) {
	a, _, pos, err := s.attemptAt(c)
	if err != nil {
		return nil, itemPage{}, err
	}
	page, err := s.itemPage(c, a, pos)
	return a, page, err
}

// itemPage makes the page of the question at pos.
func (s *Site) itemPage(c *fiber.Ctx, a *quiz.Attempt, pos int) (itemPage, error) {
	q, f, told, err := questionAt(a, pos)
	if err != nil {
		return itemPage{}, err
	}
	title := "player_title"
	switch {
	case told && f.Correct:
		title = "player_title_correct"
	case told:
		title = "player_title_wrong"
	}
	t := tallyOf(a, pos)
	of := t.Dealt
	if t.Nth > 0 {
		of = a.Size()
	}
	page := itemPage{base: s.base(c, title, "Position", pos, "Size", of), Question: q, Tally: t, CanMistap: a.CanMistap(pos)}
	page.attemptBase = s.attemptBase(page.base, a, pos)
	if told { // the topic may name the key
		page.Topic = s.topicTitle(a.Subject, f.Topic, page.Lang)
		if page.Memo, err = s.quiz.MemoOf(c.UserContext(), a, pos); err != nil {
			return itemPage{}, err
		}
	}
	page.TypeNote = s.typeNote(a.Subject, q.Type, page.Lang)
	page.Asks = a.Mode == deck.Practice && s.asksCertainty(c)
	page.show(f, told)
	if told || a.Finished() {
		page.Next, page.Finish = nextPath(a, pos), a.NextOpen() == 0 && !a.Finished()
	}
	return page, nil
}

// questionAt is the question at pos with its feedback, and whether the feedback
// may be told.
func questionAt(a *quiz.Attempt, pos int) (q quiz.Question, f quiz.Feedback, told bool, err error) {
	if q, err = a.Question(pos); err == nil {
		f, told, err = a.Feedback(pos)
	}
	return q, f, told, err
}

func (s *Site) attemptBase(b base, a *quiz.Attempt, pos int) attemptBase {
	p := attemptBase{ID: a.ID, Position: pos, Size: a.Size(), Answered: a.Answered(), Exam: a.Mode == deck.Exam,
		Finished: a.Finished(), Edition: s.editionTitle(a.Subject, a.Edition, b.Lang), Short: a.Edition, DeckPath: "/"}
	d, err := s.quiz.Deck(a.Subject)
	if err != nil {
		return p
	}
	p.deck = d
	if e := d.Edition(a.Edition); e != nil {
		p.DeckPath, p.Short = deckPath(d.Subject), e.Short.In(b.Lang)
	}
	return p
}

// topicTitle is the title of a topic, or its id if the deck no longer has it.
func (s *Site) topicTitle(subject, topic, lang string) string {
	if d, err := s.quiz.Deck(subject); err == nil {
		if t := d.Topic(topic); t != nil {
			return t.Title.In(lang)
		}
	}
	return topic
}

// editionTitle is the title of an edition, or its id if the deck no longer has
// it.
func (s *Site) editionTitle(subject, edition, lang string) string {
	if d, err := s.quiz.Deck(subject); err == nil {
		if e := d.Edition(edition); e != nil {
			return e.Title.In(lang)
		}
	}
	return edition
}

// typeNote is what a subject says of questions of a type, or "".
func (s *Site) typeNote(subject, typ, lang string) string {
	d, err := s.quiz.Deck(subject)
	if err != nil {
		return ""
	}
	return d.TypeNote(typ, lang)
}

// show makes the rows of the question, with the answer that stands and, once it
// may be told, the feedback.
func (p *itemPage) show(f quiz.Feedback, told bool) {
	if p.Rows = rowsOf(p.Question); len(p.Rows) == 0 {
		p.Choices = choicesOf(p.Question)
	}
	p.fill(p.Question.Given)
	if !told {
		return
	}
	p.Feedback = &f
	if len(p.Choices) > 0 {
		unfold(p.Choices, f)
	}
	for i, told := range f.Prompts {
		p.Rows[i].Key, p.Rows[i].Given, p.Rows[i].Reason, p.Rows[i].Correct = told.Key, told.Given, told.Reason, told.Correct
		p.Rows[i].Against = againstSpare(f, told.Given)
		if !p.Question.Form.Ordered && slices.Contains(f.Why, told.Reason) { // told below, with its source
			p.Rows[i].Reason = ""
		}
	}
}

// againstSpare is the reason why the option with that text fits no row, or ""
// if it fits one.
func againstSpare(f quiz.Feedback, text string) string {
	if i := slices.IndexFunc(f.Options, func(o quiz.OptionFeedback) bool { return !o.Correct && o.Text == text }); i >= 0 {
		return f.Options[i].Reason
	}
	return ""
}

func choicesOf(q quiz.Question) []choice {
	rows := make([]choice, 0, len(q.Options))
	for i, o := range q.Options {
		rows = append(rows, choice{ID: o.ID, Letter: string(rune('A' + i)), Text: o.Text})
	}
	return rows
}

// unfold adds what the feedback tells to each row.
func unfold(rows []choice, f quiz.Feedback) {
	for i, o := range f.Options {
		rows[i].Told, rows[i].Correct, rows[i].Reason, rows[i].Chosen = true, o.Correct, o.Reason, o.Chosen
		if o.Correct && slices.Contains(f.Why, o.Reason) { // told below, with its source
			rows[i].Reason = ""
		}
	}
}

// First are the options that are looked at first once they are told: the right
// ones, then what was chosen besides.
func (p itemPage) First() []choice {
	return append(p.choicesThat(func(c choice) bool { return c.Correct }),
		p.choicesThat(func(c choice) bool { return c.Chosen && !c.Correct })...)
}

// Rest are the other options.
func (p itemPage) Rest() []choice {
	return p.choicesThat(func(c choice) bool { return !c.Chosen && !c.Correct })
}

func (p itemPage) choicesThat(belongs func(choice) bool) (some []choice) {
	for _, c := range p.Choices {
		if belongs(c) {
			some = append(some, c)
		}
	}
	return some
}

// choiceOn is an option on its page, for the part "told-choice".
type choiceOn struct {
	itemPage
	Choice choice
}

// OnChoice puts an option on the page.
func (p itemPage) OnChoice(c choice) choiceOn { return choiceOn{p, c} }

// nextPath is where to go after the feedback at pos. In a finished attempt that
// is the next question. In an open one it is the next unanswered question,
// further on if there is one, else from the start.
func nextPath(a *quiz.Attempt, pos int) string {
	if a.Finished() {
		if pos < a.Size() {
			return itemPath(a.ID, pos+1)
		}
		return resumePath(a)
	}
	for next := pos + 1; next <= a.Size(); next++ {
		if q, err := a.Question(next); err == nil && q.Given == nil {
			return itemPath(a.ID, next)
		}
	}
	return resumePath(a)
}
