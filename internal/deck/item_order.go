package deck

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Ordering is a question whose options are to be put in order. Its facts give
// the members of a list, each with its place.
type Ordering struct{}

// Name is "ordering".
func (Ordering) Name() string { return "ordering" }

// About tells authors about the type.
func (Ordering) About() (asks, needs string) {
	return "put a list in order", "an `ordered: true` relation whose facts have a `place`"
}

// Form is an order of all options.
func (Ordering) Form() Form { return Form{Ordered: true} }

// Check demands a relation that gives places.
func (Ordering) Check(b *builder, m *Model) {
	if !m.relation.Ordered {
		b.fault(m.at.below("relation"), "an ordering item needs facts with places; relation %q is not ordered", m.Relation)
	}
	m.bare(b)
	m.Ask = askValue
	b.checkStems(m, "entity")
}

// Sets takes each list whole, in its order.
func (Ordering) Sets(m *Model, all []*Fact) [][]*Fact {
	var sets [][]*Fact
	for _, list := range m.byEntity(all) {
		slices.SortStableFunc(list, func(f, g *Fact) int { return f.Place - g.Place })
		sets = append(sets, list)
	}
	return sets
}

// Pool is empty: every option has a place.
func (Ordering) Pool(*Model, []*Fact, []*Fact) []*option { return nil }

// An ordering has as many options as a reader can hold at once.
const minOrder, maxOrder = 3, 6

// Deal shuffles the members of the list. They never stand in their order
// already: to leave them as they are would be the answer.
func (Ordering) Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error) {
	it, err := d.base(spec, lang)
	if err != nil {
		return it, err
	}
	if n := len(spec.keys); n < minOrder || n > maxOrder {
		return it, fmt.Errorf("a list to be ordered has %d to %d members, this one has %d", minOrder, maxOrder, n)
	}
	if err = it.word(spec, s, spec.given(lang)); err != nil {
		return it, err
	}
	chance := s.Rand("order")
	at := chance.Perm(len(spec.keys)) // place -> option
	for slices.IsSorted(at) {
		at = chance.Perm(len(spec.keys))
	}
	it.Choose, it.Options = len(spec.keys), make([]Option, len(spec.keys))
	for i, o := range spec.keys {
		if o.fact.Place != i+1 {
			return it, fmt.Errorf("fact %s stands at place %d, but a list counts from 1 without a gap: %d is due", o.fact.ID, o.fact.Place, i+1)
		}
		reason, err := o.fact.reason(lang, it.Why[i])
		if err != nil {
			return it, err
		}
		it.Options[at[i]] = Option{Text: d.label(o.shows, lang), Correct: true, Reason: reason, Shows: o.shows.ID, Facts: o.fact.shown()}
		it.Prompts = append(it.Prompts, Prompt{Text: strconv.Itoa(i + 1), Key: at[i], Reason: reason, Facts: o.fact.shown()})
		it.rests(o.fact)
	}
	return it, nil
}

// Prove finds each option's place by its text alone.
func (Ordering) Prove(d *Deck, m *Model, it Item) error {
	key := d.factByID[it.Facts[0]]
	facts := d.proving(m, it)
	for i, p := range it.Prompts {
		text := it.Options[p.Key].Text
		at := slices.IndexFunc(facts, func(f *Fact) bool {
			return f.entity == key.entity && strings.EqualFold(f.value.in(it.Lang).Text, text)
		})
		if at < 0 {
			return fmt.Errorf("no fact gives option %q a place", text)
		}
		if place := facts[at].Place; place != i+1 {
			return fmt.Errorf("option %q is keyed at place %d, but belongs at %d", text, i+1, place)
		}
	}
	if it.inOrder() {
		return errors.New("the options stand in the right order already")
	}
	return it.wholly()
}

// inOrder reports whether each prompt has the option at its own place.
func (it Item) inOrder() bool {
	for i, p := range it.Prompts {
		if p.Key != i {
			return false
		}
	}
	return true
}

// Read takes the ids of all options in the order given.
func (Ordering) Read(it Item, given []string) (Answer, error) {
	var a Answer
	for _, id := range given {
		if id == "" {
			return Answer{}, ErrRows.At("given")
		}
		i := it.option(id)
		if i < 0 {
			return Answer{}, ErrUnreadable.At("given")
		}
		if slices.Contains(a.Chosen, i) {
			return Answer{}, ErrOnce.At("given")
		}
		a.Chosen = append(a.Chosen, i)
	}
	if len(a.Chosen) != len(it.Prompts) {
		return Answer{}, ErrRows.At("given")
	}
	return a, nil
}

// Mark counts the places that are right.
func (Ordering) Mark(it Item, a Answer) Mark { return it.markPrompts(a) }

// Floor takes a guesser to use each option once, and not to leave them as they
// stand, which is never right.
func (Ordering) Floor(it Item) float64 {
	return 1 / (arrangements(len(it.Options), len(it.Options)) - 1)
}

// Sample is the order or, when wrong, the order from the second place on.
func (Ordering) Sample(it Item, right bool) []string { return it.sampleRows(right) }
