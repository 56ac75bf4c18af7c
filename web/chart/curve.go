package chart

import (
	"cmp"
	"math"
	"slices"
	"time"

	"viva/web/words"
)

// recallAim is the recall that the schedule of memory aims at.
const recallAim = 0.9

// CurveSample is the chance to recall a fact on a day.
type CurveSample struct {
	Day float64 // from today; earlier days are negative
	R   float64 // retrievability, 0 to 1
}

// CurveReview is an answer about the fact.
type CurveReview struct {
	Day   float64 // from today, not later
	Right bool
}

// CurveData is what is known of a learner's memory of one fact.
type CurveData struct {
	ID      string
	Now     time.Time     // today
	Samples []CurveSample // by day; a review is two on one day, before and after it
	Reviews []CurveReview // by day
	Exam    *float64      // day of the exam from today, if there is one to come
}

// Curve is the forgetting curve of a fact: what memory was, and what it
// will be if nothing is done.
type Curve struct {
	Figure
	Past, Ahead string // points of polylines
	Reviews     []curvePoint
	AimY        float64
	TodayX      float64
	ExamX       float64 // 0 without an exam
}

// curvePoint is a review where it stands on the curve: a circle was right, a
// cross wrong.
type curvePoint struct {
	X, Y  float64
	Right bool
	Label string
}

// NewCurve draws a forgetting curve. Without samples there is none.
func NewCurve(p words.Phrases, d CurveData) (*Curve, error) {
	w := wording{Wording: words.Wording{Phrases: p}}
	ch := &Curve{Figure: Figure{Phrases: p, ID: d.ID, frame: frame{Left: 64, Right: 468, Top: 56, Bottom: 212}}}
	ch.Title = w.Say("chart_curve_title")
	if len(d.Samples) == 0 {
		ch.Empty = w.Say("chart_curve_empty")
		return ch, w.Err
	}
	first, last := d.span()
	at := func(day float64) float64 { return ch.x((day - first) / (last - first)) }
	ch.draw(d, at)
	for _, r := range d.Reviews {
		// The first answer met no memory; its mark stands where the curve begins.
		ch.Reviews = append(ch.Reviews, curvePoint{X: at(r.Day), Y: ch.y(d.before(r.Day)), Right: r.Right,
			Label: p.Labelled(p.Date(dayFrom(d.Now, r.Day)), w.verdict(r.Right))})
	}
	ch.AimY, ch.TodayX = ch.y(recallAim), at(0)
	ch.Grid = ch.grid(p, 0, 0.5, recallAim)
	ch.Texts = append(ch.Texts, ch.beside(ch.TodayX, ch.Top-10, w.Say("chart_today")))
	if d.Exam != nil {
		ch.ExamX = at(*d.Exam)
		ch.Texts = append(ch.Texts, ch.beside(ch.ExamX, ch.Top-34, w.Say("chart_exam")))
	}
	if math.Round(first) < 0 {
		ch.Texts = append(ch.Texts, Mark{X: ch.Left, Y: ch.Bottom + 24, Text: w.days(first), Anchor: "start"})
	}
	if math.Round(last) > 0 {
		ch.Texts = append(ch.Texts, Mark{X: ch.Right, Y: ch.Bottom + 24, Text: w.days(last), Anchor: "end"})
	}
	ch.Desc = d.describe(&w)
	ch.Table = d.table(&w)
	return ch, w.Err
}

// draw lays the curve out, the past apart from what is ahead.
func (ch *Curve) draw(d CurveData, at func(day float64) float64) {
	var past, ahead polyline
	for _, s := range d.Samples {
		if s.Day <= 0 {
			past.to(at(s.Day), ch.y(s.R))
		}
	}
	now := ch.y(d.after(0))
	if d.Samples[0].Day < 0 {
		past.to(at(0), now)
	}
	if d.Samples[len(d.Samples)-1].Day > 0 {
		ahead.to(at(0), now)
	}
	for _, s := range d.Samples {
		if s.Day > 0 {
			ahead.to(at(s.Day), ch.y(s.R))
		}
	}
	ch.Past, ch.Ahead = past.String(), ahead.String()
}

// span is the first and the last day that the chart shows; today is always in
// it, and it is never empty.
func (d CurveData) span() (first, last float64) {
	first, last = min(0, d.Samples[0].Day), max(0, d.Samples[len(d.Samples)-1].Day)
	if len(d.Reviews) > 0 {
		first = min(first, d.Reviews[0].Day)
	}
	if d.Exam != nil {
		last = max(last, *d.Exam)
	}
	if first == last {
		last++
	}
	return first, last
}

// before is the recall on a day, before any review of that day.
func (d CurveData) before(day float64) float64 {
	i, _ := slices.BinarySearchFunc(d.Samples, day, func(s CurveSample, day float64) int { return cmp.Compare(s.Day, day) })
	return d.between(i-1, i, day)
}

// after is the recall on a day, after all reviews of that day.
func (d CurveData) after(day float64) float64 {
	i, _ := slices.BinarySearchFunc(d.Samples, day, func(s CurveSample, day float64) int {
		if s.Day <= day {
			return -1
		}
		return 1
	})
	return d.between(i-1, i, day)
}

// between is the recall on a day from the samples on either side of it. Where
// the samples end, the recall stays as it is.
func (d CurveData) between(i, j int, day float64) float64 {
	switch {
	case i < 0:
		return d.Samples[j].R
	case j == len(d.Samples):
		return d.Samples[i].R
	}
	a, b := d.Samples[i], d.Samples[j]
	return a.R + (b.R-a.R)*(day-a.Day)/(b.Day-a.Day)
}

// falls returns in how many days the recall is below the aim, and whether it
// is at all as far as the samples go.
func (d CurveData) falls() (days float64, ok bool) {
	day, r := 0.0, d.after(0)
	if r < recallAim {
		return 0, true
	}
	for _, s := range d.Samples {
		if s.Day <= 0 {
			continue
		}
		if s.R < recallAim {
			return day + (s.Day-day)*(r-recallAim)/(r-s.R), true
		}
		day, r = s.Day, s.R
	}
	return 0, false
}

// askedToday reports whether the last review was today. What is left after
// minutes or hours says nothing of what stays, so it is drawn but not told.
func (d CurveData) askedToday(w *wording) bool {
	n := len(d.Reviews)
	return n > 0 && w.Date(dayFrom(d.Now, d.Reviews[n-1].Day)) == w.Date(d.Now)
}

// describe says in words what the curve shows.
func (d CurveData) describe(w *wording) string {
	right := 0
	for _, r := range d.Reviews {
		if r.Right {
			right++
		}
	}
	reviews := w.Say("chart_curve_reviews", "Count", len(d.Reviews), "Right", right)
	now := w.Say("chart_curve_asked")
	if !d.askedToday(w) {
		now = w.Say("chart_curve_now", "Recall", w.Recall(d.after(0)))
	}
	var falls, exam string
	aim := w.Percent(recallAim)
	last := d.Samples[len(d.Samples)-1].Day
	switch days, ok := d.falls(); {
	case ok && days == 0:
		falls = w.Say("chart_curve_below", "Aim", aim)
	case ok:
		falls = w.Say("chart_curve_falls", "Aim", aim, "Count", int(math.Ceil(days)))
	case math.Floor(last) >= 1:
		falls = w.Say("chart_curve_holds", "Aim", aim, "Count", int(math.Floor(last)))
	}
	if d.Exam != nil {
		exam = w.Say("chart_curve_exam", "Recall", w.Recall(d.after(*d.Exam)))
	}
	return sentences(reviews, now, falls, exam)
}

// table writes the reviews, today and the day of the exam out.
func (d CurveData) table(w *wording) Table {
	t := Table{Head: []string{w.Say("chart_day"), w.Say("chart_answer"), w.Say("chart_recall")}}
	for _, r := range d.Reviews {
		recall := "–"
		if r.Day > d.Samples[0].Day {
			recall = w.Recall(d.before(r.Day))
		}
		t.row(w.Date(dayFrom(d.Now, r.Day)), w.verdict(r.Right), recall)
	}
	now := "–"
	if !d.askedToday(w) {
		now = w.Recall(d.after(0))
	}
	t.row(w.Say("chart_day_today", "Date", w.Date(d.Now)), "–", now)
	if d.Exam != nil {
		t.row(w.Say("chart_day_exam", "Date", w.Date(dayFrom(d.Now, *d.Exam))), "–", w.Recall(d.after(*d.Exam)))
	}
	return t
}

// verdict says whether an answer was right.
func (w *wording) verdict(right bool) string {
	if right {
		return w.Say("chart_right")
	}
	return w.Say("chart_wrong")
}

// dayFrom is the moment that many days after now.
func dayFrom(now time.Time, days float64) time.Time {
	return now.Add(time.Duration(days * 24 * float64(time.Hour)))
}
