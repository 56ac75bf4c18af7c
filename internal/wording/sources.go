package wording

import (
	"cmp"
	"net/url"
	"slices"

	"viva/internal/deck"
)

// sources demands that a source can be what it says, and that a fact of a time
// that is over was not read on a page of a later one.
func (c *checker) sources() {
	for _, s := range c.deck.Sources() {
		if s.Checked > c.today {
			c.sourceFault(s, "checked", "source %q was checked on %s, which is still to come; write the day on which you read it", s.ID, s.Checked)
		}
		if s.State > s.Date && s.State != "" {
			c.sourceFault(s, "state", "source %q copies a state of %s, later than its own date %s; mend one of the two", s.ID, s.State, s.Date)
		}
		c.official(s)
		c.later(s)
	}
}

// official demands that an official source stands on a host that the subject
// lists as official.
func (c *checker) official(s *deck.Source) {
	if !s.Official {
		return
	}
	address, err := url.Parse(s.URL)
	switch {
	case s.URL == "" || err != nil:
		c.sourceFault(s, "official", "source %q is called official and has no address that can be read; give one, or say official: false", s.ID)
	case !slices.Contains(c.deck.OfficialHosts, address.Hostname()):
		c.sourceFault(s, "official", "source %q is called official, but deck.yaml does not list its host %q below official_hosts; list it if it is the publisher's own, or say official: false", s.ID, address.Hostname())
	}
}

// later demands that the page of a fact is no later than the last edition of the
// fact, unless the subject says why it may be. What holds on in an edition that
// is not over can be read on today's page.
func (c *checker) later(s *deck.Source) {
	state := cmp.Or(s.State, s.Date)
	var late []*deck.Fact
	for _, f := range c.deck.Facts() {
		if last := c.lastDay(f); f.Source == s.ID && last != "" && state > string(last) {
			late = append(late, f)
		}
	}
	if len(late) == 0 || c.judged.excuses(checkSources, s.ID) {
		return
	}
	for _, f := range late {
		if !c.judged.excuses(checkSources, f.ID) {
			c.faults = append(c.faults, f.Fault("source", "the fact %q is of a time that ended on %s, but its source %q shows the state of %s; take a page of that time, give the source a state, or say in %s why it may (check %s, text %s or %s)",
				f.ID, c.lastDay(f), s.ID, state, File, checkSources, f.ID, s.ID))
		}
	}
}

// lastDay is the last day of the latest edition of a fact, or "" if one of them
// is not over.
func (c *checker) lastDay(f *deck.Fact) (last deck.Date) {
	for _, id := range f.Editions {
		e := c.deck.Edition(id)
		if e == nil || e.To == "" {
			return ""
		}
		last = max(last, e.To)
	}
	return last
}

func (c *checker) sourceFault(s *deck.Source, key, format string, args ...any) {
	c.faults = append(c.faults, s.Fault(key, format, args...))
}
