package deck

import "fmt"

// tariff is what an entity charges for usage: the sum over its bands, or its
// minimum where that is more.
type tariff struct {
	minimum int // in units
	rates   []*Rate
	facts   []*Fact
}

func tariffOf(rates []*option) tariff {
	var t tariff
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

func (t tariff) sum(usage int) Decimal {
	var sum Decimal
	for _, r := range t.rates {
		sum += r.part(usage)
	}
	return sum
}

func (t tariff) charge(usage int) Decimal {
	return max(t.sum(usage), Decimal(t.minimum)*100)
}

// span is the usage for which exactly the keyed rates decide: more than
// least, up to most.
func (t tariff) span(keys []*option) (least, most int) {
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
func (t tariff) overtakes() int {
	low, high := 0, t.minimum*100
	for low < high {
		if mid := low + (high-low)/2; t.sum(mid) > Decimal(t.minimum)*100 {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

var (
	workBand    = Text{EN: "%d%% of %s = %s", FR: "%d\u00a0%% de %s = %s"}
	workSum     = Text{EN: "Together: %s", FR: "Total : %s"}
	workMore    = Text{EN: "That is more than the minimum of %s, so %s is charged.", FR: "C'est plus que le minimum de %s : le montant facturé est donc de %s."}
	workMinimum = Text{EN: "That is less than the minimum, so the minimum of %s is charged.", FR: "C'est moins que le minimum : le montant facturé est donc le minimum, %s."}

	mistakeFlat    = Text{EN: "That applies %d%% to the whole usage. Each percentage applies to its own band only.", FR: "C'est %d\u00a0%% de toute la consommation. Chaque pourcentage ne s'applique qu'à sa tranche."}
	mistakeMinimum = Text{EN: "That is the percentage alone. The minimum of %s is more, so the minimum is charged.", FR: "C'est le pourcentage seul. Le minimum de %s est plus élevé : c'est lui qui est facturé."}
	mistakeAdded   = Text{EN: "That adds the minimum to the percentage. The greater of the two is charged, not their sum.", FR: "C'est le minimum ajouté au pourcentage. Le plus élevé des deux est facturé, pas leur somme."}
	mistakeFloor   = Text{EN: "That is the minimum. The percentage of the usage is more, so that is charged.", FR: "C'est le minimum. Le calcul au pourcentage donne davantage : c'est lui qui est facturé."}
)

// money writes hundredths with the unit.
func (t tariff) money(d Decimal, lang string) string {
	return d.In(lang) + "\u00a0" + t.rates[0].Unit
}

// working is the way to the charge, line by line.
func (t tariff) working(usage int, lang string) []string {
	var lines []string
	for _, r := range t.rates {
		if n := r.within(usage); n > 0 {
			lines = append(lines, fmt.Sprintf(workBand.In(lang), r.Percent, r.amount(n, lang), t.money(r.part(usage), lang)))
		}
	}
	sum, minimum := t.sum(usage), Decimal(t.minimum)*100
	if len(lines) > 1 {
		lines = append(lines, Typeset(lang, fmt.Sprintf(workSum.In(lang), t.money(sum, lang))))
	}
	if sum < minimum {
		return append(lines, Typeset(lang, fmt.Sprintf(workMinimum.In(lang), t.money(minimum, lang))))
	}
	return append(lines, Typeset(lang, fmt.Sprintf(workMore.In(lang), t.money(minimum, lang), t.money(sum, lang))))
}

// mistakes are the numbers that known misunderstandings make of the usage,
// unless they come close to the key by chance.
func (t tariff) mistakes(usage int, tolerance Decimal, lang string) []Mistake {
	key, sum, minimum := t.charge(usage), t.sum(usage), Decimal(t.minimum)*100
	var out []Mistake
	add := func(value Decimal, reason Text, args ...any) {
		if value < key-2*tolerance || value > key+2*tolerance {
			out = append(out, Mistake{value, Typeset(lang, fmt.Sprintf(reason.In(lang), args...))})
		}
	}
	for _, r := range t.rates {
		if flat := Decimal(usage * r.Percent); usage > r.From && flat != sum {
			add(flat, mistakeFlat, r.Percent)
		}
	}
	add(sum, mistakeMinimum, t.money(minimum, lang))
	add(minimum, mistakeFloor)
	add(sum+minimum, mistakeAdded)
	return out
}
