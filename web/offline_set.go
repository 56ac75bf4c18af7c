package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"viva/internal/quiz"
	"viva/internal/users"
)

// takenSet is a set that is taken along, with its feedback and the texts of its
// page.
type takenSet struct {
	ID      quiz.AttemptID `json:"id"`
	Learner users.ID       `json:"learner"`
	Name    string         `json:"name"`    // of the learner
	Title   string         `json:"title"`   // of the subject
	Edition string         `json:"edition"` // its title
	Short   string         `json:"short"`   // its short title, which stands above the questions
	Lang    string         `json:"lang"`
	TakenAt time.Time      `json:"taken_at"`
	Items   []takenItem    `json:"items"`
	Names   []string       `json:"names,omitempty"` // names in its texts, which no translation may change
}

// takenItem is a question with its feedback, and with the texts that only the
// server can write.
type takenItem struct {
	Position  int           `json:"position"`
	Type      string        `json:"type"`
	Topic     string        `json:"topic"`          // its title, told with the answer
	Note      string        `json:"note,omitempty"` // on questions of this type
	Unproved  bool          `json:"unproved,omitempty"`
	Situation string        `json:"situation,omitempty"`
	Nth       int           `json:"nth,omitzero"` // its number among the questions on the situation
	Of        int           `json:"of,omitzero"`
	Stem      string        `json:"stem"`
	Choose    int           `json:"choose"`
	Options   []apiOption   `json:"options"`
	Rows      []takenRow    `json:"rows,omitempty"`
	Unit      string        `json:"unit,omitempty"`
	Number    *takenNumber  `json:"number,omitzero"`
	Grounds   []takenGround `json:"grounds"`
	Feedback  quiz.Feedback `json:"feedback"`
}

// texts are the sentences of the question and of its feedback.
func (it takenItem) texts() []string {
	all := append([]string{it.Stem, it.Situation}, it.Feedback.Why...)
	for _, o := range it.Feedback.Options {
		all = append(all, o.Text, o.Reason)
	}
	for _, p := range it.Feedback.Prompts {
		all = append(all, p.Text, p.Key, p.Reason)
	}
	for _, a := range it.Feedback.Asides() {
		all = append(all, a.Says...)
	}
	return all
}

// takenRow is a row to fill with one of the values.
type takenRow struct {
	Prompt string       `json:"prompt,omitempty"`
	Values []takenValue `json:"values"`
}

type takenValue struct {
	Value string `json:"value"`
	Text  string `json:"text"`
}

// takenNumber is the right number, written out, with how far off an answer may
// be.
type takenNumber struct {
	Right  string `json:"right"`
	Around string `json:"around,omitempty"`
}

type takenGround struct {
	Says  []string `json:"says"`
	Title string   `json:"title"`
	URL   string   `json:"url,omitempty"` // of official pages only
	After string   `json:"after"`         // what vouches for it, beyond the title
}

// takenSet writes out a set that is taken along, in its language.
func (s *Site) takenSet(a *quiz.Attempt, u users.User) (takenSet, error) {
	d, err := s.quiz.Deck(a.Subject)
	if err != nil {
		return takenSet{}, err
	}
	titles := s.attemptBase(base{Phrases: s.words.In(a.Lang)}, a, 1)
	set := takenSet{ID: a.ID, Learner: u.ID, Name: u.Name, Title: d.Title.In(a.Lang), Edition: titles.Edition, Short: titles.Short, Lang: a.Lang, TakenAt: apiTime(a.StartedAt)}
	for pos := 1; pos <= a.Size(); pos++ {
		it, err := s.takenItem(a, pos)
		if err != nil {
			return takenSet{}, err
		}
		set.Items = append(set.Items, it)
		for _, text := range it.texts() {
			for _, r := range d.Runs(text) {
				if r.Name && !slices.Contains(set.Names, r.Text) {
					set.Names = append(set.Names, r.Text)
				}
			}
		}
	}
	return set, nil
}

// takenItem writes out a question as its page would show it.
func (s *Site) takenItem(a *quiz.Attempt, pos int) (takenItem, error) {
	q, err := a.Question(pos)
	if err != nil {
		return takenItem{}, err
	}
	f, err := a.TakeAlong(pos)
	if err != nil {
		return takenItem{}, err
	}
	page := itemPage{base: base{Phrases: s.words.In(a.Lang)}, Question: q}
	page.show(f, true)
	out := takenItem{Position: pos, Type: q.Type, Topic: s.topicTitle(a.Subject, f.Topic, a.Lang), Note: s.typeNote(a.Subject, q.Type, a.Lang),
		Unproved: q.Unproved, Stem: q.Stem, Choose: q.Choose, Options: []apiOption{}, Unit: q.Unit, Feedback: f}
	if q.Set != nil {
		out.Situation, out.Nth, out.Of = q.Set.Situation, page.InSet(), q.Set.Size
	}
	for _, o := range q.Options {
		out.Options = append(out.Options, apiOption(o))
	}
	for _, r := range page.Rows {
		out.Rows = append(out.Rows, r.taken())
	}
	if out.Number, err = page.takenNumber(); err != nil {
		return takenItem{}, err
	}
	out.Grounds, err = page.takenGrounds()
	return out, err
}

func (r row) taken() takenRow {
	out := takenRow{Prompt: r.Prompt}
	for _, o := range r.Options {
		out.Values = append(out.Values, takenValue{o.Value, o.Text})
	}
	return out
}

func (p itemPage) takenNumber() (*takenNumber, error) {
	n := p.Feedback.Number
	if n == nil {
		return nil, nil
	}
	out := &takenNumber{Right: n.Key.In(p.Lang) + " " + n.Unit}
	if n.Tolerance == 0 {
		return out, nil
	}
	var err error
	out.Around, err = p.T("player_tolerance", "Tolerance", n.Tolerance.In(p.Lang), "Unit", n.Unit)
	return out, err
}

// takenGrounds writes out what vouches for the facts, as the part "derivation"
// does.
func (p itemPage) takenGrounds() ([]takenGround, error) {
	out := []takenGround{}
	for _, g := range p.Grounds() {
		t := takenGround{Says: g.Says, Title: g.Source.Title, URL: g.Source.URL}
		var after strings.Builder
		if g.Date != "" {
			after.WriteString(", " + g.Date)
		}
		say := func(before, key string, args ...any) error {
			text, err := p.T(key, args...)
			after.WriteString(before + text)
			return err
		}
		var err error
		if g.Checked != "" {
			err = say("\u00a0· ", "player_checked", "Date", g.Checked)
		}
		switch {
		case err != nil:
		case g.Until != "":
			err = say("\u00a0· ", "player_until", "Date", g.Until)
		default:
			err = say("\u00a0· ", "player_no_end")
		}
		after.WriteString(".")
		if err == nil && g.Medium {
			err = say(" ", "player_confidence_medium")
		}
		if err != nil {
			return nil, fmt.Errorf("write out a source: %w", err)
		}
		t.After = after.String()
		out = append(out, t)
	}
	return out, nil
}
