package simulate

import (
	"math"
	"testing"

	"viva/internal/memory"
)

const someLearners = 2000

// share is how many of many learners answer right, each with its own seed.
func share(answers func(seed uint64) bool) float64 {
	n := 0
	for seed := range uint64(someLearners) {
		if answers(seed) {
			n++
		}
	}
	return float64(n) / someLearners
}

// How likely facts that were never read are known depends on how far ability
// exceeds difficulty, for one fact or several. Whoever does not know them
// guesses.
func TestAnswerBeforeTold(t *testing.T) {
	for _, m := range Models {
		for _, c := range []struct {
			facts                      []string
			ability, difficulty, floor float64
		}{
			{[]string{"a"}, 0, 0, 0}, {[]string{"a"}, 1, 0, 0.25}, {[]string{"a", "b"}, 0.5, 1, 0},
			{[]string{"a"}, -9, 0, 0.25}, {[]string{"a", "b", "c"}, 9, 0, 0.25},
		} {
			chance := 0.0
			got := share(func(seed uint64) bool {
				l := NewLearner(m, c.ability, seed)
				chance += l.Chance(c.facts, c.difficulty, c.floor, 0) / someLearners
				right, _ := l.Answer(c.facts, c.difficulty, c.floor, 0)
				return right
			})
			known := memory.Knows(c.ability, c.difficulty)
			if want := known*0.96 + (1-known)*c.floor; math.Abs(got-want) > 0.04 || math.Abs(chance-want) > 0.01 {
				t.Errorf("%s %+v: %.3f right, chance %.3f, want %.3f", m, c, got, chance, want)
			}
		}
	}
}

// recalled is the mean chance to recall a fact unknown before so many days
// after the last of some days on which it was asked and read.
func recalled(m Model, later float64, days ...float64) float64 {
	sum := 0.0
	facts := []string{"a"}
	for seed := range uint64(someLearners) {
		l := NewLearner(m, -9, seed)
		last := 0.0
		for _, day := range days {
			l.Answer(facts, 0, 0, day)
			l.Read(facts, day)
			last = day
		}
		sum += l.Knows(facts, 0, last+later)
	}
	return sum / someLearners
}

// What both models of memory have in common with people.
func TestForgetting(t *testing.T) {
	for _, m := range Models {
		if once := recalled(m, 0, 0); once < 0.9 {
			t.Errorf("%s: right after being read %.3f recall", m, once)
		}
		if soon, late := recalled(m, 1, 0), recalled(m, 30, 0); soon < late+0.2 {
			t.Errorf("%s: %.3f recall after a day, %.3f after a month", m, soon, late)
		}
		if once, often := recalled(m, 7, 0), recalled(m, 7, 0, 1, 4); often < once+0.1 {
			t.Errorf("%s: read once %.3f recall, three times %.3f", m, once, often)
		}
		if massed, spaced := recalled(m, 30, 0, 0.01, 0.02), recalled(m, 30, 0, 2, 6); spaced < massed+0.05 {
			t.Errorf("%s: massed %.3f recall, spaced %.3f", m, massed, spaced)
		}
	}
}

// Only what was read, or known, is learnt.
func TestReading(t *testing.T) {
	for _, m := range Models {
		l := NewLearner(m, -9, 1)
		facts := []string{"a"}
		l.Answer(facts, 0, 0, 0)
		if k := l.Knows(facts, 0, 0); k > 0.01 {
			t.Errorf("%s: known with %.3f without being read", m, k)
		}
		l.Read(facts, 0)
		if k := l.Knows(facts, 0, 0); k < 0.5 {
			t.Errorf("%s: known with %.3f after being read", m, k)
		}
	}
}

func TestLearnersAlike(t *testing.T) {
	for _, m := range Models {
		a, b := NewLearner(m, 0.3, 5), NewLearner(m, 0.3, 5)
		other, apart := NewLearner(m, 0.3, 6), false
		for i := range 200 {
			facts := []string{string(rune('a' + i%7))}
			day := float64(i) / 3
			right, certainty := a.Answer(facts, 0, 0.25, day)
			if r, c := b.Answer(facts, 0, 0.25, day); r != right || c != certainty {
				t.Fatalf("%s: answer %d differs", m, i)
			}
			if r, c := other.Answer(facts, 0, 0.25, day); r != right || c != certainty {
				apart = true
			}
			for _, l := range []*Learner{a, b, other} {
				l.Read(facts, day)
			}
		}
		if !apart {
			t.Errorf("%s: another seed gives the same learner", m)
		}
	}
}

// Learners who are sure are right more often than those who think, and these
// than those who guess; and they are too sure.
func TestCertainty(t *testing.T) {
	count, right := map[memory.Certainty]float64{}, map[memory.Certainty]float64{}
	for seed := range uint64(4 * someLearners) {
		r, c := NewLearner(HalfLife, 0, seed).Answer([]string{"a"}, 0, 0.25, 0)
		count[c]++
		if r {
			right[c]++
		}
	}
	sure, think, guess := right[memory.Sure]/count[memory.Sure], right[memory.Think]/count[memory.Think], right[memory.Guess]/count[memory.Guess]
	if !(sure > think+0.1 && think > guess) || sure > 0.95 {
		t.Errorf("right when sure %.3f, thinking %.3f, guessing %.3f", sure, think, guess)
	}
}
