package web

import (
	"cmp"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// boardPage shows the ranks of a subject, an edition and a period.
type boardPage struct {
	base
	boardChoice
	Board  quiz.Scoreboard
	Me     quiz.LearnerID // 0 for a stranger
	OffMe  bool           // the reader has a rank, but not on this page
	Period string
	Next   string // link, or ""
	First  string // link to the first page, or "" if this is it
}

// Periods are the keys of the periods to choose from.
func (p boardPage) Periods() []string { return quiz.Periods }

// boardChoice is the subject and the edition that a table is about.
type boardChoice struct {
	Deck     *deck.Deck
	Editions []deck.Edition // those that have begun
	Edition  *deck.Edition
	day      deck.Date
}

// boardHere chooses the table of a subject in the edition that the reader
// studies. Without a subject it chooses the one that they practised last, or
// else the first.
func (s *Site) boardHere(c *fiber.Ctx, subject string, last quiz.Summary) (boardChoice, error) {
	d, err := s.quiz.Deck(cmp.Or(subject, last.Subject, s.quiz.Decks()[0].Subject))
	if err != nil {
		return boardChoice{}, err
	}
	today := s.quiz.Today()
	choice := boardChoice{Deck: d, Editions: d.EditionsOn(today), day: today}
	choice.Edition, err = s.edition(c, d)
	return choice, err
}

// lastPractised is the newest attempt of a learner. It is empty if there is
// none, or its subject is no longer there.
func (s *Site) lastPractised(c *fiber.Ctx, who quiz.Learner) (quiz.Summary, error) {
	list, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Limit: 1})
	if err != nil || len(list) == 0 {
		return quiz.Summary{}, err
	}
	if _, err := s.quiz.Deck(list[0].Subject); err != nil { // no longer there
		return quiz.Summary{}, nil
	}
	return list[0], nil
}

func (s *Site) showScoreboard(c *fiber.Ctx) error {
	q, err := pageQuery(c, "subject", "period", "after")
	if err != nil {
		return err
	}
	page := boardPage{base: s.base(c, "board_title"), Period: q.Value("period")}
	if page.Period == "" {
		page.Period = quiz.AllTime
	}
	var who quiz.Learner // nobody, unless somebody asks
	var last quiz.Summary
	if who, err = s.learner(c); err == nil {
		page.Me = who.ID
		if last, err = s.lastPractised(c, who); err != nil {
			return err
		}
	}
	if page.boardChoice, err = s.boardHere(c, q.Value("subject"), last); err != nil {
		return err
	}
	page.Board, err = s.quiz.Scoreboard(c.UserContext(), who, quiz.ScoreboardQuery{
		Subject: page.Deck.Subject, Edition: page.Edition.ID, Period: page.Period, After: q.Value("after")})
	if err != nil {
		return err
	}
	if page.Board.Next != "" {
		page.Next = page.link(page.Board.Next)
	}
	if q.Value("after") != "" {
		page.First = page.link("")
	}
	page.OffMe = page.Board.Me != nil && page.Board.Me.Rank > 0
	for _, r := range page.Board.Rows {
		if r.Learner == page.Me {
			page.OffMe = false
		}
	}
	return s.render(c, "scoreboard", page)
}

// link is the address of this table after a rank; "" is its start.
func (p boardPage) link(after string) string {
	q := url.Values{"subject": {p.Deck.Subject}, "period": {p.Period}}
	if after != "" {
		q.Set("after", after)
	}
	return "/scoreboard?" + q.Encode()
}

// EditionForm chooses another edition for the table.
func (p boardPage) EditionForm() editionForm {
	return editionForm{base: p.base, Deck: p.Deck, Editions: p.Editions, Edition: p.Edition, Next: p.link("")}
}

// DeckPath is the address where the subject is practised.
func (p boardPage) DeckPath() string { return deckPath(p.Deck.Subject) }

// boardRow is a row of the ranks, in the reader's language.
type boardRow struct {
	base
	quiz.ScoreRow
	Mine bool
}

// Row prepares a row for its template.
func (p boardPage) Row(r quiz.ScoreRow) boardRow {
	return boardRow{base: p.base, ScoreRow: r, Mine: p.Me != 0 && r.Learner == p.Me}
}
