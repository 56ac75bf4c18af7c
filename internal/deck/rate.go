package deck

import "strconv"

// Rate is one part of a tiered charge: a percentage of the usage that falls
// into a band, or the least that is charged in all.
type Rate struct {
	Percent int    `json:"percent"` // of the usage between From and To
	From    int    `json:"from"`
	To      int    `json:"to"` // 0: no end
	Minimum int    `json:"minimum"`
	Unit    string `json:"unit"`
}

// words says the rate in the sentences of its relation.
func (r *Rate) words(w *chargeWords) Labels {
	say := func(lang string) Label {
		with := slots{"percent": r.percent(), "from": r.amount(r.From, lang), "to": r.amount(r.To, lang), "minimum": r.amount(r.Minimum, lang)}
		return Label{Text: r.kind(w).say(lang, with)}
	}
	return Labels{EN: say("en"), FR: say("fr")}
}

// kind is the sentence that fits the rate.
func (r *Rate) kind(w *chargeWords) sentence {
	switch {
	case r.Minimum > 0:
		return w.Rates.Minimum
	case r.From == 0 && r.To == 0:
		return w.Rates.All
	case r.From == 0:
		return w.Rates.First
	case r.To == 0:
		return w.Rates.Above
	}
	return w.Rates.Band
}

func (r *Rate) percent() Label { return Label{Text: strconv.Itoa(r.Percent)} }

func (r *Rate) amount(n int, lang string) Label {
	return Label{Text: (Decimal(n) * 100).In(lang) + "\u00a0" + r.Unit}
}

// part is what the rate takes of a usage. Whole units times whole percents
// are hundredths.
func (r *Rate) part(usage int) Decimal { return Decimal(r.within(usage)) * Decimal(r.Percent) }

// within is how much of a usage falls into the band.
func (r *Rate) within(usage int) int {
	if r.To > 0 {
		usage = min(usage, r.To)
	}
	return max(0, usage-r.From)
}
