package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// starterFiles are what a new subject begins with: a small subject about
// planets, commented, in which "SUBJECT" and "TODAY" are to be replaced.
//
//go:embed starter/*.yaml
var starterFiles embed.FS

type questionsNewCmd struct {
	Subject string `arg:"" help:"Id of the subject and name of its folder: small letters, digits and hyphens."`
	Dir     string `help:"Folder of subjects." default:"./questions" placeholder:"DIR"`
}

// subjectID is the rule that the schema of deck.yaml has for ids.
var subjectID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Run makes the folder, or leaves everything as it is.
func (c questionsNewCmd) Run(e env) error {
	if len(c.Subject) > 64 || !subjectID.MatchString(c.Subject) {
		return fmt.Errorf("the subject %q: write small letters, digits and hyphens, such as world-history", c.Subject)
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of subjects: %w", err)
	}
	folder := filepath.Join(c.Dir, c.Subject)
	switch err := os.Mkdir(folder, 0o755); {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s exists already: nothing was written; choose another subject, or --dir", folder)
	case err != nil:
		return fmt.Errorf("make the subject: %w", err)
	}
	if err := writeStarter(folder, c.Subject, time.Now()); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "Made %s. Next: change its files, then run\n  app questions check %s\n", folder, c.Dir)
	return nil
}

// writeStarter writes the starting files for a subject that begins today.
func writeStarter(folder, subject string, today time.Time) error {
	fill := strings.NewReplacer("SUBJECT", subject, "TODAY", today.Format(time.DateOnly))
	return fs.WalkDir(starterFiles, "starter", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := starterFiles.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read the starting file %s: %w", path.Base(name), err)
		}
		file := filepath.Join(folder, path.Base(name))
		if err := os.WriteFile(file, []byte(fill.Replace(string(text))), 0o644); err != nil { //nolint:gosec // an author's own text, no secret
			return fmt.Errorf("write a starting file: %w", err)
		}
		return nil
	})
}
