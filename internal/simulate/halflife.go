package simulate

import (
	"math"
	"math/rand/v2"
)

// halfMind is a memory that halves with every half-life that goes by, as in
// half-life regression (Settles and Meeder 2016). How it changes is ours: a
// recall lengthens the half-life, the more the more was forgotten; reading
// after a failure brings part of it back.
type halfMind struct {
	half    float64 // days
	since   float64 // day of the last encounter
	growth  float64 // factor of a recall after half was forgotten
	least   float64 // days, after a first reading
	initial float64 // chance of recall right after an encounter
}

const (
	longestHalf = 1000.0
	rightAfter  = 0.99
	knownHalf   = 365.0 // in the middle, of what was known beforehand
	// massedGain is how much a recall right after an encounter lengthens the
	// half-life, as a share of what a recall at even odds does.
	massedGain = 0.1
)

func newHalfMind(t traits, known bool, day float64, chance *rand.Rand) *halfMind {
	least := math.Exp(math.Log(3.5) + 0.4*t.strength + 0.6*chance.NormFloat64())
	m := &halfMind{
		half:    least,
		least:   least,
		since:   day,
		growth:  1 + 2/t.decay*math.Exp(0.3*chance.NormFloat64()),
		initial: rightAfter,
	}
	if known {
		m.half = knownHalf * math.Exp(0.5*chance.NormFloat64())
	}
	return m
}

func (m *halfMind) recall(day float64) float64 {
	return m.initial * math.Exp2(-max(day-m.since, 0)/m.half)
}

func (m *halfMind) study(day float64, recalled bool) {
	if recalled {
		forgotten := 1 - m.recall(day)/m.initial
		m.half = min(m.half*(1+(m.growth-1)*min(massedGain+2*(1-massedGain)*forgotten, 1)), longestHalf)
	} else {
		m.half = max(m.least, m.half/2)
	}
	m.since = day
}
