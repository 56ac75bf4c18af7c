package quiz

import (
	"slices"
	"time"

	"viva/internal/deck"
	"viva/internal/fault"
)

// Note is what an attempt keeps of an item beside its answer.
type Note struct {
	Flagged bool
	Struck  []string      // ids of the options the learner has ruled out
	Spent   time.Duration // at the item, by the server's clock
}

// What can be wrong with a draft.
var (
	ErrStruck = fault.New(fault.Invalid, "struck",
		"Only options of this question can be struck out.",
		"Seules les options de cette question peuvent être barrées.")
	ErrDraft = fault.New(fault.Conflict, "draft",
		"Only in an exam can an answer be saved without being told.",
		"Une réponse ne s’enregistre sans corrigé que dans un examen.")
)

// Draft is what a learner does at an item of an exam in one go. What is nil
// stays as it is; an answer without options takes back the one that stands.
type Draft struct {
	Given   *Given
	Flagged *bool
	Struck  *[]string
}

// Note returns the note on the item at pos.
func (a *Attempt) Note(pos int) Note { return a.notes[pos] }

// Noted are the positions whose notes changed since the attempt was loaded.
func (a *Attempt) Noted() []int { return a.noted }

func (a *Attempt) note(pos int, n Note) {
	if a.notes == nil {
		a.notes = map[int]Note{}
	}
	a.notes[pos] = n
	if !slices.Contains(a.noted, pos) {
		a.noted = append(a.noted, pos)
	}
}

// Jot keeps a draft: all of it, or nothing. Its response is the zero Response
// when no answer was given. A draft whose answer is there already, by its
// idempotency key, changes nothing any more once the attempt has ended.
func (a *Attempt) Jot(pos int, d Draft, now time.Time) (Response, error) {
	it, err := a.item(pos)
	if err != nil {
		return Response{}, err
	}
	if d.Struck != nil && slices.ContainsFunc(*d.Struck, func(id string) bool { return !it.Offers(id) }) {
		return Response{}, ErrStruck.At("struck")
	}
	var r Response
	switch {
	case a.Mode != deck.Exam:
		return Response{}, ErrDraft
	case d.Given != nil && len(d.Given.Options) == 0:
		if r, err = a.withdraw(pos, *d.Given, now); err != nil || a.Finished() {
			return r, err
		}
	case d.Given != nil:
		if r, err = a.Record(pos, *d.Given, now); err != nil || a.Finished() {
			return r, err
		}
	case a.RanOut(now):
		return Response{}, ErrExpired
	case a.Finished():
		return Response{}, ErrFinished
	default:
		a.move(pos, now)
	}
	n := a.Note(pos)
	if d.Flagged != nil {
		n.Flagged = *d.Flagged
	}
	if d.Struck != nil {
		n.Struck = slices.Compact(slices.Sorted(slices.Values(*d.Struck)))
	}
	a.note(pos, n)
	return r, nil
}
