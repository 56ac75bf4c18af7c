package simulate

import (
	"fmt"
	"math/rand/v2"
)

// Item asks for facts of a World.
type Item struct {
	Facts      []int   // their indexes
	Model      int     // index of the model it is dealt from
	Difficulty float64 // in logits, true
	Floor      float64 // chance of guessing it right, 0 to 1
}

// World is what there is to learn: facts, and an item for each of them.
type World struct {
	Names   []string  // of the facts
	Items   []Item    // Items[i] asks for fact i, and maybe for others too
	Guessed []float64 // what its author expected each model's difficulty to be
}

// How a world is drawn: an item is as hard as its fact and its model together,
// which spread by so many logits, and authors misjudge a model by so much. Most
// items have four options; some are ordered, matched or typed. Every eighth
// asks for two facts.
const (
	factSpread    = 0.8
	modelSpread   = 0.6
	authorError   = 0.5
	factsPerModel = 5
	twoFacts      = 8
)

var floors = [...]float64{0.25, 0.25, 0.25, 0.25, 0.25, 0.5, 0.05, 0.05, 0.2, 0}

// NewWorld draws a world of so many facts.
func NewWorld(facts int, seed uint64) *World {
	chance := rand.New(rand.NewPCG(seed, 0x776f726c64))
	w := &World{}
	models := make([]float64, (facts+factsPerModel-1)/factsPerModel)
	modelFloors := make([]float64, len(models))
	for i := range models {
		models[i] = modelSpread * chance.NormFloat64()
		modelFloors[i] = floors[chance.IntN(len(floors))]
		w.Guessed = append(w.Guessed, models[i]+authorError*chance.NormFloat64())
	}
	for i := range facts {
		model := chance.IntN(len(models))
		item := Item{
			Facts:      []int{i},
			Model:      model,
			Difficulty: models[model] + factSpread*chance.NormFloat64(),
			Floor:      modelFloors[model],
		}
		if i%twoFacts == twoFacts-1 {
			item.Facts = append(item.Facts, chance.IntN(i))
		}
		w.Names = append(w.Names, fmt.Sprintf("fact %d", i))
		w.Items = append(w.Items, item)
	}
	return w
}

// Question returns item i as learners meet it.
func (w *World) Question(i int) Question {
	it := w.Items[i]
	q := Question{Item: i, Difficulty: it.Difficulty, Floor: it.Floor}
	for _, f := range it.Facts {
		q.Facts = append(q.Facts, w.Names[f])
	}
	return q
}

// Knowledge is the share of the world's items that the learner truly knows on
// that day, guesses left out.
func (w *World) Knowledge(l *Learner, day float64) float64 {
	sum := 0.0
	for i := range w.Items {
		q := w.Question(i)
		sum += l.Knows(q.Facts, q.Difficulty, day)
	}
	return sum / float64(len(w.Items))
}
