package deck

import (
	"errors"
	"slices"
)

// This file has what several types share.

// word draws a wording and fills it.
func (it *Item) word(spec *Spec, s Streams, with slots) (err error) {
	it.Wording = spec.wording(s)
	it.Stem, err = spec.Model.stems[it.Wording].in(it.Lang).fill(it.Lang, with)
	return err
}

// wording draws in which wording the streams of an item put it.
func (s *Spec) wording(of Streams) int { return of.Rand("wording").IntN(len(s.Model.stems)) }

// streams are those of the spec's item, of an attempt's.
func (s *Spec) streams(of Streams) Streams { return of.Sub("item").Sub(s.ID) }

// arrangements is in how many ways k of n things can stand in k places.
func arrangements(n, k int) float64 {
	ways := 1.0
	for i := range k {
		ways *= float64(n - i)
	}
	return ways
}

// label prints what an option or prompt shows.
func (d *Deck) label(e *Entity, lang string) string {
	text := e.in(lang).Text
	if d.verbatim[e.Kind] {
		return text
	}
	return UpperFirst(text)
}

// option is the index of the option of that id, or -1.
func (it Item) option(id string) int {
	return slices.IndexFunc(it.Options, func(o Option) bool { return id != "" && o.ID == id })
}

// Offers reports whether the item has an option of that id.
func (it Item) Offers(id string) bool { return it.option(id) >= 0 }

// markPrompts counts the prompts that have their option.
func (it Item) markPrompts(a Answer) Mark {
	right := 0
	for i, p := range it.Prompts {
		if a.Chosen[i] == p.Key {
			right++
		}
	}
	return markOf(right, len(it.Prompts))
}

// sampleRows are the options of the prompts in their order or, when wrong, each
// at the prompt before its own.
func (it Item) sampleRows(right bool) []string {
	given := make([]string, len(it.Prompts))
	for i := range it.Prompts {
		p := it.Prompts[i]
		if !right {
			p = it.Prompts[(i+1)%len(it.Prompts)]
		}
		given[i] = it.Options[p.Key].ID
	}
	return given
}

// wholly returns an error where a row has no reason or an option stands twice.
func (it Item) wholly() error {
	for i, o := range it.Options {
		if slices.ContainsFunc(it.Options[:i], func(p Option) bool { return p.Text == o.Text }) {
			return errors.New("the option " + o.Text + " stands twice")
		}
	}
	for _, p := range it.Prompts {
		if p.Reason == "" {
			return errors.New("the row " + p.Text + " has no reason")
		}
	}
	return nil
}

// direct demands that the model says in which direction it asks.
func (m *Model) direct(b *builder) {
	if m.Ask != askValue && m.Ask != askEntity {
		b.fault(m.at, "\"ask\" is missing: value or entity, what the options are")
	}
}

// bare refuses what a model without distractors has no use for.
func (m *Model) bare(b *builder) {
	if m.Keys != 0 || m.Options != 0 || !m.Wrong.none() {
		b.fault(m.at, "a model of type %s offers no distractors; remove \"keys\", \"options\" and \"wrong\"", m.Type)
	}
}

// usable are the facts that the model may key.
func (m *Model) usable(all []*Fact) []*Fact {
	var out []*Fact
	for _, f := range all {
		if m.mayKey(f) {
			out = append(out, f)
		}
	}
	return out
}

// byEntity groups the usable facts by their entity, in file order.
func (m *Model) byEntity(all []*Fact) [][]*Fact {
	var order []string
	lists := map[string][]*Fact{}
	for _, f := range m.usable(all) {
		if lists[f.Entity] == nil {
			order = append(order, f.Entity)
		}
		lists[f.Entity] = append(lists[f.Entity], f)
	}
	out := make([][]*Fact, len(order))
	for i, id := range order {
		out[i] = lists[id]
	}
	return out
}
