package quiz

import "slices"

// distractors lists the options worth offering beside the key: true statements
// about sibling entities that are false for this stem. What an author marked
// as arguable (also) is never among them.
func (m *Model) distractors(all, keys []*Fact) []*option {
	trueHere := map[string]bool{} // ids and texts that would be a second key
	arguable := map[string]bool{}
	for _, k := range keys {
		for _, id := range k.Also {
			arguable[id] = true
		}
	}
	for _, f := range all {
		if m.trueFor(f, keys[0]) {
			for _, t := range []string{m.optionOf(f).shows.ID, m.optionOf(f).shows.EN.Text, m.optionOf(f).shows.FR.Text} {
				trueHere[t] = true
			}
		}
	}
	var pool []*option
	for _, f := range all {
		o := m.optionOf(f)
		switch {
		case m.trueFor(f, keys[0]), arguable[f.Entity]:
		case m.Ask == askValue && slices.Contains(f.Also, keys[0].Entity):
		case trueHere[o.shows.ID], trueHere[o.shows.EN.Text], trueHere[o.shows.FR.Text]:
		default:
			pool = append(pool, o)
		}
	}
	return pool
}

// trueFor reports whether f's option answers the stem that key is asked with.
func (m *Model) trueFor(f, key *Fact) bool {
	if m.Ask == askValue {
		return f.Entity == key.Entity
	}
	return f.value.ID == key.value.ID
}

// draw picks n options of the pool that may stand beside those chosen, no two
// showing the same.
func (d *Deck) draw(pool, chosen []*option, n int, s Streams) []*option {
	picked := slices.Clone(chosen)
	for _, i := range s.Rand("distractors").Perm(len(pool)) {
		if len(picked) == len(chosen)+n {
			break
		}
		o := pool[i]
		fits := func(c *option) bool {
			return c.shows.ID != o.shows.ID && c.shows.EN.Text != o.shows.EN.Text &&
				c.shows.FR.Text != o.shows.FR.Text && d.meet(c, o)
		}
		if !slices.ContainsFunc(picked, func(c *option) bool { return !fits(c) }) {
			picked = append(picked, o)
		}
	}
	return picked[len(chosen):]
}
