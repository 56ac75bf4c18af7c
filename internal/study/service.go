package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// Service is the use cases of studying.
type Service struct {
	quiz  *quiz.Service
	store Store
	now   func() time.Time
}

// NewService joins taking quizzes to what is kept of learners. now is the
// server's clock.
func NewService(q *quiz.Service, store Store, now func() time.Time) *Service {
	return &Service{quiz: q, store: store, now: now}
}

// Today is what a learner's plan asks of the day.
type Today struct {
	On     deck.Date // the learner's own day
	Plan   Plan
	Due    int       // facts that memory needs now and the plan has room for; see Asks
	Behind int       // facts that are due beyond that room: they come on later days
	New    int       // facts never met that are to be asked today as well
	Done   int       // answers given today
	Met    int       // facts of the edition that were met so far
	Load   []int     // answers to be expected on each of the next seven days; today's are what it still asks
	Next   deck.Date // the next day after today with something to ask, within the week; "" is none
	Days   [7]int    // answers on each day of this week, Monday first
	Paused bool
	Left   int // days until the exam; -1 without one, or when it is over
}

// Today tells what is due.
func (s *Service) Today(ctx context.Context, who quiz.Learner, subject string) (Today, error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return Today{}, err
	}
	return v.agenda(), nil
}

// MaxSitting is the most questions of a sitting that the day's work is shared
// out in: as many as a plan asks of a day that nobody changed.
const MaxSitting = DefaultDaily

// Asks is how many questions the plan still asks on the day, one for each fact.
// It is the one number that is told of what is to be done, wherever that is.
func (t Today) Asks() int { return t.Due + t.New }

// Sitting is how many of them are asked in one go.
func (t Today) Sitting() int { return min(t.Asks(), MaxSitting) }

// Weekday is the number of the day in its week, from 0 for Monday.
func (t Today) Weekday() int { return weekday(t.On) }

func weekday(day deck.Date) int { return (int(dayOf(day)) + 3) % 7 } // the epoch was a Thursday

// DateOf is the learner's own day.
func (s *Service) DateOf(who quiz.Learner) deck.Date {
	return quiz.DateOn(quiz.Day(who.Local(s.now())))
}

// agenda is what the plan asks of the day.
func (v *view) agenda() Today {
	t := Today{On: v.date, Plan: v.plan, Done: v.done(), Met: v.met, Paused: v.plan.PausedOn(v.date), Left: v.left()}
	for _, at := range v.asks() {
		if at < v.met {
			t.Due++
		} else {
			t.New++
		}
	}
	free := v.plan.schedule()
	free.Daily = 0
	t.Behind = max(0, len(weights.Today(free, v.traces[:v.met], v.day, 0))-t.Due)
	t.Load = weights.Load(v.plan.schedule(), v.traces, v.day, 7, v.done())
	if ahead := slices.IndexFunc(t.Load[1:], func(n int) bool { return n > 0 }); ahead >= 0 {
		t.Next = quiz.DateOn(v.day + float64(1+ahead))
	}
	monday := int(v.day) - t.Weekday()
	for i := range t.Days {
		t.Days[i] = v.mind.Days[monday+i]
	}
	return t
}

// Sitting asks for a sitting that memory fills.
type Sitting struct {
	Subject string
	Edition string // "" is the plan's
	Lang    string
	Kind    quiz.Kind // Due, Cram, Offline or Bookmarked
	Size    int       // items at most
	Pair    []string  // ids of what was taken for one another: then only facts that show one of them are asked
}

// ofThePlan reports whether the sitting asks what the plan does: today's
// questions, or those that are taken along.
func (sit *Sitting) ofThePlan(p Plan) bool {
	return (sit.Kind == quiz.Due || sit.Kind == quiz.Offline) && len(sit.Pair) == 0 && (sit.Edition == "" || sit.Edition == p.Edition)
}

// Sit deals a sitting: what the plan asks of the day, facts due and facts never
// met, each where it saves most. A set to take along goes on where the day's
// plan ends. A cram sitting asks what is weakest, whenever it is due. One of
// bookmarks asks nothing else, whatever the plan prepares for.
func (s *Service) Sit(ctx context.Context, who quiz.Learner, sit Sitting) (*quiz.Attempt, error) {
	v, err := s.view(ctx, who, sit.Subject)
	if err != nil {
		return nil, err
	}
	foreseen := ""
	if sit.ofThePlan(v.plan) {
		if foreseen, err = s.foresee(ctx, v); err != nil {
			return nil, err
		}
	}
	if sit.Edition != "" && v.deck.EditionOn(sit.Edition, v.today) == nil {
		return nil, quiz.ErrEdition.At("edition")
	}
	if v.paired = len(sit.Pair) > 0; v.paired || sit.Edition != "" {
		v.choose(cmp.Or(sit.Edition, v.plan.Edition))
	}
	var wants []deck.Want
	switch {
	case len(sit.Pair) > 0:
		wants = v.showing(sit.Pair)
	case sit.Kind == quiz.Cram:
		wants = v.weakest()
	case sit.Kind == quiz.Bookmarked:
		if wants, err = s.bookmarked(ctx, who, v); err != nil {
			return nil, err
		}
	case sit.Kind == quiz.Offline:
		wants = v.wants(v.ahead())
	default: // where one fact gives another away, the next one is asked instead
		if asks := len(v.asks()); asks > 0 && sit.Size <= deck.MaxSize { // more than that is refused, not cut
			wants, sit.Size = v.wants(v.ahead()), min(sit.Size, asks)
		}
	}
	req := quiz.Start{Subject: sit.Subject, Edition: v.plan.Edition, Mode: deck.Practice, Kind: sit.Kind, Size: sit.Size, Lang: sit.Lang, Wants: wants, Foreseen: foreseen}
	if v.exam != nil && !v.paired && sit.Kind != quiz.Bookmarked {
		req.Types, req.Levels = v.exam.Types, v.exam.Levels
	}
	return s.quiz.Start(ctx, who, req)
}

// bookmarked are the questions that a learner has bookmarked in the edition of
// the view, those asked longest ago first.
func (s *Service) bookmarked(ctx context.Context, who quiz.Learner, v *view) ([]deck.Want, error) {
	ids, err := s.quiz.Bookmarks(ctx, who, v.deck.Subject, v.plan.Edition)
	if err != nil {
		return nil, err
	}
	answers, err := s.store.Asked(ctx, who.ID, v.deck.Subject, remembered)
	if err != nil {
		return nil, err
	}
	last := map[string]Asked{}
	for _, a := range slices.Backward(answers) {
		last[a.Item] = a
	}
	slices.SortStableFunc(ids, func(a, b string) int { return last[a].At.Compare(last[b].At) })
	specs := map[string]*deck.Spec{}
	for _, spec := range v.deck.Specs(v.plan.Edition, v.today) {
		specs[spec.ID] = spec
	}
	var wants []deck.Want
	for _, id := range ids {
		if spec := specs[id]; spec != nil { // of what is asked no longer, the page still shows what was kept
			wants = append(wants, deck.Want{Fact: spec.Names()[0], Item: id, Model: last[id].Model, Wording: last[id].Wording})
		}
	}
	return wants, nil
}

// meeting is the learner before an item of a spec, on a day.
func (m Mind) meeting(ratings Ratings, spec *deck.Spec, day float64) memory.Meeting {
	floor := spec.Floor()
	met := memory.Meeting{Learner: m.Ability, Memory: m.Memory, Floor: floor,
		Model: modelRating(ratings.Models[spec.Model.ID], spec.Model.Facility, floor)}
	for _, name := range spec.Names() {
		trace := m.Facts[name].Trace
		met.Facts = append(met.Facts, memory.Met{Rating: ratings.Facts[name], Recall: weights.Foreseen(trace, day), Days: daysSince(trace, day),
			Seen: trace.Reviews > 0})
	}
	return met
}

// Rebuild computes everything afresh from the log and returns how many reviews
// it holds.
func (s *Service) Rebuild(ctx context.Context) (int, error) { return s.store.RebuildMemory(ctx) }

// view is a learner's mind beside the deck on a day.
type view struct {
	deck    *deck.Deck
	plan    Plan
	exam    *deck.ExamProfile // that the plan prepares for, while its day is ahead
	paired  bool              // what was mixed up is practised, whatever the exam asks
	mind    Mind
	ratings Ratings                 // while an exam is ahead
	today   deck.Date               // decides what is asked and true
	date    deck.Date               // the learner's own
	day     float64                 // the learner's own, with the hour
	asked   map[string][]*deck.Spec // name of a fact -> what asks it in the plan's edition
	weighs  map[string]bool         // which of them the plan keeps, by name
	names   []string                // of the facts that weigh: those met, then the others
	traces  []memory.Trace          // theirs; those of facts never met are zero
	met     int                     // how many were met
}

func (s *Service) view(ctx context.Context, who quiz.Learner, subject string) (*view, error) {
	d, err := s.quiz.Deck(subject)
	if err != nil {
		return nil, err
	}
	v := &view{deck: d, today: s.quiz.Today(), day: quiz.Day(who.Local(s.now()))}
	v.date = quiz.DateOn(v.day)
	if v.plan, err = s.Plan(ctx, who, subject); err != nil {
		return nil, err
	}
	if v.mind, err = s.store.Mind(ctx, who.ID, subject); err != nil {
		return nil, fmt.Errorf("read what is known of the learner: %w", err)
	}
	v.exam = v.plan.ahead(d, v.date)
	if v.left() >= 0 {
		if v.ratings, err = s.store.Ratings(ctx, subject); err != nil {
			return nil, fmt.Errorf("read the ratings: %w", err)
		}
	}
	v.choose(v.plan.Edition)
	return v, nil
}

// choose turns the view to an edition.
func (v *view) choose(edition string) {
	v.plan.Edition = edition
	v.asked, v.names, v.traces = map[string][]*deck.Spec{}, nil, nil
	v.weighs = map[string]bool{}
	for _, spec := range v.deck.Specs(edition, v.today) {
		for _, name := range spec.Names() {
			v.asked[name] = append(v.asked[name], spec)
			v.weighs[name] = v.weighs[name] || v.wanted(spec, name)
		}
	}
	for name := range v.mind.Facts {
		if v.weighs[name] {
			v.names = append(v.names, name)
		}
	}
	slices.Sort(v.names)
	v.met = len(v.names)
	v.names = append(v.names, v.unmet()...)
	for _, name := range v.names {
		v.traces = append(v.traces, v.trace(name))
	}
}

// wanted reports whether the plan keeps a fact because of a spec that asks it:
// with an exam ahead, what that asks; else what is of the usual level, and what
// was met.
func (v *view) wanted(spec *deck.Spec, name string) bool {
	if v.exam != nil && !v.paired {
		return v.exam.Asks(spec)
	}
	return spec.Model.Level == deck.Usual || v.knows(name)
}

// trace is the memory of a fact, with the last day on which it is asked.
func (v *view) trace(name string) memory.Trace {
	t := v.mind.Facts[name].Trace
	t.Until = dayOf(v.deck.LastAsked(v.plan.Edition, name, v.today))
	return t
}

// done is how many answers were given today.
func (v *view) done() int { return v.mind.Days[int(v.day)] }

// left is how many days there are until the exam, or -1.
func (v *view) left() int { return v.plan.DaysLeft(v.date) }

// asks are the facts to ask today, by index, in order.
func (v *view) asks() []int {
	return weights.Today(v.plan.schedule(), v.traces, v.day, v.done())
}

// ahead are the facts to ask today and further on, without a limit.
func (v *view) ahead() []int {
	plan := v.plan.schedule()
	plan.Daily, plan.PausedFrom, plan.PausedUntil = 0, 0, 0
	return weights.Today(plan, v.traces, v.day, 0)
}

func (v *view) wants(indexes []int) []deck.Want {
	wants := make([]deck.Want, len(indexes))
	for i, at := range indexes {
		k := v.mind.Facts[v.names[at]]
		wants[i] = deck.Want{Fact: v.names[at], Model: k.Model, Wording: k.Wording}
	}
	return wants
}

// weakest are all facts met, those least likely to be recalled first.
func (v *view) weakest() []deck.Want {
	order := make([]int, v.met)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(weights.At(v.traces[a], v.day), weights.At(v.traces[b], v.day))
	})
	return v.wants(order)
}

// showing are the facts whose key shows one of these ids, those least likely to
// be recalled first and facts never met last.
func (v *view) showing(ids []string) []deck.Want {
	names := v.deck.Showing(v.plan.Edition, v.today, ids...)
	all := v.weakest()
	for _, name := range v.names[v.met:] {
		all = append(all, deck.Want{Fact: name})
	}
	return slices.DeleteFunc(all, func(w deck.Want) bool { return !slices.Contains(names, w.Fact) })
}

// unmet are the facts that were never asked, spread over the topics: those of
// each topic in the order of the files, one topic after the other, as often as
// its weight says. While an exam is ahead, those come first that the learner is
// least likely to know: an answer to what is known already gains nothing for
// it.
func (v *view) unmet() []string {
	queues := map[string][]string{}
	queued := map[string]bool{}
	for _, spec := range v.deck.Specs(v.plan.Edition, v.today) {
		for _, name := range spec.Names() {
			if v.weighs[name] && !v.knows(name) && !queued[name] {
				queued[name] = true
				queues[spec.Topic] = append(queues[spec.Topic], name)
			}
		}
	}
	var names []string
	for len(names) < len(queued) {
		for _, t := range v.deck.Topics {
			n := min(max(1, t.Weight), len(queues[t.ID]))
			names = append(names, queues[t.ID][:n]...)
			queues[t.ID] = queues[t.ID][n:]
		}
	}
	if v.left() >= 0 {
		slices.SortStableFunc(names, v.lessKnown())
	}
	return names
}

// knownSteps is how finely it is told apart how likely facts are known.
const knownSteps = 6

// lessKnown compares facts never met by how likely the learner knows what asks
// for them, in steps, so that topics stay mixed.
func (v *view) lessKnown() func(a, b string) int {
	known := map[string]float64{}
	chance := func(name string) float64 {
		p, ok := known[name]
		if !ok {
			for _, spec := range v.asked[name] {
				m := v.mind.meeting(v.ratings, spec, v.day)
				m.Floor = 0
				p += m.Chance() / float64(len(v.asked[name]))
			}
			p = math.Floor(p * knownSteps)
			known[name] = p
		}
		return p
	}
	return func(a, b string) int { return cmp.Compare(chance(a), chance(b)) }
}
