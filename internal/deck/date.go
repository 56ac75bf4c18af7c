package deck

import (
	"fmt"
	"strings"
	"time"
)

// Date is a day as YYYY-MM-DD; "" is open. Dates compare as strings.
type Date string

// DateOf returns the day of t in UTC.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

func (d Date) valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

var frenchMonths = [...]string{"janvier", "février", "mars", "avril", "mai", "juin",
	"juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// In writes the day out: 2 December 2025, 2 décembre 2025, 1er janvier 2027; and
// a month, which some sources have for a date. No line ends between the day and
// its month.
func (d Date) In(lang string) string { return strings.Replace(d.typed(lang), " ", "\u00a0", 1) }

// typed writes the day out as authors type it.
func (d Date) typed(lang string) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return monthOf(string(d), lang)
	}
	if lang != "fr" {
		return t.Format("2 January 2006")
	}
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %d", day, frenchMonths[t.Month()-1], t.Year())
}

// monthOf writes a month out, September 2026, and leaves a mere year as it is.
func monthOf(date, lang string) string {
	t, err := time.Parse("2006-01", date)
	switch {
	case err != nil:
		return date
	case lang == "fr":
		return fmt.Sprintf("%s %d", frenchMonths[t.Month()-1], t.Year())
	}
	return t.Format("January 2006")
}

// after is the day after d, and before the day before it; an open end stays
// open.
func (d Date) after() Date  { return d.Shift(1) }
func (d Date) before() Date { return d.Shift(-1) }

// Shift is the date so many days later; an open end stays open.
func (d Date) Shift(days int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return DateOf(t.AddDate(0, 0, days))
}

// Validity is the days on which something holds, both ends included; an open
// end is "".
type Validity struct {
	From Date `json:"valid_from"`
	To   Date `json:"valid_to"`
}

// Contains reports whether day lies in v.
func (v Validity) Contains(day Date) bool {
	return (v.From == "" || v.From <= day) && (v.To == "" || day <= v.To)
}

// overlaps reports whether v and w share a day.
func (v Validity) overlaps(w Validity) bool {
	return (v.To == "" || w.From <= v.To) && (w.To == "" || v.From <= w.To)
}

// covers reports whether every day of w is one of v.
func (v Validity) covers(w Validity) bool {
	return v.From <= w.From && (v.To == "" || w.To != "" && w.To <= v.To)
}

// intersect returns the days that v and w share.
func (v Validity) intersect(w Validity) Validity {
	if w.From > v.From {
		v.From = w.From
	}
	if v.To == "" || (w.To != "" && w.To < v.To) {
		v.To = w.To
	}
	return v
}
