package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"viva/internal/deck"
	"viva/internal/memory"
	"viva/internal/quiz"
)

// Forecast is the result that a learner can expect of the exam of their plan,
// if they review nothing more until its day.
type Forecast struct {
	Exam    *deck.ExamProfile // nil where the subject has none, or the edition nothing to ask in it
	Edition string
	On      deck.Date      // the day of the exam; "" without one, then it is for today
	Outlook memory.Outlook // over the scored items
	Pass    int            // the fewest right answers that pass
	Chance  float64        // from 0 to 1, of passing
	// Low and High are the ends of the outlook's band on the exam's scale.
	Low, High int

	items []memory.Meeting // that stand for those of the exam
}

// Told is the chance to pass as it is told, in hundredths: no forecast is
// certain.
func (f Forecast) Told() float64 { return min(max(math.Round(f.Chance*100)/100, 0.01), 0.99) }

// Forecast tells what a learner can expect.
func (s *Service) Forecast(ctx context.Context, who quiz.Learner, subject string) (Forecast, error) {
	v, err := s.view(ctx, who, subject)
	if err != nil {
		return Forecast{}, err
	}
	return s.forecast(ctx, v)
}

func (s *Service) forecast(ctx context.Context, v *view) (Forecast, error) {
	f := Forecast{Exam: v.deck.Exam(v.plan.Exam), Edition: v.plan.Edition}
	if f.Exam == nil {
		return f, nil
	}
	day, at := v.today, v.day
	if left := v.left(); left >= 0 {
		f.On = v.plan.ExamOn
		day, at = f.On, max(v.day, dayOf(f.On))
	}
	ratings := v.ratings
	if f.On == "" {
		var err error
		if ratings, err = s.store.Ratings(ctx, v.deck.ID()); err != nil {
			return Forecast{}, fmt.Errorf("read the ratings: %w", err)
		}
	}
	items := v.sample(f.Exam, ratings, day, at)
	if len(items) == 0 {
		f.Exam = nil
		return f, nil
	}
	f.items = items
	f.Outlook = memory.Foresee(v.mind.Ability, v.mind.Memory, items)
	scale := f.Exam.Scale
	for f.Pass < len(items) && scale.Of(f.Pass, len(items)) < scale.Pass {
		f.Pass++
	}
	f.Chance = f.Outlook.Scores.AtLeast(f.Pass)
	f.Low, f.High = scale.Of(f.Outlook.Low, len(items)), scale.Of(f.Outlook.High, len(items))
	return f, nil
}

// sample are the scored items of an exam as its dealing would choose them, as
// the learner meets them at that time: each topic has its share, and of a
// topic those items stand for the rest that lie at even quantiles of the
// chance to answer them right.
func (v *view) sample(p *deck.ExamProfile, ratings Ratings, day deck.Date, at float64) []memory.Meeting {
	type chance struct {
		meeting memory.Meeting
		p       float64
	}
	all := map[string][]chance{}
	for _, spec := range v.deck.Specs(v.plan.Edition, day) {
		if !p.Asks(spec) {
			continue
		}
		m := v.mind.meeting(ratings, spec, at)
		all[spec.Topic] = append(all[spec.Topic], chance{m, m.Chance()})
	}
	var topics []deck.Topic
	for _, t := range v.deck.Topics {
		if len(all[t.ID]) > 0 {
			topics = append(topics, t)
		}
	}
	var items []memory.Meeting
	for i, n := range shares(topics, p.Scored) {
		chances := all[topics[i].ID]
		slices.SortStableFunc(chances, func(a, b chance) int { return cmp.Compare(a.p, b.p) })
		for k := range n {
			items = append(items, chances[(2*k+1)*len(chances)/(2*n)].meeting)
		}
	}
	return items
}

// shares splits n items over topics by their weights and largest remainders.
func shares(topics []deck.Topic, n int) []int {
	quotas := make([]int, len(topics))
	sum := 0
	for _, t := range topics {
		sum += max(1, t.Weight)
	}
	order := make([]int, len(topics))
	left := n
	for i, t := range topics {
		order[i] = i
		quotas[i] = n * max(1, t.Weight) / sum
		left -= quotas[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(n*max(1, topics[b].Weight)%sum, n*max(1, topics[a].Weight)%sum)
	})
	for _, i := range order[:left] {
		quotas[i]++
	}
	return quotas
}
