package quiz

import (
	"fmt"
	"slices"

	"viva/internal/deck"
	"viva/internal/fault"
)

// maxReturns is the most items by which an attempt can grow: a sitting of ten
// stays one of ten, and ends when its learner expects it to.
const maxReturns = 3

// What can be wrong with calling an answer a mistap.
var (
	ErrNoMistap = fault.New(fault.Conflict, "no_mistap",
		"Only a wrong answer in practice can be called a mistap, once.",
		"«\u00a0J’ai appuyé à côté\u00a0» ne se dit que d’une réponse fausse d’entraînement, et une seule fois.")
	ErrNoOther = fault.New(fault.Conflict, "no_other",
		"There is no other question on this to ask.",
		"Il n’y a pas d’autre question à poser là-dessus.")
)

// surprised reports whether an answer was sure and wrong: such an error is
// corrected best if its fact comes back soon.
func (a *Attempt) surprised(r Response) bool {
	return a.Mode == deck.Practice && a.Kind != Offline && r.Certainty == Sure && !r.Mark.Full()
}

// comesBack reports whether a fact of the item at pos is asked again further
// on.
func (a *Attempt) comesBack(pos int) bool { return len(a.returnsOf(pos)) > 0 }

// returnsOf are the positions further on at which a fact of the item at pos is
// asked again.
func (a *Attempt) returnsOf(pos int) []int {
	var found []int
	for i, it := range a.items[pos:] {
		if it.Role == deck.Return && slices.ContainsFunc(it.Names, func(n string) bool { return slices.Contains(a.items[pos-1].Names, n) }) {
			found = append(found, pos+i+1)
		}
	}
	return found
}

// openReturn is the position of an item that came back for the one at pos and
// is not answered yet, or 0.
func (a *Attempt) openReturn(pos int) int {
	for _, at := range a.returnsOf(pos) {
		if _, answered := a.response(at); !answered {
			return at
		}
	}
	return 0
}

// asksAny reports whether the item at pos asks a fact of these names.
func (a *Attempt) asksAny(pos int, names map[string]bool) bool {
	return slices.ContainsFunc(a.items[pos-1].FactNames(), func(name string) bool { return names[name] })
}

// Returns is how many items came back already.
func (a *Attempt) Returns() int {
	n := 0
	for _, it := range a.items {
		if it.Role == deck.Return {
			n++
		}
	}
	return n
}

// CanMistap reports whether the answer at pos can be called a mistap: it is
// wrong, and its fact comes back or still can.
func (a *Attempt) CanMistap(pos int) bool {
	r, answered := a.response(pos)
	if !answered || a.Finished() || a.Mode != deck.Practice || r.Mark.Full() || r.Mistapped {
		return false
	}
	return a.openReturn(pos) > 0 || len(a.mayReturn(a.missed(pos))) > 0
}

// mayReturn are those of the missed facts that may come back: each does once at
// most, and all together maxReturns times.
func (a *Attempt) mayReturn(missed []string) []string {
	if a.Returns() >= maxReturns {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(missed), func(name string) bool {
		return slices.ContainsFunc(a.items, func(it deck.Item) bool {
			return it.Role == deck.Return && slices.Contains(it.FactNames(), name)
		})
	})
}

// Mistap notes that the learner did not mean the answer at pos. It stays on
// record and keeps its points.
func (a *Attempt) Mistap(pos int) error {
	if _, err := a.item(pos); err != nil {
		return err
	}
	if a.Finished() {
		return ErrFinished
	}
	for i, r := range slices.Backward(a.responses) {
		if r.Position != pos {
			continue
		}
		if a.Mode != deck.Practice || r.Mark.Full() || r.Mistapped {
			return ErrNoMistap
		}
		a.responses[i].Mistapped = true
		a.mistaken = append(a.mistaken, pos)
		return nil
	}
	return ErrNoMistap
}

// Mistaken are the positions whose answers were called a mistap since the
// attempt was loaded.
func (a *Attempt) Mistaken() []int { return a.mistaken }

// bringBack adds a fresh variant of the item at pos to the end of the attempt,
// on the first of its missed facts that may come back, can be asked otherwise
// and is not withheld.
func (s *Service) bringBack(a *Attempt, pos int, missed []string, withheld map[string]bool) error {
	missed = a.mayReturn(missed)
	if len(missed) == 0 {
		return ErrNoOther
	}
	d, err := s.Deck(a.Subject)
	if err != nil {
		return ErrNoOther // the subject is gone; what was dealt of it goes on
	}
	it := a.items[pos-1]
	wants := make([]deck.Want, len(missed))
	for i, name := range missed {
		wants[i] = deck.Want{Fact: d.NameOf(name), Model: it.Model, Wording: it.Wording}
	}
	items, err := d.DealWanted(deck.Request{Edition: a.Edition, Lang: a.Lang, Mode: deck.Practice, Size: 1, Day: s.Today(), Withheld: withheld,
		Streams: deck.NewStreams(a.Seed).Sub(fmt.Sprintf("return %d", len(a.items)))}, wants)
	if err != nil {
		return fmt.Errorf("bring back %s: %w", it.ID, err)
	}
	if len(items) == 0 {
		return ErrNoOther
	}
	items[0].Role = deck.Return
	if err := deck.NameOptions(items, s.rand); err != nil {
		return err
	}
	a.items = append(a.items, items...)
	return nil
}
