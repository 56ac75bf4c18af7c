package web

import (
	"slices"
	"sync"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/reading"
)

// askForm is a form of one button that asks about what was read.
type askForm struct {
	Path, Edition string
	Size          int  // that is asked for
	Count         int  // of questions that there are, at most Size
	Advanced      bool // what is usual is too little to ask
}

// offerToAsk puts the button on a page that asks about its facts.
func (s *Site) offerToAsk(c *fiber.Ctx, page *readingPage, facts map[string]bool) error {
	size := readSize
	if who, err := s.learner(c); err == nil {
		left, err := s.guestLeft(c, who)
		if err != nil {
			return err
		}
		if left >= 0 {
			size = min(size, left)
		}
		if page.Spent = size == 0; page.Spent {
			return nil
		}
	}
	best, err := s.asks.of(askKey{page.Deck.Subject, page.Reading.ID, page.Edition.ID, page.Lang, size}, s.quiz.Today(), func() (askForm, error) {
		return s.bestToAsk(page, facts, size)
	})
	if best.Count > 0 {
		page.Ask = &best
	}
	return err
}

// bestToAsk finds the edition in which the most questions can be asked about a
// page, of the usual level if these are enough.
func (s *Site) bestToAsk(page *readingPage, facts map[string]bool, size int) (askForm, error) {
	best := askForm{Path: readPath(page.Deck.Subject, page.Reading.ID), Size: size}
	for _, advanced := range []bool{false, true} {
		for _, edition := range editionsOf(page) {
			if best.Count == size {
				break
			}
			n, err := s.quiz.Available(askAbout(page.Deck.Subject, edition, page.Lang, facts, size, advanced))
			if err != nil {
				return best, err
			}
			if n > best.Count {
				best.Edition, best.Count, best.Advanced = edition, n, advanced
			}
		}
	}
	return best, nil
}

// asks remembers for a day what can be asked about the readings: to count it,
// questions are dealt, and these pages are open to everybody.
type asks struct {
	mu    sync.Mutex
	day   deck.Date
	known map[askKey]askForm
}

// askKey is what the form depends on, beside the day.
type askKey struct {
	subject, reading, edition, lang string
	size                            int
}

// of is the form of a day, made when it is first asked for.
func (a *asks) of(key askKey, day deck.Date, find func() (askForm, error)) (askForm, error) {
	a.mu.Lock()
	if a.day != day {
		a.day, a.known = day, map[askKey]askForm{}
	}
	form, known := a.known[key]
	a.mu.Unlock()
	if known {
		return form, nil
	}
	form, err := find()
	if err != nil {
		return form, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.day == day {
		a.known[key] = form
	}
	return form, nil
}

// editionsOf are the editions in which a page may be asked about: the reader's
// and, where the page is the same in all, those that its parts speak of.
func editionsOf(page *readingPage) []string {
	ids := []string{page.Edition.ID}
	if page.Page.Chosen {
		return ids
	}
	for _, part := range page.Page.Parts {
		if !slices.Contains(ids, part.Edition.ID) {
			ids = append(ids, part.Edition.ID)
		}
	}
	return ids
}

// askAbout asks for practice on facts that were read.
func askAbout(subject, edition, lang string, facts map[string]bool, size int, advanced bool) quiz.Start {
	return quiz.Start{Subject: subject, Edition: edition, Mode: deck.Practice, Kind: quiz.Read, Size: size, Lang: lang, Facts: facts, Advanced: advanced}
}

// namesOf are the names of the facts of a page as a set.
func namesOf(p *reading.Page) map[string]bool {
	set := map[string]bool{}
	for _, name := range p.Names() {
		set[name] = true
	}
	return set
}

// askReading deals practice on the facts of a reading. A stranger becomes a
// guest, as everywhere.
func (s *Site) askReading(c *fiber.Ctx) error {
	f, err := readForm(c, "edition", "size", "advanced")
	if err != nil {
		return err
	}
	d, r, err := s.readingAsked(c)
	if err != nil {
		return err
	}
	e, err := s.editionRead(c, d, f.Value("edition"))
	if err != nil {
		return err
	}
	size, ok := positive(f.Value("size"))
	if !ok || size > readSize {
		return quiz.ErrSize.At("size")
	}
	page, err := reading.Build(d, r, e.ID, s.quiz.Today(), s.lang(c))
	if err != nil {
		return err
	}
	a, err := s.deal(c, askAbout(d.Subject, e.ID, s.lang(c), namesOf(&page), int(size), f.Has("advanced")))
	if err != nil {
		return err
	}
	return redirect(c, itemPath(a.ID, 1))
}
