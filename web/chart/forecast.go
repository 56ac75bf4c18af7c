package chart

import (
	"slices"
	"time"

	"viva/web/words"
)

// ForecastData is a forecast of the score of an exam.
type ForecastData struct {
	ID        string
	On        time.Time // day of the exam; zero stands for today
	Chances   []float64 // of each raw score, from 0; they add up to 1
	Pass      int       // the lowest raw score that passes; 0 without a pass mark
	Low, High int       // the raw scores between which most of the chance lies
	Share     float64   // how much of it: 0.8 for a band of 80 percent
	Needs     int       // answers that are wanting before a forecast is worth telling
}

// Forecast is the probability of every score of an exam, as bars: solid
// where the score passes, hatched where it does not.
type Forecast struct {
	Figure
	Bars              []forecastBar
	Pass              bool
	PassX             float64
	BandLeft, BandEnd float64
}

// forecastBar is the chance of one score.
type forecastBar struct {
	X, Y, Width, Height float64
	Passes              bool
	Label               string
}

// NewForecast draws a forecast. Where too few answers carry it, it says how
// many are wanting.
func NewForecast(p words.Phrases, d ForecastData) (*Forecast, error) {
	w := wording{Wording: words.Wording{Phrases: p}}
	ch := &Forecast{Figure: Figure{Phrases: p, ID: d.ID, frame: frame{Left: 12, Right: 468, Top: 60, Bottom: 212}}, Pass: d.Pass > 0}
	ch.Title = w.Say("chart_score_title_now")
	if !d.On.IsZero() {
		ch.Title = w.Say("chart_score_title", "Date", p.Date(d.On))
	}
	switch {
	case d.Needs > 0:
		ch.Empty = w.Say("chart_score_needs", "Count", d.Needs)
		return ch, w.Err
	case len(d.Chances) < 2:
		ch.Empty = w.Say("chart_score_empty")
		return ch, w.Err
	}
	ch.draw(&w, d)
	ch.label(&w, d)
	ch.Desc = d.describe(&w)
	ch.Table = d.table(&w)
	return ch, w.Err
}

// draw lays out the bars, the tallest as high as the frame.
func (ch *Forecast) draw(w *wording, d ForecastData) {
	tallest := slices.Max(d.Chances)
	step := (ch.Right - ch.Left) / float64(len(d.Chances))
	gap := min(2, step/5)
	for score, chance := range d.Chances {
		bar := forecastBar{X: tenth(ch.edge(d, score) + gap/2), Width: tenth(step - gap), Passes: score >= d.Pass,
			Label: w.Labelled(w.Number(score), w.Chance(chance))}
		bar.Y = ch.Bottom
		if tallest > 0 {
			bar.Y = ch.y(chance / tallest)
		}
		bar.Height = tenth(ch.Bottom - bar.Y)
		if bar.Height > 0 {
			ch.Bars = append(ch.Bars, bar)
		}
	}
	ch.BandLeft, ch.BandEnd = ch.edge(d, d.Low), ch.edge(d, d.High+1)
	if ch.Pass {
		ch.PassX = ch.edge(d, d.Pass)
	}
}

// edge is the left edge of the bar of a score.
func (ch *Forecast) edge(d ForecastData, score int) float64 {
	return ch.x(float64(score) / float64(len(d.Chances)))
}

// label writes the band, the pass mark and a few scores.
func (ch *Forecast) label(w *wording, d ForecastData) {
	band := Mark{X: tenth((ch.BandLeft + ch.BandEnd) / 2), Y: ch.Top - 40, Anchor: "middle",
		Text: w.Say("chart_score_band", "Share", w.Percent(d.Share), "Range", w.points(d.Low, d.High))}
	const half = 90 // of the widest text over the band
	if band.X < ch.Left+half {
		band.X, band.Anchor = ch.BandLeft, "start"
	} else if band.X > ch.Right-half {
		band.X, band.Anchor = ch.BandEnd, "end"
	}
	ch.Texts = append(ch.Texts, band)
	if ch.Pass {
		ch.Texts = append(ch.Texts, ch.beside(ch.PassX, ch.Top-8, w.Say("chart_score_pass", "Pass", d.Pass)))
	}
	top := len(d.Chances) - 1
	each := ticks(top)
	for score := 0; score <= top; score += each {
		ch.Texts = append(ch.Texts, Mark{X: tenth((ch.edge(d, score) + ch.edge(d, score+1)) / 2), Y: ch.Bottom + 24,
			Text: w.Number(score), Anchor: "middle"})
	}
}

// ticks is how far apart the scores on the axis are: 1, 2, 5, 10 and so on,
// and at most eight of them.
func ticks(top int) int {
	for each := 1; ; each *= 10 {
		for _, n := range []int{1, 2, 5} {
			if top/(each*n) < 8 {
				return each * n
			}
		}
	}
}

// atLeast is the chance of a score or a better one.
func (d ForecastData) atLeast(score int) float64 {
	sum := 0.0
	for _, chance := range d.Chances[min(max(score, 0), len(d.Chances)):] {
		sum += chance
	}
	if sum > 1-1e-9 { // what the sum lost in rounding is not a doubt
		return 1
	}
	return sum
}

// describe says in words what the bars show.
func (d ForecastData) describe(w *wording) string {
	told := w.Say("chart_score_desc", "Share", w.Percent(d.Share), "Range", w.points(d.Low, d.High), "Max", len(d.Chances)-1)
	if d.Pass == 0 {
		return told
	}
	return sentences(told, w.Say("chart_score_chance", "Pass", d.Pass, "Chance", w.Chance(d.atLeast(d.Pass))))
}

// table writes the scores out. The tails, where no score has half a percent,
// are one row each.
func (d ForecastData) table(w *wording) Table {
	t := Table{Head: []string{w.Say("chart_score"), w.Say("chart_score_exactly"), w.Say("chart_score_at_least")}}
	const slight = 0.005
	from, to := 0, len(d.Chances)-1
	for from < to && d.Chances[from] < slight {
		from++
	}
	for to > from && d.Chances[to] < slight {
		to--
	}
	tail := func(low, high int) {
		if low > high {
			return
		}
		t.row(w.points(low, high), w.Chance(d.atLeast(low)-d.atLeast(high+1)), w.Chance(d.atLeast(low)))
	}
	tail(0, from-1)
	for score := from; score <= to; score++ {
		tail(score, score)
	}
	tail(to+1, len(d.Chances)-1)
	return t
}

// points writes a stretch of scores, or the only one.
func (w *wording) points(low, high int) string {
	if low == high {
		return w.Number(low)
	}
	return w.Say("chart_range", "Low", low, "High", high)
}
