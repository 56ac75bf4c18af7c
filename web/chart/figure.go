// Package chart lays out what pages draw as inline SVG: a learner's results, and
// the charts of their progress. Each New... takes figures and the words to say
// them in, and returns a view for its template; whoever sees no chart reads the
// same in its title, its description and its table. It knows only words.
package chart

import (
	"math"
	"strconv"
	"strings"

	"viva/web/words"
)

// Figure is what the charts of a learner's progress have in common. Each has
// a part in pages/parts that draws it, looks of its own in
// static/progress.css, and the same figures in a table below it.
type Figure struct {
	words.Phrases
	ID    string // begins the ids of its parts; no other figure of the page has it
	Title string
	Desc  string // what the chart shows, in sentences
	Empty string // told in place of a chart where there is nothing to draw
	Grid  []Mark
	Texts []Mark
	Table Table
	frame
}

// Table holds the figures of a chart, written out.
type Table struct {
	Head []string
	Rows [][]string // the first of each names the row
}

// row adds a row.
func (t *Table) row(cells ...string) { t.Rows = append(t.Rows, cells) }

// frame is the box that a chart is drawn in, in the units of its SVG.
type frame struct{ Left, Right, Top, Bottom float64 }

// x is where a share of the width ends, from the left.
func (f frame) x(share float64) float64 { return tenth(f.Left + share*(f.Right-f.Left)) }

// y is where a share of the height ends, from the bottom.
func (f frame) y(share float64) float64 { return tenth(f.Bottom - share*(f.Bottom-f.Top)) }

// grid marks shares on the left, as percents.
func (f frame) grid(p words.Phrases, shares ...float64) []Mark {
	var marks []Mark
	for _, at := range shares {
		marks = append(marks, Mark{X: f.Left - 8, Y: f.y(at), Text: p.Percent(at), Anchor: "end"})
	}
	return marks
}

// beside places a text next to an upright line at x, on the side with more
// room.
func (f frame) beside(x, y float64, text string) Mark {
	if x < (f.Left+f.Right)/2 {
		return Mark{X: tenth(x + 6), Y: y, Text: text, Anchor: "start"}
	}
	return Mark{X: tenth(x - 6), Y: y, Text: text, Anchor: "end"}
}

// tenth rounds to what an SVG needs, so that a page holds no long fractions.
func tenth(x float64) float64 { return math.Round(x*10) / 10 }

// polyline writes the points of a line.
type polyline strings.Builder

// to adds a point.
func (l *polyline) to(x, y float64) {
	b := (*strings.Builder)(l)
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteString(strconv.FormatFloat(x, 'f', -1, 64) + "," + strconv.FormatFloat(y, 'f', -1, 64))
}

func (l *polyline) String() string { return (*strings.Builder)(l).String() }

// wording tells what charts show.
type wording struct{ words.Wording }

// days is a stretch of whole days from today in words, such as "12 days ago".
func (w *wording) days(day float64) string {
	n := int(math.Round(day))
	switch {
	case n < 0:
		return w.Say("chart_ago", "Count", -n)
	case n > 0:
		return w.Say("chart_in", "Count", n)
	}
	return w.Say("chart_today")
}

// sentences joins those that are there.
func sentences(all ...string) string {
	var told []string
	for _, s := range all {
		if s != "" {
			told = append(told, s)
		}
	}
	return strings.Join(told, " ")
}
