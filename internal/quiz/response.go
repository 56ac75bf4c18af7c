package quiz

import "slices"

// Question is what a learner sees of an item before its feedback: nothing
// here depends on which option is right.
type Question struct {
	Position int
	Type     string
	Topic    string
	Edition  string
	Lang     string
	Stem     string
	Choose   int
	Options  []Choosable
	Given    []string // the answer that stands, or nil
	Revision int      // of that answer, or 0
}

// Choosable is an option before its feedback.
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
	q := Question{Position: pos, Type: it.Type, Topic: it.Topic, Edition: it.Edition,
		Lang: it.Lang, Stem: it.Stem, Choose: it.Choose}
	for _, o := range it.Options {
		q.Options = append(q.Options, Choosable{o.ID, o.Text})
	}
	if r, ok := a.response(pos); ok {
		q.Given, q.Revision = r.Given, r.Revision
	}
	return q, nil
}

// Feedback is what a learner is told after an answer.
type Feedback struct {
	Position    int
	Answered    bool // false: left blank in a finished exam
	Correct     bool
	Points, Max int
	Options     []OptionFeedback
	Why         []string // the facts behind the key
	Corrections []string // where the course notes are too loose
	Now         []string // what is true today, for an older edition
	Words       []string // the course notes' French words
	Source      Citation
	Confidence  Confidence
	Edition     string
	Period      Period
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
	if hidden := a.Mode == Practice && !answered || a.Mode == Exam && !a.Finished(); hidden {
		return Feedback{}, false, nil
	}
	f = Feedback{Position: pos, Answered: answered, Correct: r.Points == MaxPoints, Points: r.Points, Max: MaxPoints,
		Why: it.Why, Corrections: it.Corrections, Now: it.Now, Words: it.Words, Source: it.Source,
		Confidence: it.Confidence, Edition: it.Edition, Period: it.Period, Facts: it.Facts}
	for _, o := range it.Options {
		f.Options = append(f.Options, OptionFeedback{ID: o.ID, Text: o.Text, Correct: o.Correct,
			Chosen: slices.Contains(r.Given, o.ID), Reason: o.Reason})
	}
	return f, true, nil
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
	res := Result{Points: a.Points(), Max: len(a.items) * MaxPoints, Answered: a.Answered()}
	at := map[string]int{}
	for i, it := range a.items {
		j, ok := at[it.Topic]
		if !ok {
			j = len(res.Topics)
			at[it.Topic] = j
			res.Topics = append(res.Topics, TopicScore{Topic: it.Topic})
		}
		r, _ := a.response(i + 1)
		res.Topics[j].Points += r.Points
		res.Topics[j].Max += MaxPoints
	}
	slices.SortStableFunc(res.Topics, func(x, y TopicScore) int {
		return slices.Index(a.Topics, x.Topic) - slices.Index(a.Topics, y.Topic)
	})
	return res, nil
}
