package quiz

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"time"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/limits"
)

// Service is the use cases of taking quizzes.
type Service struct {
	decks []*deck.Deck
	store Store
	now   func() time.Time
	rand  io.Reader

	limits limits.Limits
	room   func() limits.Room // nil where it is not known
}

// NewService joins the decks to storage. It has no limits; see Limit. now is the server's clock, random a
// cryptographic source for seeds and option ids.
func NewService(decks []*deck.Deck, store Store, now func() time.Time, random io.Reader) *Service {
	return &Service{decks: decks, store: store, now: now, rand: random}
}

// Learner is the person who asks.
type Learner struct {
	ID    LearnerID
	Guest bool           // a visitor without an account
	Zone  *time.Location // whose clock their days follow; nil is UTC
}

// Bounds of an attempt.
const (
	GuestSize = 10        // items a guest may be dealt in all
	maxSeed   = 1<<53 - 1 // exact in every JSON reader
)

// Reasons why a request to start an attempt is refused.
var (
	ErrSubject = fault.New(fault.NotFound, "no_subject",
		"There is no such subject.",
		"Ce sujet n’existe pas.")
	ErrEdition = fault.New(fault.Invalid, "no_edition",
		"This subject has no such edition.",
		"Ce sujet n’a pas cette édition.")
	ErrTopic = fault.New(fault.Invalid, "no_topic",
		"This subject has no such topic.",
		"Ce sujet n’a pas ce thème.")
	ErrType = fault.New(fault.Invalid, "no_type",
		"There is no such type of question.",
		"Ce type de question n’existe pas.")
	ErrMode = fault.New(fault.Invalid, "no_mode",
		"The mode is practice or exam.",
		"Choisissez entraînement ou examen.")
	ErrLang = fault.New(fault.Invalid, "no_lang",
		"The language is en or fr.", "")
	ErrSize = fault.New(fault.Invalid, "size",
		"An attempt has 1 to 100 questions.",
		"Une tentative compte de 1 à 100 questions.")
	ErrSeed = fault.New(fault.Invalid, "seed",
		"A seed is a whole number from 0 to 9007199254740991.",
		"Une graine est un nombre entier de 0 à 9007199254740991.")
	ErrSeedExam = fault.New(fault.Invalid, "seed_exam",
		"A seed can be chosen in practice only.",
		"Une graine ne se choisit qu’en entraînement.")
	ErrExam = fault.New(fault.Invalid, "no_exam",
		"This subject has no such exam.",
		"Ce sujet n’a pas cet examen.")
	ErrExamOpen = fault.New(fault.Conflict, "exam_open",
		"An exam is open: go on with it or end it first.",
		"Un examen est en cours\u00a0: continuez-le ou terminez-le d’abord.")
	ErrNothing = fault.New(fault.Conflict, "nothing_to_ask",
		"There is nothing to ask now: nothing is due, or all of it was told a moment ago.", "")
	ErrGuestLimit = fault.New(fault.Forbidden, "trial_over",
		"The ten trial questions are used up. Sign up to go on; your score stays.", "")
)

// Start asks for a new attempt.
type Start struct {
	Subject string
	Edition string // "" is the first that has begun
	Mode    deck.Mode
	Size    int
	Topics  []string // empty is all
	Lang    string   // "" is en
	Seed    *uint64  // chosen by the learner: practice only, unranked
	Exam    string   // id of an exam profile, which then decides mode, size and topics
	Extra   int      // per cent of its time; 0 is 100
	Kind    Kind

	Types    []string // of items; empty is all
	Advanced bool     // of a mixed attempt, or of what was read: ask what goes beyond the usual level too

	Opener *Opener // the first item, of a mixed attempt on its subject, edition and language; the others are as many as there are

	// What the learner's memory and ability ask for; pages and programs cannot
	// say it.
	Wants    []deck.Want             // facts to ask, for kinds other than Mixed and Read
	Facts    map[string]bool         // names of the facts that were read, for Read
	Arrange  deck.Arrange            // see deck.Request
	Last     map[string]int          // see deck.Request
	Levels   []string                // of models; empty is the usual one where the attempt is mixed, else all
	Young    func(model string) bool // see DealExam
	Like     int                     // facility of the exam that this one is to be like, see DealExamLike; 0 of any
	Foreseen string                  // see Attempt
}

// Today is the day in UTC by the server's clock. It decides which editions are
// offered, and what is true; a learner's own days are those of Day.
func (s *Service) Today() deck.Date { return deck.DateOf(s.now()) }

// Decks lists the subjects.
func (s *Service) Decks() []*deck.Deck { return s.decks }

// Deck returns a subject.
func (s *Service) Deck(subject string) (*deck.Deck, error) {
	for _, d := range s.decks {
		if d.Subject == subject {
			return d, nil
		}
	}
	return nil, ErrSubject.At("subject")
}

// Start deals and stores a new attempt. While a timed exam is open, what it
// asks is asked nowhere else.
func (s *Service) Start(ctx context.Context, who Learner, req Start) (*Attempt, error) {
	d, err := s.Deck(req.Subject)
	if err != nil {
		return nil, err
	}
	day := s.Today()
	if err := req.settle(d, day); err != nil {
		return nil, err
	}
	if err := s.checkRoom(limits.Reserved); err != nil {
		return nil, err
	}
	before, err := s.store.Before(ctx, who.ID, s.windows())
	if err != nil {
		return nil, fmt.Errorf("start attempt: %w", err)
	}
	open := s.running(before.Timed)
	if err := s.mayBegin(&req, open, before); err != nil {
		return nil, err
	}
	a := &Attempt{Learner: who.ID, Subject: d.Subject, Edition: req.Edition, Lang: req.Lang, Mode: req.Mode, Kind: req.Kind,
		Exam: req.Exam, Topics: req.Topics, Ranked: req.Seed == nil && req.Kind.ranked(), Knowledge: d.Version, StartedAt: s.now(), Spends: true, Foreseen: req.Foreseen}
	if o := req.Opener; o != nil && !o.ShownAt.IsZero() {
		a.StartedAt = o.ShownAt
	}
	if a.Seed, err = s.seed(req.Seed); err != nil {
		return nil, err
	}
	if p := d.Exam(req.Exam); p != nil {
		a.Scale = p.Scale
		a.Deadline = a.StartedAt.Add(p.Time(req.Extra))
	}
	o := req.request(day, a.Seed)
	o.Withheld = withheldBy(open)
	if a.items, err = req.items(d, o); err != nil {
		return nil, fmt.Errorf("start attempt: %w", err)
	}
	if len(a.items) < req.least() {
		return nil, req.tooFew(d, o)
	}
	if err := deck.NameOptions(a.items, s.rand); err != nil {
		return nil, err
	}
	allow := func(before Before) error { // others may have started since
		if who.Guest {
			if err := guestLimit(before.Dealt, len(a.items)); err != nil {
				return err
			}
		}
		running := s.running(before.Timed)
		if err := s.mayBegin(&req, running, before); err != nil {
			return err
		}
		return apart(open, running)
	}
	if err := s.store.CreateAttempt(ctx, a, s.windows(), allow); err != nil {
		return nil, fmt.Errorf("start attempt: %w", err)
	}
	return a, nil
}

// mayBegin refuses a settled request because of what its learner began before,
// of which open are the exams that run.
func (s *Service) mayBegin(req *Start, open []*Attempt, before Before) error {
	if err := req.alone(open); err != nil {
		return err
	}
	return s.withinQuota(req, before)
}

// openExams are who's timed exams that still run.
func (s *Service) openExams(ctx context.Context, who Learner) ([]*Attempt, error) {
	all, err := s.store.TimedOpen(ctx, who.ID)
	if err != nil {
		return nil, fmt.Errorf("look for open exams: %w", err)
	}
	return s.running(all), nil
}

// running are the attempts whose time is not over.
func (s *Service) running(timed []*Attempt) []*Attempt {
	return slices.DeleteFunc(timed, func(a *Attempt) bool { return a.RanOut(s.now()) })
}

// alone refuses an exam beside another: the end of one would tell the answers
// of the other.
func (r *Start) alone(open []*Attempt) error {
	if r.Exam == "" || len(open) == 0 {
		return nil
	}
	return ErrExamOpen.With("attempt", int64(open[0].ID))
}

// OpenExam returns who's timed exam that still runs, or nil.
func (s *Service) OpenExam(ctx context.Context, who Learner) (*Attempt, error) {
	open, err := s.openExams(ctx, who)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return open[0], nil
}

// items deals what a settled request asks for.
func (r *Start) items(d *deck.Deck, o deck.Request) ([]deck.Item, error) {
	switch {
	case r.Exam != "" && r.Like > 0:
		return d.DealExamLike(d.Exam(r.Exam), o, r.Young, r.Like)
	case r.Exam != "":
		return d.DealExam(d.Exam(r.Exam), o, r.Young)
	case r.Kind != Mixed && r.Kind != Read:
		return d.DealWanted(o, r.Wants)
	case r.Opener != nil:
		rest, err := d.DealAttempt(r.Opener.after(d, o))
		return append([]deck.Item{r.Opener.item}, rest...), err
	}
	return d.DealAttempt(o)
}

// least is the fewest items that will do: what is due, or left beside an opener,
// may be less than was asked for.
func (r *Start) least() int {
	if r.Kind != Mixed || r.Opener != nil {
		return 1
	}
	return r.Size
}

// tooFew says that there is nothing due, or how many items can be had.
func (r *Start) tooFew(d *deck.Deck, o deck.Request) error {
	switch r.Kind {
	case Mixed:
		return d.TooFew(o)
	case Bookmarked:
		return ErrNoneBookmarked
	}
	return ErrNothing
}

// Check reports what is wrong with a request, without dealing to anybody.
func (s *Service) Check(req Start) error {
	d, err := s.Deck(req.Subject)
	if err != nil {
		return err
	}
	if err := s.checkRoom(limits.Reserved); err != nil {
		return err
	}
	day := s.Today()
	if err := req.settle(d, day); err != nil {
		return err
	}
	if req.Exam != "" || req.Kind != Mixed && req.Kind != Read {
		return nil
	}
	items, err := d.DealAttempt(req.request(day, 0))
	if err != nil {
		return fmt.Errorf("check a start: %w", err)
	}
	if len(items) < req.least() {
		return req.tooFew(d, req.request(day, 0))
	}
	return nil
}

// Available counts the items that a request can have, up to its size. Whoever
// starts it without a seed of their own has as many.
func (s *Service) Available(req Start) (int, error) {
	d, err := s.Deck(req.Subject)
	if err != nil {
		return 0, err
	}
	day := s.Today()
	if err := req.settle(d, day); err != nil {
		return 0, err
	}
	items, err := d.DealAttempt(req.request(day, 0))
	return len(items), err
}

// request is what a settled start asks of the deck.
func (r *Start) request(day deck.Date, seed uint64) deck.Request {
	o := deck.Request{Edition: r.Edition, Lang: r.Lang, Mode: r.Mode, Topics: r.Topics, Size: r.Size, Day: day, Streams: deck.NewStreams(seed),
		Types: r.Types, Levels: r.Levels, Facts: r.Facts, Arrange: r.Arrange, Last: r.Last}
	if (r.Kind == Mixed || r.Kind == Read) && !r.Advanced && len(r.Levels) == 0 {
		o.Levels = []string{deck.Usual}
	}
	return o
}

// settle fills what a request leaves open and refuses what is wrong. An edition
// that has not begun on the day does not exist yet.
func (r *Start) settle(d *deck.Deck, day deck.Date) error {
	if offered := d.EditionsOn(day); len(offered) > 0 {
		r.Edition = cmp.Or(r.Edition, offered[0].ID)
	}
	r.Lang, r.Extra = cmp.Or(r.Lang, "en"), cmp.Or(r.Extra, Extras[0])
	if r.Exam != "" {
		p := d.Exam(r.Exam)
		if p == nil {
			return ErrExam.At("exam")
		}
		r.Mode, r.Size, r.Topics, r.Kind = deck.Exam, p.Items, p.Topics, Mixed
	}
	switch {
	case !slices.Contains(Extras, r.Extra):
		return ErrExtra.At("extra")
	case r.Kind != Mixed && r.Mode != deck.Practice:
		return ErrMode.At("mode")
	case d.EditionOn(r.Edition, day) == nil:
		return ErrEdition.At("edition")
	case r.Mode != deck.Practice && r.Mode != deck.Exam:
		return ErrMode.At("mode")
	case slices.ContainsFunc(r.Types, func(typ string) bool { return !slices.Contains(deck.TypeNames(), typ) }):
		return ErrType.At("types")
	case !slices.Contains(deck.Langs, r.Lang):
		return ErrLang.At("lang")
	case r.Kind == Offline && (r.Size < MinSet || r.Size > MaxSet):
		return ErrSetSize.At("size")
	case r.Size < 1 || r.Size > deck.MaxSize:
		return ErrSize.At("size")
	case r.Seed != nil && r.Mode == deck.Exam:
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

// seed is the one chosen, or one drawn.
func (s *Service) seed(chosen *uint64) (uint64, error) {
	if chosen != nil {
		return *chosen, nil
	}
	var b [8]byte
	if _, err := io.ReadFull(s.rand, b[:]); err != nil {
		return 0, fmt.Errorf("draw a seed: %w", err)
	}
	return binary.BigEndian.Uint64(b[:]) & maxSeed, nil
}

// Attempt returns who's attempt. One whose time is over has ended.
func (s *Service) Attempt(ctx context.Context, who Learner, id AttemptID) (*Attempt, error) {
	a, err := s.store.Attempt(ctx, who.ID, id)
	if err != nil {
		return nil, err
	}
	if !a.Finished() && a.RanOut(s.now()) {
		return s.update(ctx, who, id, func(*Attempt) error { return nil })
	}
	s.fillScale(a)
	return a, nil
}

// fillScale gives an exam that was begun before scales were kept that of its
// profile today.
func (s *Service) fillScale(a *Attempt) {
	if a.Exam == "" || a.Scaled() {
		return
	}
	if d, err := s.Deck(a.Subject); err == nil && d.Exam(a.Exam) != nil {
		a.Scale = d.Exam(a.Exam).Scale
	}
}

// Attempts lists who's attempts, newest first.
func (s *Service) Attempts(ctx context.Context, who Learner, q AttemptsQuery) ([]Summary, error) {
	q.Limit = cmp.Or(q.Limit, 50)
	if q.Limit < 1 || q.Limit > 100 {
		return nil, ErrLimit.At("limit")
	}
	return s.store.Attempts(ctx, who.ID, q)
}

// Scoreboard returns a page of the ranks.
func (s *Service) Scoreboard(ctx context.Context, who Learner, q ScoreboardQuery) (Scoreboard, error) {
	if err := s.settleBoard(&q.Subject, &q.Edition); err != nil {
		return Scoreboard{}, err
	}
	q.Period = cmp.Or(q.Period, AllTime)
	q.Limit = cmp.Or(q.Limit, 50)
	if q.Limit < 1 || q.Limit > 100 {
		return Scoreboard{}, ErrLimit.At("limit")
	}
	key, err := periodKey(q.Period, s.now())
	if err != nil {
		return Scoreboard{}, err
	}
	return s.store.Scoreboard(ctx, who.ID, q, key)
}

// Gradebook returns every learner's scores, for instructors.
func (s *Service) Gradebook(ctx context.Context, q GradebookQuery) ([]GradebookRow, error) {
	if err := s.settleBoard(&q.Subject, &q.Edition); err != nil {
		return nil, err
	}
	return s.store.Gradebook(ctx, q)
}

// GradebookSize counts the rows of all pages of a gradebook.
func (s *Service) GradebookSize(ctx context.Context, q GradebookQuery) (int, error) {
	return s.store.GradebookSize(ctx, q)
}

func (s *Service) settleBoard(subject, edition *string) error {
	*subject = cmp.Or(*subject, s.decks[0].Subject)
	d, err := s.Deck(*subject)
	if err != nil {
		return err
	}
	day := s.Today()
	if offered := d.EditionsOn(day); len(offered) > 0 {
		*edition = cmp.Or(*edition, offered[0].ID)
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
