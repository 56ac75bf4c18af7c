package main

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// sweepEvery is how often exams whose time is over are ended. Nobody has to
// wait for it: an exam that is looked at ends at once.
const sweepEvery = 15 * time.Second

// tidyEvery is how often is cleared away what nobody comes back to. It is a
// matter of days.
const tidyEvery = time.Hour

// chore is work that is done again and again; do returns how much there was.
type chore struct {
	name string // as in "sweep failed"
	done string // what was done, for the log
	do   func(context.Context) (int, error)
}

// startChores does chores now and at every tick, in the background. What it
// returns stops that and waits for what is under way, so that the database can
// be closed.
func startChores(ctx context.Context, ticks <-chan time.Time, log *slog.Logger, chores ...chore) (stop func()) {
	return repeat(ctx, ticks, func(ctx context.Context) {
		for _, c := range chores {
			c.once(ctx, log)
		}
	})
}

// sweep ends exams whose time is over.
func (p *parts) sweep() chore {
	return chore{"sweep", "ended exams whose time was over", p.quiz.Sweep}
}

// tidy clears away what nobody comes back to.
func (p *parts) tidy() []chore {
	return []chore{
		{"tidying practice", "closed practice that was left alone", p.quiz.Tidy},
		{"tidying guests", "deleted visitors without an account who have gone", p.users.Tidy},
		{"tidying the security log", "dropped events that were too old or too many", p.users.Events().Tidy},
	}
}

// compactEvery is how often the database is compacted at most, if accounts were
// deleted: nobody can answer meanwhile.
const compactEvery = 24 * time.Hour

// emptyLog removes what was deleted from the write-ahead log, and compact from the
// database file.
func (p *parts) emptyLog() chore {
	return chore{"emptying the log of the database", "emptied the log of the database after a deletion", once(p.store.EmptyLog)}
}

func (p *parts) compact() chore {
	return chore{"compacting the database", "compacted the database after accounts were deleted", once(p.store.Compact)}
}

// once makes a chore of what is done or not.
func once(do func(context.Context) (bool, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		if done, err := do(ctx); err != nil || !done {
			return 0, err
		}
		return 1, nil
	}
}

// repeat does something now and at every tick, in the background. What it
// returns stops that and waits for what is under way.
func repeat(ctx context.Context, ticks <-chan time.Time, do func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			do(ctx)
			select {
			case <-ctx.Done():
				return
			case <-ticks:
			}
		}
	}()
	return func() { cancel(); <-done }
}

// survive, deferred, keeps a panic of a job from ending the whole program, and
// says so in the log. Its trace is all that tells where it was.
func survive(log *slog.Logger, failed string) {
	if r := recover(); r != nil {
		log.Error(failed, "error", fmt.Sprintf("panic: %v\n%s", r, debug.Stack()))
	}
}

// once does a chore. What goes wrong is for the log: the next turn tries again.
func (c chore) once(ctx context.Context, log *slog.Logger) {
	defer survive(log, c.name+" failed")
	n, err := c.do(ctx)
	if n > 0 {
		log.Info(c.done, "count", n)
	}
	if err != nil && ctx.Err() == nil { // or it was told to stop
		log.Error(c.name+" failed", "error", err, "done", n)
	}
}
