package deck

import (
	"maps"
	"slices"
)

// checkStates refuses a fact of a past edition that cites a page as it stands
// now, where the sources hold the page as it stood then: whoever follows the
// link finds another line-up. A fact that holds in the current edition as well
// may cite today's page.
func (b *builder) checkStates() {
	for _, f := range b.facts {
		s := b.sources[f.Source]
		if s.URL == "" || b.stateOf(f, s) {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(b.sources)) {
			if o := b.sources[id]; o != s && o.URL == s.URL && b.stateOf(f, o) {
				b.fault(f.saying("source"), "source %q is the page of %s, later than the editions here; name source %q, which is that page of %s", s.ID, s.Date, o.ID, o.Date)
				break
			}
		}
	}
}

// stateOf reports whether a source is of a year of the fact's editions.
func (b *builder) stateOf(f *Fact, s *Source) bool {
	for _, id := range f.Editions {
		e := b.Edition(id)
		if year := s.Date[:min(4, len(s.Date))]; year >= string(e.From[:4]) && (e.To == "" || year <= string(e.To[:4])) {
			return true
		}
	}
	return false
}
