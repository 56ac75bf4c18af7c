package study

import (
	"context"
	"fmt"
	"time"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// Ending is what a finished attempt changed for its learner.
type Ending struct {
	Gained int       // facts that were recalled at its end, and not before it
	Next   deck.Date // when the first of its facts is asked again; "" for none that is
	Today  Today     // what is left of the day

	// Of the attempt that was answered last:
	Reached []Milestone
	Change  *Change // of the forecast, by a sitting of the plan; nil where none is told
}

// Ending tells what an attempt changed, from the log of reviews. What it gained
// stays the same however late it is asked.
func (s *Service) Ending(ctx context.Context, who quiz.Learner, a *quiz.Attempt) (Ending, error) {
	v, err := s.view(ctx, who, a.Subject)
	if err != nil {
		return Ending{}, err
	}
	reviews, err := s.store.ReviewsUntil(ctx, who.ID, a.ID)
	if err != nil {
		return Ending{}, fmt.Errorf("read the reviews of attempt %d: %w", a.ID, err)
	}
	e := Ending{Gained: gained(reviews, a.ID), Next: v.next(factsOf(reviews, a.ID)), Today: v.agenda(), Reached: v.newly(reviews, a.ID)}
	e.Change, err = s.change(ctx, v, a, reviews)
	return e, err
}

// factsOf are the names of the facts that an attempt asked, among reviews.
func factsOf(reviews []Review, a quiz.AttemptID) map[string]bool {
	names := map[string]bool{}
	for _, r := range reviews {
		for _, f := range r.Facts {
			if r.Attempt == a {
				names[f.Name] = true
			}
		}
	}
	return names
}

// splitAt are the reviews of a fact until an attempt is over, and those of them
// before it. The reviews are in the order in which their answers were given.
func splitAt(reviews []Review, fact string, a quiz.AttemptID) (until, before []Review) {
	past := 0
	for _, r := range reviews {
		if r.Fact(fact).Name == "" {
			continue
		}
		if until = append(until, r); r.Attempt != a {
			past = len(until)
		}
	}
	return until, until[:past]
}

// lastOf is when the last answer of an attempt was given.
func lastOf(reviews []Review, a quiz.AttemptID) (last time.Time) {
	for _, r := range reviews {
		if r.Attempt == a && r.At.After(last) {
			last = r.At
		}
	}
	return last
}

// followed reports whether answers that memory learns from were given after an
// attempt.
func (v *view) followed(reviews []Review, a quiz.AttemptID) bool {
	last := lastOf(reviews, a)
	for _, k := range v.mind.Facts {
		if k.At.After(last) {
			return true
		}
	}
	return false
}

// gained counts the facts that are held after an attempt and were not before
// it.
func gained(reviews []Review, a quiz.AttemptID) int {
	n := 0
	for name := range factsOf(reviews, a) {
		until, before := splitAt(reviews, name, a)
		if Replay(name, until).Trace.Held > 0 && Replay(name, before).Trace.Held == 0 {
			n++
		}
	}
	return n
}

// furthestNext is how many days ahead the return of a fact is looked for.
const furthestNext = 366

// next is the first day, from today on, on which the plan asks one of these
// facts, whatever else it has room for; "" for none within a year.
func (v *view) next(names map[string]bool) deck.Date {
	var traces = v.traces[:0:0]
	for i, name := range v.names[:v.met] {
		if names[name] {
			traces = append(traces, v.traces[i])
		}
	}
	plan := v.plan.schedule()
	plan.Daily = 0
	for ahead := range furthestNext {
		if day := v.day + float64(ahead); len(weights.Today(plan, traces, day, 0)) > 0 {
			return quiz.DateOn(day)
		}
	}
	return ""
}
