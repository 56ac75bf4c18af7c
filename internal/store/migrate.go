package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

// migrations is the schema, step by step. The list only grows: what has been
// released is never edited, and there is no way back but a backup. Times are
// unix milliseconds in UTC.
func migrations() []*gormigrate.Migration {
	return []*gormigrate.Migration{
		{ID: "0001_accounts", Migrate: migrateAccounts},
		{ID: "0002_attempts", Migrate: migrateAttempts},
		{ID: "0003_objections", Migrate: migrateObjections},
		{ID: "0004_exams", Migrate: migrateExams},
		{ID: "0005_memory", Migrate: migrateMemory},
	}
}

var errNewerSchema = errors.New("a newer version of Viva wrote this file: use that version, or restore a backup")

// migrate brings the schema up to date, all steps in one transaction. Of two
// processes that start at once, one waits for the other.
func (s *Store) migrate(ctx context.Context) error {
	m := gormigrate.New(s.write.WithContext(ctx), &gormigrate.Options{
		UseTransaction:            true,
		ValidateUnknownMigrations: true,
	}, migrations())
	if err := m.Migrate(); err != nil {
		if errors.Is(err, gormigrate.ErrUnknownPastMigration) {
			return errNewerSchema
		}
		return fmt.Errorf("migrate the schema: %w", err)
	}
	return nil
}

// run executes the statements of one migration.
func run(tx *gorm.DB, statements ...string) error {
	for _, statement := range statements {
		if err := tx.Exec(statement).Error; err != nil {
			return err
		}
	}
	return nil
}

func migrateAccounts(tx *gorm.DB) error {
	return run(tx,
		// A guest has neither keys nor password; signing up fills them in.
		`CREATE TABLE users (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT    NOT NULL,
  name_key      TEXT    UNIQUE,
  email         TEXT    NOT NULL,
  email_key     TEXT    UNIQUE,
  role          TEXT    NOT NULL CHECK (role IN ('guest', 'learner', 'instructor', 'admin')),
  shown_as      TEXT    NOT NULL,
  shown_key     TEXT    NOT NULL,
  listed        INTEGER NOT NULL CHECK (listed IN (0, 1)),
  password_hash TEXT,
  created_at    INTEGER NOT NULL,
  CHECK ((role = 'guest') = (name_key IS NULL)),
  CHECK ((role = 'guest') = (password_hash IS NULL))
) STRICT`,
		`CREATE INDEX users_by_role ON users (role, id)`,

		`CREATE TABLE sessions (
  id           TEXT    PRIMARY KEY,
  user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  counter      INTEGER NOT NULL,
  refresh_hash BLOB    NOT NULL CHECK (length(refresh_hash) = 32),
  created_at   INTEGER NOT NULL,
  rotated_at   INTEGER NOT NULL,
  revoked_at   INTEGER
) STRICT, WITHOUT ROWID`,
		`CREATE INDEX sessions_by_user ON sessions (user_id)`,
		`CREATE INDEX sessions_by_rotation ON sessions (rotated_at)`,

		`CREATE TABLE setup_tokens (
  hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID`,

		// One row for each try that still counts, so that a limit holds in
		// every window and not only in those that begin on the minute.
		`CREATE TABLE throttle (
  id         INTEGER PRIMARY KEY,
  key        TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT`,
		`CREATE INDEX throttle_by_key ON throttle (key, at)`,
		`CREATE INDEX throttle_by_expiry ON throttle (expires_at)`,
	)
}
