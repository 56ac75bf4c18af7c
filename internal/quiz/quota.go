package quiz

import (
	"context"
	"time"

	"viva/internal/fault"
	"viva/internal/limits"
)

// Quotas keep one account from filling the disk and a script from carrying a
// subject away. What counts is what is stored, and it is counted inside the
// transaction that stores the next. How much is allowed stands in package
// limits. Nothing here is asked of an exam that runs.

// Reasons why more is refused for now; the detail "retry_after" is in seconds.
var (
	ErrTooManyAttempts = fault.New(fault.Busy, "too_many_attempts",
		"You have begun very many attempts: go on with one of them, or wait before you begin another.", "")
	ErrTooManyOpen = fault.New(fault.Busy, "too_many_open",
		"You have very many unfinished attempts: finish one, or wait until the one that you left the longest is closed.", "")
	ErrFinishFirst = fault.New(fault.Conflict, "finish_first",
		"You have very many unfinished attempts: finish one before you begin another.",
		"Vous avez un très grand nombre de tentatives inachevées\u00a0: terminez-en une avant d’en commencer une autre.")
	ErrTooManySets = fault.New(fault.Busy, "too_many_sets",
		"You have taken very many sets along: answer those, and wait before you take another.", "")
	ErrTooFast = fault.New(fault.Busy, "too_fast",
		"You answer faster than anybody can read: wait a moment. This answer was not taken.", "")
)

// ErrNoRoom says that what room is left is for exams that run.
var ErrNoRoom = fault.New(fault.Busy, "no_room",
	"There is little room left on the server, so it takes nothing new for now but the answers of exams that run. What was saved is safe: try again later, and tell whoever runs this site.",
	"Il reste peu de place sur le serveur\u00a0: pour l’instant, il ne prend plus rien de nouveau, sauf les réponses des examens en cours. Ce qui a été enregistré est en sécurité\u00a0: réessayez plus tard et prévenez la personne qui gère ce site.").With("retry_after", 300)

// Before is what a learner began before.
type Before struct {
	Dealt  int         // items, in all
	Timed  []*Attempt  // what Store.TimedOpen returns
	Starts limits.Uses // attempts
	Sets   limits.Uses // of those, sets taken along
	Open   limits.Uses // attempts that limits.Limits.Open counts; the oldest is the practice that was left alone the longest
}

// Windows are the spans in which attempts count as Before.Starts and
// Before.Sets.
type Windows struct{ Starts, Sets limits.Span }

// Limit sets the quotas. It is called before the service is used.
func (s *Service) Limit(l limits.Limits) *Service {
	s.limits = l
	return s
}

// Watch lets the service know how much room is left. It is called before the
// service is used.
func (s *Service) Watch(room func() limits.Room) { s.room = room }

// checkRoom refuses what is refused at that level.
func (s *Service) checkRoom(level limits.Room) error {
	if s.room != nil && s.room() >= level {
		return ErrNoRoom
	}
	return nil
}

func (s *Service) windows() Windows {
	now := s.now()
	return Windows{Starts: s.limits.Starts.Window(now), Sets: s.limits.Sets.Window(now)}
}

// withinQuota refuses a settled request of somebody who began enough before.
// Exams by a profile do not count as unfinished: there is one at a time, and it
// is not to wait for practice that somebody left.
func (s *Service) withinQuota(req *Start, before Before) error {
	now := s.now()
	if err := s.limits.Starts.Check(before.Starts, now, ErrTooManyAttempts); err != nil {
		return err
	}
	switch {
	case req.Kind == Offline:
		return s.limits.Sets.Check(before.Sets, now, ErrTooManySets)
	case req.Exam != "":
		return nil
	case s.limits.Open > 0 && before.Open.N >= s.limits.Open:
		return s.tooManyOpen(before.Open.Oldest, now)
	}
	return nil
}

// tooManyOpen tells when the practice is closed that was left alone the longest.
// Where nothing is closed by itself, only finishing makes room.
func (s *Service) tooManyOpen(left, now time.Time) error {
	if left.IsZero() || s.limits.IdlePractice == 0 {
		return ErrFinishFirst
	}
	return ErrTooManyOpen.With("retry_after", limits.Seconds(left.Add(s.limits.IdlePractice).Sub(now)))
}

// withinPace refuses an answer in practice that comes faster than people read.
// It is asked inside the change of an attempt. Answers that were given without
// network come many at a time, and are not asked for their pace.
func (s *Service) withinPace(ctx context.Context, who Learner) error {
	now := s.now()
	given, err := s.store.Answered(ctx, who.ID, s.limits.Answers.Window(now))
	if err != nil {
		return err
	}
	return s.limits.Answers.Check(given, now, ErrTooFast)
}
