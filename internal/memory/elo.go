package memory

import "math"

// Rating is a place on a scale on which learners and items meet: who stands
// one above an item knows it with 73 %, level with it with 50 %. The zero
// Rating is average.
type Rating struct {
	Value   float64 // in logits
	Answers int     // so many have moved it
}

// How fast ratings move: a whole logit at first, ever less as answers come in.
// The shape is the one commonly used for Elo in adaptive practice.
const (
	firstStep = 1.0
	slowing   = 0.05
)

func (r Rating) step() float64 { return firstStep / (1 + slowing*float64(r.Answers)) }

// Knows is the chance, from 0 to 1, that a learner knows an item's answer.
func Knows(ability, difficulty float64) float64 { return 1 / (1 + math.Exp(difficulty-ability)) }

// Expect is the chance of a right answer: of knowing it, or else of guessing
// it, whose chance is floor (one in four with four options, 0 for a number
// that is typed).
func Expect(ability, difficulty, floor float64) float64 {
	return floor + (1-floor)*Knows(ability, difficulty)
}

// Meet moves a learner and an item after an answer: both by how much it
// surprises, in opposite directions. With a guess floor a right answer to a
// hard item surprises little, and so proves little.
func Meet(learner, item Rating, right bool, floor float64) (Rating, Rating) {
	surprise := -Expect(learner.Value, item.Value, floor)
	if right {
		surprise++
	}
	moved := func(r Rating, by float64) Rating {
		return Rating{Value: r.Value + by*r.step(), Answers: r.Answers + 1}
	}
	return moved(learner, surprise), moved(item, -surprise)
}
