package chart

import "viva/web/words"

// Weekdays are the keys of the days of a week and of their short forms.
var Weekdays = [7]struct{ Name, Short string }{
	{"chart_monday", "chart_mon"}, {"chart_tuesday", "chart_tue"}, {"chart_wednesday", "chart_wed"},
	{"chart_thursday", "chart_thu"}, {"chart_friday", "chart_fri"}, {"chart_saturday", "chart_sat"}, {"chart_sunday", "chart_sun"},
}

// WeekDay is what a learner did on a day.
type WeekDay struct {
	Answers int
	Done    bool // enough of them for the day to count
	Paused  bool // a day off, taken in advance
}

// WeekData is a week of study against its goal.
type WeekData struct {
	ID    string
	Days  [7]WeekDay // from Monday
	Today int        // 0 to 6
	Goal  int        // days to study on; 0 without a goal
}

// Week is a mark for each day of a week.
type Week struct {
	Figure
	Days []weekMark
}

// weekMark is one day. Its kind is done (a tick), paused (two bars), ahead (a
// dashed ring) or open (a plain ring): a day without study is no fault.
type weekMark struct {
	X     float64
	Kind  string
	Short string
	Today bool
	Label string
}

// NewWeek draws a week. A week in which nothing was done is drawn too:
// its days are what there is to see.
func NewWeek(p words.Phrases, d WeekData) (*Week, error) {
	w := wording{Wording: words.Wording{Phrases: p}}
	ch := &Week{Figure: Figure{Phrases: p, ID: d.ID, frame: frame{Left: 4, Right: 476}}}
	ch.Table.Head = []string{w.Say("chart_day"), w.Say("chart_answers_head"), w.Say("chart_week_state")}
	done := 0
	for i, day := range d.Days {
		kind, state := day.kind(i, d.Today)
		if kind == "done" {
			done++
		}
		name := words.Sentence(w.Say(Weekdays[i].Name))
		ch.Days = append(ch.Days, weekMark{X: ch.x((float64(i) + 0.5) / 7), Kind: kind, Short: w.Say(Weekdays[i].Short),
			Today: i == d.Today, Label: w.Labelled(name, w.Say(state))})
		ch.Table.row(name, p.Number(day.Answers), w.Say(state))
	}
	if d.Goal == 0 {
		ch.Title = w.Say("chart_week_title")
		ch.Desc = w.Say("chart_week_none")
		if done > 0 {
			ch.Desc = w.Say("chart_week_done", "Count", done)
		}
		return ch, w.Err
	}
	ch.Title = w.Say("chart_week_goal", "Done", done, "Count", d.Goal)
	switch left := d.Goal - done; {
	case left > 0:
		ch.Desc = w.Say("chart_week_left", "Count", left)
	case left < 0:
		ch.Title = w.Say("chart_week_beyond", "Done", done, "Goal", d.Goal)
		fallthrough
	default:
		ch.Desc = w.Say("chart_week_met")
	}
	return ch, w.Err
}

// kind is how the i-th day of the week is drawn, and the key of its words.
func (d WeekDay) kind(i, today int) (kind, state string) {
	switch {
	case d.Done:
		return "done", "chart_week_day_done"
	case d.Paused:
		return "paused", "chart_week_day_paused"
	case i > today:
		return "ahead", "chart_week_day_ahead"
	case i == today:
		return "open", "chart_week_day_today"
	}
	return "open", "chart_week_day_none"
}
