package quiz

import (
	"viva/internal/deck"
	"viva/internal/stats"
)

// bandConfidence is how often the band of a result holds the score that the
// learner is worth: four times in five, as for the forecast.
const bandConfidence = 0.8

// ExamResult is the result of a finished exam. Only scored items enter it.
type ExamResult struct {
	Raw, Scored int // right answers, and scored items
	Scaled      int // Raw on the scale of the exam: an estimate
	Low, High   int // the band of Scaled, on the same scale
	Scale       deck.Scale
	Passed      bool // whether Scaled, as it is shown, reaches what it takes
	Topics      []TopicInterval
}

// TopicInterval is the result of one topic: Points out of Max, and the two
// shares, from 0 to 1, between which the learner's true share lies.
type TopicInterval struct {
	Topic       string
	Points, Max int
	Low, High   float64
}

// Scaled reports whether the result of the attempt is told on a scale: it was
// begun as an exam with a profile.
func (a *Attempt) Scaled() bool { return a.Scale != (deck.Scale{}) }

// ExamResult is the result of a finished attempt at an exam, with the topics in
// the order in which the attempt lists them. Items left blank count as wrong.
// The scale is the one that the exam began with, whatever its profile says now.
//
// Band and intervals are Wilson's for a proportion at 80 % (stats.Wilson).
// They treat the scored items as drawn by chance from all that could be asked,
// and hold the share of all those that the learner would answer: what they
// know, not the score of their next exam, which chance moves about further.
func (a *Attempt) ExamResult() (ExamResult, error) {
	res, err := a.Result()
	if err != nil {
		return ExamResult{}, err
	}
	r := ExamResult{Scale: a.Scale, Raw: res.Points, Scored: res.Max}
	for _, t := range res.Topics {
		low, high := stats.Wilson(t.Points, t.Max, bandConfidence)
		r.Topics = append(r.Topics, TopicInterval{Topic: t.Topic, Points: t.Points, Max: t.Max, Low: low, High: high})
	}
	r.scale()
	return r, nil
}

// scale tells Raw of Scored on the scale.
func (r *ExamResult) scale() {
	low, high := stats.Wilson(r.Raw, r.Scored, bandConfidence)
	r.Scaled, r.Low, r.High = r.Scale.Of(r.Raw, r.Scored), r.Scale.At(low), r.Scale.At(high)
	r.Passed = r.Scaled >= r.Scale.Pass
}

// ExamResult is the result of a finished exam in a list, without its topics. ok
// is false unless it has a scale.
func (s Summary) ExamResult() (r ExamResult, ok bool) {
	if s.FinishedAt.IsZero() || s.Scale == (deck.Scale{}) {
		return ExamResult{}, false
	}
	r = ExamResult{Scale: s.Scale, Raw: s.Points, Scored: s.Max}
	r.scale()
	return r, true
}

// Apart reports whether two results differ by more than chance alone may move
// them: their bands have nothing in common.
func (r ExamResult) Apart(other ExamResult) bool { return r.Low > other.High || other.Low > r.High }

// Facility is how hard the exam is, see deck.Facility; 0 where it is not known.
func (a *Attempt) Facility() int { return deck.Facility(a.items) }

// Extra is the share of the usual time that the exam was begun with, in per cent,
// by its profile today; 100 where no such share is allowed.
func (a *Attempt) Extra(p *deck.ExamProfile) int {
	for _, percent := range Extras {
		if a.Deadline.Sub(a.StartedAt) == p.Time(percent) {
			return percent
		}
	}
	return Extras[0]
}
