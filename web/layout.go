package web

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// frame is what stands around each page for its reader: which menu, and the
// exam of theirs that runs.
type frame struct {
	Begun bool         // the reader has answered a question that counts
	Exam  *runningExam // nil if none runs, and on its own pages
}

// runningExam stands above every page but its own, so that nobody forgets it.
type runningExam struct {
	ID    quiz.AttemptID
	Left  time.Duration
	Until string // when its time is over, on the reader's clock
}

// Path is the address where the exam goes on.
func (e runningExam) Path() string { return "/attempts/" + strconv.FormatInt(int64(e.ID), 10) }

// LeftMillis is the time left in milliseconds.
func (e runningExam) LeftMillis() int64 { return e.Left.Milliseconds() }

// Clock is the time left, written as on a clock.
func (e runningExam) Clock() string { return clockText(e.Left) }

// frameOf asks what stands around the page, once the page is drawn and only
// then: a form that leads on to another page asks nothing. Of strangers there
// is nothing to ask.
func (s *Site) frameOf(c *fiber.Ctx, b base) func() (frame, error) {
	who, err := s.learner(c)
	if err != nil {
		return nil
	}
	ctx := c.UserContext()
	return sync.OnceValues(func() (frame, error) {
		u, err := s.quiz.Underway(ctx, who)
		if err != nil || u.Exam == 0 {
			return frame{Begun: u.Begun}, err
		}
		e := &runningExam{ID: u.Exam, Left: u.Left(s.now()), Until: b.Clock(u.Deadline.In(who.Zone))}
		if path := b.path(); path == e.Path() || strings.HasPrefix(path, e.Path()+"/") {
			e = nil
		}
		return frame{Begun: u.Begun, Exam: e}, nil
	})
}

// Frame is what stands around the page. Of a page that is kept for anybody it
// tells nothing.
func (b base) Frame() (frame, error) {
	if b.frame == nil || b.Unknown {
		return frame{}, nil
	}
	return b.frame()
}

// path is the address of the page without its query.
func (b base) path() string {
	path, _, _ := strings.Cut(b.Path, "?")
	return path
}

// navLink is an entry of the navigation.
type navLink struct {
	Href, Text string
	Current    bool // it leads to this very page
	Named      bool // the text is somebody's name
}

// Link makes an entry of the navigation with the text of a key.
func (b base) Link(href, key string) (navLink, error) {
	text, err := b.T(key)
	return navLink{Href: href, Text: text, Current: b.path() == href}, err
}

// LinkNamed makes an entry whose text is somebody's name.
func (b base) LinkNamed(href, text string) navLink {
	return navLink{Href: href, Text: text, Current: b.path() == href, Named: true}
}

// Isolated is a name for a sentence or an attribute, which no element can part
// from what stands beside it: it runs in its own direction.
func (b base) Isolated(name string) string { return "\u2068" + name + "\u2069" }

// HomeLink is the entry of the home page, which tells who has begun what the
// day asks for.
func (b base) HomeLink() (navLink, error) {
	f, err := b.Frame()
	if err != nil {
		return navLink{}, err
	}
	if f.Begun {
		return b.Link("/", "layout_today")
	}
	return b.Link("/", "layout_practise")
}

// ExamLink is the entry of the exams, or nil if no subject has any. All start
// pages are its page.
func (b base) ExamLink() (*navLink, error) {
	if !anyExam(b.Decks) {
		return nil, nil
	}
	link, err := b.Link("/exam", "layout_exam")
	for _, d := range b.Decks {
		for _, e := range d.Exams {
			link.Current = link.Current || b.path() == examPath(d.Subject, e.ID)
		}
	}
	return &link, err
}

func anyExam(decks []*deck.Deck) bool {
	for _, d := range decks {
		if len(d.Exams) > 0 {
			return true
		}
	}
	return false
}

// leadToExam leads to the exam of the reader that runs, or else to the rules of
// the one that they prepare for, in the subject that they practised last.
func (s *Site) leadToExam(c *fiber.Ctx) error {
	if _, err := pageQuery(c); err != nil {
		return err
	}
	who, err := s.learner(c)
	if err != nil {
		return s.leadToRules(c, "", nil)
	}
	u, err := s.quiz.Underway(c.UserContext(), who)
	if err != nil {
		return err
	}
	if u.Exam != 0 {
		return redirect(c, runningExam{ID: u.Exam}.Path())
	}
	last, err := s.lastPractised(c, who)
	if err != nil {
		return err
	}
	return s.leadToRules(c, last.Subject, &who)
}

// leadToRules leads to the rules of an exam of that subject, or of the first
// one that has exams: the one of who's plan, or for a stranger the first.
func (s *Site) leadToRules(c *fiber.Ctx, subject string, who *quiz.Learner) error {
	var found *deck.Deck
	for _, d := range s.quiz.Decks() {
		if len(d.Exams) > 0 && (found == nil || d.Subject == subject) {
			found = d
		}
	}
	if found == nil {
		return errNotFound
	}
	exam := found.Exams[0].ID
	if who != nil {
		plan, err := s.study.Plan(c.UserContext(), *who, found.Subject)
		if err != nil {
			return err
		}
		if found.Exam(plan.Exam) != nil {
			exam = plan.Exam
		}
	}
	return redirect(c, examPath(found.Subject, exam))
}
