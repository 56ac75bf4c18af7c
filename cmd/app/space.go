package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"viva/internal/limits"
)

// spaceEvery is how often the disk is looked at.
const spaceEvery = 5 * time.Second

// space knows how much room is left on the disk of the database, as of the last
// look. Requests ask it, and never the disk.
type space struct {
	dir    string
	free   func(dir string) (bytes int64, known bool)
	limits limits.Limits
	log    *slog.Logger

	left atomic.Int64 // bytes
	room atomic.Int64 // a limits.Room
}

// look looks at the disk, and logs what has changed. Where the system does not
// tell, or fails to, there is room: nobody is refused on a guess.
func (s *space) look(context.Context) {
	defer survive(s.log, "looking at the disk failed")
	room := limits.Enough
	left, known := s.free(s.dir)
	if known {
		room = s.limits.Room(left)
	}
	s.left.Store(left)
	before := limits.Room(s.room.Swap(int64(room)))
	if room == before {
		return
	}
	level, what := slog.LevelWarn, ""
	switch room {
	case limits.Low:
		what = "little room is left on the disk: make some before attempts are refused"
	case limits.Reserved:
		what = "no attempt begins: what is left of the disk is for those that were begun"
	case limits.Last:
		what = "practice is not answered: what is left of the disk is for exams that run"
	default:
		level, what = slog.LevelInfo, "there is room on the disk again"
	}
	s.log.Log(context.Background(), level, what, "free", left, "dir", s.dir)
}

// Room is how much room there is, and how many bytes are free.
func (s *space) Room() (limits.Room, int64) { return limits.Room(s.room.Load()), s.left.Load() }
