package wording

import (
	"maps"

	"viva/internal/deck"
	"viva/internal/gist"
)

// now demands that a fact which tells what is true today speaks of what the
// older fact speaks of: in English, their entities and values share a word that
// carries meaning. Where a thing went on under another name, the subject says so
// of the older fact, or once of all that tell of what it became.
func (c *checker) now() {
	byID := map[string]*deck.Fact{}
	for _, f := range c.deck.Facts() {
		byID[f.ID] = f
	}
	for _, f := range c.deck.Facts() {
		for _, id := range f.Now {
			told := byID[id]
			if told == nil || akin(f, told) || c.judged.excuses(checkNow, f.ID) || c.judged.excuses(checkNow, id) {
				continue
			}
			c.faults = append(c.faults, f.Fault("now", "the fact %q tells of today with %q, which names nothing that it names; take the fact that tells what became of it, or say in %s why this one does (check %s, text %s or %s)",
				f.ID, id, File, checkNow, f.ID, id))
		}
	}
}

// akin reports whether two facts share a word that carries meaning.
func akin(f, told *deck.Fact) bool {
	a, b := sidesOf(f), sidesOf(told)
	for w := range a {
		if b[w] {
			return true
		}
	}
	return false
}

// sidesOf are the content words of the entity and the value of a fact.
func sidesOf(f *deck.Fact) map[string]bool {
	entity, value := f.Sides()
	words := gist.Words(entity.EN.Text)
	maps.Copy(words, gist.Words(value.EN.Text))
	return words
}
