package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// tileSize is how many questions the button of a tile deals.
const tileSize = quiz.GuestSize

// todayPage has what the day asks for, a tile for each edition of the first
// subject, a shelf for each other subject, and what the reader left unfinished.
type todayPage struct {
	base
	Tiles    []tile
	Shelves  []shelf
	Agendas  []*agenda    // of the subjects that the reader has begun
	Continue *attemptLine // the newest open attempt that is no set taken along, or nil
	Last     []attemptLine
}

// tile starts practice on an edition with one click.
type tile struct {
	Deck    *deck.Deck
	Edition deck.Edition
	Start   startForm
	Choose  string // on the button that leads to its topics and lengths
}

// shelf is a subject below the first, with a line for each of its editions.
type shelf struct {
	Deck  *deck.Deck
	Lines []tile
}

// startForm is a form of one button that starts an attempt.
type startForm struct {
	Subject, Edition string
	Mode             deck.Mode
	Size             int
	Topics           []string // empty is all
	Label            string   // on the button
	About            string   // what the button is about, if its label does not say it
	Primary          bool
	Plain            bool // a button that is not primary; otherwise it looks like a link
}

func (s *Site) showToday(c *fiber.Ctx, who quiz.Learner) error {
	page := todayPage{base: s.base(c, "home_title")}
	label, err := page.T("home_start", "Count", tileSize)
	if err != nil {
		return err
	}
	choose, err := page.T("home_choose")
	if err != nil {
		return err
	}
	for i, d := range s.quiz.Decks() {
		tiles := tilesOf(d, s.quiz.Today(), label, choose, page.Lang, i == 0)
		if i == 0 {
			page.Tiles = tiles
		} else if len(tiles) > 0 {
			page.Shelves = append(page.Shelves, shelf{Deck: d, Lines: tiles})
		}
	}
	recent, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Limit: 20})
	if err != nil {
		return err
	}
	if err := s.fillAgendas(c, &page, who); err != nil {
		return err
	}
	lines := s.attemptLines(page.base, recent)
	if i := slices.IndexFunc(lines, func(l attemptLine) bool { return l.Open() && l.Kind != quiz.Offline }); i >= 0 {
		page.Continue = &lines[i]
	}
	for _, l := range lines {
		if !l.Open() && len(page.Last) < 3 {
			page.Last = append(page.Last, l)
		}
	}
	return s.render(c, "today", page)
}

// fillAgendas puts what the day asks for on the home page. The button of the
// first agenda is primary; without an agenda the buttons of the tiles are.
func (s *Site) fillAgendas(c *fiber.Ctx, page *todayPage, who quiz.Learner) error {
	left, err := s.guestLeft(c, who)
	if err != nil {
		return err
	}
	for _, d := range s.quiz.Decks() {
		today, err := s.study.Today(c.UserContext(), who, d.Subject)
		if err != nil {
			return err
		}
		if today.Met == 0 && today.Plan.ExamOn == "" && !today.Paused {
			continue
		}
		a, err := s.agendaOf(page.base, d, today, left)
		if err != nil {
			return err
		}
		if a.Start != nil {
			a.Start.Primary = len(page.Agendas) == 0
		}
		page.Agendas = append(page.Agendas, a)
	}
	for i := range page.Tiles {
		start := &page.Tiles[i].Start
		start.Primary, start.Plain = start.Primary && len(page.Agendas) == 0, start.Primary
	}
	return nil
}

// Planned is the subject for which the home page offers a plan: the first one,
// to a reader who has an account and has not begun any subject. Otherwise it is
// nil.
func (p todayPage) Planned() *deck.Deck {
	if !p.SignedIn() || len(p.Agendas) > 0 || len(p.Decks) == 0 {
		return nil
	}
	return p.Decks[0]
}

// tilesOf makes a tile for each edition of a subject that is offered on the
// day.
func tilesOf(d *deck.Deck, day deck.Date, label, choose, lang string, primary bool) []tile {
	var tiles []tile
	for _, e := range d.EditionsOn(day) {
		tiles = append(tiles, tile{Deck: d, Edition: e, Choose: choose, Start: startForm{Subject: d.Subject, Edition: e.ID,
			Mode: deck.Practice, Size: tileSize, Label: label, About: e.Title.In(lang), Primary: primary}})
	}
	return tiles
}

// attemptLine is an attempt in a list.
type attemptLine struct {
	quiz.Summary
	Subject, Edition string // their titles
}

// Open reports whether the attempt can go on.
func (l attemptLine) Open() bool { return l.FinishedAt.IsZero() }

// Unanswered is how many of its questions have no answer.
func (l attemptLine) Unanswered() int { return l.Size - l.Answered }

// Share is the points as a proportion of 0 to 1.
func (l attemptLine) Share() float64 { return share(l.Points, l.Max) }

func share(points, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(points) / float64(of)
}

// attemptLines gives attempts the titles of their subject and edition, or the
// ids if a subject is no longer there.
func (s *Site) attemptLines(b base, all []quiz.Summary) []attemptLine {
	lines := make([]attemptLine, 0, len(all))
	for _, a := range all {
		l := attemptLine{Summary: a, Subject: a.Subject, Edition: s.editionTitle(a.Subject, a.Edition, b.Lang)}
		if d, err := s.quiz.Deck(a.Subject); err == nil {
			l.Subject = d.Title.In(b.Lang)
		}
		lines = append(lines, l)
	}
	return lines
}
