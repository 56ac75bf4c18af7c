package users

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"
)

// LetterKind says what a letter is about. What it says is written elsewhere.
type LetterKind string

// The letters that are sent.
const (
	LetterProof    LetterKind = "proof"    // with a link that proves an address
	LetterClaimed  LetterKind = "claimed"  // to the owner of an address that somebody else gave
	LetterReset    LetterKind = "reset"    // with a link to a new password
	LetterPassword LetterKind = "password" // the password was changed
	LetterAddress  LetterKind = "address"  // the address was changed or removed: to the one before
)

// Letter is one that is to be sent now.
type Letter struct {
	ID    string // the same when it is sent again
	Kind  LetterKind
	To    string
	Name  string // of the account, "" where it is not known to be the reader's
	Lang  string
	Token string // of the link, "" where there is none
	At    time.Time
}

// Outgoing is a letter as it waits. It holds no token: that is made when the
// letter is sent, and only its hash is kept.
type Outgoing struct {
	ID     int64
	UserID ID // 0 as long as nobody has looked who has the login
	Kind   LetterKind
	Login  string // as it was typed by somebody who forgot a password
	To     string
	Lang   string
	At     time.Time
	Next   time.Time // when to try, zero when it was given up
	Tries  int
	Answer string // what the last try ended with
}

// Unsent is what administrators are told of letters that did not go out.
type Unsent struct {
	Waiting int // which will be tried again
	GivenUp int
	Since   time.Time // of the oldest
	Answer  string    // the last that the mail server said, or what went wrong
}

// Undelivered is why a letter was not sent.
type Undelivered struct {
	Answer string
	Alone  bool // only this letter: others may go
	Never  bool // and it will never go
}

func (u *Undelivered) Error() string { return u.Answer }

const (
	letterLife    = 24 * time.Hour // then a letter is given up
	firstWait     = time.Minute    // before the second try; it doubles
	longestWait   = time.Hour      // between tries
	lettersInTurn = 50             // that one call of Deliver sends

	// maxAsked bounds letters of which nobody has looked yet whom they are for,
	// which takes seconds.
	maxAsked = 2000

	// GivenUpLife is how long administrators are told of a letter that was given
	// up.
	GivenUpLife = 7 * 24 * time.Hour
)

// How many letters one mailbox, account or network brings about.
var (
	proofsPerMailbox  = limit{"proof", 5, 24 * time.Hour}
	claimsPerAccount  = limit{"claimed", 1, 24 * time.Hour}
	resetsPerAccount  = limit{"reset", 3, time.Hour}
	resetsPerNetwork  = limit{"forgot", 300, time.Hour}
	addressPerNetwork = limit{"mailbox", 1000, 24 * time.Hour}
)

// Mail begins to send letters. Without it nobody is asked for an address.
func (s *Service) Mail() { s.mails = true }

// Mails reports whether letters are sent.
func (s *Service) Mails() bool { return s.mails }

// tell adds a letter to those that are to be sent; to "" there is none.
func (s *Service) tell(tx Tx, kind LetterKind, u User, to string, now time.Time) error {
	if !s.mails || to == "" {
		return nil
	}
	return tx.AddLetter(Outgoing{UserID: u.ID, Kind: kind, To: to, Lang: u.Lang, At: now, Next: now})
}

// Unsent returns what became of letters that did not go out.
func (s *Service) Unsent(ctx context.Context) (Unsent, error) {
	u, err := s.store.Unsent(ctx)
	if err != nil {
		return Unsent{}, fmt.Errorf("look for letters: %w", err)
	}
	return u, nil
}

// Deliver sends the letters that are due and returns how many went. It stops at
// an Undelivered that is about more than one letter.
func (s *Service) Deliver(ctx context.Context, send func(context.Context, Letter) error) (n int, err error) {
	for range lettersInTurn {
		l, due, err := s.nextLetter(ctx)
		if err != nil || !due {
			return n, err
		}
		failed := send(ctx, l.letter)
		if err := s.settleLetter(ctx, l.Outgoing, failed); err != nil {
			return n, err
		}
		var why *Undelivered
		switch {
		case failed == nil:
			n++
		case !errors.As(failed, &why) || !why.Alone:
			return n, failed
		}
	}
	return n, nil
}

// posted is a letter with what is kept of it.
type posted struct {
	Outgoing
	letter Letter
}

// nextLetter takes the letter that is due and decides what it says by now. Its
// next try is noted before this one, so that another process leaves it alone.
func (s *Service) nextLetter(ctx context.Context) (p posted, due bool, err error) {
	// Most of the time there is none, and a look takes no lock.
	if due, err = s.store.LetterDue(ctx, s.clock()); err != nil || !due {
		return posted{}, false, err
	}
	err = s.store.UpdateAccounts(ctx, func(tx Tx) error {
		now := s.clock()
		for {
			if p.Outgoing, due, err = tx.DueLetter(now); err != nil || !due {
				return err
			}
			p.letter, err = s.address(tx, &p.Outgoing, now)
			if err == nil {
				break
			}
			if !errors.Is(err, errNobody) {
				return err
			}
			if err := tx.DropLetter(p.ID); err != nil {
				return err
			}
		}
		p.Tries++
		p.Next = now.Add(waitAfter(p.Tries))
		return tx.UpdateLetter(p.Outgoing)
	})
	if err != nil {
		return posted{}, false, fmt.Errorf("take a letter: %w", err)
	}
	return p, due, nil
}

// waitAfter is the pause after so many tries.
func waitAfter(tries int) time.Duration {
	wait := firstWait
	for range tries - 1 {
		wait = min(2*wait, longestWait)
	}
	return wait
}

// errNobody says that a letter has no reader, or has had enough of its kind.
var errNobody = errors.New("the letter is for nobody")

// address finds out whom a letter is for, which may have changed since it was
// asked for, and makes its token.
func (s *Service) address(tx Tx, o *Outgoing, now time.Time) (Letter, error) {
	var token string
	var a Account
	var err error
	switch o.Kind {
	case LetterReset:
		a, token, err = s.addressReset(tx, o, now)
	case LetterProof:
		a, token, err = s.addressProof(tx, o, now)
	default:
		a, err = tx.Account(o.UserID)
	}
	if err != nil {
		return Letter{}, err
	}
	l := Letter{ID: fmt.Sprintf("%d.%d", o.ID, o.At.UnixMilli()), Kind: o.Kind, To: o.To, Name: a.Name, Lang: a.Lang, Token: token, At: o.At}
	if l.Lang == "" {
		l.Lang = o.Lang
	}
	if o.Kind == LetterProof {
		// Whoever reads it may never have heard of the account, whose name could
		// look like the address of a site.
		l.Name = ""
	}
	return l, nil
}

// settleLetter keeps what became of a letter, even when whoever sent it is told
// to stop.
func (s *Service) settleLetter(ctx context.Context, o Outgoing, failed error) error {
	err := s.store.UpdateAccounts(context.WithoutCancel(ctx), func(tx Tx) error {
		if failed == nil {
			return tx.DropLetter(o.ID)
		}
		o.Answer = failed.Error()
		var why *Undelivered
		if errors.As(failed, &why) && why.Never || s.clock().Sub(o.At) >= letterLife {
			o.Next = time.Time{}
		}
		return tx.UpdateLetter(o)
	})
	if err != nil {
		return fmt.Errorf("note what became of a letter: %w", err)
	}
	return nil
}

const linkTokenSize = 32

// drawToken makes the token of a link.
func drawToken(random io.Reader) (string, error) {
	raw := make([]byte, linkTokenSize)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// atMost is errNobody once a limit is reached. Whoever asked is not told: they
// would learn that there is such an account.
func (s *Service) atMost(tx Tx, now time.Time, t try) error {
	_, err := s.takeIn(tx, now, t)
	if errors.Is(err, ErrTooManyTries) {
		return errNobody
	}
	return err
}
