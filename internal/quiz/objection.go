package quiz

import (
	"cmp"
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/limits"
	"viva/internal/typed"
)

// ObjectionID names an objection.
type ObjectionID int64

// Objection is a learner's word that an item is wrong. It keeps the item as
// dealt, so that what was objected to can be read whatever becomes of the
// attempt and of the knowledge base.
type Objection struct {
	ID        ObjectionID
	Learner   LearnerID
	ShownAs   string // of the learner, told by storage; "" for a visitor
	Attempt   AttemptID
	Position  int
	Lang      string
	Knowledge string // version of the knowledge base the item was dealt from
	Item      deck.Item
	Response  *Response // the answer that stood, or nil
	Words     string
	At        time.Time
}

// Bounds of objecting.
const (
	MaxWords       = 2000 // characters of an objection
	itemObjections = 3    // of a learner to one item
)

// What can be wrong with an objection.
var (
	ErrNotTold = fault.New(fault.Conflict, "not_told",
		"One can object to a question once its answer is told.",
		"Une question peut être contestée une fois sa réponse donnée.")
	ErrNoWords = fault.New(fault.Invalid, "no_words",
		"Say what is wrong with the question.",
		"Dites où est l’erreur dans la question.")
	ErrWords = fault.New(fault.Invalid, "words",
		"An objection has at most 2,000 characters, in plain text that can be read.", "")
	ErrEnough = fault.New(fault.Conflict, "enough_objections",
		"You have objected to this question three times; your instructor can read all of it.",
		"Vous avez déjà dit trois fois ce qui ne va pas dans cette question. Votre formateur peut tout lire.")
	ErrEnoughADay = fault.New(fault.Busy, "enough_a_day",
		"You have made very many objections in a day: wait before you make another.", "")
)

// Objected is what a learner has objected to before.
type Objected struct {
	Here   []Objection // to this question of this attempt, oldest first
	ToItem int         // to the same item of the same edition, in any attempt
	Lately limits.Uses // objections to anything that Most counts
	Most   limits.Rate // set by the Service
}

// Object makes an objection to the item at pos. The same words again are the
// same objection: the one in before is returned, with its ID.
func (a *Attempt) Object(pos int, words string, before Objected, now time.Time) (Objection, error) {
	it, err := a.itemTold(pos, ErrNotTold)
	if err != nil {
		return Objection{}, err
	}
	if words, err = readWords(words); err != nil {
		return Objection{}, err
	}
	for _, o := range before.Here {
		if o.Words == words {
			return o, nil
		}
	}
	if before.ToItem >= itemObjections {
		return Objection{}, ErrEnough.At("words")
	}
	if err := before.Most.Check(before.Lately, now, ErrEnoughADay.At("words")); err != nil {
		return Objection{}, err
	}
	o := Objection{Learner: a.Learner, Attempt: a.ID, Position: pos, Lang: it.Lang, Knowledge: a.Knowledge,
		Item: it, Words: words, At: now}
	if r, ok := a.response(pos); ok {
		o.Response = &r
	}
	return o, nil
}

// itemTold is the item at pos once its answer is told, and the error early
// before.
func (a *Attempt) itemTold(pos int, early error) (deck.Item, error) {
	it, err := a.item(pos)
	if err != nil {
		return deck.Item{}, err
	}
	switch _, told, err := a.Feedback(pos); {
	case err != nil:
		return deck.Item{}, err
	case !told:
		return deck.Item{}, early
	}
	return it, nil
}

// readWords brings what was typed to one form.
func readWords(text string) (string, error) {
	text, ok := typed.Text(text)
	switch {
	case !ok || utf8.RuneCountInString(text) > MaxWords:
		return "", ErrWords.At("words")
	case !typed.Shows(text):
		return "", ErrNoWords.At("words")
	}
	return text, nil
}

// Told is the question and the feedback that were objected to.
func (o Objection) Told() (Question, Feedback, error) {
	var responses []Response
	if o.Response != nil {
		r := *o.Response
		r.Position = 1
		responses = append(responses, r)
	}
	// An attempt of this one item, which is over: all of it may be told.
	a := Restore(Attempt{Mode: deck.Exam, FinishedAt: o.At}, []deck.Item{o.Item}, responses, nil)
	q, err := a.Question(1)
	if err != nil {
		return Question{}, Feedback{}, err
	}
	f, _, err := a.Feedback(1)
	q.Position, f.Position = o.Position, o.Position
	if q.Set != nil {
		q.Set.First = o.Position // the others of its set are not here
	}
	return q, f, err
}

// ObjectionsQuery asks for a page of objections.
type ObjectionsQuery struct {
	Subject string // "" is all
	Before  ObjectionID
	Limit   int // 1 to 100; 0 is 20
}

// Object stores an objection of who's to the item at pos, and returns it with
// the attempt, whose feedback is the derivation.
func (s *Service) Object(ctx context.Context, who Learner, id AttemptID, pos int, words string) (*Attempt, Objection, error) {
	var after *Attempt
	now := s.now()
	o, err := s.store.AddObjection(ctx, who.ID, id, pos, s.limits.Objections.Window(now), func(a *Attempt, before Objected) (Objection, error) {
		before.Most = s.limits.Objections
		after = a
		return a.Object(pos, words, before, now)
	})
	if err != nil {
		return nil, Objection{}, fmt.Errorf("object to item %d of attempt %d: %w", pos, id, err)
	}
	return after, o, nil
}

// ObjectionsHere are who's objections to one question, oldest first.
func (s *Service) ObjectionsHere(ctx context.Context, who Learner, id AttemptID, pos int) ([]Objection, error) {
	return s.store.ObjectionsHere(ctx, who.ID, id, pos)
}

// Objections lists everybody's objections, newest first, for instructors.
func (s *Service) Objections(ctx context.Context, q ObjectionsQuery) ([]Objection, error) {
	q.Limit = cmp.Or(q.Limit, 20)
	if q.Limit < 1 || q.Limit > 100 {
		return nil, ErrLimit.At("limit")
	}
	if q.Subject != "" {
		if _, err := s.Deck(q.Subject); err != nil {
			return nil, err
		}
	}
	return s.store.Objections(ctx, q)
}
