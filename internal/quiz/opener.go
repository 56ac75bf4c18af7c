package quiz

import (
	"context"
	"fmt"
	"strings"
	"time"

	"viva/internal/deck"
	"viva/internal/fault"
	"viva/internal/limits"
)

// ErrOpenerGone is the error of an opener that would not be dealt like that any
// more.
var ErrOpenerGone = fault.New(fault.Conflict, "opener_gone",
	"This question is out of date. Here is another one.",
	"Cette question n’est plus à jour. En voici une autre.")

// Opener is a question for a stranger, of whom nothing is stored: its place
// says all that it takes to deal it again. With an answer it becomes the first
// of a practice attempt, see Start.
type Opener struct {
	Subject, Edition, Lang string
	Seed                   uint64
	ShownAt                time.Time // when it was shown: an attempt begins with that; zero is when it is stored

	item deck.Item
}

// openerKey begins the idempotency key of the answer to an opener.
const openerKey = "opener-"

// Opener deals an opener, or returns nil where there is none to deal.
func (s *Service) Opener(subject, edition, lang string) (*Opener, error) {
	seed, err := s.seed(nil)
	if err != nil {
		return nil, err
	}
	o := &Opener{Subject: subject, Edition: edition, Lang: lang, Seed: seed}
	found, err := s.dealOpener(o)
	if err != nil || !found {
		return nil, err
	}
	return o, nil
}

// Reopen deals the opener of a place again.
func (s *Service) Reopen(place string) (*Opener, error) {
	o := &Opener{}
	var hash string
	if _, err := fmt.Sscan(place, &o.Subject, &o.Edition, &o.Lang, &o.Seed, &hash); err != nil {
		return nil, fmt.Errorf("read the place of an opener: %w", err)
	}
	found, err := s.dealOpener(o)
	if err != nil {
		return nil, err
	}
	if !found || o.item.Hash != hash {
		return nil, ErrOpenerGone
	}
	return o, nil
}

// CheckOpener returns ErrOpenerGone for an opener that somebody answered: its
// feedback may have been read.
func (s *Service) CheckOpener(ctx context.Context, o *Opener) error {
	if err := s.checkRoom(limits.Reserved); err != nil {
		return err
	}
	answered, err := s.store.OpenerAnswered(ctx, o.Key())
	if err == nil && answered {
		err = ErrOpenerGone
	}
	return err
}

func (s *Service) dealOpener(o *Opener) (found bool, err error) {
	d, err := s.Deck(o.Subject)
	if err != nil {
		return false, err
	}
	o.item, found, err = d.Opener(deck.Request{Edition: o.Edition, Lang: o.Lang, Day: s.Today(), Streams: deck.NewStreams(o.Seed)})
	return found, err
}

// Place is what Reopen takes. It tells the key to whoever has the questions, so
// it leaves the program only sealed.
func (o *Opener) Place() string {
	return fmt.Sprintln(o.Subject, o.Edition, o.Lang, o.Seed, o.item.Hash)
}

// Key is the idempotency key of the answer to it.
func (o *Opener) Key() string { return fmt.Sprint(openerKey, o.Seed) }

// Attempt is an attempt of this question alone, which is stored nowhere.
func (o *Opener) Attempt() *Attempt {
	return &Attempt{Subject: o.Subject, Edition: o.Edition, Lang: o.Lang, Mode: deck.Practice, items: []deck.Item{o.item}}
}

// Read reports why what was given cannot be understood as an answer, or nil.
func (o *Opener) Read(given []string) error {
	_, err := o.item.Read(given)
	return err
}

// Opened reports whether the attempt began with an opener.
func (a *Attempt) Opened() bool {
	r, answered := a.response(1)
	return answered && strings.HasPrefix(r.Key, openerKey)
}

// OpenedWith reports whether it began with that one.
func (a *Attempt) OpenedWith(o *Opener) bool {
	r, answered := a.response(1)
	return answered && r.Key == o.Key()
}

// after lets a request ask what an opener does not, and one item less.
func (o *Opener) after(d *deck.Deck, req deck.Request) deck.Request {
	req.Size--
	for _, id := range o.item.Reveals() {
		req.Spent = append(req.Spent, d.NameOf(id))
	}
	return req
}
