package wording

import "viva/internal/deck"

// stem demands that a stem denies something only where its model says so: a
// negation turns what is right into what is wrong, and both readings of the
// question find the same words around it.
func (c *checker) stem(w deck.Written) {
	if w.Kind != "stem" {
		return
	}
	for _, m := range c.deck.Models() {
		if m.ID != ownerOf(w.ID) {
			continue
		}
		en, fr := negations("en", w.EN).least > 0, negations("fr", w.FR).least > 0
		switch {
		case m.Negated:
			c.denying[m.ID] = c.denying[m.ID] || en || fr
		case en:
			c.fault(checkStem, w, "en", "the stem denies something; ask without a negation, or say negated: true in the model %q", m.ID)
		case fr:
			c.fault(checkStem, w, "fr", "the stem denies something; ask without a negation, or say negated: true in the model %q", m.ID)
		}
	}
}

// undenying are the models that may deny something, and do not.
func (c *checker) undenying() {
	for _, m := range c.deck.Models() {
		if m.Negated && !c.denying[m.ID] {
			c.faults = append(c.faults, c.deck.FaultOf(m.ID, "no stem of the model %q denies anything; take negated: true out", m.ID))
		}
	}
}
