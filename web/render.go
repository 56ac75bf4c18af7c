package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/users"
	"viva/web/words"
)

// base is what every page needs. Every view embeds it.
type base struct {
	words.Phrases        // T, Number, Percent, Date ... in the reader's language
	Theme         string // system, light or dark
	Path          string // of this page with its query, to come back to it
	Principal     users.Principal
	Bare          bool   // the page is the only one, and its readers have no accounts
	Alone         bool   // no head and no foot: an exam has the screen for itself
	Unknown       bool   // the page is kept on a device, so anybody may read it
	Notice        string // key of the sentence about what was just done, or ""
	Forgets       bool   // the browser did not keep what was chosen at the foot of a page
	Failed        bool   // the form on the page was refused
	Decks         []*deck.Deck
	Admission     users.Admission // who may sign up
	Version       string
	Origin        string // scheme and host that people type
	Mails         bool   // the site sends letters, and asks for addresses

	titleKey  string
	titleArgs []any
	assets    *assets
	frame     func() (frame, error) // nil for a stranger
}

// base makes the base of a view. The key and arguments of the title are passed
// to T.
func (s *Site) base(c *fiber.Ctx, titleKey string, args ...any) base {
	p, _ := principal(c)
	b := base{
		Phrases: s.words.In(s.lang(c)), Theme: s.theme(c), Path: pageOf(c), Principal: p,
		Decks: s.quiz.Decks(), Admission: s.users.Admission(), Version: s.cfg.Version, Origin: s.cfg.BaseURL, Mails: s.users.Mails(),
		Forgets: forgetsChoice(c), titleKey: titleKey, titleArgs: args, assets: s.assets,
	}
	b.frame = s.frameOf(c, b)
	return b
}

// pageOf is the path of the page that the reader sees. A form may be sent to an
// address that is no page; then it is the page that it is answered with, if that
// has an address of its own, and otherwise the page with the form.
func pageOf(c *fiber.Ctx) string {
	if at := c.GetRespHeader(fiber.HeaderContentLocation); at != "" {
		return at
	}
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
		return ownPath(c.OriginalURL())
	}
	from, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil {
		return "/"
	}
	return ownPath(from.RequestURI())
}

// Title is the title of the page.
func (b base) Title() (string, error) { return b.T(b.titleKey, b.titleArgs...) }

// SignedIn reports whether the reader has an account.
func (b base) SignedIn() bool { return b.Principal.User.Role.CanSignIn() }

// MayJoin reports whether the reader may sign up, at least with a code. What is
// closed is offered nowhere.
func (b base) MayJoin() bool { return b.Admission != users.AdmitNone }

// NeedsCode reports whether it takes a code to sign up.
func (b base) NeedsCode() bool { return b.Admission == users.AdmitCode }

// Shared reports whether a link to the page may be shown elsewhere, with a title
// and a picture: those who draw such a link have no account, nor may they have
// read the page that a device keeps.
func (b base) Shared() bool { return !b.SignedIn() && !b.Guest() && !b.Unknown && !b.Bare }

// Address is the whole address of the page.
func (b base) Address() string { return b.Origin + b.path() }

// Card is the whole address of the picture that goes with a link to the page.
func (b base) Card() (string, error) {
	url, err := b.assets.url("card-" + b.Lang + ".png")
	return b.Origin + url, err
}

// Guest reports whether the reader is a visitor who was dealt questions.
func (b base) Guest() bool { return b.Principal.User.Role == users.Guest }

// Static is the URL of a static file.
func (b base) Static(name string) (string, error) { return b.assets.url(name) }

// render writes a page. The status stays as it is.
func (f fittings) render(c *fiber.Ctx, name string, view any) error {
	t, err := f.pages.page(name)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := t.ExecuteTemplate(&page, "layout.html", view); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Response().SetBody(page.Bytes())
	return nil
}

// pages are the templates. Each page has a set of its own: the page inside the
// layout, with all parts.
type pages struct {
	files fs.FS
	dev   bool // parse them again for each page

	mu  sync.Mutex // held while dev parses
	set map[string]*template.Template
}

func loadPages(files fs.FS, dev bool) (*pages, error) {
	p := &pages{files: files, dev: dev}
	return p, p.parse()
}

func (p *pages) parse() error {
	shared, err := template.ParseFS(p.files, "pages/parts/*.html")
	if err != nil {
		return fmt.Errorf("parse the parts of pages: %w", err)
	}
	if shared, err = p.parseItems(shared); err != nil {
		return fmt.Errorf("parse the pages of items: %w", err)
	}
	names, err := fs.Glob(p.files, "pages/*.html")
	if err != nil {
		return err
	}
	set := map[string]*template.Template{}
	for _, name := range names {
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(p.files, name)
		}
		if err != nil {
			return fmt.Errorf("parse %s: %w", name, err)
		}
		set[strings.TrimSuffix(path.Base(name), ".html")] = t
	}
	p.set = set
	return nil
}

// parseItems adds the templates of question types, a file each, and makes two
// more of them: "item" takes an itemPage and runs the template of its type;
// "offline-items" holds what the offline player needs of all types. They are
// made here because a template cannot choose another by a value.
func (p *pages) parseItems(shared *template.Template) (*template.Template, error) {
	names, err := fs.Glob(p.files, "pages/items/*.html")
	if err != nil || len(names) == 0 {
		return shared, err
	}
	pick, other := `{{define "item"}}`, `{{if`
	for _, name := range names {
		typ := strings.TrimSuffix(path.Base(name), ".html")
		pick += fmt.Sprintf(`%s eq .Question.Type %q}}{{template "item-%s" .}}`, other, typ, typ)
		other = `{{else if`
	}
	if shared, err = shared.ParseFS(p.files, names...); err != nil {
		return nil, err
	}
	all := `{{define "offline-items"}}`
	for _, name := range names {
		if part := "offline-" + strings.TrimSuffix(path.Base(name), ".html"); shared.Lookup(part) != nil {
			all += fmt.Sprintf(`{{template %q .}}`, part)
		}
	}
	return shared.Parse(pick + `{{end}}{{end}}` + all + `{{end}}`)
}

func (p *pages) page(name string) (*template.Template, error) {
	if p.dev {
		p.mu.Lock()
		defer p.mu.Unlock()
		if err := p.parse(); err != nil {
			return nil, err
		}
	}
	t := p.set[name]
	if t == nil {
		return nil, fmt.Errorf("there is no page %q", name)
	}
	return t, nil
}

// redirect answers a form: the browser gets the page at path.
func redirect(c *fiber.Ctx, path string) error {
	return c.Redirect(path, fiber.StatusSeeOther)
}
