package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
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
