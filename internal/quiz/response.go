package quiz

import (
	"slices"

	"viva/internal/deck"
)

// Question is what a learner sees of an item before its feedback: nothing
// here depends on which option is right. Its topic does, so it comes with the
// feedback.
type Question struct {
	Position  int
	Type      string
	Form      deck.Form // how it is answered
	Edition   string
	Lang      string
	Set       *Set // the case set it belongs to, or nil
	Stem      string
	Choose    int
	Options   []Choosable
	Prompts   []Choosable // what each gets one of the options
	Unit      string      // of the number to be typed
	MatchCase bool        // capitals count in the name to be typed
	Unproved  bool        // no second reading confirms the key
	Return    bool        // it came back within the attempt
	Given     []string    // the answer that stands, or nil
	Revision  int         // of that answer, or of taking it back; 0 before
	Note      Note
}

// Set is the position of a question among those about one situation.
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
	if it.Entry != nil {
		q.MatchCase = it.Entry.MatchCase
	}
	r, answered := a.response(pos)
	if q.Revision = r.Revision; answered {
		q.Given = r.Given
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
		res.Topics[j].Points += r.Mark.Points()
		res.Topics[j].Max += deck.MaxPoints
	}
	slices.SortStableFunc(res.Topics, func(x, y TopicScore) int { return a.place(x.Topic) - a.place(y.Topic) })
	return res, nil
}

// place is where a topic stands among those of the attempt. One that only a
// question of a case set is on comes after them.
func (a *Attempt) place(topic string) int {
	if i := slices.Index(a.Topics, topic); i >= 0 {
		return i
	}
	return len(a.Topics)
}
