package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"viva/internal/deck"
	"viva/internal/quiz"
)

// secret are columns that are nobody's to read, also not their owner's: what
// proves who somebody is, and what items are kept as.
var secret = []string{"password_hash", "refresh_hash", "hash", "name_key", "shown_key", "email_key", "key", "totp_sealed", "totp_step", "seed", "body", "response"}

// Own implements quiz.Store. Tables are found by the column that names whom a
// row belongs to, so that a new table is not forgotten.
func (s *Store) Own(ctx context.Context, who quiz.LearnerID) (quiz.Own, error) {
	db := s.read.WithContext(ctx)
	tables, err := ownTables(db)
	if err != nil {
		return nil, err
	}
	own := quiz.Own{}
	delete(tables, "counted") // names questions of sets that are not answered yet
	for table, columns := range tables {
		rows := []map[string]any{}
		if err := db.Raw(ownQuery(table, columns), map[string]any{"who": int64(who)}).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("read %s: %w", table, err)
		}
		for _, row := range rows {
			for _, name := range secret {
				delete(row, name)
			}
			if table == "sessions" {
				delete(row, "id") // is part of a token
			}
		}
		inOrder(rows)
		own[table] = rows
	}
	return own, nil
}

// inOrder sorts rows by their number, or by all that they tell: the order in
// which storage has them may follow from what was left out.
func inOrder(rows []map[string]any) {
	slices.SortStableFunc(rows, func(a, b map[string]any) int {
		if x, is := a["id"].(int64); is {
			return cmp.Compare(x, b["id"].(int64))
		}
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) // maps print in the order of their keys
	})
}

// ownTables are the tables of which rows belong to somebody, with their columns.
func ownTables(db *gorm.DB) (map[string][]string, error) {
	var rows []struct{ Name, Columns string }
	err := db.Raw(`SELECT m.name, group_concat(c.name) AS columns FROM sqlite_schema m JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' GROUP BY m.name`).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	tables := map[string][]string{}
	for _, row := range rows {
		columns := strings.Split(row.Columns, ",")
		if row.Name == "users" || ownerOf(columns) != "" {
			tables[row.Name] = columns
		}
	}
	return tables, nil
}

// ownerOf is the column that names whom a row belongs to, or "".
func ownerOf(columns []string) string {
	for _, name := range []string{"learner_id", "user_id", "actor"} {
		if slices.Contains(columns, name) {
			return name
		}
	}
	return ""
}

// ownQuery selects the rows of @who, without those of attempts that are not
// finished.
func ownQuery(table string, columns []string) string {
	if table == "users" {
		return "SELECT * FROM users WHERE id = @who"
	}
	query := fmt.Sprintf("SELECT * FROM %q WHERE %s = @who", table, ownerOf(columns))
	switch {
	case table == "attempts":
		return query + " AND finished_at IS NOT NULL"
	case slices.Contains(columns, "attempt_id"):
		return query + " AND attempt_id IN (SELECT id FROM attempts WHERE learner_id = @who AND finished_at IS NOT NULL)"
	}
	return query
}

// OwnAnswers implements quiz.Store.
func (s *Store) OwnAnswers(ctx context.Context, who quiz.LearnerID) ([]quiz.OwnAnswer, error) {
	var rows []struct {
		Subject, Edition, Given string
		AnsweredAt              int64
		Mark                    deck.Mark
		Form                    int
		Body                    []byte
	}
	err := s.read.WithContext(ctx).Raw(`SELECT a.subject, a.edition, r.given, r.answered_at, r.mark, b.form, b.body
FROM attempts a JOIN responses r ON r.attempt_id = a.id JOIN bodies b ON b.attempt_id = r.attempt_id AND b.position = r.position
WHERE a.learner_id = ? AND a.finished_at IS NOT NULL ORDER BY r.id`, int64(who)).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	answers := make([]quiz.OwnAnswer, len(rows))
	for i, row := range rows {
		it, err := bodyRow{Form: row.Form, Body: row.Body}.item()
		if err != nil {
			return nil, err
		}
		var given []string
		if err := json.Unmarshal([]byte(row.Given), &given); err != nil {
			return nil, err
		}
		answers[i] = quiz.OwnAnswer{At: moment(row.AnsweredAt), Subject: row.Subject, Edition: row.Edition, Question: it.Stem, Given: it.Spell(given), Right: row.Mark.Full()}
	}
	return answers, nil
}
