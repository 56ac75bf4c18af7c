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

// startSweeping ends exams whose time is over, now and at every tick, in the
// background. What it returns stops that and waits for a sweep under way, so
// that the database can be closed.
func startSweeping(ctx context.Context, ticks <-chan time.Time, sweep func(context.Context) (int, error), log *slog.Logger) (stop func()) {
	return repeat(ctx, ticks, func(ctx context.Context) { sweepOnce(ctx, sweep, log) })
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

// sweepOnce is one sweep. What goes wrong is for the log: the next one tries
// again.
func sweepOnce(ctx context.Context, sweep func(context.Context) (int, error), log *slog.Logger) {
	defer survive(log, "sweep failed")
	switch n, err := sweep(ctx); {
	case err == nil && n > 0:
		log.Info("ended exams whose time was over", "count", n)
	case err != nil && ctx.Err() == nil: // or it was told to stop
		log.Error("sweep failed", "error", err, "ended", n)
	}
}
