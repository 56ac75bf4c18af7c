package store

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"
	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"viva/internal/fault"
)

// The errors of a database that cannot be used now. None is a defect of the
// program, and nothing was stored.
var (
	ErrBusy = fault.New(fault.Busy, "storage_busy",
		"The site is busy saving something else. Nothing of yours was saved this time: try again in a few seconds.",
		"Le site est occupé à enregistrer autre chose. Rien n’a été enregistré cette fois\u00a0: réessayez dans quelques secondes.").With("retry_after", 5)
	ErrFull = fault.New(fault.Busy, "storage_full",
		"There is no room left to save anything. Nothing was saved: try again later, and tell whoever runs this site.",
		"Il n’y a plus de place pour enregistrer quoi que ce soit. Rien n’a été enregistré\u00a0: réessayez plus tard et prévenez la personne qui gère ce site.").With("retry_after", 60)
	ErrDisk = fault.New(fault.Busy, "storage_failed",
		"The disk of this site takes nothing at the moment. Nothing was saved: try again later, and tell whoever runs this site.",
		"Le disque de ce site n’accepte rien en ce moment. Rien n’a été enregistré\u00a0: réessayez plus tard et prévenez la personne qui gère ce site.").With("retry_after", 60)
)

// dialect is GORM's dialect of SQLite. GORM passes the errors of statements,
// begins and commits through it, so the errors of a locked or full database get
// their names here, whoever reads or writes.
type dialect struct{ gormsqlite.Dialector }

// Translate implements gorm.ErrorTranslator.
func (d dialect) Translate(err error) error { return said(d.Dialector.Translate(err)) }

// Initialize implements gorm.Dialector. GORM does not translate the errors of
// Raw(...).Scan by itself.
func (d dialect) Initialize(db *gorm.DB) error {
	if err := d.Dialector.Initialize(db); err != nil {
		return err
	}
	return db.Callback().Row().After("gorm:row").Register("viva:said", func(db *gorm.DB) { db.Error = said(db.Error) })
}

// said names the errors of a database that is locked, has no room or is on a disk
// that fails.
func said(err error) error {
	var e sqlite3.Error
	switch {
	case errors.Is(err, ErrBusy), errors.Is(err, ErrFull), errors.Is(err, ErrDisk):
		return err
	case busy(err):
		return fmt.Errorf("%w (%w)", ErrBusy, err)
	case errors.As(err, &e) && (e.Code == sqlite3.ErrFull || e.SystemErrno == syscall.ENOSPC || e.SystemErrno == syscall.EDQUOT):
		return fmt.Errorf("%w (%w)", ErrFull, err)
	case errors.As(err, &e) && e.Code == sqlite3.ErrIoErr:
		return fmt.Errorf("%w (%w)", ErrDisk, err)
	}
	return err
}

func busy(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && (e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked)
}
