package quiz

import (
	"cmp"
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"viva/internal/fault"
	"viva/internal/typed"
)

// Memo is what a learner keeps of a question for themselves. It belongs to the
// question, not to one dealing of it: wherever the question is told again, the
// memo is there. It changes neither marks nor schedule.
type Memo struct {
	Subject, Item string // which question; Item is its id, see deck.Item
	Bookmarked    bool
	Felt          Felt
	Words         string
	At            time.Time // of the last change

	// The question as it was told when the memo changed last.
	Edition, Lang, Stem string
	Attempt             AttemptID
	Position            int
}

// Felt is how hard a question felt to a learner.
type Felt string

// What a learner can say of that; "" is nothing.
const (
	TooEasy Felt = "easy"
	TooHard Felt = "hard"
)

// Empty reports whether nothing is kept.
func (m Memo) Empty() bool { return !m.Bookmarked && m.Felt == "" && m.Words == "" }

// MemoChange says what of a memo is to change. What is nil stays as it is.
type MemoChange struct {
	Bookmarked *bool
	Felt       *Felt
	Words      *string // "" takes them away
}

// Bounds of memos.
const (
	MaxMemos     = 2000 // of a learner
	MaxMemoWords = 1000 // characters
)

// What can be wrong with a memo.
var (
	ErrMemoEarly = fault.New(fault.Conflict, "memo_early",
		"A question can be bookmarked, or noted on, once its answer is told.",
		"Un signet ou un mémo se pose une fois la réponse donnée.")
	ErrFelt = fault.New(fault.Invalid, "felt",
		"A question is too easy, too hard, or neither.",
		"Une question est trop facile, trop difficile, ou ni l’un ni l’autre.")
	ErrMemoWords = fault.New(fault.Invalid, "memo_words",
		"A note has at most 1,000 characters, in plain text that can be read.",
		"Un mémo compte au plus 1\u202f000 caractères, en texte simple et lisible.")
	ErrMemosFull = fault.New(fault.Conflict, "memos_full",
		"You keep something on 2,000 questions, which is the most: take some bookmarks or notes away first.",
		"Vous gardez quelque chose sur 2\u202f000 questions, ce qui est le maximum\u00a0: retirez d’abord des signets ou des mémos.")
	ErrNoneBookmarked = fault.New(fault.Conflict, "none_bookmarked",
		"None of your bookmarked questions can be asked now.",
		"Aucune de vos questions à signet ne peut être posée maintenant.")
)

// Memo changes what the attempt's learner keeps of the item at pos. was is what
// they keep so far, and kept on how many questions they keep something.
func (a *Attempt) Memo(pos int, was Memo, kept int, ch MemoChange, now time.Time) (Memo, error) {
	it, err := a.itemTold(pos, ErrMemoEarly)
	if err != nil {
		return Memo{}, err
	}
	m, err := was.with(ch)
	switch {
	case err != nil:
		return Memo{}, err
	case m == was:
		return was, nil
	case was.Empty() && kept >= MaxMemos:
		return Memo{}, ErrMemosFull
	}
	m.Subject, m.Item, m.At = a.Subject, it.ID, now
	m.Edition, m.Lang, m.Stem, m.Attempt, m.Position = it.Edition, it.Lang, it.Stem, a.ID, pos
	return m, nil
}

func (m Memo) with(ch MemoChange) (Memo, error) {
	if ch.Bookmarked != nil {
		m.Bookmarked = *ch.Bookmarked
	}
	if ch.Felt != nil {
		if m.Felt = *ch.Felt; m.Felt != "" && m.Felt != TooEasy && m.Felt != TooHard {
			return Memo{}, ErrFelt.At("felt")
		}
	}
	if ch.Words != nil {
		var err error
		if m.Words, err = readMemo(*ch.Words); err != nil {
			return Memo{}, err
		}
	}
	return m, nil
}

// readMemo brings a note to one form. Nothing but blanks is no note; what nobody
// could see is refused.
func readMemo(text string) (string, error) {
	text, ok := typed.Text(text)
	if ok && text == "" {
		return "", nil
	}
	if !ok || !typed.Shows(text) || utf8.RuneCountInString(text) > MaxMemoWords {
		return "", ErrMemoWords.At("note")
	}
	return text, nil
}

// MemosQuery asks for a page of a learner's memos in a subject.
type MemosQuery struct {
	Subject     string
	Edition     string // in which the question was told; "" is any
	Bookmarked  bool   // only bookmarks; else notes too
	Skip, Limit int    // Limit is 1 to 100; 0 is 50
}

// SetMemo changes what who keeps of the item at pos, and returns what is kept
// then. Nothing changes with an error.
func (s *Service) SetMemo(ctx context.Context, who Learner, id AttemptID, pos int, ch MemoChange) (Memo, error) {
	now := s.now()
	m, err := s.store.UpdateMemo(ctx, who.ID, id, pos, func(a *Attempt, was Memo, kept int) (Memo, error) {
		return a.Memo(pos, was, kept, ch, now)
	})
	if err != nil {
		return Memo{}, fmt.Errorf("keep a memo of item %d of attempt %d: %w", pos, id, err)
	}
	return m, nil
}

// MemoOf is what the attempt's learner keeps of the item at pos, once its answer
// is told: a note may say it.
func (s *Service) MemoOf(ctx context.Context, a *Attempt, pos int) (Memo, error) {
	it, err := a.itemTold(pos, ErrMemoEarly)
	if err != nil {
		return Memo{}, err
	}
	return s.store.Memo(ctx, a.Learner, a.Subject, it.ID)
}

// Memos lists what who keeps of a subject, apart from how hard questions felt:
// bookmarks and notes, those changed last first. total counts those of all
// pages.
func (s *Service) Memos(ctx context.Context, who Learner, q MemosQuery) (page []Memo, total int, err error) {
	q.Limit = cmp.Or(q.Limit, 50)
	if q.Limit < 1 || q.Limit > 100 || q.Skip < 0 {
		return nil, 0, ErrLimit.At("limit")
	}
	if _, err := s.Deck(q.Subject); err != nil {
		return nil, 0, err
	}
	return s.store.Memos(ctx, who.ID, q)
}

// Bookmarks are the ids of the questions of an edition that who has bookmarked.
func (s *Service) Bookmarks(ctx context.Context, who Learner, subject, edition string) ([]string, error) {
	return s.store.Bookmarks(ctx, who.ID, subject, edition)
}

// FeltCount is how many learners felt a question to be too easy or too hard.
type FeltCount struct {
	Subject, Item, Lang, Stem string // as it was told to one of them
	Easy, Hard                int
}

// FeltMost lists the questions of which most learners said so; subject "" is
// all.
func (s *Service) FeltMost(ctx context.Context, subject string) ([]FeltCount, error) {
	return s.store.FeltMost(ctx, subject, feltShown)
}

// feltShown is how many questions FeltMost lists.
const feltShown = 10
