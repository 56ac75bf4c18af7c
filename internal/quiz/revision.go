package quiz

import "slices"

// keptRevisions is how many of the answers to one item of an exam are kept: the
// first and the last ones. The last one stands, the first tells whether a
// change of mind helped, and those just before it are there for clients that
// send an answer twice; of the others storage keeps only the idempotency key. A
// script could change an answer without end, and each save would read all that
// were kept. The number of the last revision still tells how many there were.
const keptRevisions = 10

// Replaced lists the stored responses that the attempt keeps no longer, by
// their StoredAs.
func (a *Attempt) Replaced() []int64 { return a.replaced }

// StaleAt is ErrStale with the answer at pos that stood when the attempt was
// loaded: storage knows answers that came before it and were dropped.
func (a *Attempt) StaleAt(pos int) error {
	for _, r := range slices.Backward(a.responses[:a.fresh]) {
		if r.Position == pos {
			return staleBeside(r)
		}
	}
	return ErrStale
}

// trim drops what lies between the first and the last answers to the item at
// pos.
func (a *Attempt) trim(pos int) {
	var at []int
	for i, r := range a.responses {
		if r.Position == pos {
			at = append(at, i)
		}
	}
	if len(at) <= keptRevisions {
		return
	}
	for _, i := range slices.Backward(at[1 : len(at)-keptRevisions+1]) {
		if id := a.responses[i].StoredAs; id > 0 {
			a.replaced = append(a.replaced, id)
		}
		a.responses = slices.Delete(a.responses, i, i+1)
		if i < a.fresh {
			a.fresh--
		}
	}
}
