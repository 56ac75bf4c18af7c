package web

import (
	"fmt"
	"math"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// bookmarksPage lists what a learner keeps of a subject: bookmarked questions,
// and those with a note.
type bookmarksPage struct {
	base
	Deck           *deck.Deck
	Lines          []memoLine
	Practise       []sittingForm // the bookmarks of each edition that has some
	NoneLeft       bool          // a guest has been dealt all the questions that they may have
	Previous, Next string        // addresses of other pages, or ""
}

// memoLine is a question of which something is kept.
type memoLine struct {
	quiz.Memo
	Path    string // where it was told last
	Edition string // its title
}

// memosOnPage is how many questions a page lists.
const memosOnPage = 50

func bookmarksPath(subject string) string { return "/subjects/" + subject + "/bookmarks" }

// BookmarksPath is the address of what the reader keeps of a subject.
func (b base) BookmarksPath(subject string) string { return bookmarksPath(subject) }

// PracticePath is where practice of the subject begins.
func (p bookmarksPage) PracticePath() string { return deckPath(p.Deck.Subject) }

func (s *Site) showBookmarks(c *fiber.Ctx) error {
	q, err := pageQuery(c, "page")
	if err != nil {
		return err
	}
	nth := 1
	if text := q.Value("page"); text != "" {
		if nth, err = strconv.Atoi(text); err != nil || nth < 1 || nth > math.MaxInt32 {
			return errMalformed
		}
	}
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return err
	}
	page := bookmarksPage{base: s.base(c, "bookmarks_page_title", "Subject", d.Title.In(s.lang(c))), Deck: d}
	skip := (nth - 1) * memosOnPage
	list, total, err := s.quiz.Memos(c.UserContext(), who, quiz.MemosQuery{Subject: d.Subject, Skip: skip, Limit: memosOnPage})
	if err != nil {
		return err
	}
	pageOf := func(nth int) string { return fmt.Sprintf("%s?page=%d", bookmarksPath(d.Subject), nth) }
	if len(list) == 0 && total > 0 {
		return redirect(c, pageOf((total+memosOnPage-1)/memosOnPage)) // some were taken away
	}
	for _, m := range list {
		page.Lines = append(page.Lines, memoLine{m, memoItemPath(m), s.editionTitle(d.Subject, m.Edition, page.Lang)})
	}
	if nth > 1 {
		page.Previous = pageOf(nth - 1)
	}
	if skip+memosOnPage < total {
		page.Next = pageOf(nth + 1)
	}
	if err := s.practiseBookmarks(c, who, &page); err != nil {
		return err
	}
	return s.render(c, "bookmarks", page)
}

// practiseBookmarks offers to practise the bookmarks of each edition; the first
// of them has the main button.
func (s *Site) practiseBookmarks(c *fiber.Ctx, who quiz.Learner, page *bookmarksPage) error {
	left, err := s.guestLeft(c, who)
	if err != nil {
		return err
	}
	page.NoneLeft = left == 0
	for _, e := range page.Deck.EditionsOn(s.quiz.Today()) {
		ids, err := s.quiz.Bookmarks(c.UserContext(), who, page.Deck.Subject, e.ID)
		if err != nil {
			return err
		}
		if len(ids) == 0 || page.NoneLeft {
			continue
		}
		size := min(len(ids), sittingSize)
		if left > 0 {
			size = min(size, left)
		}
		f := sittingForm{Subject: page.Deck.Subject, Edition: e.ID, Kind: quiz.Bookmarked, Size: size, Primary: len(page.Practise) == 0}
		key := "bookmarks_practise"
		if size < len(ids) {
			key = "bookmarks_practise_some"
		}
		if f.Label, err = page.T(key, "Count", size); err != nil {
			return err
		}
		f.About = e.Title.In(page.Lang)
		page.Practise = append(page.Practise, f)
	}
	return nil
}

// apiBookmark is a question of which a learner keeps something.
type apiBookmark struct {
	Item     string         `json:"item"`
	Edition  string         `json:"edition"`
	Lang     string         `json:"lang"`
	Stem     string         `json:"stem"`
	Attempt  quiz.AttemptID `json:"attempt"`
	Position int            `json:"position"`
	Memo     apiMemo        `json:"memo"`
}

func (s *Site) apiBookmarks(c *fiber.Ctx) error {
	who, params, err := s.asker(c, "limit", "skip")
	if err != nil {
		return err
	}
	q := quiz.MemosQuery{Subject: c.Params("subject")}
	if q.Limit, err = limitOf(params); err != nil {
		return err
	}
	if text := params["skip"]; text != "" {
		n, ok := positive(text)
		if !ok || n > math.MaxInt32 {
			return quiz.ErrAfter.At("skip")
		}
		q.Skip = int(n)
	}
	list, total, err := s.quiz.Memos(c.UserContext(), who, q)
	if err != nil {
		return err
	}
	out := struct {
		Total     int           `json:"total"`
		Bookmarks []apiBookmark `json:"bookmarks"`
	}{total, []apiBookmark{}}
	for _, m := range list {
		out.Bookmarks = append(out.Bookmarks, apiBookmark{m.Item, m.Edition, m.Lang, m.Stem, m.Attempt, m.Position, apiMemoOf(m)})
	}
	return writeJSON(c, fiber.StatusOK, out)
}
