package quiz

import (
	"fmt"
	"slices"

	"viva/internal/deck"
)

// Question is what a learner sees of an item before its feedback: nothing
// here depends on which option is right. Its topic does, so it comes with the
// feedback.
type Question struct {
	Position int
	Type     string
	Form     deck.Form // how it is answered
	Edition  string
	Lang     string
	Set      *Set // the case set it belongs to, or nil
	Stem     string
	Choose   int
	Options  []Choosable
	Prompts  []Choosable // what each gets one of the options
	Unit     string      // of the number to be typed
	Unproved bool        // no second reading confirms the key
	Return   bool        // it came back within the attempt
	Given    []string    // the answer that stands, or nil
	Revision int         // of that answer, or 0
	Note     Note
}

// Set is the place of a question among those about one situation.
type Set struct {
	Situation   string
	First, Size int // position of the set's first question; how many it has
}

// Choosable is an option or a prompt before its feedback.
type Choosable struct {
	ID   string
	Text string
}

// Question returns the item at pos, from 1, as the learner may see it.
func (a *Attempt) Question(pos int) (Question, error) {
	it, err := a.item(pos)
	if err != nil {
		return Question{}, err
	}
	form, err := it.Form()
	if err != nil {
		return Question{}, err
	}
	q := Question{Position: pos, Type: it.Type, Form: form, Edition: it.Edition,
		Lang: it.Lang, Set: a.set(pos), Stem: it.Stem, Choose: it.Choose, Unproved: it.Unproved,
		Return: it.Role == deck.Return, Note: a.Note(pos)}
	for _, o := range it.Options {
		q.Options = append(q.Options, Choosable{o.ID, o.Text})
	}
	for _, p := range it.Prompts {
		q.Prompts = append(q.Prompts, Choosable{p.ID, p.Text})
	}
	if it.Number != nil {
		q.Unit = it.Number.Unit
	}
	if r, ok := a.response(pos); ok {
		q.Given, q.Revision = r.Given, r.Revision
	}
	return q, nil
}

// set finds the neighbours about the same situation.
func (a *Attempt) set(pos int) *Set {
	it := a.items[pos-1]
	if it.Case == "" {
		return nil
	}
	s := &Set{Situation: it.Situation}
	for i, other := range a.items {
		if other.Case == it.Case {
			if s.Size == 0 {
				s.First = i + 1
			}
			s.Size++
		}
	}
	return s
}

// Feedback is what a learner is told after an answer.
type Feedback struct {
	Position    int
	Answered    bool // false: left blank in a finished exam
	Correct     bool
	Trial       bool      // it counts for nothing
	Certainty   Certainty // said before this was told
	Mistapped   bool      // said after it
	Comeback    bool      // the fact comes back in this attempt
	Points, Max int
	Options     []OptionFeedback
	Prompts     []PromptFeedback
	Number      *NumberFeedback // of a typed answer
	Why         []string        // the facts behind the key
	Grounds     []deck.Ground   // the same, each with what vouches for it
	Corrections []string        // where the course notes are too loose
	Now         []string        // what is true today, for an older edition
	Words       []string        // the course notes' French words
	Source      deck.Citation
	Confidence  deck.Confidence
	Topic       string
	Edition     string
	Period      deck.Period
	Facts       []string
}

// OptionFeedback says of one option whether it is right and why.
type OptionFeedback struct {
	ID      string
	Text    string
	Correct bool
	Chosen  bool
	Reason  string
}

// PromptFeedback says of one prompt which option is right and which was given.
type PromptFeedback struct {
	ID      string
	Text    string
	Key     string // the text of the right option
	Given   string // the text of the option given, or "" when left blank
	Correct bool
	Reason  string
}

// NumberFeedback says how the number comes about.
type NumberFeedback struct {
	Key       deck.Decimal
	Tolerance deck.Decimal
	Unit      string
	Working   []string
	Mistake   string // what the given number mistook, where that is known
}

// Feedback returns what may be told about the item at pos; ok is false while
// the key must stay hidden: without an answer in practice, also when it ended
// early, and before the end of an exam. An item left blank in an exam is told
// and counts; if it were told for nothing, keys could be collected.
func (a *Attempt) Feedback(pos int) (f Feedback, ok bool, err error) {
	it, err := a.item(pos)
	if err != nil {
		return Feedback{}, false, err
	}
	r, answered := a.response(pos)
	if hidden := a.Mode == deck.Practice && !answered || a.Mode == deck.Exam && !a.Finished(); hidden {
		return Feedback{}, false, nil
	}
	f, err = a.tell(pos, it, r, answered)
	return f, err == nil, err
}

// tell is the feedback on a response, or on none.
func (a *Attempt) tell(pos int, it deck.Item, r Response, answered bool) (Feedback, error) {
	f := Feedback{Position: pos, Answered: answered, Correct: r.Points == deck.MaxPoints, Points: r.Points, Max: deck.MaxPoints,
		Trial: it.Role == deck.Trial, Certainty: r.Certainty, Mistapped: r.Mistapped, Comeback: a.comesBack(pos),
		Why: it.Why, Grounds: it.KeyGrounds(), Corrections: it.Corrections, Now: it.Now, Words: it.Words, Source: it.Source,
		Confidence: it.Confidence, Topic: it.Topic, Edition: it.Edition, Period: it.Period, Facts: it.Facts}
	var given deck.Answer
	if answered {
		var err error
		if given, err = it.Read(r.Given); err != nil {
			return Feedback{}, fmt.Errorf("read the stored answer: %w", err)
		}
	}
	for i, o := range it.Options {
		f.Options = append(f.Options, OptionFeedback{ID: o.ID, Text: o.Text, Correct: o.Correct,
			Chosen: slices.Contains(given.Chosen, i), Reason: o.Reason})
	}
	f.Prompts, f.Number = tellPrompts(it, given), tellNumber(it, given, answered)
	return f, nil
}

func tellPrompts(it deck.Item, given deck.Answer) []PromptFeedback {
	var rows []PromptFeedback
	for i, p := range it.Prompts {
		row := PromptFeedback{ID: p.ID, Text: p.Text, Key: it.Options[p.Key].Text, Reason: p.Reason}
		if i < len(given.Chosen) {
			row.Given, row.Correct = it.Options[given.Chosen[i]].Text, given.Chosen[i] == p.Key
		}
		rows = append(rows, row)
	}
	return rows
}

func tellNumber(it deck.Item, given deck.Answer, answered bool) *NumberFeedback {
	n := it.Number
	if n == nil {
		return nil
	}
	f := &NumberFeedback{Key: n.Key, Tolerance: n.Tolerance, Unit: n.Unit, Working: n.Working}
	for _, m := range n.Mistakes {
		if off := given.Number - m.Value; answered && f.Mistake == "" && off <= n.Tolerance && -off <= n.Tolerance {
			f.Mistake = m.Reason
		}
	}
	return f
}

// Result is the outcome of a finished attempt.
type Result struct {
	Points, Max int
	Answered    int
	Topics      []TopicScore // in the order of the attempt's topics
}

// TopicScore is how much of a topic was right.
type TopicScore struct {
	Topic       string
	Points, Max int
}

// Result sums the attempt up; ErrUnfinished while it is open.
func (a *Attempt) Result() (Result, error) {
	if !a.Finished() {
		return Result{}, ErrUnfinished
	}
	res := Result{Points: a.Points(), Max: a.Max(), Answered: a.Answered()}
	at := map[string]int{}
	for i, it := range a.items {
		if it.Role != deck.Scored {
			continue
		}
		j, ok := at[it.Topic]
		if !ok {
			j = len(res.Topics)
			at[it.Topic] = j
			res.Topics = append(res.Topics, TopicScore{Topic: it.Topic})
		}
		r, _ := a.response(i + 1)
		res.Topics[j].Points += r.Points
		res.Topics[j].Max += deck.MaxPoints
	}
	slices.SortStableFunc(res.Topics, func(x, y TopicScore) int {
		return slices.Index(a.Topics, x.Topic) - slices.Index(a.Topics, y.Topic)
	})
	return res, nil
}
