package web

import (
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"viva/internal/deck"
	"viva/internal/quiz"
	"viva/internal/users"
)

// A stranger is asked a question on the home page itself. Nothing is stored for
// it: its place is sealed in a field of the form, and an answer makes the guest
// and the attempt that the question is the first of.
const (
	openerPurpose = "opener"
	openerLife    = 6 * time.Hour    // of a question that stands open on a page
	sentTwice     = 30 * time.Second // within which an answer that comes again is the same answer
)

// newOpener deals a question for the home page and seals its place. Both are
// zero where there is none to deal.
func (s *Site) newOpener(d *deck.Deck, e *deck.Edition, lang string) (*quiz.Opener, string, error) {
	o, err := s.quiz.Opener(d.Subject, e.ID, lang)
	if err != nil || o == nil {
		return nil, "", err
	}
	sealed, err := s.users.Seal(openerPurpose, []byte(o.Place()))
	return o, sealed, err
}

// unseal deals the question of a sealed place again. What we did not seal is
// refused, and what we sealed long ago is out of date.
func (s *Site) unseal(sealed string) (*quiz.Opener, error) {
	place, at, ok := s.users.Unseal(openerPurpose, sealed)
	if !ok {
		return nil, errMalformed
	}
	if s.now().Sub(at) > openerLife {
		return nil, quiz.ErrOpenerGone
	}
	o, err := s.quiz.Reopen(string(place))
	if err != nil {
		return nil, err
	}
	o.ShownAt = at
	return o, nil
}

// answerOpener takes the answer to the question of the home page, and leads
// back there, where its feedback stands.
func (s *Site) answerOpener(c *fiber.Ctx) error {
	f, err := readForm(c, "given*", "question")
	if err != nil {
		return err
	}
	o, err := s.unseal(f.Value("question"))
	if err == nil {
		if who, stranger := s.learner(c); stranger == nil {
			return s.answerAgain(c, who, o)
		}
		if err = o.Read(f.All("given")); err != nil {
			return s.refuseOpener(c, err, o, f)
		}
		var t users.Tokens
		t, err = s.firsts.answer(o.Seed, s.now(), func() (users.Tokens, error) { return s.beginWith(c, o, f.All("given")) })
		if err == nil {
			err = s.enter(c, t)
		}
	}
	switch {
	case errors.Is(err, quiz.ErrOpenerGone):
		return s.refuseOpener(c, err, nil, form{})
	case err != nil:
		return err
	}
	return redirect(c, "/?done=answered")
}

// beginWith makes a stranger a guest, whose attempt begins with an opener and
// the answer to it.
func (s *Site) beginWith(c *fiber.Ctx, o *quiz.Opener, given []string) (users.Tokens, error) {
	if err := s.quiz.CheckOpener(c.UserContext(), o); err != nil {
		return users.Tokens{}, err
	}
	u, t, err := s.users.StartGuest(c.UserContext(), s.from(c))
	if err != nil {
		return users.Tokens{}, err
	}
	who := quiz.Learner{ID: quiz.LearnerID(u.ID), Guest: true, Zone: s.zone(c, u)}
	a, err := s.study.Start(c.UserContext(), who, quiz.Start{Subject: o.Subject, Edition: o.Edition, Lang: o.Lang,
		Mode: deck.Practice, Size: quiz.GuestSize, Opener: o})
	if err == nil {
		_, _, err = s.quiz.Answer(c.UserContext(), who, a.ID, 1, quiz.Given{Options: given, Key: o.Key()})
	}
	return t, err
}

// answerAgain leads somebody who is known already to where they stand: the
// answer was sent twice, or they began elsewhere while the question stood open.
func (s *Site) answerAgain(c *fiber.Ctx, who quiz.Learner, o *quiz.Opener) error {
	a, err := s.newest(c, who)
	if err != nil {
		return err
	}
	if a != nil && a.OpenedWith(o) {
		return redirect(c, "/")
	}
	return redirect(c, "/?done=begun")
}

// newest is the attempt that the learner began last, or nil.
func (s *Site) newest(c *fiber.Ctx, who quiz.Learner) (*quiz.Attempt, error) {
	last, err := s.quiz.Attempts(c.UserContext(), who, quiz.AttemptsQuery{Limit: 1})
	if err != nil || len(last) == 0 {
		return nil, err
	}
	return s.quiz.Attempt(c.UserContext(), who, last[0].ID)
}

// refuseOpener shows the home page and says why an answer was not taken: with
// the same question, or with another one where o is nil.
func (s *Site) refuseOpener(c *fiber.Ctx, err error, o *quiz.Opener, f form) error {
	told, code, known := explain(err)
	if !known {
		return err
	}
	c.Status(code)
	page, err := s.homePage(c)
	if err != nil {
		return err
	}
	text, err := page.Phrase(told)
	if err != nil {
		return err
	}
	if o == nil {
		page.Gone = text
		return s.render(c, "home", page)
	}
	page.Failed = true
	if err := s.ask(c, &page, o, f.Value("question")); err != nil {
		return err
	}
	if errors.Is(told, deck.ErrChoose) {
		if text, err = page.T("player_choose", "Count", page.Asked.Question.Choose); err != nil {
			return err
		}
	}
	page.Asked.Mistake = text
	return s.render(c, "home", page)
}

// firsts remembers for sentTwice which openers strangers answered: an answer
// that is sent twice makes one guest. Later, and after a restart, what is stored
// says that a question was answered, so nobody can look up its feedback and then
// answer it as if it were new.
type firsts struct {
	mu     sync.Mutex
	bySeed map[uint64]*first
}

// first is an answer of a stranger, and what it led to.
type first struct {
	at     time.Time
	once   sync.Once
	tokens users.Tokens // of the guest
	err    error
}

// answer does what the answer to an opener leads to, once.
func (f *firsts) answer(seed uint64, now time.Time, do func() (users.Tokens, error)) (users.Tokens, error) {
	a := f.of(seed, now)
	a.once.Do(func() { a.tokens, a.err = do() })
	if a.err != nil { // so that it can be sent again
		f.mu.Lock()
		defer f.mu.Unlock()
		maps.DeleteFunc(f.bySeed, func(_ uint64, b *first) bool { return a == b })
	}
	return a.tokens, a.err
}

// of is the answer to the opener of a seed, which may have come before.
func (f *firsts) of(seed uint64, now time.Time) *first {
	f.mu.Lock()
	defer f.mu.Unlock()
	maps.DeleteFunc(f.bySeed, func(_ uint64, a *first) bool { return now.Sub(a.at) > sentTwice })
	if f.bySeed[seed] == nil {
		if f.bySeed == nil {
			f.bySeed = map[uint64]*first{}
		}
		f.bySeed[seed] = &first{at: now}
	}
	return f.bySeed[seed]
}
