package store

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
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
	"0008_bodies":  packOldBodies,
	"0012_names":   keepNames,
	"0020_guesses": keepLooks,
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

// migrate brings the schema up to date, all steps in one transaction, after a
// copy of what was there. Of two processes that start at once, one waits for
// the other.
func (s *Store) migrate(ctx context.Context, log *slog.Logger) error {
	list, err := migrations(log)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if err := s.copyBefore(ctx, list, log); err != nil {
		return err
	}
	m := gormigrate.New(s.write.WithContext(ctx), &gormigrate.Options{
		UseTransaction:            true,
		ValidateUnknownMigrations: true,
	}, list)
	if err := m.Migrate(); err != nil {
		if errors.Is(err, gormigrate.ErrUnknownPastMigration) {
			return s.newer(list)
		}
		return fmt.Errorf("migrate the schema: %w", err)
	}
	return nil
}

// before ends the name of a copy that is made before a migration, which follows.
const before = ".pre-"

// copyBefore keeps a copy of a database that is about to be migrated: there is
// no other way back. It stands beside the database, named after the first
// migration that it has not seen.
func (s *Store) copyBefore(ctx context.Context, list []*gormigrate.Migration, log *slog.Logger) error {
	ran, err := s.ran(ctx)
	if err != nil || len(ran) == 0 {
		return err // a new database
	}
	for _, m := range list {
		if slices.Contains(ran, m.ID) {
			continue
		}
		path := s.path + before + m.ID
		if err := checkedCopy(ctx, s.path, path); err != nil {
			return fmt.Errorf("keep a copy before the schema is migrated: %w", err)
		}
		log.Info("kept a copy of the database before its schema is migrated", "file", path)
		return nil
	}
	return nil
}

// checkedCopy copies a database over what an earlier start, which then failed,
// may have left there.
func checkedCopy(ctx context.Context, from, to string) error {
	part := to + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := Copy(ctx, from, part); err != nil {
		return err
	}
	found, err := Check(ctx, part)
	if err == nil && len(found) > 0 {
		err = fmt.Errorf("%w (%s)", errDamaged, found[0])
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, to); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(to))
}

// ran lists the migrations that the database has seen, none if it is new.
func (s *Store) ran(ctx context.Context) (ids []string, err error) {
	db := s.write.WithContext(ctx)
	if !db.Migrator().HasTable(migrationsTable) {
		return nil, nil
	}
	if err := db.Raw("SELECT id FROM " + migrationsTable).Scan(&ids).Error; err != nil {
		return nil, fmt.Errorf("read which migrations were run: %w", err)
	}
	return ids, nil
}

// newer says how to go on with a database that a newer version has migrated:
// back to the copy that it made, where that is still there.
func (s *Store) newer(known []*gormigrate.Migration) error {
	dir, file := filepath.Split(s.path)
	entries, err := os.ReadDir(cmp.Or(dir, "."))
	if err != nil {
		return errors.Join(errNewerSchema, err)
	}
	for _, e := range entries {
		id, is := strings.CutPrefix(e.Name(), file+before)
		if is && !slices.ContainsFunc(known, func(m *gormigrate.Migration) bool { return m.ID == id }) {
			return fmt.Errorf("%w; %s is as this version left it, without what was answered since", errNewerSchema, filepath.Join(dir, e.Name()))
		}
	}
	return errNewerSchema
}

// script executes all statements of a text as they stand: GORM would look for
// parameters in it.
func script(tx *gorm.DB, statements string) error {
	_, err := tx.Statement.ConnPool.ExecContext(tx.Statement.Context, statements)
	return err
}
