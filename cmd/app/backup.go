package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"viva/internal/backup"
	"viva/internal/store"
	"viva/internal/users"
)

// databaseFile is the name of the database in a data directory.
const databaseFile = "viva.db"

// Backups says when the server makes copies, and where.
type Backups struct {
	Every time.Duration `name:"backup-every" help:"How often the server makes a backup of the database; 0 is never." default:"24h" env:"VIVA_BACKUP_EVERY" placeholder:"DURATION"`
	Keep  int           `name:"backup-keep" help:"How many of these backups stay." default:"7" env:"VIVA_BACKUP_KEEP" placeholder:"N"`
	Dir   string        `name:"backup-dir" help:"Folder of these backups; without it, backups in the data directory. Another disk is safer." env:"VIVA_BACKUP_DIR" placeholder:"DIR"`
}

// of is the series of backups of a data directory.
func (b Backups) of(data string) backup.Series {
	s := backup.Series{From: filepath.Join(data, databaseFile), Dir: b.Dir, Keep: b.Keep, Version: readVersion().Version}
	if s.Dir == "" {
		s.Dir = filepath.Join(data, "backups")
	}
	return s
}

type backupCmd struct {
	dataDir
	File string `arg:"" optional:"" help:"File to write; without it, one with the time in its name in the folder of backups."`
	Backups

	WithKeys   bool     `name:"with-keys" help:"Write the key of the installation beside the backup, encrypted by age."`
	Recipient  []string `help:"Public key of age to encrypt the key for." placeholder:"AGE1..."`
	Passphrase string   `name:"passphrase-file" help:"File whose first line is the passphrase to encrypt the key with." type:"existingfile" placeholder:"FILE"`
}

// Run copies the database, also of a server that runs.
func (c backupCmd) Run(e env) error {
	seal, err := c.sealing()
	if err != nil {
		return err
	}
	path, note := c.File, backup.Note{}
	if path == "" {
		path, note, err = c.of(c.Data).Add(e.ctx, time.Now())
	} else {
		note, err = backup.Make(e.ctx, filepath.Join(c.Data, databaseFile), path, readVersion().Version, time.Now())
	}
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%w; a backup replaces nothing: give another name", err)
	}
	if err != nil {
		return err
	}
	c.note(e, users.Event{Kind: users.EventBackup})
	fmt.Fprintf(e.stdout, "%s: %s. It was read whole; its note is %s.json.\n", path, counts(note.Summary), path)
	if seal == nil {
		fmt.Fprintln(e.stdout, "The key of the installation is not in it. A restore does without: everybody signs in again either way, and second factors by their recovery codes.")
		return nil
	}
	if err := seal(path); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s: the key of the installation, encrypted.\n", backup.KeyFile(path))
	return nil
}

// sealing is what writes the key beside a backup, or nil. It is settled before
// anything is written.
func (c backupCmd) sealing() (func(path string) error, error) {
	to, err := backup.Recipients(c.Recipient, c.Passphrase)
	switch {
	case err != nil:
		return nil, err
	case c.WithKeys && len(to) == 0:
		return nil, errors.New("--with-keys encrypts the key: say for whom with --recipient, or with --passphrase-file")
	case !c.WithKeys && len(to) > 0:
		return nil, errors.New("--recipient and --passphrase-file encrypt the key, which only --with-keys writes")
	case !c.WithKeys:
		return nil, nil
	}
	key, err := users.ReadKey(c.Data)
	return func(path string) error { return backup.SealKey(path, key, to...) }, err
}

// counts names what people would look for first.
func counts(s store.Summary) string {
	return fmt.Sprintf("%d accounts, %d attempts, %d answers", s.Rows["users"], s.Rows["attempts"], s.Rows["responses"])
}

type restoreCmd struct {
	dataDir
	File string `arg:"" type:"existingfile" help:"A backup, or any copy of a database."`

	Identity   string `help:"File with the private key of age that decrypts the key beside the backup." type:"existingfile" placeholder:"FILE"`
	Passphrase string `name:"passphrase-file" help:"File whose first line is the passphrase that decrypts it." type:"existingfile" placeholder:"FILE"`
}

// Run puts a backup in the place of the database.
func (c restoreCmd) Run(e env) error {
	key, err := c.key()
	if err != nil {
		return err
	}
	done, err := backup.Restore(e.ctx, c.File, filepath.Join(c.Data, databaseFile), time.Now())
	if err != nil {
		return err
	}
	if !done.Noted {
		fmt.Fprintln(e.stderr, "warning: no note stands beside this file, so only its structure could be checked: a bit that flipped in a text is not seen.")
	}
	if done.Aside != "" {
		fmt.Fprintf(e.stdout, "The database of before is kept as %s.\n", done.Aside)
	}
	if key != nil {
		if err := users.PutKey(c.Data, time.Now().UTC().Format("key.before-20060102T150405Z"), key); err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, "The key of the installation is that of the backup again.")
	}
	c.note(e, users.Event{Kind: users.EventRestore})
	if done.Deleted > 0 {
		fmt.Fprintf(e.stdout, "Accounts that were deleted after the backup was made, and are again: %d.\n", done.Deleted)
	}
	fmt.Fprintf(e.stdout, "Restored: %s. Everybody signs in again.\n", counts(done.Summary))
	return nil
}

// key is the key beside the backup, or nil where nothing is given to decrypt it.
func (c restoreCmd) key() ([]byte, error) {
	if c.Identity == "" && c.Passphrase == "" {
		return nil, nil
	}
	as, err := backup.Identities(c.Identity, c.Passphrase)
	if err != nil {
		return nil, err
	}
	return backup.OpenKey(c.File, as...)
}

type verifyCmd struct {
	dataDir
	File string `arg:"" optional:"" type:"existingfile" help:"A backup, or any copy of a database; without it, the database of the data directory."`
}

var errUnfounded = errors.New("not all that is kept follows from the answers")

// Run reads a database whole and works out again what follows from answers, in
// a copy, so that a server may go on meanwhile.
func (c verifyCmd) Run(e env) error {
	path := c.File
	if path == "" {
		path = filepath.Join(c.Data, databaseFile)
	}
	note, err := backup.Read(path)
	switch {
	case err == nil:
		fmt.Fprintf(e.stdout, "It is what its note says: version %s wrote it on %s.\n", note.Version, note.MadeAt.Format(time.RFC3339))
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	found, err := store.Check(e.ctx, path)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		tell(e.stdout, found)
		return errFaulty
	}
	v, sum, err := verified(e.ctx, path, warningsTo(e.stderr))
	if err != nil {
		return err
	}
	tell(e.stdout, v.Found)
	if len(v.Found) > 0 {
		return errUnfounded
	}
	fmt.Fprintf(e.stdout, "The database is whole: %s.\nMarks, scores and memories follow from the answers; %d of %d marks were compared by a second marker.\n",
		counts(sum), v.Answers-v.Unclear, v.Answers)
	return nil
}

func tell(w io.Writer, lines []string) {
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
}

// verified verifies a copy of the database.
func verified(ctx context.Context, path string, log *slog.Logger) (v *store.Verification, sum store.Summary, err error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".verify-")
	if err != nil {
		return nil, sum, fmt.Errorf("make room for a copy: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied := filepath.Join(dir, databaseFile)
	if err := store.Copy(ctx, path, copied); err != nil {
		return nil, sum, err
	}
	if sum, err = store.Summarize(ctx, copied); err != nil {
		return nil, sum, err
	}
	s, err := store.Open(ctx, copied, log)
	if err != nil {
		return nil, sum, err
	}
	v, err = s.Verify(ctx)
	return v, sum, errors.Join(err, s.Close())
}

// keepBackups makes a backup as soon as the newest is older than it may be.
// Backups that a server made before it was stopped count. made is called after each.
func (b Backups) keepBackups(ctx context.Context, data string, ticks <-chan time.Time, now func() time.Time, made func(context.Context), log *slog.Logger) (stop func()) {
	if b.Every <= 0 {
		return func() {}
	}
	series, first := b.of(data), now().Add(time.Minute) // a start has enough to do
	return repeat(ctx, ticks, func(ctx context.Context) {
		defer survive(log, "the backup failed")
		last, err := series.Last()
		if err == nil && (now().Sub(last) < b.Every || now().Before(first)) {
			return
		}
		began := time.Now()
		path, note, err := series.Add(ctx, now())
		switch {
		case err == nil:
			log.Info("made a backup", "file", path, "bytes", note.Bytes, "answers", note.Rows["responses"], "took", time.Since(began))
			made(ctx)
		case ctx.Err() == nil: // or it was told to stop
			log.Error("the backup failed", "error", err)
		}
	})
}
