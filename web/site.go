// Package web is the site: pages for people, a JSON API for programs.
//
// Start with [New], which takes the services and returns a [Site]; routes.go
// lists every page, api.go every address of the API. A Site promises that
//
//   - a page leaves whole or not at all, and an error tells people what to do
//     and nothing about the inside of the program;
//   - every page but that of sets taken along works without JavaScript, and no page
//     has scripts or styles inline;
//   - a request that changes something comes from our own pages, or carries no
//     cookie;
//   - each request leaves one line in the log, without names, e-mail addresses,
//     tokens or answers.
//
// Handlers return errors; only errors.go knows status numbers.
package web

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/limits"
	"viva/internal/quiz"
	"viva/internal/study"
	"viva/internal/users"
	"viva/web/words"
)

//go:embed pages static
var embedded embed.FS

// Config is what a Site needs.
type Config struct {
	Quiz           *quiz.Service
	Study          *study.Service
	Users          *users.Service
	Log            *slog.Logger     // with a handler made by Traced
	Now            func() time.Time // the clock
	BaseURL        string           // scheme and host that people type, as a browser writes an Origin
	SecureCookies  bool             // the base URL is https
	TrustedProxies []netip.Prefix   // which are believed about the addresses of clients
	Version        string
	Privacy        Privacy
	Ready          func(context.Context) error // nil while requests can be served
	Observe        Observer                    // is told of each request, or nil
	Reports        Reports                     // on the questions, for instructors
	Room           func() (limits.Room, int64) // left on the disk, with the bytes that are free; nil where it is not known
	Dev            string                      // folder to read pages and static files from, "" for the embedded ones
}

// Observer is told of a request that was answered: its method and the pattern of
// its route, each "-" where there is none of that name.
type Observer func(method, route string, status int, took time.Duration)

// Site serves the pages and the API. It is safe for concurrent use.
type Site struct {
	cfg   Config
	quiz  *quiz.Service
	study *study.Service
	users *users.Service
	log   *slog.Logger
	now   func() time.Time
	app   *fiber.App
	fittings

	firsts firsts
	asks   asks
}

// fittings are what a site says and shows, whoever is served by it.
type fittings struct {
	files  fs.FS
	words  *words.Catalogue
	pages  *pages
	assets *assets
}

// embeddedFittings are made once for all sites of a process: they never change,
// and take longer to make than all else of a site.
var embeddedFittings = sync.OnceValues(func() (fittings, error) { return fit(embedded, false) })

// fit reads the fittings, or says what is wrong with them.
func fit(files fs.FS, dev bool) (f fittings, err error) {
	f.files = files
	if f.words, err = words.Load(); err != nil {
		return f, err
	}
	if f.pages, err = loadPages(files, dev); err != nil {
		return f, err
	}
	f.assets, err = loadAssets(files, dev)
	return f, err
}

// New makes a site. It fails if texts, pages or files of the site are not in
// order.
func New(cfg Config) (*Site, error) {
	s := &Site{cfg: cfg, quiz: cfg.Quiz, study: cfg.Study, users: cfg.Users, log: cfg.Log, now: cfg.Now}
	var err error
	if cfg.Dev == "" {
		s.fittings, err = embeddedFittings()
	} else {
		s.fittings, err = fit(os.DirFS(cfg.Dev), true)
	}
	if err != nil {
		return nil, fmt.Errorf("make the site: %w", err)
	}
	s.app = s.newApp()
	if err := s.checkEditions(); err != nil {
		return nil, fmt.Errorf("make the site: %w", err)
	}
	return s, nil
}

// checkEditions refuses an edition with the id of a page of each subject, since
// its old address would lead to that page.
func (s *Site) checkEditions() error {
	for _, r := range s.app.GetRoutes(true) {
		name, found := strings.CutPrefix(r.Path, "/subjects/:subject/")
		for _, d := range s.quiz.Decks() {
			if found && d.Edition(name) != nil {
				return fmt.Errorf("the subject %q has an edition %q, but a page of each subject is named so; choose another id in its deck.yaml", d.ID(), name)
			}
		}
	}
	return nil
}

// App is the Fiber application, ready to listen.
func (s *Site) App() *fiber.App { return s.app }

// Limits on what a request may take.
const (
	maxBody     = 64 << 10
	maxHeaders  = 8 << 10
	readTimeout = 15 * time.Second // of a whole request
	idleTimeout = 60 * time.Second // of a connection between requests
	workTimeout = 10 * time.Second // of a handler, through UserContext
)

func (s *Site) newApp() *fiber.App {
	app := fiber.New(fiber.Config{
		AppName:                      "viva",
		Immutable:                    true, // Fiber reuses the memory of requests
		StrictRouting:                true,
		CaseSensitive:                true,
		BodyLimit:                    maxBody,
		ReadBufferSize:               maxHeaders,
		ReadTimeout:                  readTimeout,
		IdleTimeout:                  idleTimeout, // and no WriteTimeout, see LongStream
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true, // no form of ours holds files
		EnableTrustedProxyCheck:      true, // Fiber trusts no proxy: clientAddr reads the headers
		ErrorHandler:                 s.refuseUnread,
	})
	s.routes(app)
	s.guardUnread(app)
	return app
}
