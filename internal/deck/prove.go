package deck

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// dealingsProved is how many dealings of each item a check looks at.
const dealingsProved = 4

// checkSpecs deals every item of every edition in every language and proves
// each dealing. A fault is told once an item, where its key fact stands. What
// one regime asks like another is proved once.
//
// On some days too few of an item's distractors hold yet, or hold still. The
// item is not offered on these days, which is no fault as long as it is offered
// on others.
func (b *builder) checkSpecs() {
	for _, e := range b.Editions {
		lacking := map[*Spec]error{}
		asked := map[[2]string]bool{} // model and key fact
		specs := b.distinct(e.ID)
		for i, err := range b.sideBySide(specs) {
			switch s := specs[i]; {
			case err == nil:
				for _, id := range s.KeyFacts() {
					asked[[2]string{s.Model.ID, id}] = true
				}
			case errors.Is(err, errFewDistractors):
				lacking[s] = err
			default:
				b.cannotAsk(s, err)
			}
		}
		for _, s := range specs {
			key := [2]string{s.Model.ID, s.keys[0].fact.ID}
			if err := lacking[s]; err != nil && !asked[key] {
				b.cannotAsk(s, err)
				asked[key] = true // told once
			}
		}
		for _, r := range b.regimes[e.ID] {
			r.offer(lacking)
		}
	}
}

// errFewDistractors is no fault on days before or after those on which enough
// of them hold.
var errFewDistractors = errors.New("distractors are false for this stem")

func (b *builder) cannotAsk(s *Spec, err error) {
	b.fault(s.keys[0].fact.at, "model %q cannot ask fact %s in edition %q: %v", s.Model.ID, strings.Join(s.KeyFacts(), "+"), s.Edition, err)
}

// sideBySide proves every spec, several at a time, and returns what is wrong
// with each. In a deck that was proved before it only deals them.
func (b *builder) sideBySide(specs []*Spec) []error {
	prove := b.proveSpec
	if b.proved {
		prove = b.dealSpec
	}
	wrong := make([]error, len(specs))
	workers := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; i < len(specs); i += workers {
				wrong[i] = prove(specs[i])
			}
		})
	}
	all.Wait()
	return wrong
}

// dealSpec deals once in each language.
func (d *Deck) dealSpec(s *Spec) error {
	for _, lang := range Langs {
		if _, err := s.Model.typ.Deal(d, s, lang, NewStreams(0).Sub(s.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (d *Deck) proveSpec(s *Spec) error {
	for _, lang := range Langs {
		for seed := range uint64(dealingsProved) {
			it, err := s.Model.typ.Deal(d, s, lang, NewStreams(seed).Sub(s.ID))
			if err != nil {
				return err
			}
			if err := errors.Join(d.Prove(it), d.proveMixed(s, it)); err != nil {
				return fmt.Errorf("%s: %w", lang, err)
			}
		}
	}
	return nil
}

// proveMixed refuses distractors that are all values of one thing while the pool
// has others: whoever knows that thing crosses them out together.
func (d *Deck) proveMixed(s *Spec, it Item) error {
	shown := map[string]bool{}
	n := 0
	for _, o := range it.Options {
		if !o.Correct {
			shown[d.factByID[o.Facts[0]].Entity] = true
			n++
		}
	}
	if n < 2 || len(shown) > 1 {
		return nil
	}
	for _, o := range s.pool {
		if !shown[o.fact.Entity] {
			return fmt.Errorf("all distractors are about %q, though the pool has some about %q", slices.Sorted(maps.Keys(shown))[0], o.fact.Entity)
		}
	}
	return nil
}

// Prove derives, from the facts and the printed texts alone, what answers the
// item's question, and returns an error unless that is exactly its key.
func (d *Deck) Prove(it Item) error {
	m := d.model(it.Model)
	if err := d.proveApart(m, it); err != nil {
		return err
	}
	return m.typ.Prove(d, m, it)
}

// proveChoice derives which options are right.
func (d *Deck) proveChoice(m *Model, it Item) error {
	key := d.factByID[it.Facts[0]]
	holding := d.proving(m, it)
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

// proving are the facts that an item may be proved from.
func (d *Deck) proving(m *Model, it Item) []*Fact {
	return d.holding(m.Relation, it.Edition, it.Validity)
}

// proveStem refuses a stem that gives its key away.
func (d *Deck) proveStem(it Item) error {
	stem := strings.ToLower(it.Stem)
	for _, o := range it.Options {
		if o.Correct && len(o.Text) > 3 && strings.Contains(stem, strings.ToLower(o.Text)) {
			return fmt.Errorf("the stem names the key %q; say one of the two in other words", o.Text)
		}
	}
	return nil
}

// FaultOf is a fault at the position of a model, for packages that check what
// the model prints.
func (d *Deck) FaultOf(model, format string, args ...any) Fault {
	return d.model(model).at.fault(format, args...)
}

func (d *Deck) model(id string) *Model {
	i := slices.IndexFunc(d.models, func(m *Model) bool { return m.ID == id })
	return d.models[i]
}
