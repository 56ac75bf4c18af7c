package study

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// ErrNoMilestone is the error for a milestone that the learner has not reached,
// or that holds no longer.
var ErrNoMilestone = fault.New(fault.NotFound, "no_milestone",
	"You have not reached this yet.",
	"Vous n’en êtes pas encore là.")

// Milestone is something that a learner has reached. It is decided from the
// traces of memory, which are kept with each answer, and from the results of
// exams: nothing of its own is stored, so none can stand that is no longer
// true.
type Milestone struct {
	Facts int // hundreds of facts that are held
	Topic string
	Sat   *quiz.Summary // an exam that was passed
	On    deck.Date     // the day on which it holds, or of the exam
}

// ID names the milestone within its subject.
func (m Milestone) ID() string {
	switch {
	case m.Sat != nil:
		return "exam-" + strconv.FormatInt(int64(m.Sat.ID), 10)
	case m.Topic != "":
		return "topic-" + m.Topic
	}
	return "facts-" + strconv.Itoa(m.Facts)
}

const (
	factsStep   = 100 // facts between two milestones
	examsLooked = 100 // of the exams sat last
)

// Milestones are what a learner has reached in a subject: facts held, topics
// known, exams passed, the newest first.
func (s *Service) Milestones(ctx context.Context, who quiz.Learner, subject string) ([]Milestone, error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return nil, err
	}
	reached := v.reached(v.trace)
	sat, err := s.quiz.Attempts(ctx, who, quiz.AttemptsQuery{Subject: subject, Finished: true, Limit: examsLooked})
	if err != nil {
		return nil, fmt.Errorf("list exams: %w", err)
	}
	for _, a := range sat {
		if r, ok := a.ExamResult(); ok && r.Passed {
			reached = append(reached, Milestone{Sat: &a, On: quiz.DateOn(quiz.Day(who.Local(a.FinishedAt)))})
		}
	}
	return reached, nil
}

// Milestone finds one by its id.
func (s *Service) Milestone(ctx context.Context, who quiz.Learner, subject, id string) (Milestone, error) {
	all, err := s.Milestones(ctx, who, subject)
	if err != nil {
		return Milestone{}, err
	}
	i := slices.IndexFunc(all, func(m Milestone) bool { return m.ID() == id })
	if i < 0 {
		return Milestone{}, ErrNoMilestone
	}
	return all[i], nil
}

// reached are the milestones of a memory, by the trace of each fact: each topic
// of which four facts in five are proficient, and full hundreds of facts that
// were recalled when they were asked last.
func (v *view) reached(trace func(name string) memory.Trace) []Milestone {
	held := 0
	levels := map[string][]memory.Level{}
	for name, specs := range v.asked {
		t := trace(name)
		if !v.weighs[name] && t.Reviews == 0 {
			continue
		}
		if t.Held > 0 {
			held++
		}
		levels[specs[0].Topic] = append(levels[specs[0].Topic], memory.LevelOf(t, v.day, &weights))
	}
	var all []Milestone
	if full := held / factsStep * factsStep; full > 0 {
		all = append(all, Milestone{Facts: full, On: v.date})
	}
	for _, t := range v.deck.Topics {
		if memory.LevelOfTopic(levels[t.ID]) >= memory.Proficient {
			all = append(all, Milestone{Topic: t.ID, On: v.date})
		}
	}
	return all
}

// newly are the milestones that the last attempt of a learner reached: those of
// their memory now, without those of their memory before it. Of an attempt that
// others followed nothing is told: what it reached was told at its end.
func (v *view) newly(reviews []Review, a quiz.AttemptID) []Milestone {
	its := factsOf(reviews, a)
	if v.followed(reviews, a) {
		return nil
	}
	before := v.reached(func(name string) memory.Trace {
		if !its[name] {
			return v.trace(name)
		}
		_, past := splitAt(reviews, name, a)
		return Replay(name, past).Trace
	})
	return slices.DeleteFunc(v.reached(v.trace), func(m Milestone) bool {
		return slices.ContainsFunc(before, func(was Milestone) bool { return was.ID() == m.ID() })
	})
}
