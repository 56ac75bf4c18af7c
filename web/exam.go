package web

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/quiz"
)

// openExam is what every page of an open exam shows.
type openExam struct {
	Name     string // of the exam, or ""
	Numbers  []examNumber
	Timed    bool
	Deadline time.Time
	Left     time.Duration // from the making of the page to the deadline
}

// examNumber is a question in the navigator of an exam.
type examNumber struct {
	Position          int
	Answered, Flagged bool
	Current           bool
}

// LeftMillis is the time left in milliseconds. The page counts down from it,
// since the client's clock may be wrong.
func (o openExam) LeftMillis() int64 { return o.Left.Milliseconds() }

// Clock is the time left, written as on a clock.
func (o openExam) Clock() string { return clockText(o.Left) }

// Flagged is how many questions are flagged for the overview.
func (o openExam) Flagged() int {
	n := 0
	for _, number := range o.Numbers {
		if number.Flagged {
			n++
		}
	}
	return n
}

// clockText writes a duration as 1:05:09 or 5:09, rounded up to a second.
func clockText(d time.Duration) string {
	seconds := int((d + time.Second - 1) / time.Second)
	if seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// openExam describes an open exam. pos is the question on the page, or 0.
func (s *Site) openExam(a *quiz.Attempt, lang string, pos int) openExam {
	open := openExam{Timed: a.Timed(), Deadline: a.Deadline, Left: a.Left(s.now())}
	if p := s.examOf(a); p != nil {
		open.Name = p.Title.In(lang)
	}
	for i := 1; i <= a.Size(); i++ {
		q, err := a.Question(i)
		open.Numbers = append(open.Numbers, examNumber{Position: i, Answered: err == nil && q.Given != nil,
			Flagged: q.Note.Flagged, Current: i == pos})
	}
	return open
}

// examOf is the profile by which the attempt was dealt. It is nil if the
// attempt has none, or its subject no longer has it.
func (s *Site) examOf(a *quiz.Attempt) *deck.ExamProfile {
	d, err := s.quiz.Deck(a.Subject)
	if err != nil || a.Exam == "" {
		return nil
	}
	return d.Exam(a.Exam)
}

// examPage shows one question of an exam that is open.
type examPage struct {
	itemPage
	openExam
}

// Draft is the address that keeps answer, flag and strike-outs.
func (p examPage) Draft() string { return p.Item(p.Position) + "/draft" }

// openExamPage reports whether the attempt has the pages of an open exam. Once
// an exam has ended, its pages are those of any finished attempt.
func openExamPage(a *quiz.Attempt) bool { return a.Mode == deck.Exam && !a.Finished() }

// renderExamItem shows a question of an open exam.
func (s *Site) renderExamItem(c *fiber.Ctx, a *quiz.Attempt, page itemPage) error {
	page.Strikes = len(page.Choices) > 0
	page.Striking = page.Strikes && strikesAsked(c)
	page.Alone = true
	for i := range page.Choices {
		page.Choices[i].Struck = slices.Contains(page.Question.Note.Struck, page.Choices[i].ID)
	}
	return s.render(c, "exam", examPage{itemPage: page, openExam: s.openExam(a, page.Lang, page.Position)})
}

// strikesAsked reports whether the address asks for options that can be struck
// out, as it does without JavaScript.
func strikesAsked(c *fiber.Ctx) bool {
	q, err := pageQuery(c, "strike")
	return err == nil && q.Value("strike") == "on"
}

// examFields are the fields of the form around a question of an exam.
var examFields = []string{"given*", "revision", "clear", "flag", "strikes", "strike", "restore", "go"}

// answerExam keeps what a learner did at a question and goes on. The question
// may be left blank. To which question the learner goes on is kept too, since
// the exam is resumed there.
func (s *Site) answerExam(c *fiber.Ctx, a *quiz.Attempt, who quiz.Learner, pos int, f form) error {
	to, err := goTo(a, pos, f.Value("go"))
	if err != nil {
		return err
	}
	draft, given, err := s.readDraft(a, pos, f)
	if err != nil {
		return err
	}
	if _, _, err := s.quiz.Jot(c.UserContext(), who, a.ID, pos, draft); err != nil {
		return s.refuseAnswer(c, given, to, err)
	}
	if next := positionOf(to); next > 0 && next != pos {
		if _, _, err := s.quiz.Jot(c.UserContext(), who, a.ID, next, quiz.Draft{}); err != nil {
			return err
		}
	}
	return redirect(c, to)
}

// positionOf is the question that a path of ours leads to, or 0.
func positionOf(path string) int {
	var id quiz.AttemptID
	var pos int
	if n, err := fmt.Sscanf(path, "/attempts/%d/items/%d", &id, &pos); n != 2 || err != nil {
		return 0
	}
	return pos
}

// jotItem keeps what a learner did at a question and stays there. Flag and
// strike-outs are kept even if the answer cannot be taken.
func (s *Site) jotItem(c *fiber.Ctx) error {
	a, who, pos, err := s.attemptAt(c)
	if err != nil {
		return err
	}
	f, err := readForm(c, examFields...)
	if err != nil {
		return err
	}
	draft, given, err := s.readDraft(a, pos, f)
	if err != nil {
		return err
	}
	to := itemPath(a.ID, pos)
	if f.Has("strike") || f.Has("restore") || f.Value("strikes") == "on" {
		to += "?strike=on"
	}
	_, _, err = s.quiz.Jot(c.UserContext(), who, a.ID, pos, draft)
	if err == nil {
		return redirect(c, to)
	}
	if draft.Given != nil && (draft.Flagged != nil || draft.Struck != nil) && !errors.Is(err, quiz.ErrDraft) {
		notes := quiz.Draft{Flagged: draft.Flagged, Struck: draft.Struck}
		if _, _, again := s.quiz.Jot(c.UserContext(), who, a.ID, pos, notes); again != nil && fault.As(again) == nil {
			return again
		}
	}
	return s.refuseAnswer(c, given, to, err)
}

// readDraft reads the form around a question. The answer that stands already
// counts as none. A blank one takes back what stands, where the page showed it;
// so does the button for that.
func (s *Site) readDraft(a *quiz.Attempt, pos int, f form) (d quiz.Draft, given []string, err error) {
	q, err := a.Question(pos)
	if err != nil {
		return d, nil, err
	}
	given = f.All("given")
	answer := quiz.Given{Options: given}
	if answer.Revision, err = readRevision(f); err != nil {
		return d, nil, err
	}
	switch emptied := q.Given != nil && answer.Revision > q.Revision; {
	case f.Has("clear"), blank(given) && emptied:
		d.Given = &quiz.Given{Revision: answer.Revision}
	case !blank(given) && !sameAnswer(q, given):
		d.Given = &answer
	}
	if f.Has("flag") {
		on := f.Value("flag") == "yes"
		if !on && f.Value("flag") != "no" {
			return d, nil, errMalformed
		}
		d.Flagged = &on
	}
	struck := slices.Clone(q.Note.Struck)
	if f.Has("strike") {
		struck = append(struck, f.Value("strike"))
		d.Struck = &struck
	}
	if f.Has("restore") {
		struck = slices.DeleteFunc(struck, func(id string) bool { return id == f.Value("restore") })
		d.Struck = &struck
	}
	return d, given, nil
}
