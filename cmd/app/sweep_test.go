package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// The sweep runs at the start and at every tick, survives what goes wrong, and
// is over when stop returns.
func TestSweep(t *testing.T) {
	var log bytes.Buffer
	ticks, swept := make(chan time.Time), make(chan struct{})
	turn := 0
	stop := startChores(t.Context(), ticks, slog.New(slog.NewTextHandler(&log, nil)), chore{"sweep", "ended", func(context.Context) (int, error) {
		defer func() { swept <- struct{}{} }()
		switch turn++; turn {
		case 1:
			return 0, errors.New("the disk is full")
		case 2:
			panic("a defect")
		}
		return 3, nil
	}})
	<-swept // without a tick
	for range 2 {
		ticks <- time.Time{}
		<-swept
	}
	stop()
	// The trace of a panic says where it was.
	for _, want := range []string{"the disk is full", "a defect", "sweep_test.go", "count=3"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, &log)
		}
	}
	select {
	case ticks <- time.Time{}:
		t.Error("it sweeps after stop")
	default:
	}
}

// A sweep under way is told to end, and stop waits for it.
func TestSweepStops(t *testing.T) {
	begun, ended := make(chan struct{}), false
	stop := startChores(t.Context(), nil, slog.New(slog.DiscardHandler), chore{"sweep", "ended", func(ctx context.Context) (int, error) {
		close(begun)
		<-ctx.Done()
		ended = true
		return 0, ctx.Err()
	}})
	<-begun
	stop()
	if !ended {
		t.Error("stop did not wait")
	}
}
