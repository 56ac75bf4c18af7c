package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/testkit"
	"viva/internal/users"
)

// machine is a machine whose clocks a test turns.
type machine struct {
	wall    time.Time
	elapsed time.Duration
}

func newMachine() *machine {
	return &machine{wall: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)}
}

func (m *machine) clock() *clock {
	boot := m.elapsed
	return newClock(func() time.Time { return m.wall }, func() time.Duration { return m.elapsed - boot })
}

// pass lets time go by.
func (m *machine) pass(d time.Duration) { m.wall, m.elapsed = m.wall.Add(d), m.elapsed+d }

// set turns the wall clock.
func (m *machine) set(d time.Duration) { m.wall = m.wall.Add(d) }

// The server's clock goes on as time goes by, whatever is done to the wall
// clock, until it is turned.
func TestClock(t *testing.T) {
	m := newMachine()
	c := m.clock()
	start := c.Now()
	for _, jump := range []time.Duration{time.Hour, -2 * time.Hour, time.Hour} {
		m.set(jump)
		m.pass(time.Minute)
	}
	if got := c.Now().Sub(start); got != 3*time.Minute || c.Drift() != 0 {
		t.Errorf("%v have gone by, want 3 minutes; %v off", got, c.Drift())
	}
	m.set(-time.Hour)
	if c.Drift() != -time.Hour {
		t.Errorf("%v off after an hour back", c.Drift())
	}
	c.Turn(c.Drift())
	if c.Drift() != 0 || !c.Now().Equal(m.wall) {
		t.Errorf("turned to %v, %v off", c.Now(), c.Drift())
	}
	if c := startClock(); c.Drift().Abs() > quiz.Tolerance {
		t.Errorf("the machine's clock is %v off at the start", c.Drift())
	}
}

// seat is a learner in an exam, on an installation of its own.
type seat struct {
	t     *testing.T
	m     *machine
	dir   string
	decks []*deck.Deck
	log   *bytes.Buffer
	who   quiz.Learner
	id    quiz.AttemptID

	clock *clock
	parts *parts
	pulse pulse
}

func newSeat(t *testing.T) *seat {
	t.Helper()
	decks, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	s := &seat{t: t, m: newMachine(), dir: t.TempDir(), decks: decks, log: &bytes.Buffer{}}
	s.boot()
	u, err := s.parts.users.Create(t.Context(), users.NewUser{Name: "ada", Password: "correct horse battery"}, users.Learner)
	if err != nil {
		t.Fatal(err)
	}
	s.who = quiz.Learner{ID: quiz.LearnerID(u.ID)}
	a, err := s.parts.quiz.Start(t.Context(), s.who, quiz.Start{Subject: "aws-support", Exam: "clf-c02-short"})
	if err != nil {
		t.Fatal(err)
	}
	s.id = a.ID
	return s
}

// boot starts the server.
func (s *seat) boot() {
	s.t.Helper()
	s.clock = s.m.clock()
	log := slog.New(slog.NewTextHandler(s.log, nil))
	var err error
	if s.parts, err = open(s.t.Context(), s.dir, s.decks, s.clock.Now, log); err != nil {
		s.t.Fatal(err)
	}
	s.pulse = pulse{s.parts.quiz, s.clock, log}
	if err := s.pulse.wake(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// crash ends the server without a word.
func (s *seat) crash() {
	s.t.Helper()
	if err := s.parts.store.Close(); err != nil {
		s.t.Fatal(err)
	}
}

// left is the time left as the learner sees it; the exam still runs.
func (s *seat) left() time.Duration {
	s.t.Helper()
	a, err := s.parts.quiz.Attempt(s.t.Context(), s.who, s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	if a.Finished() {
		s.t.Error("the exam has ended")
	}
	return a.Left(s.clock.Now())
}

// An exam of 18 minutes, with a wall clock that is set by an hour either way:
// neither before nor after the server's clock follows has it less time or more.
func TestExamOutlastsTheWallClock(t *testing.T) {
	s := newSeat(t)
	defer func() { s.crash() }()
	want := 18 * time.Minute
	check := func(when string) {
		t.Helper()
		if _, err := s.parts.quiz.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if off := (s.left() - want).Abs(); off > time.Second {
			t.Fatalf("%s: %v left, want %v", when, s.left(), want)
		}
	}
	for _, jump := range []time.Duration{time.Hour, -time.Hour, -time.Hour, time.Hour, -time.Minute, time.Minute} {
		s.m.set(jump)
		check("at once after " + jump.String())
		s.m.pass(16 * time.Second)
		want -= 16 * time.Second
		check("soon after " + jump.String())
		s.pulse.beat(t.Context())
		check("once the clock follows " + jump.String())
		if drift := s.clock.Drift(); jump.Abs() > quiz.Tolerance && drift != 0 {
			t.Errorf("after %v the server's clock is still %v off", jump, drift)
		}
	}
	if n := strings.Count(s.log.String(), "the wall clock was set"); n != 4 {
		t.Errorf("%d jumps are logged, want 4:\n%s", n, s.log)
	}
	s.m.pass(want + quiz.Grace)
	a, err := s.parts.quiz.Attempt(t.Context(), s.who, s.id)
	if err != nil || !a.RanOut(s.clock.Now()) {
		t.Errorf("the exam goes on after its time: %v", err)
	}
}

// After a crash, what the server was down for is given back, and logged; so is
// a clock that was set meanwhile.
func TestExamOutlastsARestart(t *testing.T) {
	testkit.Long(t)
	for _, down := range []time.Duration{10 * time.Minute, 8 * time.Hour, -3 * time.Hour} {
		s := newSeat(t)
		s.m.pass(5 * time.Minute)
		s.pulse.beat(t.Context())
		s.crash()
		if down < 0 {
			s.m.set(down)
		} else {
			s.m.pass(down)
		}
		s.boot()
		if got := s.left(); got != 13*time.Minute {
			t.Errorf("down for %v: %v left, want 13 minutes", down, got)
		}
		if !strings.Contains(s.log.String(), "exams that ran were given that back") || !strings.Contains(s.log.String(), "exams=1") {
			t.Errorf("down for %v: not logged:\n%s", down, s.log)
		}
		s.crash()
	}
}

// Whatever is wrong with the database, the clock and the exams stay together.
func TestClockStaysWithExams(t *testing.T) {
	s := newSeat(t)
	s.crash()
	for _, jump := range []time.Duration{time.Hour, -2 * time.Hour} {
		s.m.set(jump)
		before := s.clock.Now()
		s.pulse.beat(t.Context())
		if got := s.clock.Now(); !got.Equal(before) {
			t.Errorf("the clock went from %v to %v without the exams", before, got)
		}
	}
	if !strings.Contains(s.log.String(), "heartbeat failed") {
		t.Errorf("not logged:\n%s", s.log)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("told to stop"))
	s.log.Reset()
	s.pulse.beat(ctx)
	if s.log.Len() > 0 {
		t.Errorf("a stop is logged as a fault: %s", s.log)
	}
}

// The last thing that a server does is a heartbeat, so an orderly stop is known
// to the second.
func TestPulseStops(t *testing.T) {
	s := newSeat(t)
	defer s.crash()
	ctx, cancel := context.WithCancel(t.Context())
	stop, err := s.pulse.start(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	s.m.pass(40 * time.Second)
	stop()
	if last, err := s.parts.store.Heartbeat(t.Context()); err != nil || !last.Equal(s.clock.Now()) {
		t.Errorf("the last heartbeat is of %v, want %v; %v", last, s.clock.Now(), err)
	}
}
