package simulate

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"viva/internal/memory"
)

// Scheduler chooses what a learner is asked, and is told what came of it. Items
// are the indexes of a World's.
type Scheduler interface {
	// Next is what to ask on that day, at most room items, in order. It is
	// called once a day.
	Next(day float64, room int) []int
	// Record keeps an answer to an item.
	Record(item int, day float64, r memory.Recall)
}

// card is an item in a schedule of due days.
type card struct {
	met      bool
	due      float64
	step     int
	interval float64 // days
	ease     float64
}

// dueFirst asks cards due, longest overdue first, and then new ones.
func dueFirst(cards []card, day float64, room int) []int {
	var due, fresh []int
	for i, c := range cards {
		switch {
		case !c.met:
			fresh = append(fresh, i)
		case c.due <= day:
			due = append(due, i)
		}
	}
	slices.SortStableFunc(due, func(a, b int) int { return cmp.Compare(cards[a].due, cards[b].due) })
	all := append(due, fresh...)
	return all[:min(room, len(all))]
}

// fixedIntervals are the days between the reviews of a plan on paper.
var fixedIntervals = [...]float64{1, 3, 7, 14, 30}

type fixed struct{ cards []card }

// Fixed repeats an item after 1, 3, 7, 14 and then every 30 days; a wrong
// answer starts over.
func Fixed(items int) Scheduler { return &fixed{make([]card, items)} }

func (s *fixed) Next(day float64, room int) []int { return dueFirst(s.cards, day, room) }

func (s *fixed) Record(item int, day float64, r memory.Recall) {
	c := &s.cards[item]
	if !r.Right {
		c.step = 0
	}
	c.met, c.due = true, day+fixedIntervals[c.step]
	c.step = min(c.step+1, len(fixedIntervals)-1)
}

type sm2 struct{ cards []card }

// SM2 is the schedule of SuperMemo 2. Sure, likely and guessed right answers
// are its qualities 5, 4 and 3, a wrong answer is 2; its repetition of poor
// answers until the end of the day is left out.
func SM2(items int) Scheduler { return &sm2{make([]card, items)} }

func (s *sm2) Next(day float64, room int) []int { return dueFirst(s.cards, day, room) }

func (s *sm2) Record(item int, day float64, r memory.Recall) {
	c := &s.cards[item]
	if !c.met {
		*c = card{met: true, ease: 2.5}
	}
	quality := 2.0
	if r.Right {
		switch r.Certainty {
		case memory.Guess:
			quality = 3
		case memory.Sure:
			quality = 5
		default:
			quality = 4
		}
	}
	c.ease = max(1.3, c.ease+0.1-(5-quality)*(0.08+(5-quality)*0.02))
	c.step++
	switch {
	case quality < 3:
		c.step, c.interval = 0, 1
	case c.step == 1:
		c.interval = 1
	case c.step == 2:
		c.interval = 6
	default:
		c.interval = math.Ceil(c.interval * c.ease)
	}
	c.due = day + c.interval
}

type unplanned struct {
	items  int
	chance *rand.Rand
}

// Unplanned asks items at random, as a test bank does.
func Unplanned(items int, seed uint64) Scheduler {
	return unplanned{items, rand.New(rand.NewPCG(seed, 0x72616e646f6d))}
}

func (s unplanned) Next(_ float64, room int) []int {
	return s.chance.Perm(s.items)[:min(room, s.items)]
}

func (s unplanned) Record(int, float64, memory.Recall) {}
