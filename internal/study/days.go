package study

import (
	"viva/internal/deck"
	"viva/internal/quiz"
)

// Limits of the days of a plan that are written down.
const (
	daysWithExam    = 26 * 7 // before an exam further off, the file is made again
	daysWithoutExam = 4 * 7
)

// Days are the days from one on that the plan means for study: its weekly goal,
// spread evenly over each week, without its pause and no later than the day
// before the exam. A plan without a goal has one day a week.
func (p Plan) Days(from deck.Date) []deck.Date {
	first, n := dayOf(from), daysWithoutExam
	if left := p.DaysLeft(from); left >= 0 {
		n = min(left, daysWithExam)
	}
	goal := max(p.Goal, 1)
	var days []deck.Date
	for i := range n {
		day := quiz.DateOn(first + float64(i))
		if weekday(day)*goal%7 < goal && !p.PausedOn(day) {
			days = append(days, day)
		}
	}
	return days
}
