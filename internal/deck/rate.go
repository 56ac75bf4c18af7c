package deck

import "fmt"

// Rate is one part of a tiered charge: a percentage of the usage that falls
// into a band, or the least that is charged in all.
type Rate struct {
	Percent int    `json:"percent"` // of the usage between From and To
	From    int    `json:"from"`
	To      int    `json:"to"` // 0: no end
	Minimum int    `json:"minimum"`
	Unit    string `json:"unit"`
}

var (
	rateMinimum = Text{EN: "at least %s", FR: "au moins %s"}
	rateAll     = Text{EN: "%d%% of the usage", FR: "%d\u00a0%% de la consommation"}
	rateFirst   = Text{EN: "%d%% of the first %s of usage", FR: "%d\u00a0%% sur les premiers %s de consommation"}
	rateBand    = Text{EN: "%d%% of the part from %s to %s", FR: "%d\u00a0%% sur la part de %s à %s"}
	rateAbove   = Text{EN: "%d%% of the part above %s", FR: "%d\u00a0%% sur la part au-delà de %s"}
)

// words says the rate.
func (r *Rate) words() Labels {
	say := func(lang string) Label {
		from, to := r.amount(r.From, lang), r.amount(r.To, lang)
		switch {
		case r.Minimum > 0:
			return Label{Text: fmt.Sprintf(rateMinimum.In(lang), r.amount(r.Minimum, lang))}
		case r.From == 0 && r.To == 0:
			return Label{Text: fmt.Sprintf(rateAll.In(lang), r.Percent)}
		case r.From == 0:
			return Label{Text: fmt.Sprintf(rateFirst.In(lang), r.Percent, to)}
		case r.To == 0:
			return Label{Text: fmt.Sprintf(rateAbove.In(lang), r.Percent, from)}
		}
		return Label{Text: fmt.Sprintf(rateBand.In(lang), r.Percent, from, to)}
	}
	return Labels{EN: say("en"), FR: say("fr")}
}

func (r *Rate) amount(n int, lang string) string {
	return (Decimal(n) * 100).In(lang) + "\u00a0" + r.Unit
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
