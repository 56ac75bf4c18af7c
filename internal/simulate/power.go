package simulate

import (
	"math"
	"math/rand/v2"
)

// powerMind is a memory whose activation is the logarithm of the sum of its
// encounters, each decaying with a power of its age; what is encountered while
// still active decays faster, and so spaced encounters last longer. The shape
// and the constants are those of the activation model of Pavlik and Anderson
// (2005): decay intercept 0.177, decay scale 0.217, threshold -0.704, noise
// 0.255, and a second between two days of study counting a
// fortieth. How well facts stick, what reading is worth and what was known
// beforehand are ours.
type powerMind struct {
	base       float64 // how well this fact sticks
	intercept  float64
	encounters []encounter
}

type encounter struct {
	day, weight, decay float64
}

const (
	decayIntercept = 0.177
	decayScale     = 0.217
	threshold      = -0.704
	noise          = 0.255
	ticksPerDay    = 86400 * 0.025
	leastTicks     = 20 // since an encounter, however short a time ago it was
	readingWeight  = 0.7
	// knownRecall is how well facts known beforehand are recalled.
	knownRecall = 0.97
	// knownAge is how many days ago those were learnt, in the middle.
	knownAge = 90.0
)

func newPowerMind(t traits, known bool, day float64, chance *rand.Rand) *powerMind {
	m := &powerMind{
		base:      1.1 + 0.25*t.strength + 0.35*chance.NormFloat64(),
		intercept: decayIntercept * t.decay * math.Exp(0.15*chance.NormFloat64()),
	}
	if !known {
		m.encounters = []encounter{{day, readingWeight, m.intercept}}
		return m
	}
	old := encounter{day - knownAge*math.Exp(0.7*chance.NormFloat64()), 1, m.intercept}
	m.encounters = []encounter{old}
	active := threshold + noise*math.Log(knownRecall/(1-knownRecall))
	m.encounters[0].weight = math.Exp(active - m.activation(day))
	return m
}

func (m *powerMind) activation(day float64) float64 {
	sum := 0.0
	for _, e := range m.encounters {
		ticks := max((day-e.day)*ticksPerDay, leastTicks)
		sum += e.weight * math.Pow(ticks, -e.decay)
	}
	return m.base + math.Log(sum)
}

func (m *powerMind) recall(day float64) float64 {
	return 1 / (1 + math.Exp((threshold-m.activation(day))/noise))
}

func (m *powerMind) study(day float64, recalled bool) {
	weight := readingWeight
	if recalled {
		weight = 1
	}
	decay := m.intercept + decayScale*math.Exp(m.activation(day)-m.base)
	m.encounters = append(m.encounters, encounter{day, weight, decay})
}
