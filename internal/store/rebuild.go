package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// What follows from answers is computed afresh while people go on answering. So
// it is computed outside of any write transaction, learner by learner, and
// compared with what is kept; only the rows that differ are written, a few at a
// time. Each write transaction compares a stamp, which changes with every
// answer. If the learner has answered meanwhile, that learner is computed once
// more, and after some tries inside of the transactions that write.

const (
	rebuildRows  = 200 // the most rows that one transaction writes: some 10 ms on an idle machine
	rebuildBatch = 500 // see Store.batch
	rebuildTries = 5   // for one learner, before others wait while we compute

	rebuildHold = 20 * time.Millisecond // after which a transaction leaves the rest to the next
)

// change writes or removes one row.
type change func(tx *gorm.DB) error

// stamp changes whenever something changes that the computed rows of a learner
// depend on.
type stamp struct{ First, Second int64 }

// part is a group of rows that follow from what one learner alone has done.
type part struct {
	stamp   func(db *gorm.DB) (stamp, error)
	compare func(db *gorm.DB) ([]change, error) // computes the rows, and returns what differs from the kept ones
}

// errMoved says that the learner has answered since the rows were computed.
var errMoved = errors.New("answered meanwhile")

// rebuild makes the kept rows of a part equal to those that follow from the
// answers.
func (s *Store) rebuild(ctx context.Context, p part) error {
	for range rebuildTries {
		if err := s.rebuildOnce(ctx, p); !errors.Is(err, errMoved) {
			return err
		}
	}
	return s.rebuildHeld(ctx, p)
}

// rebuildHeld rebuilds a part whose learner answers without a pause, as a
// program may. Nobody can answer between the computing and the writing here, so
// it comes to an end.
func (s *Store) rebuildHeld(ctx context.Context, p part) error {
	for left := true; left; {
		err := s.tx(ctx, func(tx *gorm.DB) error {
			changes, err := p.compare(tx)
			if err != nil {
				return err
			}
			written, err := writeSome(tx, changes, func(tx *gorm.DB, c change) error { return c(tx) })
			left = written < len(changes)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) rebuildOnce(ctx context.Context, p part) error {
	db := s.read.WithContext(ctx)
	from, err := p.stamp(db)
	if err != nil {
		return err
	}
	changes, err := p.compare(db)
	if err != nil {
		return err
	}
	still := func(db *gorm.DB) error {
		if now, err := p.stamp(db); err != nil || now != from {
			return errors.Join(err, errMoved)
		}
		return nil
	}
	if len(changes) == 0 {
		return still(db)
	}
	for len(changes) > 0 {
		written := 0
		err := s.tx(ctx, func(tx *gorm.DB) (err error) {
			if err := still(tx); err != nil {
				return err
			}
			written, err = writeSome(tx, changes, func(tx *gorm.DB, c change) error { return c(tx) })
			return err
		})
		if err != nil {
			return err
		}
		changes = changes[written:]
	}
	return nil
}

// writeSome writes as many rows as one transaction may, at least one, and
// returns how many it wrote.
func writeSome[R any](tx *gorm.DB, rows []R, write func(tx *gorm.DB, row R) error) (written int, err error) {
	for began := time.Now(); written < min(len(rows), rebuildRows) && (written == 0 || time.Since(began) < rebuildHold); written++ {
		if err := write(tx, rows[written]); err != nil {
			return written, err
		}
	}
	return written, nil
}

// eachLearner calls do for every learner who has rows in one of the tables.
func (s *Store) eachLearner(ctx context.Context, tables []string, do func(id int64) error) error {
	where := ""
	for _, table := range tables {
		where += " OR EXISTS (SELECT 1 FROM " + table + " WHERE learner_id = users.id)"
	}
	for last := int64(0); ; {
		var ids []int64
		err := s.read.WithContext(ctx).Raw("SELECT id FROM users WHERE id > ? AND (0"+where+") ORDER BY id LIMIT ?", last, s.batch).Scan(&ids).Error
		if err != nil {
			return fmt.Errorf("list learners: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		for _, id := range ids {
			if err := do(id); err != nil {
				return fmt.Errorf("learner %d: %w", id, err)
			}
		}
		last = ids[len(ids)-1]
	}
}

// differences returns the changes that turn the kept rows into the wanted ones.
func differences[K, R comparable](kept, wanted map[K]R, put, drop func(tx *gorm.DB, row R) error) []change {
	var changes []change
	for key, row := range wanted {
		if have, ok := kept[key]; !ok || have != row {
			changes = append(changes, func(tx *gorm.DB) error { return put(tx, row) })
		}
	}
	for key, row := range kept {
		if _, ok := wanted[key]; !ok {
			changes = append(changes, func(tx *gorm.DB) error { return drop(tx, row) })
		}
	}
	return changes
}
