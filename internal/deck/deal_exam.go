package deck

import (
	"fmt"
	"math"
)

// DealExam deals an exam of a profile: its scored items, shared out over the
// topics, and beside them trial items, which go to the models that young says
// few have answered. Nobody can see which is which. The profile decides on the
// topics, types, levels, mode and size, whatever o says.
func (d *Deck) DealExam(p *ExamProfile, o Request, young func(model string) bool) ([]Item, error) {
	o.Mode, o.Types, o.Levels, o.Topics, o.Size = Exam, p.Types, p.Levels, p.Topics, p.Scored
	if len(o.Topics) == 0 {
		for _, t := range d.Topics {
			o.Topics = append(o.Topics, t.ID)
		}
	}
	o.prefer = grown(young, 1)
	scored, err := d.DealAttempt(o)
	if err != nil || len(scored) < p.Scored || p.Items == p.Scored {
		return scored, err
	}
	streams := o.Streams.Sub("trial")
	o.Size, o.prefer, o.Streams = p.Items-p.Scored, grown(young, -1), streams
	for _, it := range scored {
		o.Spent = append(o.Spent, it.Names...)
	}
	trial, err := d.DealAttempt(o)
	if err != nil {
		return nil, err
	}
	for i := range trial {
		trial[i].Role = Trial
	}
	return mixIn(scored, trial, streams), nil
}

// An exam like another is dealt up to likeTries times, until its facility is
// within LikeWithin of the other's; of those that are not, the nearest is taken.
const (
	LikeWithin = 10 // thousandths of the facility
	likeTries  = 32
)

// DealExamLike deals an exam of a profile that is about as hard as another one of
// that facility, in thousandths. Blueprint and all else are those of any exam of
// the profile.
func (d *Deck) DealExamLike(p *ExamProfile, o Request, young func(model string) bool, facility int) ([]Item, error) {
	var nearest []Item
	off := math.MaxInt
	streams := o.Streams
	for try := range likeTries {
		o.Streams = streams.Sub(fmt.Sprint("like ", try))
		items, err := d.DealExam(p, o, young)
		if err != nil || len(items) < p.Items {
			return items, err
		}
		if far := abs(Facility(items) - facility); far < off {
			nearest, off = items, far
		}
		if off <= LikeWithin {
			break
		}
	}
	return nearest, nil
}

// Facility is the mean facility of the scored items, in thousandths: of so many
// first answers to them, that many are expected to be right. It is 0 where that
// is not known of each. As authors guess it for models, it says how hard an exam
// is beside another of the same profile, and not more.
func Facility(items []Item) int {
	sum, n := 0, 0
	for _, it := range items {
		if it.Role != Scored {
			continue
		}
		if it.Facility == 0 {
			return 0
		}
		sum, n = sum+int(math.Round(1000*it.Facility)), n+1
	}
	if n == 0 {
		return 0
	}
	return (2*sum + n) / (2 * n)
}

func abs(n int) int { return max(n, -n) }

// grown prefers, with weight 1, the models that are not young; with -1, those
// that are.
func grown(young func(string) bool, weight float64) func(*Spec) float64 {
	if young == nil {
		return nil
	}
	return func(s *Spec) float64 {
		if young(s.Model.ID) {
			return weight
		}
		return 0
	}
}

// mixIn puts the items of b at random positions among those of a; both keep
// their order.
func mixIn(a, b []Item, s Streams) []Item {
	positions := s.Rand("places").Perm(len(a) + len(b))[:len(b)]
	taken := map[int]bool{}
	for _, at := range positions {
		taken[at] = true
	}
	mixed := make([]Item, 0, len(a)+len(b))
	for at := range cap(mixed) {
		from := &a
		if taken[at] {
			from = &b
		}
		mixed = append(mixed, (*from)[0])
		*from = (*from)[1:]
	}
	return mixed
}
