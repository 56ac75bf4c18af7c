package users

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"viva/internal/fault"
)

// What can be wrong with what is asked of the security log.
var (
	ErrEventKind = fault.New(fault.Invalid, "event_kind",
		"There is no such kind of event.",
		"Ce type d’événement n’existe pas.").At("kind")
	ErrEventAccount = fault.New(fault.Invalid, "event_account",
		"Nobody has this name: give the number of an account that is gone.",
		"Personne ne porte ce nom. Pour un compte supprimé, donnez son numéro.").At("account")
	ErrEventAddr = fault.New(fault.Invalid, "event_address",
		"Give an IP address, such as 192.0.2.7.",
		"Donnez une adresse IP, par exemple 192.0.2.7.").At("address")
	ErrEventDay = fault.New(fault.Invalid, "event_day",
		"Give a day as 2026-11-22.",
		"Donnez un jour sous la forme 2026-11-22.")
	ErrEventCursor = fault.New(fault.Invalid, "event_cursor",
		"Events are continued by the next of the page before.",
		"La suite des événements se demande par le next de la page précédente.").At("before")
)

// EventFilter narrows the events that are read; what is zero narrows nothing.
type EventFilter struct {
	Kind        EventKind
	User        ID         // who did it or whose account it is about
	Addr        netip.Addr // of the client
	From, Until time.Time  // Until is the first moment after them
}

// Addrs are the ways in which the address of the filter may be kept.
func (f EventFilter) Addrs() []string {
	if !f.Addr.IsValid() {
		return nil
	}
	return []string{network(f.Addr.String()), Shortened(f.Addr.String())}
}

// EventCursor is a place between events, from the newest to the oldest. The zero
// EventCursor lies before the newest.
type EventCursor struct {
	At time.Time
	ID EventID
}

// String is the place as a text that ParseEventCursor reads.
func (c EventCursor) String() string {
	return fmt.Sprintf("%d-%d", c.At.UnixMilli(), c.ID)
}

// ParseEventCursor reads a place; "" is the one before the newest event.
func ParseEventCursor(text string) (EventCursor, error) {
	if text == "" {
		return EventCursor{}, nil
	}
	at, id, _ := strings.Cut(text, "-")
	ms, err := strconv.ParseInt(at, 10, 64)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if err != nil || wrong != nil || ms < 0 || n < 1 {
		return EventCursor{}, ErrEventCursor
	}
	return EventCursor{time.UnixMilli(ms).UTC(), EventID(n)}, nil
}

// EventQuery is a filter as somebody types it; what is "" narrows nothing.
type EventQuery struct {
	Kind     string
	Account  string // its name, e-mail or number, which a "#" may tell from a name
	Addr     string
	From, To string // days in UTC, both included
}

// EventFilter reads what somebody typed. All faults are told at once.
func (s *Service) EventFilter(ctx context.Context, q EventQuery) (f EventFilter, err error) {
	var faults fault.Fields
	if f.Kind = EventKind(q.Kind); q.Kind != "" && !slices.Contains(EventKinds(), f.Kind) {
		faults = append(faults, ErrEventKind)
	}
	if f.User, err = s.eventAccount(ctx, q.Account); errors.Is(err, ErrEventAccount) {
		faults = append(faults, ErrEventAccount)
	} else if err != nil {
		return EventFilter{}, err
	}
	if text := strings.TrimSpace(q.Addr); text != "" {
		if f.Addr, err = netip.ParseAddr(text); err != nil {
			faults = append(faults, ErrEventAddr)
		}
	}
	if f.From, err = eventDay(q.From, 0); err != nil {
		faults = append(faults, ErrEventDay.At("from"))
	}
	if f.Until, err = eventDay(q.To, 1); err != nil {
		faults = append(faults, ErrEventDay.At("to"))
	}
	return f, faults.Err()
}

// eventAccount finds an account by what it is called. A number that nobody is
// called by is that of an account, which may be gone.
func (s *Service) eventAccount(ctx context.Context, typed string) (ID, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return 0, nil
	}
	a, err := s.find(ctx, typed)
	if !errors.Is(err, ErrNoUser) {
		return a.ID, err
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(typed, "#"), 10, 64)
	if err != nil || n < 1 {
		return 0, ErrEventAccount
	}
	return ID(n), nil
}

// eventDay is the moment at which a day begins, or a later one after it.
func eventDay(typed string, later int) (time.Time, error) {
	if typed == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, typed)
	return day.AddDate(0, 0, later), err
}
