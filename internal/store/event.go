package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"viva/internal/users"
)

// eventRow is a row of events.
type eventRow struct {
	ID      int64
	At      int64
	Kind    string
	Actor   int64
	Target  int64
	Addr    string
	Request string
	Detail  string
	Times   int
}

// TableName tells GORM where the rows are.
func (eventRow) TableName() string { return "events" }

func (r eventRow) event() users.Event {
	return users.Event{
		ID: users.EventID(r.ID), At: moment(r.At), Kind: users.EventKind(r.Kind), Actor: users.ID(r.Actor), Target: users.ID(r.Target),
		Addr: r.Addr, Request: r.Request, Detail: r.Detail, Times: r.Times,
	}
}

func (a accounts) AddEvent(e users.Event) error {
	var minute *int64
	if e.Kind.Merges() {
		minute = optionalMoment(e.Minute())
	}
	err := a.tx.Exec(`INSERT INTO events (at, kind, actor, target, addr, request, detail, times, minute) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (minute, kind, actor, target, addr, detail) WHERE minute IS NOT NULL DO UPDATE SET times = times + excluded.times`,
		e.At.UnixMilli(), string(e.Kind), int64(e.Actor), int64(e.Target), e.Addr, e.Request, e.Detail, e.Times, minute).Error
	if err != nil {
		return fmt.Errorf("insert an event: %w", err)
	}
	return nil
}

// NoteEvent adds an event to a database that the caller has not opened. It brings
// no schema up to date, and adds nothing to one that is too old to have a log, or
// where there is no database. After a crash the write-ahead log is left for Open
// to look at.
func NoteEvent(ctx context.Context, path string, e users.Event) (err error) {
	used, err := InUse(path)
	switch {
	case err != nil:
		return err
	case !exists(path):
		return nil
	case !used && (leftBehind(path) || exists(path+openNote)):
		return errUnclosed
	}
	db, err := handle(ctx, path, writeOptions, 1, slog.New(slog.DiscardHandler))
	if err != nil {
		return Explain(err)
	}
	defer func() { err = errors.Join(err, closePool(db)) }()
	if !db.Migrator().HasTable(&eventRow{}) {
		return nil
	}
	return accounts{tx: db.WithContext(ctx)}.AddEvent(e)
}

var errUnclosed = errors.New("the database was not closed the last time; start the server once")

// Events implements users.Store.
func (s *Store) Events(ctx context.Context, f users.EventFilter, after users.EventCursor, limit int) ([]users.Entry, error) {
	var rows []struct {
		Event                 eventRow `gorm:"embedded"`
		ActorName, TargetName *string
	}
	q := s.read.WithContext(ctx).Table("events e").
		Select("e.*, a.name AS actor_name, t.name AS target_name").
		Joins("LEFT JOIN users a ON a.id = e.actor").Joins("LEFT JOIN users t ON t.id = e.target")
	if err := eventsOf(q, f, after).Order("e.at DESC, e.id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("select events: %w", err)
	}
	entries := make([]users.Entry, len(rows))
	for i, r := range rows {
		entries[i] = users.Entry{Event: r.Event.event(), ActorName: text(r.ActorName), TargetName: text(r.TargetName)}
	}
	return entries, nil
}

func eventsOf(q *gorm.DB, f users.EventFilter, after users.EventCursor) *gorm.DB {
	if after != (users.EventCursor{}) {
		q = q.Where("(e.at, e.id) < (?, ?)", after.At.UnixMilli(), int64(after.ID))
	}
	if f.Kind != "" {
		q = q.Where("e.kind = ?", string(f.Kind))
	}
	if f.User != 0 {
		q = q.Where("e.actor = ? OR e.target = ?", int64(f.User), int64(f.User))
	}
	if addrs := f.Addrs(); addrs != nil {
		q = q.Where("e.addr IN ?", addrs)
	}
	if !f.From.IsZero() {
		q = q.Where("e.at >= ?", f.From.UnixMilli())
	}
	if !f.Until.IsZero() {
		q = q.Where("e.at < ?", f.Until.UnixMilli())
	}
	return q
}

// eventsBatch is how many events are tidied in one transaction, so that nobody
// waits for it.
const eventsBatch = 1000

// DropEvents implements users.Store.
func (s *Store) DropEvents(ctx context.Context, before time.Time, refusals, others int) (dropped int, err error) {
	for _, drop := range []struct {
		where string
		args  []any
	}{
		{"at < ?", []any{before.UnixMilli()}},
		{"kind IN ? AND (at, id) <= (SELECT at, id FROM events WHERE kind IN ? ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?)",
			[]any{users.Refusals(), users.Refusals(), refusals}},
		{"kind NOT IN ? AND (at, id) <= (SELECT at, id FROM events WHERE kind NOT IN ? ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?)",
			[]any{users.Refusals(), users.Refusals(), others}},
	} {
		n, err := s.dropEvents(ctx, drop.where, drop.args...)
		if dropped += n; err != nil {
			return dropped, err
		}
	}
	return dropped, nil
}

// dropEvents finds what is to go on the side of readers, and deletes it batch by
// batch.
func (s *Store) dropEvents(ctx context.Context, where string, args ...any) (dropped int, err error) {
	for {
		var ids []int64
		err := s.read.WithContext(ctx).Model(&eventRow{}).Where(where, args...).Order("at, id").Limit(eventsBatch).Pluck("id", &ids).Error
		if err != nil {
			return dropped, fmt.Errorf("look for old events: %w", err)
		}
		if len(ids) == 0 {
			return dropped, nil
		}
		err = s.tx(ctx, func(tx *gorm.DB) error { return tx.Where("id IN ?", ids).Delete(&eventRow{}).Error })
		if err != nil {
			return dropped, fmt.Errorf("delete old events: %w", err)
		}
		dropped += len(ids)
	}
}

// ShortenAddrs implements users.Store. A row whose address is short takes no more
// of its minute: others may now say the same.
func (s *Store) ShortenAddrs(ctx context.Context, before time.Time) error {
	for {
		var rows []eventRow
		err := s.read.WithContext(ctx).Select("id", "addr").Where("shortened = 0 AND addr <> '' AND at < ?", before.UnixMilli()).
			Limit(eventsBatch).Find(&rows).Error
		if err != nil {
			return fmt.Errorf("look for addresses to shorten: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		err = s.tx(ctx, func(tx *gorm.DB) error {
			for _, r := range rows {
				err := tx.Exec("UPDATE events SET addr = ?, shortened = 1, minute = NULL WHERE id = ?", users.Shortened(r.Addr), r.ID).Error
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("shorten addresses: %w", err)
		}
	}
}
