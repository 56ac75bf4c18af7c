package web

import (
	"time"

	"viva/internal/deck"
	"viva/web/chart"
)

// When says when a day is, to somebody whose day is today: "today", "tomorrow",
// "on Tuesday" within the week, else the date.
func (b base) When(day, today deck.Date) (string, error) {
	ahead := int(dayOf(day).Sub(dayOf(today)) / (24 * time.Hour))
	switch {
	case ahead == 0:
		return b.T("when_today")
	case ahead == 1:
		return b.T("when_tomorrow")
	case ahead < 0 || ahead > 6:
		return b.T("when_date", "Date", day.In(b.Lang))
	}
	name, err := b.T(chart.Weekdays[(int(dayOf(day).Weekday())+6)%7].Name)
	if err != nil {
		return "", err
	}
	return b.T("when_weekday", "Day", name)
}
