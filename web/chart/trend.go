package chart

import (
	"math"
	"time"

	"viva/web/words"
)

// Trend draws the scaled scores of one exam over the times it was sat, with the
// line that passes. Whoever does not see it reads the scores in the list beside
// it, so only Desc is told of the chart: what changed, and whether chance alone
// may do that.
type Trend struct {
	Desc  string
	Line  string // points of the polyline
	Sat   []Sitting
	PassY float64
	Texts []Mark
	frame
}

// Sitting is one time that the exam was sat. Low and High are the band of the
// score.
type Sitting struct {
	Score, Low, High int
	At               time.Time
	Passed           bool

	X, Y float64
}

// TrendData is what a trend is drawn of, from the oldest sitting to the newest.
type TrendData struct {
	From, To, Pass int // of the scale
	Sat            []Sitting
}

// NewTrend draws a trend. One sitting is none.
func NewTrend(p words.Phrases, d TrendData) (*Trend, error) {
	if len(d.Sat) < 2 {
		return nil, nil
	}
	ch := &Trend{Sat: d.Sat, frame: frame{Left: 56, Right: 468, Top: 16, Bottom: 128}}
	at := func(score int) float64 { return ch.y(float64(score-d.From) / float64(d.To-d.From)) }
	var line polyline
	for i := range ch.Sat {
		s := &ch.Sat[i]
		s.X, s.Y = ch.x(0.03+0.94*float64(i)/float64(len(ch.Sat)-1)), at(s.Score)
		line.to(s.X, s.Y)
	}
	ch.Line, ch.PassY = line.String(), at(d.Pass)
	w := wording{words.Wording{Phrases: p}}
	for _, score := range []int{d.From, d.Pass, d.To} {
		ch.Texts = append(ch.Texts, Mark{X: ch.Left - 8, Y: at(score), Text: p.Number(score), Anchor: "end"})
	}
	ch.Desc = d.describe(&w)
	return ch, w.Err
}

// describe compares the last sitting with the first.
func (d TrendData) describe(w *wording) string {
	first, last := d.Sat[0], d.Sat[len(d.Sat)-1]
	change := w.Say("chart_trend_same")
	switch more := last.Score - first.Score; {
	case more > 0:
		change = w.Say("chart_trend_more", "Points", more)
	case more < 0:
		change = w.Say("chart_trend_less", "Points", int(math.Abs(float64(more))))
	}
	if first.Low > last.High || last.Low > first.High {
		return sentences(change, w.Say("chart_trend_apart"))
	}
	return sentences(change, w.Say("chart_trend_chance"))
}
