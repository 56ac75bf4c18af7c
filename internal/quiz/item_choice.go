package quiz

import (
	"fmt"
	"slices"
)

// Choice is a question with options to tick: "single" has one key, "multiple"
// states how many.
type Choice struct{ name string }

// Name is "single" or "multiple".
func (c Choice) Name() string { return c.name }

var chooseSuffix = Text{EN: " (Choose %d.)", FR: " (%d réponses.)"}

// Deal draws a wording, the distractors and the order of the options.
func (c Choice) Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error) {
	it, err := d.base(spec, lang)
	if err != nil {
		return it, err
	}
	m := spec.Model
	wrong := d.draw(spec.pool, spec.keys, m.Options-m.Keys, s)
	if len(wrong) < m.Options-m.Keys {
		return it, fmt.Errorf("only %d distractors are false for this stem, %d are needed", len(wrong), m.Options-m.Keys)
	}
	wording := m.stems[s.Rand("wording").IntN(len(m.stems))]
	it.Stem, err = wording.in(lang).fill(lang, spec.given(lang))
	if err != nil {
		return it, err
	}
	if m.Keys > 1 {
		it.Stem += fmt.Sprintf(chooseSuffix.In(lang), m.Keys)
	}
	for i, o := range slices.Concat(spec.keys, wrong) {
		opt, err := d.choice(spec, o, i < len(spec.keys), lang)
		if err != nil {
			return it, err
		}
		it.Options = append(it.Options, opt)
		it.rests(o.fact)
	}
	s.Rand("order").Shuffle(len(it.Options), func(i, j int) {
		it.Options[i], it.Options[j] = it.Options[j], it.Options[i]
	})
	return it, nil
}

// given are the labels that the stem may name: never the key.
func (s *Spec) given(lang string) slots {
	f := s.keys[0].fact
	if s.Model.Ask == askValue {
		return slots{"entity": f.entity.in(lang)}
	}
	return slots{"value": f.value.in(lang)}
}

// choice renders one option with its reason.
func (d *Deck) choice(spec *Spec, o *option, correct bool, lang string) (Option, error) {
	text := o.shows.in(lang).Text
	if !d.verbatim[o.shows.Kind] {
		text = upperFirst(text)
	}
	opt := Option{Text: text, Correct: correct, Facts: []string{o.fact.ID}}
	var err error
	if correct {
		opt.Reason, err = o.fact.says(lang)
		return opt, err
	}
	key := spec.keys[0].fact
	with := slots{"sibling": o.fact.entity.in(lang), "given": o.fact.value.in(lang), "entity": key.entity.in(lang)}
	if len(spec.keys) == 1 || spec.Model.Ask == askEntity {
		with["value"] = key.value.in(lang)
	}
	if spec.Model.Ask == askEntity && len(spec.keys) > 1 {
		delete(with, "entity")
	}
	wrong := spec.Model.wrong.in(lang)
	opt.Reason, err = wrong.fill(lang, with)
	if wrong.uses("entity") || wrong.uses("value") {
		opt.Facts = append(opt.Facts, key.ID)
	}
	return opt, err
}

// Read maps option ids to indexes.
func (c Choice) Read(it Item, given []string) (Answer, error) {
	var a Answer
	for _, id := range given {
		i := slices.IndexFunc(it.Options, func(o Option) bool { return o.ID == id })
		if i < 0 || id == "" || slices.Contains(a, i) {
			return nil, ErrUnreadable.At("given")
		}
		a = append(a, i)
	}
	if len(a) != it.Choose {
		return nil, ErrChoose.At("given").With("choose", it.Choose)
	}
	slices.Sort(a)
	return a, nil
}

// Mark gives MaxPoints when exactly the keyed options are chosen.
func (c Choice) Mark(it Item, a Answer) int {
	for i, o := range it.Options {
		if o.Correct != slices.Contains(a, i) {
			return 0
		}
	}
	return MaxPoints
}
