package wording

import (
	"regexp"
	"slices"
	"strings"

	"viva/internal/deck"
)

// parity demands that a text and its translation say the same as far as figures,
// names, slots and negations tell.
func (c *checker) parity(w deck.Written) {
	if w.EN == w.FR {
		return
	}
	c.slotParity(w)
	c.figureParity(w)
	c.nameParity(w)
	deniedEN, deniedFR := c.denials(w.Text)
	if en, fr := deniedEN, deniedFR; !en.meets(fr) {
		c.fault(checkNegation, w, "fr", "the English denies %s, the French %s; one of the two says the opposite: mend it", times(en), times(fr))
	}
	if en, fr := opposed(w.EN, w.FR, slices.Contains(freelyWritten, w.Kind), deniedEN.most+deniedFR.most > 0); en != "" {
		c.fault(checkContrast, w, "fr", "the English says %q, the French %q; mend the one that is wrong", en, fr)
	}
}

// times words a number of negations.
func times(s span) string {
	switch s.most {
	case 0:
		return "nothing"
	case 1:
		return "once"
	}
	return numeral(s.most) + " times"
}

var slotPattern = regexp.MustCompile(`\{([a-z]+)[^{}|]*\}`) // without those that only agree

// slotParity compares the slots that print something.
func (c *checker) slotParity(w deck.Written) {
	en, fr := slotsOf(w.EN), slotsOf(w.FR)
	switch left, right := without(en, fr), without(fr, en); {
	case len(left) > 0:
		c.fault(checkSlots, w, "fr", "the French lacks {%s}, which the English has; write it in both or in none", left[0])
	case len(right) > 0:
		c.fault(checkSlots, w, "en", "the English lacks {%s}, which the French has; write it in both or in none", right[0])
	}
}

func slotsOf(text string) (list []string) {
	for _, m := range slotPattern.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(list, m[1]) {
			list = append(list, m[1])
		}
	}
	return list
}

// figureParity compares the figures, and those that both have in their order.
func (c *checker) figureParity(w deck.Written) {
	en, fr := figures("en", w.EN), figures("fr", w.FR)
	onlyEN, onlyFR := differ(en, fr)
	if len(onlyEN)+len(onlyFR) > 0 {
		c.fault(checkFigures, w, "fr", "the English has %s where the French has %s; mend the one that is wrong", list(onlyEN), list(onlyFR))
		return
	}
	inEN, inFR := common(en, fr), common(fr, en)
	if !slices.Equal(inEN, inFR) {
		c.fault(checkFigures, w, "fr", "the figures stand in another order: %s in English, %s in French; mend the one that is wrong, or write both in the same order", list(inEN), list(inFR))
	}
}

// nameParity compares the names, and those of one kind in their order.
func (c *checker) nameParity(w deck.Written) {
	onlyEN, onlyFR := differ(c.kept.of("en", w.EN), c.kept.of("fr", w.FR))
	if len(onlyEN)+len(onlyFR) > 0 {
		c.fault(checkNames, w, "fr", "the English names %s where the French names %s; mend the one that is wrong, or name the same in both", list(onlyEN), list(onlyFR))
		return
	}
	if en, fr := exchanged(c.terms, w.EN, w.FR); len(en)+len(fr) > 0 {
		c.fault(checkNames, w, "fr", "the English speaks of %s, the French of %s; mend the one that is wrong, or write both in the same order", list(en), list(fr))
	}
	if other := c.borrowed(w); other != nil {
		c.fault(checkNames, w, "fr", "the French name is that of %q in English; mend the one that is wrong", other.EN.Text)
	}
	if told := halved(c.terms, w.FR); told != "" {
		c.fault(checkNames, w, "fr", "the name is written %q elsewhere; write it so here too, or mend its label", told)
	}
}

// list words what one language has.
func list(things []string) string {
	if len(things) == 0 {
		return "nothing"
	}
	quoted := make([]string, len(things))
	for i, t := range things {
		quoted[i] = `"` + t + `"`
	}
	return strings.Join(quoted, ", ")
}
