package simulate

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"viva/internal/deck"
	"viva/internal/memory"
)

// hidden is the truth about a deck's items, which the services do not know: an
// item is as hard as its model and its facts together. Authors expect the
// difficulty of a model with an error, and of facts nothing. Floors are no
// secret: they are those that the services reckon with.
type hidden struct {
	edition string
	facts   []string        // by name, in the order of the files
	index   map[string]int  // of facts
	items   map[string]ways // by id
	asking  [][]ways        // of every fact
}

// ways is how an item asks: for how many facts, how hard, and how easily
// guessed.
type ways struct {
	facts      int
	difficulty float64 // in logits
	floor      float64
}

// newHidden draws the truth about all items that an edition asks in so many
// days.
func newHidden(d *deck.Deck, edition string, first time.Time, days int, seed uint64) (*hidden, error) {
	if edition == "" {
		edition = d.Current
	}
	h := &hidden{edition: edition, index: map[string]int{}, items: map[string]ways{}}
	if d.EditionOn(edition, deck.DateOf(first)) == nil {
		return nil, fmt.Errorf("%s has no edition %q on %s, when the simulation begins", d.ID(), edition, deck.DateOf(first))
	}
	var exam *deck.ExamProfile // the one that plans prepare for
	if len(d.Exams) > 0 {
		exam = &d.Exams[0]
	}
	for day := range days {
		for _, spec := range d.Specs(edition, deck.DateOf(first.AddDate(0, 0, day))) {
			if _, known := h.items[spec.ID]; !known {
				h.add(spec, seed, exam == nil || exam.Asks(spec))
			}
		}
	}
	for i := range h.asking { // items that ask for a fact alone stand for it, where there are any
		if own := slices.DeleteFunc(slices.Clone(h.asking[i]), func(w ways) bool { return w.facts > 1 }); len(own) > 0 {
			h.asking[i] = own
		}
	}
	return h, nil
}

// add draws the truth about an item. The facts of one that an exam asks are what
// learners prepare for: only these are chosen and counted.
func (h *hidden) add(spec *deck.Spec, seed uint64, counts bool) {
	names := spec.Names()
	w := ways{facts: len(names), floor: spec.Floor()}
	w.difficulty = memory.DifficultyOf(spec.Model.Facility, w.floor) + authorError*drawn(seed, "model "+spec.Model.ID)
	for _, name := range names {
		w.difficulty += factSpread * drawn(seed, "fact "+name) / float64(w.facts)
	}
	h.items[spec.ID] = w
	if !counts {
		return
	}
	for _, name := range names {
		i, known := h.index[name]
		if !known {
			i = len(h.facts)
			h.index[name] = i
			h.facts, h.asking = append(h.facts, name), append(h.asking, nil)
		}
		h.asking[i] = append(h.asking[i], w)
	}
}

// drawn is a standard normal number that belongs to a name and a seed.
func drawn(seed uint64, name string) float64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(seed, h.Sum64())).NormFloat64()
}

// knowledge is the share of the facts that the learner truly knows on that
// day, guesses left out.
func (h *hidden) knowledge(l *Learner, day float64) float64 {
	sum := 0.0
	for i, name := range h.facts {
		for _, w := range h.asking[i] {
			sum += l.knows(name, w.facts, w.difficulty, day) / float64(len(h.asking[i]))
		}
	}
	return sum / float64(len(h.facts))
}
