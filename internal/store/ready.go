package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"gorm.io/gorm"
)

const (
	probeEvery   = 5 * time.Second  // between two small writes, at least
	probeWait    = 2 * time.Second  // how long whoever asks waits for the write
	probeTimeout = 10 * time.Second // how long the write waits for its turn
	probeSize    = 8 << 10          // bytes that the write makes room for: a few pages
)

// Readiness says whether the database can be read and written. The outcome of a
// write is kept for a while, so that asking often costs nothing.
type Readiness struct {
	store *Store
	now   func() time.Time

	mu      sync.Mutex
	running chan struct{} // closed when the write under way is over; nil if there is none
	tried   time.Time     // when the last write was over; zero before the first
	outcome error
}

// Readiness watches the database, with that clock.
func (s *Store) Readiness(now func() time.Time) *Readiness { return &Readiness{store: s, now: now} }

// Check returns nil while the database can be read and written, and Store.Check
// has not found it damaged: what is written to a damaged database may be lost
// with it.
func (r *Readiness) Check(ctx context.Context) error {
	if r.store.damaged.Load() {
		return errDamaged
	}
	if err := r.store.Ping(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	select {
	case <-r.tryWrite():
	case <-ctx.Done(): // the write goes on, and whoever asks next gets its outcome
		return fmt.Errorf("try a write: %w (%w)", ErrBusy, ctx.Err())
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.outcome
}

// over is closed: there is nothing to wait for.
var over = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// tryWrite starts a write, unless one is under way or the last one is recent.
// The channel that it returns is closed as soon as there is an outcome.
func (r *Readiness) tryWrite() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.running != nil:
		return r.running
	case !r.tried.IsZero() && r.now().Sub(r.tried) < probeEvery:
		return over
	}
	done := make(chan struct{})
	r.running = done
	go func() {
		defer close(done)
		err := r.store.probe()
		r.mu.Lock()
		defer r.mu.Unlock()
		r.running, r.tried, r.outcome = nil, r.now(), err
	}()
	return done
}

// probe makes room for a few pages and gives it back, in one commit that has to
// reach the disk.
func (s *Store) probe() (err error) {
	defer func() {
		if p := recover(); p != nil { // nobody else would catch it: this runs in a goroutine of its own
			err = fmt.Errorf("try a write: panic: %v\n%s", p, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), probeTimeout)
	defer cancel()
	err = s.tx(ctx, func(tx *gorm.DB) error {
		var id int64 // in throttle, whose rows come and go anyway
		err := tx.Raw("INSERT INTO throttle (key, at, expires_at) VALUES (hex(zeroblob(?)), 0, 0) RETURNING id", probeSize/2).Scan(&id).Error
		if err != nil {
			return err
		}
		return tx.Exec("DELETE FROM throttle WHERE id = ?", id).Error
	})
	if err != nil {
		return fmt.Errorf("try a write: %w", err)
	}
	return nil
}

// Ping reports whether the database can be read.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.read.WithContext(ctx).Raw("SELECT 1 FROM sqlite_schema LIMIT 1").Scan(&one).Error; err != nil {
		return fmt.Errorf("ping the database: %w", err)
	}
	return nil
}
