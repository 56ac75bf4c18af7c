package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"viva/internal/memory"
	"viva/internal/study"
)

// rated names a rating: of a fact or a model over all learners, with learner 0,
// or of a learner.
type rated struct {
	learner           int64
	subject, kind, id string
}

// ratings are the ratings that follow from the log up to a review. They are few
// beside it: some numbers for each fact, model and learner.
type ratings struct {
	values map[rated]memory.Rating
	last   int64 // id of that review
	batch  int   // reviews to read at a time
}

func newRatings(batch int) *ratings { return &ratings{values: map[rated]memory.Rating{}, batch: batch} }

// rebuildRatings replays the whole log, in its order, since each answer moves
// the ratings of its facts for everybody. Reviews that arrive meanwhile are
// replayed in the transactions that write, so that in the end the kept ratings
// are those of the whole log.
func (s *Store) rebuildRatings(ctx context.Context) error {
	r := newRatings(s.batch)
	if _, err := r.catchUp(s.read.WithContext(ctx)); err != nil {
		return err
	}
	differ, err := r.compare(s.read.WithContext(ctx))
	if err != nil {
		return err
	}
	for first := true; first || len(differ) > 0; first = false {
		moved, err := r.catchUp(s.read.WithContext(ctx)) // so that the transaction finds little to replay
		if err != nil {
			return err
		}
		differ = append(moved, differ...)
		err = s.tx(ctx, func(tx *gorm.DB) error {
			differ, err = r.write(tx, differ)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// write stores some of the named ratings, and of those that newer reviews have
// moved: when those answers came, they moved the ratings as kept, which may be
// wrong. It returns the names that are left to write.
func (r *ratings) write(tx *gorm.DB, names []rated) ([]rated, error) {
	moved, err := r.catchUp(tx)
	if err != nil {
		return nil, err
	}
	names = append(moved, names...)
	written, err := writeSome(tx, names, r.put)
	return names[written:], err
}

// catchUp replays the log to its end, and returns the names of the ratings that
// moved.
func (r *ratings) catchUp(db *gorm.DB) ([]rated, error) {
	moved := map[rated]bool{}
	for {
		var rows []reviewRow
		err := db.Select("id", "learner_id", "subject", "model", "facility", "floor", "right", "rates", "facts").
			Where("id > ?", r.last).Order("id").Limit(r.batch).Find(&rows).Error
		if err != nil {
			return nil, fmt.Errorf("read the log: %w", err)
		}
		for _, row := range rows {
			r.last = row.ID
			if !row.Rates {
				continue
			}
			row.Mixups = "[]" // they move no rating
			review, err := row.review()
			if err != nil {
				return nil, err
			}
			for _, name := range r.apply(&review) {
				moved[name] = true
			}
		}
		if len(rows) < r.batch {
			return slices.Collect(maps.Keys(moved)), nil
		}
	}
}

// apply moves the ratings by a review, and returns their names.
func (r *ratings) apply(review *study.Review) []rated {
	learner := int64(review.Learner)
	ability, retention := rated{learner, review.Subject, "ability", ""}, rated{learner, review.Subject, "memory", ""}
	model := rated{0, review.Subject, "model", review.Model}
	names := []rated{ability, retention, model}
	before := study.Learned{Ability: r.values[ability], Memory: r.values[retention], Model: r.values[model],
		Facts: make(map[string]study.Known, len(review.Facts))}
	for _, f := range review.Facts {
		name := rated{0, review.Subject, "fact", f.Name}
		names = append(names, name)
		before.Facts[f.Name] = study.Known{Rating: r.values[name]}
	}
	only := *review
	only.Schedules = false // moves the ratings alone
	after := only.Apply(before)
	r.values[ability], r.values[retention], r.values[model] = after.Ability, after.Memory, after.Model
	for _, f := range review.Facts {
		r.values[rated{0, review.Subject, "fact", f.Name}] = after.Facts[f.Name].Rating
	}
	return names
}

// compare lists the ratings that are kept with another value, not kept, or kept
// though nothing leads to them.
func (r *ratings) compare(db *gorm.DB) (differ []rated, err error) {
	rows, err := db.Raw(`SELECT 0 AS learner_id, subject, kind, id, value, answers, information FROM ratings
UNION ALL SELECT learner_id, subject, kind, '', value, answers, information FROM abilities`).Rows()
	if err != nil {
		return nil, fmt.Errorf("read ratings: %w", err)
	}
	defer rows.Close()
	same := make(map[rated]bool, len(r.values))
	for rows.Next() {
		var name rated
		var kept memory.Rating
		if err := rows.Scan(&name.learner, &name.subject, &name.kind, &name.id, &kept.Value, &kept.Answers, &kept.Information); err != nil {
			return nil, fmt.Errorf("read ratings: %w", err)
		}
		switch value, ok := r.values[name]; {
		case ok && value == kept:
			same[name] = true
		case !ok:
			differ = append(differ, name)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read ratings: %w", said(err))
	}
	for name := range r.values {
		if !same[name] {
			differ = append(differ, name)
		}
	}
	return differ, nil
}

// put stores a rating, or removes one that follows from nothing.
func (r *ratings) put(tx *gorm.DB, name rated) error {
	value, ok := r.values[name]
	switch {
	case ok && name.learner > 0:
		return storeAbility(tx, name.learner, name.subject, name.kind, value)
	case ok:
		return storeRating(tx, name.subject, name.kind, name.id, value)
	case name.learner > 0:
		return tx.Exec("DELETE FROM abilities WHERE learner_id = ? AND subject = ? AND kind = ?", name.learner, name.subject, name.kind).Error
	}
	return tx.Exec("DELETE FROM ratings WHERE subject = ? AND kind = ? AND id = ?", name.subject, name.kind, name.id).Error
}
