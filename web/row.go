package web

import (
	"fmt"
	"slices"
	"strings"

	"viva/internal/quiz"
	"viva/web/words"
)

// row is a place of an ordering or a prompt of a matching. It gets one of the
// options.
type row struct {
	ID      string // of its select box
	Number  int    // from 1
	Prompt  string // "" of a place
	Options []rowOption
	Amiss   bool // the answer was not taken because of this row

	// From the feedback.
	Key, Given, Reason string // the texts of the options; Given is "" when left blank
	Against            string // why the given option fits no row, or ""
	Correct            bool
}

// rowOption is an option that a row offers. Value is what the form sends.
type rowOption struct {
	Value, Text string
	Chosen      bool
}

// Chosen is the value chosen in the row, or "".
func (r row) Chosen() string {
	for _, o := range r.Options {
		if o.Chosen {
			return o.Value
		}
	}
	return ""
}

// rowOn is a row on its page, for the parts "row-box" and "row-told".
type rowOn struct {
	itemPage
	Row row
}

// On puts a row on the page.
func (p itemPage) On(r row) rowOn { return rowOn{p, r} }

// Place is the name of a place of an ordering.
func (p itemPage) Place(n int) (string, error) { return placeName(p.Phrases, n) }

func placeName(p words.Phrases, n int) (string, error) {
	switch n {
	case 1:
		return p.T("player_place_1")
	case 2:
		return p.T("player_place_2")
	case 3:
		return p.T("player_place_3")
	}
	return p.T("player_place_n", "Place", n)
}

// InSet is the question's number among those about its situation.
func (p itemPage) InSet() int { return p.Question.Position - p.Question.Set.First + 1 }

// RowsRight is how many rows were filled right.
func (p itemPage) RowsRight() int {
	n := 0
	for _, r := range p.Rows {
		if r.Correct {
			n++
		}
	}
	return n
}

// Reasoned reports whether there is a reason to tell of any row.
func (p itemPage) Reasoned() bool {
	return slices.ContainsFunc(p.Rows, func(r row) bool { return r.Reason != "" || r.Against != "" })
}

// rowsOf makes the rows of a question, unfilled.
func rowsOf(q quiz.Question) []row {
	var rows []row
	for i, p := range q.Prompts {
		r := row{ID: fmt.Sprintf("row-%d", i+1), Number: i + 1}
		value := func(o quiz.Choosable) string { return o.ID }
		if q.Form.Paired {
			r.Prompt, value = p.Text, func(o quiz.Choosable) string { return p.ID + "=" + o.ID }
		}
		for _, o := range q.Options {
			r.Options = append(r.Options, rowOption{Value: value(o), Text: o.Text})
		}
		rows = append(rows, r)
	}
	return rows
}

// fill shows an answer on the page: the one that stands, or one that was not
// taken. Places are filled in the order of the answer, prompts by their ids.
func (p *itemPage) fill(given []string) {
	for i := range p.Choices {
		p.Choices[i].Chosen = slices.Contains(given, p.Choices[i].ID)
	}
	for i := range p.Rows {
		for j, o := range p.Rows[i].Options {
			p.Rows[i].Options[j].Chosen = slices.Contains(given, o.Value) &&
				(!p.Question.Form.Ordered || i < len(given) && given[i] == o.Value)
		}
	}
	if p.Question.Form.Typed && len(given) > 0 {
		p.Typed = given[0]
	}
}

// blame flags the rows because of which an answer was not taken: those left
// blank, or else those that repeat an earlier option.
func (p *itemPage) blame() {
	open := slices.ContainsFunc(p.Rows, func(r row) bool { return r.Chosen() == "" })
	seen := map[string]bool{}
	for i, r := range p.Rows {
		chosen := r.Chosen()
		p.Rows[i].Amiss = chosen == "" || !open && seen[chosen]
		seen[chosen] = true
	}
}

// MistakeAt is the id of the control to look at after an answer was not taken.
func (p itemPage) MistakeAt() string {
	if i := slices.IndexFunc(p.Rows, func(r row) bool { return r.Amiss }); i >= 0 {
		return p.Rows[i].ID
	}
	switch {
	case len(p.Rows) > 0:
		return p.Rows[0].ID
	case p.Question.Form.Typed:
		return "typed"
	}
	return "choice-A"
}

// blank reports whether nothing was given. Boxes and fields that were left
// empty are sent too.
func blank(given []string) bool {
	return !slices.ContainsFunc(given, func(g string) bool { return strings.TrimSpace(g) != "" })
}

// sameAnswer reports whether what was given is what stands.
func sameAnswer(q quiz.Question, given []string) bool {
	if q.Form.Ordered {
		return len(given) > 0 && slices.Equal(q.Given, given)
	}
	return len(given) > 0 && slices.Equal(slices.Sorted(slices.Values(q.Given)), slices.Sorted(slices.Values(given)))
}
