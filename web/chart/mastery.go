package chart

import (
	"strconv"
	"strings"

	"viva/web/words"
)

// Levels are the keys of how well a fact is known, from the lowest.
var Levels = [5]string{"chart_level_new", "chart_level_attempted", "chart_level_familiar", "chart_level_proficient", "chart_level_mastered"}

// TopicLevels is how many facts of a topic are at each level, from the lowest.
type TopicLevels struct {
	Title string
	Facts [len(Levels)]int
}

// Mastery is a bar for each topic, its facts stacked by level: the
// better known, the denser the pattern, and the best stand first.
type Mastery struct {
	Figure
	Topics []masteryBar
	Levels []masteryLevel // the legend, best first
}

// masteryBar is one topic.
type masteryBar struct {
	ID, Title, Desc string
	Parts           []masteryPart
}

// masteryPart is the facts of one level.
type masteryPart struct {
	X, Width float64
	Level    int // 1 to 5; it chooses the pattern
}

// levelBox is a rectangle in the pattern of its level; ID is the figure's.
type levelBox struct {
	ID               string
	Level            int
	X, Width, Height float64
}

// Part draws the facts of one level of a bar.
func (ch *Mastery) Part(p masteryPart) levelBox {
	return levelBox{ID: ch.ID, Level: p.Level, X: p.X, Width: p.Width, Height: 22}
}

// Key draws a level for the legend.
func (ch *Mastery) Key(level int) levelBox {
	return levelBox{ID: ch.ID, Level: level, X: 1, Width: 18, Height: 18}
}

// masteryLevel is a level in words.
type masteryLevel struct {
	Level int
	Name  string
}

// NewMastery draws the levels of topics. Without any fact there is no
// chart.
func NewMastery(p words.Phrases, id string, topics []TopicLevels) (*Mastery, error) {
	w := wording{Wording: words.Wording{Phrases: p}}
	ch := &Mastery{Figure: Figure{Phrases: p, ID: id, frame: frame{Left: 1, Right: 479}}}
	ch.Title = w.Say("chart_mastery_title")
	ch.Table.Head = []string{w.Say("chart_topic")}
	for i := len(Levels) - 1; i >= 0; i-- {
		name := w.Say(Levels[i])
		ch.Levels = append(ch.Levels, masteryLevel{Level: i + 1, Name: name})
		ch.Table.Head = append(ch.Table.Head, name)
	}
	all, best := 0, 0
	for i, topic := range topics {
		bar, facts := ch.bar(&w, topic)
		bar.ID = id + "-" + strconv.Itoa(i+1)
		ch.Topics = append(ch.Topics, bar)
		all, best = all+facts, best+topic.Facts[len(Levels)-1]
		cells := []string{topic.Title}
		for i := len(Levels) - 1; i >= 0; i-- {
			cells = append(cells, p.Number(topic.Facts[i]))
		}
		ch.Table.row(cells...)
	}
	if all == 0 {
		ch.Empty = w.Say("chart_mastery_empty")
		return ch, w.Err
	}
	ch.Desc = w.Say("chart_mastery_desc", "Count", all, "Best", best)
	return ch, w.Err
}

// bar lays out one topic and counts its facts.
func (ch *Mastery) bar(w *wording, topic TopicLevels) (bar masteryBar, facts int) {
	for _, n := range topic.Facts {
		facts += n
	}
	bar.Title = topic.Title
	if facts == 0 {
		bar.Desc = w.Say("chart_mastery_none")
		return bar, 0
	}
	var told []string
	done := 0
	for i := len(Levels) - 1; i >= 0; i-- {
		n := topic.Facts[i]
		if n == 0 {
			continue
		}
		from, to := ch.x(float64(done)/float64(facts)), ch.x(float64(done+n)/float64(facts))
		bar.Parts = append(bar.Parts, masteryPart{X: from, Width: tenth(to - from), Level: i + 1})
		told = append(told, w.Say("chart_mastery_part", "Level", w.Say(Levels[i]), "Facts", n))
		done += n
	}
	bar.Desc = strings.Join(told, " · ")
	return bar, facts
}
