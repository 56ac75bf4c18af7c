package quiz

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"viva/internal/deck"
	"viva/internal/fault"
)

// What can stand in the way of practising what was wrong.
var (
	ErrKind = fault.New(fault.Invalid, "no_kind",
		"The kind of an attempt is wrong, or is left out.", "")
	ErrNoneMissed = fault.New(fault.Conflict, "none_missed",
		"Nothing was wrong in this attempt, so there is nothing to practise again.",
		"Rien n’était faux dans cette tentative\u00a0: il n’y a rien à retravailler.")
)

// Missed lists the facts that were answered wrong and, in an exam, left blank;
// none while an exam is open. An item may ask several facts: the first fact of
// each item comes before the second of any, so that a short attempt has
// something of every item. An answer that was called a mistap is left out,
// since the fresh variant dealt for it counts instead.
func (a *Attempt) Missed() []deck.Want {
	missed, most := make([][]string, len(a.items)), 0
	for i := range a.items {
		missed[i] = a.missed(i + 1)
		most = max(most, len(missed[i]))
	}
	var wants []deck.Want
	for nth := range most {
		for i, it := range a.items {
			if nth >= len(missed[i]) {
				continue
			}
			name := missed[i][nth]
			if !slices.ContainsFunc(wants, func(w deck.Want) bool { return w.Fact == name }) {
				wants = append(wants, deck.Want{Fact: name, Model: it.Model, Wording: it.Wording})
			}
		}
	}
	return wants
}

// MissedItems counts the items with facts that Missed lists.
func (a *Attempt) MissedItems() int {
	n := 0
	for i := range a.items {
		if len(a.missed(i+1)) > 0 {
			n++
		}
	}
	return n
}

// missed are the names of the facts of the item at pos that were not known, as
// far as that may be told.
func (a *Attempt) missed(pos int) []string {
	r, answered := a.response(pos)
	if a.Mode == deck.Exam && !a.Finished() || a.Mode == deck.Practice && !answered || r.Mark.Full() || r.Mistapped {
		return nil
	}
	var e Evidence
	if answered {
		var err error
		if e, err = a.evidence(r); err != nil {
			answered = false // what cannot be read any more is as good as blank
		}
	}
	if !answered {
		for _, name := range a.items[pos-1].FactNames() {
			e.Facts = append(e.Facts, Recalled{Name: name})
		}
	}
	var names []string
	for _, f := range e.Facts {
		if !f.Right {
			names = append(names, f.Name)
		}
	}
	return names
}

// StartWrong starts practice on what was wrong in an earlier attempt, each fact
// asked in other words. lang "" is the language of that attempt; size 0 is one
// question for each missed one. An exam has to be finished first.
func (s *Service) StartWrong(ctx context.Context, who Learner, from AttemptID, lang string, size int) (*Attempt, error) {
	a, err := s.Attempt(ctx, who, from)
	if err != nil {
		return nil, fmt.Errorf("practise what was wrong in attempt %d: %w", from, err)
	}
	if a.Mode == deck.Exam && !a.Finished() {
		return nil, ErrUnfinished
	}
	d, err := s.Deck(a.Subject)
	if err != nil {
		return nil, err
	}
	wants := a.Missed()
	if len(wants) == 0 {
		return nil, ErrNoneMissed
	}
	for i := range wants {
		wants[i].Fact = d.NameOf(wants[i].Fact)
	}
	lang, size = cmp.Or(lang, a.Lang), cmp.Or(size, min(a.MissedItems(), deck.MaxSize))
	return s.Start(ctx, who, Start{Subject: a.Subject, Edition: a.Edition, Mode: deck.Practice, Kind: Wrong, Size: size, Lang: lang, Wants: wants})
}
