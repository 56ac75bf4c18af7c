package deck

import (
	"slices"
	"strings"
)

// This file says what an answer tells about the facts of its item.

// Mixup is an option that was taken for another: the ids of what they show.
type Mixup struct{ Key, Taken string }

// Recalls reports whether an answer that is wrong as a whole is right about one
// of its facts: a key among several was chosen, or a row was filled rightly.
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

// filled reports whether some row asks for the fact and all such rows are
// right.
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

// Mixups lists the options that were taken for others. An answer tells which
// one was taken for which in rows, where one wrong option was chosen in place
// of one key, and where another name was typed.
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

// Spell tells an answer in the words of the item: the texts of options, a row
// before its option, or what was typed.
func (it Item) Spell(given []string) []string {
	said := make([]string, len(given))
	for i, g := range given {
		prompt, option, _ := strings.Cut(g, "=")
		at := slices.IndexFunc(it.Prompts, func(p Prompt) bool { return p.ID != "" && p.ID == prompt })
		switch {
		case it.Offers(g):
			said[i] = it.Options[it.option(g)].Text
		case at >= 0 && it.Offers(option):
			said[i] = it.Prompts[at].Text + ": " + it.Options[it.option(option)].Text
		default:
			said[i] = g
		}
	}
	return said
}
