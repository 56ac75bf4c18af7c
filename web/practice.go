package web

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
	"viva/internal/quiz"
)

// certaintyCookie keeps whether a reader is asked how sure they are. Like the
// theme it is kept in the browser, so that visitors can choose too.
const certaintyCookie = "viva_certainty"

// certaintyHabits are its values. The first holds for readers who never chose.
var certaintyHabits = []string{"ask", "off"}

// asksCertainty reports whether practice asks the reader, with each answer, how
// sure they are. What was chosen in this browser comes first, then what the
// account keeps.
func (s *Site) asksCertainty(c *fiber.Ctx) bool {
	if chosen := s.cookie(c, certaintyCookie); slices.Contains(certaintyHabits, chosen) {
		return chosen == certaintyHabits[0]
	}
	who, err := s.learner(c)
	if err != nil || who.Guest {
		return true
	}
	h, err := s.study.Habits(c.UserContext(), who)
	return err != nil || h.Certainty // an error here is not worth failing the page
}

// keepCertainty keeps the choice in the browser, and with the account if there
// is one.
func (s *Site) keepCertainty(c *fiber.Ctx, chosen string) error {
	s.setCookie(c, certaintyCookie, chosen, preferenceLife)
	who, err := s.learner(c)
	if err != nil || who.Guest {
		return nil // without an account, only the browser keeps it
	}
	h, err := s.study.Habits(c.UserContext(), who)
	if err != nil {
		return err
	}
	h.Certainty = chosen == certaintyHabits[0]
	return s.study.SetHabits(c.UserContext(), who, h)
}

// certaintyWord says how sure a learner is. Its key chooses it; the keys are
// letters of the word in the language of the page, and none is the letter of
// one of the first six options.
type certaintyWord struct {
	Value quiz.Certainty
	Label string // key of its text
	Key   string // that of its letter
}

var certaintyWords = []certaintyWord{
	{quiz.Sure, "practice_sure", "practice_sure_key"},
	{quiz.Think, "practice_think", "practice_think_key"},
	{quiz.Guess, "practice_guess", "practice_guess_key"},
}

// Certainties are the words between which a learner chooses.
func (b base) Certainties() []certaintyWord { return certaintyWords }

// Said is the key of the text for how sure the learner was of the answer, or
// "".
func (p itemPage) Said() string {
	for _, b := range certaintyWords {
		if p.Feedback != nil && b.Value == p.Feedback.Certainty {
			return b.Label
		}
	}
	return ""
}

// Comes reports whether the answer comes back because it was sure and wrong.
func (p itemPage) Comes() bool {
	f := p.Feedback
	return f != nil && f.Comeback && f.Certainty == quiz.Sure && !f.Correct && !p.Finished
}

// mistapItem notes that an answer is a mistap. If nothing else is open, it goes
// on to the fresh variant; otherwise back to the feedback, which says that the
// variant comes later.
func (s *Site) mistapItem(c *fiber.Ctx) error {
	a, who, pos, err := s.attemptAt(c)
	if err != nil {
		return err
	}
	if _, err := readForm(c); err != nil {
		return err
	}
	a, fresh, err := s.quiz.Mistap(c.UserContext(), who, a.ID, pos)
	if err != nil {
		return s.refuseMistap(c, err)
	}
	if a.NextOpen() == fresh {
		return s.leadToItem(c, a, fresh)
	}
	return s.leadToItem(c, a, pos)
}

// refuseMistap shows the question again and says why nothing was changed.
func (s *Site) refuseMistap(c *fiber.Ctx, err error) error {
	if !isAny(err, []*fault.Error{quiz.ErrNoMistap, quiz.ErrNoOther, quiz.ErrFinished}) {
		return err
	}
	a, page, loaded := s.itemAsked(c)
	if loaded != nil {
		return loaded
	}
	f, code, _ := explain(err)
	if page.Refused, loaded = page.Phrase(f); loaded != nil {
		return loaded
	}
	c.Status(code)
	return s.renderItem(c, a, page)
}

// wrongForm is a form of one button that practises what was wrong in an
// attempt.
type wrongForm struct {
	From  quiz.AttemptID
	Size  int // questions at most; 0 is one for each that was wrong
	Label string
	About string // which attempt, if the label does not say it
	Main  bool   // the button is the one of its page
}

// wrongFormOf offers to practise what was wrong in an attempt. It is nil if
// nothing was. left is how many questions a guest may still be dealt, or -1 for
// a reader with an account.
func wrongFormOf(b base, a *quiz.Attempt, left int) (*wrongForm, error) {
	n, size := a.MissedItems(), 0
	if left >= 0 {
		n = min(n, left)
		size = n
	}
	if n == 0 {
		return nil, nil
	}
	label, err := b.T("practice_wrong", "Count", n)
	return &wrongForm{From: a.ID, Size: size, Label: label}, err
}

// Wrong offers to practise what was wrong in a finished attempt. It is nil if
// nothing was.
func (p scoresPage) Wrong(l attemptLine) (*wrongForm, error) {
	if !l.Missed() {
		return nil, nil
	}
	label, err := p.T("practice_wrong_short")
	return &wrongForm{From: l.ID, Label: label, About: p.Date(l.FinishedAt)}, err
}

// wrongFields are the fields of a form that practises what was wrong.
var wrongFields = []string{"kind", "from", "size"}

// startWrong deals afresh what was wrong in an earlier attempt, in the reader's
// language.
func (s *Site) startWrong(c *fiber.Ctx) error {
	f, err := readForm(c, wrongFields...)
	if err != nil {
		return err
	}
	if quiz.Kind(f.Value("kind")) != quiz.Wrong {
		return quiz.ErrKind.At("kind")
	}
	from, ok := positive(f.Value("from"))
	if !ok {
		return quiz.ErrNoAttempt
	}
	size := 0
	if text := f.Value("size"); text != "" {
		if size, err = strconv.Atoi(text); err != nil || size < 1 {
			return quiz.ErrSize.At("size")
		}
	}
	who, err := s.learner(c)
	if err != nil {
		return err
	}
	a, err := s.quiz.StartWrong(c.UserContext(), who, quiz.AttemptID(from), s.lang(c), size)
	if err != nil {
		return err
	}
	return s.leadToItem(c, a, 1)
}

// apiMistap notes that an answer is a mistap, and replies with the fresh
// variant.
func (s *Site) apiMistap(c *fiber.Ctx) error {
	who, id, err := s.onAttempt(c, readNothing)
	if err != nil {
		return err
	}
	a, fresh, err := s.quiz.Mistap(c.UserContext(), who, id, positionParam(c))
	if err != nil {
		return err
	}
	item, err := s.apiItemOf(a, fresh)
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, item)
}
