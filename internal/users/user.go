package users

import (
	"log/slog"
	"time"
)

// ID names a user. Ids are never used twice.
type ID int64

// User is an account as the rest of the program may see it. It holds no
// secret: the hash of the password is in [Account], which only this package
// and the store handle.
type User struct {
	ID        ID
	Name      string // the sign-in name, "" for a guest
	Email     string // proved to be theirs, or ""
	Pending   string // address that was given and is not proved, or ""
	Lang      string // in which letters are written, "" as long as it is not known
	Role      Role
	ShownAs   string // the name on scoreboards
	Listed    bool   // whether the user wants to appear on scoreboards
	Hidden    bool   // whether an administrator keeps the user off them
	Disabled  bool   // whether an administrator keeps the user from signing in
	Zone      string // time zone whose days the learner follows, "" as long as it is not known
	CreatedAt time.Time

	SecondFactor time.Time // since when signing in asks for a code as well, zero if it does not
	FactorOff    time.Time // when somebody else turned the second factor off, zero once there is one again
}

// LogValue keeps names and e-mail addresses out of logs.
func (u User) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("id", int64(u.ID)), slog.String("role", string(u.Role)))
}

// Account is a User together with what only sign-in needs.
type Account struct {
	User
	ShownKey     string // the scoreboard name without regard to case; storage keeps it, and finds names by SearchKey
	NameKey      string // what makes the name unique, "" for a guest
	EmailKey     string // what makes Email unique, "" when there is none
	PasswordHash string // in PHC form, "" for a guest

	SealedSecret string    // of the second factor, "" without one
	LastStep     int64     // the time step of the last code that was taken
	AskFactor    time.Time // when a second factor is offered, zero before the first sign-in
}

// Principal is who makes a request, and in which session.
type Principal struct {
	User      User
	SessionID SessionID
}

// NewUser is what somebody enters to get an account.
type NewUser struct {
	Name     string
	Password string
	Email    string // optional
	ShownAs  string // the name when empty
	Hidden   bool   // stay off scoreboards
	Lang     string // of the page
	Code     string // to sign up with, where the site asks for one
}

// account checks what was entered and returns the account it describes,
// without its hash, with the password in the form that is to be hashed.
// All faults are told at once, as fault.Fields.
func (n NewUser) account(role Role, now time.Time) (a Account, password string, err error) {
	var faults faults
	a.Name = faults.take("name")(looking(role)(cleanName(n.Name)))
	a.Pending = faults.take("email")(cleanEmail(n.Email))
	a.ShownAs = a.Name
	if n.ShownAs != "" {
		a.ShownAs = faults.take("shown_as")(looking(role)(cleanShownAs(n.ShownAs)))
	}
	password = faults.take("password")(cleanPassword(n.Password, n.Name, n.Email, n.ShownAs))

	a.NameKey, a.ShownKey = foldKey(a.Name), foldKey(a.ShownAs)
	a.Role, a.Listed, a.CreatedAt, a.Lang = role, !n.Hidden, now, n.Lang
	return a, password, faults.err()
}

// Profile is what users change about themselves.
type Profile struct {
	ShownAs string // the name when empty
	Listed  bool
	Zone    string // "" leaves it to the browser
}

// apply checks the profile and writes it to a.
func (p Profile) apply(a *Account) error {
	var faults faults
	shownAs := a.Name
	switch p.ShownAs {
	case "":
	case a.ShownAs: // stays, whatever was allowed when it was chosen
		shownAs = a.ShownAs
	default:
		shownAs = faults.take("shown_as")(looking(a.Role)(cleanShownAs(p.ShownAs)))
	}
	zone := faults.take("zone")(cleanZone(p.Zone))
	if err := faults.err(); err != nil {
		return err
	}
	a.Zone = zone
	a.ShownAs, a.ShownKey, a.Listed = shownAs, foldKey(shownAs), p.Listed
	return nil
}
