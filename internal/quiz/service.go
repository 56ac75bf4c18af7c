package quiz

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"time"

	"viva/internal/fault"
)

// Service is the use cases of taking quizzes.
type Service struct {
	decks []*Deck
	store Store
	now   func() time.Time
	rand  io.Reader
}

// NewService joins the decks to storage. now is the server's clock, random a
// cryptographic source for seeds and option ids.
func NewService(decks []*Deck, store Store, now func() time.Time, random io.Reader) *Service {
	return &Service{decks: decks, store: store, now: now, rand: random}
}

// Learner is who asks.
type Learner struct {
	ID    LearnerID
	Trial bool // a visitor without an account
}

// Sizes of an attempt.
const (
	MaxSize   = 50
	TrialSize = 10        // items a visitor may be dealt in all
	maxSeed   = 1<<53 - 1 // exact in every JSON reader
)

// Ways a request to start an attempt can be wrong.
var (
	ErrSubject   = fault.New(fault.NotFound, "no_subject", "There is no such subject.")
	ErrEdition   = fault.New(fault.Invalid, "no_edition", "This subject has no such edition.")
	ErrTopic     = fault.New(fault.Invalid, "no_topic", "This subject has no such topic.")
	ErrMode      = fault.New(fault.Invalid, "no_mode", "The mode is practice or exam.")
	ErrLang      = fault.New(fault.Invalid, "no_lang", "The language is en or fr.")
	ErrSize      = fault.New(fault.Invalid, "size", "An attempt has 1 to 50 questions.")
	ErrTooFew    = fault.New(fault.Invalid, "too_few", "The chosen topics have fewer questions than that.")
	ErrSeed      = fault.New(fault.Invalid, "seed", "A seed is a whole number from 0 to 9007199254740991.")
	ErrSeedExam  = fault.New(fault.Invalid, "seed_exam", "A seed can be chosen in practice only.")
	ErrTrialOver = fault.New(fault.Forbidden, "trial_over", "The ten trial questions are used up. Sign up to go on; your score stays.")
)

// Start asks for a new attempt.
type Start struct {
	Subject string
	Edition string // "" is the first of the subject
	Mode    Mode
	Size    int
	Topics  []string // empty is all
	Lang    string   // "" is en
	Seed    *uint64  // chosen by the learner: practice only, unranked
}

// Today is the day in UTC by the server's clock. It decides which editions are
// offered, and what is true.
func (s *Service) Today() Date { return DateOf(s.now()) }

// Decks lists the subjects.
func (s *Service) Decks() []*Deck { return s.decks }

// Deck returns a subject.
func (s *Service) Deck(subject string) (*Deck, error) {
	for _, d := range s.decks {
		if d.Subject == subject {
			return d, nil
		}
	}
	return nil, ErrSubject.At("subject")
}

// Start deals and stores a new attempt.
func (s *Service) Start(ctx context.Context, who Learner, req Start) (*Attempt, error) {
	d, err := s.Deck(req.Subject)
	if err != nil {
		return nil, err
	}
	day := s.Today()
	if err := req.settle(d, day); err != nil {
		return nil, err
	}
	seed := req.Seed
	if seed == nil {
		if seed, err = s.seed(); err != nil {
			return nil, err
		}
	}
	items, err := d.DealAttempt(req.deal(day, *seed))
	if err != nil {
		return nil, fmt.Errorf("start attempt: %w", err)
	}
	if len(items) < req.Size {
		return nil, d.tooFew(req.deal(day, 0))
	}
	if err := nameOptions(items, s.rand); err != nil {
		return nil, err
	}
	a := &Attempt{Learner: who.ID, Subject: d.Subject, Edition: req.Edition, Lang: req.Lang, Mode: req.Mode,
		Topics: req.Topics, Seed: *seed, Ranked: req.Seed == nil, Knowledge: d.Version, StartedAt: s.now(), items: items}
	allow := func(dealt int) error {
		if who.Trial && dealt+len(items) > TrialSize {
			return ErrTrialOver.With("left", max(0, TrialSize-dealt))
		}
		return nil
	}
	if err := s.store.CreateAttempt(ctx, a, allow); err != nil {
		return nil, fmt.Errorf("start attempt: %w", err)
	}
	return a, nil
}

// Check reports what is wrong with a request, without dealing to anybody.
func (s *Service) Check(req Start) error {
	d, err := s.Deck(req.Subject)
	if err != nil {
		return err
	}
	day := s.Today()
	if err := req.settle(d, day); err != nil {
		return err
	}
	items, err := d.DealAttempt(req.deal(day, 0))
	if err != nil {
		return fmt.Errorf("check a start: %w", err)
	}
	if len(items) < req.Size {
		return d.tooFew(req.deal(day, 0))
	}
	return nil
}

// tooFew tells how many items can be had instead.
func (d *Deck) tooFew(o Deal) error {
	n, err := d.Available(o)
	if err != nil {
		return fmt.Errorf("count what is available: %w", err)
	}
	return ErrTooFew.At("size").With("available", n)
}

// deal is what a settled request asks for.
func (r *Start) deal(day Date, seed uint64) Deal {
	return Deal{Edition: r.Edition, Lang: r.Lang, Mode: r.Mode, Topics: r.Topics, Size: r.Size, Day: day, Streams: NewStreams(seed)}
}

// settle fills what a request leaves open and refuses what is wrong. An edition
// that has not begun on the day is none yet.
func (r *Start) settle(d *Deck, day Date) error {
	if offered := d.EditionsOn(day); len(offered) > 0 {
		or(&r.Edition, offered[0].ID)
	}
	or(&r.Lang, "en")
	switch {
	case d.EditionOn(r.Edition, day) == nil:
		return ErrEdition.At("edition")
	case r.Mode != Practice && r.Mode != Exam:
		return ErrMode.At("mode")
	case !slices.Contains(Langs, r.Lang):
		return ErrLang.At("lang")
	case r.Size < 1 || r.Size > MaxSize:
		return ErrSize.At("size")
	case r.Seed != nil && r.Mode == Exam:
		return ErrSeedExam.At("seed")
	case r.Seed != nil && *r.Seed > maxSeed:
		return ErrSeed.At("seed")
	}
	chosen := r.Topics
	r.Topics = nil
	for _, t := range d.Topics { // in the deck's order, each once
		if len(chosen) == 0 || slices.Contains(chosen, t.ID) {
			r.Topics = append(r.Topics, t.ID)
		}
	}
	for _, id := range chosen {
		if d.Topic(id) == nil {
			return ErrTopic.At("topics")
		}
	}
	return nil
}

func (s *Service) seed() (*uint64, error) {
	var b [8]byte
	if _, err := io.ReadFull(s.rand, b[:]); err != nil {
		return nil, fmt.Errorf("draw a seed: %w", err)
	}
	seed := binary.BigEndian.Uint64(b[:]) & maxSeed
	return &seed, nil
}

// Attempt returns who's attempt.
func (s *Service) Attempt(ctx context.Context, who Learner, id AttemptID) (*Attempt, error) {
	return s.store.Attempt(ctx, who.ID, id)
}

// Attempts lists who's attempts, newest first.
func (s *Service) Attempts(ctx context.Context, who Learner, q AttemptsQuery) ([]Summary, error) {
	or(&q.Limit, 50)
	if q.Limit < 1 || q.Limit > 100 {
		return nil, ErrLimit.At("limit")
	}
	return s.store.Attempts(ctx, who.ID, q)
}

// Answer records an answer at a position, from 1, and returns the attempt
// with it. The response is the one that the idempotency key stands for.
func (s *Service) Answer(ctx context.Context, who Learner, id AttemptID, pos int, g Given) (*Attempt, Response, error) {
	var after *Attempt
	var response Response
	err := s.store.UpdateAttempt(ctx, who.ID, id, func(a *Attempt) (err error) {
		after = a
		response, err = a.Record(pos, g, s.now())
		return err
	})
	if err != nil {
		return nil, Response{}, fmt.Errorf("answer attempt %d: %w", id, err)
	}
	return after, response, nil
}

// Finish closes an attempt, once, and returns its result.
func (s *Service) Finish(ctx context.Context, who Learner, id AttemptID) (*Attempt, Result, error) {
	var after *Attempt
	err := s.store.UpdateAttempt(ctx, who.ID, id, func(a *Attempt) error {
		after = a
		a.Finish(s.now())
		return nil
	})
	if err != nil {
		return nil, Result{}, fmt.Errorf("finish attempt %d: %w", id, err)
	}
	res, err := after.Result()
	return after, res, err
}

// Scoreboard returns a page of the ranks.
func (s *Service) Scoreboard(ctx context.Context, who Learner, q ScoreboardQuery) (Scoreboard, error) {
	if err := s.settleBoard(&q.Subject, &q.Edition); err != nil {
		return Scoreboard{}, err
	}
	or(&q.Period, AllTime)
	or(&q.Limit, 50)
	if q.Limit < 1 || q.Limit > 100 {
		return Scoreboard{}, ErrLimit.At("limit")
	}
	key, err := periodKey(q.Period, s.now())
	if err != nil {
		return Scoreboard{}, err
	}
	return s.store.Scoreboard(ctx, who.ID, q, key)
}

// Progress returns every learner's standing, for instructors.
func (s *Service) Progress(ctx context.Context, q ProgressQuery) ([]ProgressRow, error) {
	if err := s.settleBoard(&q.Subject, &q.Edition); err != nil {
		return nil, err
	}
	return s.store.Progress(ctx, q)
}

func (s *Service) settleBoard(subject, edition *string) error {
	or(subject, s.decks[0].Subject)
	d, err := s.Deck(*subject)
	if err != nil {
		return err
	}
	day := s.Today()
	if offered := d.EditionsOn(day); len(offered) > 0 {
		or(edition, offered[0].ID)
	}
	if d.EditionOn(*edition, day) == nil {
		return ErrEdition.At("edition")
	}
	return nil
}

// Rebuild computes every score afresh from the responses.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.store.RebuildScores(ctx)
}
