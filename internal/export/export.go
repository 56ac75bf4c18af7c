// Package export writes items and results in formats that other programs read.
// Begin with Formats, the list of them. Gradebook lays a table of results out,
// which any format with a Table verb writes; items go to an Items verb as they
// were dealt.
//
// Promised: nothing that a learner typed becomes a formula or breaks a file.
package export

import (
	"viva/internal/deck"
	"viva/internal/quiz"
)

// Table is a header and rows of the same width. A cell is a string, an int or
// a time.Time.
type Table struct {
	Header []string
	Rows   [][]any
}

// Headings are the words of a table's header, in the reader's language.
type Headings struct {
	Name, ShownAs, Attempts, Points, Answered string
	BestPoints, BestMax, LastPoints, LastMax  string
	LastActivity, Rushed                      string
	Right, Of                                 string // follow the title of a topic
}

// Gradebook lays out the gradebook: a row for each learner, two columns for
// each topic. Points and their maximum stand apart, since "3/5" is a date to a
// spreadsheet.
func Gradebook(h Headings, topics []deck.Topic, lang string, rows []quiz.GradebookRow) Table {
	t := Table{Header: []string{h.Name, h.ShownAs, h.Attempts, h.Points, h.Answered,
		h.BestPoints, h.BestMax, h.LastPoints, h.LastMax, h.LastActivity, h.Rushed}}
	for _, topic := range topics {
		title := topic.Title.In(lang)
		t.Header = append(t.Header, title+": "+h.Right, title+": "+h.Of)
	}
	for _, r := range rows {
		row := []any{r.Name, r.ShownAs, r.Attempts, r.Points, r.Answered,
			r.Best.Points, r.Best.Max, r.Last.Points, r.Last.Max, r.LastActivity, r.Rushed}
		for _, topic := range topics {
			row = append(row, r.Topics[topic.ID].Points, r.Topics[topic.ID].Max)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
