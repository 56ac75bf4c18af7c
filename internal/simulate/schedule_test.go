package simulate

import (
	"slices"
	"testing"

	"viva/internal/memory"
)

// dueDays are the days on which a schedule asks its only item, answered so.
func dueDays(s Scheduler, answers ...memory.Recall) []float64 {
	var days []float64
	for day := 0.0; len(answers) > 0 && day < 1000; day++ {
		for _, i := range s.Next(day, 1) {
			days = append(days, day)
			s.Record(i, day, answers[0])
			if answers = answers[1:]; len(answers) == 0 {
				break
			}
		}
	}
	return days
}

func TestSchedules(t *testing.T) {
	think, sure := memory.Recall{Right: true, Certainty: memory.Think}, memory.Recall{Right: true, Certainty: memory.Sure}
	wrong := memory.Recall{}
	for _, c := range []struct {
		name    string
		s       Scheduler
		answers []memory.Recall
		want    []float64
	}{
		{"fixed", Fixed(1, 1), []memory.Recall{sure, think, sure, sure, sure, sure, sure}, []float64{0, 1, 4, 11, 25, 55, 85}},
		{"fixed starts over", Fixed(1, 1), []memory.Recall{sure, sure, wrong, sure}, []float64{0, 1, 4, 5}},
		{"SM-2", SM2(1, 1), []memory.Recall{think, think, think, think, think}, []float64{0, 1, 7, 22, 60}},
		{"SM-2 eases when sure", SM2(1, 1), []memory.Recall{sure, sure, sure, sure}, []float64{0, 1, 7, 24}},
		{"SM-2 starts over", SM2(1, 1), []memory.Recall{think, think, wrong, think, think, think, think}, []float64{0, 1, 7, 8, 9, 15, 30}},
	} {
		if got := dueDays(c.s, c.answers...); !slices.Equal(got, c.want) {
			t.Errorf("%s: asked on %v, want %v", c.name, got, c.want)
		}
	}
}

// New items come in an order of the learner's own, not in that of the files,
// where neighbours belong to one topic.
func TestNewItemsComeByChance(t *testing.T) {
	first := func(seed uint64) []int { return SM2(100, seed).Next(0, 10) }
	if a, b := first(1), first(2); slices.Equal(a, b) || slices.IsSorted(a) {
		t.Errorf("two learners are asked %v and %v", a, b)
	}
	if a := Fixed(100, 1).Next(0, 10); !slices.Equal(a, first(1)) {
		t.Errorf("two schedules of one learner begin with %v and %v", a, first(1))
	}
}

// Every plan keeps to the room there is, asks nothing twice a day, and asks new
// items beside those it repeats.
func TestPlansKeepToTheRoom(t *testing.T) {
	w := NewWorld(30, 1)
	for _, p := range Plans {
		s := p.New(w, 60, 1)
		met := map[int]bool{}
		for day := range 59 {
			asked := s.Next(float64(day), 7)
			if len(asked) > 7 {
				t.Fatalf("%s: %d asked", p.Name, len(asked))
			}
			today := map[int]bool{}
			for _, i := range asked {
				if today[i] {
					t.Fatalf("%s: %d asked twice on a day", p.Name, i)
				}
				today[i], met[i] = true, true
				s.Record(i, float64(day), memory.Recall{Right: i%3 > 0, Certainty: memory.Think})
			}
		}
		if len(met) < 15 {
			t.Errorf("%s: only %d of 30 asked", p.Name, len(met))
		}
	}
}
