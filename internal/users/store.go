package users

import (
	"context"
	"time"

	"viva/internal/fault"
)

// ErrNoUser says that there is no such account.
var ErrNoUser = fault.New(fault.NotFound, "no_user",
	"There is no such user.", "")

// Store is what accounts ask of storage.
type Store interface {
	// UpdateAccounts runs change inside one transaction that sees no other
	// writer, and keeps what it did unless it returns an error.
	UpdateAccounts(ctx context.Context, change func(Tx) error) error

	// Account returns the account with an id, or ErrNoUser.
	Account(ctx context.Context, id ID) (Account, error)
	// AccountByLogin returns the account with a name or e-mail, or ErrNoUser.
	AccountByLogin(ctx context.Context, key LoginKey) (Account, error)
	// Session returns a session with its user in one read, or ErrSession.
	Session(ctx context.Context, id SessionID) (Session, User, error)
	// Sessions returns the sessions of a user that were not ended.
	Sessions(ctx context.Context, user ID) ([]Session, error)
	// Users lists by id, from the first one after the given id on.
	Users(ctx context.Context, f Filter, after ID, limit int) ([]User, error)
	// DropGuests deletes guests with all that is theirs, and returns how many.
	// The log of reviews stays, without anybody whom it belongs to.
	DropGuests(ctx context.Context, g Gone) (int, error)
	// RecoveryCodes returns the hashes of the recovery codes that a user has left.
	RecoveryCodes(ctx context.Context, user ID) ([]string, error)
	// HasSetupToken reports whether this set-up token can be used at now.
	HasSetupToken(ctx context.Context, hash []byte, now time.Time) (bool, error)

	// Events lists by time, the newest first, from after a place on.
	Events(ctx context.Context, f EventFilter, after EventCursor, limit int) ([]Entry, error)
	// DropEvents deletes events from before a moment and the oldest beyond so
	// many refusals and so many others, and returns how many.
	DropEvents(ctx context.Context, before time.Time, refusals, others int) (int, error)
	// ShortenAddrs shortens the addresses of events from before a moment.
	ShortenAddrs(ctx context.Context, before time.Time) error
	// Verification returns what a link that was sent proves, or ErrLink.
	Verification(ctx context.Context, hash []byte, now time.Time) (Verification, error)
	// ResetLink returns whose password a link may set, or ErrResetLink.
	ResetLink(ctx context.Context, hash []byte, now time.Time) (ID, error)
	// LetterDue reports whether there is a letter to send.
	LetterDue(ctx context.Context, now time.Time) (bool, error)
	// Unsent returns what became of letters that did not go out.
	Unsent(ctx context.Context) (Unsent, error)
}

// Gone are guests of whom there was no sign of life after a moment, and who have
// no exam that runs and objected to nothing.
type Gone struct {
	Unanswered time.Time // of those who answered nothing
	Answered   time.Time // of the others
	Now        time.Time
	Most       int // guests in one go
}

// Tx is what can be read and changed inside one transaction.
type Tx interface {
	Account(id ID) (Account, error)
	AccountByLogin(key LoginKey) (Account, error)
	// CountAdmins returns how many administrators can sign in.
	CountAdmins() (int, error)
	// InsertAccount stores a new account and sets its id. It returns
	// ErrNameTaken or ErrEmailTaken.
	InsertAccount(a *Account) error
	// UpdateAccount stores all of an account but its id and birth. It
	// returns ErrNameTaken, ErrEmailTaken or ErrNoUser.
	UpdateAccount(a Account) error

	// DeleteAccount deletes an account with all that is its own, and notes that it
	// may not come back with an older database. What stays is the log of reviews,
	// and what is computed from it, without anybody whom it belongs to.
	DeleteAccount(a Account) error
	// ExamRuns reports whether a user has an exam whose time is not over.
	ExamRuns(id ID, now time.Time) (bool, error)

	Session(id SessionID) (Session, User, error)
	InsertSession(s Session) error
	// UpdateSession stores what became of a session that was alive at the
	// given counter, or returns ErrSession when it has moved on since.
	UpdateSession(s Session, counter uint32) error
	// EndSessions ends the sessions of a user except one, "" for none.
	EndSessions(user ID, except SessionID, at time.Time) error

	// WithSecondFactor returns the accounts that have one.
	WithSecondFactor() ([]Account, error)
	// ReplaceRecoveryCodes makes these hashes the only ones of a user's codes.
	ReplaceRecoveryCodes(user ID, hashes []string, at time.Time) error
	// UseRecoveryCode uses a code up and reports whether it was there.
	UseRecoveryCode(user ID, hash string) (bool, error)

	// ReplaceSetupToken makes this the only set-up token.
	ReplaceSetupToken(hash []byte, created, expires time.Time) error
	// UseSetupToken uses a token up and reports whether it was good.
	UseSetupToken(hash []byte, now time.Time) (bool, error)

	// CountTries returns how many tries with a key were made in a span of
	// time, and when the oldest of them was.
	CountTries(key string, after, until time.Time) (int, time.Time, error)
	AddTry(t Try) (TryID, error)
	DropTries(ids []TryID) error

	// Guesses returns what was counted by a key, nothing if nothing was.
	Guesses(key string) (Guesses, error)
	// SaveGuesses keeps a count until it expires.
	SaveGuesses(key string, g Guesses, now time.Time) error

	// KnowsDevice reports whether a device has signed in to an account since,
	// and HasDevice whether it has to any.
	KnowsDevice(user ID, hash []byte, after time.Time) (bool, error)
	HasDevice(hash []byte, after time.Time) (bool, error)
	// AdmitDevice adds a device to those of an account, which are MaxDevices
	// at most, or keeps when it was seen.
	AdmitDevice(user ID, hash []byte, at time.Time) error
	ForgetDevices(user ID) error

	// AddEvent adds an event to the security log, or to one of the same minute
	// that says the same, where its kind merges.
	AddEvent(e Event) error
	// Verification returns what a link that was sent proves, or ErrLink.
	Verification(hash []byte, now time.Time) (Verification, error)
	AddVerification(v Verification) error
	DropVerifications(user ID) error

	AddResetLink(hash []byte, user ID, at, expires time.Time) error
	// UseResetLink uses a link up and reports whether it was good.
	UseResetLink(hash []byte, now time.Time) (bool, error)
	DropResetLinks(user ID) error

	// AddLetter adds a letter, in the place of one of the same kind to the same
	// address of an account.
	AddLetter(l Outgoing) error
	// CountAsked returns how many letters wait of which is not known yet whom
	// they are for.
	CountAsked() (int, error)
	// HasLetter reports whether a letter of that kind to an account waits.
	HasLetter(user ID, kind LetterKind) (bool, error)
	// DueLetter returns the letter that is to be sent first.
	DueLetter(now time.Time) (l Outgoing, found bool, err error)
	UpdateLetter(l Outgoing) error
	DropLetter(id int64) error
}

// LoginKey is what an account is looked up by; one of both is empty.
type LoginKey struct{ Name, Email string }

// Filter narrows a list of users. Guests are in it only when asked for.
type Filter struct {
	Role Role   // "" for all but guests
	Text string // part of the name, the e-mail or the scoreboard name
}
