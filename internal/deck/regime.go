package deck

import (
	"maps"
	"slices"
)

// regime is a stretch of days on which the same can be asked and told in an
// edition: none of its facts begins or ends within, nor does one that tells
// what is true today. All regimes are made and proved when a deck is loaded,
// so that a request only looks up the one of its day.
type regime struct {
	Validity
	specs  []*Spec
	items  map[string]int     // topic -> how many of the specs
	usual  map[string]int     // the same without the advanced ones
	types  []string           // of the items
	asking map[string][]*Spec // name of a fact -> the specs that key it
}

// EditionsOn lists the editions that have begun on a day, in the deck's order.
// One that is over stays: it is asked as of its last day.
func (d *Deck) EditionsOn(day Date) []Edition {
	return slices.DeleteFunc(slices.Clone(d.Editions), func(e Edition) bool { return e.From > day })
}

// EditionOn returns the edition of that id if it has begun on the day, or nil.
func (d *Deck) EditionOn(id string, day Date) *Edition {
	if e := d.Edition(id); e != nil && e.From <= day {
		return e
	}
	return nil
}

// Reference is the day that an edition's items speak of when they are dealt on
// day: day itself, or the nearest one on which the edition holds.
func (d *Deck) Reference(edition string, day Date) Date {
	e := d.Edition(edition)
	switch {
	case e == nil:
		return day
	case day < e.From:
		return e.From
	case e.To != "" && day > e.To:
		return e.To
	}
	return day
}

// Days are the days on which what can be asked or told in an edition changes,
// beginning with the edition's first: whoever looks at each of them has seen
// every item there will be.
func (d *Deck) Days(edition string) []Date {
	var days []Date
	for _, r := range d.regimes[edition] {
		days = append(days, r.From)
	}
	return days
}

// Specs returns everything that can be asked in an edition on a day, in file
// order. A spec that another day knows as well is the same pointer, unless
// something about it differs.
func (d *Deck) Specs(edition string, day Date) []*Spec { return d.regime(edition, day).specs }

// Size counts the distinct items that an edition has on a day.
func (d *Deck) Size(edition string, day Date) int { return len(d.regime(edition, day).specs) }

// Items counts the distinct items that an edition has on a topic on a day.
func (d *Deck) Items(edition, topic string, day Date) int { return d.regime(edition, day).items[topic] }

// UsualItems counts like Items, without the advanced ones.
func (d *Deck) UsualItems(edition, topic string, day Date) int {
	return d.regime(edition, day).usual[topic]
}

// Types are those of the items that an edition has on a day, in the order of
// TypeNames.
func (d *Deck) Types(edition string, day Date) []string { return d.regime(edition, day).types }

// Asking lists the specs of an edition on a day that key a fact, by its name.
func (d *Deck) Asking(edition, name string, day Date) []*Spec {
	return d.regime(edition, day).asking[name]
}

// LastAsked is the last day, from the given one on, on which an edition asks a
// fact by its name; "" is no end, or a fact that is asked no more.
func (d *Deck) LastAsked(edition, name string, from Date) Date {
	for _, r := range slices.Backward(d.regimes[edition]) {
		if r.To != "" && r.To < from {
			break
		}
		if len(r.asking[name]) > 0 {
			return r.To
		}
	}
	return ""
}

// regime finds the regime of a day; before the edition begins it is empty.
func (d *Deck) regime(edition string, day Date) *regime {
	for _, r := range slices.Backward(d.regimes[edition]) {
		if r.From <= day {
			return r
		}
	}
	return &regime{}
}

// makeRegimes lists what can be asked in an edition, for all time.
func (d *Deck) makeRegimes(e Edition) []*regime {
	var regimes []*regime
	last := map[string]*Spec{} // of the regime before, by id
	askers := make([]asker, len(d.models))
	for _, day := range d.turns(e) {
		r := &regime{Validity: Validity{From: day}}
		if n := len(regimes); n > 0 {
			regimes[n-1].To = day.before()
		}
		known := map[string]*Spec{}
		for i, m := range d.models {
			for _, s := range askers[i].ask(d, m, e, day) {
				if s.same(last[s.ID]) {
					s = last[s.ID]
				}
				known[s.ID] = s
				r.specs = append(r.specs, s)
			}
		}
		last = known
		regimes = append(regimes, r)
	}
	return regimes
}

// asker remembers what a model asked in the regime before: most models ask the
// same for as long as an edition holds.
type asker struct {
	facts []*Fact // that hold
	specs []*Spec
}

// ask lists the specs of the model on a day. While the same facts hold, only
// what is told of today can differ.
func (a *asker) ask(d *Deck, m *Model, e Edition, day Date) []*Spec {
	facts := d.asks(m, e, day)
	if !slices.Equal(a.facts, facts) {
		a.facts, a.specs = facts, d.specsOf(m, e, day, facts)
		return a.specs
	}
	for i, s := range a.specs {
		keys := make([]*Fact, len(s.keys))
		for k, o := range s.keys {
			keys[k] = o.fact
		}
		if now := d.toldOn(day, e.ID, keys); !slices.Equal(now, s.now) {
			again := *s
			again.now = now
			a.specs[i] = &again
		}
	}
	return a.specs
}

// turns are the days on which a regime of the edition begins, ascending.
func (d *Deck) turns(e Edition) []Date {
	days := map[Date]bool{e.From: true}
	add := func(within, v Validity) {
		for _, day := range []Date{v.From, v.To.after()} {
			if day > e.From && within.Contains(day) {
				days[day] = true
			}
		}
	}
	for _, f := range d.facts {
		if f.in(e.ID) {
			add(e.validity(), f.Validity())
		}
	}
	if e.ID != d.Current {
		now := d.Edition(d.Current).validity()
		add(Validity{}, now)
		for _, f := range d.facts {
			for _, g := range d.nowOf(f, e.ID) {
				add(now, g.Validity())
			}
		}
	}
	return slices.Sorted(maps.Keys(days))
}

// same reports whether another spec of that id asks and tells the same.
func (s *Spec) same(o *Spec) bool {
	return o != nil && s.Model == o.Model && s.Edition == o.Edition && s.Topic == o.Topic && s.holds == o.holds &&
		slices.EqualFunc(s.keys, o.keys, sameOption) && slices.EqualFunc(s.pool, o.pool, sameOption) &&
		slices.Equal(s.now, o.now)
}

func sameOption(a, b *option) bool { return a.fact == b.fact && a.shows == b.shows }

// offer keeps the specs that can be asked, and counts them.
func (r *regime) offer(lacking map[*Spec]error) {
	r.specs = slices.DeleteFunc(r.specs, func(s *Spec) bool { return lacking[s] != nil })
	r.items, r.usual, r.asking = map[string]int{}, map[string]int{}, map[string][]*Spec{}
	has := map[string]bool{}
	for _, s := range r.specs {
		has[s.Model.Type] = true
		r.items[s.Under()]++
		if s.Model.Level != Advanced {
			r.usual[s.Under()]++
		}
		for _, name := range s.Names() {
			r.asking[name] = append(r.asking[name], s)
		}
	}
	r.types = slices.DeleteFunc(TypeNames(), func(name string) bool { return !has[name] })
}

// distinct are the specs of all regimes of an edition, each once.
func (d *Deck) distinct(edition string) []*Spec {
	var all []*Spec
	seen := map[*Spec]bool{}
	for _, r := range d.regimes[edition] {
		for _, s := range r.specs {
			if !seen[s] {
				seen[s] = true
				all = append(all, s)
			}
		}
	}
	return all
}
