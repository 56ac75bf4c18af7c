package users

import (
	"context"
	"net/netip"
	"slices"
	"time"
)

// Event is an entry of the security log: what happened, by whom, to whom, when
// and from where. It holds no secret, no name and nothing that somebody typed,
// so it is safe to show, and what is deleted elsewhere does not stay in it.
type Event struct {
	ID      EventID
	At      time.Time // UTC; the first time, if it happened several times
	Kind    EventKind
	Actor   ID     // who did it, 0 for a stranger, a command or the server itself
	Target  ID     // whose account it is about, 0 if none
	Addr    string // network of the client, "" for a command or the server itself
	Request string // id of the request, by which the log of the program has it too, or ""
	Detail  string // more about it, in codes of the program
	Times   int    // how often it happened within the minute
}

// EventID names an event.
type EventID int64

// EventKind says what happened.
type EventKind string

// What the security log tells. Whoever adds a kind adds it to eventKinds, and
// its words, event_<kind>, to those of the pages.
const (
	EventStart      EventKind = "start"
	EventBackup     EventKind = "backup"
	EventRestore    EventKind = "restore"
	EventKeyRotated EventKind = "key_rotated"
	EventKeyDropped EventKind = "key_forgotten"

	EventSetUp         EventKind = "set_up"
	EventSignUp        EventKind = "sign_up"
	EventSignUpRefused EventKind = "sign_up_refused" // a wrong code
	EventSignIn        EventKind = "sign_in"
	EventSignInFailed  EventKind = "sign_in_failed"
	EventSignInRefused EventKind = "sign_in_refused" // too many guesses
	EventSignOut       EventKind = "sign_out"
	EventRefreshReused EventKind = "refresh_reused"

	EventPasswordChanged EventKind = "password_changed"
	EventPasswordWrong   EventKind = "password_change_failed"
	EventPasswordReset   EventKind = "password_reset"      // by a command
	EventPasswordGiven   EventKind = "password_given"      // by an administrator
	EventResetAsked      EventKind = "reset_asked"         // by whoever, for a login that may not exist
	EventResetByLink     EventKind = "password_reset_link" // a new password by the link in a letter
	EventAddressGiven    EventKind = "address_given"
	EventAddressProved   EventKind = "address_proved"
	EventAddressRemoved  EventKind = "address_removed"
	EventUserCreated     EventKind = "user_created"
	EventRenamed         EventKind = "renamed"
	EventHidden          EventKind = "hidden"
	EventShown           EventKind = "shown"
	EventRoleChanged     EventKind = "role_changed"
	EventDisabled        EventKind = "disabled"
	EventEnabled         EventKind = "enabled"
	EventSessionsEnded   EventKind = "sessions_ended"
	EventConfirmed       EventKind = "confirmed" // the password was given again
	EventDeleted         EventKind = "deleted"

	EventCodeFailed  EventKind = "code_failed"
	EventCodeRefused EventKind = "code_refused" // too many guesses at codes
	EventFactorOn    EventKind = "second_factor_on"
	EventFactorOff   EventKind = "second_factor_off"
	EventCodesDrawn  EventKind = "recovery_codes_drawn"

	EventScoresExported EventKind = "export_scores"
	EventOwnExported    EventKind = "export_own"
	EventLogExported    EventKind = "export_log"

	EventDenied    EventKind = "denied"    // 403
	EventThrottled EventKind = "throttled" // 429
)

// eventKind is what is to be known of a kind.
type eventKind struct {
	EventKind
	merges  bool // those of a minute that are else the same are one entry
	refusal bool // nothing changed, and strangers can cause as many as they like
}

var eventKinds = []eventKind{
	{EventStart, false, false}, {EventBackup, false, false}, {EventRestore, false, false},
	{EventKeyRotated, false, false}, {EventKeyDropped, false, false},
	{EventSetUp, false, false}, {EventSignUp, false, false}, {EventSignUpRefused, true, true},
	{EventSignIn, true, false}, {EventSignInFailed, true, true}, {EventSignInRefused, true, true},
	{EventSignOut, true, false}, {EventRefreshReused, false, false},
	{EventPasswordChanged, false, false}, {EventPasswordWrong, true, true},
	{EventPasswordReset, false, false}, {EventPasswordGiven, false, false},
	{EventResetAsked, true, true}, {EventResetByLink, false, false},
	{EventAddressGiven, false, false}, {EventAddressProved, false, false}, {EventAddressRemoved, false, false},
	{EventUserCreated, false, false}, {EventRenamed, false, false},
	{EventHidden, false, false}, {EventShown, false, false}, {EventRoleChanged, false, false},
	{EventDisabled, false, false}, {EventEnabled, false, false}, {EventSessionsEnded, false, false}, {EventConfirmed, true, false}, {EventDeleted, false, false},
	{EventCodeFailed, true, true}, {EventCodeRefused, true, true},
	{EventFactorOn, false, false}, {EventFactorOff, false, false}, {EventCodesDrawn, false, false},
	{EventScoresExported, true, false}, {EventOwnExported, true, false}, {EventLogExported, true, false},
	{EventDenied, true, true}, {EventThrottled, true, true},
}

// EventKinds lists all kinds.
func EventKinds() []EventKind {
	kinds := make([]EventKind, len(eventKinds))
	for i, k := range eventKinds {
		kinds[i] = k.EventKind
	}
	return kinds
}

// Refusals lists the kinds of which strangers can cause as many as they like.
func Refusals() []EventKind {
	var kinds []EventKind
	for _, k := range eventKinds {
		if k.refusal {
			kinds = append(kinds, k.EventKind)
		}
	}
	return kinds
}

// Merges reports whether events of a minute that are else the same are one entry.
func (k EventKind) Merges() bool {
	return slices.ContainsFunc(eventKinds, func(e eventKind) bool { return e.EventKind == k && e.merges })
}

// Origin is where the work of a context comes from, as the security log tells it.
type Origin struct {
	Addr    string // of the client
	Request string // id of the request
}

type originKey struct{}

// WithOrigin returns a context for work that comes from o.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginOf returns where the work of a context comes from, the zero Origin for a
// command and for what the server does by itself.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

// Shortened is the wider network that is kept of an address in the long run: it
// tells a provider or a school, and no household.
func Shortened(addr string) string {
	if addr == ManyAddrs {
		return addr
	}
	p, err := netip.ParsePrefix(addr)
	if err != nil {
		a, err := netip.ParseAddr(addr)
		if err != nil {
			return ""
		}
		a = a.Unmap().WithZone("")
		p = netip.PrefixFrom(a, a.BitLen())
	}
	bits := 48
	if p.Addr().Is4() {
		bits = 24
	}
	return netip.PrefixFrom(p.Addr(), min(bits, p.Bits())).Masked().String()
}
