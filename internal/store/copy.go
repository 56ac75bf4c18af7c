package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"github.com/go-gormigrate/gormigrate/v2"
	"gorm.io/gorm"
)

// Copy writes all that is committed in the database file from into the new file
// to, in one piece and without what was deleted. Others may read and write from
// meanwhile. When it returns, the copy is on the disk under its name.
func Copy(ctx context.Context, from, to string) error {
	if err := copyInto(ctx, from, to); err != nil {
		return fmt.Errorf("copy database %s to %s: %w", from, to, Explain(err))
	}
	return nil
}

func copyInto(ctx context.Context, from, to string) (err error) {
	if _, err := os.Stat(from); err != nil {
		return err
	}
	db, err := handle(ctx, from, "mode=ro&_busy_timeout=5000", 1, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePool(db)) }()
	if err := roomToCopy(db.WithContext(ctx), filepath.Dir(to)); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // SQLite writes into an empty file, and keeps its mode
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			err = errors.Join(err, os.Remove(to))
		}
	}()
	if err := db.WithContext(ctx).Exec("VACUUM INTO ?", to).Error; err != nil {
		return err
	}
	if err := unnumber(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil { // SQLite leaves that to us
		return err
	}
	return SyncDir(filepath.Dir(to))
}

// spared is the room, in bytes, that a copy leaves on its disk to those who write
// there meanwhile.
const spared = 16 << 20

// roomToCopy says so, before anything is written, if a copy of a database may
// not fit into a folder. Where the system tells nothing it fits.
func roomToCopy(db *gorm.DB, dir string) error {
	var size int64
	if err := db.Raw("SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size").Scan(&size).Error; err != nil {
		return err
	}
	free, known := FreeSpace(dir)
	if !known {
		return nil
	}
	return fits(size, free)
}

// fits compares how many bytes a copy may take with how many are free.
func fits(size, free int64) error {
	if size+spared <= free {
		return nil
	}
	const mib = 1 << 20
	return fmt.Errorf("%w: the copy takes up to %d MiB, %d are free, and %d have to stay so: make room, or copy to another disk", ErrFull, size/mib+1, free/mib, spared/mib)
}

// unnumber takes the number out of a copy by which the open database is known;
// see openNote.
func unnumber(f *os.File) error {
	_, err := f.WriteAt(make([]byte, 4), atGeneration)
	return err
}

// SyncDir has the names in a directory reach the disk.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Summary tells two states of a database apart at a glance.
type Summary struct {
	Schema string           `json:"schema"` // the last migration
	Rows   map[string]int64 `json:"rows"`   // by table
}

// Summarize counts the rows of a database file.
func Summarize(ctx context.Context, path string) (sum Summary, err error) {
	db, err := handle(ctx, path, "mode=ro&_query_only=1&_busy_timeout=5000", 1, slog.New(slog.DiscardHandler))
	if err != nil {
		return sum, fmt.Errorf("count rows of %s: %w", path, Explain(err))
	}
	defer func() { err = errors.Join(err, closePool(db)) }()
	if sum, err = summarize(db.WithContext(ctx)); err != nil {
		return sum, fmt.Errorf("count rows of %s: %w", path, Explain(err))
	}
	return sum, nil
}

func summarize(db *gorm.DB) (Summary, error) {
	sum := Summary{Rows: map[string]int64{}}
	var tables []string
	err := db.Raw("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name").Scan(&tables).Error
	if err != nil {
		return sum, err
	}
	for _, table := range tables {
		if table == migrationsTable {
			if err := db.Raw("SELECT MAX(id) FROM " + migrationsTable).Scan(&sum.Schema).Error; err != nil {
				return sum, err
			}
			continue
		}
		var rows int64
		if err := db.Raw(`SELECT COUNT(*) FROM "` + table + `"`).Scan(&rows).Error; err != nil {
			return sum, err
		}
		sum.Rows[table] = rows
	}
	if sum.Schema == "" {
		return sum, errNotOurs
	}
	return sum, nil
}

// migrationsTable is where the migrations that were run are noted.
const migrationsTable = "migrations"

var errNotOurs = errors.New("this is a database, but not one of Viva")

// SignAllOut ends all sessions of a database file: what browsers keep of
// sessions is of another time than a database that is restored.
func SignAllOut(ctx context.Context, path string) error {
	db, err := handle(ctx, path, writeOptions, 1, slog.New(slog.DiscardHandler))
	if err == nil {
		err = db.WithContext(ctx).Exec("DELETE FROM sessions").Error
		err = errors.Join(err, db.Exec("PRAGMA wal_checkpoint(TRUNCATE)").Error, closePool(db))
	}
	if err != nil {
		return fmt.Errorf("end all sessions in %s: %w", path, Explain(err))
	}
	return nil
}

// Known reports whether this program knows the schema of a database, so that it
// can bring it up to date.
func (s Summary) Known() error {
	list, err := migrations(nil)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(m *gormigrate.Migration) bool { return m.ID == s.Schema }) {
		return errNewerSchema
	}
	return nil
}
