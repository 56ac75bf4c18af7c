package web

import (
	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/reading"
	"viva/web/words"
)

// readingPage is a reading.
type readingPage struct {
	base
	indexed
	Deck     *deck.Deck
	Page     reading.Page
	Reading  *deck.Reading
	Editions []deck.Edition // that can be chosen; none where no part depends on it
	Several  bool           // the subject has more than one
	Edition  *deck.Edition  // that the reader studies, or asked for
	Ask      *askForm       // nil where nothing can be asked
	Spent    bool           // a guest has been dealt all the questions that they may have
}

// Sources are where the facts of the page were read.
func (p readingPage) Sources() []sourceLine {
	lines := make([]sourceLine, len(p.Page.Sources))
	for i, source := range p.Page.Sources {
		c := quiz.SourceOf(source.Citation)
		lines[i] = sourceLine{Number: i + 1, Source: c, Date: sourceDate(c, p.Lang), Checked: source.Checked.In(p.Lang)}
	}
	return lines
}

// sourceLine is a source at the end of a page.
type sourceLine struct {
	Number int
	quiz.Source
	Date    string // of the source, written out; "" if its title has it
	Checked string
}

// cellView draws a cell of a reading.
type cellView struct {
	words.Phrases
	Values []reading.Value
}

// Cell makes the view of a cell.
func (p readingPage) Cell(values []reading.Value) cellView { return cellView{p.Phrases, values} }

// valueView draws a value of a cell.
type valueView struct {
	words.Phrases
	reading.Value
}

// Views are the views of the values.
func (v cellView) Views() []valueView {
	views := make([]valueView, len(v.Values))
	for i := range v.Values {
		views[i] = valueView{v.Phrases, v.Values[i]}
	}
	return views
}

func (s *Site) showReading(c *fiber.Ctx) error {
	q, err := pageQuery(c, "edition", "lang")
	if err != nil {
		return err
	}
	d, r, err := s.readingAsked(c)
	if err != nil {
		return err
	}
	lang := s.langAsked(c, q)
	page := readingPage{base: s.readBase(c, lang, "read_page_title", "Title", r.Title.In(lang)), Deck: d, Reading: r}
	page.indexed = index(page.Origin, readPath(d.Subject, r.ID), lang, r.About.In(lang))
	if page.Edition, err = s.editionRead(c, d, q.Value("edition")); err != nil {
		return err
	}
	if page.Page, err = reading.Build(d, r, page.Edition.ID, s.quiz.Today(), lang); err != nil {
		return err
	}
	offered := d.EditionsOn(s.quiz.Today())
	page.Several = len(offered) > 1
	if page.Page.Chosen && page.Several {
		page.Editions = offered
	}
	facts := namesOf(&page.Page)
	if err := s.withhold(c, &page.Page); err != nil {
		return err
	}
	if err := s.offerToAsk(c, &page, facts); err != nil {
		return err
	}
	return s.render(c, "reading", page)
}

// readingAsked is the reading that the path names.
func (s *Site) readingAsked(c *fiber.Ctx) (*deck.Deck, *deck.Reading, error) {
	d, err := s.quiz.Deck(c.Params("subject"))
	if err != nil {
		return nil, nil, err
	}
	r := d.Reading(c.Params("reading"))
	if r == nil {
		return nil, nil, errNotFound
	}
	return d, r, nil
}

// editionRead is the edition of that id, or without one the one that the reader
// studies.
func (s *Site) editionRead(c *fiber.Ctx, d *deck.Deck, id string) (*deck.Edition, error) {
	if id == "" {
		return s.edition(c, d)
	}
	if e := d.EditionOn(id, s.quiz.Today()); e != nil {
		return e, nil
	}
	return nil, errNotFound
}

// withhold takes out of a page what a running exam of the reader asks.
func (s *Site) withhold(c *fiber.Ctx, p *reading.Page) error {
	who, err := s.learner(c)
	if err != nil {
		return nil // a stranger sits no exam
	}
	withheld, err := s.quiz.Withheld(c.UserContext(), who)
	if err != nil {
		return err
	}
	p.Withhold(withheld)
	return nil
}
