package users

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"time"

	"viva/internal/typed"
)

const (
	// EventLife is how long events are kept, and AddrLife how long their
	// addresses are kept as they were.
	EventLife = 400 * 24 * time.Hour
	AddrLife  = 30 * 24 * time.Hour

	// MaxRefusals and MaxEvents bound the entries that tell refusals, and the
	// others: strangers must not fill the disk, nor push out what happened.
	MaxRefusals = 100_000
	MaxEvents   = 1_000_000

	// maxPending bounds the entries of refusals that are written at once; the
	// rest of them are told together, without account and address.
	maxPending = 200
)

// ManyAddrs stands for the address of refusals that are told together.
const ManyAddrs = "*"

// SecurityLog keeps events, and tells each in the log of the program as well. It
// is safe for concurrent use.
//
// What changes something is written in its own transaction, by [Service]. What
// is refused changes nothing and may come by the thousand: it is counted in
// memory, and written every few seconds by Flush.
type SecurityLog struct {
	store Store
	now   func() time.Time
	log   *slog.Logger

	mu      sync.Mutex
	pending map[Event]Event // by what makes them one entry
}

// NewSecurityLog makes the security log of a store.
func NewSecurityLog(s Store, now func() time.Time, log *slog.Logger) *SecurityLog {
	return &SecurityLog{store: s, now: now, log: log, pending: map[Event]Event{}}
}

// Record keeps an event that belongs to no other transaction.
func (l *SecurityLog) Record(ctx context.Context, e Event) error {
	e = l.complete(ctx, e)
	if err := l.store.UpdateAccounts(ctx, func(tx Tx) error { return tx.AddEvent(e) }); err != nil {
		return fmt.Errorf("keep an event: %w", err)
	}
	l.tell(ctx, e)
	return nil
}

// Refuse counts an event that Flush is to keep.
func (l *SecurityLog) Refuse(ctx context.Context, e Event) {
	e = l.complete(ctx, e)
	l.tell(ctx, e)
	l.count(e)
}

func (l *SecurityLog) count(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := e.key()
	if _, counted := l.pending[key]; !counted && len(l.pending) >= maxPending {
		e.Actor, e.Target, e.Addr, e.Request, e.Detail = 0, 0, ManyAddrs, "", ""
		key = e.key()
	}
	before, counted := l.pending[key]
	if counted {
		before.Times += e.Times
		e = before
	}
	l.pending[key] = e
}

// key is what events have in common that are one entry.
func (e Event) key() Event {
	e.At, e.ID, e.Request, e.Times = e.Minute(), 0, "", 0
	return e
}

// Minute is the minute in which the event happened.
func (e Event) Minute() time.Time { return e.At.Truncate(time.Minute) }

// Flush keeps the refusals that were counted. Those that cannot be kept now are
// for the next time.
func (l *SecurityLog) Flush(ctx context.Context) error {
	l.mu.Lock()
	events := make([]Event, 0, len(l.pending))
	for _, e := range l.pending {
		events = append(events, e)
	}
	clear(l.pending)
	l.mu.Unlock()
	if len(events) == 0 {
		return nil
	}
	slices.SortFunc(events, func(a, b Event) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Request, b.Request)) })
	err := l.store.UpdateAccounts(ctx, func(tx Tx) error {
		for _, e := range events {
			if err := tx.AddEvent(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		for _, e := range events {
			l.count(e)
		}
		return fmt.Errorf("keep refusals: %w", err)
	}
	return nil
}

// complete says when and from where.
func (l *SecurityLog) complete(ctx context.Context, e Event) Event {
	from := OriginOf(ctx)
	e.At, e.Request, e.Times = l.now().UTC().Truncate(time.Millisecond), from.Request, 1
	if _, err := netip.ParseAddr(from.Addr); err == nil { // what is no address may be anything
		e.Addr = network(from.Addr)
	}
	return e
}

// tell writes an event into the log of the program.
func (l *SecurityLog) tell(ctx context.Context, e Event) {
	about := []slog.Attr{slog.String("event", string(e.Kind)), slog.Int64("user", int64(e.Target))}
	if e.Actor != e.Target {
		about = append(about, slog.Int64("by", int64(e.Actor)))
	}
	if e.Addr != "" {
		about = append(about, slog.String("addr", e.Addr))
	}
	if e.Detail != "" {
		about = append(about, slog.String("detail", e.Detail))
	}
	l.log.LogAttrs(ctx, slog.LevelInfo, "security", about...)
}

// Entry is an event with the names of those whom it is about, "" for visitors
// and for accounts that are gone. What of a name would act on a terminal, or on
// the text around it, is written as an escape.
type Entry struct {
	Event
	ActorName, TargetName string
}

// Cursor is the place after an entry.
func (e Entry) Cursor() EventCursor { return EventCursor{e.At, e.ID} }

// Read returns events, the newest first.
func (l *SecurityLog) Read(ctx context.Context, f EventFilter, after EventCursor, limit int) ([]Entry, error) {
	if err := l.Flush(ctx); err != nil {
		return nil, err
	}
	entries, err := l.store.Events(ctx, f, after, limit)
	if err != nil {
		return nil, fmt.Errorf("read the security log: %w", err)
	}
	for i := range entries {
		e := &entries[i]
		e.ActorName, e.TargetName = typed.Inert(e.ActorName), typed.Inert(e.TargetName)
	}
	return entries, nil
}

// Tidy shortens addresses and drops events that are too old or too many, and
// returns how many were dropped.
func (l *SecurityLog) Tidy(ctx context.Context) (int, error) {
	now := l.now()
	n, err := l.store.DropEvents(ctx, now.Add(-EventLife), MaxRefusals, MaxEvents)
	if err := errors.Join(err, l.store.ShortenAddrs(ctx, now.Add(-AddrLife))); err != nil {
		return n, fmt.Errorf("tidy the security log: %w", err)
	}
	return n, nil
}

// record adds an event to the transaction of what it tells.
func (s *Service) record(ctx context.Context, tx Tx, e Event) error {
	return tx.AddEvent(s.events.complete(ctx, e))
}

// Events is the security log.
func (s *Service) Events() *SecurityLog { return s.events }

// update runs change inside one transaction. What it records is told in the log
// of the program once it is true.
func (s *Service) update(ctx context.Context, change func(Tx) error) error {
	var told []Event
	err := s.store.UpdateAccounts(ctx, func(tx Tx) error {
		told = nil
		return change(noting{tx, &told})
	})
	if err != nil {
		return err
	}
	for _, e := range told {
		s.events.tell(ctx, e)
	}
	return nil
}

// noting is a transaction that remembers the events that were added in it.
type noting struct {
	Tx
	events *[]Event
}

func (n noting) AddEvent(e Event) error {
	*n.events = append(*n.events, e)
	return n.Tx.AddEvent(e)
}
