package simulate

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/study"
)

// Site is Viva with a storage of its own, on a clock that a simulation moves.
type Site struct {
	Quiz  *quiz.Service
	Study Studies
	Store study.Store // to read what the services concluded about learners
	// Enrol makes an account.
	Enrol func(ctx context.Context) (quiz.Learner, error)
	// Close removes all of it.
	Close func() error
}

// Studies are the calls of study.Service that a simulated learner makes.
type Studies interface {
	SetPlan(ctx context.Context, who quiz.Learner, subject string, p study.Plan) error
	Sit(ctx context.Context, who quiz.Learner, sit study.Sitting) (*quiz.Attempt, error)
	Start(ctx context.Context, who quiz.Learner, req quiz.Start) (*quiz.Attempt, error)
	Forecast(ctx context.Context, who quiz.Learner, subject string) (study.Forecast, error)
}

// Opener opens a new site without accounts. now is its clock, random its source
// of chance. Several goroutines call it at once.
type Opener func(ctx context.Context, now func() time.Time, random io.Reader) (*Site, error)

// Experiment is a simulation through the real services.
type Experiment struct {
	Deck     *deck.Deck
	Edition  string // "" is the current one
	Open     Opener
	Learners int // courses of every model; each learner drawn takes one for every plan
	Days     int // of the course, before the exam
	Daily    int // answers a day at most, without the items that come back
	Seed     uint64
	Beside   int                   // sites that run beside one another
	Progress func(done, sites int) // called for every site that is done, if not nil
}

// firstDay is the day on which every course begins. It is a day of the
// calendar, since what is asked depends on that. The courses of a site are
// played one after the other on the same days, and each starts with the ratings
// that the ones before it left.
var firstDay = time.Date(2026, time.September, 7, 0, 0, 0, 0, time.UTC)

// perArm is how many learners follow each plan at one site. The learners of a
// site share its ratings of items.
const perArm = 20

// batch is the learners of one site: a span of them for every arm. Where there
// are enough sites, the twins of a learner, who follow the other plans, are at
// others: at one site their answers would rate the same items five times alike.
type batch struct {
	model Model
	spans []span // in the order of the arms
}

// span is a range of learners: many of them, from the index first on.
type span struct{ first, many int }

func (e *Experiment) batches() []batch {
	twins := (e.Learners + len(arms) - 1) / len(arms)
	var spans []span
	for first := 0; first < twins; first += perArm {
		spans = append(spans, span{first, min(perArm, twins-first)})
	}
	var all []batch
	for _, m := range Models {
		for i := range spans {
			b := batch{model: m}
			for arm := range arms {
				b.spans = append(b.spans, spans[(i+arm)%len(spans)])
			}
			all = append(all, b)
		}
	}
	return all
}

// Run plays all learners of every model. Equal experiments give equal reports,
// however many sites run at a time; processors of another kind may round
// differently, and so turn a close decision.
func (e *Experiment) Run(ctx context.Context) (*ServiceReport, error) {
	hidden, err := newHidden(e.Deck, e.Edition, firstDay, e.Days+aheadDays+1, e.Seed)
	if err != nil {
		return nil, err
	}
	batches := e.batches()
	found := make([]*Findings, len(batches))
	if err := e.each(ctx, len(batches), func(ctx context.Context, i int) (err error) {
		found[i], err = e.site(ctx, hidden, batches[i], i)
		return err
	}); err != nil {
		return nil, err
	}
	r := &ServiceReport{Subject: e.Deck.ID(), Edition: hidden.edition, Facts: len(hidden.facts), Learners: e.Learners,
		Days: e.Days, Daily: e.Daily, Seed: e.Seed}
	for _, m := range Models {
		all := newFindings(len(hidden.facts), e.Daily)
		for i, b := range batches {
			if b.model == m {
				all.add(found[i])
			}
		}
		all.sort()
		r.Models = append(r.Models, ModelReport{Model: m, Found: all, Figures: all.figures()})
	}
	r.Worst = worst(r.Models)
	return r, nil
}

// each calls do for 0 to n-1, several at a time, and stops at the first error.
func (e *Experiment) each(ctx context.Context, n int, do func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	go func() {
		defer close(next)
		for i := range n {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range max(1, e.Beside) {
		wg.Go(func() {
			for i := range next {
				if err := do(ctx, i); err != nil {
					cancel(err)
					return
				}
				mu.Lock()
				if done++; e.Progress != nil {
					e.Progress(done, n)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// site plays the learners of a batch at a site of their own.
func (e *Experiment) site(ctx context.Context, hidden *hidden, b batch, number int) (_ *Findings, err error) {
	clock := &clock{firstDay}
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], e.Seed)
	binary.BigEndian.PutUint64(seed[8:], uint64(number))
	s, err := e.Open(ctx, clock.Now, rand.NewChaCha8(seed))
	if err != nil {
		return nil, fmt.Errorf("open site %d: %w", number, err)
	}
	defer func() {
		if closing := s.Close(); err == nil {
			err = closing
		}
	}()
	found := newFindings(len(hidden.facts), e.Daily)
	play := player{experiment: e, site: s, hidden: hidden, clock: clock, study: Study{Model: b.model, Seed: e.Seed}, found: found}
	for i := range perArm {
		for arm, those := range b.spans {
			if i >= those.many {
				continue
			}
			if err := play.course(ctx, those.first+i, arm); err != nil {
				return nil, fmt.Errorf("%s, learner %d, %s: %w", b.model, those.first+i, arms[arm].name, err)
			}
		}
	}
	for i := b.spans[0].first; i < b.spans[0].first+b.spans[0].many; i++ {
		if err := play.edge(ctx, i); err != nil {
			return nil, fmt.Errorf("%s, learner %d, at the edge: %w", b.model, i, err)
		}
	}
	return found, nil
}

// clock is the time at a site.
type clock struct{ at time.Time }

// Now is the moment it shows.
func (c *clock) Now() time.Time { return c.at }

// day is the moment as memory counts it.
func (c *clock) day() float64 { return quiz.Day(c.at) }
