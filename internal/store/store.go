// Package store keeps what users do in one SQLite file. It is the only package
// that knows SQL: inside transactions it turns rows into the types of quiz,
// study and users and back. The rules are theirs.
//
// What [Store] acknowledges survives a power cut: the journal is a write-ahead
// log, and every commit is flushed (synchronous=FULL). One connection writes,
// with immediate transactions; a pool of read-only connections reads beside it.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"
	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	write *gorm.DB // one connection
	read  *gorm.DB // a pool that cannot write

	path    string
	owner   bool        // no other process had the database open before
	suspect atomic.Bool // see Unclean
	damaged atomic.Bool // Check found damage

	logHolds atomic.Bool // the write-ahead log may hold what was deleted, see EmptyLog

	batch int // learners, attempts or reviews that a rebuild reads at a time

	held func(ctx context.Context, lock time.Duration) // called after each write transaction
}

// busyTimeout is how long a connection waits for another process, in milliseconds;
// the options below have it too.
const busyTimeout = 5000

const (
	writeOptions = "_journal_mode=WAL&_synchronous=FULL&_foreign_keys=on&_busy_timeout=5000&_txlock=immediate&_secure_delete=on&" + keepStatements
	readOptions  = "mode=ro&_query_only=1&_foreign_keys=on&_busy_timeout=5000&" + keepStatements

	// The driver keeps prepared statements, each connection its own. GORM would
	// share them among connections, and its callers would wait for each other:
	// with all connections in transactions that need a statement which a caller
	// without a connection is to prepare, for ever.
	keepStatements = "_stmt_cache_size=100"
)

// Open opens the database file at path, makes it if there is none, and brings
// its schema up to date. It refuses a file that a newer version wrote, that is
// no database or cut short, or where commits would not be safe. It does not
// read all pages; Check does.
func Open(ctx context.Context, path string, log *slog.Logger) (*Store, error) {
	s, err := open(ctx, path, log)
	for try := 1; busy(err) && try < openTries && ctx.Err() == nil; try++ {
		time.Sleep(openPause)
		s, err = open(ctx, path, log)
	}
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", path, Explain(err))
	}
	return s, nil
}

// While another process opens or closes the same file, it makes or removes the
// write-ahead log and holds locks for which SQLite does not wait, whatever its
// busy timeout. We wait for it here, for a few seconds.
const (
	openTries = 100
	openPause = 50 * time.Millisecond
)

func open(ctx context.Context, path string, log *slog.Logger) (*Store, error) {
	if err := checkFound(path); err != nil {
		return nil, err
	}
	if err := touch(path); err != nil {
		return nil, err
	}
	used, err := InUse(path) // before we open it: see generation
	if err != nil {
		return nil, err
	}
	s := &Store{held: slowWrites(log), path: path, batch: rebuildBatch, owner: !used}
	s.suspect.Store(logLost(path, log) || leftBehind(path) || exists(path+unread))
	err = s.connect(ctx, path, log)
	if err == nil {
		err = s.migrate(ctx, log)
	}
	if err == nil {
		err = s.deleteAgain(ctx, log)
	}
	if err == nil {
		err = s.noteOpened(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// touch makes the file if there is none, with a mode that lets nobody else read
// it. SQLite gives its journal the same mode.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// connect opens both handles. The writer comes first, since a read-only
// connection cannot make the shared memory that a write-ahead log needs.
func (s *Store) connect(ctx context.Context, path string, log *slog.Logger) (err error) {
	if s.write, err = handle(ctx, path, writeOptions, 1, log); err != nil {
		return err
	}
	if err := checkPragmas(ctx, s.write); err != nil {
		return err
	}
	s.read, err = handle(ctx, path, readOptions, max(4, runtime.NumCPU()), log)
	return err
}

// handle opens a GORM handle over a pool of size connections.
func handle(ctx context.Context, path, options string, size int, log *slog.Logger) (*gorm.DB, error) {
	dsn, err := dataSource(path, options)
	if err != nil {
		return nil, err
	}
	pool, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	db, err := gorm.Open(dialect{gormsqlite.Dialector{Conn: pool}}, &gorm.Config{
		Logger:                 queryLog{log},
		TranslateError:         true,
		SkipDefaultTransaction: true, // every write goes through tx
		DisableAutomaticPing:   true,
	})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}

// dataSource names a file as a URI, escaped, so that "?", "%" and "#" in the
// path are not taken for options.
func dataSource(path, options string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	u := url.URL{Path: filepath.ToSlash(abs)}
	return "file:" + u.EscapedPath() + "?" + options, nil
}

// checkPragmas reads back what the data source asked for: a driver that
// ignored it would lose acknowledged answers in a power cut, or leave what was
// deleted in the file.
func checkPragmas(ctx context.Context, db *gorm.DB) error {
	for _, p := range []struct{ name, want string }{
		{"journal_mode", "wal"},
		{"synchronous", "2"}, // FULL
		{"foreign_keys", "1"},
		{"secure_delete", "1"},
	} {
		var got string
		if err := db.WithContext(ctx).Raw("PRAGMA " + p.name).Scan(&got).Error; err != nil {
			return fmt.Errorf("read pragma %s: %w", p.name, err)
		}
		if got != p.want {
			return fmt.Errorf("pragma %s is %s where %s is needed to keep what is acknowledged", p.name, got, p.want)
		}
	}
	return nil
}

var errDamaged = errors.New("the file is damaged: keep it aside with its -wal file and restore a backup (app restore)")

// Explain adds advice to errors of SQLite that an operator can meet.
func Explain(err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) || errors.Is(err, errDamaged) {
		return err
	}
	switch e.Code {
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fmt.Errorf("%w (%w)", errDamaged, err)
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen:
		return fmt.Errorf("the file and its directory must be writable: %w", err)
	}
	return err
}

// Close moves the write-ahead log into the file and closes the file. If the
// file has not been checked since an unclean stop, it leaves a note beside it.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil {
		errs = append(errs, closePool(s.read))
	}
	if s.write != nil {
		// Readers are gone, so the log can be emptied.
		errs = append(errs, s.write.Exec("PRAGMA wal_checkpoint(TRUNCATE)").Error, closePool(s.write), s.noteUnread(), s.noteClosed())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

func closePool(db *gorm.DB) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}

// tx runs change inside one write transaction. It is immediate: change sees the
// last commit, and nobody else writes until its own.
func (s *Store) tx(ctx context.Context, change func(tx *gorm.DB) error) error {
	var began time.Time
	err := s.write.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		began = time.Now()
		return change(tx)
	})
	if !began.IsZero() {
		s.held(ctx, time.Since(began))
	}
	return err
}
