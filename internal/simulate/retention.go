package simulate

import "viva/internal/memory"

// Plan is a way to choose what to ask, by name.
type Plan struct {
	Name string
	// New makes the schedule of a learner's course in a world, with the exam on
	// that day.
	New func(w *World, exam float64, seed uint64) Scheduler
}

// Plans are Viva's own plan, with the date of the exam and without, and the
// plans that it is compared with.
var Plans = []Plan{
	{"plan with exam date", func(w *World, exam float64, _ uint64) Scheduler {
		return NewViva(w, NewRatings(w), memory.Plan{Exam: exam})
	}},
	{"plan", func(w *World, _ float64, _ uint64) Scheduler { return NewViva(w, NewRatings(w), memory.Plan{}) }},
	{"fixed intervals", func(w *World, _ float64, seed uint64) Scheduler { return Fixed(len(w.Items), seed) }},
	{"SM-2", func(w *World, _ float64, seed uint64) Scheduler { return SM2(len(w.Items), seed) }},
	{"no schedule", func(w *World, _ float64, seed uint64) Scheduler { return Unplanned(len(w.Items), seed) }},
}

// Retention is what learners gain by a plan, with at most so many answers a
// day.
type Retention struct {
	Plan     string  `json:"plan"`
	Daily    int     `json:"daily"`
	Learners int     `json:"learners"`
	Answers  int     `json:"answers"` // of all learners
	Before   float64 `json:"before"`  // share of items known at the start, summed over learners
	After    float64 `json:"after"`   // on the day of the exam
	Facts    int     `json:"facts"`   // to learn
}

// Known is the share of items that learners knew on the day of the exam.
func (r Retention) Known() float64 { return r.After / float64(r.Learners) }

// Gain is how many more items were known for every answer given. Where little
// is left to learn, plans that ask less have the higher gain: read it beside
// Known and Answers.
func (r Retention) Gain() float64 {
	return (r.After - r.Before) * float64(r.Facts) / float64(r.Answers)
}

// Dailies are the numbers of answers a day for which plans are compared: too
// few for the world, about enough, and plenty.
var Dailies = []int{5, 10, 20}

const retentionDays = 60

// Retention lets the same learners learn by every plan, with the same number of
// answers a day.
func (s Study) Retention() ([]Retention, error) {
	world := NewWorld(s.Facts, s.Seed)
	var rows []Retention
	for _, daily := range Dailies {
		for _, p := range Plans {
			row := Retention{Plan: p.Name, Daily: daily, Facts: s.Facts}
			c := Course{World: world, Days: retentionDays, Skips: skips}
			for i := range s.Learners {
				l, _ := s.learner(i)
				o, err := c.Play(l, Paced(world, p.New(world, retentionDays, l.seed), daily), nil)
				if err != nil {
					return nil, err
				}
				row.Learners++
				row.Answers += o.Answers
				row.Before += o.Before
				row.After += o.After
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}
