package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"viva/internal/limits"
)

// Each change of the room on the disk is logged once; where it is unknown, there
// is room.
func TestSpace(t *testing.T) {
	var log bytes.Buffer
	left, known := int64(0), true
	s := &space{dir: "d", free: func(string) (int64, bool) { return left, known },
		limits: limits.Limits{LowSpace: 1000, ReservedSpace: 100}, log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, tt := range []struct {
		left  int64
		known bool
		room  limits.Room
		says  string // "" where nothing has changed
	}{
		{2000, true, limits.Enough, ""},
		{999, true, limits.Low, "level=WARN msg=\"little room is left"},
		{998, true, limits.Low, ""},
		{99, true, limits.Reserved, "level=WARN msg=\"no attempt begins"},
		{10, true, limits.Last, "level=WARN msg=\"practice is not answered"},
		{0, false, limits.Enough, "level=INFO msg=\"there is room"},
	} {
		log.Reset()
		left, known = tt.left, tt.known
		s.look(t.Context())
		room, free := s.Room()
		if room != tt.room || free != tt.left || (tt.says == "") != (log.Len() == 0) || !strings.Contains(log.String(), tt.says) {
			t.Errorf("%d bytes: room %d, %d free, %q; want %d, and %q", tt.left, room, free, &log, tt.room, tt.says)
		}
	}
}
