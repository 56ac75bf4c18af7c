package quiz

import (
	"fmt"
	"slices"
	"strings"
)

// dealingsProved is how many dealings of each item a check looks at.
const dealingsProved = 4

// checkSpecs deals every item of every edition in every language and proves
// each dealing. A fault is told once an item, where its key fact stands.
func (b *builder) checkSpecs() {
	for _, e := range b.Editions {
		for _, s := range b.specs[e.ID] {
			if err := b.proveSpec(s); err != nil {
				b.fault(s.keys[0].fact.at, "model %q cannot ask fact %s in edition %q: %v", s.Model.ID, strings.Join(s.KeyFacts(), "+"), e.ID, err)
			}
		}
	}
}

func (d *Deck) proveSpec(s *Spec) error {
	for _, lang := range Langs {
		for seed := range uint64(dealingsProved) {
			it, err := s.Model.typ.Deal(d, s, lang, NewStreams(seed).Sub(s.ID))
			if err != nil {
				return err
			}
			if err := d.Prove(it); err != nil {
				return fmt.Errorf("%s: %w", lang, err)
			}
		}
	}
	return nil
}

// Prove derives, from the facts and the text of the options alone, which
// options answer the item's question, and returns an error unless these are
// exactly the keyed ones.
func (d *Deck) Prove(it Item) error {
	m := d.model(it.Model)
	key := d.factByID[it.Facts[0]]
	holding := d.holding(m.Relation, it.Edition)
	seen := map[string]bool{}
	keyed := 0
	for _, o := range it.Options {
		folded := strings.ToLower(o.Text)
		if seen[folded] {
			return fmt.Errorf("option %q stands twice", o.Text)
		}
		seen[folded] = true
		known, right := false, false
		for _, f := range holding {
			shown, answers := f.value, f.entity == key.entity
			if m.Ask == askEntity {
				shown, answers = f.entity, sameText(f.value, key.value)
			}
			if !strings.EqualFold(shown.in(it.Lang).Text, o.Text) {
				continue
			}
			known = true
			right = right || answers
			if !o.Correct && slices.Contains(key.Also, f.Entity) {
				return fmt.Errorf("option %q is arguably right too", o.Text)
			}
		}
		switch {
		case !known:
			return fmt.Errorf("no fact of relation %q shows option %q", m.Relation, o.Text)
		case right && !o.Correct:
			return fmt.Errorf("option %q is right but not keyed", o.Text)
		case o.Correct && !right:
			return fmt.Errorf("option %q is keyed but no fact makes it right", o.Text)
		case o.Reason == "":
			return fmt.Errorf("option %q has no reason", o.Text)
		}
		if o.Correct {
			keyed++
		}
	}
	if keyed != it.Choose {
		return fmt.Errorf("%d options are keyed, but the learner is asked for %d", keyed, it.Choose)
	}
	return d.proveStem(it)
}

// proveStem refuses a stem that gives its key away.
func (d *Deck) proveStem(it Item) error {
	stem := strings.ToLower(it.Stem)
	for _, o := range it.Options {
		if o.Correct && len(o.Text) > 3 && strings.Contains(stem, strings.ToLower(o.Text)) {
			return fmt.Errorf("the stem names the key %q", o.Text)
		}
	}
	return nil
}

func (d *Deck) model(id string) *Model {
	i := slices.IndexFunc(d.models, func(m *Model) bool { return m.ID == id })
	return d.models[i]
}
