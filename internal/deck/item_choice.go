package deck

import (
	"fmt"
	"slices"
	"strings"
)

// Choice is a question with options to tick: "single" has one key, "multiple"
// states how many.
type Choice struct{ name string }

// Name is "single" or "multiple".
func (c Choice) Name() string { return c.name }

// About tells authors about the type.
func (Choice) About() (asks, needs string) {
	return "choose one, or the stated number", "`ask`, `wrong`; `keys` and `options` for `multiple`"
}

// Form is a tick at each option chosen.
func (Choice) Form() Form { return Form{} }

// Check demands enough options, and a reason for each wrong one.
func (c Choice) Check(b *builder, m *Model) {
	or(&m.Keys, 1)
	or(&m.Options, map[bool]int{true: 4, false: 5}[m.Keys == 1])
	if (c.name == "multiple") != (m.Keys > 1) {
		b.fault(m.at.below("keys"), "a single item has one key, a multiple item two or more; this %s item has %d", c.name, m.Keys)
	}
	m.direct(b)
	slot := "entity"
	if m.Ask == askEntity {
		slot = "value"
	}
	b.checkStems(m, slot)
	b.checkOptions(m, c.reasonSlots(m)...)
}

// checkOptions demands distractors, each with a reason why it is wrong.
func (b *builder) checkOptions(m *Model, slots ...string) {
	if m.Options < m.Keys+2 {
		b.fault(m.at.below("options"), "%d options leave too few distractors beside %d keys", m.Options, m.Keys)
	}
	if m.Wrong.none() {
		b.fault(m.at, "\"wrong\" is missing: why each distractor is wrong")
		return
	}
	b.compileWrong(m, slots...)
}

// reasonSlots are what the reason of a distractor may name, and with what it
// may end. Where several options are right, none is named as the right one.
func (c Choice) reasonSlots(m *Model) []string {
	switch slots := []string{"sibling", "given", slotRule, slotCorrection, slotHook}; {
	case m.Keys == 1:
		return append(slots, "entity", "value")
	case m.Ask == askValue:
		return append(slots, "entity")
	default:
		return append(slots, "value")
	}
}

// Sets groups the facts that may be keyed together, Keys at a time. A single
// choice of an entity needs a value that only this entity has.
func (c Choice) Sets(m *Model, all []*Fact) [][]*Fact { return m.keySets(all) }

// Pool lists the true statements about siblings that are false here.
func (c Choice) Pool(m *Model, all, keys []*Fact) []*option { return m.distractors(all, keys) }

// Prove derives which options answer the question.
func (c Choice) Prove(d *Deck, m *Model, it Item) error { return d.proveChoice(m, it) }

var chooseSuffix = Text{EN: " (Choose %d.)", FR: " (%d réponses.)"}

// Deal draws a wording, the distractors and the order of the options.
func (c Choice) Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error) {
	it, err := d.base(spec, lang)
	if err != nil {
		return it, err
	}
	m := spec.Model
	wrong := d.draw(spec, m.Options-m.Keys, lang, s)
	if len(wrong) < m.Options-m.Keys {
		return it, fmt.Errorf("only %d %w, %d are needed", len(wrong), errFewDistractors, m.Options-m.Keys)
	}
	if err = it.word(spec, s, spec.given(lang)); err != nil {
		return it, err
	}
	if m.Keys > 1 {
		it.Stem += fmt.Sprintf(chooseSuffix.In(lang), m.Keys)
	}
	it.Options = make([]Option, 0, m.Options)
	for i, o := range slices.Concat(spec.keys, wrong) {
		opt := Option{Text: d.label(o.shows, lang), Correct: i < len(spec.keys), Shows: o.shows.ID}
		if opt.Correct {
			opt.Facts = o.fact.shown()
			opt.Reason, err = o.fact.reason(lang, it.Why[i])
		} else {
			err = opt.refute(spec, o, lang)
		}
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

// refute tells why a distractor is wrong.
func (opt *Option) refute(spec *Spec, o *option, lang string) (err error) {
	key := spec.keys[0].fact
	opt.Facts = append(make([]string, 0, 2), o.fact.ID)
	if o.belief != nil {
		opt.Belief, opt.Reason = o.belief.ID, o.belief.Reason.In(lang)
		opt.Facts = append(opt.Facts, key.ID)
		return nil
	}
	with := slots{"sibling": o.fact.entity.in(lang), "given": o.fact.value.in(lang), "entity": key.entity.in(lang)}
	if len(spec.keys) == 1 || spec.Model.Ask == askEntity {
		with["value"] = key.value.in(lang)
	}
	if spec.Model.Ask == askEntity && len(spec.keys) > 1 {
		delete(with, "entity")
	}
	wrong := spec.Model.reasonAgainst(o, spec.keys[0]).in(lang)
	opt.Facts = append(opt.Facts, spec.own(o.fact, wrong, with, lang)...)
	opt.Reason, err = wrong.fill(lang, with)
	opt.Reason = strings.TrimRight(opt.Reason, " ")
	if wrong.uses("entity") || wrong.uses("value") {
		opt.Facts = append(opt.Facts, key.ID)
	}
	return err
}

// Slots at the end of a reason for what an author wrote of the fact that a
// distractor comes from: the rule that decides it, what the course notes put too
// loosely, and what helps to keep it. They are empty where the fact has none.
const (
	slotRule       = "rule"
	slotCorrection = "correction"
	slotHook       = "hook"
)

// own fills these slots, and returns the facts that a template tells by them. A
// hook that the item tells of its key is not told twice.
func (s *Spec) own(f *Fact, wrong template, with slots, lang string) (tells []string) {
	with[slotRule], with[slotCorrection], with[slotHook] = Label{}, Label{}, Label{}
	if f.Reason != nil {
		with[slotRule] = Label{Text: f.Reason.In(lang)}
	}
	if f.Correction != nil {
		with[slotCorrection] = Label{Text: f.Correction.In(lang)}
	}
	if h := f.Because; h != nil && wrong.uses(slotHook) && !slices.ContainsFunc(s.hooks, func(t toldHook) bool { return t.Text == h.Text }) {
		with[slotHook] = Label{Text: h.In(lang)}
		return h.States
	}
	return nil
}

// Read maps option ids to indexes.
func (c Choice) Read(it Item, given []string) (Answer, error) {
	var a Answer
	for _, id := range given {
		i := it.option(id)
		if i < 0 || slices.Contains(a.Chosen, i) {
			return Answer{}, ErrUnreadable.At("given")
		}
		a.Chosen = append(a.Chosen, i)
	}
	if len(a.Chosen) != it.Choose {
		return Answer{}, ErrChoose.At("given").With("choose", it.Choose)
	}
	slices.Sort(a.Chosen)
	return a, nil
}

// Mark is full when exactly the keyed options are chosen.
func (c Choice) Mark(it Item, a Answer) Mark {
	for i, o := range it.Options {
		if o.Correct != slices.Contains(a.Chosen, i) {
			return 0
		}
	}
	return FullMark
}

// Floor is one in the number of ways to choose as many options as are asked.
func (c Choice) Floor(it Item) float64 {
	ways := 1.0
	for i := range it.Choose {
		ways = ways * float64(len(it.Options)-i) / float64(i+1)
	}
	return 1 / ways
}

// Sample is the key or, when wrong, as many options with a wrong one first.
func (c Choice) Sample(it Item, right bool) []string {
	var given []string
	for _, pass := range []bool{right, !right} { // one wrong option makes an answer wrong
		for _, o := range it.Options {
			if o.Correct == pass && len(given) < it.Choose {
				given = append(given, o.ID)
			}
		}
	}
	return given
}
