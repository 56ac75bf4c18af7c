package memory

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// A learner's rating finds their ability, also where a quarter of what they do
// not know is guessed, and its error tells how far it is off.
func TestMeetingFindsAbility(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for _, ability := range []float64{-1.5, 0, 1.5} {
		sum, squares, told, learners := 0.0, 0.0, 0.0, 200
		for range learners {
			learner := Rating{}
			for range 400 {
				m := Meeting{
					Learner: learner,
					Model:   Rating{Value: chance.NormFloat64(), Information: 1e6},
					Facts:   []Met{{Rating: Rating{Information: 1e6}}},
					Floor:   0.25,
				}
				right := chance.Float64() < Expect(ability, m.Model.Value, m.Floor)
				learner = m.After(right).Learner
			}
			sum += learner.Value
			squares += (learner.Value - ability) * (learner.Value - ability)
			told += learner.Error()
		}
		n := float64(learners)
		if mean := sum / n; math.Abs(mean-ability) > 0.1 {
			t.Errorf("ability %v comes out as %.2f", ability, mean)
		}
		if off := math.Sqrt(squares / n); off/(told/n) < 0.7 || off/(told/n) > 1.4 {
			t.Errorf("ability %v is off by %.2f, its error tells %.2f", ability, off, told/n)
		}
	}
}

func drawRating(t *rapid.T, name string) Rating {
	return Rating{
		Value:       rapid.Float64Range(-4, 4).Draw(t, name),
		Answers:     rapid.IntRange(0, 500).Draw(t, name+" answers"),
		Information: rapid.Float64Range(0, 100).Draw(t, name+" information"),
	}
}

func drawMeeting(t *rapid.T) Meeting {
	m := Meeting{
		Learner: drawRating(t, "learner"),
		Memory:  drawRating(t, "memory"),
		Model:   drawRating(t, "model"),
		Floor:   rapid.Float64Range(0, 0.5).Draw(t, "floor"),
	}
	for range rapid.IntRange(0, 4).Draw(t, "facts") {
		m.Facts = append(m.Facts, Met{
			Rating: drawRating(t, "fact"),
			Recall: rapid.Float64Range(0, 1).Draw(t, "recall"),
			Seen:   rapid.Bool().Draw(t, "seen"),
		})
	}
	return m
}

// A right answer raises what it depends on in the learner and lowers what was
// asked; a wrong one does the opposite. What the answer does not depend on
// stays. A chance lies above the floor.
func TestMeetingProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMeeting(t)
		p := m.Chance()
		if p < m.Floor || p > 1 {
			t.Fatalf("chance %v with floor %v", p, m.Floor)
		}
		right := rapid.Bool().Draw(t, "right")
		next := m.After(right)
		seen, unseen := false, len(m.Facts) == 0
		for _, f := range m.Facts {
			seen, unseen = seen || f.Seen, unseen || !f.Seen
		}
		check := func(name string, before, after Rating, depends, rises bool) {
			t.Helper()
			if !depends {
				if after != before {
					t.Fatalf("%s moved from %+v to %+v", name, before, after)
				}
				return
			}
			tells := m.stance().logit > -7 // below that an answer may tell less than a float holds
			if after.Answers != before.Answers+1 || (after.Value > before.Value) != rises && (tells || after.Value != before.Value) ||
				after.Error() > before.Error() || tells && after.Error() == before.Error() {
				t.Fatalf("right %v: %s moves from %+v to %+v", right, name, before, after)
			}
		}
		check("learner", m.Learner, next.Learner, unseen, right)
		check("memory", m.Memory, next.Memory, seen, right)
		check("model", m.Model, next.Model, unseen, !right)
		for i, f := range m.Facts {
			check("fact", f.Rating, next.Facts[i].Rating, !f.Seen, !right)
		}
	})
}

// What an answer tells on average is the information of the three-parameter
// logistic model: the expected square of the slope.
func TestInformationIsExpectedSquare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Meeting{Floor: rapid.Float64Range(0, 0.5).Draw(t, "floor")}
		m.Model.Value = rapid.Float64Range(-3, 3).Draw(t, "difficulty")
		p := m.Chance()
		slope := func(right bool) float64 {
			next := m.After(right).Learner
			return next.Value / max(next.Error()*next.Error(), leastStep)
		}
		squares := p*slope(true)*slope(true) + (1-p)*slope(false)*slope(false)
		if mean := p*slope(true) + (1-p)*slope(false); math.Abs(mean) > 1e-9 {
			t.Fatalf("mean slope %v", mean)
		}
		if information := m.After(true).Learner.Information; math.Abs(information-squares) > 1e-9 {
			t.Fatalf("information %v, want %v", information, squares)
		}
	})
}

func TestDifficultyOf(t *testing.T) {
	for _, c := range []struct{ facility, floor float64 }{{0.8, 0.25}, {0.5, 0}, {0.4, 0.25}} {
		d := DifficultyOf(c.facility, c.floor)
		if p := Expect(0, d, c.floor); math.Abs(p-c.facility) > 1e-9 {
			t.Errorf("%+v: difficulty %v gives %v", c, d, p)
		}
	}
	for _, facility := range []float64{0, 0.2, 1} {
		if d := DifficultyOf(facility, 0.25); math.IsNaN(d) || math.Abs(d) > 4 {
			t.Errorf("facility %v: difficulty %v", facility, d)
		}
	}
}

// Every rating moves along the slope of the likelihood of the answer.
func TestAfterFollowsLikelihood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMeeting(t)
		right := rapid.Bool().Draw(t, "right")
		likelihood := func(change func(*Meeting, float64), by float64) float64 {
			c := m
			c.Facts = append([]Met(nil), m.Facts...)
			change(&c, by)
			if p := c.Chance(); right {
				return math.Log(p)
			} else {
				return math.Log(1 - p)
			}
		}
		next := m.After(right)
		check := func(name string, before, after Rating, change func(*Meeting, float64)) {
			t.Helper()
			const step = 1e-5
			want := (likelihood(change, step) - likelihood(change, -step)) / (2 * step)
			got := (after.Value - before.Value) / max(after.variance(), leastStep)
			if math.Abs(got-want) > 1e-4 {
				t.Fatalf("%s moves along %v, the likelihood rises by %v", name, got, want)
			}
		}
		check("learner", m.Learner, next.Learner, func(c *Meeting, by float64) { c.Learner.Value += by })
		check("memory", m.Memory, next.Memory, func(c *Meeting, by float64) { c.Memory.Value += by })
		check("model", m.Model, next.Model, func(c *Meeting, by float64) { c.Model.Value += by })
		for i := range m.Facts {
			check("fact", m.Facts[i].Rating, next.Facts[i].Rating, func(c *Meeting, by float64) { c.Facts[i].Rating.Value += by })
		}
	})
}

// Doubt draws a chance towards even odds, and memory counts most for what is
// easily forgotten.
func TestChance(t *testing.T) {
	sure, unsure := Meeting{Learner: Rating{Value: 2, Information: 1e9}}, Meeting{Learner: Rating{Value: 2}}
	sure.Model.Information, unsure.Model.Information = 1e9, 1e9
	if s, u := sure.Chance(), unsure.Chance(); math.Abs(s-Knows(2, 0)) > 1e-6 || u >= s || u <= 0.5 {
		t.Errorf("a known learner's chance is %v, an unknown one's %v", s, u)
	}
	lift := func(recall float64) float64 {
		m := Meeting{Memory: Rating{Information: 1e9}, Facts: []Met{{Seen: true, Recall: recall}}}
		if math.Abs(m.Chance()-recall) > 1e-6 {
			t.Errorf("recalled with %v, chance %v", recall, m.Chance())
		}
		before := logitOf(m.Chance())
		m.Memory.Value = 0.5
		return logitOf(m.Chance()) - before
	}
	if firm, even, faint := lift(0.97), lift(0.9), lift(0.6); math.Abs(even-0.5) > 1e-6 || firm > 0.3 || faint < 0.9 {
		t.Errorf("half a logit of memory lifts a firm fact by %v, one at nine in ten by %v, a faint one by %v", firm, even, faint)
	}
}

// What is recalled on the next day says little about a learner's memory, and is
// little moved by it; after weeks it counts in full, as it does where a log does
// not tell how long it was.
func TestMemoryIsWhatLasts(t *testing.T) {
	by := func(days float64) (moved, shifted float64) {
		m := Meeting{Facts: []Met{{Seen: true, Recall: 0.8, Days: days}}, Floor: 0.25}
		better := m
		better.Memory.Value = 1
		return m.After(false).Memory.Value, better.Chance() - m.Chance()
	}
	dayMoved, dayShifted := by(1)
	weeksMoved, weeksShifted := by(30)
	unknownMoved, unknownShifted := by(0)
	if dayMoved < weeksMoved/5 || dayMoved >= 0 || dayShifted > weeksShifted/5 || dayShifted <= 0 {
		t.Errorf("after a day the rating moves by %.3f and counts %.3f, after weeks by %.3f and %.3f", dayMoved, dayShifted, weeksMoved, weeksShifted)
	}
	if math.Abs(unknownMoved-weeksMoved) > 1e-9 || math.Abs(unknownShifted-weeksShifted) > 1e-9 {
		t.Errorf("where the days are not known: %.3f and %.3f", unknownMoved, unknownShifted)
	}
}

// An item that asks for several facts is known by who knows all of them: facts
// met before by their curves, the others by their share of what the ability
// says.
func TestChanceNeedsEveryFact(t *testing.T) {
	certain := Rating{Information: math.Inf(1)}
	met := func(recalls ...float64) Meeting { // 0 is a fact not met
		m := Meeting{Learner: certain, Memory: certain, Model: certain}
		for _, r := range recalls {
			m.Facts = append(m.Facts, Met{Rating: certain, Recall: r, Seen: r > 0})
		}
		return m
	}
	for _, c := range []struct {
		m    Meeting
		want float64
	}{
		{met(0), 0.5},
		{met(0, 0), 0.5},
		{met(0.9), 0.9},
		{met(0.9, 0.8), 0.72},
		{met(0.9, 0), 0.9 * math.Sqrt(0.5)},
		{met(0.9, 0.8, 0.9, 0), 0.9 * 0.8 * 0.9 * math.Pow(0.5, 0.25)},
	} {
		if p := c.m.Chance(); math.Abs(p-c.want) > 1e-9 {
			t.Errorf("%d facts: chance %.4f, want %.4f", len(c.m.Facts), p, c.want)
		}
	}
}

// The rating of a model finds its difficulty also where learners have met some
// of the facts that its items ask for. Means over facts were 0.9 logits off here.
func TestMeetingFindsDifficultyOfSeveralFacts(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	const difficulty, recall, floor = -1.0, 0.9, 0.05
	certain := Rating{Information: 1e6}
	model := Rating{}
	sum, n := 0.0, 0.0
	for i := range 4000 {
		m := Meeting{Learner: Rating{Value: chance.NormFloat64(), Information: 1e6}, Memory: certain, Model: model, Floor: floor}
		known := 1.0
		for range 4 {
			f := Met{Rating: certain, Recall: recall, Seen: chance.IntN(2) == 0}
			if m.Facts = append(m.Facts, f); f.Seen {
				known *= recall
			} else {
				known *= math.Pow(Knows(m.Learner.Value, difficulty), 0.25)
			}
		}
		model = m.After(chance.Float64() < floor+(1-floor)*known).Model
		if i >= 2000 { // it never stands still, see leastStep
			sum += model.Value
			n++
		}
	}
	if off := sum/n - difficulty; math.Abs(off) > 0.15 {
		t.Errorf("the difficulty comes out %+.2f logits off", off)
	}
}
