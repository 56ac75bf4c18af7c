package deck

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// Numeric is a question whose answer is a number to be worked out and typed:
// the charge that the tiered rates of an entity make of some usage.
type Numeric struct{}

// Number is the key of a numeric item, which learners type.
type Number struct {
	Key       Decimal   `json:"key"`
	Tolerance Decimal   `json:"tolerance"` // so far from the key is still right
	Unit      string    `json:"unit"`
	Working   []string  `json:"working"` // the way to the key, line by line
	Mistakes  []Mistake `json:"mistakes"`
	Facts     []string  `json:"facts"` // all rates that the working uses
}

// Mistake is a number that a known misunderstanding leads to.
type Mistake struct {
	Value  Decimal `json:"value"`
	Reason string  `json:"reason"`
}

// Name is "numeric".
func (Numeric) Name() string { return "numeric" }

// About tells authors about the type.
func (Numeric) About() (asks, needs string) {
	return "work a number out and type it", "an ordered relation of rates; `tolerance` in units"
}

// Form is a number to type.
func (Numeric) Form() Form { return Form{Typed: true} }

// Check demands a relation that gives rates.
func (Numeric) Check(b *builder, m *Model) {
	if m.relation.Value != "rate" || !m.relation.Ordered {
		b.fault(m.at.below("relation"), "a numeric item needs the rates of an ordered relation; relation %q gives a %s", m.Relation, m.relation.Value)
	}
	m.bare(b)
	m.Ask = askValue
	b.checkStems(m, "entity", "usage")
}

// Sets gives one set for each way a charge comes about: the minimum alone,
// then the first band, the first two, and so on. Bands that never make more
// than the minimum decide nothing.
func (Numeric) Sets(m *Model, all []*Fact) [][]*Fact {
	var sets [][]*Fact
	for _, rates := range m.byEntity(all) {
		slices.SortStableFunc(rates, func(f, g *Fact) int { return f.Place - g.Place })
		parts := Numeric{}.Pool(m, rates, rates)
		t := chargeOf(parts)
		if rates[0].Value.Rate.Minimum > 0 {
			sets, rates, parts = append(sets, rates[:1]), rates[1:], parts[1:]
		}
		for n := range rates {
			if least, most := t.span(parts[:n+1]); least < most {
				sets = append(sets, rates[:n+1])
			}
		}
	}
	return sets
}

// Pool is all rates of the entity: the charge rests on them, keyed or not.
func (Numeric) Pool(m *Model, all, keys []*Fact) []*option {
	var rates []*option
	for _, f := range all {
		if f.entity == keys[0].entity {
			rates = append(rates, m.optionOf(f))
		}
	}
	return rates
}

// Deal draws a usage for which exactly the keyed rates decide.
func (Numeric) Deal(d *Deck, spec *Spec, lang string, s Streams) (Item, error) {
	it, err := d.base(spec, lang)
	if err != nil {
		return it, err
	}
	t := chargeOf(spec.pool)
	if len(t.rates) == 0 {
		return it, fmt.Errorf("%q has a minimum and no percentage; add the fact of its first band", spec.keys[0].fact.Entity)
	}
	least, most := t.span(spec.keys)
	step, err := stepIn(least, most)
	if err != nil {
		return it, err
	}
	first := least/step + 1
	usage := step * (first + s.Rand("usage").IntN(most/step-first+1))
	given := spec.given(lang)
	given["usage"] = t.rates[0].amount(usage, lang)
	if err = it.word(spec, s, given); err != nil {
		return it, err
	}
	it.Choose, it.Options = 1, []Option{}
	it.Number = &Number{Key: t.of(usage), Tolerance: spec.Model.Tolerance, Unit: t.rates[0].Unit,
		Working: t.working(usage, lang), Mistakes: t.mistakes(usage, spec.Model.Tolerance, lang)}
	for _, f := range t.facts {
		it.Number.Facts = append(it.Number.Facts, f.ID)
		it.rests(f)
	}
	return it, nil
}

// steps are the round figures that a usage may be a multiple of.
var steps = []int{50000, 10000, 5000, 1000, 500, 100, 50, 10}

// stepIn is the roundest step that leaves enough to vary between two usages.
func stepIn(least, most int) (int, error) {
	for _, step := range steps {
		if most/step-least/step >= 8 {
			return step, nil
		}
	}
	return 0, fmt.Errorf("between %d and %d of usage there is too little to vary", least, most)
}

// Prove reads the usage from the stem and works the charge out anew, unit by
// unit of the bands.
func (Numeric) Prove(d *Deck, m *Model, it Item) error {
	usage, err := usageIn(it)
	if err != nil {
		return err
	}
	key := d.factByID[it.Facts[0]]
	var sum, least Decimal
	for _, f := range d.proving(m, it) {
		if r := f.Value.Rate; f.entity == key.entity && r.Minimum > 0 {
			least = Decimal(r.Minimum) * 100
		} else if f.entity == key.entity && usage > r.From {
			top := usage
			if r.To > 0 && r.To < usage {
				top = r.To
			}
			sum += Decimal((top - r.From) * r.Percent)
		}
	}
	if sum < least {
		sum = least
	}
	if sum != it.Number.Key {
		return fmt.Errorf("the key is %s, but the rates make it %s", it.Number.Key.In("en"), sum.In("en"))
	}
	if gap := 2*it.Number.Tolerance + 100; sum <= gap {
		return fmt.Errorf("the tolerance of %s is too wide for a key of %s", it.Number.Tolerance.In("en"), sum.In("en"))
	}
	return nil
}

// usageIn finds the one amount that a stem names in the unit of the key.
func usageIn(it Item) (int, error) {
	before, _, ok := strings.Cut(it.Stem, "\u00a0"+it.Number.Unit)
	if !ok || strings.Count(it.Stem, it.Number.Unit) != 1 {
		return 0, fmt.Errorf("the stem names no single amount in %s", it.Number.Unit)
	}
	digits := before[strings.LastIndexAny(before, " \u00a0")+1:]
	n, unread := readNumber(digits, it.Number.Unit, it.Lang)
	if unread != nil || n.Decimal/100 > math.MaxInt32 {
		return 0, fmt.Errorf("the stem's amount %q is no number", digits)
	}
	return int(n.Decimal / 100), nil
}

// maxTyped bounds what is kept of a typed number, in characters: it is stored
// as typed, and blanks around it are allowed.
const maxTyped = 64

// Read understands a typed number.
func (Numeric) Read(it Item, given []string) (Answer, error) {
	if len(given) != 1 || utf8.RuneCountInString(given[0]) > maxTyped {
		return Answer{}, ErrNumber.At("given")
	}
	n, unread := readNumber(given[0], it.Number.Unit, it.Lang)
	if unread != nil {
		return Answer{}, unread.At("given")
	}
	return Answer{Number: n.Decimal, ReadAs: n.told}, nil
}

// Mark is full within the tolerance.
func (Numeric) Mark(it Item, a Answer) Mark {
	if off := a.Number - it.Number.Key; off > it.Number.Tolerance || -off > it.Number.Tolerance {
		return 0
	}
	return FullMark
}

// Floor is 0: nobody hits a number by chance.
func (Numeric) Floor(Item) float64 { return 0 }

// Sample is the key or, when wrong, what a known misunderstanding makes of it.
func (Numeric) Sample(it Item, right bool) []string {
	n := it.Number
	number := n.Key + 2*n.Tolerance + 100
	switch {
	case right:
		number = n.Key
	case len(n.Mistakes) > 0:
		number = n.Mistakes[0].Value
	}
	return []string{number.In(it.Lang)}
}
