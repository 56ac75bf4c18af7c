package wording

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

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
		c.earlier(s)
		c.titled(s)
	}
}

var numbered = regexp.MustCompile(`([\p{L}]+)[ -]?(\d+(?:\.\d+)*)`)

// titled demands that the title of a source numbers things as its address does,
// "section 9.3" as "#section-9.3", and names no other year than its dates.
func (c *checker) titled(s *deck.Source) {
	inAddress := numbersOf(s.URL)
	for _, title := range []string{s.Title.EN, s.Title.FR} {
		said := numbersOf(title)
		for _, name := range slices.Sorted(maps.Keys(said)) {
			numbers := said[name]
			if has := inAddress[name]; len(has) > 0 && len(without(numbers, has)) == len(numbers) {
				c.sourceFault(s, "title", "source %q is titled %q, but its address says %s %s; mend the one that is wrong", s.ID, title, name, list(has))
			}
		}
	}
	for _, lang := range deck.Langs {
		for _, f := range figures(lang, s.Title.In(lang)) {
			year := yearOf(firstLetters(f.is, 4))
			if year != "" && !f.named && !strings.HasPrefix(s.Date, year) && !strings.HasPrefix(s.State, year) {
				c.sourceFault(s, "title", "source %q is titled %q and dated %q; mend the one that is wrong, or say as state of which time its page tells", s.ID, s.Title.In(lang), s.Date)
			}
		}
	}
}

// numbersOf are the numbers behind each word of a title or an address.
func numbersOf(text string) map[string][]string {
	found := map[string][]string{}
	for _, m := range numbered.FindAllStringSubmatch(strings.ToLower(plainSpaces.Replace(text)), -1) {
		found[m[1]] = append(found[m[1]], m[2])
	}
	return found
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
	for _, f := range c.deck.Facts() {
		if last := c.lastDay(f); f.Source == s.ID && last != "" && state > string(last) && !c.judged.excusesSource(f) {
			c.faults = append(c.faults, f.Fault("source", "the fact %q is of a time that ended on %s, but its source %q shows the state of %s; take a page of that time, give the source a state, or say in %s why it may (check %s, text %s or %s)",
				f.ID, c.lastDay(f), s.ID, state, File, checkSources, f.ID, s.ID))
		}
	}
}

// earlier demands that the page of a fact is no older than the last edition that
// the fact is said to hold in: a page cannot show what came after it. Where there
// is one edition alone, it says when the subject was made and not what changed.
func (c *checker) earlier(s *deck.Source) {
	if len(c.deck.Editions) == 1 {
		return
	}
	state := cmp.Or(s.State, s.Date)
	for _, f := range c.deck.Facts() {
		first := c.firstDay(f)
		if f.Source != s.ID || state >= string(first)[:min(len(first), len(state))] || c.judged.excusesSource(f) {
			continue
		}
		c.faults = append(c.faults, f.Fault("source", "the fact %q holds in an edition that began on %s, but its source %q shows the state of %s; take a later page, or say in %s why this one will do (check %s, text %s or %s)",
			f.ID, first, s.ID, state, File, checkSources, f.ID, s.ID))
	}
}

// firstDay is the first day of the latest edition of a fact.
func (c *checker) firstDay(f *deck.Fact) (first deck.Date) {
	for _, id := range f.Editions {
		if e := c.deck.Edition(id); e != nil {
			first = max(first, e.From)
		}
	}
	return first
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
