package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"viva/internal/remark"
)

// Verification is what Verify found.
type Verification struct {
	Answers int      // whose marks were worked out again
	Unclear int      // of these, that only the marking itself can judge
	Found   []string // what does not follow from the answers, at most maxFindings
}

func (v *Verification) tell(format string, args ...any) {
	if len(v.Found) < maxFindings {
		v.Found = append(v.Found, fmt.Sprintf(format, args...))
	}
}

// Verify works out again all that follows from what learners were asked and
// answered: marks, by an independent marker, points of attempts, scores,
// memories and ratings, in this order until something is found. It changes
// nothing. Nobody may answer meanwhile, so it
// is for a copy.
func (s *Store) Verify(ctx context.Context) (*Verification, error) {
	v := &Verification{}
	for _, part := range []func(context.Context, *Verification) error{s.verifyMarks, s.verifyScores, s.verifyMemory, s.verifyRatings} {
		if err := part(ctx, v); err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
		if len(v.Found) > 0 { // what follows from it is not to be expected to be right
			break
		}
	}
	return v, nil
}

// standingRow is an attempt as it stands in storage.
type standingRow struct {
	ID          int64
	Size        int
	Answered    int
	FinishedAt  *int64
	Points, Max *int
}

func (s *Store) verifyMarks(ctx context.Context, v *Verification) error {
	db := s.read.WithContext(ctx)
	for last := int64(0); ; {
		var rows []standingRow
		err := db.Raw("SELECT id, size, answered, finished_at, points, max FROM attempts WHERE id > ? ORDER BY id LIMIT ?", last, s.batch).Scan(&rows).Error
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return nil
		}
		for _, row := range rows {
			if err := v.attempt(db, row); err != nil {
				return fmt.Errorf("attempt %d: %w", row.ID, err)
			}
		}
		last = rows[len(rows)-1].ID
	}
}

// attempt marks the answers of an attempt again and adds its points up.
func (v *Verification) attempt(db *gorm.DB, row standingRow) error {
	items, err := markable(db, row.ID)
	if err != nil {
		return err
	}
	if len(items) != row.Size {
		v.tell("attempt %d has %d items, and %d of them are kept", row.ID, row.Size, len(items))
		return nil
	}
	var responses []struct {
		Position, Mark int
		Given          string
		AnsweredAt     int64
	}
	if err := db.Raw("SELECT position, mark, given, answered_at FROM responses WHERE attempt_id = ? ORDER BY position, revision", row.ID).Scan(&responses).Error; err != nil {
		return err
	}
	standing := map[int]int{} // the mark of what stands at a position
	for _, r := range responses {
		var given []string
		if err := json.Unmarshal([]byte(r.Given), &given); err != nil {
			return err
		}
		if row.FinishedAt != nil && r.AnsweredAt > *row.FinishedAt {
			v.tell("attempt %d, question %d: answered after the attempt was finished", row.ID, r.Position)
		}
		if delete(standing, r.Position); len(given) == 0 {
			continue // the answer was taken back
		}
		standing[r.Position] = r.Mark
		v.mark(row.ID, r.Position, r.Mark, items[r.Position-1].Marks(given))
	}
	v.sum(row, items, standing)
	return nil
}

// mark compares a mark with those that the second marker allows. Rows that were
// filled in before parts of a mark were kept have all or nothing.
func (v *Verification) mark(attempt int64, position, kept int, marks []int) {
	v.Answers++
	parts := len(marks) == 1 && marks[0] > 0 && marks[0] < remark.Full
	switch {
	case slices.Contains(marks, kept):
	case len(marks) == 0, parts && kept == 0:
		v.Unclear++
	default:
		v.tell("attempt %d, question %d: the answer has the mark %d, and marked again %v", attempt, position, kept, marks)
	}
}

// sum compares what an attempt keeps of itself with its answers.
func (v *Verification) sum(row standingRow, items []remark.Item, standing map[int]int) {
	points, most := 0, 0
	for i, it := range items {
		if !it.Counts() {
			continue
		}
		most++
		points += standing[i+1] / remark.Full
	}
	if row.Answered != len(standing) {
		v.tell("attempt %d keeps that %d questions are answered, and %d are", row.ID, row.Answered, len(standing))
	}
	if row.Points != nil && row.Max != nil && (*row.Points != points || *row.Max != most) {
		v.tell("attempt %d was finished with %d points of %d, and its answers make %d of %d", row.ID, *row.Points, *row.Max, points, most)
	}
}

// markable reads the items of an attempt for the second marker.
func markable(db *gorm.DB, attempt int64) ([]remark.Item, error) {
	var rows []bodyRow
	if err := db.Where("attempt_id = ?", attempt).Order("position").Find(&rows).Error; err != nil {
		return nil, err
	}
	items := make([]remark.Item, len(rows))
	for i, row := range rows {
		body, err := unpack(row.Form, row.Body)
		if err != nil {
			return nil, err
		}
		if items[i], err = remark.Read(body); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// verifyScores compares the scores with those that a rebuild would make.
func (s *Store) verifyScores(ctx context.Context, v *Verification) error {
	return s.eachLearner(ctx, scoredTables, func(id int64) error {
		changes, err := s.compareScores(ctx, s.read.WithContext(ctx), newTally(id))
		if len(changes) > 0 {
			v.tell("learner %d: %d rows of scores do not follow from the answers; app rebuild makes them anew", id, len(changes))
		}
		return err
	})
}

// verifyMemory does the same for what learners remember.
func (s *Store) verifyMemory(ctx context.Context, v *Verification) error {
	return s.eachLearner(ctx, memoryTables, func(id int64) error {
		subjects, err := s.studied(ctx, id)
		if err != nil {
			return err
		}
		for _, subject := range subjects {
			changes, err := memoryOf(id, subject).compare(s.read.WithContext(ctx))
			if err != nil {
				return err
			}
			if len(changes) > 0 {
				v.tell("learner %d, %s: %d rows of memory do not follow from the reviews; app memory rebuild makes them anew", id, subject, len(changes))
			}
		}
		return nil
	})
}

// verifyRatings does the same for ratings, which follow from the answers of all.
func (s *Store) verifyRatings(ctx context.Context, v *Verification) error {
	r := newRatings(s.batch)
	if _, err := r.catchUp(s.read.WithContext(ctx)); err != nil {
		return err
	}
	differ, err := r.compare(s.read.WithContext(ctx))
	if len(differ) > 0 {
		v.tell("%d ratings do not follow from the reviews; app memory rebuild makes them anew", len(differ))
	}
	return err
}
