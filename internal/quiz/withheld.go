package quiz

import (
	"context"
	"slices"
)

// Withheld are the names of the facts that who's running timed exams ask:
// until these end, nothing new is told of them, whenever they were met before.
// Feedback that was given already can be read again: it is as good as notes.
func (s *Service) Withheld(ctx context.Context, who Learner) (map[string]bool, error) {
	open, err := s.openExams(ctx, who)
	if err != nil {
		return nil, err
	}
	return withheldBy(open), nil
}

// withheldBy are the names of the facts that these exams ask.
func withheldBy(open []*Attempt) map[string]bool {
	withheld := map[string]bool{}
	for _, a := range open {
		for _, it := range a.items {
			for _, name := range it.Names {
				withheld[name] = true
			}
		}
	}
	return withheld
}

// apart refuses an attempt that was dealt beside these open exams when another
// one runs by now: what was dealt may ask what that asks and, in a set taken
// along, tell it.
func apart(open, running []*Attempt) error {
	for _, a := range running {
		if !slices.ContainsFunc(open, func(known *Attempt) bool { return known.ID == a.ID }) {
			return ErrExamOpen.With("attempt", int64(a.ID))
		}
	}
	return nil
}

// tells reports whether the feedback at a position tells a fact of these names.
// Of a subject that is gone only the keys are known by name.
func (s *Service) tells(a *Attempt, pos int, names map[string]bool) bool {
	d, err := s.Deck(a.Subject)
	if err != nil {
		return a.asksAny(pos, names)
	}
	return d.Tells(a.items[pos-1], names)
}
