package simulate

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"viva/internal/memory"
)

// Scheduler chooses what a learner is asked, and is told what came of it. An
// item is named by its index in a World.
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

// pile is what a schedule of due days keeps of items. New items come in random
// order: the order of the files would stay on one topic for weeks.
type pile struct {
	cards []card
	order []int // in which new items come
}

func newPile(items int, seed uint64) pile {
	return pile{make([]card, items), rand.New(rand.NewPCG(seed, 0x70696c65)).Perm(items)}
}

// Next asks cards that are due, the longest overdue first, and then new ones.
func (p *pile) Next(day float64, room int) []int {
	var due, fresh []int
	for _, i := range p.order {
		switch c := p.cards[i]; {
		case !c.met:
			fresh = append(fresh, i)
		case c.due <= day:
			due = append(due, i)
		}
	}
	slices.SortStableFunc(due, func(a, b int) int { return cmp.Compare(p.cards[a].due, p.cards[b].due) })
	all := append(due, fresh...)
	return all[:min(room, len(all))]
}

// fixedIntervals are the days between the reviews of a plan on paper.
var fixedIntervals = [...]float64{1, 3, 7, 14, 30}

type fixed struct{ pile }

// Fixed repeats an item after 1, 3, 7, 14 and then every 30 days; a wrong
// answer starts over.
func Fixed(items int, seed uint64) Scheduler { return &fixed{newPile(items, seed)} }

func (s *fixed) Record(item int, day float64, r memory.Recall) {
	c := &s.cards[item]
	if !r.Right {
		c.step = 0
	}
	c.met, c.due = true, day+fixedIntervals[c.step]
	c.step = min(c.step+1, len(fixedIntervals)-1)
}

type sm2 struct{ pile }

// SM2 is the schedule of SuperMemo 2 (Wozniak 1990). Sure, likely and guessed
// right answers are its qualities 5, 4 and 3, a wrong answer is 2. Its
// repetition of poor answers until the end of the day is left out.
func SM2(items int, seed uint64) Scheduler { return &sm2{newPile(items, seed)} }

func (s *sm2) Record(item int, day float64, r memory.Recall) {
	c := &s.cards[item]
	if !c.met {
		*c = card{met: true, ease: 2.5}
	}
	switch quality := quality(r); {
	case quality < 3: // starts over, and the ease stays
		c.step, c.interval = 0, 1
	default:
		c.ease = max(1.3, c.ease+0.1-(5-quality)*(0.08+(5-quality)*0.02))
		c.step++
		c.interval = c.after()
	}
	c.due = day + c.interval
}

// quality is how well an answer was given, from 2 to 5.
func quality(r memory.Recall) float64 {
	switch {
	case !r.Right:
		return 2
	case r.Certainty == memory.Guess:
		return 3
	case r.Certainty == memory.Sure:
		return 5
	}
	return 4
}

// after is how many days to wait after one more success.
func (c *card) after() float64 {
	switch c.step {
	case 1:
		return 1
	case 2:
		return 6
	}
	return math.Ceil(c.interval * c.ease)
}

type unplanned struct {
	items  int
	chance *rand.Rand
}

// Unplanned asks items at random, as a list of questions does.
func Unplanned(items int, seed uint64) Scheduler {
	return unplanned{items, rand.New(rand.NewPCG(seed, 0x72616e646f6d))}
}

func (s unplanned) Next(_ float64, room int) []int {
	return s.chance.Perm(s.items)[:min(room, s.items)]
}

func (s unplanned) Record(int, float64, memory.Recall) {}
