package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"viva/internal/quiz"
	"viva/internal/store"
)

// beatEvery is how often the server notes that it runs: what it was down for is
// known after a crash to within that.
const beatEvery = time.Minute

// pulse keeps the exams that run, the server's clock and the wall clock
// together.
type pulse struct {
	quiz  *quiz.Service
	clock *clock
	log   *slog.Logger
}

// wake gives running exams back what the server was down for, or how far the
// clock was set meanwhile.
func (p pulse) wake(ctx context.Context) error {
	gap, exams, err := p.quiz.Wake(ctx)
	if err != nil {
		return fmt.Errorf("look for the last heartbeat: %w", err)
	}
	if gap != 0 {
		p.log.Warn("the clock has jumped since the last heartbeat; exams that ran were given that back", "jump", gap.Round(time.Second), "exams", exams)
	}
	return nil
}

// start wakes, and then beats at every tick. What it returns stops that with a
// last beat, so that nothing of an orderly stop is unknown.
func (p pulse) start(ctx context.Context, ticks <-chan time.Time) (stop func(), err error) {
	if err := p.wake(ctx); err != nil {
		return nil, err
	}
	end := repeat(ctx, ticks, p.beat)
	return func() {
		end()
		p.beat(context.WithoutCancel(ctx))
	}, nil
}

// beat notes that the server runs. Where the wall clock has been set, the
// server's follows it, and so do exams that run.
func (p pulse) beat(ctx context.Context) {
	defer survive(p.log, "heartbeat failed")
	drift := p.clock.Drift()
	if drift.Abs() <= quiz.Tolerance {
		if err := p.quiz.Beat(ctx); err != nil {
			p.missed(ctx, err)
		}
		return
	}
	exams, err := p.quiz.Follow(ctx, drift, p.clock.Turn)
	if err != nil {
		p.missed(ctx, err)
		return
	}
	p.log.Warn("the wall clock was set, or the machine slept; exams that run keep the time they have left", "jump", drift.Round(time.Second), "exams", exams)
}

// missed logs a heartbeat that was not kept. The next one comes soon, so a
// database that others keep busy is nothing to worry about.
func (p pulse) missed(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil: // the server was told to stop
	case errors.Is(err, store.ErrBusy):
		p.log.Debug("heartbeat missed", "error", err)
	default:
		p.log.Error("heartbeat failed", "error", err)
	}
}
