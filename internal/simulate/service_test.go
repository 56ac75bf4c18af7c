package simulate

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"viva/internal/memory"
	"viva/internal/quiz"
	"viva/internal/study"
)

// Every learner takes a course of every plan once, and where there are enough,
// never at the same site twice.
func TestBatches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		experiment := Experiment{Learners: rapid.IntRange(1, 3000).Draw(t, "learners")}
		twins := (experiment.Learners + len(arms) - 1) / len(arms)
		type play struct {
			model   Model
			arm, of int
		}
		played := map[play]int{}
		for _, b := range experiment.batches() {
			at := map[int]int{}
			for arm, s := range b.spans {
				for i := s.first; i < s.first+s.many; i++ {
					played[play{b.model, arm, i}]++
					at[i]++
				}
			}
			for i, times := range at {
				if times > 1 && twins > perArm*(len(arms)-1) {
					t.Fatalf("learner %d is %d times at a site", i, times)
				}
			}
		}
		if len(played) != twins*len(arms)*len(Models) {
			t.Fatalf("%d courses for %d learners", len(played), twins)
		}
		for p, times := range played {
			if times != 1 || p.of >= twins {
				t.Fatalf("%+v is played %d times", p, times)
			}
		}
	})
}

// Forecasts that come true differ from those that do not.
func TestForetold(t *testing.T) {
	chances := make([]float64, 50)
	for i := range chances {
		chances[i] = 0.8
	}
	scores := memory.ScoresOf(chances)
	low, high := scores.Band(0.8)
	f := study.Forecast{Outlook: memory.Outlook{Scores: scores, Low: low, High: high}}
	for _, c := range []struct {
		name          string
		times         func(raw int) int // of 10,000 exams
		share, scores float64           // the errors, at most; less is wrong by a half
		inside        float64
	}{
		{"true", func(raw int) int { return int(math.Round(10000 * scores[raw])) }, 0.002, 0.002, 0.85},
		{"a quarter less", func(raw int) int {
			if raw == 30 {
				return 10000
			}
			return 0
		}, 0.201, 0.7, 0},
	} {
		var foretold Foretold
		for raw := range scores {
			for range c.times(raw) {
				foretold.add(f, quiz.ExamResult{Raw: raw, Scored: 50})
			}
		}
		if e := foretold.Share.Error(); e > c.share || e < c.share/2-0.002 {
			t.Errorf("%s: error of the expected score %.4f, want %.4f", c.name, e, c.share)
		}
		if e := foretold.Scores.Error(); e > c.scores || e < c.scores/2-0.002 {
			t.Errorf("%s: error of the scores %.4f, want %.4f", c.name, e, c.scores)
		}
		if in := foretold.inside(); math.Abs(in-c.inside) > 0.05 {
			t.Errorf("%s: %.3f in the band", c.name, in)
		}
	}
}

// The worst model counts, whichever side of the goal is good.
func TestWorst(t *testing.T) {
	figures := func(error, correlation, inside float64) []Figure {
		return []Figure{atMost("error", error, 0.05), atLeast("correlation", correlation, 0.9), between("inside", inside, 0.77, 0.9)}
	}
	got := worst([]ModelReport{{Figures: figures(0.01, 0.95, 0.93)}, {Figures: figures(0.06, 0.91, 0.8)}})
	for i, want := range []struct {
		value float64
		met   bool
	}{{0.06, false}, {0.91, true}, {0.93, false}} {
		if got[i].Value != want.value || got[i].Met != want.met {
			t.Errorf("%s: %v, met: %v", got[i].Name, got[i].Value, got[i].Met)
		}
	}
	if r := (ServiceReport{Worst: got}); r.Met() {
		t.Error("a report with a goal missed says that all are met")
	}
	if r := (ServiceReport{Worst: got[1:2]}); !r.Met() {
		t.Error("a report without a goal missed says that one is")
	}
}

// A plan is compared with another learner by learner.
func TestOver(t *testing.T) {
	a := PlanOutcome{Gains: []Gain{{0, 5}, {1, 9}, {2, 4}}}
	b := PlanOutcome{Gains: []Gain{{0, 4}, {1, 6}, {2, 2}}}
	if mean, standardError := a.Over(b); math.Abs(mean-2) > 1e-9 || math.Abs(standardError-1/math.Sqrt(3)) > 1e-9 {
		t.Errorf("over by %v ± %v, want 2 ± 0.577", mean, standardError)
	}
}
