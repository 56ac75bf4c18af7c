package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"viva/internal/store"
	"viva/internal/users"
)

// note tells the security log what a command did beside a server that may run.
// What is done is done: where the log cannot be written, a warning says so.
func (d dataDir) note(e env, event users.Event) {
	event.At, event.Times = time.Now().UTC(), 1
	if err := store.NoteEvent(e.ctx, filepath.Join(d.Data, databaseFile), event); err != nil {
		fmt.Fprintf(e.stderr, "warning: the security log does not tell it: %v\n", err)
	}
}

// flushEvents writes the refusals that were counted.
func (p *parts) flushEvents() chore {
	return chore{"writing the security log", "", func(ctx context.Context) (int, error) { return 0, p.users.Events().Flush(ctx) }}
}

// tellBackup tells the security log of a backup that the server made by itself.
func (p *parts) tellBackup(log *slog.Logger) func(context.Context) {
	return func(ctx context.Context) {
		if err := p.users.Events().Record(ctx, users.Event{Kind: users.EventBackup}); err != nil {
			log.Error("writing the security log failed", "error", err)
		}
	}
}
