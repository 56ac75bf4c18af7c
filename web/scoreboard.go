package web

import (
	"net/url"
	"slices"

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

// boardChoice reads which table is asked for. Nothing asked is what was
// practised last, and else the first; an edition of another subject, left in
// its select when the subject was changed, gives way to that of the subject
// asked for.
func (s *Site) boardChoice(q form, last quiz.Summary) (boardChoice, error) {
	subject := q.Value("subject")
	if subject == "" && q.Value("edition") == "" {
		subject = last.Subject
	}
	if subject == "" {
		subject = s.quiz.Decks()[0].Subject
	}
	d, err := s.quiz.Deck(subject)
	if err != nil {
		return boardChoice{}, err
	}
	choice := boardChoice{Deck: d, day: s.quiz.Today()}
	choice.Editions = d.EditionsOn(choice.day)
	edition := q.Value("edition")
	choice.Edition = d.EditionOn(edition, choice.day)
	elsewhere := q.Has("subject") && d.Edition(edition) == nil && s.editionElsewhere(edition)
	if choice.Edition == nil && len(choice.Editions) > 0 && (edition == "" || elsewhere) {
		if last.Subject == d.Subject {
			choice.Edition = d.EditionOn(last.Edition, choice.day)
		}
		if choice.Edition == nil {
			choice.Edition = &choice.Editions[0]
		}
	}
	if choice.Edition == nil {
		return boardChoice{}, quiz.ErrEdition.At("edition")
	}
	return choice, nil
}

// lastPractised is the newest attempt in a subject that is still here, or in
// any without one; it is empty for who has none.
func (s *Site) lastPractised(c *fiber.Ctx, who quiz.Learner, subject string) (quiz.Summary, error) {
	list, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Subject: subject, Limit: 1})
	if err != nil || len(list) == 0 {
		return quiz.Summary{}, err
	}
	if _, err := s.quiz.Deck(list[0].Subject); err != nil { // it was taken away since
		return quiz.Summary{}, nil
	}
	return list[0], nil
}

// editionElsewhere reports whether some subject has an edition of that id.
func (s *Site) editionElsewhere(id string) bool {
	return slices.ContainsFunc(s.quiz.Decks(), func(d *deck.Deck) bool { return d.Edition(id) != nil })
}

func (s *Site) showScoreboard(c *fiber.Ctx) error {
	q, err := pageQuery(c, "subject", "edition", "period", "after")
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
		if last, err = s.lastPractised(c, who, q.Value("subject")); err != nil {
			return err
		}
	}
	if page.boardChoice, err = s.boardChoice(q, last); err != nil {
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
	q := url.Values{"subject": {p.Deck.Subject}, "edition": {p.Edition.ID}, "period": {p.Period}}
	if after != "" {
		q.Set("after", after)
	}
	return "/scoreboard?" + q.Encode()
}

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
