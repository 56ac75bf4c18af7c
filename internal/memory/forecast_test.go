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

// An exam's band widens with doubt about the learner, and no probability gets
// lost.
func TestForesee(t *testing.T) {
	items := make([]Meeting, 50)
	for i := range items {
		items[i] = Meeting{Model: Rating{Value: float64(i%5) - 2, Information: 50}, Floor: 0.25}
		if i%2 == 0 {
			items[i].Facts = []Met{{Seen: true, Recall: 0.8}}
		}
	}
	known := Foresee(Rating{Value: 0.5, Information: 100}, Rating{Information: 100}, items)
	unknown := Foresee(Rating{Value: 0.5}, Rating{}, items)
	for _, o := range []Outlook{known, unknown} {
		if sum := o.Scores.AtLeast(0); math.Abs(sum-1) > 1e-9 || len(o.Scores) != len(items)+1 {
			t.Errorf("%d scores sum to %v", len(o.Scores), sum)
		}
		if low, high := o.Scores.Band(0.8); low != o.Low || high != o.High {
			t.Errorf("band %d to %d, want %d to %d", o.Low, o.High, low, high)
		}
	}
	if unknown.High-unknown.Low <= known.High-known.Low {
		t.Errorf("unknown ability: %d to %d, known: %d to %d", unknown.Low, unknown.High, known.Low, known.High)
	}
	if known.Needs != 0 || unknown.Needs == 0 {
		t.Errorf("needs %d when known, %d when not", known.Needs, unknown.Needs)
	}
	better := Foresee(Rating{Value: 1.5, Information: 100}, Rating{Value: 1, Information: 100}, items)
	if better.Scores.Mean() <= known.Scores.Mean() {
		t.Errorf("a better learner expects %v, not more than %v", better.Scores.Mean(), known.Scores.Mean())
	}
}

// Foresee does not touch the items it is handed.
func TestForeseeLeavesItems(t *testing.T) {
	items := []Meeting{{Learner: Rating{Value: 3}}}
	Foresee(Rating{Value: -1}, Rating{}, items)
	if items[0].Learner.Value != 3 {
		t.Errorf("the item's learner is %+v", items[0].Learner)
	}
}

// Needs is what brings the error down to the goal, at the usual information.
func TestNeeds(t *testing.T) {
	r := Rating{Value: 1, Information: 2}
	r.Information += float64(Foresee(r, Rating{}, nil).Needs) * usualInformation
	if o := Foresee(r, Rating{}, nil); r.Error() > knownError || o.Needs != 0 {
		t.Errorf("error %.3f, needs %d", r.Error(), o.Needs)
	}
}

// Luck is how far the ratings of learners who stay as they are scatter, and
// Swing what this makes of their forecast.
func TestLuck(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 14))
	exam := make([]Meeting, 20)
	for i := range exam {
		exam[i] = Meeting{Model: Rating{Value: float64(i%5) - 2, Information: 50}, Floor: 0.25}
	}
	for _, information := range []float64{8, 25, 90} {
		var moves, told, swings, foretold float64
		const learners = 2000
		for range learners {
			ability := chance.NormFloat64()
			was := Rating{Information: information}
			was.Value = ability + chance.NormFloat64()*was.Error()
			now := was
			for range 20 {
				item := Meeting{Learner: now, Model: Rating{Value: 2*chance.Float64() - 1, Information: 50}, Floor: 0.25}
				right := chance.Float64() < Expect(ability, item.Model.Value, item.Floor)
				now = item.After(right).Learner
			}
			moves += (now.Value - was.Value) * (now.Value - was.Value) / learners
			told += now.Luck(information) * now.Luck(information) / learners
			if chance.IntN(50) > 0 {
				continue
			}
			change := Foresee(now, Rating{}, exam).Scores.AtLeast(12) - Foresee(was, Rating{}, exam).Scores.AtLeast(12)
			swing := Swing(now, Rating{}, exam, 12, now.Luck(information), 0)
			swings, foretold = swings+change*change, foretold+swing*swing
		}
		if got := math.Sqrt(told / moves); got < 0.85 || got > 1.15 {
			t.Errorf("information %v: ratings move by %.3f, Luck tells %.3f", information, math.Sqrt(moves), math.Sqrt(told))
		}
		if got := math.Sqrt(foretold / swings); got < 0.7 || got > 1.4 {
			t.Errorf("information %v: forecasts move %.2f times as far as Swing tells", information, 1/got)
		}
	}
}
