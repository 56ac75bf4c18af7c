package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"viva/internal/store"
)

type databaseCmd struct {
	Check   databaseCheckCmd   `cmd:"" help:"Read the whole database and tell what is wrong with it."`
	Compact databaseCompactCmd `cmd:"" help:"Write the whole database anew, so that nothing is left in it of deleted accounts."`
}

type databaseCheckCmd struct{ dataDir }

var errFaulty = errors.New("the database is damaged: keep it aside with its -wal file and restore a backup")

// Run reads every page. A server may use the database at the same time.
func (c databaseCheckCmd) Run(e env) error {
	found, err := store.Check(e.ctx, filepath.Join(c.Data, databaseFile))
	if err != nil {
		return err
	}
	for _, f := range found {
		fmt.Fprintln(e.stdout, f)
	}
	if len(found) > 0 {
		return errFaulty
	}
	fmt.Fprintln(e.stdout, "The database is whole.")
	return nil
}

type databaseCompactCmd struct{ dataDir }

// Run compacts the database, which a server does by itself within a day. Learners
// who answer meanwhile wait for it.
func (c databaseCompactCmd) Run(e env) error {
	s, err := store.Open(e.ctx, filepath.Join(c.Data, databaseFile), warningsTo(e.stderr))
	if err != nil {
		return err
	}
	done, err := s.Compact(e.ctx)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if !done {
		fmt.Fprintln(e.stdout, "No account was deleted since the database was compacted last.")
		return nil
	}
	fmt.Fprintln(e.stdout, "The database is compacted: nothing is left in it of deleted accounts.")
	return nil
}

// checkedStore is a database that may have been left in a hurry.
type checkedStore interface {
	Unclean() bool
	Check(context.Context) ([]string, error)
}

// checkAfterCrash reads the whole database in the background, unless it was
// closed in an orderly way the last time, or found whole since. A damaged one
// is no longer ready. What it returns stops that.
func checkAfterCrash(ctx context.Context, s checkedStore, log *slog.Logger) (stop func()) {
	if !s.Unclean() {
		return func() {}
	}
	log.Warn("the database was not closed after use, and not read since; reading the whole of it in the background")
	return repeat(ctx, nil, func(ctx context.Context) { checkOnce(ctx, s, log) })
}

func checkOnce(ctx context.Context, s checkedStore, log *slog.Logger) {
	defer survive(log, "checking the database failed")
	began := time.Now()
	switch found, err := s.Check(ctx); {
	case ctx.Err() != nil: // it was told to stop
	case err != nil:
		log.Error("checking the database failed", "error", err)
	case len(found) > 0:
		log.Error("the database is damaged: stop the server, keep the file aside with its -wal file, and restore a backup", "found", found)
	default:
		log.Info("the database is whole", "took", time.Since(began))
	}
}
