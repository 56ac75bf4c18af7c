package web

import (
	"slices"

	"viva/internal/quiz"
	"viva/web/words"
)

// examWrong is a question that was not right: what was given, what was right,
// and why.
type examWrong struct {
	examItem
	Situation string // what it is about, of a case set, or ""
	Rows      []wrongRow
	Read      string   // how a typed number was read, or ""
	Around    string   // what else is right as well, or ""
	Working   []string // the way to a number
	Because   []string
	Asides    []quiz.Aside // then and now, and what helps to keep it
	Sources   []groundLine
}

// wrongRow is what was given and what was right: of the whole question, or of
// one of its places or prompts.
type wrongRow struct {
	Prompt string // "" of the whole question
	Yours  []givenPart
	Right  []string
}

// givenPart is an option or a text that was given.
type givenPart struct {
	Text  string
	Right bool
}

// newExamWrong tells a question that was not right, in the words of its reader.
func newExamWrong(p words.Phrases, item examItem, q quiz.Question, f quiz.Feedback) (examWrong, error) {
	w := examWrong{examItem: item, Because: becauseOf(f), Sources: groundLines(f.Grounds, p.Lang)}
	if q.Set != nil {
		w.Situation = q.Set.Situation
	}
	for _, a := range f.Asides() {
		if len(a.Says) > 0 {
			w.Asides = append(w.Asides, a)
		}
	}
	var err error
	switch {
	case f.Number != nil:
		err = w.number(p, q, f)
	case f.Entry != nil:
		err = w.entry(p, q, f)
	case len(f.Prompts) > 0:
		err = w.prompts(p, q, f)
	default:
		w.options(f)
	}
	return w, err
}

// options compares what was ticked.
func (w *examWrong) options(f quiz.Feedback) {
	var row wrongRow
	for _, o := range f.Options {
		if o.Chosen {
			row.Yours = append(row.Yours, givenPart{o.Text, o.Correct})
		}
		if o.Correct {
			row.Right = append(row.Right, o.Text)
		}
	}
	w.Rows = []wrongRow{row}
}

// prompts compares place by place, or prompt by prompt.
func (w *examWrong) prompts(p words.Phrases, q quiz.Question, f quiz.Feedback) error {
	for i, told := range f.Prompts {
		row := wrongRow{Prompt: told.Text, Right: []string{told.Key}}
		if q.Form.Ordered {
			place, err := placeName(p, i+1)
			if err != nil {
				return err
			}
			row.Prompt = place
		}
		if told.Given != "" {
			row.Yours = []givenPart{{told.Given, told.Correct}}
		}
		w.Rows = append(w.Rows, row)
	}
	return nil
}

// number compares what was typed with the number, and says how it was read and
// how far off is right too.
func (w *examWrong) number(p words.Phrases, q quiz.Question, f quiz.Feedback) (err error) {
	n := f.Number
	w.Rows, w.Working = []wrongRow{{Yours: typedParts(q), Right: []string{n.Key.In(q.Lang) + " " + n.Unit}}}, n.Working
	if n.ReadAs != nil {
		if w.Read, err = p.T("player_number_read", "Number", n.ReadAs.In(q.Lang), "Unit", n.Unit); err != nil {
			return err
		}
	}
	if n.Tolerance > 0 {
		w.Around, err = p.T("player_tolerance", "Tolerance", n.Tolerance.In(p.Lang), "Unit", n.Unit)
	}
	return err
}

// entry compares what was typed with the name, and says what a misspelling was
// worth.
func (w *examWrong) entry(p words.Phrases, q quiz.Question, f quiz.Feedback) (err error) {
	w.Rows = []wrongRow{{Yours: typedParts(q), Right: append([]string{f.Entry.Key}, f.Entry.Also...)}}
	if f.Entry.Mark > 0 {
		w.Read, err = p.T("player_text_part", "Percent", p.Percent(f.Entry.Mark))
	}
	return err
}

// typedParts is what was typed, or nothing.
func typedParts(q quiz.Question) []givenPart {
	if len(q.Given) == 0 {
		return nil
	}
	return []givenPart{{Text: q.Given[0]}}
}

// becauseOf are the reasons against what was given, then those for the key, then
// the facts behind it, each once.
func becauseOf(f quiz.Feedback) []string {
	all := f.Against()
	for _, told := range f.Prompts {
		if !told.Correct {
			all = append(all, againstSpare(f, told.Given), told.Reason)
		}
	}
	for _, o := range f.Options {
		if o.Correct && len(f.Prompts) == 0 {
			all = append(all, o.Reason)
		}
	}
	var reasons []string
	for _, reason := range append(all, f.Why...) {
		if reason != "" && !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}
