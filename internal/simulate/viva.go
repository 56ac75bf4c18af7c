package simulate

import "viva/internal/memory"

// Ratings are what the answers of many learners say about a world.
type Ratings struct {
	Facts, Models []memory.Rating
}

// NewRatings returns the ratings before the first answer: each model is as hard
// as its author expected.
func NewRatings(w *World) *Ratings {
	r := &Ratings{
		Facts:  make([]memory.Rating, len(w.Names)),
		Models: make([]memory.Rating, len(w.Guessed)),
	}
	for i, d := range w.Guessed {
		r.Models[i].Value = d
	}
	return r
}

// Viva is a Scheduler that plans and judges with package memory, as the real
// services do but without storage, dealing and topics: what was never met comes
// in the order of the world, whoever the learner is.
type Viva struct {
	Plan    memory.Plan
	Ability memory.Rating
	Memory  memory.Rating
	Traces  []memory.Trace // of facts

	world   *World
	ratings *Ratings
	weights *memory.Weights
}

// NewViva returns the scheduler of a new learner. The ratings are shared by all
// learners and change with every answer.
func NewViva(w *World, r *Ratings, p memory.Plan) *Viva {
	weights := memory.DefaultWeights
	return &Viva{Plan: p, world: w, ratings: r, weights: &weights, Traces: make([]memory.Trace, len(w.Names))}
}

// Next asks what the plan asks for.
func (v *Viva) Next(day float64, room int) []int {
	p := v.Plan
	p.Daily = room
	return v.weights.Today(p, v.Traces, day, 0)
}

// Meeting is how the learner and an item are rated on that day, before the
// answer.
func (v *Viva) Meeting(item int, day float64) memory.Meeting {
	it := v.world.Items[item]
	m := memory.Meeting{Learner: v.Ability, Memory: v.Memory, Model: v.ratings.Models[it.Model], Floor: it.Floor}
	for _, f := range it.Facts {
		m.Facts = append(m.Facts, memory.Met{
			Rating: v.ratings.Facts[f],
			Recall: v.weights.Foreseen(v.Traces[f], day),
			Days:   day - v.Traces[f].Reviewed,
			Seen:   v.Traces[f].Reviews > 0,
		})
	}
	return m
}

// Record updates ratings and memory.
func (v *Viva) Record(item int, day float64, r memory.Recall) {
	it := v.world.Items[item]
	m := v.Meeting(item, day).After(r.Right)
	v.Ability, v.Memory = m.Learner, m.Memory
	v.ratings.Models[it.Model] = m.Model
	for i, f := range it.Facts {
		v.ratings.Facts[f] = m.Facts[i].Rating
		v.Traces[f] = v.weights.Recalled(v.Traces[f], day, r)
	}
}
