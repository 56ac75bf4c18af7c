package chart

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"viva/web/words"
)

// Results is a line of results over time, as figures for an inline SVG. All of
// it is also told in words: the title, the description and a table beside it.
type Results struct {
	Title, Desc string
	Line        string // points of the polyline
	Points      []Result
	Grid        []Mark // across, at each quarter
	Dates       []Mark // under the first and the last result
}

// Result is one result. A circle is practice, a square an exam.
type Result struct {
	Share float64 // 0 to 1
	At    time.Time
	Exam  bool

	X, Y  float64
	Label string
}

// Practised and Examined say which kinds there are, for the legend.
func (ch *Results) Practised() bool {
	return slices.ContainsFunc(ch.Points, func(p Result) bool { return !p.Exam })
}

func (ch *Results) Examined() bool {
	return slices.ContainsFunc(ch.Points, func(p Result) bool { return p.Exam })
}

// Left is the left edge of the square that stands for an exam.
func (p Result) Left() float64 { return p.X - markSize }

// Top is the upper edge of that square.
func (p Result) Top() float64 { return p.Y - markSize }

// Mark is a text on an axis.
type Mark struct {
	X, Y   float64
	Text   string
	Anchor string
}

// The box that the results are drawn in, in the units of the SVG. The view
// box in the template is chartWidth by chartHeight.
const (
	chartWidth, chartHeight = 480, 240
	chartLeft, chartRight   = 52, 468
	chartTop, chartBottom   = 12, 204
	markSize                = 5
)

// NewResults lays results out from the oldest to the newest, evenly: a day of
// many attempts would be a heap on a scale of days. One result is no line.
func NewResults(p words.Phrases, points []Result) (*Results, error) {
	if len(points) < 2 {
		return nil, nil
	}
	ch := &Results{Points: points}
	f := frame{Left: chartLeft, Right: chartRight, Top: chartTop, Bottom: chartBottom}
	var line strings.Builder
	for i := range points {
		pt := &points[i]
		pt.X = chartLeft + 8 + float64(i)*(chartRight-chartLeft-16)/float64(len(points)-1)
		pt.Y = f.y(pt.Share)
		pt.Label = p.Labelled(p.Date(pt.At), p.Percent(pt.Share))
		fmt.Fprintf(&line, "%.1f,%.1f ", pt.X, pt.Y)
	}
	ch.Line = strings.TrimSpace(line.String())
	ch.Grid = f.grid(p, 0, 0.25, 0.5, 0.75, 1)
	first, last := points[0], points[len(points)-1]
	ch.Dates = []Mark{
		{X: chartLeft, Y: chartBottom + 24, Text: p.Date(first.At), Anchor: "start"},
		{X: chartRight, Y: chartBottom + 24, Text: p.Date(last.At), Anchor: "end"},
	}
	return ch, ch.describe(p)
}

// describe says in words what the line shows.
func (ch *Results) describe(p words.Phrases) error {
	low, high := ch.Points[0], ch.Points[0]
	for _, pt := range ch.Points {
		if pt.Share < low.Share {
			low = pt
		}
		if pt.Share > high.Share {
			high = pt
		}
	}
	first, last := ch.Points[0], ch.Points[len(ch.Points)-1]
	var err error
	if ch.Title, err = p.T("scores_chart_title", "Count", len(ch.Points)); err != nil {
		return err
	}
	ch.Desc, err = p.T("scores_chart_desc",
		"First", p.Percent(first.Share), "FirstDate", p.Date(first.At),
		"Last", p.Percent(last.Share), "LastDate", p.Date(last.At),
		"Low", p.Percent(low.Share), "High", p.Percent(high.Share))
	return err
}
