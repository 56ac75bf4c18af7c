package deck

import (
	"fmt"
	"slices"
	"strings"
)

// Matching is a question that gives each of its prompts one of the options.
type Matching struct{}

// Name is "matching".
func (Matching) Name() string { return "matching" }

// About tells authors about the type.
func (Matching) About() (asks, needs string) {
	return "give each prompt one option", "`ask`; `keys` (prompts, 3 to 7), `options` (at least as many)"
}

// Form pairs prompts with options.
func (Matching) Form() Form { return Form{Paired: true} }

// Check demands three to seven prompts.
func (Matching) Check(b *builder, m *Model) {
	or(&m.Keys, 4)
	or(&m.Options, m.Keys)
	if m.Keys < 3 || m.Keys > 7 {
		b.fault(m.at.below("keys"), "a matching item has 3 to 7 prompts, not %d", m.Keys)
	}
	if m.Options < m.Keys {
		b.fault(m.at.below("options"), "%d options are fewer than the %d prompts", m.Options, m.Keys)
	}
	if !m.Wrong.none() {
		b.fault(m.at.below("wrong"), "a matching item says its facts instead; remove \"wrong\"")
	}
	m.direct(b)
	b.checkStems(m)
}

// Sets groups facts whose pairs cannot be confused: no two of the same entity
// or value, and none that is true across. Entities with most facts left come
// first, so that few are left over.
func (Matching) Sets(m *Model, all []*Fact) [][]*Fact {
	left := m.usable(all)
	var sets [][]*Fact
	for {
		count := map[string]int{}
		for _, f := range left {
			count[f.Entity]++
		}
		var set []*Fact
		for len(set) < m.Keys {
			var best *Fact
			for _, f := range left {
				if fits := !slices.ContainsFunc(set, func(g *Fact) bool { return confused(all, f, g) }); fits &&
					(best == nil || count[f.Entity] > count[best.Entity]) {
					best = f
				}
			}
			if best == nil {
				return sets
			}
			set = append(set, best)
		}
		sets = append(sets, set)
		left = slices.DeleteFunc(left, func(f *Fact) bool { return slices.Contains(set, f) })
	}
}

// confused reports whether the value of one fact is, or may be, right for the
// entity of the other.
func confused(all []*Fact, f, g *Fact) bool {
	if f.entity == g.entity || sameText(f.entity, g.entity) || sameText(f.value, g.value) {
		return true
	}
	return slices.Contains(f.Also, g.Entity) || slices.Contains(g.Also, f.Entity) ||
		slices.ContainsFunc(all, func(h *Fact) bool {
			return h.entity == f.entity && sameText(h.value, g.value) || h.entity == g.entity && sameText(h.value, f.value)
		})
}

// Pool lists options that are right for no prompt.
func (Matching) Pool(m *Model, all, keys []*Fact) []*option {
	var pool []*option
	for _, f := range all {
		if !slices.ContainsFunc(keys, func(k *Fact) bool { return confused(all, f, k) }) {
			pool = append(pool, m.optionOf(f))
		}
	}
	return pool
}

// Deal shuffles prompts and options apart from each other.
func (Matching) Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error) {
	it, err := d.base(spec, lang)
	if err != nil {
		return it, err
	}
	m := spec.Model
	extra := d.draw(spec, m.Options-m.Keys, lang, s)
	if len(extra) < m.Options-m.Keys {
		return it, fmt.Errorf("only %d %w, %d are needed", len(extra), errFewDistractors, m.Options-m.Keys)
	}
	if err = it.word(spec, s, nil); err != nil {
		return it, err
	}
	shown := slices.Concat(spec.keys, extra)
	at := s.Rand("order").Perm(len(shown)) // pair -> option
	it.Options = make([]Option, len(shown))
	for i, o := range shown {
		says := ""
		if i < m.Keys {
			says = it.Why[i]
		}
		reason, err := o.fact.reason(lang, says)
		if err != nil {
			return it, err
		}
		it.Options[at[i]] = Option{Text: d.label(o.shows, lang), Correct: i < m.Keys, Reason: reason, Shows: o.shows.ID, Facts: o.fact.shown()}
		it.rests(o.fact)
	}
	for _, i := range s.Rand("prompts").Perm(m.Keys) {
		f := spec.keys[i].fact
		asks := f.entity
		if m.Ask == askEntity {
			asks = f.value
		}
		it.Prompts = append(it.Prompts, Prompt{Text: d.label(asks, lang), Key: at[i], Reason: it.Options[at[i]].Reason, Facts: f.shown()})
	}
	return it, nil
}

// Prove looks, for every pair of prompt and option, for a fact that joins
// them.
func (Matching) Prove(d *Deck, m *Model, it Item) error {
	facts := d.proving(m, it)
	for _, p := range it.Prompts {
		for i, o := range it.Options {
			joined := slices.ContainsFunc(facts, func(f *Fact) bool {
				asks, shows := f.entity, f.value
				if m.Ask == askEntity {
					asks, shows = shows, asks
				}
				return strings.EqualFold(asks.in(it.Lang).Text, p.Text) && strings.EqualFold(shows.in(it.Lang).Text, o.Text)
			})
			switch {
			case joined && i != p.Key:
				return fmt.Errorf("option %q is right for %q as well as %q", o.Text, p.Text, it.Options[p.Key].Text)
			case !joined && i == p.Key:
				return fmt.Errorf("no fact gives %q for %q", o.Text, p.Text)
			}
		}
	}
	return it.wholly()
}

// Read takes "prompt=option" for every prompt.
func (Matching) Read(it Item, given []string) (Answer, error) {
	a := Answer{Chosen: make([]int, len(it.Prompts))}
	filled := make([]bool, len(it.Prompts))
	for _, pair := range given {
		if pair == "" {
			return Answer{}, ErrRows.At("given")
		}
		prompt, opt, _ := strings.Cut(pair, "=")
		row := slices.IndexFunc(it.Prompts, func(p Prompt) bool { return prompt != "" && p.ID == prompt })
		i := it.option(opt)
		if row < 0 || i < 0 || filled[row] {
			return Answer{}, ErrUnreadable.At("given")
		}
		a.Chosen[row], filled[row] = i, true
	}
	if slices.Contains(filled, false) {
		return Answer{}, ErrRows.At("given")
	}
	return a, nil
}

// Mark counts the prompts that are right.
func (Matching) Mark(it Item, a Answer) Mark { return it.markPrompts(a) }

// Floor takes a guesser to use each option once.
func (Matching) Floor(it Item) float64 { return 1 / arrangements(len(it.Options), len(it.Prompts)) }

// Sample pairs every prompt with its option or, when wrong, with that of the
// next prompt.
func (Matching) Sample(it Item, right bool) []string {
	given := it.sampleRows(right)
	for i, p := range it.Prompts {
		given[i] = p.ID + "=" + given[i]
	}
	return given
}
