package memory

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// The distribution is that of all outcomes, counted one by one.
func TestScoresAgainstAllOutcomes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chances := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 9).Draw(t, "chances")
		want := make([]float64, len(chances)+1)
		for outcome := range 1 << len(chances) {
			p, right := 1.0, 0
			for i, c := range chances {
				if outcome&(1<<i) != 0 {
					p *= c
					right++
				} else {
					p *= 1 - c
				}
			}
			want[right] += p
		}
		s := ScoresOf(chances)
		sum, mean := 0.0, 0.0
		for k := range want {
			if math.Abs(s[k]-want[k]) > 1e-12 {
				t.Fatalf("%d right: %v, want %v", k, s[k], want[k])
			}
			sum += want[k]
			mean += float64(k) * want[k]
		}
		if math.Abs(s.Mean()-mean) > 1e-9 || math.Abs(s.AtLeast(0)-1) > 1e-9 {
			t.Fatalf("mean %v, want %v; all %v", s.Mean(), mean, s.AtLeast(0))
		}
		low, high := s.Band(0.8)
		if inside := s.AtLeast(low) - s.AtLeast(high+1); low > high || inside < 0.8-1e-9 {
			t.Fatalf("from %d to %d lie %v", low, high, inside)
		}
	})
}

func TestBandOfOneScore(t *testing.T) {
	if low, high := ScoresOf(nil).Band(0.8); low != 0 || high != 0 {
		t.Errorf("no item: from %d to %d", low, high)
	}
	if low, high := ScoresOf([]float64{1, 1, 1}).Band(0.8); low != 3 || high != 3 {
		t.Errorf("three sure items: from %d to %d", low, high)
	}
}

// A learner's rating finds their ability, also where a quarter of what they do
// not know is guessed; without the floor it would come out too high.
func TestMeetFindsAbility(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for _, ability := range []float64{-1.5, 0, 1.5} {
		sum, learners := 0.0, 60
		for range learners {
			learner := Rating{}
			for range 400 {
				difficulty := chance.NormFloat64()
				right := chance.Float64() < Expect(ability, difficulty, 0.25)
				learner, _ = Meet(learner, Rating{Value: difficulty, Answers: 1000}, right, 0.25)
			}
			sum += learner.Value
		}
		if mean := sum / float64(learners); math.Abs(mean-ability) > 0.15 {
			t.Errorf("ability %v comes out as %.2f", ability, mean)
		}
	}
}

func TestMeetProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rating := func(name string) Rating {
			return Rating{rapid.Float64Range(-4, 4).Draw(t, name), rapid.IntRange(0, 500).Draw(t, name+" answers")}
		}
		learner, item := rating("learner"), rating("item")
		floor := rapid.Float64Range(0, 0.5).Draw(t, "floor")
		right := rapid.Bool().Draw(t, "right")
		l, i := Meet(learner, item, right, floor)
		if (l.Value > learner.Value) != right || (i.Value < item.Value) != right {
			t.Fatalf("right %v moves the learner %v -> %v, the item %v -> %v", right, learner, l, item, i)
		}
		if e := Expect(learner.Value, item.Value, floor); e < floor || e > 1 || e < Knows(learner.Value, item.Value) {
			t.Fatalf("expected %v with floor %v", e, floor)
		}
	})
}
