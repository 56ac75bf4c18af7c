package quiz

import (
	"fmt"
	"slices"

	"viva/internal/deck"
)

// Feedback is what a learner is told about an item after the answer. Pages, the
// API, offline sets and their player show this one shape, by these names.
type Feedback struct {
	Position    int              `json:"position"`
	Revision    int              `json:"revision,omitzero"` // of the response, or 0
	Answered    bool             `json:"answered"`          // false: left blank in a finished exam
	Correct     bool             `json:"correct"`
	Points      int              `json:"score"`
	Max         int              `json:"max"`
	Topic       string           `json:"-"`                   // its id; its title says which option is right
	Trial       bool             `json:"trial,omitzero"`      // it counts for nothing
	Certainty   Certainty        `json:"certainty,omitempty"` // said before this was told
	Mistapped   bool             `json:"mistapped,omitzero"`  // said after it
	Hasty       bool             `json:"hasty,omitzero"`      // the answer came before the question can have been read: it does not rank
	Comeback    bool             `json:"comeback,omitzero"`   // the fact comes back in this attempt
	Options     []OptionFeedback `json:"options"`
	Prompts     []PromptFeedback `json:"prompts,omitempty"`
	Number      *NumberFeedback  `json:"number,omitzero"` // of a typed number
	Entry       *EntryFeedback   `json:"entry,omitzero"`  // of a typed name
	Why         []string         `json:"why"`             // the facts behind the key
	Hooks       []string         `json:"hooks"`           // what helps to keep them, where no reason tells it
	Corrections []string         `json:"corrections"`     // where the course notes are too loose
	Now         []string         `json:"now"`             // what is true today, for an older edition
	Words       []string         `json:"words"`           // the course notes' French words
	Grounds     []Ground         `json:"grounds"`         // Why again, each with what vouches for it
	Source      Source           `json:"source"`
	Confidence  deck.Confidence  `json:"confidence"`
	Edition     string           `json:"edition"`
	ValidFrom   deck.Date        `json:"valid_from,omitzero"`
	ValidTo     deck.Date        `json:"valid_to,omitzero"`
	Facts       []string         `json:"facts"`
}

// Aside is what is told beside the key, below a title of its own: the text
// feedback_<Name>.
type Aside struct {
	Name string // as the field is named in JSON
	Says []string
}

// Asides are the fields of a feedback that are sentences below a title, in the
// order in which they are shown. Page and offline player show what stands here.
func (f Feedback) Asides() []Aside {
	return []Aside{{"hooks", f.Hooks}, {"now", f.Now}, {"corrections", f.Corrections}, {"words", f.Words}}
}

// OptionFeedback says of one option whether it is right and why.
type OptionFeedback struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Correct bool   `json:"correct"`
	Chosen  bool   `json:"chosen"`
	Reason  string `json:"reason"`
}

// PromptFeedback says of one prompt which option is right and which was given.
type PromptFeedback struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Key     string `json:"key"`             // the text of the right option
	Given   string `json:"given,omitempty"` // the text of the option given, or "" when left blank
	Correct bool   `json:"correct"`
	Reason  string `json:"reason"`
}

// NumberFeedback says how the number comes about.
type NumberFeedback struct {
	Key       deck.Decimal `json:"key"`
	Tolerance deck.Decimal `json:"tolerance"`
	Unit      string       `json:"unit"`
	Working   []string     `json:"working"`
	Mistake   string       `json:"mistake,omitempty"` // what the given number mistook, where that is known
	// ReadAs is how the given number was read, where it could be read otherwise.
	ReadAs *deck.Decimal `json:"read_as,omitempty"`
}

// EntryFeedback says which name was asked for, and what was made of the one
// given.
type EntryFeedback struct {
	Key       string             `json:"key"`
	Also      []string           `json:"also,omitempty"` // other names that get the full mark
	MatchCase bool               `json:"match_case,omitzero"`
	Spellings []SpellingFeedback `json:"spellings"`        // the first that matches decides
	Mark      float64            `json:"mark"`             // of what was given, from 0 to 1
	Reason    string             `json:"reason,omitempty"` // about what was given, where there is something to say
}

// SpellingFeedback is a way to write a name. In Text, * stands for any
// characters or none, and \* for an asterisk.
type SpellingFeedback struct {
	Text   string  `json:"text"`
	Mark   float64 `json:"mark"` // from 0 to 1
	Reason string  `json:"reason,omitempty"`
}

// Source is where a fact was read. A page that is not official is named, and
// not linked to.
type Source struct {
	Title   string    `json:"title"`
	URL     string    `json:"url,omitzero"` // of official pages only
	Date    string    `json:"date"`
	Checked deck.Date `json:"checked,omitzero"` // "" when dealt before this was kept
}

// Ground is a fact behind the key with what vouches for it.
type Ground struct {
	Fact       string          `json:"fact"`
	Says       string          `json:"says"` // the fact as a sentence
	Source     Source          `json:"source"`
	ValidFrom  deck.Date       `json:"valid_from,omitzero"`
	ValidTo    deck.Date       `json:"valid_to,omitzero"` // "" where no end is known
	Confidence deck.Confidence `json:"confidence"`
}

// SourceOf prepares a citation for learners.
func SourceOf(c deck.Citation) Source {
	s := Source{Title: c.Title, Date: c.Date, Checked: c.Checked}
	if c.Official {
		s.URL = c.URL
	}
	return s
}

// GroundsOf prepares the grounds of an item or of a fact for learners.
func GroundsOf(grounds []deck.Ground) []Ground {
	var told []Ground
	for _, g := range grounds {
		told = append(told, Ground{Fact: g.Fact, Says: g.Says, Source: SourceOf(g.Source), ValidFrom: g.From, ValidTo: g.To, Confidence: g.Confidence})
	}
	return told
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
	if a.hides(answered) {
		return Feedback{}, false, nil
	}
	f, err = a.tell(pos, it, r, answered)
	return f, err == nil, err
}

// hides reports whether the key of an item must stay hidden.
func (a *Attempt) hides(answered bool) bool {
	return a.Mode == deck.Practice && !answered || a.Mode == deck.Exam && !a.Finished()
}

// Marked reports whether the answer at pos is right, as far as it may be told;
// role is why its item is in the attempt.
func (a *Attempt) Marked(pos int) (right, told bool, role deck.Role) {
	r, answered := a.response(pos)
	return r.Mark.Full(), answered && !a.hides(answered), a.items[pos-1].Role
}

// tell is the feedback on a response, or on none.
func (a *Attempt) tell(pos int, it deck.Item, r Response, answered bool) (Feedback, error) {
	it = it.Told()
	f := Feedback{Position: pos, Revision: r.Revision, Answered: answered, Correct: r.Mark.Full(), Points: r.Mark.Points(), Max: deck.MaxPoints,
		Trial: it.Role == deck.Trial, Certainty: r.Certainty, Mistapped: r.Mistapped, Hasty: r.Hasty, Comeback: a.comesBack(pos),
		Why: it.Why, Grounds: GroundsOf(it.KeyGrounds()), Hooks: it.HookSays(), Corrections: it.Corrections, Now: it.Now, Words: it.Words, Source: SourceOf(it.Source),
		Confidence: it.Confidence, Topic: it.Topic, Edition: it.Edition, ValidFrom: it.From, ValidTo: it.To, Facts: it.Facts}
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
	f.Prompts, f.Number, f.Entry = tellPrompts(it, given), tellNumber(it, given, answered), tellEntry(it, given, answered)
	return f, nil
}

// Against are the reasons against what was given, where there are any.
func (f Feedback) Against() []string {
	var reasons []string
	for _, o := range f.Options {
		if o.Chosen && !o.Correct && o.Reason != "" {
			reasons = append(reasons, o.Reason)
		}
	}
	if f.Number != nil && f.Number.Mistake != "" {
		reasons = append(reasons, f.Number.Mistake)
	}
	if f.Entry != nil && f.Entry.Reason != "" {
		reasons = append(reasons, f.Entry.Reason)
	}
	return reasons
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
	if answered && given.ReadAs {
		f.ReadAs = &given.Number
	}
	for _, m := range n.Mistakes {
		if off := given.Number - m.Value; answered && f.Mistake == "" && off <= n.Tolerance && -off <= n.Tolerance {
			f.Mistake = m.Reason
		}
	}
	return f
}

func tellEntry(it deck.Item, given deck.Answer, answered bool) *EntryFeedback {
	e := it.Entry
	if e == nil {
		return nil
	}
	f := &EntryFeedback{Key: e.Key, Also: e.Also(), MatchCase: e.MatchCase}
	for _, s := range e.Spellings {
		f.Spellings = append(f.Spellings, SpellingFeedback{Text: s.Text, Mark: s.Mark.Share(), Reason: s.Reason})
	}
	if typed, known := e.Spelling(given); answered && known {
		f.Mark, f.Reason = typed.Mark.Share(), typed.Reason
	}
	return f
}
