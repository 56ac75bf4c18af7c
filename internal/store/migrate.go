package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

// structure holds the schema, step by step: one file each, run in the order of
// their names. The list only grows: what has been released is never edited,
// and there is no way back but a backup.
//
//go:embed migrations/*.sql
var structure embed.FS

// steps do what SQL cannot, each after the file of its name. A step has its own
// types for the rows that it reads and writes: those of today may have other
// columns.
var steps = map[string]func(tx *gorm.DB, log *slog.Logger) error{
	"0008_bodies": packOldBodies,
	"0012_names":  keepNames,
}

// migrations lists the files with their steps; a step that takes long says in
// the log how far it is. A file's name without ".sql" is the id by which a
// database remembers it.
func migrations(log *slog.Logger) ([]*gormigrate.Migration, error) {
	files, err := fs.ReadDir(structure, "migrations")
	if err != nil {
		return nil, err
	}
	list := make([]*gormigrate.Migration, len(files))
	for i, f := range files {
		statements, err := fs.ReadFile(structure, "migrations/"+f.Name())
		if err != nil {
			return nil, err
		}
		id := strings.TrimSuffix(f.Name(), ".sql")
		list[i] = &gormigrate.Migration{ID: id, Migrate: func(tx *gorm.DB) error {
			if err := script(tx, string(statements)); err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
			if step := steps[id]; step != nil {
				return step(tx, log)
			}
			return nil
		}}
	}
	return list, nil
}

var errNewerSchema = errors.New("a newer version of Viva wrote this file: use that version, or restore a backup")

// migrate brings the schema up to date, all steps in one transaction. Of two
// processes that start at once, one waits for the other.
func (s *Store) migrate(ctx context.Context, log *slog.Logger) error {
	list, err := migrations(log)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	m := gormigrate.New(s.write.WithContext(ctx), &gormigrate.Options{
		UseTransaction:            true,
		ValidateUnknownMigrations: true,
	}, list)
	if err := m.Migrate(); err != nil {
		if errors.Is(err, gormigrate.ErrUnknownPastMigration) {
			return errNewerSchema
		}
		return fmt.Errorf("migrate the schema: %w", err)
	}
	return nil
}

// script executes all statements of a text as they stand: GORM would look for
// parameters in it.
func script(tx *gorm.DB, statements string) error {
	_, err := tx.Statement.ConnPool.ExecContext(tx.Statement.Context, statements)
	return err
}
