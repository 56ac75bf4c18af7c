package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/users"
	"viva/web/words"
)

// base is what every page knows. Every view embeds it.
type base struct {
	words.Phrases        // T, Number, Percent, Date ... in the reader's language
	Theme         string // system, light or dark
	Path          string // of this page with its query, to come back to
	Principal     users.Principal
	Unknown       bool   // a page that is kept on a device: whoever reads it may be anybody
	Notice        string // key of what has just been done, or ""
	Failed        bool   // the form below was refused
	Decks         []*deck.Deck
	Version       string

	titleKey  string
	titleArgs []any
	assets    *assets
}

// base begins a view. The title's key and arguments are those of T.
func (s *Site) base(c *fiber.Ctx, titleKey string, args ...any) base {
	p, _ := principal(c)
	return base{
		Phrases: s.words.In(s.lang(c)), Theme: s.theme(c), Path: pageOf(c), Principal: p,
		Decks: s.quiz.Decks(), Version: s.cfg.Version,
		titleKey: titleKey, titleArgs: args, assets: s.assets,
	}
}

// pageOf is the path of the page that the reader is on. A form may go to
// where no page is; then it is the page that the form was on.
func pageOf(c *fiber.Ctx) string {
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

// Trial reports whether the reader is a visitor who has begun a trial.
func (b base) Trial() bool { return b.Principal.User.Role == users.Guest }

// Static is the URL of a static file.
func (b base) Static(name string) (string, error) { return b.assets.url(name) }

// render writes a page with the status that is set already.
func (s *Site) render(c *fiber.Ctx, name string, view any) error {
	t, err := s.pages.page(name)
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

// pages are the templates, one set a page: the page itself inside the layout,
// with all parts.
type pages struct {
	files fs.FS
	dev   bool // parse anew each time

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

// parseItems adds the templates of question types, one file each. "item" takes
// an itemPage and is the template of its type; "offline-items" holds what the
// offline player needs of all types. Templates cannot name another by a value,
// so these two are made of the files that are there.
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
	return c.Redirect(path, http.StatusSeeOther)
}

// statusText is the name of a status number.
func statusText(code int) string { return http.StatusText(code) }
