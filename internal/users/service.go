package users

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"

	"viva/internal/fault"
	"viva/internal/limits"
)

// What can be wrong with signing in or up.
var (
	ErrSignIn = fault.New(fault.Unauthenticated, "sign_in",
		"The name or password is not right.",
		"Le nom ou le mot de passe est incorrect.")
	ErrPasswordWrong = fault.New(fault.Invalid, "password_wrong",
		"This is not your current password.",
		"Ce n’est pas votre mot de passe actuel.").At("current")
)

// Config is what a Service is made of.
type Config struct {
	Store Store
	Key   []byte           // of the installation, see LoadKey
	Old   []byte           // the one before it, whose tokens still count, or nil; see ReadOldKey
	Now   func() time.Time // the clock
	Rand  io.Reader        // crypto/rand outside tests
	Log   *slog.Logger     // gets the security log too
	Hash  Params           // DefaultParams when zero
}

// Service is the use cases of accounts. It is safe for concurrent use.
type Service struct {
	store  Store
	keys   keyring
	now    func() time.Time
	rand   io.Reader
	hasher *hasher
	events *SecurityLog
	limits limits.Limits

	admission Admission
	code      []byte // hash of the code to sign up with
	factor    FactorPolicy
	mails     bool // letters are sent
}

// New makes a Service without quotas, see Limit, and without mail, see Mail, or says what is wrong with its configuration.
func New(c Config) (*Service, error) {
	keys, err := deriveRing(c.Key, c.Old)
	if err != nil {
		return nil, fmt.Errorf("start accounts: %w", err)
	}
	if c.Hash == (Params{}) {
		c.Hash = DefaultParams
	}
	rand := &lockedReader{r: c.Rand}
	hasher, err := newHasher(c.Hash, rand)
	if err != nil {
		return nil, fmt.Errorf("start accounts: %w", err)
	}
	return &Service{store: c.Store, keys: keys, now: c.Now, rand: rand, hasher: hasher, events: NewSecurityLog(c.Store, c.Now, c.Log)}, nil
}

// lockedReader lets requests share a source of randomness.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// clock returns the time as the store keeps it.
func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Millisecond) }

// SignUp makes a learner's account and signs it in. With the id of a guest,
// not 0, the guest becomes that learner and keeps attempts and scores; the
// guest's own session ends, whoever holds it.
func (s *Service) SignUp(ctx context.Context, n NewUser, guest ID, from From) (User, Tokens, error) {
	if err := s.checkAdmission(ctx, n.Code, from); err != nil {
		return User{}, Tokens{}, fmt.Errorf("sign up: %w", err)
	}
	if _, err := s.take(ctx, try{judgedPerMinute, network(from.Addr)}); err != nil {
		return User{}, Tokens{}, err
	}
	a, password, err := n.account(Learner, s.clock())
	if err != nil {
		return User{}, Tokens{}, err
	}
	if _, err := s.take(ctx, append(s.givesAddress(a.Pending, from), try{signUpsPerHour, network(from.Addr)})...); err != nil {
		return User{}, Tokens{}, err
	}
	if a.PasswordHash, err = s.hasher.hash(ctx, password); err != nil {
		return User{}, Tokens{}, fmt.Errorf("sign up: %w", err)
	}
	u, t, err := s.open(ctx, from, func(tx Tx, now time.Time) (User, error) {
		u, err := enrol(tx, guest, a, now)
		if err != nil {
			return User{}, err
		}
		return u, errors.Join(s.askProof(tx, u, now), s.record(ctx, tx, Event{Kind: EventSignUp, Actor: u.ID, Target: u.ID}))
	})
	if err != nil {
		return User{}, Tokens{}, fmt.Errorf("sign up: %w", err)
	}
	return u, t, nil
}

// enrol stores the account a, of a guest or, with 0, of a stranger.
func enrol(tx Tx, guest ID, a Account, now time.Time) (User, error) {
	if guest == 0 {
		err := tx.InsertAccount(&a)
		return a.User, err
	}
	return upgrade(tx, guest, a, now)
}

// upgrade turns a guest's row into the account a.
func upgrade(tx Tx, guest ID, a Account, now time.Time) (User, error) {
	g, err := tx.Account(guest)
	if err != nil {
		return User{}, err
	}
	if g.Role != Guest {
		// The form was sent twice: the first one made the account.
		return User{}, ErrNameTaken
	}
	a.ID, a.CreatedAt = g.ID, g.CreatedAt
	if err := tx.UpdateAccount(a); err != nil {
		return User{}, err
	}
	return a.User, tx.EndSessions(g.ID, "", now)
}

// StartGuest makes an account without name and password for a visitor.
func (s *Service) StartGuest(ctx context.Context, from From) (User, Tokens, error) {
	u, t, err := s.open(ctx, from, func(tx Tx, now time.Time) (User, error) {
		if err := s.countGuest(tx, from.Addr, now); err != nil {
			return User{}, err
		}
		a := Account{User: User{Role: Guest, CreatedAt: now}}
		err := tx.InsertAccount(&a)
		return a.User, err
	})
	if err != nil {
		return User{}, Tokens{}, fmt.Errorf("start a guest: %w", err)
	}
	return u, t, nil
}

// SignIn checks a password and starts a session. The login is a name or an
// e-mail address. Whatever is wrong, the answer is ErrSignIn. An account with a
// second factor is told by ErrCodeRequired, with what FinishSignIn goes on with.
func (s *Service) SignIn(ctx context.Context, login, password string, from From) (User, Tokens, error) {
	return s.SignInWithCode(ctx, login, password, "", from)
}

// SignInWithCode is SignIn with a code of the second factor, or "". With a code,
// strangers' guesses at the password do not keep its owner out.
func (s *Service) SignInWithCode(ctx context.Context, login, password, code string, from From) (User, Tokens, error) {
	if len(login) > maxEmail || len(password) > maxPasswordBytes || len(code) > maxPasswordBytes {
		s.events.Refuse(ctx, Event{Kind: EventSignInFailed})
		return User{}, Tokens{}, ErrSignIn
	}
	a, err := s.find(ctx, login)
	if err != nil && !errors.Is(err, ErrNoUser) {
		return User{}, Tokens{}, fmt.Errorf("sign in: %w", err)
	}
	if a.Disabled {
		a.PasswordHash = "" // every password is a wrong one, so that nobody can tell
	}
	rehash, err := s.signInWith(ctx, a, login, password, from)
	past := errors.Is(err, ErrGuesses) || errors.Is(err, ErrClosed)
	if past {
		rehash, err = s.pastGuesses(ctx, a, password, code, from, err)
	}
	if err == nil && rehash != "" {
		a, err = s.keepHash(ctx, a, rehash)
	}
	switch {
	case errors.Is(err, ErrGuesses), errors.Is(err, ErrClosed):
		s.events.Refuse(ctx, Event{Kind: EventSignInRefused, Target: a.ID, Detail: fault.As(err).Code})
		return User{}, Tokens{}, fmt.Errorf("sign in: %w", err)
	case err != nil:
		return User{}, Tokens{}, fmt.Errorf("sign in: %w", err)
	case past:
		return s.enter(ctx, entry{account: a}, from)
	}
	return s.withCode(ctx, a, code, from)
}

// keepHash stores a stronger hash of the password that an account has.
func (s *Service) keepHash(ctx context.Context, a Account, hash string) (Account, error) {
	err := s.update(ctx, func(tx Tx) error {
		now, err := tx.Account(a.ID)
		if err != nil {
			return err
		}
		if now.PasswordHash != a.PasswordHash {
			return ErrSignIn // changed while we were hashing
		}
		now.PasswordHash = hash
		a = now
		return tx.UpdateAccount(now)
	})
	return a, err
}

// errWrong says that a password does not belong to the account.
var errWrong = errors.New("wrong password")

// signInWith checks the password of an account, which is the zero Account when
// nobody has the login. It counts the guess before it hashes.
func (s *Service) signInWith(ctx context.Context, a Account, login, password string, from From) (rehash string, err error) {
	c, err := s.guess(ctx, a, login, from)
	if err != nil {
		return "", err
	}
	rehash, err = s.verify(ctx, a, password, c)
	if errors.Is(err, errWrong) {
		s.events.Refuse(ctx, Event{Kind: EventSignInFailed, Target: a.ID})
		return "", ErrSignIn
	}
	return rehash, err
}

// verify checks the password of an account by a guess that was counted, and
// takes it out of the count unless it was wrong. The password's new hash is
// returned when the stored one is weaker than those of today.
func (s *Service) verify(ctx context.Context, a Account, password string, c counted) (rehash string, err error) {
	ok, weak, err := s.hasher.verify(ctx, password, a.PasswordHash)
	if err == nil && !ok {
		return "", errWrong
	}
	if err := errors.Join(err, s.settle(ctx, c, a.ID, ok)); err != nil {
		return "", err
	}
	if !weak {
		return "", nil
	}
	return s.hasher.hash(ctx, password)
}

// Refresh exchanges a refresh token for the next pair of tokens. The token
// that was replaced last is forgiven for a minute and gets the same refresh
// token as before; any older one shows that two hold tokens of the session,
// which then ends.
func (s *Service) Refresh(ctx context.Context, token string) (User, Tokens, error) {
	id, counter, ok := s.keys.readRefresh(token)
	if !ok {
		return User{}, Tokens{}, ErrSession
	}
	var (
		user    User
		session Session
		next    string
		outcome verdict
	)
	now := s.clock()
	err := s.update(ctx, func(tx Tx) (err error) {
		if session, user, err = tx.Session(id); err != nil {
			return err
		}
		before := session.Counter
		if next, outcome, err = session.present(token, counter, user.Role, s.keys, now); err != nil {
			return err
		}
		if outcome == rotated || outcome == reused {
			err = tx.UpdateSession(session, before)
		}
		if outcome == reused && err == nil {
			err = s.record(ctx, tx, Event{Kind: EventRefreshReused, Target: user.ID})
		}
		return err
	})
	if err != nil {
		return User{}, Tokens{}, fmt.Errorf("refresh: %w", err)
	}
	if outcome == reused || outcome == dead {
		return User{}, Tokens{}, ErrSession
	}
	t, err := s.tokens(user, session, next, now)
	return user, t, err
}

// Authenticate returns who an access token speaks for. The token alone is
// not enough: its session and user are looked up, so that what has changed
// since it was made counts at once.
func (s *Service) Authenticate(ctx context.Context, token string) (Principal, error) {
	id, sid, err := s.keys.readAccess(token, s.now)
	if err != nil {
		return Principal{}, ErrSession
	}
	session, user, err := s.store.Session(ctx, sid)
	if err != nil {
		return Principal{}, fmt.Errorf("authenticate: %w", err)
	}
	if user.ID != id || !session.Alive(user.Role, s.clock()) {
		return Principal{}, ErrSession
	}
	return Principal{User: user, SessionID: sid}, nil
}

// SignOut ends a session. Ending one that has ended is no error.
func (s *Service) SignOut(ctx context.Context, id SessionID) error {
	err := s.update(ctx, func(tx Tx) error {
		session, u, err := tx.Session(id)
		if err != nil {
			return err
		}
		if !session.RevokedAt.IsZero() {
			return nil
		}
		session.RevokedAt = s.clock()
		if err := tx.UpdateSession(session, session.Counter); err != nil {
			return err
		}
		return s.record(ctx, tx, Event{Kind: EventSignOut, Actor: u.ID, Target: u.ID})
	})
	if err != nil && !errors.Is(err, ErrSession) {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// open runs change, which finds or makes a user, and starts a session for
// that user in the same transaction. Whoever has an account is known there
// from then on.
func (s *Service) open(ctx context.Context, from From, change func(tx Tx, now time.Time) (User, error)) (u User, t Tokens, err error) {
	var session Session
	var device string
	now := s.clock()
	err = s.update(ctx, func(tx Tx) error {
		if u, err = change(tx, now); err != nil {
			return err
		}
		if session, err = newSession(u.ID, from.Client, s.keys.current(), s.rand, now); err != nil {
			return err
		}
		if u.Role.CanSignIn() {
			if device, err = s.admit(tx, u.ID, from.Device, now); err != nil {
				return err
			}
		}
		return tx.InsertSession(session)
	})
	if err != nil {
		return User{}, Tokens{}, err
	}
	refresh, err := s.keys.current().signRefresh(session.ID, session.Counter)
	if err != nil {
		return User{}, Tokens{}, err
	}
	t, err = s.tokens(u, session, refresh, now)
	t.Device = device
	return u, t, err
}

// tokens puts the pair together that belongs to a session.
func (s *Service) tokens(u User, session Session, refresh string, now time.Time) (Tokens, error) {
	access, expires, err := s.keys.current().signAccess(u.ID, session.ID, now)
	if err != nil {
		return Tokens{}, err
	}
	return Tokens{
		Access: access, AccessExpires: expires,
		Refresh: refresh, RefreshExpires: session.Expires(u.Role),
	}, nil
}

// find looks an account up by what somebody typed to sign in.
func (s *Service) find(ctx context.Context, login string) (Account, error) {
	key := loginKey(login)
	if key == (LoginKey{}) {
		return Account{}, ErrNoUser
	}
	return s.store.AccountByLogin(ctx, key)
}

// loginKey tells addresses from names by the "@", which no name holds.
func loginKey(login string) LoginKey {
	login = strings.TrimSpace(login)
	if strings.Contains(login, "@") {
		return LoginKey{Email: foldKey(login)}
	}
	return LoginKey{Name: foldKey(strings.ReplaceAll(login, "\u2019", "'"))}
}
