package web

import (
	"cmp"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// boardPage is the ranks of one subject, edition and period.
type boardPage struct {
	base
	boardChoice
	Board  quiz.Scoreboard
	Me     quiz.LearnerID // 0 for a stranger
	OffMe  bool           // my row is not on this page of the list
	Period string
	Next   string // link, or ""
	First  string // link to the first page when this is another, or ""
}

// Periods are the keys of those to choose from.
func (p boardPage) Periods() []string { return []string{quiz.AllTime, "month", "week"} }

// boardChoice is the subject and the edition that a table is about.
type boardChoice struct {
	Deck     *deck.Deck
	Editions []deck.Edition // those that have begun
	Edition  *deck.Edition
	day      deck.Date
}

// boardHere is the table of a subject, in the edition that the reader studies.
// Without a subject it is that of what they practised last, and else the first.
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

// lastPractised is the newest attempt, if its subject is still here; it is empty
// for who has none.
func (s *Site) lastPractised(c *fiber.Ctx, who quiz.Learner) (quiz.Summary, error) {
	list, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Limit: 1})
	if err != nil || len(list) == 0 {
		return quiz.Summary{}, err
	}
	if _, err := s.quiz.Deck(list[0].Subject); err != nil { // it was taken away since
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

// link is the address of this table from a place on.
func (p boardPage) link(after string) string {
	q := url.Values{"subject": {p.Deck.Subject}, "period": {p.Period}}
	if after != "" {
		q.Set("after", after)
	}
	return "/scoreboard?" + q.Encode()
}

// EditionForm chooses the edition of another table.
func (p boardPage) EditionForm() editionForm {
	return editionForm{base: p.base, Deck: p.Deck, Editions: p.Editions, Edition: p.Edition, Next: p.link("")}
}

// DeckPath is where the subject is practised.
func (p boardPage) DeckPath() string { return deckPath(p.Deck.Subject) }

// boardRow is a row of the ranks, in the reader's language.
type boardRow struct {
	base
	quiz.ScoreRow
	Mine bool
}

// Row prepares a row.
func (p boardPage) Row(r quiz.ScoreRow) boardRow {
	return boardRow{base: p.base, ScoreRow: r, Mine: p.Me != 0 && r.Learner == p.Me}
}
