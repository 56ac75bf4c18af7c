package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"viva/internal/audit"
	"viva/internal/limits"
	"viva/internal/store"
	"viva/internal/users"
	"viva/web"
)

// How long requests under way may take when the server stops.
const (
	drainTime = 10 * time.Second
	readTime  = 2 * time.Second         // for the rest of a request to arrive
	writeTime = drainTime - time.Second // for readers to take their answers
)

type serveCmd struct {
	Config
}

var errDraining = errors.New("shutting down")

// Run serves until it is told to stop; then what is under way is finished and
// the database closed.
func (c serveCmd) Run(e env) error {
	log := newLogger(e.stderr, c.LogFormat, c.LogLevel)
	set, warnings, err := c.Check()
	for _, w := range append(warnings, e.warnings...) {
		log.Warn(w)
	}
	if err != nil {
		return err
	}
	if c.Demo {
		dir, err := os.MkdirTemp("", "viva-demo-")
		if err != nil {
			return fmt.Errorf("make a data directory for the demo: %w", err)
		}
		defer os.RemoveAll(dir)
		c.Data, c.Every = dir, 0
	}
	decks, err := c.load()
	if err != nil {
		return err
	}
	for _, d := range decks {
		if d.Unproved {
			log.Warn("this subject is not proved; each of its questions says so", "subject", d.ID())
		}
	}
	clock := startClock()
	p, err := open(e.ctx, c.Data, decks, clock.Now, log)
	if err != nil {
		return unlessStopped(e.ctx, err)
	}
	p.limit(c.limits())
	p.users.DemandFactor(users.FactorPolicy(c.SecondFactor))
	p.users.Admit(users.Admission(c.SignUp), set.code)
	if set.mail != nil {
		p.users.Mail()
	}
	err = unlessStopped(e.ctx, store.Explain(c.serve(e, set, p, clock, log)))
	if flushing := p.users.Events().Flush(context.WithoutCancel(e.ctx)); flushing != nil {
		log.Error("writing the security log failed", "error", flushing)
	}
	if closing := p.store.Close(); closing != nil {
		err = errors.Join(err, fmt.Errorf("close the database: %w", closing))
	}
	return err
}

// unlessStopped is err, or nil when the program was only told to stop while it
// was starting: whoever stops it then did not see it fail.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// serve answers requests until the program is told to stop, and then lets those
// under way end.
func (c serveCmd) serve(e env, set settings, p *parts, clock *clock, log *slog.Logger) error {
	told := ""
	if c.Demo {
		var err error
		if told, err = p.fillDemo(e.ctx); err != nil {
			return fmt.Errorf("fill the demo: %w", err)
		}
	}
	listener, patient, err := c.listen(set.at, log)
	if err != nil {
		return err
	}
	set.at.port = strconv.Itoa(listener.Addr().(*net.TCPAddr).Port) // 0 is another one now
	var draining atomic.Bool
	var observe web.Observer
	if c.MetricsAddr != "" {
		f := newFigures(c.Data, c.Backups)
		unwatch, err := f.serve(e.ctx, c.MetricsAddr, log)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		defer unwatch()
		observe = f.observe
	}
	disk := &space{dir: c.Data, free: store.FreeSpace, limits: c.limits(), log: log}
	disk.look(e.ctx) // before anything begins
	p.quiz.Watch(func() limits.Room { room, _ := disk.Room(); return room })
	site, err := c.site(set, p, clock, disk, observe, &draining, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	beats := time.NewTicker(beatEvery)
	defer beats.Stop()
	still, err := pulse{p.quiz, clock, log}.start(e.ctx, beats.C)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer still()
	if err := p.keepSecrets(e.ctx, log); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := c.announce(e, set, p, listener.Addr(), log); err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprint(e.stderr, told)
	looks := time.NewTicker(spaceEvery)
	defer looks.Stop()
	defer repeat(e.ctx, looks.C, disk.look)()
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	defer startChores(e.ctx, ticker.C, log, p.sweep(), p.flushEvents(), p.emptyLog())()
	hours := time.NewTicker(tidyEvery)
	defer hours.Stop()
	defer startChores(e.ctx, hours.C, log, p.tidy()...)()
	days := time.NewTicker(compactEvery)
	defer days.Stop()
	defer startChores(e.ctx, days.C, log, p.compact())()
	if set.mail != nil {
		turns := time.NewTicker(postEvery)
		defer turns.Stop()
		defer repeat(e.ctx, turns.C, (&postman{send: set.mail.Send, write: site.Letter, deliver: p.users.Deliver, log: log, now: time.Now}).turn)()
	}
	defer checkAfterCrash(e.ctx, p.store, log)()
	backups := time.NewTicker(time.Minute)
	defer backups.Stop()
	defer c.keepBackups(e.ctx, c.Data, backups.C, time.Now, p.tellBackup(log), log)()
	served := make(chan error, 1)
	site.App().Server().Handler = markAnswers(site.App().Server().Handler)
	go func() { served <- site.App().Listener(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-e.ctx.Done():
	}
	draining.Store(true)
	log.Info("stopping", "drain", drainTime)
	now := time.Now()
	patient.drain(lastMoments{read: now.Add(readTime), write: now.Add(writeTime)})
	if err := site.App().ShutdownWithTimeout(drainTime); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	log.Info("stopped")
	return nil
}

// site makes the site, which is not ready any more once it is draining.
func (c serveCmd) site(set settings, p *parts, clock *clock, disk *space, observe web.Observer, draining *atomic.Bool, log *slog.Logger) (*web.Site, error) {
	database := p.store.Readiness(time.Now)
	return web.New(web.Config{
		Quiz: p.quiz, Study: p.study, Users: p.users, Log: log, Now: clock.Now,
		BaseURL: set.origin(), SecureCookies: set.secureCookies(), TrustedProxies: set.proxies,
		Version: readVersion().Version, Dev: c.Dev, Observe: observe, Privacy: set.privacy,
		Ready: func(ctx context.Context) error {
			if draining.Load() {
				return errDraining
			}
			return database.Check(ctx)
		},
		Reports: audit.NewDesk(c.measure, time.Now, log), Room: disk.Room,
	})
}

// listen opens the port, with TLS when there is a certificate. What it accepts
// are connections of patient.
func (c serveCmd) listen(at hostPort, log *slog.Logger) (l net.Listener, patient *patientListener, err error) {
	var config *tls.Config
	if c.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		if err != nil {
			return nil, nil, configError{fmt.Sprintf("--tls-cert and --tls-key: %v.", err)}
		}
		config = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	if l, err = net.Listen("tcp", at.String()); err != nil {
		return nil, nil, fmt.Errorf("listen: %w; is another server running there? --addr chooses another place", err)
	}
	patient = newPatientListener(l, fileLimit(), log)
	if config != nil {
		return tls.NewListener(patient, config), patient, nil
	}
	return patient, patient, nil
}

// announce says where the site is and, as long as nobody administers it, how
// to become its first administrator.
func (c serveCmd) announce(e env, set settings, p *parts, addr net.Addr, log *slog.Logger) error {
	items := 0
	for _, d := range p.decks {
		for _, ed := range d.EditionsOn(p.quiz.Today()) {
			items += len(d.Specs(ed.ID, p.quiz.Today()))
		}
	}
	log.Info("serving", "addr", addr.String(), "url", set.origin(), "version", readVersion().Version,
		"data", c.Data, "subjects", len(p.decks), "items", items)
	if set.named == nil && addr.(*net.TCPAddr).IP.IsUnspecified() {
		log.Info("it listens on every address, but browsers must use this url: elsewhere pages open and forms are refused; --base-url (VIVA_BASE_URL) names another", "url", set.origin())
	}
	if err := p.users.Events().Record(e.ctx, users.Event{Kind: users.EventStart, Detail: readVersion().Version}); err != nil {
		return err
	}
	token, needed, err := p.users.SetupToken(e.ctx)
	if err != nil {
		return fmt.Errorf("make a set-up link: %w", err)
	}
	if needed {
		fmt.Fprintf(e.stderr, "\n  Viva is at %s\n  To become its administrator, open this link once, within the hour:\n  %s/setup?token=%s\n\n",
			set.origin(), set.origin(), token)
	}
	return nil
}

// random is the source of every secret and draw.
var random = rand.Reader
