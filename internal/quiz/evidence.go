package quiz

import (
	"errors"
	"slices"

	"viva/internal/deck"
)

// Evidence is an answered item as a sign of what its learner knows.
type Evidence struct {
	Position int
	Item     deck.Item
	Response Response
	Floor    float64 // the chance, from 0 to 1, that a blind guess gets it right
	Facts    []Recalled
	Mixups   []deck.Mixup
}

// Recalled says of one key fact whether the answer got it right.
type Recalled struct {
	Name  string // of the fact, see Fact.Name
	Right bool
}

// Right reports whether the whole answer is right.
func (e Evidence) Right() bool { return e.Response.Mark.Full() }

// EvidenceNow lists what the changes since the attempt was loaded tell about
// its learner: in practice each answer, in an exam all that stand when it ends.
// What is blank tells nothing.
func (a *Attempt) EvidenceNow() ([]Evidence, error) {
	var found []Evidence
	for _, r := range a.told() {
		e, err := a.evidence(r)
		if errors.Is(err, deck.ErrType) {
			continue // another version took the answer; the attempt can end without it
		}
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return found, nil
}

// told are the responses whose feedback the last change lets the learner read.
func (a *Attempt) told() []Response {
	if a.Mode == deck.Practice {
		return a.Fresh()
	}
	if !a.finishing {
		return nil
	}
	return slices.DeleteFunc(a.standing(), Response.Withdrawn)
}

func (a *Attempt) evidence(r Response) (Evidence, error) {
	it := a.items[r.Position-1]
	answer, err := it.Read(r.Given)
	if err != nil {
		return Evidence{}, err
	}
	floor, err := it.Floor()
	if err != nil {
		return Evidence{}, err
	}
	e := Evidence{Position: r.Position, Item: it, Response: r, Floor: floor, Mixups: it.Mixups(answer)}
	for i, fact := range it.Facts {
		name := fact
		if i < len(it.Names) {
			name = it.Names[i]
		}
		e.recall(name, r.Mark.Full() || it.Recalls(fact, answer))
	}
	return e, nil
}

// recall notes a key fact. Several of one name are one to a learner, who knows
// it when all of them are right.
func (e *Evidence) recall(name string, right bool) {
	i := slices.IndexFunc(e.Facts, func(f Recalled) bool { return f.Name == name })
	if i < 0 {
		e.Facts = append(e.Facts, Recalled{Name: name, Right: right})
		return
	}
	e.Facts[i].Right = e.Facts[i].Right && right
}
