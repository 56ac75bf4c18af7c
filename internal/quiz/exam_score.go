package quiz

import (
	"slices"

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
	if !a.Finished() {
		return ExamResult{}, ErrUnfinished
	}
	r := ExamResult{Scale: a.Scale}
	for _, topic := range a.Topics {
		r.Topics = append(r.Topics, TopicInterval{Topic: topic})
	}
	for i, it := range a.items {
		if it.Role != deck.Scored {
			continue
		}
		given, _ := a.response(i + 1)
		r.Raw, r.Scored = r.Raw+given.Mark.Points(), r.Scored+deck.MaxPoints
		if j := slices.IndexFunc(r.Topics, func(t TopicInterval) bool { return t.Topic == it.Topic }); j >= 0 {
			r.Topics[j].Points += given.Mark.Points()
			r.Topics[j].Max += deck.MaxPoints
		}
	}
	r.Topics = slices.DeleteFunc(r.Topics, func(t TopicInterval) bool { return t.Max == 0 })
	for i := range r.Topics {
		t := &r.Topics[i]
		t.Low, t.High = stats.Wilson(t.Points, t.Max, bandConfidence)
	}
	low, high := stats.Wilson(r.Raw, r.Scored, bandConfidence)
	r.Scaled, r.Low, r.High = a.Scale.Of(r.Raw, r.Scored), a.Scale.At(low), a.Scale.At(high)
	r.Passed = r.Scaled >= a.Scale.Pass
	return r, nil
}
