package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/web/words"
)

// Previewed is what a check of an author's files came to.
type Previewed struct {
	Faults []string     // with their positions; nothing is served while there are any
	ToDo   []string     // what is missing to prove the subjects, and warnings
	Decks  []*deck.Deck // none where files could not be read
	Day    deck.Date    // on which the questions are offered
	At     time.Time
}

// Preview is a site of one page, on which an author sees the questions as
// learners will, with what is wrong above them. It loads itself again when
// there is something new. It keeps nothing and has no accounts: it is for the
// machine on which the files are.
type Preview struct {
	fittings
	app *fiber.App

	mu      sync.Mutex
	shown   Previewed
	stale   bool // the decks are from before the faults
	version int
	changed chan struct{} // closed when version rises
}

// NewPreview makes a preview that has nothing to show yet.
func NewPreview() (*Preview, error) {
	p := &Preview{changed: make(chan struct{})}
	var err error
	if p.fittings, err = embeddedFittings(); err != nil {
		return nil, fmt.Errorf("make the preview: %w", err)
	}
	p.app = fiber.New(fiber.Config{AppName: "viva", Immutable: true, StrictRouting: true, CaseSensitive: true, BodyLimit: 1,
		ReadBufferSize: maxHeaders, ReadTimeout: readTimeout, IdleTimeout: idleTimeout, DisableStartupMessage: true, ErrorHandler: refusePreview})
	p.app.Use(p.guard)
	p.app.Get("/", p.show)
	p.app.Get("/version", p.wait)
	p.app.Get("/static/:hash/+", func(c *fiber.Ctx) error { return p.assets.serve(c) })
	return p, nil
}

// refusePreview answers an error. Whoever reads it runs the program.
func refusePreview(c *fiber.Ctx, err error) error {
	code := fiber.StatusInternalServerError
	if unmatched := (*fiber.Error)(nil); errors.As(err, &unmatched) {
		code = unmatched.Code
	} else if errors.Is(err, errNotFound) {
		code = fiber.StatusNotFound
	}
	return c.Status(code).SendString(err.Error())
}

// App is the Fiber application, ready to listen.
func (p *Preview) App() *fiber.App { return p.app }

// Show replaces what is shown. While files have faults that leave no questions,
// the last ones stay, and the page says so.
func (p *Preview) Show(next Previewed) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stale = len(next.Decks) == 0 && len(p.shown.Decks) > 0
	if p.stale {
		next.Decks = p.shown.Decks
	}
	p.shown = next
	p.version++
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Preview) state() (shown Previewed, stale bool, version int, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown, p.stale, p.version, p.changed
}

// guard sets the headers of every answer, and refuses a request that reached
// this machine under another name: a page elsewhere could give its own name
// this address, and then read what is shown.
func (p *Preview) guard(c *fiber.Ctx) error {
	secureHeaders(&c.Response().Header)
	host, _, err := net.SplitHostPort(string(c.Request().Host()))
	if err != nil || host != "127.0.0.1" && host != "localhost" {
		return c.SendStatus(fiber.StatusMisdirectedRequest)
	}
	return c.Next()
}

// patience is how long an answer about a new version is held back.
const patience = 25 * time.Second

// wait answers with the version, at once if it is not the one that the page
// has, else when there is another or after a while.
func (p *Preview) wait(c *fiber.Ctx) error {
	_, _, version, changed := p.state()
	if c.Query("have") == strconv.Itoa(version) {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case <-changed:
		case <-timer.C:
		}
		_, _, version, _ = p.state()
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.SendString(strconv.Itoa(version))
}

// previewSize is how many questions a page shows.
const previewSize = 50

// previewPage shows some of the questions.
type previewPage struct {
	base
	Previewed
	Stale    bool
	Revision int // what is shown, for the script
	Page     int // from 1
	Pages    int
	Count    int
	Items    []previewItem
}

// previewItem is a question of the page.
type previewItem struct {
	itemPage
	Warns bool // that its deck is not proved is said above it, and for the others with it
}

// show writes the page, in the language and the theme that its address names.
func (p *Preview) show(c *fiber.Ctx) error {
	shown, stale, version, _ := p.state()
	lang, theme := c.Query("lang"), c.Query("theme")
	if !words.Known(lang) {
		lang = p.words.Match(c.Get(fiber.HeaderAcceptLanguage))
	}
	if theme != "light" && theme != "dark" {
		theme = themes[0]
	}
	page := previewPage{Previewed: shown, Stale: stale, Revision: version, Page: max(1, c.QueryInt("page", 1)),
		base: base{Phrases: p.words.In(lang), Theme: theme, Path: "/", Bare: true, titleKey: "preview_title", assets: p.assets}}
	if err := page.deal(); err != nil {
		return err
	}
	return p.render(c, "preview", page)
}

// deal makes the questions of the page, each once, as they are told.
func (p *previewPage) deal() error {
	for _, d := range p.Previewed.Decks {
		for _, e := range d.EditionsOn(p.Day) {
			specs := d.Specs(e.ID, p.Day)
			from, to := max(0, (p.Page-1)*previewSize-p.Count), min(len(specs), p.Page*previewSize-p.Count)
			p.Count += len(specs)
			if from >= to {
				continue
			}
			if err := p.add(d, e, specs[from:to]); err != nil {
				return err
			}
		}
	}
	p.Pages = max(1, (p.Count+previewSize-1)/previewSize)
	return nil
}

// add shows questions of an edition, as an exam that was left blank tells them:
// all, with the reason of each option.
func (p *previewPage) add(d *deck.Deck, e deck.Edition, specs []*deck.Spec) error {
	var items []deck.Item
	for _, s := range specs {
		it, err := d.Deal(s, p.Lang, deck.NewStreams(0))
		if err != nil {
			return err
		}
		items = append(items, it)
	}
	a := quiz.Restore(quiz.Attempt{Subject: d.ID(), Edition: e.ID, Lang: p.Lang, Mode: deck.Exam, FinishedAt: p.At}, items, nil, nil)
	for i, it := range items {
		q, f, told, err := questionAt(a, i+1)
		if err != nil {
			return err
		}
		page := itemPage{base: p.base, Question: q, TypeNote: d.TypeNote(q.Type, p.Lang)}
		page.attemptBase = attemptBase{Position: len(p.Items) + 1 + (p.Page-1)*previewSize, Edition: d.Title.In(p.Lang) + " · " + e.Title.In(p.Lang), Finished: true}
		if t := d.Topic(it.Topic); t != nil && t.Title != d.Title {
			page.Topic = t.Title.In(p.Lang)
		}
		page.show(f, told)
		p.Items = append(p.Items, previewItem{page, i == 0 && q.Unproved})
	}
	return nil
}

// Proved reports that nothing is left to do.
func (p previewPage) Proved() bool { return len(p.Faults)+len(p.ToDo) == 0 && p.Count > 0 }

// Before is the page before this one, for links.
func (p previewPage) Before() int { return p.Page - 1 }

// After is the page after this one, or 0.
func (p previewPage) After() int {
	if p.Page >= p.Pages {
		return 0
	}
	return p.Page + 1
}

// Checked is the moment of the check, for readers.
func (p previewPage) Checked() string { return p.Previewed.At.Format(time.TimeOnly) }

// Address is the address of the page with another choice of one kind.
func (p previewPage) Address(name string, value any) string {
	q := url.Values{"lang": {p.Lang}, "theme": {p.Theme}, "page": {strconv.Itoa(p.Page)}}
	q.Set(name, fmt.Sprint(value))
	return "/?" + q.Encode()
}

// positions are lines about positions in files, for the part "positions".
type positions struct {
	Lang   string
	Groups []positionGroup
}

// positionGroup are lines that stand below one another.
type positionGroup struct {
	Do    []piece // what all of them ask for; each line says it where it is alone
	Lines [][]piece
}

// piece is a part of a line: words, or a command that stays on one line.
type piece struct {
	Text    string
	Command bool
}

// command is a command of the program, or options of one.
var command = regexp.MustCompile(`\bapp( [a-z]+){1,2}( --[a-z-]+)*|--[a-z-]+( --[a-z-]+)*`)

// Listed puts lines about positions on the page. Neighbours that ask for the
// same behind their last semicolon say it once.
func (p previewPage) Listed(lines []string) positions {
	listed := positions{Lang: p.Lang}
	for from := 0; from < len(lines); {
		_, do := parted(lines[from])
		to := from + 1
		for do != "" && to < len(lines) && strings.HasSuffix(lines[to], "; "+do) {
			to++
		}
		var group positionGroup
		if to > from+1 {
			group.Do = pieces(deck.UpperFirst(do) + ":")
		}
		for _, line := range lines[from:to] {
			if group.Do != nil {
				line, _ = parted(line)
			}
			group.Lines = append(group.Lines, pieces(line))
		}
		listed.Groups, from = append(listed.Groups, group), to
	}
	return listed
}

// parted is a line before its last semicolon, and what it asks for behind that.
func parted(line string) (says, do string) {
	if at := strings.LastIndex(line, "; "); at >= 0 {
		return line[:at], line[at+2:]
	}
	return line, ""
}

// pieces are the parts of a line.
func pieces(line string) (list []piece) {
	end := 0
	for _, at := range command.FindAllStringIndex(line, -1) {
		list = append(list, piece{Text: line[end:at[0]]}, piece{line[at[0]:at[1]], true})
		end = at[1]
	}
	return append(list, piece{Text: line[end:]})
}

// Shutdown ends the preview: held answers first, or it would wait for them.
func (p *Preview) Shutdown(ctx context.Context) error {
	p.Show(Previewed{})
	return p.app.ShutdownWithContext(ctx)
}
