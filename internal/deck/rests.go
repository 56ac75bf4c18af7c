package deck

import (
	"strconv"
	"strings"
)

// decides tells the facts that a fact rests on: why a plan is the one for a
// customer is told by what that plan is the first to have.
func (f *Fact) decides(lang string) (string, error) {
	says := make([]string, len(f.rests))
	for i, g := range f.rests {
		var err error
		if says[i], err = g.Says(lang); err != nil {
			return "", err
		}
	}
	return strings.Join(says, " "), nil
}

// shown are the ids of the facts that the reason of a right option tells.
func (f *Fact) shown() []string {
	ids := []string{f.ID}
	if f.Reason == nil {
		ids = append(ids, f.Rests...)
	}
	return ids
}

// linkRests resolves the facts that a fact rests on, and demands that they hold
// whenever it is asked.
func (b *builder) linkRests(f *Fact) {
	f.rests = nil
	for i, id := range f.Rests {
		at := f.at.below("rests").below(strconv.Itoa(i))
		g := b.factByID[id]
		switch {
		case g == nil:
			b.fault(at, "unknown fact %q; \"rests\" names the facts that decide fact %q", id, f.ID)
			continue
		case g == f:
			b.fault(at, "fact %q cannot rest on itself", f.ID)
		case g.entity == nil || g.value == nil: // told at g
			continue
		}
		for _, id := range f.Editions {
			if e := b.Edition(id); e != nil && !(g.in(id) && g.Validity().covers(f.intersect(e))) {
				b.fault(at, "fact %q is asked in edition %q, where fact %q, on which it rests, does not always hold", f.ID, id, g.ID)
			}
		}
		f.rests = append(f.rests, g)
	}
}
