package web

import (
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/quiz"
)

// objectionsPage lists what learners objected to, for instructors.
type objectionsPage struct {
	base
	Subject    string // the filter, or ""
	Objections []objectedItem
	Felt       []quiz.FeltCount // beside the newest objections
	Next       string           // link to older ones, or ""
	Newer      string           // link to the newest, or "" if they are shown
}

// objectedItem is a question as it was dealt to somebody who objects to it.
type objectedItem struct {
	itemPage
	Words, ShownAs   string
	At               time.Time
	Model, Knowledge string
	ModelVersion     int
}

// objectionsShown is how many objections a page shows.
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
	if page.Newer == "" {
		if page.Felt, err = s.quiz.FeltMost(c.UserContext(), page.Subject); err != nil {
			return err
		}
	}
	return s.render(c, "objections", page)
}

// link is the address of the page with objections older than one; "" is none.
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

// objectedItem shows a question as its learner saw it after the answer. It has
// no verdict: that speaks to the learner, and has an id that may be once on a
// page.
func (s *Site) objectedItem(b base, o quiz.Objection) (objectedItem, error) {
	question, feedback, err := o.Told()
	if err != nil {
		return objectedItem{}, err
	}
	row := objectedItem{Words: o.Words, ShownAs: o.ShownAs, At: o.At, Model: o.Item.Model,
		ModelVersion: o.Item.ModelVersion, Knowledge: o.Knowledge}
	row.itemPage = itemPage{base: b, Question: question, Theirs: true}
	row.deck, _ = s.quiz.Deck(o.Item.Subject) // nil where the subject is gone
	row.Position = o.Position
	row.Edition, row.Topic = s.editionTitle(o.Item.Subject, o.Item.Edition, b.Lang), s.topicTitle(o.Item.Subject, o.Item.Topic, b.Lang)
	row.show(feedback, true)
	return row, nil
}
