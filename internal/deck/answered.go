package deck

import "slices"

// What an answer tells of the facts of its item.

// Mixup is an option that was taken for another: the ids of what they show.
type Mixup struct{ Key, Taken string }

// Recalls reports whether an answer that is wrong as a whole is right about
// one of its facts: a key among several that was chosen, a row that was filled
// well.
func (it Item) Recalls(fact string, a Answer) bool {
	if len(it.Prompts) > 0 {
		return it.filled(fact, a)
	}
	if it.Choose < 2 {
		return false
	}
	return slices.ContainsFunc(a.Chosen, func(i int) bool {
		return it.Options[i].Correct && slices.Contains(it.Options[i].Facts, fact)
	})
}

// filled reports whether all rows that ask a fact are right, and there are any.
func (it Item) filled(fact string, a Answer) bool {
	asked := false
	for i, p := range it.Prompts {
		if i >= len(a.Chosen) || !slices.Contains(p.Facts, fact) {
			continue
		}
		if asked = true; a.Chosen[i] != p.Key {
			return false
		}
	}
	return asked
}

// Mixups are the options taken for others, where an answer tells which for
// which: in rows, where all but one choice is right, and where another name was
// typed.
func (it Item) Mixups(a Answer) []Mixup {
	if it.Entry != nil {
		return it.Entry.mixups(a)
	}
	var found []Mixup
	add := func(key, taken int) {
		if m := (Mixup{Key: it.Options[key].Shows, Taken: it.Options[taken].Shows}); m.Key != "" && m.Taken != "" && m.Key != m.Taken {
			found = append(found, m)
		}
	}
	for i, p := range it.Prompts {
		if i < len(a.Chosen) && a.Chosen[i] != p.Key {
			add(p.Key, a.Chosen[i])
		}
	}
	if len(it.Prompts) > 0 {
		return found
	}
	var missed, taken []int
	for i, o := range it.Options {
		switch chosen := slices.Contains(a.Chosen, i); {
		case o.Correct && !chosen:
			missed = append(missed, i)
		case !o.Correct && chosen:
			taken = append(taken, i)
		}
	}
	if len(missed) == 1 && len(taken) == 1 {
		add(missed[0], taken[0])
	}
	return found
}

func (e *Entry) mixups(a Answer) []Mixup {
	typed, known := e.Spelling(a)
	if m := (Mixup{Key: e.Spellings[0].Shows, Taken: typed.Shows}); known && m.Key != m.Taken {
		return []Mixup{m}
	}
	return nil
}
