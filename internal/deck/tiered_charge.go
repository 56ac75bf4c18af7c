package deck

// tieredCharge is what an entity charges for usage: the sum over its bands, or
// its minimum where that is more.
type tieredCharge struct {
	minimum int // in units
	rates   []*Rate
	facts   []*Fact
}

func chargeOf(rates []*option) tieredCharge {
	var t tieredCharge
	for _, o := range rates {
		t.facts = append(t.facts, o.fact)
		if r := o.fact.Value.Rate; r.Minimum > 0 {
			t.minimum = r.Minimum
		} else {
			t.rates = append(t.rates, r)
		}
	}
	return t
}

func (t tieredCharge) sum(usage int) Decimal {
	var sum Decimal
	for _, r := range t.rates {
		sum += r.part(usage)
	}
	return sum
}

func (t tieredCharge) least() Decimal { return Decimal(t.minimum) * 100 }

func (t tieredCharge) of(usage int) Decimal { return max(t.sum(usage), t.least()) }

// span is the usage for which exactly the keyed rates decide: more than
// least, up to most.
func (t tieredCharge) span(keys []*option) (least, most int) {
	last := keys[len(keys)-1].fact.Value.Rate
	if last.Minimum > 0 {
		return 0, t.overtakes() - 2 // one more may make exactly the minimum
	}
	if most = last.To; most == 0 {
		most = 5 * max(last.From, t.overtakes())
	}
	return max(last.From, t.overtakes()), most
}

// overtakes is the least usage whose bands make more than the minimum.
func (t tieredCharge) overtakes() int {
	low, high := 0, t.minimum*100
	for low < high {
		if mid := low + (high-low)/2; t.sum(mid) > t.least() {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// words are the sentences of the relation that the rates are of.
func (t tieredCharge) words() *chargeWords { return t.facts[0].relation.TieredCharge }

// money writes hundredths with the unit.
func (t tieredCharge) money(d Decimal, lang string) Label {
	return Label{Text: d.In(lang) + "\u00a0" + t.rates[0].Unit}
}

// working is the way to the charge, line by line.
func (t tieredCharge) working(usage int, lang string) []string {
	say := t.words().Working
	var lines []string
	for _, r := range t.rates {
		if n := r.within(usage); n > 0 {
			lines = append(lines, say.Band.say(lang, slots{"percent": r.percent(), "part": r.amount(n, lang), "charge": t.money(r.part(usage), lang)}))
		}
	}
	sum, with := t.sum(usage), slots{"sum": t.money(t.sum(usage), lang), "minimum": t.money(t.least(), lang)}
	if len(lines) > 1 {
		lines = append(lines, say.Sum.say(lang, with))
	}
	switch {
	case t.minimum == 0:
		return lines
	case sum < t.least():
		return append(lines, say.Minimum.say(lang, with))
	}
	return append(lines, say.More.say(lang, with))
}

// mistakes are the numbers that known misunderstandings make of the usage,
// unless they come close to the key by chance.
func (t tieredCharge) mistakes(usage int, tolerance Decimal, lang string) []Mistake {
	key, sum, minimum := t.of(usage), t.sum(usage), t.least()
	say := t.words().Mistakes
	var out []Mistake
	add := func(value Decimal, reason sentence, with slots) {
		if value < key-2*tolerance || value > key+2*tolerance {
			out = append(out, Mistake{value, reason.say(lang, with)})
		}
	}
	for _, r := range t.rates {
		if flat := Decimal(usage * r.Percent); usage > r.From && flat != sum {
			add(flat, say.Flat, slots{"percent": r.percent()})
		}
	}
	if t.minimum == 0 {
		return out
	}
	add(sum, say.NoMinimum, slots{"minimum": t.money(minimum, lang)})
	add(minimum, say.Minimum, nil)
	add(sum+minimum, say.Added, nil)
	return out
}
