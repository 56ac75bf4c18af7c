package chart

import "viva/web/words"

// certainties are the keys of what a learner may say of an answer, from the
// least sure to the surest.
var certainties = [3]string{"chart_guess", "chart_think", "chart_sure"}

// CertaintyShare is how often answers of one certainty were right.
type CertaintyShare struct {
	Right, Asked        int
	Low, High           float64 // interval of the share right, 0 to 1
	ExpectLow, ExpectUp float64 // what the word promises, 0 to 1
}

// Share is the part that was right, 0 to 1. It is 0 when nothing was asked.
func (s CertaintyShare) Share() float64 {
	if s.Asked == 0 {
		return 0
	}
	return float64(s.Right) / float64(s.Asked)
}

// Calibration is how sure a learner was against how often that was
// right. The expected bands climb from the left to the right.
type Calibration struct {
	Figure
	Columns []certaintyColumn
}

// certaintyColumn is one certainty: its band, and a point with whiskers if
// there were answers.
type certaintyColumn struct {
	BandX, BandY, BandWidth, BandHeight float64

	Asked                     bool
	X, Y                      float64
	CapLeft, CapRight         float64
	WhiskerTop, WhiskerBottom float64
	Label                     string
}

// NewCalibration draws the shares of the three certainties, from the
// least sure. Without any answer there is no chart.
func NewCalibration(p words.Phrases, id string, shares [3]CertaintyShare) (*Calibration, error) {
	w := wording{Wording: words.Wording{Phrases: p}}
	ch := &Calibration{Figure: Figure{Phrases: p, ID: id, frame: frame{Left: 64, Right: 468, Top: 12, Bottom: 204}}}
	ch.Title = w.Say("chart_calibration_title")
	if shares[0].Asked+shares[1].Asked+shares[2].Asked == 0 {
		ch.Empty = w.Say("chart_calibration_empty")
		return ch, w.Err
	}
	ch.Grid = ch.grid(p, 0, 0.25, 0.5, 0.75, 1)
	ch.Table.Head = []string{w.Say("chart_certainty"), w.Say("chart_right_of"), w.Say("chart_share"),
		w.Say("chart_interval"), w.Say("chart_expected")}
	var told []string
	for i, s := range shares {
		name := w.Say(certainties[i])
		told = append(told, s.describe(&w, name))
		ch.Columns = append(ch.Columns, ch.column(s, i, told[i]))
		middle := ch.x((float64(i) + 0.5) / float64(len(shares)))
		ch.Texts = append(ch.Texts,
			Mark{X: middle, Y: ch.Bottom + 24, Text: name, Anchor: "middle"},
			Mark{X: middle, Y: ch.Bottom + 46, Text: w.Say("chart_answers", "Count", s.Asked), Anchor: "middle"})
		share, interval := "–", "–"
		if s.Asked > 0 {
			share, interval = p.Percent(s.Share()), w.rangeOf(s.Low, s.High)
		}
		ch.Table.row(name, w.Say("result_fraction", "Points", s.Right, "Max", s.Asked), share, interval, w.rangeOf(s.ExpectLow, s.ExpectUp))
	}
	ch.Desc = sentences(told...)
	return ch, w.Err
}

// column lays out one certainty, the i-th of three.
func (ch *Calibration) column(s CertaintyShare, i int, label string) certaintyColumn {
	from, to := float64(i)/float64(len(certainties)), float64(i+1)/float64(len(certainties))
	col := certaintyColumn{BandX: ch.x(from), BandWidth: tenth(ch.x(to) - ch.x(from)),
		BandY: ch.y(s.ExpectUp), BandHeight: tenth(ch.y(s.ExpectLow) - ch.y(s.ExpectUp)), Label: label}
	if s.Asked == 0 {
		return col
	}
	const halfCap = 8
	col.Asked, col.X, col.Y = true, ch.x((from+to)/2), ch.y(s.Share())
	col.CapLeft, col.CapRight = tenth(col.X-halfCap), tenth(col.X+halfCap)
	col.WhiskerTop, col.WhiskerBottom = ch.y(s.High), ch.y(s.Low)
	return col
}

// describe says how a certainty came out. Only an interval that lies wholly
// outside of the band tells more than chance does.
func (s CertaintyShare) describe(w *wording, name string) string {
	key := "chart_calibration_fits"
	switch {
	case s.Asked == 0:
		return w.Say("chart_calibration_none", "Name", name)
	case s.High < s.ExpectLow:
		key = "chart_calibration_less"
	case s.Low > s.ExpectUp:
		key = "chart_calibration_more"
	}
	return w.Say(key, "Name", name, "Right", s.Right, "Asked", s.Asked, "Share", w.Percent(s.Share()),
		"Expected", w.rangeOf(s.ExpectLow, s.ExpectUp))
}

// rangeOf writes a stretch between two shares.
func (w *wording) rangeOf(low, high float64) string {
	return w.Say("chart_range", "Low", w.Percent(low), "High", w.Percent(high))
}
