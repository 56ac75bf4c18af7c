package web

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/fault"
	"viva/internal/quiz"
)

// MemoPath is the address to which what the learner keeps of the question is
// sent.
func (p attemptBase) MemoPath() string { return itemPath(p.ID, p.Position) + "/memo" }

// MemoField describes the text of a note: what was typed where it was refused,
// else what is kept.
func (p itemPage) MemoField() (field, error) {
	f := p.Note
	if !f.Has("note") {
		f = filled("note", p.Memo.Words)
	}
	return p.Field(f, "note", "text?", "off", "memo_label", "memo_hint")
}

// MemoDate is the day on which the memo was changed last, written out.
func (p itemPage) MemoDate() string { return p.Date(p.Memo.At) }

// keepMemo changes what the learner keeps of a question and shows the question
// again, at what was changed.
func (s *Site) keepMemo(c *fiber.Ctx) error {
	a, who, pos, err := s.attemptAt(c)
	if err != nil {
		return err
	}
	f, err := readForm(c, "bookmark", "felt", "note")
	if err != nil {
		return err
	}
	change, err := memoChange(f)
	if err != nil {
		return err
	}
	if _, err = s.quiz.SetMemo(c.UserContext(), who, a.ID, pos, change); err != nil {
		return s.refuseMemo(c, f, err)
	}
	return redirect(c, itemPath(a.ID, pos)+"#memo")
}

// memoChange reads the change that a form asks for.
func memoChange(f form) (ch quiz.MemoChange, err error) {
	if f.Has("bookmark") {
		switch f.Value("bookmark") {
		case "yes":
			ch.Bookmarked = new(true)
		case "no":
			ch.Bookmarked = new(false)
		default:
			return ch, errMalformed
		}
	}
	if f.Has("felt") {
		ch.Felt = new(quiz.Felt(f.Value("felt")))
	}
	if f.Has("note") {
		ch.Words = new(f.Value("note"))
	}
	return ch, nil
}

// refuseMemo shows the question again, says why nothing was changed, and keeps
// what was typed.
func (s *Site) refuseMemo(c *fiber.Ctx, f form, err error) error {
	full := isAny(err, []*fault.Error{quiz.ErrMemosFull})
	if !full && !isAny(err, []*fault.Error{quiz.ErrMemoWords}) {
		return err
	}
	_, page, loaded := s.itemAsked(c)
	if loaded != nil {
		return loaded
	}
	first, code, _ := explain(err)
	if full {
		if page.Refused, loaded = page.Phrase(first); loaded != nil {
			return loaded
		}
	} else if err := f.refuse(c, err); err != nil {
		return err
	}
	page.Note, page.Failed = f, true
	c.Status(code)
	return s.render(c, "attempt", page)
}

// apiMemo is what a learner keeps of a question.
type apiMemo struct {
	Bookmarked bool      `json:"bookmarked"`
	Felt       quiz.Felt `json:"felt,omitempty"`
	Note       string    `json:"note,omitempty"`
	ChangedAt  time.Time `json:"changed_at,omitzero"`
}

func apiMemoOf(m quiz.Memo) apiMemo {
	out := apiMemo{Bookmarked: m.Bookmarked, Felt: m.Felt, Note: m.Words}
	if !m.Empty() {
		out.ChangedAt = apiTime(m.At)
	}
	return out
}

func (s *Site) apiMemo(c *fiber.Ctx) error {
	who, id, err := s.onAttempt(c, nil)
	if err != nil {
		return err
	}
	a, err := s.quiz.Attempt(c.UserContext(), who, id)
	if err != nil {
		return err
	}
	m, err := s.quiz.MemoOf(c.UserContext(), a, positionParam(c))
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, apiMemoOf(m))
}

func (s *Site) apiSetMemo(c *fiber.Ctx) error {
	var in struct {
		Bookmarked *bool      `json:"bookmarked"`
		Felt       *quiz.Felt `json:"felt"`
		Note       *string    `json:"note"`
	}
	who, id, err := s.onAttempt(c, func(c *fiber.Ctx) error { return readJSON(c, &in) })
	if err != nil {
		return err
	}
	m, err := s.quiz.SetMemo(c.UserContext(), who, id, positionParam(c), quiz.MemoChange{Bookmarked: in.Bookmarked, Felt: in.Felt, Words: in.Note})
	if err != nil {
		return err
	}
	return writeJSON(c, fiber.StatusOK, apiMemoOf(m))
}

// memoItemPath is where a question with a memo was told last.
func memoItemPath(m quiz.Memo) string { return fmt.Sprintf("%s#memo", itemPath(m.Attempt, m.Position)) }
