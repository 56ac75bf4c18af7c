package users

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"viva/internal/fault"
)

// What whoever guesses too often is told. It is the same where nobody has the
// login, and where the password would have been right.
var (
	ErrGuesses = fault.New(fault.Busy, "too_many_guesses",
		"Too many wrong passwords: try again 15 minutes after the last one. Where you have signed in before, you need not wait.",
		"Trop de mots de passe incorrects. Réessayez 15\u00a0minutes après le dernier. Là où vous vous êtes déjà connecté, vous n’avez pas à attendre.")
	ErrClosed = fault.New(fault.Forbidden, "sign_in_closed",
		"Too many wrong passwords: sign in where you have before, or ask whoever runs this site for a new password.",
		"Trop de mots de passe incorrects. Connectez-vous là où vous l’avez déjà fait, ou demandez un nouveau mot de passe à la personne qui gère ce site.")
)

// The limits of guesses at the password of one login. Those from a device that
// has signed in to the account before are counted apart, so that nobody
// elsewhere can keep its owner off it.
const (
	guessesInRow = 10
	guessPause   = 15 * time.Minute // after the last guess, before the next row
	guessesInAll = 100              // before only known devices, or a new password, get in

	// guessMemory is how long guesses are remembered after the last of them,
	// for each of them: a hundred for a hundred days. Logins that nobody has
	// are remembered as long, or they would be told apart.
	guessMemory = 24 * time.Hour
)

// Guesses are the wrong passwords that followed each other.
type Guesses struct {
	Row  int // without a pause
	All  int // since the last right one
	Last time.Time
}

// count adds a guess, or says why there may be none now.
func (g *Guesses) count(now time.Time) error {
	// What lies further ahead than a pause was left by a clock that has been
	// set back since.
	ahead := g.Last.After(now.Add(guessPause))
	if ahead || !now.Before(g.Expires()) {
		*g = Guesses{}
	}
	next := g.Last.Add(guessPause)
	if !now.Before(next) {
		g.Row = 0
	}
	switch {
	case g.All >= guessesInAll:
		return ErrClosed
	case g.Row >= guessesInRow:
		return ErrGuesses.With("retry_after", seconds(next.Sub(now)))
	}
	g.Row, g.All, g.Last = g.Row+1, g.All+1, now
	return nil
}

// Expires returns when the guesses are forgotten.
func (g Guesses) Expires() time.Time { return g.Last.Add(time.Duration(g.All) * guessMemory) }

// counted is a guess that was counted before its password is hashed.
type counted struct {
	key   string  // by which it counts
	tries []TryID // by its address
	codes bool    // it is at the codes of a second factor
}

// guess counts a guess at the password of an account, which is the zero
// Account when nobody has the login. A known device has a count of its own, and
// that of its address, which may be a whole school's, is not asked.
func (s *Service) guess(ctx context.Context, a Account, login string, from From) (counted, error) {
	return s.countFrom(ctx, a.ID, s.guessKey(a.ID, login), "device", from)
}

// countFrom counts a guess at an account by the key of all strangers, or by that
// of the device, which the name of its kind is for, where it is known.
func (s *Service) countFrom(ctx context.Context, id ID, strangers, device string, from From) (c counted, err error) {
	err = s.update(ctx, func(tx Tx) error {
		c = counted{key: strangers}
		now := s.clock()
		known, err := tx.KnowsDevice(id, hashToken(from.Device), now.Add(-DeviceLife))
		if err != nil {
			return err
		}
		if known {
			c.key = s.key(device, strconv.FormatInt(int64(id), 10)+" "+from.Device)
		}
		if err := countGuess(tx, c.key, now); err != nil || known {
			return err
		}
		c.tries, err = s.takeIn(tx, now, try{failsPerAddress, network(from.Addr)})
		return err
	})
	if err != nil {
		return counted{}, fmt.Errorf("count a guess: %w", err)
	}
	return c, nil
}

// guessInSession counts a guess by somebody who is signed in. Guesses from
// elsewhere do not count there.
func (s *Service) guessInSession(ctx context.Context, id SessionID) (counted, error) {
	return s.countBy(ctx, s.key("session", string(id)))
}

// countBy counts a guess by a key.
func (s *Service) countBy(ctx context.Context, key string) (c counted, err error) {
	c.key = key
	err = s.update(ctx, func(tx Tx) error { return countGuess(tx, c.key, s.clock()) })
	if err != nil {
		return counted{}, fmt.Errorf("count a guess: %w", err)
	}
	return c, nil
}

func countGuess(tx Tx, key string, now time.Time) error {
	g, err := tx.Guesses(key)
	if err != nil {
		return err
	}
	if err := g.count(now); err != nil {
		return err
	}
	return tx.SaveGuesses(key, g, now)
}

// settle takes a guess back that could not be verified. One that was right
// begins all counts of its account anew. It does so even when whoever asked has
// gone.
func (s *Service) settle(ctx context.Context, c counted, account ID, right bool) error {
	err := s.update(context.WithoutCancel(ctx), func(tx Tx) error {
		if err := tx.DropTries(c.tries); err != nil {
			return err
		}
		now := s.clock()
		if right && c.codes {
			if err := s.forgiveCodes(tx, account); err != nil {
				return err
			}
		}
		if right {
			return errors.Join(tx.SaveGuesses(c.key, Guesses{}, now), s.forgive(tx, account))
		}
		g, err := tx.Guesses(c.key)
		if err != nil {
			return err
		}
		g.Row, g.All = max(0, g.Row-1), max(0, g.All-1)
		return tx.SaveGuesses(c.key, g, now)
	})
	if err != nil {
		return fmt.Errorf("settle a guess: %w", err)
	}
	return nil
}

// forgive begins the count of guesses at an account anew.
func (s *Service) forgive(tx Tx, account ID) error {
	return tx.SaveGuesses(s.guessKey(account, ""), Guesses{}, s.clock())
}

// forgiveCodes begins the count of guesses at its codes anew. A right password
// does not: whoever has it would guess on.
func (s *Service) forgiveCodes(tx Tx, account ID) error {
	return tx.SaveGuesses(s.codeKey(account), Guesses{}, s.clock())
}

// guessKey is what guesses at an account count by: name and e-mail share one
// count. Where nobody has the login, it is the login.
func (s *Service) guessKey(account ID, login string) string {
	if account != 0 {
		return s.key("account", strconv.FormatInt(int64(account), 10))
	}
	return s.key("login", loginKey(login).Name+loginKey(login).Email)
}
