package web

import (
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// objectionPage is a question with how its answer was derived, and what its
// learner objects to in it.
type objectionPage struct {
	itemPage
	Objections []quiz.Objection // the learner's own, oldest first
}

// ISO writes a moment for programs.
func (b base) ISO(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// ObjectPath is where an objection to the question goes.
func (p place) ObjectPath() string { return itemPath(p.ID, p.Position) + "/objections" }

// ObjectField describes the text of an objection.
func (p itemPage) ObjectField() (field, error) {
	return p.Field(p.Object, "words", "text", "off", "objection_label", "objection_hint")
}

// objectionPage makes the page of a question that may be objected to.
func (s *Site) objectionPage(c *fiber.Ctx) (page objectionPage, who quiz.Learner, err error) {
	a, who, pos, err := s.attemptAt(c)
	if err != nil {
		return page, who, err
	}
	if page.itemPage, err = s.itemPage(c, a, pos); err != nil {
		return page, who, err
	}
	if page.Feedback == nil {
		return page, who, quiz.ErrNotTold
	}
	page.titleKey = "objection_title"
	page.Objections, err = s.quiz.ObjectionsHere(c.UserContext(), who, a.ID, pos)
	return page, who, err
}

// showObjection shows the derivation, below what was objected.
func (s *Site) showObjection(c *fiber.Ctx) error {
	page, _, err := s.objectionPage(c)
	if err != nil {
		return err
	}
	return s.render(c, "objection", page)
}

// objectToItem keeps an objection and answers it with the derivation.
func (s *Site) objectToItem(c *fiber.Ctx) error {
	page, who, err := s.objectionPage(c)
	if err != nil {
		return err
	}
	f, err := readForm(c, "words")
	if err != nil {
		return err
	}
	_, _, err = s.quiz.Object(c.UserContext(), who, page.ID, page.Position, f.Value("words"))
	if err == nil {
		return redirect(c, page.ObjectPath())
	}
	if err := f.refuse(c, err); err != nil {
		return err
	}
	page.Object, page.Failed = f, true
	return s.render(c, "objection", page)
}

// objectionsPage is what learners object to, for instructors.
type objectionsPage struct {
	base
	Subject    string // the filter, or ""
	Objections []objectedItem
	Next       string // link to older ones, or ""
	Newer      string // link to the newest, unless they are shown
}

// objectedItem is a question as it was dealt to somebody who objects to it.
type objectedItem struct {
	itemPage
	Words, ShownAs   string
	At               time.Time
	Model, Knowledge string
	ModelVersion     int
}

// objectionsShown is how many objections a page has.
const objectionsShown = 20

func (s *Site) showObjections(c *fiber.Ctx) error {
	q, err := pageQuery(c, "subject", "before")
	if err != nil {
		return err
	}
	page := objectionsPage{base: s.base(c, "objections_title"), Subject: q.Value("subject")}
	query := quiz.ObjectionsQuery{Subject: page.Subject, Limit: objectionsShown}
	if text := q.Value("before"); text != "" {
		before, ok := positive(text)
		if !ok {
			return errMalformed
		}
		query.Before, page.Newer = quiz.ObjectionID(before), page.link("")
	}
	list, err := s.quiz.Objections(c.UserContext(), query)
	if err != nil {
		return err
	}
	for _, o := range list {
		row, err := s.objectedItem(page.base, o)
		if err != nil {
			return err
		}
		page.Objections = append(page.Objections, row)
	}
	if n := len(list); n == objectionsShown {
		page.Next = page.link(fmt.Sprint(list[n-1].ID))
	}
	return s.render(c, "objections", page)
}

// link is the address of the page from an objection on.
func (p objectionsPage) link(before string) string {
	q := url.Values{}
	if p.Subject != "" {
		q.Set("subject", p.Subject)
	}
	if before != "" {
		q.Set("before", before)
	}
	if len(q) == 0 {
		return "/instructor/objections"
	}
	return "/instructor/objections?" + q.Encode()
}

// objectedItem makes the rows of a question as its learner was told them. The
// verdict stays out: it is the learner's, and has an id that pages have once.
func (s *Site) objectedItem(b base, o quiz.Objection) (objectedItem, error) {
	question, feedback, err := o.Told()
	if err != nil {
		return objectedItem{}, err
	}
	row := objectedItem{Words: o.Words, ShownAs: o.ShownAs, At: o.At, Model: o.Item.Model,
		ModelVersion: o.Item.ModelVersion, Knowledge: o.Knowledge}
	row.itemPage = itemPage{base: b, Question: question, Theirs: true}
	row.Position = o.Position
	row.Edition, row.Topic = s.editionTitle(o.Item.Subject, o.Item.Edition, b.Lang), s.topicTitle(o.Item.Subject, o.Item.Topic, b.Lang)
	row.show(feedback, true)
	for i := range row.Choices {
		row.Choices[i].Verdict = false
	}
	return row, nil
}

// editionTitle names an edition, by its id when the deck no longer has it.
func (s *Site) editionTitle(subject, edition, lang string) string {
	if d, err := s.quiz.Deck(subject); err == nil {
		if e := d.Edition(edition); e != nil {
			return e.Title.In(lang)
		}
	}
	return edition
}
