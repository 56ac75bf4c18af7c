package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"viva/internal/deck"
	"viva/internal/export"
	"viva/internal/quiz"
	"viva/internal/simulate"
	"viva/internal/store"
	"viva/internal/study"
	"viva/internal/users"
)

// simulateCmd plays learners whose ability and memory are known.
type simulateCmd struct {
	Learners int    `default:"500" help:"Courses played for each of two kinds of memory: a fifth as many learners are drawn, and each is played by five plans."`
	Days     int    `default:"28" help:"Days of practice before the exam."`
	Daily    int    `default:"10" help:"Answers a day at most, but for what comes back."`
	Seed     uint64 `default:"1" help:"Equal seeds give equal reports."`
	Subject  string `default:"aws-support" help:"What they study."`
	Edition  string `help:"As which edition saw it; the current one, if left out."`
	Dir      string `type:"existingdir" help:"Where the stores are kept while it runs; in memory it is several times as fast." placeholder:"DIR"`
	Practice bool   `help:"Play practice on topics instead, 30 attempts of 10 by one who guesses and one who learns, and tell how much of it is new."`
	JSON     bool   `help:"Print the report as JSON."`
}

// Run plays them and prints what the services concluded beside the truth.
func (c simulateCmd) Run(e env) error {
	decks, err := builtIn()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(decks, func(d *deck.Deck) bool { return d.ID() == c.Subject })
	switch {
	case at < 0:
		return fmt.Errorf("there is no subject %q; --subject takes one of the built-in ones", c.Subject)
	case c.Learners < 1 || c.Days < 1 || c.Daily < 1 || c.Daily > study.MaxDaily:
		return fmt.Errorf("--learners and --days are at least 1, --daily is 1 to %d", study.MaxDaily)
	}
	dir, err := os.MkdirTemp(c.Dir, "viva-simulate-")
	if err != nil {
		return fmt.Errorf("make a directory for the stores: %w; --dir chooses another", err)
	}
	report, err := c.play(e, decks, decks[at], dir)
	if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
		return err
	}
	if c.JSON {
		err = export.JSON(e.stdout, report)
	} else {
		err = report.Print(e.stdout)
	}
	if err == nil && !report.Met() {
		err = errors.New("a goal is not met")
	}
	return err
}

// simulation is the report of one.
type simulation interface {
	Print(out io.Writer) error
	Met() bool
}

// Attempts of practice, as the goals of simulate.Practice suppose.
const practiceAttempts, practiceSize = 30, 10

func (c simulateCmd) play(e env, decks []*deck.Deck, d *deck.Deck, dir string) (simulation, error) {
	open := sites{decks, dir}.open
	if c.Practice {
		p := simulate.Practice{Deck: d, Open: open, Attempts: practiceAttempts, Size: practiceSize, Topics: true, Seed: c.Seed}
		if c.Edition != "" {
			p.Editions = []string{c.Edition}
		}
		return p.Run(e.ctx)
	}
	experiment := simulate.Experiment{Deck: d, Edition: c.Edition, Open: open, Learners: c.Learners, Days: c.Days,
		Daily: c.Daily, Seed: c.Seed, Beside: runtime.NumCPU(),
		Progress: func(done, sites int) { fmt.Fprintf(e.stderr, "%d of %d sites\n", done, sites) }}
	return experiment.Run(e.ctx)
}

// sites opens Vivas for simulated learners.
type sites struct {
	decks []*deck.Deck
	dir   string
}

// open opens one with a store of its own.
func (s sites) open(ctx context.Context, now func() time.Time, random io.Reader) (*simulate.Site, error) {
	dir, err := os.MkdirTemp(s.dir, "site-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for a store: %w", err)
	}
	db, err := store.Open(ctx, filepath.Join(dir, databaseFile), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	quizzes := quiz.NewService(s.decks, db, now, random)
	return &simulate.Site{
		Quiz:  quizzes,
		Study: study.NewService(quizzes, db, now),
		Store: db,
		Enrol: func(ctx context.Context) (quiz.Learner, error) {
			a := users.Account{User: users.User{Role: users.Guest, CreatedAt: now()}}
			err := db.UpdateAccounts(ctx, func(tx users.Tx) error { return tx.InsertAccount(&a) })
			return quiz.Learner{ID: quiz.LearnerID(a.ID)}, err
		},
		Close: func() error { return errors.Join(db.Close(), os.RemoveAll(dir)) },
	}, nil
}
