package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/store"
	"viva/internal/study"
	"viva/internal/users"
	"viva/web"
)

// parts are the rooms of the program, joined.
type parts struct {
	store *store.Store
	decks []*deck.Deck
	quiz  *quiz.Service
	study *study.Service
	users *users.Service
}

// dataDir is the flag of the commands that work on an installation.
type dataDir struct {
	Data string `help:"Directory of the database and the keys." default:"./data" env:"VIVA_DATA" placeholder:"DIR"`
}

// open opens an installation, and makes it when there is none. now is the clock
// of all its parts.
func open(ctx context.Context, dir string, decks []*deck.Deck, now func() time.Time, log *slog.Logger) (*parts, error) {
	s, accounts, err := openAccounts(ctx, dir, now, log)
	if err != nil {
		return nil, err
	}
	quizzes := quiz.NewService(decks, s, now, random)
	return &parts{store: s, decks: decks, users: accounts, quiz: quizzes, study: study.NewService(quizzes, s, now)}, nil
}

// openAccounts opens what of an installation needs no questions.
func openAccounts(ctx context.Context, dir string, now func() time.Time, log *slog.Logger) (*store.Store, *users.Service, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make the data directory: %w; --data chooses another", err)
	}
	key, created, err := users.LoadKey(dir, random)
	if err != nil {
		return nil, nil, configError{err.Error()}
	}
	file := filepath.Join(dir, databaseFile)
	if created {
		log.Info("made the signing key", "file", filepath.Join(dir, "key"))
	} else if info, err := os.Stat(file); errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil, nil, configError{fmt.Sprintf("the key of a site is in %s, but its database %s is missing or empty. "+
			"Put the database back (app restore puts a backup in its place), or move the key away to begin a new site.", dir, file)}
	}
	old, err := users.ReadOldKey(dir)
	if err != nil {
		return nil, nil, configError{err.Error()}
	}
	s, err := store.Open(ctx, file, log)
	if err != nil {
		return nil, nil, err
	}
	accounts, err := users.New(users.Config{Store: s, Key: key, Old: old, Now: now, Rand: random, Log: log})
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, accounts, nil
}

// accounts runs a short command on the accounts of an installation.
func (d dataDir) accounts(e env, do func(*users.Service) error) error {
	s, accounts, err := openAccounts(e.ctx, d.Data, time.Now, warningsTo(e.stderr))
	if err != nil {
		return err
	}
	return errors.Join(do(accounts), s.Close())
}

// warningsTo is the log of a short command: what needs the operator's
// attention.
func warningsTo(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// newLogger writes text to a terminal and JSON elsewhere, unless told.
func newLogger(w io.Writer, format, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: l}
	if format == "text" || (format == "auto" && isTerminal(w)) {
		return slog.New(web.Traced(slog.NewTextHandler(w, options)))
	}
	return slog.New(web.Traced(slog.NewJSONHandler(w, options)))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
