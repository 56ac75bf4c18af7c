package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/stats"
)

// ErrNoFact is the error for a fact that the learner never met, and also for
// one that does not exist: to learn that a name exists might tell a key.
var ErrNoFact = fault.New(fault.NotFound, "no_fact",
	"You have not met this fact yet, or there is none of that name.",
	"Vous n’avez pas encore rencontré ce fait, ou il n’y en a pas de ce nom.")

// ErrFactWithheld is the error for a fact that a running exam asks.
var ErrFactWithheld = fault.New(fault.Conflict, "fact_withheld",
	"An exam that still runs asks this fact. It can be read again when that is over.",
	"Un examen en cours porte sur ce fait. Vous pourrez le relire une fois l’examen terminé.")

// Standing is what a learner knows of a subject, in the edition of their plan.
type Standing struct {
	Edition     string
	Answers     int               // in all editions, on the last 400 days of study
	Topics      []TopicStanding   // those that the edition asks, in the deck's order
	Weakest     []FactStanding    // facts met, those least likely to be recalled first
	Calibration [3]CertaintyShare // of those who guessed, thought so, were sure
	Mixups      []Confusion       // the most frequent first
}

// TopicStanding is what a learner knows of a topic.
type TopicStanding struct {
	Topic string // its id
	Level memory.Level
	Facts [memory.Mastered + 1]int // how many are at each level
}

// FactStanding is what a learner knows of a fact they have met.
type FactStanding struct {
	Name   string // see deck.Fact.Name
	Topic  string // its id
	Says   string // the fact as a sentence
	Level  memory.Level
	Recall float64   // chance from 0 to 1 that it is recalled today
	Asked  bool      // today: then Recall says nothing of what stays
	Due    deck.Date // when that falls to nine in ten, and the fact is asked again where no exam bends the plan
}

// CertaintyShare is how often answers of one certainty were right. Low and
// High, from 0 to 1, are the ends of the Wilson interval at 80 %.
type CertaintyShare struct {
	Certainty       quiz.Certainty
	Answered, Right int
	Low, High       float64
}

// StandsFor is the share of right answers, from 0 to 1, that the word of the
// certainty stands for: guesses are right half of the time at most, sure
// answers nine times in ten or more.
func (c CertaintyShare) StandsFor() (low, high float64) {
	switch c.Certainty {
	case quiz.Guess:
		return 0, 0.5
	case quiz.Think:
		return 0.5, 0.9
	}
	return 0.9, 1
}

// Confusion is an option that was taken for another, in words.
type Confusion struct {
	deck.Mixup        // the ids
	Key, Taken string // what the options read
	Times      int
}

const (
	dueRecall      = 0.9 // of a memory.Plan that names none
	weakestShown   = 8
	confusionsTold = 5
	intervalShare  = 0.8 // as for the band of an exam
)

// certainties lists the certainties that are told apart, the least sure first.
var certainties = [...]quiz.Certainty{quiz.Guess, quiz.Think, quiz.Sure}

// Progress is all that a learner is told about where they stand, read at one
// moment.
type Progress struct {
	Today    Today
	Standing Standing
	Forecast Forecast
}

// Prospect is what is due today, and which score it leads to.
type Prospect struct {
	Today
	Forecast Forecast
}

// Prospect tells what is due and what the learner can expect.
func (s *Service) Prospect(ctx context.Context, who quiz.Learner, subject string) (Prospect, error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return Prospect{}, err
	}
	p := Prospect{Today: v.agenda()}
	p.Forecast, err = s.forecast(ctx, v)
	return p, err
}

// Progress tells what is due, what the learner knows and what they can expect.
func (s *Service) Progress(ctx context.Context, who quiz.Learner, subject, lang string) (Progress, error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Today: v.agenda()}
	if p.Standing, err = s.standing(ctx, who, v, lang); err != nil {
		return Progress{}, err
	}
	p.Forecast, err = s.forecast(ctx, v)
	return p, err
}

// Standing tells what a learner knows. Nothing in it depends on the key of a
// fact that was never met, or that a running exam asks.
func (s *Service) Standing(ctx context.Context, who quiz.Learner, subject, lang string) (Standing, error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return Standing{}, err
	}
	return s.standing(ctx, who, v, lang)
}

func (s *Service) standing(ctx context.Context, who quiz.Learner, v *view, lang string) (Standing, error) {
	st := Standing{Edition: v.plan.Edition, Topics: v.topics(), Mixups: v.confusions(lang)}
	for _, answers := range v.mind.Days { // not by certainty: it may never be asked
		st.Answers += answers
	}
	for i, certainty := range certainties {
		c := v.mind.Calibrations[certainty]
		st.Calibration[i] = CertaintyShare{Certainty: certainty, Answered: c.Answers, Right: c.Right}
		st.Calibration[i].Low, st.Calibration[i].High = stats.Wilson(c.Right, c.Answers, intervalShare)
	}
	withheld, err := s.quiz.Withheld(ctx, who)
	if err != nil {
		return Standing{}, err
	}
	for _, w := range v.weakest() {
		if withheld[w.Fact] || v.level(w.Fact) >= memory.Mastered {
			continue
		}
		f, err := v.fact(w.Fact, lang)
		if err != nil {
			return Standing{}, err
		}
		if st.Weakest = append(st.Weakest, f); len(st.Weakest) == weakestShown {
			break
		}
	}
	return st, nil
}

// knows reports whether the learner has met a fact.
func (v *view) knows(name string) bool { return v.mind.Facts[name].Trace.Reviews > 0 }

// level is the level of a fact today.
func (v *view) level(name string) memory.Level {
	return memory.LevelOf(v.mind.Facts[name].Trace, v.day, &weights)
}

// topics counts the facts of each topic by level. A fact belongs to the topic
// of the first item that asks it.
func (v *view) topics() []TopicStanding {
	levels := map[string][]memory.Level{}
	for name, specs := range v.asked {
		if !v.weighs[name] && !v.knows(name) {
			continue
		}
		levels[specs[0].Topic] = append(levels[specs[0].Topic], v.level(name))
	}
	var topics []TopicStanding
	for _, t := range v.deck.Topics {
		if len(levels[t.ID]) == 0 {
			continue
		}
		standing := TopicStanding{Topic: t.ID, Level: memory.LevelOfTopic(levels[t.ID])}
		for _, l := range levels[t.ID] {
			standing.Facts[l]++
		}
		topics = append(topics, standing)
	}
	return topics
}

// confusions are the most frequent mix-ups, in words. One that the deck has no
// words for any more is left out.
func (v *view) confusions(lang string) []Confusion {
	var told []Confusion
	for _, m := range v.mind.Mixups {
		key, known := v.deck.Label(m.Key, lang)
		taken, too := v.deck.Label(m.Taken, lang)
		if !known || !too || len(told) == confusionsTold {
			continue
		}
		told = append(told, Confusion{Mixup: m.Mixup, Key: key, Taken: taken, Times: m.Times})
	}
	return told
}

// fact is the standing of a fact of the edition that was met.
func (v *view) fact(name, lang string) (FactStanding, error) {
	trace := v.trace(name)
	f := FactStanding{Name: name, Topic: v.asked[name][0].Topic, Level: v.level(name), Recall: weights.At(trace, v.day),
		Asked: quiz.DateOn(trace.Reviewed) == v.date, Due: v.dateOf(weights.Due(trace, dueRecall))}
	told, err := v.deck.Says(name, v.plan.Edition, v.today, lang)
	if err != nil {
		return FactStanding{}, err
	}
	if len(told) > 0 {
		f.Says = told[0].Says
	}
	return f, nil
}

// dateOf is the date of a day, never before today.
func (v *view) dateOf(day float64) deck.Date {
	return quiz.DateOn(max(day, v.day))
}

// TopicFacts are the facts of a topic.
type TopicFacts struct {
	Met      []FactStanding // the weakest first
	Unmet    int            // how many were never met
	Withheld int            // how many were met and are asked by a running exam
}

// Facts lists the facts of a topic that a learner has met, in the edition of
// their plan, those least likely to be recalled first. The others are only
// counted: their names might tell a key.
func (s *Service) Facts(ctx context.Context, who quiz.Learner, subject, topic, lang string) (TopicFacts, error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return TopicFacts{}, err
	}
	withheld, err := s.quiz.Withheld(ctx, who)
	if err != nil {
		return TopicFacts{}, err
	}
	var all TopicFacts
	for name, specs := range v.asked {
		switch {
		case specs[0].Topic != topic, !v.weighs[name] && !v.knows(name):
		case !v.knows(name):
			all.Unmet++
		case withheld[name]:
			all.Withheld++
		default:
			f, err := v.fact(name, lang)
			if err != nil {
				return TopicFacts{}, err
			}
			all.Met = append(all.Met, f)
		}
	}
	slices.SortFunc(all.Met, func(a, b FactStanding) int {
		return cmp.Or(cmp.Compare(a.Recall, b.Recall), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Name, b.Name))
	})
	return all, nil
}

// FactHistory is a fact that a learner has met, and how they remember it.
type FactHistory struct {
	FactStanding
	Edition string        // whose words these are: the plan's, or the one in which it was last asked
	Grounds []deck.Ground // what it says, and what vouches for it
	Reviews []Review      // oldest first
	Curve   []CurvePoint  // chance of recall by day, past and ahead; a review has two points on its day
	Day     float64       // of the learner now
	Exam    *float64      // days from today until the exam, if there is one to come
}

// CurvePoint is a chance of recall.
type CurvePoint struct {
	Day    float64 // from today; earlier days are negative
	Recall float64 // 0 to 1
}

// Fact tells all about a fact that the learner has met. It returns ErrNoFact
// for any other and ErrFactWithheld while an exam asks it.
func (s *Service) Fact(ctx context.Context, who quiz.Learner, subject, name, lang string) (FactHistory, error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return FactHistory{}, err
	}
	withheld, err := s.quiz.Withheld(ctx, who)
	if err != nil {
		return FactHistory{}, err
	}
	if !v.knows(name) {
		return FactHistory{}, ErrNoFact
	}
	if withheld[name] {
		return FactHistory{}, ErrFactWithheld
	}
	h := FactHistory{Day: v.day, Edition: v.plan.Edition}
	if h.Reviews, err = s.store.Reviews(ctx, who.ID, subject, name); err != nil {
		return FactHistory{}, fmt.Errorf("read the reviews of a fact: %w", err)
	}
	if v.asked[name] == nil { // the plan has turned to an edition without it
		if len(h.Reviews) == 0 {
			return FactHistory{}, ErrNoFact
		}
		h.Edition = h.Reviews[len(h.Reviews)-1].Edition
		v.choose(h.Edition)
	}
	if v.asked[name] == nil { // and the deck has lost it since
		return FactHistory{}, ErrNoFact
	}
	if h.Grounds, err = v.deck.Says(name, h.Edition, v.today, lang); err != nil {
		return FactHistory{}, err
	}
	if len(h.Grounds) == 0 {
		return FactHistory{}, errors.New("fact " + name + " is asked but says nothing")
	}
	if h.FactStanding, err = v.fact(name, lang); err != nil {
		return FactHistory{}, err
	}
	if left := v.left(); left >= 0 {
		days := float64(left)
		h.Exam = &days
	}
	h.Curve = v.curve(name, h.Reviews, h.Exam)
	return h, nil
}

// How finely a curve is drawn, and how far ahead: twice as many days as until
// the fact is due, but at least a month and at most half a year, and in any
// case until the day of the exam.
const (
	curveSteps   = 12
	leastAhead   = 30.0
	furthestCast = 180.0
)

// curve replays the reviews of a fact and goes on to what is to come.
func (v *view) curve(name string, reviews []Review, exam *float64) []CurvePoint {
	var points []CurvePoint
	var k Known
	along := func(from, to float64) {
		for i := 0; i <= curveSteps; i++ {
			day := from + (to-from)*float64(i)/curveSteps
			points = append(points, CurvePoint{Day: day - v.day, Recall: weights.At(k.Trace, day)})
		}
	}
	for i := range reviews {
		r := &reviews[i]
		if !r.Schedules || r.Mistapped {
			continue
		}
		if day := min(r.Day, v.day); k.Trace.Reviews > 0 && day > k.Trace.Reviewed {
			along(k.Trace.Reviewed, day)
		}
		k = r.Remember(r.Fact(name), k)
	}
	if k.Trace.Reviews == 0 {
		return nil
	}
	along(k.Trace.Reviewed, max(v.day, k.Trace.Reviewed))
	ahead := min(max(2*(weights.Due(k.Trace, dueRecall)-v.day), leastAhead), furthestCast)
	if exam != nil {
		ahead = max(ahead, *exam)
	}
	along(max(v.day, k.Trace.Reviewed), v.day+ahead)
	return points
}
