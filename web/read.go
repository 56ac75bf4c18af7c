package web

import (
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/reading"
	"viva/internal/study"
	"viva/web/words"
)

// readSize is how many questions are asked about what was read.
const readSize = quiz.GuestSize

func readPath(subject, id string) string { return "/read/" + subject + "/" + id }

// readingsPage lists what there is to read.
type readingsPage struct {
	base
	indexed
	Shelves []readingShelf
}

// readingShelf is what there is to read on a subject.
type readingShelf struct {
	Deck  *deck.Deck
	Lines []readingLine
	Weak  string // the address of the reader's weak facts, or ""
}

// readingLine leads to a reading.
type readingLine struct{ Path, Title, About string }

// indexed is the address of a page for search engines: in the language in which
// it is drawn, and in all languages.
type indexed struct {
	About     string // the page in a sentence
	Canonical string
	Languages []languageLink
}

// languageLink is the address of a page in a language.
type languageLink struct{ Lang, Address string }

// index makes the addresses of a page for search engines. The address without a
// language is that of English, and of whoever asks for none.
func index(origin, path, lang, about string) indexed {
	in := indexed{About: about}
	for _, l := range words.Langs {
		address := origin + path
		if l.ID != words.Langs[0].ID {
			address += "?lang=" + l.ID
		}
		if l.ID == lang {
			in.Canonical = address
		}
		in.Languages = append(in.Languages, languageLink{l.ID, address})
	}
	return in
}

// readBase makes the base of a page to read. A page says in its address in which
// language it is, if somebody passed it on so; the buttons of the foot lead to an
// address without it.
func (s *Site) readBase(c *fiber.Ctx, lang, titleKey string, args ...any) base {
	b := s.base(c, titleKey, args...)
	b.Phrases = s.words.In(lang)
	path, query, _ := strings.Cut(b.Path, "?")
	if values, err := url.ParseQuery(query); err == nil && values.Has("lang") {
		values.Del("lang")
		b.Path = strings.TrimSuffix(path+"?"+values.Encode(), "?")
	}
	return b
}

// langAsked is the language of a page to read: the one that its address names,
// or the reader's.
func (s *Site) langAsked(c *fiber.Ctx, q form) string {
	if lang := q.Value("lang"); words.Known(lang) {
		return lang
	}
	return s.lang(c)
}

// ReadLink is the entry of what there is to read, or nil if no subject has any.
func (b base) ReadLink() (*navLink, error) {
	if !slices.ContainsFunc(b.Decks, func(d *deck.Deck) bool { return len(d.Readings) > 0 }) {
		return nil, nil
	}
	link, err := b.Link("/read", "layout_read")
	link.Current = link.Current || strings.HasPrefix(b.path(), "/read/")
	return &link, err
}

func (s *Site) showReadings(c *fiber.Ctx) error {
	q, err := pageQuery(c, "lang")
	if err != nil {
		return err
	}
	lang := s.langAsked(c, q)
	page := readingsPage{base: s.readBase(c, lang, "read_title")}
	about, err := page.T("read_about")
	if err != nil {
		return err
	}
	page.indexed = index(page.Origin, "/read", lang, about)
	_, stranger := s.learner(c)
	for _, d := range s.quiz.Decks() {
		shelf := readingShelf{Deck: d}
		for i := range d.Readings {
			r := &d.Readings[i]
			shelf.Lines = append(shelf.Lines, readingLine{Path: readPath(d.Subject, r.ID), Title: r.Title.In(lang), About: r.About.In(lang)})
		}
		if stranger == nil {
			shelf.Weak = readPath(d.Subject, "weak")
		}
		page.Shelves = append(page.Shelves, shelf)
	}
	return s.render(c, "readings", page)
}

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

// askForm is a form of one button that asks about what was read.
type askForm struct {
	Path, Edition string
	Size          int  // that is asked for
	Count         int  // of questions that there are, at most Size
	Advanced      bool // what is usual is too little to ask
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

// weakPage lists the facts that the reader remembers worst.
type weakPage struct {
	base
	Deck     *deck.Deck
	Edition  *deck.Edition
	Facts    []weakLine
	Withheld int
	Cram     *sittingForm
}

// weakLine is a weak fact.
type weakLine struct {
	factLine
	Grounds []groundLine
}

func (s *Site) showWeak(c *fiber.Ctx) error {
	if _, err := pageQuery(c); err != nil {
		return err
	}
	d, who, err := s.subjectAsked(c)
	if err != nil {
		return err
	}
	page := weakPage{base: s.base(c, "weak_title", "Subject", d.Title.In(s.lang(c))), Deck: d}
	if page.Edition, err = s.edition(c, d); err != nil {
		return err
	}
	facts, withheld, err := s.study.Weak(c.UserContext(), who, d.Subject, page.Lang)
	if err != nil {
		return err
	}
	page.Withheld = withheld
	w := words.Wording{Phrases: page.Phrases}
	for _, f := range facts {
		page.Facts = append(page.Facts, newWeakLine(&w, d.Subject, f))
	}
	if w.Err != nil {
		return w.Err
	}
	if page.Cram, err = s.cramOf(c, page.base, d, who, len(facts)); err != nil {
		return err
	}
	return s.render(c, "weak", page)
}

func newWeakLine(w *words.Wording, subject string, f study.WeakFact) weakLine {
	return weakLine{newFactLine(w, subject, f.FactStanding), groundLines(quiz.GroundsOf(f.Grounds), w.Lang)}
}

// cramOf is the button that asks the weakest facts, or nil where there are none
// or a guest has no question left.
func (s *Site) cramOf(c *fiber.Ctx, b base, d *deck.Deck, who quiz.Learner, facts int) (*sittingForm, error) {
	left, err := s.guestLeft(c, who)
	if err != nil {
		return nil, err
	}
	size := min(readSize, facts)
	if left >= 0 {
		size = min(size, left)
	}
	if size == 0 {
		return nil, nil
	}
	f := &sittingForm{Subject: d.Subject, Kind: quiz.Cram, Size: size, Primary: true}
	f.Label, err = b.T("read_ask", "Count", size)
	return f, err
}
