package web

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/export"
	"viva/internal/quiz"
	"viva/internal/users"
)

// gradebookPage is the table of every learner and their scores.
type gradebookPage struct {
	base
	boardChoice
	Name     string // the filter
	Total    int    // learners on all pages
	From     int    // number of the first row of the page, from 1
	Previous string // address of the page before, of the last one from beyond it, or ""
	Next     string // of the page after, or ""
	Columns  []sortColumn
	Topics   []deck.Topic // those that have questions
	Rows     []quiz.GradebookRow
	Files    []fileLink
}

// To is the number of the last row of the page.
func (p gradebookPage) To() int { return p.From + len(p.Rows) - 1 }

// fraction is points out of a maximum, in the reader's language.
type fraction struct {
	base
	quiz.Fraction
}

// Rushed reports whether an attempt of some learner on the page went at a pace
// that no reader has.
func (p gradebookPage) Rushed() bool {
	return slices.ContainsFunc(p.Rows, func(r quiz.GradebookRow) bool { return r.Rushed > 0 })
}

// Fraction prepares a cell of the table.
func (p gradebookPage) Fraction(f quiz.Fraction) fraction { return fraction{p.base, f} }

// sortColumn is the heading of a column, which sorts by it.
type sortColumn struct {
	Title string
	Link  string
	Order string // ascending, descending, or "" if another column sorts
	Right bool   // a column of numbers
}

// gradebookColumns are the columns to sort by, from left to right. The first
// click on the names sorts from the first, on another column from the highest.
var gradebookColumns = []struct {
	by     quiz.GradebookSort
	title  string
	number bool
}{
	{quiz.ByName, "gradebook_name", false},
	{quiz.ByAttempts, "gradebook_attempts", true},
	{quiz.ByPoints, "gradebook_points", true},
	{quiz.ByBest, "gradebook_best", true},
	{quiz.ByLast, "gradebook_last", true},
	{quiz.ByActivity, "gradebook_activity", false},
}

// learnersOnPage is how many rows a page of the gradebook has.
const learnersOnPage = 50

// gradebookChoice is which rows the table is to show, and in which order.
type gradebookChoice struct {
	boardChoice
	name       string
	sort       quiz.GradebookSort
	descending bool
	page       int // from 1
}

func (s *Site) readGradebookChoice(c *fiber.Ctx) (gradebookChoice, error) {
	q, err := pageQuery(c, "subject", "edition", "name", "sort", "order", "page")
	if err != nil {
		return gradebookChoice{}, err
	}
	r := gradebookChoice{name: strings.TrimSpace(q.Value("name")), sort: quiz.GradebookSort(q.Value("sort")), descending: q.Value("order") == "desc", page: 1}
	if r.sort == "" {
		r.sort = quiz.ByName
	}
	if order := q.Value("order"); !slices.Contains([]string{"", "asc", "desc"}, order) || r.column() < 0 {
		return gradebookChoice{}, errMalformed
	}
	if page := q.Value("page"); page != "" {
		if r.page, err = strconv.Atoi(page); err != nil || r.page < 1 || r.page > math.MaxInt32 {
			return gradebookChoice{}, errMalformed
		}
	}
	r.boardChoice, err = s.boardChoice(c, q)
	return r, err
}

// boardChoice reads which table is asked for. Instructors look at any edition,
// so the address names it. If it names none, the one that the reader studies is
// shown, as on every other page. When somebody changes the subject in the form,
// the edition of the subject before is still selected: it counts as none.
func (s *Site) boardChoice(c *fiber.Ctx, q form) (boardChoice, error) {
	d, err := s.quiz.Deck(cmp.Or(q.Value("subject"), s.quiz.Decks()[0].Subject))
	if err != nil {
		return boardChoice{}, err
	}
	choice := boardChoice{Deck: d, day: s.quiz.Today()}
	choice.Editions = d.EditionsOn(choice.day)
	edition := q.Value("edition")
	elsewhere := q.Has("subject") && d.Edition(edition) == nil && s.editionElsewhere(edition)
	if edition == "" || elsewhere {
		choice.Edition, err = s.edition(c, d)
		return choice, err
	}
	if choice.Edition = d.EditionOn(edition, choice.day); choice.Edition == nil {
		return boardChoice{}, quiz.ErrEdition.At("edition")
	}
	return choice, nil
}

// editionElsewhere reports whether some subject has an edition of that id.
func (s *Site) editionElsewhere(id string) bool {
	return slices.ContainsFunc(s.quiz.Decks(), func(d *deck.Deck) bool { return d.Edition(id) != nil })
}

// column is the index of the column to sort by, or -1.
func (r gradebookChoice) column() int {
	for i, col := range gradebookColumns {
		if col.by == r.sort {
			return i
		}
	}
	return -1
}

// link is the address of the table in that order.
func (r gradebookChoice) link(path string, sort quiz.GradebookSort, descending bool) string {
	q := url.Values{"subject": {r.Deck.Subject}, "edition": {r.Edition.ID}, "sort": {string(sort)}, "order": {"asc"}}
	if r.name != "" {
		q.Set("name", r.name)
	}
	if descending {
		q.Set("order", "desc")
	}
	return path + "?" + q.Encode()
}

// query asks for the rows of all pages.
func (r gradebookChoice) query() quiz.GradebookQuery {
	return quiz.GradebookQuery{Subject: r.Deck.Subject, Edition: r.Edition.ID, Name: r.name, Sort: r.sort, Descending: r.descending}
}

// pageLink is the address of another page of the table.
func (r gradebookChoice) pageLink(page int) string {
	return r.link("/instructor", r.sort, r.descending) + "&page=" + strconv.Itoa(page)
}

// topics are the topics of the deck that have questions in the edition.
func (b boardChoice) topics() []deck.Topic {
	return slices.DeleteFunc(slices.Clone(b.Deck.Topics), func(t deck.Topic) bool {
		return b.Deck.Items(b.Edition.ID, t.ID, b.day) == 0
	})
}

func (s *Site) showGradebook(c *fiber.Ctx) error {
	r, err := s.readGradebookChoice(c)
	if err != nil {
		return err
	}
	page := gradebookPage{base: s.base(c, "gradebook_title"), boardChoice: r.boardChoice, Name: r.name,
		Topics: r.topics()}
	for _, f := range export.TableFormats() {
		page.Files = append(page.Files, fileLink{f.Label, r.link(scoresIn(f), r.sort, r.descending)})
	}
	q := r.query()
	if page.Total, err = s.quiz.GradebookSize(c.UserContext(), q); err != nil {
		return err
	}
	q.Skip, q.Limit = (r.page-1)*learnersOnPage, learnersOnPage
	if page.Rows, err = s.quiz.Gradebook(c.UserContext(), q); err != nil {
		return err
	}
	page.From = q.Skip + 1
	if last := (page.Total + learnersOnPage - 1) / learnersOnPage; r.page > 1 && last > 0 {
		page.Previous = r.pageLink(min(r.page-1, last))
	}
	if q.Skip+learnersOnPage < page.Total {
		page.Next = r.pageLink(r.page + 1)
	}
	for _, col := range gradebookColumns {
		title, err := page.T(col.title)
		if err != nil {
			return err
		}
		heading := sortColumn{Title: title, Right: col.number, Link: r.link("/instructor", col.by, col.by != quiz.ByName)}
		if col.by == r.sort {
			heading.Order = map[bool]string{false: "ascending", true: "descending"}[r.descending]
			heading.Link = r.link("/instructor", col.by, !r.descending)
		}
		page.Columns = append(page.Columns, heading)
	}
	return s.render(c, "gradebook", page)
}

// fileLink leads to the table as a file.
type fileLink struct{ Format, Link string }

// exportScores sends the whole table as a file.
func (s *Site) exportScores(format export.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		r, err := s.readGradebookChoice(c)
		if err != nil {
			return err
		}
		rows, err := s.quiz.Gradebook(c.UserContext(), r.query())
		if err != nil {
			return err
		}
		b := s.base(c, "gradebook_title")
		headings, err := headingsOf(b)
		if err != nil {
			return err
		}
		var file bytes.Buffer
		if err := format.Table(&file, export.Gradebook(headings, r.topics(), b.Lang, rows), b.Lang); err != nil {
			return err
		}
		if err := s.users.Events().Record(c.UserContext(), users.Event{Kind: users.EventScoresExported, Actor: b.Principal.User.ID}); err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, format.Type)
		c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="viva-%s-%s.%s"`, r.Deck.Subject, r.Edition.ID, format.Name))
		return c.Send(file.Bytes())
	}
}

// scoresIn is the address of the table as a file in a format.
func scoresIn(f export.Format) string { return "/instructor/scores." + f.Name }

func headingsOf(b base) (h export.Headings, err error) {
	for key, to := range map[string]*string{
		"gradebook_name": &h.Name, "gradebook_shown_as": &h.ShownAs, "gradebook_attempts": &h.Attempts,
		"gradebook_points_column": &h.Points, "gradebook_answered": &h.Answered,
		"gradebook_best_points": &h.BestPoints, "gradebook_best_max": &h.BestMax,
		"gradebook_last_points": &h.LastPoints, "gradebook_last_max": &h.LastMax, "gradebook_activity_utc": &h.LastActivity,
		"gradebook_rushed_column": &h.Rushed,
		"gradebook_right":         &h.Right, "gradebook_of": &h.Of,
	} {
		if *to, err = b.T(key); err != nil {
			return h, err
		}
	}
	return h, nil
}
