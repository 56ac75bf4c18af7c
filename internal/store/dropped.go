package store

import (
	"fmt"

	"gorm.io/gorm"

	"viva/internal/quiz"
)

// keptKeys is for how many revisions the key of a dropped answer is remembered.
// There is a limit because a script could change an answer without end.
const keptKeys = 1000

// dropReplaced deletes the responses that an attempt keeps no longer, and
// remembers their keys.
func dropReplaced(tx *gorm.DB, a *quiz.Attempt) error {
	replaced := a.Replaced()
	if len(replaced) == 0 {
		return nil
	}
	for _, statement := range []string{
		`INSERT INTO dropped_keys (learner_id, key, attempt_id, position, revision)
  SELECT learner_id, key, attempt_id, position, revision FROM responses WHERE id IN ? AND key IS NOT NULL`,
		"DELETE FROM responses WHERE id IN ?",
	} {
		if err := tx.Exec(statement, replaced).Error; err != nil {
			return fmt.Errorf("drop replaced responses: %w", err)
		}
	}
	for _, r := range a.Fresh() {
		err := tx.Exec("DELETE FROM dropped_keys WHERE attempt_id = ? AND position = ? AND revision <= ?",
			int64(a.ID), r.Position, r.Revision-keptKeys).Error
		if err != nil {
			return fmt.Errorf("forget old keys: %w", err)
		}
	}
	return nil
}

// checkDropped refuses a response with the key of an answer that was dropped:
// it was replaced long ago, and must not replace what came after it.
func checkDropped(tx *gorm.DB, a *quiz.Attempt, r quiz.Response) error {
	if r.Key == "" {
		return nil
	}
	var before []struct {
		AttemptID int64
		Position  int
	}
	err := tx.Raw("SELECT attempt_id, position FROM dropped_keys WHERE learner_id = ? AND key = ?", int64(a.Learner), r.Key).Scan(&before).Error
	switch {
	case err != nil:
		return fmt.Errorf("look for a dropped key: %w", err)
	case len(before) == 0:
		return nil
	case before[0].AttemptID != int64(a.ID) || before[0].Position != r.Position:
		return quiz.ErrKeyReused
	}
	return a.StaleAt(r.Position)
}
